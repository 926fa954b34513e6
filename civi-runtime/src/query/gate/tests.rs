use super::*;
use crate::query::parent::parent;
use crate::sample::{Contact, Email};

#[test]
fn an_order_keeps_its_place_and_a_repeated_key_does_not() {
    let orders = [
        Contact::CONTACT_TYPE.desc(),
        Contact::ID.asc(),
        Contact::CONTACT_TYPE.asc(),
    ];
    let order = Gate::plain(Release::NEWEST).order(&orders).unwrap();
    assert_eq!(order.to_json(), r#"{"contact_type":"DESC","id":"ASC"}"#);
}

#[test]
fn a_field_of_a_parents_row_is_for_chained_calls() {
    let filter = Email::CONTACT_ID.eq(parent(Contact::ID));
    let error = Gate::plain(Release::NEWEST)
        .filter(filter.node())
        .unwrap_err();
    assert!(error.is_refused(), "{error}");
    let chained = Gate::plain(Release::NEWEST).chained_to(Some("Contact"));
    assert_eq!(
        chained.filter(filter.node()).unwrap().to_json(),
        r#"[["contact_id","=","$id"]]"#
    );
}

/// The site takes every text that begins with `$` for a field of the parent's row, if that has one
/// called so; and in `having` it takes no literal but the plain one.
#[test]
fn a_text_that_looks_like_a_parents_field_is_quoted_or_refused() {
    let gate = Gate::plain(Release::NEWEST).chained_to(Some("Contact"));
    let sent = |text: &str| gate.filter(Email::EMAIL.eq(text).node());
    assert_eq!(
        sent(r"$id\d").unwrap().to_json(),
        r#"[["email","=","\"$id\\d\"",true]]"#
    );
    assert_eq!(
        sent(r#"$a\"b"#).unwrap().to_json(),
        r#"[["email","=","'$a\\\"b'",true]]"#
    );
    assert!(sent(r#"$\" and \'"#).is_err());

    let mut wanted = Wanted::default();
    wanted.field(&Email::EMAIL);
    let gate = Gate::of::<Email>(&[], &wanted, &[], Release::NEWEST).unwrap();
    let gate = gate.chained_to(Some("Contact"));
    assert!(gate.having(Email::EMAIL.eq("x").node()).is_ok());
    let error = gate.having(Email::EMAIL.eq("$id").node()).unwrap_err();
    assert!(error.to_string().contains("begins with `$`"), "{error}");
}

#[test]
fn what_is_read_again_is_a_selection_of_rows() {
    let columns = &["id"];
    let mut wanted = Wanted::default();
    wanted.field(&Contact::LAST_NAME);
    assert_eq!(
        reload(&wanted, columns, Release::NEWEST)
            .unwrap()
            .to_string(),
        r#"["last_name"]"#
    );
    wanted.field(&crate::query::function::count(Contact::ID).alias("n"));
    assert!(reload(&wanted, columns, Release::NEWEST).is_err());
    let mut joined = Wanted::default();
    joined.field(&crate::query::join::Alias::<Email, Contact>::new("e").field(Email::EMAIL));
    assert!(reload(&joined, columns, Release::NEWEST).is_err());
}

#[test]
fn values_are_written_only_when_nothing_is_wrong_with_them() {
    let (one, two) = (Json::from(1), Json::from("x"));
    let fields = || [("b", Cow::Borrowed(&one)), ("a", Cow::Borrowed(&two))].into_iter();
    let sent = values(format_args!("Tag.create"), &[], fields()).unwrap();
    assert_eq!(sent.to_json(), r#"{"b":1,"a":"x"}"#);
    let error = values(format_args!("Tag.create"), &["`a` is wrong"], fields()).unwrap_err();
    assert_eq!(error.to_string(), "Tag.create was not sent: `a` is wrong");
}
