//! `import people.csv [--dry-run]`: on the site in `CIVI_URL`, with the key in `CIVI_API_KEY`.

use std::path::Path;

use civi_runtime::Client;
use recipes::import::import;
use recipes::journal::Journal;

#[tokio::main(flavor = "current_thread")]
async fn main() -> recipes::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments
        .next()
        .ok_or("say which file: import people.csv [--dry-run]")?;
    let dry_run = arguments
        .next()
        .is_some_and(|argument| argument == "--dry-run");
    let client = Client::from_env().await?;
    let journal = Journal::open(&Path::new(&file).with_extension("done"))?;
    let tell = |done, total| eprintln!("{done} of {total}");
    let csv = std::fs::File::open(&file)?;
    let report = import(&client, csv, journal, dry_run, tell).await?;
    match dry_run {
        true => println!(
            "{} would be changed, {} would be new",
            report.written, report.new
        ),
        false => println!("{} written, {} were before", report.written, report.skipped),
    }
    for (line, why) in &report.failed {
        println!("line {line} is not imported: {why}");
    }
    if !report.open.is_empty() {
        println!("run it again for the lines {:?}", report.open);
    }
    Ok(())
}
