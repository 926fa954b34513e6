use super::Scope;
use crate::Release;
use crate::query::filter::Filter;
use crate::query::function::{concat, count, max, raw, sum};
use crate::query::join::Alias;
use crate::query::join::Join;
use crate::query::select::{Selection, Wanted};
use crate::sample::{Address, Contact, Email, Gender, RelationshipCache, clauses, joined};
use crate::value::Id;

fn email(alias: &'static str) -> (Alias<Email, Contact>, Join<Contact>) {
    let e: Alias<Email, Contact> = Alias::new(alias);
    let join = e.left(Contact::ID.eq_field(e.field(Email::CONTACT_ID)));
    (e, join)
}

fn wanted(selection: impl Selection<Contact>) -> Wanted {
    let mut wanted = Wanted::default();
    selection.want(&mut wanted);
    wanted
}

fn scope_of<E>(joins: &[Join<E>]) -> crate::error::Result<Scope> {
    Scope::of(joins, Release::NEWEST)
}

fn complaint<T>(result: crate::error::Result<T>) -> String {
    match result {
        Ok(_) => panic!("nothing was refused"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_join_has_the_form_that_was_recorded() {
    let e: Alias<Email, Contact> = Alias::new("e");
    let on = Contact::ID.eq_field(e.field(Email::CONTACT_ID)) & e.field(Email::IS_PRIMARY).eq(true);
    let join = e.inner(on);
    assert_eq!(
        joined(&join),
        r#"["Email AS e","INNER",["id","=","e.contact_id"],["e.is_primary","=",true]]"#
    );
    assert!(scope_of(&[join]).is_ok());
}

#[test]
fn a_bridge_stands_before_the_conditions_and_shares_the_alias() {
    let c = Alias::<Contact, Contact>::new("c").through::<RelationshipCache>();
    let on = Contact::ID.eq_field(c.bridge_field(RelationshipCache::NEAR_CONTACT_ID))
        & c.bridge_field(RelationshipCache::NEAR_RELATION)
            .name()
            .eq("Child of");
    assert_eq!(
        joined(&c.exclude(on)),
        r#"["Contact AS c","EXCLUDE","RelationshipCache",["id","=","c.near_contact_id"],["c.near_relation:name","=","\"Child of\""]]"#
    );
}

#[test]
fn an_alias_that_is_not_joined_is_refused_wherever_it_is_used() {
    let (e, join) = email("e");
    let (other, _) = email("other");
    let scope = scope_of(&[join]).unwrap();
    assert!(scope.filter((e.field(Email::EMAIL).eq("x")).node()).is_ok());

    let text = complaint(scope.filter((!other.field(Email::EMAIL).eq("x")).node()));
    assert!(text.contains("`other.email`"), "{text}");
    assert!(text.contains("nothing is joined as `other`"), "{text}");
    complaint(scope.order(&other.field(Email::EMAIL).asc()));
    let field = other.field(Email::EMAIL);
    complaint(scope.group(field.path(), &field.selected_uses()));
    complaint(
        scope
            .clone()
            .select(&wanted(other.field(Email::EMAIL)), &[]),
    );
    complaint(
        scope
            .clone()
            .select(&wanted(count(other.field(Email::EMAIL)).alias("n")), &[]),
    );
    complaint(scope.filter((Contact::LAST_NAME.eq_field(other.field(Email::EMAIL))).node()));
}

#[test]
fn a_join_can_use_only_what_is_joined_before_it() {
    let (e, first) = email("e");
    let (_, second) = email("f");
    let f: Alias<Email, Contact> = Alias::new("f");
    let second_uses_first = f.left(f.field(Email::EMAIL).eq_field(e.field(Email::EMAIL)));
    assert!(scope_of(&[first.clone(), second_uses_first.clone()]).is_ok());
    complaint(scope_of(&[second_uses_first, first]));
    let text = complaint(scope_of(&[second.clone(), second]));
    assert!(text.contains("two joins are called `f`"), "{text}");
}

#[test]
fn a_bad_alias_and_a_join_without_a_condition_are_refused() {
    for alias in ["a", "", "x y", "1x", "e.f", "e`", "é", "x-y"] {
        let text = complaint(scope_of(&[email(alias).1]));
        assert!(
            text.contains(&format!("can't be called `{alias}`")),
            "{text}"
        );
    }
    let e: Alias<Email, Contact> = Alias::new("e");
    let text = complaint(scope_of(&[e.left(Filter::everything())]));
    assert!(text.contains("has no condition"), "{text}");
}

#[test]
fn the_name_of_a_calculated_value_stands_in_having_and_in_the_order_only() {
    let n = count(Contact::ID).alias("n");
    let mut scope = Scope::plain(Release::NEWEST);
    let text = complaint(scope.having((n.gt(1)).node()));
    assert!(text.contains("no selected value is called so"), "{text}");

    scope.select(&wanted(n.clone()), &[]).unwrap();
    assert!(scope.having((n.gt(1)).node()).is_ok());
    assert!(scope.order(&n.desc()).is_ok());
    let text = complaint(scope.filter((n.gt(1)).node()));
    assert!(text.contains("stands in `having`"), "{text}");
    let text = complaint(scope.select(&wanted(count(Contact::LAST_NAME).alias("n")), &[]));
    assert!(
        text.contains("two calculated values are called `n`"),
        "{text}"
    );
    let text = complaint(scope.select(&wanted(count(Contact::ID).alias("a b")), &[]));
    assert!(text.contains("can't be called `a b`"), "{text}");
    let text = complaint(scope.select(&wanted(concat((n, "x")).alias("m")), &[]));
    assert!(text.contains("without `.alias(…)`"), "{text}");
}

#[test]
fn a_join_from_an_expression_is_refused() {
    let (e, join) = email("e");
    let scope = scope_of(&[join]).unwrap();
    // A field of an explicit join can be gone on from, …
    assert_eq!(
        clauses(&e.field(Email::CONTACT_ID).to(Contact::LAST_NAME).eq("x")),
        r#"[["e.contact_id.last_name","=","x"]]"#
    );
    // … but is no field of the entity that a key refers to.
    let wrong = Contact::EMPLOYER_ID.to(e.field(Email::EMAIL));
    let text = complaint(scope.filter((wrong.eq("x")).node()));
    assert!(
        text.contains("takes a field of the entity itself"),
        "{text}"
    );
    let wrong = Contact::EMPLOYER_ID.to(raw::<Contact, i64>("LENGTH(id)"));
    complaint(scope.filter((wrong.eq(1)).node()));
}

#[test]
fn a_value_that_has_no_wire_form_is_refused() {
    let scope = Scope::plain(Release::NEWEST);
    let text = complaint(scope.filter((Contact::SCORE.eq(f64::NAN)).node()));
    assert!(text.contains("donors.score ="), "{text}");
    let text = complaint(scope.filter((Contact::LAST_NAME.between("", "b")).node()));
    assert!(text.contains("neither end"), "{text}");
    assert!(scope.filter((Contact::ID.eq(Id::new(1))).node()).is_ok());
}

#[test]
fn implicit_joins_have_the_form_that_was_recorded() {
    let state = Contact::ADDRESS_PRIMARY
        .to(Address::STATE_PROVINCE_ID)
        .abbr();
    assert_eq!(state.path(), "address_primary.state_province_id:abbr");
    assert_eq!(
        Contact::EMPLOYER_ID.to(Contact::LAST_NAME).path(),
        "employer_id.last_name"
    );
}

#[test]
fn a_name_has_up_to_256_characters_and_is_no_fields_name() {
    let named = |name: String| {
        let wanted = wanted(count(Contact::ID).alias(name));
        Scope::plain(Release::NEWEST).select(&wanted, &["id", "last_name"])
    };
    named("n".repeat(256)).unwrap();
    assert!(complaint(named("n".repeat(257))).contains("256 characters"));
    let text = complaint(named("last_name".to_owned()));
    assert!(
        text.contains("a field of the entity is called so"),
        "{text}"
    );
    let both = wanted((Contact::FIRST_NAME, count(Contact::ID).alias("first_name")));
    complaint(Scope::plain(Release::NEWEST).select(&both, &[]));

    let long: &'static str = Box::leak("e".repeat(256).into_boxed_str());
    assert!(scope_of(&[email(long).1]).is_ok());
}

#[test]
fn having_knows_what_is_selected_and_nothing_else() {
    let mut scope = Scope::plain(Release::NEWEST);
    let selection = (
        Contact::CONTACT_TYPE,
        Contact::GENDER_ID.label(),
        count(Contact::ID).alias("n"),
    );
    scope.select(&wanted(selection), &[]).unwrap();
    for filter in [
        count(Contact::ID).alias("n").gt(1),
        count(Contact::ID).gt(1),
        Contact::CONTACT_TYPE.eq("Individual"),
        Contact::GENDER_ID.eq(1),
        Contact::GENDER_ID.name().eq(Gender::Female),
        count(Contact::ID).eq_field(count(Contact::ID).alias("n")),
    ] {
        scope.having(filter.node()).unwrap();
    }
    for filter in [
        Contact::LAST_NAME.eq("x"),
        count(Contact::LAST_NAME).gt(1),
        count(Contact::ID).gt_field(Contact::GENDER_ID),
        Contact::CONTACT_TYPE.eq("x") & !Contact::ID.gt(Id::new(1)),
    ] {
        let text = complaint(scope.having(filter.node()));
        assert!(text.contains("which is not selected"), "{text}");
    }
    scope.add("id");
    scope.having(Contact::ID.gt(Id::new(1)).node()).unwrap();
}

#[test]
fn what_is_worked_out_over_a_group_chooses_no_rows() {
    let scope = Scope::plain(Release::NEWEST);
    let many = || count(Contact::ID).gt(1);
    let text = complaint(scope.filter(many().node()));
    assert!(text.contains("a filter uses `COUNT(id)`"), "{text}");
    assert!(text.contains("`having`"), "{text}");
    complaint(scope.filter(Contact::SCORE.gt_field(max(Contact::SCORE)).node()));
    let sum = sum(Contact::GIVEN);
    complaint(scope.group(sum.path(), &sum.selected_uses()));
    let e: Alias<Email, Contact> = Alias::new("e");
    complaint(scope_of(&[e.left(many())]));
    assert!(scope.order(&count(Contact::ID).desc()).is_ok());
    let quoted = concat((Contact::LAST_NAME, "MAX(")).eq("x");
    assert!(scope.filter(quoted.node()).is_ok());
}

#[test]
fn a_literal_that_can_not_be_said_is_refused_in_a_join_only() {
    let e: Alias<Email, Contact> = Alias::new("e");
    let on = |text: &str| e.field(Email::EMAIL).eq(text);
    let both = r#"\" and \'"#;
    let text = complaint(scope_of(&[e.left(on(both))]));
    assert!(text.contains("e.email ="), "{text}");
    complaint(scope_of(&[
        e.left(Contact::LAST_NAME.contains_one_of([both]))
    ]));
    assert!(scope_of(&[e.left(e.field(Email::EMAIL).in_([both]))]).is_ok());
    assert!(
        Scope::plain(Release::NEWEST)
            .filter(Contact::LAST_NAME.eq(both).node())
            .is_ok()
    );
    assert_eq!(
        joined(&e.left(e.field(Email::EMAIL).regexp(r"^A.*\d"))),
        r#"["Email AS e","LEFT",["e.email","REGEXP","\"^A.*\\d\""]]"#
    );
}
