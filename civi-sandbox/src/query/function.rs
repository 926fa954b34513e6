//! [`Function`]: the SQL functions of the wire contract §6.2.

use civi_schema::function::{self, ExpressionForm};
use civi_schema::{DataType, Release};

/// An SQL function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Function {
    row: &'static Row,
}

#[derive(Debug, PartialEq, Eq)]
struct Row {
    name: &'static str,
    least: usize,
    most: usize,
    kind: Kind,
}

/// What type a function's result has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Integer,
    Float,
    Text,
    Boolean,
    Date,
    Timestamp,
    Time,
    /// That of the first field among the arguments.
    OfField,
}

impl Kind {
    /// The data type, where it is fixed.
    pub(crate) fn data_type(self) -> Option<DataType> {
        Some(match self {
            Kind::Integer => DataType::Integer,
            Kind::Float => DataType::Float,
            Kind::Text => DataType::String,
            Kind::Boolean => DataType::Boolean,
            Kind::Date => DataType::Date,
            Kind::Timestamp => DataType::Timestamp,
            Kind::Time => DataType::Time,
            Kind::OfField => return None,
        })
    }
}

const MANY: usize = 64;

macro_rules! functions {
    ($($name:literal $least:literal..$most:tt $kind:ident;)+) => {
        &[$(Row {
            name: $name,
            least: $least,
            most: $most,
            kind: Kind::$kind,
        }),+]
    };
}

static FUNCTIONS: &[Row] = functions! {
    "AVG" 1..1 Float;
    "COUNT" 1..1 Integer;
    "GROUP_CONCAT" 1..1 OfField;
    "GROUP_FIRST" 1..1 OfField;
    "GROUP_NTH" 1..1 OfField;
    "MAX" 1..1 OfField;
    "MIN" 1..1 OfField;
    "SUM" 1..1 OfField;
    "ABS" 1..1 OfField;
    "RAND" 0..0 Float;
    "ROUND" 1..2 Float;
    "BINARY" 1..1 OfField;
    "CONCAT" 1..MANY Text;
    "CONCAT_WS" 2..MANY Text;
    "LEFT" 2..2 Text;
    "RIGHT" 2..2 Text;
    "LOWER" 1..1 Text;
    "UPPER" 1..1 Text;
    "REPLACE" 3..3 Text;
    "SUBSTRING" 2..3 Text;
    "JSON_EXTRACT" 2..2 Text;
    "COALESCE" 1..MANY OfField;
    "GREATEST" 2..MANY OfField;
    "LEAST" 2..MANY OfField;
    "IF" 3..3 OfField;
    "IFNULL" 2..2 OfField;
    "NULLIF" 2..2 OfField;
    "ISNULL" 1..1 Boolean;
    "ISNOTNULL" 1..1 Boolean;
    "CURDATE" 0..0 Date;
    "DATE" 1..1 Date;
    "DATEDIFF" 2..2 Integer;
    "DATE_ADD" 2..2 Date;
    "DATE_SUB" 2..2 Date;
    "DAYOFWEEK" 1..1 Integer;
    "DAYSTOANNIV" 1..1 Integer;
    "EXTRACT" 1..1 Integer;
    "MONTH" 1..1 Integer;
    "NEXTANNIV" 1..1 Date;
    "NOW" 0..0 Timestamp;
    "QUARTER" 1..1 Integer;
    "TIME" 1..1 Time;
    "TIMESTAMPDIFF" 2..2 Integer;
    "YEAR" 1..1 Integer;
};

impl Function {
    /// The function of a name; names are upper case.
    pub(crate) fn of(name: &str) -> Option<Self> {
        FUNCTIONS
            .iter()
            .find(|row| row.name == name)
            .map(|row| Function { row })
    }

    pub(crate) fn name(self) -> &'static str {
        self.row.name
    }

    /// The fewest and the most arguments.
    pub(crate) fn arity(self) -> (usize, usize) {
        (self.row.least, self.row.most)
    }

    /// The first release that has it, where an earlier one is known to lack it.
    pub(crate) fn since(self) -> Option<Release> {
        function::since(self.row.name)
    }

    pub(crate) fn kind(self) -> Kind {
        self.row.kind
    }

    /// What may stand as an argument at a place, which counts from 0 (§6.2).
    pub(crate) fn takes(self, place: usize) -> &'static [ExpressionForm] {
        function::takes(self.row.name, place)
    }

    pub(crate) fn is_aggregate(self) -> bool {
        matches!(
            self.row.name,
            "AVG" | "COUNT" | "GROUP_CONCAT" | "GROUP_FIRST" | "GROUP_NTH" | "MAX" | "MIN" | "SUM"
        )
    }
}
