//! A [`Difference`] as text, Markdown and JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Change, Difference, Impact};

/// Forges refuse longer texts: GitHub's limit is 65,536 characters.
const LONGEST_MARKDOWN: usize = 60_000;

impl Difference {
    /// `12 breaking, 30 additive, 5 cosmetic changes`.
    #[must_use]
    pub fn summary(&self) -> String {
        if self.is_empty() {
            return "no changes".to_owned();
        }
        let counts =
            Impact::ALL.map(|impact| format!("{} {}", self.count(impact), impact.as_str()));
        format!("{} changes", counts.join(", "))
    }

    /// `CiviCRM 5.77.beta1 → 6.17.2`, where both say their version and it changed.
    fn versions(&self) -> Option<String> {
        let (from, to) = (self.from.civicrm.as_ref()?, self.to.civicrm.as_ref()?);
        (from != to).then(|| format!("CiviCRM {from} → {to}"))
    }

    /// As text for a terminal: by impact, then entity, one change a line.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        for line in self.versions().into_iter().chain([self.summary()]) {
            let _ = writeln!(out, "{}", line_of(&line));
        }
        for (impact, changes) in self.by_impact() {
            let _ = writeln!(out, "\n{}", title(impact));
            let mut entity = None;
            for change in changes {
                if entity != Some(&change.entity) {
                    let _ = writeln!(out, "  {}", line_of(&change.entity));
                    entity = Some(&change.entity);
                }
                let part = change
                    .part
                    .as_ref()
                    .map(|part| format!("{part}: "))
                    .unwrap_or_default();
                let _ = writeln!(
                    out,
                    "    {}",
                    line_of(&format!("{part}{}", change.summary()))
                );
            }
        }
        out
    }

    /// As Markdown for a pull request. Cosmetic changes are folded away. A text that a forge would
    /// refuse for its length is cut, and says how many changes are missing.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        let versions = self
            .versions()
            .map(|versions| format!(" ({versions})"))
            .unwrap_or_default();
        let _ = writeln!(out, "**{}{}**", escape(&self.summary()), escape(&versions));
        for (impact, changes) in self.by_impact() {
            let fold = impact == Impact::Cosmetic;
            if fold {
                let head = format!("{} ({})", title(impact), changes.len());
                let _ = writeln!(out, "\n<details><summary>{head}</summary>");
            } else {
                let _ = writeln!(out, "\n### {}", title(impact));
            }
            let _ = writeln!(out);
            for (told, change) in changes.iter().enumerate() {
                if out.len() > LONGEST_MARKDOWN {
                    let left = changes.len() - told;
                    let _ = writeln!(
                        out,
                        "\n… and {left} more; `civi-codegen diff` shows them all"
                    );
                    break;
                }
                let part = change
                    .part
                    .as_ref()
                    .map(|part| format!(".{part}"))
                    .unwrap_or_default();
                let place = code(&format!("{}{part}", change.entity));
                let _ = writeln!(out, "- {place}: {}", escape(&line_of(&change.summary())));
            }
            if fold {
                let _ = writeln!(out, "\n</details>");
            }
        }
        out
    }

    /// As JSON, pretty-printed: `from`, `to`, `counts` and `changes`, each change with `impact`,
    /// `entity`, `part`, `what`, `which`, `from`, `to` and `also`.
    #[must_use]
    pub fn json(&self) -> String {
        let counts: serde_json::Map<String, Value> = Impact::ALL
            .iter()
            .map(|impact| (impact.as_str().to_owned(), self.count(*impact).into()))
            .collect();
        let changes: Vec<Value> = self
            .changes
            .iter()
            .map(|change| {
                json!({
                    "impact": change.impact.as_str(),
                    "entity": change.entity,
                    "part": change.part,
                    "what": change.what.as_str(),
                    "which": change.which,
                    "from": change.from,
                    "to": change.to,
                    "also": change.also,
                })
            })
            .collect();
        let site = |site: &civi_schema::Site| json!({ "civicrm": site.civicrm, "cms": site.cms });
        let whole = json!({
            "from": site(&self.from), "to": site(&self.to), "counts": counts, "changes": changes,
        });
        format!("{whole:#}\n")
    }

    fn by_impact(&self) -> impl Iterator<Item = (Impact, Vec<&Change>)> {
        Impact::ALL
            .into_iter()
            .map(|impact| {
                (
                    impact,
                    self.changes
                        .iter()
                        .filter(|change| change.impact == impact)
                        .collect(),
                )
            })
            .filter(|(_, changes): &(_, Vec<_>)| !changes.is_empty())
    }
}

fn title(impact: Impact) -> &'static str {
    match impact {
        Impact::Breaking => "Breaking",
        Impact::Additive => "Additive",
        Impact::Cosmetic => "Cosmetic",
    }
}

/// On one line, whatever the site's text holds.
fn line_of(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() || c == '\u{2028}' {
                ' '
            } else {
                c
            }
        })
        .collect()
}

/// Text that Markdown leaves as it is.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            // A mention would notify somebody.
            '@' => out.push_str("@\u{200b}"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '>' => {
                out.push('\\');
                out.push(character);
            }
            plain => out.push(plain),
        }
    }
    out
}

/// A code span that ends where the text ends.
fn code(text: &str) -> String {
    let text = line_of(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest == 0 {
        format!("`{text}`")
    } else {
        format!("{fence} {text} {fence}")
    }
}
