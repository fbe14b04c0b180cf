//! `cargo xtask test`: every test there is, in the order in which they fail fastest.

use std::{process::Command, time::Instant};

use anyhow::{Result, bail};

use crate::{
    gates,
    postgres::Postgres,
    run::{command, run},
    setup,
};

/// Sets up and runs every part.
pub(crate) fn all() -> Result<()> {
    let start = Instant::now();
    setup::to_test()?;
    for part in ["web", "gates", "rust", "interop", "e2e"] {
        self::part(part)?;
    }
    println!("\nEverything passed in {} s.", start.elapsed().as_secs());
    Ok(())
}

/// Runs one part; [`all`] has set up what it needs.
pub(crate) fn part(name: &str) -> Result<()> {
    let start = Instant::now();
    match name {
        "web" => web(),
        "gates" => gates::all(),
        "rust" => rust(),
        "interop" => with_binary("tests/interop"),
        "e2e" => with_binary("tests/e2e"),
        other => bail!("there is no part called {other}"),
    }?;
    println!("\n{name}: passed in {} s", start.elapsed().as_secs());
    Ok(())
}

fn web() -> Result<()> {
    for script in ["check", "test", "build"] {
        run(command("npm run --silent").arg(script).current_dir("web"))?;
    }
    Ok(())
}

fn rust() -> Result<()> {
    // A server that is already there is used; otherwise one is started for this run.
    let (url, _server) = match std::env::var("EYELINE_TEST_POSTGRES") {
        Ok(url) => (url, None),
        Err(_) => {
            let server = Postgres::start()?;
            (server.url(), Some(server))
        }
    };
    run(command("cargo test --workspace --quiet").env("EYELINE_TEST_POSTGRES", url))
}

/// Runs a folder of Node tests against the real binary, which they start and stop themselves.
fn with_binary(folder: &str) -> Result<()> {
    run(&mut command("cargo build --quiet --package eyeline"))?;
    let binary = std::env::current_dir()?.join("target/debug/eyeline");
    let mut test: Command = command("npm test --silent");
    run(test.current_dir(folder).env("EYELINE", binary))
}
