//! Which columns of an answer are doubted: those that were asked for by name, and that no row has.

use super::query::{Any, Query};
use crate::call::action::Exchange;
use crate::call::known_fields::{Doubt, DoubtedField};
use crate::call::schema_check::SchemaCheck;
use crate::query::field::Source;
use crate::query::join::Join;
use crate::query::select::Wanted;
use crate::row::{Misfit, Tally};

/// The doubted columns of an answer, chained rows included.
///
/// What comes with a wildcard (`*`, which a whole row is asked for by) is not asked for by name: the
/// site gives what it has, and a row's field is nothing where it has none (APIv4 wire contract §6.2,
/// §7).
pub(super) fn doubts(
    exchange: &dyn Exchange,
    query: &Query,
    wanted: &Wanted,
    tally: &Tally,
) -> Vec<Doubt> {
    let check = exchange
        .known_fields()
        .map_or(SchemaCheck::Off, |it| it.check());
    let mut all = Vec::new();
    if check != SchemaCheck::Off {
        collect(query, wanted, tally, check == SchemaCheck::Always, &mut all);
    }
    all
}

/// The doubt about the column that made a row unreadable, since it must have a value.
pub(super) fn doubt_of(query: &Query, wanted: &Wanted, misfit: &Misfit) -> Option<Doubt> {
    let name = misfit.field().filter(|_| misfit.is_absence())?;
    doubt(query, wanted, &Tally::default(), name)
}

fn collect(query: &Query, wanted: &Wanted, tally: &Tally, empty: bool, all: &mut Vec<Doubt>) {
    if tally.rows() > 0 || empty {
        for name in wanted.names().iter().filter(|name| !tally.has(name)) {
            if !all.iter().any(|doubt| doubt.column == **name) {
                all.extend(doubt(query, wanted, tally, name));
            }
        }
    }
    for link in &query.links {
        if let (Some((query, wanted)), Some(tally)) = (link.asks(), tally.chained(link.name())) {
            let mut chained = Vec::new();
            collect(query, wanted, tally, empty, &mut chained);
            all.extend(chained);
        }
    }
}

/// The doubt about one column; none where it was not asked for by its name.
fn doubt(query: &Query, wanted: &Wanted, tally: &Tally, name: &str) -> Option<Doubt> {
    let calculated = wanted
        .fields()
        .iter()
        .find(|field| field.name.as_deref() == Some(name));
    let fields = match calculated {
        Some(field) => field
            .uses
            .iter()
            .filter(|used| matches!(used.source, Source::Entity | Source::Join(_)))
            .map(|used| doubted(query, tally, &used.path))
            .collect(),
        None if wanted.expressions().iter().any(|text| text == name) => {
            vec![doubted(query, tally, name)]
        }
        None => return None,
    };
    Some(Doubt {
        entity: query.entity,
        column: name.to_owned(),
        fields,
        calculated: calculated.is_some(),
    })
}

fn doubted(query: &Query, tally: &Tally, name: &str) -> DoubtedField {
    let path = name.split(':').next().unwrap_or(name);
    let join: Option<(&Join<Any>, &str)> = query.joins.iter().find_map(|join| {
        let rest = path.strip_prefix(join.alias())?.strip_prefix('.')?;
        Some((join, rest))
    });
    let typed = path
        .match_indices('.')
        .any(|(dot, _)| tally.has(&format!("{}.contact_type", &path[..dot])));
    match join {
        Some((join, rest)) => DoubtedField {
            entities: [Some(join.entity()), join.bridge()]
                .into_iter()
                .flatten()
                .collect(),
            path: rest.to_owned(),
            joined: true,
            typed,
        },
        None => DoubtedField {
            entities: vec![query.entity],
            path: path.to_owned(),
            joined: false,
            typed,
        },
    }
}
