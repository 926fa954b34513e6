use proptest::prelude::*;

use super::{Expression, read, read_named};

#[track_caller]
fn same(text: &str) {
    let read = read(text).unwrap_or_else(|trouble| panic!("{}", trouble.0));
    assert_eq!(read.to_string(), text);
}

#[test]
fn what_the_site_reads_is_read() {
    for text in [
        "first_name",
        "contact_id.employer_id.gender_id:label",
        "Newsletter Subscribers.Opt-in date",
        "COUNT(*)",
        "COUNT(DISTINCT id)",
        "GROUP_CONCAT(UNIQUE a.b:label ORDER BY c.d DESC, e ASC SEPARATOR \", \")",
        "GROUP_NTH(total_amount N= 2 ORDER BY id ASC)",
        "GROUP_CONCAT(DISTINCT CONCAT(a.x, IF(a.y, \" (active)\", \"\")))",
        "IF((a.first_name = \"bob\"), \"Yes\", 0)",
        "(1 BETWEEN 0 AND contact_id)",
        "((a + b) * 2.5)",
        "MONTH(birth_date):label",
        "EXTRACT(YEAR_MONTH FROM birth_date)",
        "DATE_SUB(birth_date, INTERVAL 1 YEAR)",
        "TIMESTAMPDIFF(YEAR, birth_date, NOW())",
        "JSON_EXTRACT(a.b, \"$.a[0]\")",
        "'\"'",
    ] {
        same(text);
    }
    assert_eq!(
        read_named("SUM(total_amount) AS total")
            .unwrap()
            .1
            .as_deref(),
        Some("total")
    );
    assert_eq!(read("5").unwrap(), Expression::Number("5".to_owned()));
    assert!(
        read("COUNT(")
            .unwrap_err()
            .0
            .contains("`COUNT(` can't be read")
    );
    assert!(read(&"(".repeat(10_000)).unwrap_err().0.contains("nests"));
}

proptest! {
    #[test]
    fn no_expression_panics(text in "[A-Z(), .:*'\"a-z0-9=\\\\-é]{0,40}") {
        if let Ok(read) = read(&text) {
            prop_assert!(super::read(&read.to_string()).is_ok() || text.contains('\\'));
        }
    }
}
