//! [`Context`]: what one call runs in.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use civi_schema::DataType;

use crate::failure::{Failure, Outcome};
use crate::identity::Caller;
use crate::json::Json;
use crate::schema::{EntityModel, FieldModel, FieldOption, FieldOptions, Model, OptionSource};
use crate::store::{Sql, Store, stored_text};

/// The options of fields, by entity and field.
type Known = HashMap<(String, String), Option<Arc<FieldOptions>>>;

/// What one call runs in.
pub(crate) struct Context<'a> {
    pub(crate) model: &'a Model,
    pub(crate) store: &'a Store,
    pub(crate) caller: &'a Caller,
    /// The options that were needed so far.
    options: RefCell<Known>,
    /// Fields that were dropped, for `debug`.
    pub(crate) dropped: RefCell<Dropped>,
}

/// What a query left out in silence.
#[derive(Debug, Default)]
pub(crate) struct Dropped {
    pub(crate) undefined: Vec<String>,
    pub(crate) unauthorized: Vec<String>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(model: &'a Model, store: &'a Store, caller: &'a Caller) -> Self {
        store.forget_lists();
        Context {
            model,
            store,
            caller,
            options: RefCell::default(),
            dropped: RefCell::default(),
        }
    }

    /// An entity that may be asked about.
    pub(crate) fn entity(&self, name: &str) -> Outcome<&'a EntityModel> {
        self.model
            .entity(name)
            .ok_or_else(|| Failure::exception(format!("Unknown entity {name}")))
    }

    /// The options of a field; `None` where it has none.
    pub(crate) fn options(
        &self,
        entity: &str,
        field: &FieldModel,
    ) -> Outcome<Option<Arc<FieldOptions>>> {
        if !field.has_options() {
            return Ok(None);
        }
        let key = (entity.to_owned(), field.name().to_owned());
        if let Some(known) = self.options.borrow().get(&key) {
            return Ok(known.clone());
        }
        let found = self.look_up(field)?;
        self.options.borrow_mut().insert(key, found.clone());
        Ok(found)
    }

    fn look_up(&self, field: &FieldModel) -> Outcome<Option<Arc<FieldOptions>>> {
        let fixed = field.list.as_deref().map(|list| self.model.list(list));
        match &field.live {
            Some(OptionSource::Table {
                entity,
                name,
                label,
            }) => {
                let Some(table) = self.model.entity(entity).and_then(|e| e.table.as_deref()) else {
                    return Ok(fixed);
                };
                let rows = self.table_options(entity, table, name, label)?;
                Ok(Some(Arc::new(rows)))
            }
            Some(OptionSource::Group(group)) => {
                let extra = self.group_options(group, &field.field.data_type)?;
                let Some(fixed) = fixed else {
                    return Ok(Some(Arc::new(FieldOptions::new(extra))));
                };
                let mut all = FieldOptions::clone(&fixed);
                let before = all.items().len();
                extra.into_iter().for_each(|option| all.add(option));
                Ok(Some(if all.items().len() == before {
                    fixed
                } else {
                    Arc::new(all)
                }))
            }
            // Options that the snapshot doesn't list are looked up in the entity that they name.
            None => Ok(fixed
                .or_else(|| self.keys_of(field).ok().flatten())
                .or(Some(Arc::default()))),
        }
    }

    /// The rows that a key points to as options.
    fn keys_of(&self, field: &FieldModel) -> Outcome<Option<Arc<FieldOptions>>> {
        let Some(parent) = field
            .field
            .fk_entity
            .as_deref()
            .and_then(|fk| self.model.entity(fk))
        else {
            return Ok(None);
        };
        let Some(table) = parent
            .table
            .as_deref()
            .filter(|_| parent.key() == Some("id"))
        else {
            return Ok(None);
        };
        let first =
            |names: [&'static str; 3]| names.into_iter().find(|name| parent.has_column(name));
        let (Some(name), Some(label)) = (
            first(["name", "title", "display_name"]),
            first(["label", "title", "name"]).or_else(|| first(["display_name"; 3])),
        ) else {
            return Ok(None);
        };
        Ok(Some(Arc::new(self.table_options(
            parent.name(),
            table,
            name,
            label,
        )?)))
    }

    fn table_options(
        &self,
        entity: &str,
        table: &str,
        name: &str,
        label: &str,
    ) -> Outcome<FieldOptions> {
        let optional = |column: &str| match self.model.entity(entity) {
            Some(e) if e.has_column(column) => Sql::name(column),
            _ => Sql::null(),
        };
        let columns = [
            Sql::name("id"),
            Sql::name(name),
            Sql::name(label),
            optional("description"),
            optional("color"),
        ];
        let sql = Sql::new("SELECT ")
            .then(Sql::joined(columns, ", "))
            .word(" FROM ")
            .then(Sql::name(table))
            .word(" ORDER BY 3, 1 LIMIT 5000");
        let rows = self.store.rows(&sql)?;
        Ok(FieldOptions::new(rows.into_iter().map(|row| {
            let text = |at: usize| row.get(at).and_then(stored_text);
            let id = text(0)
                .and_then(|id| id.parse().ok())
                .map_or(Json::Null, Json::Int);
            let name = text(1).unwrap_or_default();
            FieldOption {
                id,
                label: text(2).unwrap_or_else(|| name.clone()),
                name,
                abbr: None,
                description: text(3),
                color: text(4),
                icon: None,
            }
        })))
    }

    /// The values of an option group that are rows.
    fn group_options(&self, group: &str, data_type: &DataType) -> Outcome<Vec<FieldOption>> {
        let sql = Sql::new(
            "SELECT v.value, v.name, v.label, v.description, v.color, v.icon \
             FROM civicrm_option_value v JOIN civicrm_option_group g ON g.id = v.option_group_id \
             WHERE g.name = ",
        )
        .then(Sql::value(group.to_owned()))
        .word(" ORDER BY v.weight, v.id");
        let has_tables = ["OptionValue", "OptionGroup"]
            .iter()
            .all(|e| self.model.entity(e).is_some());
        if !has_tables {
            return Ok(Vec::new());
        }
        let rows = self.store.rows(&sql)?;
        Ok(rows
            .into_iter()
            .map(|row| {
                let text = |at: usize| row.get(at).and_then(stored_text);
                let value = text(0).unwrap_or_default();
                let name = text(1).unwrap_or_else(|| value.clone());
                let number = value
                    .parse()
                    .ok()
                    .filter(|_| *data_type == DataType::Integer);
                FieldOption {
                    id: number.map_or(Json::Text(value), Json::Int),
                    label: text(2).unwrap_or_else(|| name.clone()),
                    name,
                    abbr: None,
                    description: text(3),
                    color: text(4),
                    icon: text(5),
                }
            })
            .collect())
    }

    /// Whether the caller may use a field.
    pub(crate) fn may_use(&self, entity: &EntityModel, field: &FieldModel) -> bool {
        self.caller.may_use_field(entity.name(), &field.field)
    }
}
