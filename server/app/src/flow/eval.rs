//! `eyeline flow eval`: expressions in, JSON out, line by line.

use std::{
    collections::HashSet,
    io::{self, BufRead, ErrorKind, Write},
    process::ExitCode,
};

use anyhow::{Context as _, Result};
use clap::Args;
use eyeline_flow::{Answer, Context, Directory, Type, answer};
use eyeline_shell::now;
use serde_json::{Map, Value as Json};

use super::MISUSED;

/// Tries expressions out: reads one a line, and answers each with a line of JSON.
///
/// Expressions come from standard input. What has a value is answered with
/// {"value":…,"type":…}, what has none with {"error":…,"column":…}; columns are
/// characters, counted from 1. Every line is answered, an empty one with an error,
/// so that answers and lines match one to one.
///
/// The moment is that at which a line is read. Nothing is known of an organization:
/// whatever queue, user or skill is looked up is found.
///
/// The exit code is 0 whatever the answers are, and 2 if a variable cannot be
/// understood.
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Options {
    /// A variable, such as Flow.count=3 or Flow.name='"Ana"'; may be repeated.
    ///
    /// Text is a String, a whole number an Integer, another number a Decimal, an
    /// array a collection, an object JSON. Any other type is named:
    /// Flow.limit='{"value":"PT1H","type":"Duration"}'.
    #[arg(long = "var", value_name = "NAME=JSON", value_parser = variable, verbatim_doc_comment)]
    variables: Vec<(String, Json)>,
}

pub(crate) fn run(options: Options) -> Result<ExitCode> {
    let directory = Directory::believing();
    let variables = match understood(options.variables, &directory) {
        Ok(variables) => variables,
        Err(reason) => {
            eprintln!("error: {reason}");
            return Ok(ExitCode::from(MISUSED));
        }
    };
    match answer_lines(io::stdin().lock(), io::stdout().lock(), &variables, &directory) {
        // Whoever reads the answers has enough of them.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        done => {
            done.context("cannot answer any more")?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// `Flow.count=3`
fn variable(given: &str) -> Result<(String, Json), String> {
    let (name, json) = given.split_once('=').ok_or("a variable is given as NAME=JSON")?;
    if name.trim().is_empty() {
        return Err("the variable has no name".to_owned());
    }
    let json: Json = serde_json::from_str(json)
        .map_err(|error| format!("{json} is no JSON ({error}); text needs its quotes: {name}='\"text\"'"))?;
    if let Some(of) = named_type(&json).filter(|of| Type::named(of).is_none()) {
        return Err(format!("there is no type {of:?}; there are String, Queue, StringCollection and so on"));
    }
    Ok((name.trim().to_owned(), json))
}

/// The type that `{"value":…,"type":…}` names.
fn named_type(json: &Json) -> Option<&str> {
    let object = json.as_object().filter(|object| object.len() == 2 && object.contains_key("value"))?;
    object.get("type")?.as_str()
}

/// The variables by name, if each is given once and is of a type that there is.
fn understood(given: Vec<(String, Json)>, directory: &Directory) -> Result<Map<String, Json>, String> {
    let mut names = HashSet::new();
    if let Some((name, _)) = given.iter().find(|(name, _)| !names.insert(name.to_lowercase())) {
        return Err(format!("the variable {name} is given twice"));
    }
    let variables = Map::from_iter(given);
    match answer("NOT_SET", &variables, &Context::new(now(), directory)) {
        Answer::Value(_) => Ok(variables),
        Answer::Error { message, .. } => Err(message),
    }
}

/// Answers each line before it reads the next one: whoever types, or waits for an answer to go on, gets it.
fn answer_lines(
    mut lines: impl BufRead,
    mut answers: impl Write,
    variables: &Map<String, Json>,
    directory: &Directory,
) -> io::Result<()> {
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        let mut answered = answer_line(&line, variables, &Context::new(now(), directory)).line();
        answered.push('\n');
        answers.write_all(answered.as_bytes())?;
        answers.flush()?;
        line.clear();
    }
    Ok(())
}

fn answer_line(line: &[u8], variables: &Map<String, Json>, context: &Context<'_>) -> Answer {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    match str::from_utf8(line) {
        Ok(text) => answer(text, variables, context),
        Err(error) => {
            let understood = String::from_utf8_lossy(&line[..error.valid_up_to()]);
            let column = Some(understood.chars().count() + 1);
            Answer::Error { message: "the line is no UTF-8".to_owned(), column }
        }
    }
}
