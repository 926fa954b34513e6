// What null and absent mean, skipped fields, conversions of one's own.
use civi_runtime::{CiviEntity, Presence};

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", schema = "schema")]
pub struct Donor {
    #[civi_entity(null = String::from("nobody"))]
    pub first_name: String,
    #[civi_entity(default)]
    pub last_name: String,
    #[civi_entity(null = false, default = true, field = "extra_info.b")]
    pub flag: bool,
    pub birth_date: Presence<civi_runtime::Date>,
    #[civi_entity(skip)]
    pub seen: bool,
    #[civi_entity(with = |text: Option<String>| Ok::<_, String>(text.map_or(0, |text| text.len())))]
    pub display_name: usize,
    #[civi_entity(with = str_len, null = 0)]
    pub organization_name: usize,
}

fn str_len(text: String) -> Result<usize, std::convert::Infallible> {
    Ok(text.len())
}

fn main() {}
