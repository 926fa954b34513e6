//! The recorded exchanges of real sites, where they are at hand.

use std::path::PathBuf;

use serde_json::Value as Json;

/// What one site sent.
pub struct Captured {
    pub name: String,
    /// Its release of CiviCRM, which ends its folder's name: `wordpress-5.77`.
    pub release: (u32, u32),
    exchanges: Vec<Json>,
    folder: PathBuf,
}

/// One request and its response.
pub struct Exchange<'a>(&'a Json);

/// The sites, or nothing (and a line that says so) where there are none.
pub fn sites() -> Option<Vec<Captured>> {
    let folder = PathBuf::from(
        std::env::var_os("CIVI_CAPTURES").unwrap_or_else(|| "(CIVI_CAPTURES is not set)".into()),
    );
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!(
            "no captures at {}: set CIVI_CAPTURES to test over them",
            folder.display()
        );
        return None;
    };
    let mut sites: Vec<Captured> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let lines = std::fs::read_to_string(path.join("exchanges.jsonl")).ok()?;
            let name = path.file_name()?.to_string_lossy().into_owned();
            let mut numbers = name.rsplit('-').next()?.split('.').map(str::parse);
            let (Ok(major), Ok(minor)) = (numbers.next()?, numbers.next()?) else {
                panic!("the folder {name} is not called CMS-RELEASE");
            };
            Some(Captured {
                release: (major, minor),
                name,
                exchanges: lines
                    .lines()
                    .map(|line| serde_json::from_str(line).unwrap())
                    .collect(),
                folder: path,
            })
        })
        .collect();
    sites.sort_by(|a, b| a.name.cmp(&b.name));
    Some(sites)
}

impl Captured {
    /// Whether an exchange is of this entity and has rows.
    pub fn answers(&self, name: &str, entity: &str) -> bool {
        let Some(exchange) = self.exchange(name) else {
            return false;
        };
        let json: Json = serde_json::from_str(exchange.body()).unwrap_or_default();
        json["entity"] == entity && json["values"].is_array()
    }

    /// The names of an entity's fields for `get`, where the site's schema was recorded too.
    pub fn fields(&self, entity: &str) -> Option<Vec<String>> {
        let path = self.folder.join("batch.getFields.get.json");
        let all: Json = serde_json::from_str(&std::fs::read_to_string(path).ok()?).unwrap();
        let rows = all[entity]["values"].as_array()?;
        let names = rows.iter().filter_map(|row| row["name"].as_str());
        Some(names.map(str::to_owned).collect())
    }

    /// The exchange of this name.
    pub fn exchange(&self, name: &str) -> Option<Exchange<'_>> {
        self.exchanges
            .iter()
            .find(|e| e["name"] == name)
            .map(Exchange)
    }
}

impl Exchange<'_> {
    /// The parameters that were sent.
    pub fn params(&self) -> Json {
        let body = self.0["request"]["body"].as_str().unwrap_or_default();
        let params = super::site::form(body.as_bytes())
            .into_iter()
            .find(|(key, _)| key == "params");
        params.map_or(Json::Null, |(_, json)| serde_json::from_str(&json).unwrap())
    }

    /// The body that came.
    pub fn body(&self) -> &str {
        self.0["response"]["body"].as_str().unwrap_or_default()
    }
}
