//! Option lists. A list that several fields share is compared once.

use std::collections::BTreeMap;

use civi_schema::rust_type::{TypeRules, field_type};
use civi_schema::{OptionItem, OptionList, Options, Schema};

use super::change::{Aspect, Change, Impact, Place};

/// Two lists that were compared, and where in the changes the result is.
type Compared<'a> = BTreeMap<(&'a OptionList, &'a OptionList), std::ops::Range<usize>>;

pub(super) fn compare(from: &Schema, to: &Schema, rules: &TypeRules, changes: &mut Vec<Change>) {
    let mut compared: [Compared<'_>; 2] = Default::default();
    for (name, old) in &from.entities {
        let Some(new) = to.entities.get(name) else {
            continue;
        };
        for (field_name, was) in &old.fields {
            let Some(is) = new.fields.get(field_name) else {
                continue;
            };
            let place = Place {
                entity: name,
                part: Some(field_name),
            };
            let lists = (
                was.options.list(&from.option_lists),
                is.options.list(&to.option_lists),
            );
            match lists {
                (Some(was_list), Some(is_list)) => {
                    if was_list == is_list {
                        continue;
                    }
                    let listed = field_type(new, is, &to.option_lists, rules).listed;
                    let typed = listed.is_some_and(|listed| listed.typed);
                    let key = (was_list, is_list);
                    match compared[usize::from(typed)].get(&key) {
                        Some(range) => {
                            for change in changes.get_mut(range.clone()).into_iter().flatten() {
                                change.also.push(format!("{name}.{field_name}"));
                            }
                        }
                        None => {
                            let start = changes.len();
                            let found = items(place, was_list, is_list, typed);
                            changes.extend(found.into_iter().flat_map(|sort| short(place, sort)));
                            compared[usize::from(typed)].insert(key, start..changes.len());
                        }
                    }
                }
                _ => {
                    let said = (said(&was.options), said(&is.options));
                    if said.0 != said.1 {
                        let change = place.change(Aspect::Detail, Impact::Cosmetic);
                        changes.push(change.which(Some("options")).from(said.0).to(said.1));
                    }
                }
            }
        }
    }
}

fn said(options: &Options) -> Option<&'static str> {
    match options {
        Options::None => Some("none"),
        Options::Unlisted => Some("not listed"),
        Options::Own(_) | Options::Shared(_) => Some("listed"),
    }
}

/// What code knows an option by: its name, else its stored value.
fn key(item: &OptionItem) -> String {
    item.name
        .clone()
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| item.id.to_string())
}

/// More changes of one sort in one list than this are told as one.
const MANY: usize = 20;

/// The changes, or one that says how many there are.
fn short(place: Place<'_>, changes: Vec<Change>) -> Vec<Change> {
    let Some(first) = changes.first().filter(|_| changes.len() > MANY) else {
        return changes;
    };
    let example = first.summary();
    let example = example.strip_prefix("option ").unwrap_or(&example);
    let change = place.change(Aspect::Option, first.impact);
    vec![change.which(Some(format!(
        "changes: {}, such as {example}",
        changes.len()
    )))]
}

/// What changed in one list: options gone, new, stored as something else, and labels. The variants
/// of an option type are options by name, so one that is gone breaks code; where options are data,
/// nothing of them is in code.
fn items(place: Place<'_>, was: &OptionList, is: &OptionList, typed: bool) -> [Vec<Change>; 4] {
    let by_key = |list: &OptionList| -> BTreeMap<String, OptionItem> {
        // The first of several counts, as it does on the site.
        list.items
            .iter()
            .rev()
            .map(|item| (key(item), item.clone()))
            .collect()
    };
    let (old, new) = (by_key(was), by_key(is));
    let gone_impact = if typed {
        Impact::Breaking
    } else {
        Impact::Cosmetic
    };
    let new_impact = if typed {
        Impact::Additive
    } else {
        Impact::Cosmetic
    };
    let [mut gone, mut fresh, mut stored, mut labels]: [Vec<Change>; 4] = Default::default();
    for (name, item) in &old {
        let Some(now) = new.get(name) else {
            let change = place.change(Aspect::Option, gone_impact).which(Some(name));
            gone.push(change.from(Some("")));
            continue;
        };
        let ids = (&item.id.to_string(), &now.id.to_string());
        let which = format!("{name} stored as");
        let id = |id: &String| Some(id.clone());
        place.compare(
            Aspect::Option,
            Impact::Breaking,
            Some(&which),
            ids,
            id,
            &mut stored,
        );
        let both = (&item.label, &now.label);
        let which = format!("{name} label");
        let label = |label: &Option<String>| label.clone();
        place.compare(
            Aspect::Option,
            Impact::Cosmetic,
            Some(&which),
            both,
            label,
            &mut labels,
        );
    }
    for name in new.keys().filter(|name| !old.contains_key(*name)) {
        let change = place.change(Aspect::Option, new_impact).which(Some(name));
        fresh.push(change.to(Some("")));
    }
    [gone, fresh, stored, labels]
}
