//! `reconcile bank.csv 2026-01-01 [--complete]`: with the site in `CIVI_URL` and the key in
//! `CIVI_API_KEY`.

use civi_runtime::{Client, Date};
use recipes::reconcile::reconcile;

#[tokio::main(flavor = "current_thread")]
async fn main() -> recipes::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(file), Some(since)) = (arguments.next(), arguments.next()) else {
        return Err(
            "say which file and since when: reconcile bank.csv 2026-01-01 [--complete]".into(),
        );
    };
    let since: Date = since.parse()?;
    let complete = arguments
        .next()
        .is_some_and(|argument| argument == "--complete");
    let client = Client::from_env().await?;
    let csv = std::fs::File::open(&file)?;
    let report = reconcile(&client, csv, since.at(0, 0, 0, 0), complete).await?;
    println!("{report:#?}");
    Ok(())
}
