use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{parse, parse_for, parse_words};
use crate::query::Call;

fn one(input: &str) -> Call {
    let calls = parse(input).unwrap_or_else(|error| panic!("{input}\n{error}"));
    assert_eq!(calls.len(), 1, "{input}");
    calls.into_iter().next().unwrap()
}

#[track_caller]
fn reads(input: &str, target: &str, params: Json) {
    let call = one(input);
    assert_eq!(
        format!("{}.{}", call.entity, call.action),
        target,
        "{input}"
    );
    let read = serde_json::to_value(&call).unwrap();
    assert_eq!(read["params"], params, "{input}");
}

#[track_caller]
fn fails(input: &str, part: &str) {
    let error = parse(input).expect_err(input).to_string();
    assert!(error.contains(part), "{input}\n{error}");
}

#[test]
fn json_is_read_with_and_without_the_names_around_it() {
    let params = json!({"select": ["id"], "limit": 1});
    reads(
        r#"{"entity":"Contact","action":"get","params":{"select":["id"],"limit":1}}"#,
        "Contact.get",
        params.clone(),
    );
    reads(
        r#"Contact.get {"select":["id"],"limit":1,}"#,
        "Contact.get",
        params.clone(),
    );
    reads(
        r#"["Contact", "get", {"select":["id"],"limit":1}]"#,
        "Contact.get",
        params.clone(),
    );
    let calls = parse_for(r#"{"select":["id"],"limit":1}"#, Some(("Contact", "get"))).unwrap();
    assert_eq!(calls[0].entity, "Contact");
    fails(
        r#"{"select":["id"]}"#,
        "line 1, column 1: these are the parameters of a call, but of which?",
    );
}

#[test]
fn a_searchkit_export_gives_its_searches() {
    let call = one(
        r#"[["SavedSearch","save",{"records":[{"name":"Lapsed","label":"Lapsed","api_entity":"Email",
            "api_params":{"version":4,"select":["id"],"orderBy":[]}}],"match":["name"]}],
            ["SearchDisplay","save",{"records":[{"name":"Table","saved_search_id.name":"Lapsed"}]}]]"#,
    );
    assert_eq!(call.name.as_deref(), Some("Lapsed"));
    assert_eq!(
        (call.entity.as_str(), call.action.as_str()),
        ("Email", "get")
    );
    assert_eq!(call.params.len(), 3);
}

#[test]
fn fluent_php_is_read() {
    reads(
        r#"$contacts = \Civi\Api4\Contact::get(FALSE)
             ->addSelect('id', "display_name") // what is shown
             ->addWhere('contact_type', '=', 'Individual')
             ->addWhere('id', 'IN', array(1, 2))
             ->addClause('OR', ['first_name', '=', 'Ada'], ['last_name', 'IS NULL'])
             ->addJoin('Email AS e', 'LEFT', NULL, ['e.contact_id', '=', 'id'])
             ->addOrderBy('id', 'DESC')
             ->addChain('emails', \Civi\Api4\Email::get()->addWhere('contact_id', '=', '$id'), 0)
             ->setLimit(25)
             ->execute();
           foreach ($contacts as $contact) { echo $contact['id']; }"#,
        "Contact.get",
        json!({
            "checkPermissions": false,
            "select": ["id", "display_name"],
            "where": [["contact_type", "=", "Individual"], ["id", "IN", [1, 2]],
                ["OR", [["first_name", "=", "Ada"], ["last_name", "IS NULL"]]]],
            "join": [["Email AS e", "LEFT", null, ["e.contact_id", "=", "id"]]],
            "orderBy": {"id": "DESC"},
            "chain": {"emails": ["Email", "get", {"where": [["contact_id", "=", "$id"]]}, 0]},
            "limit": 25
        }),
    );
    reads(
        "OptionValue::save()->addRecord(['value' => 1, 'label' => E::ts('One'), 'name' => 'o' . 'ne'])->setMatch(['name'])",
        "OptionValue.save",
        json!({"records": [{"value": 1, "label": "One", "name": "one"}], "match": ["name"]}),
    );
    assert_eq!(
        one("Contact::get()->execute()->first()['id']")
            .index
            .unwrap()
            .to_json(),
        json!(0)
    );
    assert_eq!(
        one("Contact::get()->execute()->indexBy('id')->column('x')")
            .index
            .unwrap()
            .to_json(),
        json!({"id": "x"})
    );
}

