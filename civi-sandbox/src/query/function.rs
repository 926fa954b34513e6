//! [`Function`]: the SQL functions of the wire contract §6.2.

use civi_schema::DataType;

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
    since: (u32, u32),
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
    ($($name:literal $least:literal..$most:tt since $major:literal $minor:literal $kind:ident;)+) => {
        &[$(Row {
            name: $name,
            least: $least,
            most: $most,
            since: ($major, $minor),
            kind: Kind::$kind,
        }),+]
    };
}

static FUNCTIONS: &[Row] = functions! {
    "AVG" 1..1 since 5 25 Float;
    "COUNT" 1..1 since 5 25 Integer;
    "GROUP_CONCAT" 1..1 since 5 25 OfField;
    "GROUP_FIRST" 1..1 since 5 74 OfField;
    "GROUP_NTH" 1..1 since 6 6 OfField;
    "MAX" 1..1 since 5 25 OfField;
    "MIN" 1..1 since 5 25 OfField;
    "SUM" 1..1 since 5 25 OfField;
    "ABS" 1..1 since 5 25 OfField;
    "RAND" 0..0 since 5 25 Float;
    "ROUND" 1..2 since 5 25 Float;
    "BINARY" 1..1 since 5 25 OfField;
    "CONCAT" 1..MANY since 5 25 Text;
    "CONCAT_WS" 2..MANY since 5 60 Text;
    "LEFT" 2..2 since 5 25 Text;
    "RIGHT" 2..2 since 5 25 Text;
    "LOWER" 1..1 since 5 25 Text;
    "UPPER" 1..1 since 5 25 Text;
    "REPLACE" 3..3 since 5 25 Text;
    "SUBSTRING" 2..3 since 5 25 Text;
    "JSON_EXTRACT" 2..2 since 6 14 Text;
    "COALESCE" 1..MANY since 5 25 OfField;
    "GREATEST" 2..MANY since 5 25 OfField;
    "LEAST" 2..MANY since 5 25 OfField;
    "IF" 3..3 since 5 25 OfField;
    "IFNULL" 2..2 since 5 25 OfField;
    "NULLIF" 2..2 since 5 25 OfField;
    "ISNULL" 1..1 since 5 25 Boolean;
    "ISNOTNULL" 1..1 since 6 0 Boolean;
    "CURDATE" 0..0 since 5 25 Date;
    "DATE" 1..1 since 5 43 Date;
    "DATEDIFF" 2..2 since 5 43 Integer;
    "DATE_ADD" 2..2 since 6 3 Date;
    "DATE_SUB" 2..2 since 6 3 Date;
    "DAYOFWEEK" 1..1 since 5 80 Integer;
    "DAYSTOANNIV" 1..1 since 5 60 Integer;
    "EXTRACT" 1..1 since 5 43 Integer;
    "MONTH" 1..1 since 5 43 Integer;
    "NEXTANNIV" 1..1 since 6 0 Date;
    "NOW" 0..0 since 5 43 Timestamp;
    "QUARTER" 1..1 since 5 43 Integer;
    "TIME" 1..1 since 5 43 Time;
    "TIMESTAMPDIFF" 2..2 since 6 0 Integer;
    "YEAR" 1..1 since 5 43 Integer;
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

    /// The release that has it.
    pub(crate) fn since(self) -> (u32, u32) {
        self.row.since
    }

    pub(crate) fn kind(self) -> Kind {
        self.row.kind
    }

    pub(crate) fn is_aggregate(self) -> bool {
        matches!(
            self.row.name,
            "AVG" | "COUNT" | "GROUP_CONCAT" | "GROUP_FIRST" | "GROUP_NTH" | "MAX" | "MIN" | "SUM"
        )
    }
}
