//! `list`.

use snapbox::str;

use crate::project::{Project, bundled};

#[test]
fn entities_are_listed_one_a_line() {
    Project::with_snapshot()
        .run(&["list"])
        .ok()
        .prints(str![[r#"
Contact  id  8 fields  8 actions  Contacts
Country  id  3 fields  3 actions  Countries
Email    id  5 fields  7 actions  Emails

"#]])
        .says(str![[r#"
3 entities, 16 fields, 18 actions

"#]]);
}

#[test]
fn names_alone_are_for_scripts() {
    Project::with_snapshot()
        .run(&["list", "--names"])
        .ok()
        .prints(str![[r#"
Contact
Country
Email

"#]])
        .says(str![""]);
}

#[test]
fn a_search_finds_every_kind_of_thing() {
    Project::with_snapshot()
        .run(&["list", "--grep", "e"])
        .ok()
        .prints(str![[r#"
Contact.age_years             field   Age Years
Contact.api_key               field   Api Key
Contact.birth_date            field   Birth Date
Contact.contact_type          field   Contact Type
Contact.display_name          field   Display Name
Contact.extra_info.shoe_size  field   Shoe size
Contact.gender_id             field   Gender
Contact.gender_id=1           option  Female
Contact.gender_id=2           option  Male
Contact.create                action
Contact.create(values)        param
Contact.delete                action
Contact.delete(where)         param
Contact.get                   action
Contact.get(offset)           param
Contact.get(orderBy)          param
Contact.get(select)           param
Contact.get(where)            param
Contact.getActions            action
Contact.getChecksum           action
Contact.getFields             action
Contact.save                  action
Contact.save(defaults)        param
Contact.save(records)         param
Contact.update                action
Contact.update(reload)        param
Contact.update(values)        param
Contact.update(where)         param
Country                       entity  Country
Country.iso_code              field   Iso Code
Country.name                  field   Name
Country.get                   action
Country.get(offset)           param
Country.get(orderBy)          param
Country.get(select)           param
Country.get(where)            param
Country.getActions            action
Country.getFields             action
Email                         entity  Email
Email.email                   field   Email
Email.location_type_id        field   Location Type Id
Email.location_type_id=1      option  Home
Email.create                  action
Email.create(values)          param
Email.delete                  action
Email.delete(where)           param
Email.get                     action
Email.get(offset)             param
Email.get(orderBy)            param
Email.get(select)             param
Email.get(where)              param
Email.getActions              action
Email.getFields               action
Email.save                    action
Email.save(defaults)          param
Email.save(records)           param
Email.update                  action
Email.update(reload)          param
Email.update(values)          param
Email.update(where)           param

"#]])
        .says(str![[r#"
60 hits

"#]]);
}

#[test]
fn every_word_of_a_search_must_be_found_in_any_case() {
    Project::with_snapshot()
        .run(&["list", "--grep", "SIZE shoe"])
        .ok()
        .prints(str![[r#"
Contact.extra_info.shoe_size  field  Shoe size

"#]])
        .says(str![[r#"
1 hit

"#]]);
    Project::with_snapshot()
        .run(&["list", "-g", "shoe hat"])
        .code(4)
        .prints(str![""])
        .says(str![[r#"
nothing matches `shoe hat`

"#]]);
}

#[test]
fn a_word_can_be_the_owners_name() {
    let project = Project::with_snapshot();
    project
        .run(&["list", "--names", "-g", "email primary"])
        .ok()
        .prints(str![[r#"
Email.is_primary

"#]]);
    project
        .run(&["list", "--names", "-g", "contact.gender"])
        .ok()
        .prints(str![[r#"
Contact.gender_id
Contact.gender_id=1
Contact.gender_id=2

"#]]);
}

#[test]
fn a_search_can_be_for_one_kind() {
    let project = Project::with_snapshot();
    project
        .run(&["list", "-g", "contact", "--kind", "entity,action"])
        .ok()
        .prints(str![[r#"
Contact  entity  Contact

"#]]);
    project.run(&["list", "--kind", "entity"]).code(2);
}

#[test]
fn a_bundled_snapshot_is_listed() {
    let schema = bundled("standalone-6.17");
    let ran = Project::new()
        .run(&["list", "--schema", schema.to_str().unwrap()])
        .ok();
    assert_eq!(ran.stdout.lines().count(), 161);
    ran.says(str![[r#"
161 entities, 2,524 fields, 1,734 actions

"#]]);
}