#[test]
fn a_php_array_and_javascript_are_read() {
    let params = json!({"where": [["id", "=", 5]], "limit": 1, "orderBy": {"id": "ASC"}});
    reads(
        "civicrm_api4('Contact', 'get', ['where' => [['id', '=', 5]], 'limit' => 1, 'orderBy' => ['id' => 'ASC']]);",
        "Contact.get",
        params.clone(),
    );
    reads(
        "CRM.api4('Contact', 'get', {where: [[\"id\", '=', 5]], /* one */ limit: 1, orderBy: {id: 'ASC'},}, 0)\n  .then(function(contacts) { /* … */ });",
        "Contact.get",
        params.clone(),
    );
    reads(
        "client.api4(\n  \"Contact\", \"get\", {\"where\": [[\"id\", \"=\", 5]], \"limit\": 1, \"orderBy\": {\"id\": \"ASC\"}},\n)",
        "Contact.get",
        params,
    );
    let batch =
        parse("crmApi4({a: ['Contact', 'get', {limit: 1}, 0], b: ['Email', 'get', {}]})").unwrap();
    assert_eq!(batch.len(), 2);
    assert_eq!(batch[1].name.as_deref(), Some("b"));
}

#[test]
fn variables_are_named_and_never_evaluated() {
    let call = one(
        "Contact::get()->addWhere('id', '=', $contact['id'])->addWhere('a', '=', '%' . $this->lastName)",
    );
    let names: Vec<&str> = call.variables().iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["contact_id", "last_name"]);
    assert_eq!(call.variables()[0].text, "$contact['id']");
    fails(
        "Contact::get()->addWhere('id', 'IN', array_map(function($x) { return 1; }, $y))",
        "line 1, column 48: `function` begins logic",
    );
}

#[test]
fn cv_and_curl_and_addresses_are_read() {
    reads(
        "cv api4 Email.get +s id,contact_id.sort_name +w 'email LIKE %@example.org' +w 'on_hold IS NULL' +o '-id' +l 10@5 --out=json",
        "Email.get",
        json!({
            "select": ["id", "contact_id.sort_name"],
            "where": [["email", "LIKE", "%@example.org"], ["on_hold", "IS NULL"]],
            "orderBy": {"id": "DESC"}, "limit": "10", "offset": "5"
        }),
    );
    reads(
        "cv api4 Contact.get '{\"limit\":1}' select='[\"id\"]'",
        "Contact.get",
        json!({"limit": 1, "select": ["id"]}),
    );
    reads(
        "CRM_URL='https://example.org/civicrm/ajax/api4/Contact/get'\ncurl -X POST -H \"X: y\" \"$CRM_URL\" \\\n -d 'params=%7B%22limit%22%3A1%7D'",
        "Contact.get",
        json!({"limit": 1}),
    );
    reads(
        "curl https://example.org/civicrm/ajax/api4/Contact/create -d '{\"values\": {\"first_name\": \"Ada\"}}'",
        "Contact.create",
        json!({"values": {"first_name": "Ada"}}),
    );
    reads(
        "https://example.org/civicrm/ajax/api4/Contact/get?params=%7B%22select%22%3A%5B%22COUNT(id)+AS+n%22%5D%7D",
        "Contact.get",
        json!({"select": ["COUNT(id) AS n"]}),
    );
    reads(
        "https://example.org/civicrm/api4#/explorer/Contact/get?select=id,first_name&limit=25&where=%5B%5B%22id%22,%22%3D%22,1%5D%5D",
        "Contact.get",
        json!({"select": ["id", "first_name"], "limit": 25, "where": [["id", "=", 1]]}),
    );
    let words = ["Contact.get", "+w", "first_name = Ada", "limit=1"].map(str::to_owned);
    let call = &parse_words(&words, None).unwrap()[0];
    assert_eq!(
        call.param("where").unwrap().to_json(),
        json!([["first_name", "=", "Ada"]])
    );
}

