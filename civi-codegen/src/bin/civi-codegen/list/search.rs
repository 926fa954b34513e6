//! [`search`]: words, in everything that a schema names.

use std::collections::BTreeMap;

use civi_codegen::schema::{Entity, OptionItem, OptionList, Options, Schema};

use super::Kind;
use crate::describe::key_text;

/// One thing that was found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) kind: Kind,
    /// As `describe` takes it, where it can: `Contact`, `Contact.gender_id`, `Contact.get`.
    pub(super) name: String,
    /// The title or label.
    pub(super) text: String,
}

/// Everything whose name, title or label has every one of the words; entity by entity.
pub(super) fn search(schema: &Schema, words: &str) -> Vec<Hit> {
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    let mut search = Search {
        words,
        hits: Vec::new(),
        shared: BTreeMap::new(),
    };
    for (name, entity) in &schema.entities {
        search.entity(schema, name, entity);
    }
    search.shared_lists(schema);
    search.hits
}

struct Search<'s> {
    words: Vec<String>,
    hits: Vec<Hit>,
    /// The fields of each shared list, in order.
    shared: BTreeMap<&'s str, Vec<String>>,
}

impl<'s> Search<'s> {
    /// Whether every word is in one of the thing's own texts or its name in full, and at least one
    /// in its own: `contact gender` finds `Contact.gender_id`, `contact` not every field.
    fn matches(&self, full: &str, own: &[Option<&str>]) -> bool {
        let own: Vec<String> = own
            .iter()
            .flatten()
            .map(|text| text.to_lowercase())
            .collect();
        let full = full.to_lowercase();
        let in_own = |word: &String| own.iter().any(|text| text.contains(word));
        let in_full = |word: &String| full.contains(word);
        let decides = |word| in_own(word) || word.contains('.') && in_full(word);
        self.words.iter().any(decides)
            && self.words.iter().all(|word| in_own(word) || in_full(word))
    }

    fn hit(&mut self, kind: Kind, name: String, text: Option<&str>) {
        self.hits.push(Hit {
            kind,
            name,
            text: text.unwrap_or("").to_owned(),
        });
    }

    fn entity(&mut self, schema: &'s Schema, name: &str, entity: &'s Entity) {
        let title = entity.title.as_deref();
        if self.matches(name, &[Some(name), title, entity.title_plural.as_deref()]) {
            self.hit(Kind::Entity, name.to_owned(), title);
        }
        for (field_name, field) in &entity.fields {
            let full = format!("{name}.{field_name}");
            let (title, label) = (field.title.as_deref(), field.label.as_deref());
            if self.matches(&full, &[Some(field_name), title, label]) {
                self.hit(Kind::Field, full.clone(), label.or(title));
            }
            match &field.options {
                Options::Own(list) => self.list(&full, list, ""),
                Options::Shared(list) if schema.option_lists.contains_key(list) => {
                    self.shared.entry(list).or_default().push(full);
                }
                _ => {}
            }
        }
        for (action_name, action) in &entity.actions {
            let full = format!("{name}.{action_name}");
            if self.matches(&full, &[Some(action_name)]) {
                self.hit(Kind::Action, full.clone(), None);
            }
            for param in action.params.keys() {
                let full = format!("{full}({param})");
                if self.matches(&full, &[Some(param)]) {
                    self.hit(Kind::Param, full, None);
                }
            }
        }
    }

    /// A list that many fields share is told once, under the first of them.
    fn shared_lists(&mut self, schema: &'s Schema) {
        for (list, fields) in std::mem::take(&mut self.shared) {
            let (Some(list), [first, others @ ..]) = (schema.option_lists.get(list), &fields[..])
            else {
                continue;
            };
            let also = match others {
                [] => String::new(),
                [other] => format!(" (also {other})"),
                [other, more @ ..] => format!(" (also {other} and {} more)", more.len()),
            };
            self.list(first, list, &also);
        }
    }

    fn list(&mut self, field: &str, list: &OptionList, also: &str) {
        for item in &list.items {
            let OptionItem {
                id,
                name,
                label,
                abbr,
                ..
            } = item;
            let id = key_text(id);
            let (name, label) = (name.as_deref(), label.as_deref());
            // A stored number is no word: `list --grep 1` would find every list.
            let id_word = Some(id.as_str()).filter(|id| id.parse::<i64>().is_err());
            if self.matches(field, &[id_word, name, label, abbr.as_deref()]) {
                let text = label.or(name).unwrap_or("");
                self.hit(
                    Kind::Option,
                    format!("{field}={id}"),
                    Some(&format!("{text}{also}")),
                );
            }
        }
    }
}
