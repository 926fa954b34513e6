//! What the rows of `getFields` and `getActions` have, to filter, sort and select them by.

use crate::query::field::Field;
use crate::query::kind::NotNull;

macro_rules! infos {
    ($(#[$doc:meta])* $marker:ident { $($(#[$about:meta])* $name:ident: $ty:ty $(, $kind:ty)? = $wire:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $marker {}

        impl $marker {
            $($(#[$about])* pub const $name: Field<$marker, $ty $(, $kind)?> = Field::new($wire);)+
        }
    };
}

infos! {
    /// A field, as `getFields` tells of it: what [`GetFields`](super::GetFields) can be narrowed,
    /// sorted and selected by (APIv4 wire contract §4.2).
    ///
    /// ```
    /// use civi_runtime::{self as rt, Action as _, Actions as _, meta::FieldInfo};
    /// # enum Contact {}
    /// # impl rt::Entity for Contact { const NAME: &'static str = "Contact"; }
    /// let writable = Contact::fields()
    ///     .for_action("create")
    ///     .filter(FieldInfo::READONLY.eq(false) & FieldInfo::TYPE.in_(["Field", "Custom"]))
    ///     .order_by(FieldInfo::TITLE)
    ///     .select((FieldInfo::NAME, FieldInfo::DATA_TYPE));
    /// assert_eq!(
    ///     writable.call()?.params.to_json(),
    ///     r#"{"select":["name","data_type"],"where":[["readonly","=",false],["type","IN",["Field","Custom"]]],"orderBy":{"title":"ASC"},"action":"create"}"#
    /// );
    /// # Ok::<(), rt::Error>(())
    /// ```
    FieldInfo {
        /// Its name on the wire.
        NAME: String, NotNull = "name";
        /// What it is called.
        TITLE: String = "title";
        /// What it is called in forms.
        LABEL: String = "label";
        /// What it is.
        DESCRIPTION: String = "description";
        /// `Field`, `Custom`, `Extra` or `Filter`.
        TYPE: String = "type";
        /// The entity that it is of, which may be another than the one that was asked.
        ENTITY: String = "entity";
        /// What it holds: `String`, `Integer`, …
        DATA_TYPE: String = "data_type";
        /// How forms show it.
        INPUT_TYPE: String = "input_type";
        /// What else forms are told.
        INPUT_ATTRS: serde_json::Value = "input_attrs";
        /// Its options, where they are asked for, or whether it has any.
        OPTIONS: serde_json::Value = "options";
        /// By what else its options can be told.
        SUFFIXES: Vec<String> = "suffixes";
        /// The action can't do without it.
        REQUIRED: bool = "required";
        /// The condition under which the action can't do without it.
        REQUIRED_IF: String = "required_if";
        /// It can be null.
        NULLABLE: bool = "nullable";
        /// What it has where nothing is said.
        DEFAULT_VALUE: serde_json::Value = "default_value";
        /// Forms don't change it.
        READONLY: bool = "readonly";
        /// How its list is stored.
        SERIALIZE: i64 = "serialize";
        /// The entity that it points to.
        FK_ENTITY: String = "fk_entity";
        /// The field of that entity that it holds.
        FK_COLUMN: String = "fk_column";
        /// The entities that it may point to.
        DFK_ENTITIES: serde_json::Value = "dfk_entities";
        /// The operators that it takes in filters, where not all of them.
        OPERATORS: Vec<String> = "operators";
        /// The permissions that it needs.
        PERMISSION: serde_json::Value = "permission";
        /// It is translated.
        LOCALIZABLE: bool = "localizable";
        /// It is to be used no more.
        DEPRECATED: bool = "deprecated";
        /// What it is for: `import`, `export`, `duplicate_matching`, …
        USAGE: Vec<String> = "usage";
        /// The table that it is stored in.
        TABLE_NAME: String = "table_name";
        /// The column that it is stored in.
        COLUMN_NAME: String = "column_name";
        /// The number of the custom field that it is.
        CUSTOM_FIELD_ID: i64 = "custom_field_id";
        /// The name of the custom group that it is in.
        CUSTOM_GROUP: String = "custom_group";
    }
}

infos! {
    /// An action, as `getActions` tells of it: what [`GetActions`](super::GetActions) can be
    /// narrowed, sorted and selected by (APIv4 wire contract §5).
    ActionInfo {
        /// Its name on the wire.
        NAME: String, NotNull = "name";
        /// What it does.
        DESCRIPTION: String = "description";
        /// What else is said of it.
        COMMENT: String = "comment";
        /// It is to be used no more.
        DEPRECATED: bool = "deprecated";
        /// Where more is said of it.
        SEE: Vec<String> = "see";
        /// Its parameters, by their names.
        PARAMS: serde_json::Value = "params";
    }
}