#[test]
fn what_is_no_call_says_where() {
    fails("", "the input is empty");
    fails("hello", "the input has no call");
    fails(
        "Contact.get {\"select\": [\"id\"",
        "line 1, column 24: this has no end",
    );
    fails("Contact.get {\"select\": [\"id", "this text has no end");
    fails("CRM.api4('Contact', 'get', {where: [['id', '=',", "cut off");
    fails(
        "civicrm_api4('Contact', 'get', $params)",
        "line 1, column 32: the parameters are an object",
    );
    fails(
        &format!("Contact.get {{\"where\": {}", "[".repeat(100_000)),
        "nest more than",
    );
    fails(
        "curl https://example.org/",
        "the line has no address of a call",
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn nothing_panics(input in "\\PC{0,80}") {
        let _ = parse(&input);
    }

    #[test]
    fn nothing_that_looks_like_a_call_panics(
        parts in proptest::collection::vec(
            prop_oneof![
                Just("Contact::get("), Just("->addWhere("), Just("'"), Just("\""), Just("$a"), Just("["),
                Just("]"), Just(")"), Just("=>"), Just(","), Just("cv api4 "), Just("Contact.get "),
                Just("{"), Just("}"), Just("CRM.api4("), Just("\\u"), Just("\\"), Just("%7B"), Just("é"),
                Just("curl "), Just("https://x/ajax/api4/Contact/get?"), Just("params="), Just("+w "),
                Just("-"), Just("1e"), Just("."), Just("/*"), Just("//"), Just("\n"), Just(" "), Just("id"),
            ],
            0..24,
        )
    ) {
        let _ = parse(&parts.concat());
    }
}

#[test]
fn texts_of_php_over_several_lines_are_read() {
    reads(
        "\\Civi\\Api4\\MessageTemplate::create(FALSE)\n  ->addValue('msg_html', <<<'HTML'\n    <p>It's \"so\", $5</p>\n      {ts}\n    HTML)\n  ->addValue('msg_title', \"x\")->execute();",
        "MessageTemplate.create",
        json!({"checkPermissions": false, "values": {"msg_html": "<p>It's \"so\", $5</p>\n  {ts}", "msg_title": "x"}}),
    );
    let call = one(
        "$x = <<<EOT\nnot Contact::get() here\nEOT;\nTag::create()->addValue('name', <<<EOT\nHello $name\nEOT\n)->execute();",
    );
    assert_eq!(call.entity, "Tag");
    assert_eq!(call.variables().len(), 1);
    fails(
        "Tag::create()->addValue('name', <<<EOT\nHello",
        "`EOT` is missing",
    );
}

#[test]
fn javascript_as_people_write_it_is_read() {
    reads(
        "const tags = await CRM.api4('Tag', 'get', {\n  select: [`id`, 'name'], // two\n  where: [['name', 'LIKE', `a%`]],\n  'limit': 5,\n});",
        "Tag.get",
        json!({"select": ["id", "name"], "where": [["name", "LIKE", "a%"]], "limit": 5}),
    );
    let call = one(
        "crmApi4('Tag', 'get', {limit, where: [['id', '=', `${id}`], ['name', '=', tag.name]]})",
    );
    let names: Vec<&str> = call.variables().iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["limit", "id", "tag_name"]);
}

#[test]
fn sets_and_searches_in_an_address_are_read() {
    reads(
        "EntitySet::get()->addSet('UNION ALL', Tag::get()->addSelect('name'))->addSet('UNION DISTINCT', Group::get()->addSelect('title'))",
        "EntitySet.get",
        json!({"sets": [["UNION ALL", "Tag", "get", {"select": ["name"]}], ["UNION DISTINCT", "Group", "get", {"select": ["title"]}]]}),
    );
    reads(
        "https://example.org/civicrm/admin/search#/create/Contact?params=%7B%22select%22%3A%5B%22id%22%5D%7D",
        "Contact.get",
        json!({"select": ["id"]}),
    );
}

#[test]
fn what_is_hostile_is_refused_at_its_place() {
    // Deep, wide, and without an end.
    let deep = format!(
        "Contact.get {{\"where\": {}{}}}",
        "[".repeat(400),
        "]".repeat(400)
    );
    fails(&deep, "nest more than");
    let mut nested = "Contact::get()".to_owned();
    for _ in 0..60 {
        nested = format!("Contact::get()->addChain('a', {nested})");
    }
    fails(&nested, "chained more than");
    let wide = format!(
        "Contact::get(){}->execute()",
        "->addWhere('id', '=', 1)".repeat(10_000)
    );
    let call = one(&wide);
    assert_eq!(
        call.param("where").unwrap().as_list().unwrap().len(),
        10_000
    );
    assert!(call.canonical().is_ok());
    // Numbers that no type holds.
    let call = one("Contact.get {\"limit\": 99999999999999999999999999}");
    assert!(call.canonical().is_err());
    let call = one("Contact.get {\"limit\": 1e400}");
    assert!(call.canonical().is_err());
    // Logic is never run.
    fails(
        "Contact::get()->addWhere('id', '=', fn() => system('rm'))",
        "`fn` begins logic",
    );
    fails(
        "CRM.api4('Contact', 'get', {limit: (function() { return 1 })()})",
        "begins logic",
    );
    fails(
        "CRM.api4('Contact', 'get', {limit: new Date()})",
        "begins logic",
    );
}

