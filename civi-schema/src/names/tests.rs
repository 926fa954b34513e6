//! What naming promises, over names made to break it.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

#[test]
fn ordinary_names_read_as_the_wire() {
    let names = fields([
        "first_name",
        "image_URL",
        "extra_info.txt",
        "Advisory Board",
        "1st_gift",
        "Größe_cm",
        "type",
        "gen",
        "Self",
        "_depth",
        "🎉",
        "",
        "_",
        "-1",
        "constituent_information.Marital_Status",
        "recaptchaPublicKey",
        "MailingTrackableURLOpen",
    ]);
    let field = |wire: &str| names[wire].field.as_str();
    assert_eq!(field("first_name"), "first_name");
    assert_eq!(field("image_URL"), "image_url");
    assert_eq!(field("extra_info.txt"), "extra_info__txt");
    assert_eq!(field("Advisory Board"), "advisory_board");
    assert_eq!(field("1st_gift"), "_1st_gift");
    assert_eq!(field("Größe_cm"), "größe_cm");
    assert_eq!(names["Größe_cm"].constant, "GRÖSSE_CM");
    assert_eq!(field("type"), "r#type");
    assert_eq!(field("gen"), "r#gen");
    assert_eq!(field("Self"), "self_");
    assert_eq!(field("_depth"), "_depth");
    assert_eq!(field("🎉"), "u1f389");
    assert_eq!(field(""), "unnamed");
    assert_eq!(field("_"), "unnamed_");
    assert_eq!(field("recaptchaPublicKey"), "recaptcha_public_key");
    assert_eq!(
        field("MailingTrackableURLOpen"),
        "mailing_trackable_url_open"
    );
    assert_eq!(
        names["constituent_information.Marital_Status"].constant,
        "CONSTITUENT_INFORMATION__MARITAL_STATUS"
    );
}

#[test]
fn awkward_options_get_readable_variants() {
    let names = variants([
        "",
        "1",
        "1.0",
        "+1",
        "-1",
        "N/A",
        "Other",
        "Unlisted",
        "Self",
        "🎉",
        "in progress",
        "!=",
        "10 - 20",
    ]);
    let all: BTreeMap<&str, &str> = names.iter().map(|(k, v)| (*k, v.as_str())).collect();
    assert_eq!(all[""], "Unnamed");
    assert_eq!(all["1"], "_1");
    assert_eq!(all["1.0"], "_1_0");
    assert_eq!(all["+1"], "Plus1");
    assert_eq!(all["-1"], "Minus1");
    assert_eq!(all["N/A"], "NA");
    assert_eq!(all["Other"], "Other");
    assert_eq!(all["Unlisted"], "Unlisted_");
    assert_eq!(all["Self"], "Self_");
    assert_eq!(all["🎉"], "U1f389");
    assert_eq!(all["in progress"], "InProgress");
    assert_eq!(all["!="], "NotEqual");
    assert_eq!(all["10 - 20"], "_10_20");
}

#[test]
fn every_colliding_name_is_told_apart_by_its_spelling() {
    let names = fields([
        "FooBar", "foo_bar", "foo__bar", "foo.bar", "Foo_bar", "fooBar", "foo bar", "größe",
        "grösse",
    ]);
    let field = |wire: &str| names[wire].field.as_str();
    assert_eq!(field("FooBar"), "foo_bar__as_pascal");
    assert_eq!(field("foo_bar"), "foo_bar__as_plain");
    assert_eq!(field("fooBar"), "foo_bar__as_camel");
    assert_eq!(field("foo bar"), "foo_bar__as_spaced");
    assert_eq!(field("Foo_bar"), "foo_bar__as_c0_l3");
    assert_eq!(field("foo__bar"), "foo__bar__as_plain");
    assert_eq!(field("foo.bar"), "foo__bar__as_dotted");
    // Their constants would both be `GRÖSSE`.
    assert_ne!(names["größe"].constant, names["grösse"].constant);
}

