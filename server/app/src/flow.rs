//! `eyeline flow`: what an author of flows does at the command line. Each command has a file of its own.

mod check;
mod eval;
mod publish;

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

/// How a command ends that was not given what it needs; clap ends so, too.
const MISUSED: u8 = 2;

#[derive(Subcommand)]
pub(crate) enum Command {
    Check(check::Options),
    Eval(eval::Options),
    Publish(publish::Options),
}

pub(crate) async fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Check(options) => check::run(&options),
        Command::Eval(options) => eval::run(options),
        Command::Publish(options) => publish::run(&options).await,
    }
}