#[test]
fn a_call_that_a_variable_holds_is_read_to_its_end() {
    reads(
        "$get = \\Civi\\Api4\\Contact::get(FALSE);\n$get->addWhere('id', '=', 5);\n$get->setLimit(1)->addSelect('id');\n$rows = $get->execute();\n$get->addWhere('x', '=', 1);",
        "Contact.get",
        json!({"checkPermissions": false, "where": [["id", "=", 5]], "limit": 1, "select": ["id"]}),
    );
    fails(
        "$get = Contact::get();\nif ($name) {\n  $get->addWhere('first_name', '=', $name);\n}\n$get->execute();",
        "line 3, column 3: `$get` is changed here inside brackets of the program",
    );
    fails(
        "$get = Contact::get();\nforeach ($fields as $field) { $get->addSelect($field); }",
        "is changed here inside brackets",
    );
    // What another variable does is passed over.
    reads(
        "$get = Contact::get()->setLimit(1); $other->addWhere('id', '=', 1); if ($x == 1) { echo $get; }",
        "Contact.get",
        json!({"limit": 1}),
    );
}

#[test]
fn a_curl_line_is_read_however_its_data_is_written() {
    const AT: &str = "https://x.example.org/civicrm/ajax/api4/Contact/get";
    let expected = json!({"select": ["id"], "where": [["last_name", "=", "O'Neil & Söhne"]]});
    let json = r#"{"select":["id"],"where":[["last_name","=","O'Neil & Söhne"]]}"#;
    let encoded: String =
        percent_encoding::utf8_percent_encode(json, percent_encoding::NON_ALPHANUMERIC).to_string();
    let dollar = json
        .replace('\'', "\\'")
        .replace('ö', "\\u00f6")
        .replace('&', "\\x26");
    let quoted = json.replace('\'', r"'\''");
    for line in [
        format!("curl {AT} -d 'params={encoded}'"),
        format!("curl {AT} -d'params={encoded}'"),
        format!("curl {AT} --data-raw 'a=b&params={encoded}'"),
        format!("curl {AT} -d a=b -d 'params={encoded}' -H 'X-Civi-Auth: Bearer x'"),
        format!("curl {AT} --data-raw 'params={quoted}'"),
        format!("curl {AT} \\\n  --compressed \\\n  --data-raw $'params={dollar}'"),
        format!("curl -G {AT} --data-urlencode 'params={quoted}'"),
        format!("curl {AT} --data-urlencode='params={quoted}'"),
        format!("curl -F 'params={quoted}' '{AT}'"),
        format!("curl --json '{{\"params\":{quoted}}}' {AT}"),
        format!("curl --json '{quoted}' {AT}"),
        format!("curl '{AT}?params={encoded}'"),
        format!("POST {AT} params={encoded}"),
        format!("POST {AT} {json}"),
    ] {
        reads(&line, "Contact.get", expected.clone());
    }
    for (line, said) in [
        (format!("curl {AT} -d @file.json"), "the data is in a file"),
        (
            format!("curl {AT} --data-urlencode params@file.json"),
            "the data is in a file",
        ),
        (
            format!("curl {AT} -F params=@file.json"),
            "the data is in a file",
        ),
        (format!("curl {AT} -d limit"), "the data is neither JSON"),
        (format!("curl {AT} -d"), "`-d` takes a value"),
        (
            format!("curl {AT} --data-raw $'params={{}}"),
            "this has no end",
        ),
        (
            format!("curl {AT} --data-raw $'\\ud800'"),
            "the number of no character",
        ),
        (
            "curl https://x.example.org/civicrm/ajax/api4 -d params={}".to_owned(),
            "names no call",
        ),
    ] {
        fails(&line, said);
    }
}

#[test]
fn a_batch_over_rest_is_its_calls() {
    let batch =
        r#"{"people":["Contact","get",{"limit":1}],"mail":["Email","get",{"select":["email"]},0]}"#;
    let encoded: String =
        percent_encoding::utf8_percent_encode(batch, percent_encoding::NON_ALPHANUMERIC)
            .to_string();
    let at = "https://x.example.org/civicrm/ajax/api4";
    for line in [
        format!("curl {at} --data-urlencode 'calls={batch}'"),
        format!("curl {at} -d 'calls={encoded}'"),
        format!("curl '{at}?calls={encoded}'"),
        format!("{at}?calls={encoded}"),
        format!("POST {at} {{\"calls\":{batch}}}"),
    ] {
        let calls = parse(&line).unwrap_or_else(|error| panic!("{line}: {error}"));
        let names: Vec<_> = calls
            .iter()
            .map(|it| (it.name.as_deref(), it.entity.as_str()))
            .collect();
        assert_eq!(
            names,
            [(Some("people"), "Contact"), (Some("mail"), "Email")],
            "{line}"
        );
        assert_eq!(
            calls[1].index.as_ref().unwrap().to_json(),
            json!(0),
            "{line}"
        );
    }
    fails(
        &format!("curl {at} -d 'calls=[1]'"),
        "in `calls`: a call of a batch is a list",
    );
}
