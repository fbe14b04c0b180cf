//! Eyeline: a self-hosted video contact centre, in one process.
//!
//! Start reading at [`systems::Systems::start`].

mod config;
mod demo;
mod flow;
mod health;
mod pages;
mod serve;
mod simulate;
mod systems;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

/// A self-hosted video contact centre.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves an installation.
    Serve {
        /// The configuration; the environment (`EYELINE__…`) goes over it.
        #[arg(long)]
        config: Option<PathBuf>,
    },
    /// Serves an example organization, ready to try.
    Demo(demo::Options),
    /// Checks flows, tries their expressions out, and publishes them.
    #[command(subcommand)]
    Flow(flow::Command),
    /// Plays a day by lot under a virtual clock: what if two agents call in sick?
    Simulate(Box<simulate::Options>),
}

#[tokio::main]
async fn main() -> ExitCode {
    // What went wrong is for whoever runs it; where in the program it did so is not.
    run().await.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

async fn run() -> Result<ExitCode> {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,str0m=error,sqlx=warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_target(false).with_writer(std::io::stderr).init();
    match Arguments::parse().command {
        Command::Serve { config } => serve::installed(&config::Config::read(config.as_deref())?).await?,
        Command::Demo(options) => demo::run(options).await?,
        Command::Flow(command) => return flow::run(command).await,
        Command::Simulate(options) => simulate::run(&options)?,
    }
    Ok(ExitCode::SUCCESS)
}
