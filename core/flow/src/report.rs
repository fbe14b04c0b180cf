//! What is to be said about a flow before it is published: all of it at once, with places.

mod spelling;

use std::fmt;

use serde::{Deserialize, Serialize};

pub(crate) use spelling::nearest;

/// Problems that are told; a file that has more has one cause, and the rest only hides it.
const TOLD: usize = 200;

/// A place in a file, counted from 1, columns in characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The character in it.
    pub column: u32,
}

impl Position {
    /// The first character of a file.
    pub const START: Self = Self { line: 1, column: 1 };
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Whether a flow can be published all the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It cannot.
    Error,
    /// It can, but may do something else than its author expects.
    Warning,
}

/// Something that is wrong, or may be.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// Where it is.
    pub at: Position,
    /// What it is: a sentence without a full stop.
    pub what: String,
    /// What to write instead, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
}

/// Everything that was found in one file, in the order of the file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Report {
    /// The file's name, as the author knows it.
    pub file: String,
    /// What was found.
    pub problems: Vec<Problem>,
}

impl Report {
    /// Nothing found yet.
    pub(crate) fn new(file: &str) -> Self {
        Self { file: file.to_owned(), problems: Vec::new() }
    }

    /// Whether something stands in the way of publishing.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// Whether there is no room for more: then nobody needs to look for what somebody may have meant.
    pub(crate) fn is_full(&self) -> bool {
        self.problems.len() >= TOLD
    }

    pub(crate) fn error(&mut self, at: Position, what: impl Into<String>) {
        self.add(Severity::Error, at, what.into(), None);
    }

    pub(crate) fn error_instead(
        &mut self,
        at: Position,
        what: impl Into<String>,
        instead: impl Into<String>,
    ) {
        self.add(Severity::Error, at, what.into(), Some(instead.into()));
    }

    pub(crate) fn warn(&mut self, at: Position, what: impl Into<String>) {
        self.add(Severity::Warning, at, what.into(), None);
    }

    pub(crate) fn warn_instead(&mut self, at: Position, what: impl Into<String>, instead: impl Into<String>) {
        self.add(Severity::Warning, at, what.into(), Some(instead.into()));
    }

    /// Adds a problem unless the same is known already.
    pub(crate) fn add(&mut self, severity: Severity, at: Position, what: String, instead: Option<String>) {
        let problem = Problem { severity, at, what, instead };
        let room = !self.is_full() || (severity == Severity::Error && !self.has_errors());
        if room && !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// In the order of the file.
    pub(crate) fn sorted(mut self) -> Self {
        self.problems.sort_by_key(|problem| (problem.at, problem.severity));
        self
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Problem { severity, at, what, instead } in &self.problems {
            let severity = match severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            writeln!(f, "{}:{at}: {severity}: {what}", self.file)?;
            if let Some(instead) = instead {
                writeln!(f, "    {instead}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Report {}
