//! The README's code, compiled against the bindings of the bundled snapshot.

// What is here is never sent: it is enough that it compiles.
#![allow(dead_code)]

mod civi {
    civi_runtime::include_bindings!();
}

use civi::options::{ActivityType, ContactType};
use civi::{Activity, Contact, Email, Tag};
use civi_runtime::Client;
use civi_runtime::prelude::*;
use civi_runtime::testing::{Site, row};

#[rustfmt::skip]
async fn reading(client: Client) -> CiviResult<Vec<(Id<Contact>, Option<String>, Option<String>)>> {
    let donors = Contact::get()
        .select((Contact::ID, Contact::DISPLAY_NAME, Contact::EMAIL_PRIMARY.to(Email::EMAIL)))
        .filter(Contact::CONTACT_TYPE.eq(ContactType::Individual) & Contact::IS_DECEASED.eq(false))
        .order_by(Contact::LAST_NAME.asc())
        .limit(50)
        .rows(&client)
        .await?; // Vec<(Id<Contact>, Option<String>, Option<String>)>
    Ok(donors)
}

#[rustfmt::skip]
async fn writing(client: Client) -> CiviResult<()> {
    let ada = Contact::values()
        .contact_type(ContactType::Individual)
        .first_name("Ada")
        .last_name("Example");
    let ada: Id<Contact> = Contact::create(ada).send(&client).await?;

    let talk = Activity::values(ActivityType::Meeting, ada).subject("First talk");
    Activity::create(talk).send(&client).await?;

    let news = Contact::changes().job_title("Analyst").nick_name(Null);
    Contact::update(news).id(ada).send(&client).await?;

    let addresses = ["ada@example.org", "ada.two@example.org"];
    Email::save(addresses.map(|address| Email::values(address).contact_id(ada)))
        .matching((Email::CONTACT_ID, Email::EMAIL))
        .send(&client)
        .await?;

    Tag::delete_where(Tag::NAME.like("import 2019%")).send(&client).await?;
    Ok(())
}

/// Gives everybody of a name a job title.
async fn promote(client: &Client, name: &str) -> CiviResult<usize> {
    let named = Contact::get()
        .select((Contact::ID,))
        .filter(Contact::LAST_NAME.eq(name));
    let ids: Vec<_> = named
        .rows(client)
        .await?
        .into_iter()
        .map(|(id,)| id)
        .collect();
    let title = Contact::changes().job_title("Director");
    Ok(Contact::update(title).ids(ids).send(client).await?.len())
}

#[rustfmt::skip]
#[tokio::test]
async fn testing() -> Result<(), Box<dyn std::error::Error>> {
    let site = Site::new();
    site.get::<Contact>().rows([row().with(Contact::ID, Id::new(7))]).update::<Contact>().keys([Id::new(7)]);

    let promoted = promote(&site.client()?, "Lovelace").await?; // your own function
    assert_eq!(promoted, 1);

    assert!(site.only::<Contact>("update")?.gives(Contact::JOB_TITLE, "Director"));
    site.finish()?; // nothing else was asked, and every answer was used
    Ok(())
}

/// The blocks of the README that are marked as tested are, line by line, in this file.
#[test]
fn the_readme_holds_what_is_compiled_here() {
    let readme = include_str!("../../../README.md");
    let here = include_str!("readme.rs");
    let lines = |text: &str| -> Vec<String> {
        text.lines()
            .map(|line| line.trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect()
    };
    let here = lines(here);
    let mut blocks = 0;
    for marked in readme.split("<!-- tested: ").skip(1) {
        let name = marked.split(' ').next().unwrap();
        let code = marked
            .split("```rust\n")
            .nth(1)
            .unwrap()
            .split("```")
            .next()
            .unwrap();
        let block = lines(code);
        assert!(
            here.windows(block.len()).any(|window| window == block),
            "the README's block `{name}` is not what is compiled in tests/readme.rs"
        );
        blocks += 1;
    }
    assert_eq!(blocks, 3);
}
