//! Options whose id or name CiviCRM makes anew for every answer (APIv4 wire contract §12.15): no
//! constant could name them, and with them no snapshot would be like the last.
//!
//! A site is asked for a field's options three times, for `get`, `create` and `update`. What is
//! made with a random number or the time is another there each time, and everything else is equal.

use std::collections::BTreeSet;

use crate::{OptionItem, OptionKey, OptionList};

/// Options that are known to be made so, by field and the beginning of the id: the three answers of
/// one site may have the same number by chance, or from one request.
const KNOWN: [(&str, &str, &str); 1] = [("UFField", "field_name", "format_free_html_")];

/// Takes out of the first list what is not the same in each answer; gives the labels of what is
/// gone and was not known to be so.
pub(super) fn remove(
    entity: &str,
    field: &str,
    list: &mut OptionList,
    others: &[OptionList],
) -> Vec<String> {
    let mut removed = Vec::new();
    let others: Vec<&OptionList> = others.iter().filter(|other| *other != list).collect();
    let changing: BTreeSet<OptionKey> = others
        .iter()
        .flat_map(|other| changing(list, other))
        .collect();
    list.items.retain(|item| {
        let is_known = is_known(entity, field, &item.id);
        let is_changing = changing.contains(&item.id);
        if is_changing && !is_known {
            removed.push(item.label.clone().unwrap_or_default());
        }
        !is_known && !is_changing
    });
    for item in &mut list.items {
        let same = |other: &&OptionItem| other.id == item.id;
        let others = others
            .iter()
            .filter_map(|other| other.items.iter().find(same));
        for other in others.cloned().collect::<Vec<_>>() {
            keep_same(&mut item.name, other.name.as_deref());
            keep_same(&mut item.label, other.label.as_deref());
            keep_same(&mut item.abbr, other.abbr.as_deref());
        }
    }
    removed
}

fn is_known(entity: &str, field: &str, id: &OptionKey) -> bool {
    let OptionKey::Text(id) = id else {
        return false;
    };
    KNOWN.iter().any(|(of, name, start)| {
        let number = id.strip_prefix(start);
        let is_number = number.is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
        *of == entity && *name == field && is_number
    })
}

/// The ids that stand in the first list alone, while the other has the same option under another:
/// with the same label, or with an id that differs in its digits only.
fn changing(list: &OptionList, other: &OptionList) -> Vec<OptionKey> {
    let missing = |from: &OptionList, item: &OptionItem| from.items.iter().all(|i| i.id != item.id);
    let only_there: Vec<&OptionItem> = other
        .items
        .iter()
        .filter(|item| missing(list, item))
        .collect();
    let twin = |item: &OptionItem| {
        only_there.iter().any(|there| match (&item.id, &there.id) {
            (OptionKey::Text(a), OptionKey::Text(b)) => {
                let same_label = item.label.is_some() && item.label == there.label;
                same_label || differ_in_digits(a, b)
            }
            _ => false,
        })
    };
    let only_here = list.items.iter().filter(|item| missing(other, item));
    only_here
        .filter(|item| twin(item))
        .map(|item| item.id.clone())
        .collect()
}

/// Forgets a text that has other digits in another answer.
fn keep_same(text: &mut Option<String>, other: Option<&str>) {
    if let (Some(here), Some(there)) = (text.as_deref(), other)
        && here != there
        && differ_in_digits(here, there)
    {
        *text = None;
    }
}

fn differ_in_digits(a: &str, b: &str) -> bool {
    let without = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "");
    without(a) == without(b)
}
