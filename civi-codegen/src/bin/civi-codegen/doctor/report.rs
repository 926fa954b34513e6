//! [`Report`]: what was found, and what to do about it.

use serde_json::{Value, json};

use crate::terminal::{Paint, Terminal};
use crate::wording::{count, line};

/// What `doctor` found.
#[derive(Debug, Default)]
pub(super) struct Report {
    findings: Vec<Finding>,
}

/// One thing that it found.
#[derive(Debug)]
struct Finding {
    verdict: Verdict,
    topic: &'static str,
    text: String,
    advice: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// As it should be.
    Fine,
    /// Worth knowing.
    Note,
    /// Must be put right.
    Problem,
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Self::Fine => "ok",
            Self::Note => "note",
            Self::Problem => "problem",
        }
    }

    fn paint(self) -> Paint {
        match self {
            Self::Fine => Paint::Good,
            Self::Note => Paint::Warning,
            Self::Problem => Paint::Bad,
        }
    }
}

impl Report {
    /// Something is as it should be.
    pub(super) fn fine(&mut self, topic: &'static str, text: impl Into<String>) {
        self.add(Verdict::Fine, topic, text.into(), None);
    }

    /// Something is worth knowing.
    pub(super) fn note(
        &mut self,
        topic: &'static str,
        text: impl Into<String>,
        advice: impl Into<String>,
    ) {
        self.add(Verdict::Note, topic, text.into(), Some(advice.into()));
    }

    /// Something must be put right.
    pub(super) fn problem(
        &mut self,
        topic: &'static str,
        text: impl Into<String>,
        advice: impl Into<String>,
    ) {
        self.add(Verdict::Problem, topic, text.into(), Some(advice.into()));
    }

    fn add(&mut self, verdict: Verdict, topic: &'static str, text: String, advice: Option<String>) {
        self.findings.push(Finding {
            verdict,
            topic,
            text,
            advice,
        });
    }

    /// Whether nothing must be put right.
    pub(super) fn is_healthy(&self) -> bool {
        self.number(Verdict::Problem) == 0
    }

    fn number(&self, verdict: Verdict) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.verdict == verdict)
            .count()
    }

    /// `1 problem, 2 notes, 5 ok`.
    pub(super) fn summary(&self) -> String {
        format!(
            "{}, {}, {} ok",
            count(self.number(Verdict::Problem), "problem"),
            count(self.number(Verdict::Note), "note"),
            self.number(Verdict::Fine)
        )
    }

    /// Prints the findings in the order they were made.
    pub(super) fn print(&self, terminal: &mut Terminal) {
        for Finding {
            verdict,
            topic,
            text,
            advice,
        } in &self.findings
        {
            let word = terminal.paint(verdict.paint(), &format!("{:<7}", verdict.word()));
            terminal.data(&format!("{word}  {topic:<10}  {}", line(text)));
            if let Some(advice) = advice {
                terminal.data(&format!("{:21}{}", "", line(advice)));
            }
        }
    }

    /// The findings as JSON: `healthy` and `findings`, each with `verdict`, `topic`, `text` and
    /// `advice`.
    pub(super) fn json(&self) -> String {
        let findings: Vec<Value> = self
            .findings
            .iter()
            .map(
                |Finding {
                     verdict,
                     topic,
                     text,
                     advice,
                 }| {
                    json!({
                        "verdict": verdict.word(), "topic": topic, "text": text, "advice": advice,
                    })
                },
            )
            .collect();
        format!(
            "{:#}",
            json!({ "healthy": self.is_healthy(), "findings": findings })
        )
    }
}
