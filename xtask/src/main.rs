//! The project's tasks, run as `cargo xtask <task>`.
//!
//! `demo` and `test` do all the set-up that a machine with only Rust and Node lacks. Each other task is a part
//! of `test` that can be had alone.

mod bench;
mod demo;
mod gates;
mod postgres;
mod run;
mod setup;
mod sim;
mod test;

use std::process::ExitCode;

use anyhow::{Result, ensure};

const USAGE: &str = "\
Usage: cargo xtask <task>

  demo [ARGS]    set up what is missing, build, and run the demo; ARGS go to `eyeline demo`
  test [PART]    set up what is missing and run every test, or one part:
                 gates, web, rust, interop, e2e
  bench [NAME]   print the figures of docs/performance.md, or one of them
  sim [ARGS]     play simulated days for --hours H, looking for one that breaks a law; --seed N plays one again
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match task(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // What went wrong is told by the chain of causes, not by this program's own call stack.
            eprintln!("\nFailed: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn task(args: &[&str]) -> Result<()> {
    std::env::set_current_dir(run::root())?;
    match args {
        ["demo", rest @ ..] => demo::demo(rest),
        ["test"] => test::all(),
        ["test", part] => test::part(part),
        ["bench", rest @ ..] => bench::bench(rest),
        ["sim", rest @ ..] => sim::sim(rest),
        _ => {
            print!("{USAGE}");
            ensure!(args.is_empty(), "there is no task {}", args.join(" "));
            Ok(())
        }
    }
}
