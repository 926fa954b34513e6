//! `site.json`.

use serde_json::Value;

use super::super::text::{Doc, Facts};
use super::{put_pairs, read_pairs};
use crate::error::Mismatch;
use crate::{Site, json};

pub(in super::super) fn site_doc(site: &Site) -> Doc {
    let mut facts = Facts::default();
    facts.value("format", crate::snapshot::FORMAT);
    facts.optional("civicrm", site.civicrm.as_ref());
    facts.optional("cms", site.cms.as_ref());
    facts.optional("locale", site.locale.as_ref());
    facts.optional("taken", site.taken.as_ref());
    facts.optional("taken_as", site.taken_as.as_ref());
    facts.flag("docs", site.docs, false);
    put_pairs(&mut facts, "left_out", &site.left_out);
    facts.finish()
}

/// Reads it; the format is the caller's to judge.
pub(in super::super) fn read_site(value: &Value) -> Result<Site, Mismatch> {
    let map = json::object(value)?;
    Ok(Site {
        format: crate::snapshot::FORMAT,
        civicrm: json::optional_text(map, "civicrm")?,
        cms: json::optional_text(map, "cms")?,
        locale: json::optional_text(map, "locale")?,
        taken: json::optional_text(map, "taken")?,
        taken_as: json::optional_text(map, "taken_as")?,
        docs: json::flag(map, "docs", false)?,
        left_out: read_pairs(map, "left_out")?,
    })
}
