//! `export people.csv`: from the site in `CIVI_URL`, with the key in `CIVI_API_KEY`.

use civi_runtime::Client;

#[tokio::main(flavor = "current_thread")]
async fn main() -> recipes::Result<()> {
    let file = std::env::args()
        .nth(1)
        .ok_or("say which file: export people.csv")?;
    let client = Client::from_env().await?;
    let people = recipes::export::export(&client, file.as_ref()).await?;
    println!("{people} people are in {file}");
    Ok(())
}