#[test]
fn a_name_is_confusable_as_it_is_written() {
    // Small `μ` looks like no Latin letter; the capital that a variant begins with does.
    let options = variants(["μ", "µ", "μηλο", "λ", "о", "О", "Москва", "кот", "Код Б"]);
    assert_eq!(options["μ"], "U3bc");
    assert_eq!(options["µ"], "Ub5");
    assert_eq!(options["μηλο"], "Μηλο");
    // The capital `Λ` looks like no Latin letter, but like a Cyrillic one.
    assert_eq!(options["λ"], "U3bb");
    assert_eq!(options["о"], "U43e");
    assert_eq!(options["О"], "U41e");
    assert_eq!(options["Москва"], "Москва");
    assert_eq!(options["кот"], "U43aU43eU442");
    let fields = fields(["μ", "ж"]);
    // Its constant would be `Μ`.
    assert_eq!(fields["μ"].field, "u3bc");
    assert_eq!(fields["μ"].constant, "U3BC");
    assert_eq!(fields["ж"].field, "ж");
    let entities = entities(["μ", "Н"]);
    assert_eq!(entities["μ"].type_name, "U3bc");
    assert_eq!(entities["Н"].module, "u41d");
}

#[test]
fn letters_that_look_like_two_of_ascii_collide_with_these() {
    let names = variants(["kæft", "kaeft", "Adı", "Adi", "þorn"]);
    assert_ne!(names["kæft"], "Kæft");
    assert_ne!(names["kaeft"], "Kaeft");
    assert!(names["Adı"].starts_with("Adı_As"));
    assert_eq!(names["þorn"], "Þorn");
}

#[test]
fn a_decomposed_letter_is_not_the_composed_one() {
    let names = fields(["Gr\u{f6}ße", "Gro\u{308}ße"]);
    assert_eq!(names["Gr\u{f6}ße"].field, "größe");
    assert_eq!(names["Gro\u{308}ße"].field, "gro_u308_ße");
}

#[test]
fn modules_never_take_a_name_that_generated_code_or_a_file_system_needs() {
    let names = entities([
        "Options",
        "Row",
        "Con",
        "PCPBlock",
        "Custom_Jobs_Held",
        "IM",
        "Type",
    ]);
    assert_eq!(names["Options"].module, "options_");
    assert_eq!(names["Row"].type_name, "Row_");
    assert_eq!(names["Con"].module, "con_");
    assert_eq!(names["PCPBlock"].module, "pcp_block");
    assert_eq!(names["PCPBlock"].type_name, "PCPBlock");
    assert_eq!(names["Custom_Jobs_Held"].type_name, "CustomJobsHeld");
    assert_eq!(names["Type"].module, "r#type");
}

#[test]
fn an_action_never_takes_its_entitys_type() {
    let names = actions("Run", ["run", "getChecksum", "values", "1"]);
    assert_eq!(names["run"].type_name, "Run_");
    assert_eq!(names["getChecksum"].function, "get_checksum");
    assert_eq!(names["values"].function, "values_");
    assert_eq!(names["1"].function, "_1_action");
}

#[test]
fn an_action_stays_clear_of_an_entity_that_stays_clear_itself() {
    assert_eq!(entities(["clone"])["clone"].type_name, "Clone_");
    assert_eq!(actions("Clone_", ["clone"])["clone"].type_name, "Clone__");
    let colliding = actions("FooBar_AsPlain", ["foo_bar", "FooBar"]);
    assert_eq!(colliding["foo_bar"].type_name, "FooBar_AsPlain_");
}

/// Names close to each other, so that collisions happen.
fn wire() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[aAbB_. 1-]{0,5}",
        1 => "[aA_]{0,3}(__as_|_as_|As)(plain|pascal|c0|n|z)?",
        1 => "[ßsSöÖоo\u{308}_]{0,4}",
        1 => "\\PC{0,4}",
        1 => Just("self".to_owned()), 1 => Just("Self".to_owned()), 1 => Just("self_".to_owned()),
        1 => Just("Options".to_owned()), 1 => Just("options_".to_owned()), 1 => Just("Row".to_owned()),
        1 => Just("values".to_owned()), 1 => Just("type".to_owned()), 1 => Just("unnamed".to_owned()),
    ]
}

fn is_legal(name: &str) -> bool {
    let bare = name.strip_prefix("r#").unwrap_or(name);
    let mut chars = bare.chars();
    bare != "_"
        && chars.next().is_some_and(|c| c == '_' || c.is_alphabetic())
        && chars.all(|c| c == '_' || c.is_alphanumeric())
        && !["self", "Self", "super", "crate"].contains(&bare)
        && (name.starts_with("r#") || !["type", "match", "gen", "fn"].contains(&name))
}

