//! The entities that a dynamic key may point to: they are types of the bindings, so one more breaks
//! nothing, and one less may.

use civi_schema::Field;

use super::change::{Aspect, Change, Impact, Place};

pub(super) fn compare(place: Place<'_>, was: &Field, is: &Field, changes: &mut Vec<Change>) {
    let text = |text: &Option<String>| text.clone();
    let mut detail = |name, impact, from: Option<String>, to: Option<String>| {
        place.compare(
            Aspect::Detail,
            impact,
            Some(name),
            (&from, &to),
            text,
            changes,
        );
    };
    let impact = if was.dfk_entities.is_empty() {
        Impact::Cosmetic
    } else {
        Impact::Breaking
    };
    detail(
        "control field",
        impact,
        was.control_field.clone(),
        is.control_field.clone(),
    );
    let targets = |field: &Field| {
        let targets: Vec<_> = field
            .dfk_entities
            .iter()
            .map(|(value, entity)| format!("{entity} for {value}"))
            .collect();
        (!targets.is_empty()).then(|| targets.join(", "))
    };
    let still = |(value, entity)| is.dfk_entities.get(value) == Some(entity);
    let impact = if !was.dfk_entities.is_empty() && was.dfk_entities.iter().all(still) {
        Impact::Additive
    } else {
        Impact::Breaking
    };
    detail("targets", impact, targets(was), targets(is));
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::diff::tests::{changes, field_edited, schema};

    #[test]
    fn a_dynamic_key_may_point_to_more_but_not_to_less() {
        let pairs = |pairs: &[(&str, &str)]| {
            let pair = |(value, entity): &(&str, &str)| ((*value).to_owned(), (*entity).to_owned());
            pairs.iter().map(pair).collect()
        };
        let (one, two) = ([("t", "Thing")], [("t", "Thing"), ("u", "Thing")]);
        let (mut old, mut new) = (schema(), schema());
        for (schema, targets) in [(&mut old, &one[..]), (&mut new, &two[..])] {
            let field = &mut schema.entities.get_mut("Thing").unwrap().fields;
            field.get_mut("f").unwrap().dfk_entities = pairs(targets);
        }
        assert_eq!(
            changes(&old, &new),
            ["additive Thing.f: targets: Thing for t → Thing for t, Thing for u"]
        );
        assert_eq!(
            changes(&new, &old),
            ["breaking Thing.f: targets: Thing for t, Thing for u → Thing for t"]
        );
        field_edited(
            |field| field.dfk_entities = pairs(&one),
            &["breaking Thing.f: targets: new, Thing for t"],
            &["breaking Thing.f: targets: gone, was Thing for t"],
        );
    }
}
