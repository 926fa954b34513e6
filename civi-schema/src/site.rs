//! [`Schema`]: everything that is known of one site.

use std::collections::BTreeMap;

use crate::{Entity, OptionList};

/// A site's whole schema, or the part of it that was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Schema {
    /// The site and how the snapshot was taken.
    pub site: Site,
    /// The entities by name.
    pub entities: BTreeMap<String, Entity>,
    /// The option lists that several fields share or that are long, by their snapshot name: entity
    /// and field of the list's first user, as [`share`](crate::raw#shared-option-lists) chooses it
    /// (see [`Options::Shared`](crate::Options::Shared)).
    pub option_lists: BTreeMap<String, OptionList>,
    /// The saved searches that were asked for, by name: each as the JSON of its file, with
    /// `entity`, `action` and `params`. Text, because the order of its keys has a meaning.
    pub searches: BTreeMap<String, String>,
}

/// Where and how a snapshot was taken (`site.json`).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Site {
    /// The snapshot format's version, as it was read; what is written is always [`FORMAT`](crate::snapshot::FORMAT).
    pub format: u32,
    /// CiviCRM's version, `6.17.2`.
    pub civicrm: Option<String>,
    /// The CMS around it, `WordPress`.
    pub cms: Option<String>,
    /// The locale that titles and labels are in.
    pub locale: Option<String>,
    /// The day it was taken, `2026-11-23`.
    pub taken: Option<String>,
    /// As whom it was taken, in words without names: `administrator`, `limited user`.
    pub taken_as: Option<String>,
    /// Whether descriptions were kept (`--docs`).
    pub docs: bool,
    /// What could not be read or was left out, and why, by entity.
    pub left_out: BTreeMap<String, String>,
}