/// All Rust names of a scope, each list one namespace.
fn scopes(wires: &[String]) -> Vec<Vec<(String, String)>> {
    let names = || wires.iter().map(String::as_str);
    let own = |w: &&str| (*w).to_owned();
    let (f, e, a) = (fields(names()), entities(names()), actions("Ab", names()));
    vec![
        f.iter().map(|(w, n)| (own(w), n.field.clone())).collect(),
        f.iter()
            .map(|(w, n)| (own(w), n.constant.clone()))
            .collect(),
        e.iter()
            .map(|(w, n)| (own(w), n.type_name.clone()))
            .collect(),
        e.iter().map(|(w, n)| (own(w), n.module.clone())).collect(),
        a.iter()
            .map(|(w, n)| (own(w), n.function.clone()))
            .collect(),
        a.iter()
            .map(|(w, n)| (own(w), n.type_name.clone()))
            .collect(),
        params(names())
            .iter()
            .map(|(w, n)| (own(w), n.clone()))
            .collect(),
        lists(names())
            .iter()
            .map(|(w, n)| (own(w), n.clone()))
            .collect(),
        variants(names())
            .iter()
            .map(|(w, n)| (own(w), n.clone()))
            .collect(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_two_names_of_a_scope_are_the_same(wires in prop::collection::vec(wire(), 1..12)) {
        let distinct: BTreeSet<&String> = wires.iter().collect();
        for scope in scopes(&wires) {
            let names: BTreeSet<&String> = scope.iter().map(|(_, n)| n).collect();
            prop_assert_eq!(names.len(), distinct.len(), "{:?}", scope);
        }
    }

    #[test]
    fn constants_and_functions_never_meet(wires in prop::collection::vec(wire(), 1..8)) {
        let names = || wires.iter().map(String::as_str);
        let constants: BTreeSet<String> = fields(names()).into_values().map(|n| n.constant).collect();
        for name in actions("Ab", names()).into_values() {
            prop_assert!(!constants.contains(&name.function), "{}", name.function);
        }
    }

    #[test]
    fn modules_and_types_never_meet(wires in prop::collection::vec(wire(), 1..8)) {
        let names = entities(wires.iter().map(String::as_str));
        let types: BTreeSet<String> = names.values().map(|n| n.type_name.clone()).collect();
        for name in names.into_values() {
            prop_assert!(!types.contains(&name.module), "{}", name.module);
        }
    }

    #[test]
    fn every_name_is_legal(wires in prop::collection::vec(wire(), 1..8)) {
        for (wire, name) in scopes(&wires).into_iter().flatten() {
            prop_assert!(is_legal(&name), "{:?} became {:?}", wire, name);
        }
    }

    #[test]
    fn order_and_repetition_do_not_matter(wires in prop::collection::vec(wire(), 1..8)) {
        let mut other: Vec<String> = wires.iter().rev().cloned().collect();
        other.extend(wires.iter().cloned());
        prop_assert_eq!(scopes(&wires), scopes(&other));
    }

    /// A name is one of two: the one that it has alone, or the one with its ending; which of them
    /// depends on nothing but whether another collides.
    #[test]
    fn a_name_depends_only_on_itself_and_on_colliding(
        wires in prop::collection::vec(wire(), 1..8), more in prop::collection::vec(wire(), 1..8)
    ) {
        let all: Vec<String> = wires.iter().chain(&more).cloned().collect();
        for ((few, many), index) in scopes(&wires).into_iter().zip(scopes(&all)).zip(0..) {
            let many: BTreeMap<String, String> = many.into_iter().collect();
            for (wire, name) in few {
                let alone = scopes(std::slice::from_ref(&wire))
                    .into_iter().nth(index).and_then(|s| s.into_iter().next()).map(|(_, n)| n);
                let later = &many[&wire];
                let changed = *later != name;
                // Once distinguished, never anything else again.
                prop_assert!(!changed || Some(&name) == alone.as_ref(), "{} {} {}", wire, name, later);
            }
        }
    }
}

#[test]
fn a_query_is_a_function_and_the_type_of_its_rows() {
    let names = queries(["Lapsed_Donors", "2024 gifts", "fn", "名前", "options"]);
    let both = |wire: &str| (names[wire].function.clone(), names[wire].type_name.clone());
    assert_eq!(
        both("Lapsed_Donors"),
        ("lapsed_donors".into(), "LapsedDonors".into())
    );
    assert_eq!(both("fn"), ("r#fn".into(), "Fn_".into()));
    assert!(
        names.values().all(|it| !it.function.contains("module")),
        "{names:?}"
    );
    let names = queries(["Lapsed_Donors", "Lapsed-Donors"]);
    assert_ne!(
        names["Lapsed_Donors"].function,
        names["Lapsed-Donors"].function
    );
    assert_ne!(
        names["Lapsed_Donors"].type_name,
        names["Lapsed-Donors"].type_name
    );
}
