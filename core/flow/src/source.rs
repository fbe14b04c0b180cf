//! A flow as its author wrote it: text, placeholders, YAML.

mod node;
mod placeholder;
mod yaml;

use std::collections::BTreeMap;

pub(crate) use node::{Entry, Node, Plain, Shape};

use crate::report::{Position, Report};

/// A flow's file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source<'a> {
    /// The file's name, for messages.
    pub file: &'a str,
    /// What is in it: YAML 1.2, at most 1 MiB.
    pub text: &'a str,
    /// What stands for each `{{placeholder}}`. A value fills the scalar in which the placeholder stands and
    /// can never change the structure of the file.
    pub substitutions: BTreeMap<String, String>,
}

/// Bytes of a file. The largest flows that the vendor exports have a tenth of it.
const BYTES: usize = 1 << 20;

impl<'a> Source<'a> {
    /// A file without placeholders.
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text, substitutions: BTreeMap::new() }
    }

    /// What stands for a placeholder.
    #[must_use]
    pub fn with(mut self, placeholder: &str, value: &str) -> Self {
        self.substitutions.insert(placeholder.to_owned(), value.to_owned());
        self
    }

    /// The file's one document; none if there is no making sense of it.
    pub(crate) fn read(&self, report: &mut Report) -> Option<Node> {
        if self.text.len() > BYTES {
            report.error(Position::START, format!("the file has more than {BYTES} bytes"));
            return None;
        }
        let text = self.text.strip_prefix('\u{feff}').unwrap_or(self.text);
        let marked = placeholder::mark(text, &self.substitutions, report);
        yaml::read(&marked, &self.substitutions, report)
    }
}

#[cfg(test)]
mod tests;
