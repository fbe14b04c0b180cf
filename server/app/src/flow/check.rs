//! `eyeline flow check`: what would stand in the way of publishing a flow.

use std::{
    fs,
    io::{self, ErrorKind, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result};
use clap::Args;
use eyeline_contact_center_server::DataActions;
use eyeline_flow::{Contracts, Flow, FlowVersion, Report, Severity, Source};
use serde::Serialize;

use super::MISUSED;
use crate::config::Config;

/// Says whether flows can be published, and what is wrong with those that cannot.
///
/// Each problem is a line: its file, line and column, whether it is an error or a
/// warning, and what is wrong. The line after it says what to write instead, where
/// that is known. What data actions take and give is looked up in the configuration, if
/// that is given. Whether the queues, users and prompts exist that a flow names, only an
/// organization can say; none is asked.
///
/// The exit code is 0 if no file has an error (warnings do not count), 1 if one has,
/// and 2 if one cannot be read.
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Options {
    /// Flows, as the vendor's editor exports them (YAML).
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What stands for {{placeholder}} in the files; may be repeated.
    #[arg(long = "set", value_name = "PLACEHOLDER=VALUE", value_parser = substitution)]
    substitutions: Vec<(String, String)>,
    /// The configuration with the data actions that the flows ask ([[data_actions]]).
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Prints one object of JSON instead, for tools.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let contracts = match contracts(options.config.as_deref()) {
        Ok(contracts) => contracts,
        Err(error) => {
            eprintln!("error: {error:#}");
            return Ok(ExitCode::from(MISUSED));
        }
    };
    let checked = |file: &PathBuf| checked(file, &options.substitutions, &contracts);
    let outcome = Outcome::of(options.files.iter().map(checked));
    let text = if options.json {
        serde_json::to_string(&outcome).context("cannot write JSON")? + "\n"
    } else {
        outcome.text()
    };
    say(&text)?;
    Ok(outcome.exit_code())
}

/// Prints what was found.
pub(super) fn say(text: &str) -> Result<()> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        // Whoever reads it has enough; the exit code is still to come.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        done => done.context("cannot print what was found"),
    }
}

/// `queue_name=Support`
pub(super) fn substitution(given: &str) -> Result<(String, String), String> {
    let (placeholder, value) = given.split_once('=').ok_or("a placeholder is given as PLACEHOLDER=VALUE")?;
    if placeholder.trim().is_empty() {
        return Err("the placeholder has no name".to_owned());
    }
    Ok((placeholder.trim().to_owned(), value.to_owned()))
}

/// What became of one file.
#[derive(Serialize)]
#[serde(untagged)]
enum Checked {
    Read(Report),
    Unreadable { file: String, unreadable: String },
}

/// What the configuration says of data actions; nothing without one.
pub(super) fn contracts(config: Option<&Path>) -> Result<Contracts> {
    let Some(config) = config else { return Ok(Contracts::new()) };
    Ok(DataActions::new(Config::read(Some(config))?.data_actions)?.contracts())
}

fn checked(path: &Path, substitutions: &[(String, String)], contracts: &Contracts) -> Checked {
    let file = path.display().to_string();
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => return Checked::Unreadable { file, unreadable: error.to_string() },
    };
    let source = Source { file: &file, text: &text, substitutions: substitutions.iter().cloned().collect() };
    let identity = FlowVersion { flow: file.clone(), version: 1 };
    let published = Flow::publish(&source, identity, contracts);
    Checked::Read(published.map_or_else(|report| report, |publication| publication.report))
}

/// What became of all files, and how many problems there are.
#[derive(Serialize)]
pub(super) struct Outcome {
    files: Vec<Checked>,
    errors: usize,
    warnings: usize,
}

impl Outcome {
    pub(super) fn of_one(report: Report) -> Self {
        Self::of(std::iter::once(Checked::Read(report)))
    }

    fn of(files: impl Iterator<Item = Checked>) -> Self {
        let mut outcome = Self { files: files.collect(), errors: 0, warnings: 0 };
        let of = |severity| {
            let problems = outcome.reports().flat_map(|report| &report.problems);
            problems.filter(|problem| problem.severity == severity).count()
        };
        (outcome.errors, outcome.warnings) = (of(Severity::Error), of(Severity::Warning));
        outcome
    }

    fn reports(&self) -> impl Iterator<Item = &Report> {
        self.files.iter().filter_map(|file| match file {
            Checked::Read(report) => Some(report),
            Checked::Unreadable { .. } => None,
        })
    }

    fn unreadable(&self) -> usize {
        self.files.len() - self.reports().count()
    }

    pub(super) fn exit_code(&self) -> ExitCode {
        match (self.unreadable(), self.errors) {
            (0, 0) => ExitCode::SUCCESS,
            (0, _) => ExitCode::FAILURE,
            _ => ExitCode::from(MISUSED),
        }
    }

    /// Every problem in the order of the files, and then what all of it comes to.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for file in &self.files {
            match file {
                Checked::Read(report) => text += &report.to_string(),
                Checked::Unreadable { file, unreadable } => {
                    text += &format!("{file}: error: cannot be read: {unreadable}\n");
                }
            }
        }
        text + &self.summary() + "\n"
    }

    fn summary(&self) -> String {
        let flows = self.reports().count();
        let faulty = self.reports().filter(|report| report.has_errors()).count();
        let mut words = match (flows, faulty) {
            (0, _) => "No flow was checked".to_owned(),
            (1, 0) => "The flow can be published".to_owned(),
            (1, _) => "The flow cannot be published".to_owned(),
            (_, 0) => format!("{flows} flows can be published"),
            _ => format!("{faulty} of {flows} flows cannot be published"),
        };
        let counts = [(self.errors, "error"), (self.warnings, "warning")];
        let counts: Vec<String> = counts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, of)| counted(count, of))
            .collect();
        if !counts.is_empty() {
            words += &format!(": {}", counts.join(", "));
        }
        if self.unreadable() > 0 {
            words += &format!("; {} could not be read", counted(self.unreadable(), "file"));
        }
        words + "."
    }
}

/// `1 error`, `2 errors`
fn counted(count: usize, of: &str) -> String {
    format!("{count} {of}{}", if count == 1 { "" } else { "s" })
}
