//! `cargo xtask bench`: the figures of docs/performance.md, measured on this machine and printed as JSON and a table.

use std::{
    fs,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

use crate::{
    run::{command, output, run},
    setup,
};

/// A benchmark: its name, and the command that prints its figures, one JSON object a line.
const BENCHES: &[(&str, &[&str])] = &[
    ("process", &["node", "tests/bench/process.mjs"]),
    ("commands", &["cargo", "run", "--quiet", "--release", "--package", "eyeline-bench", "--", "commands"]),
    (
        "expressions",
        &["cargo", "run", "--quiet", "--release", "--package", "eyeline-bench", "--", "expressions"],
    ),
    ("routing", &["cargo", "run", "--quiet", "--release", "--package", "eyeline-bench", "--", "routing"]),
    ("sfu", &["cargo", "run", "--quiet", "--release", "--package", "eyeline-bench", "--", "sfu"]),
    ("simulation", &["cargo", "run", "--quiet", "--release", "--package", "eyeline-sim", "--", "--bench"]),
    ("ring", &["node", "tests/bench/ring.mjs"]),
    ("meeting", &["node", "tests/bench/meeting.mjs"]),
];

/// Runs the benchmark that `args` names, or all of them.
pub(crate) fn bench(args: &[&str]) -> Result<()> {
    let wanted: Vec<_> = BENCHES.iter().filter(|(name, _)| args.is_empty() || args.contains(name)).collect();
    ensure!(!wanted.is_empty(), "there is no such benchmark; there are: {}", names());
    setup::to_test()?;
    setup::npm("tests/bench")?;
    run(command("npm run --silent build").current_dir("web"))?;
    run(&mut command("cargo build --quiet --release --package eyeline --package eyeline-bench"))?;
    let mut figures = Vec::new();
    for (name, words) in wanted {
        figures.extend(measure(name, words)?);
    }
    println!("\n{}", machine()?);
    table(&figures);
    Ok(())
}

/// What the figures were measured on, in one line.
fn machine() -> Result<String> {
    let field = |file: &str, name: &str| -> Result<String> {
        let text = fs::read_to_string(file).with_context(|| format!("could not read {file}"))?;
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        Ok(line.unwrap_or_default().trim_matches([' ', '\t', ':', '=', '"']).to_owned())
    };
    let processor = field("/proc/cpuinfo", "model name")?;
    let cores = std::thread::available_parallelism()?;
    let memory_kib: f64 = field("/proc/meminfo", "MemTotal")?.trim_end_matches(" kB").parse()?;
    let kernel = output(&mut command("uname -sr"))?;
    let system = field("/etc/os-release", "PRETTY_NAME")?;
    let date = output(&mut command("date -u +%Y-%m-%d"))?;
    Ok(format!(
        "{}: {processor}, {cores} cores, {:.0} GiB, {}, {system}",
        date.trim(),
        memory_kib / 1_048_576.0,
        kernel.trim()
    ))
}

fn names() -> String {
    BENCHES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

fn measure(name: &str, words: &[&str]) -> Result<Vec<Value>> {
    println!("\n{name} …");
    let binary = std::env::current_dir()?.join("target/release/eyeline");
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).env("EYELINE", binary).env("RUST_LOG", "warn");
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = output.with_context(|| format!("could not start {}", words[0]))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let figures = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    print!("{text}");
    if !output.status.success() {
        bail!("the benchmark {name} failed ({})", output.status);
    }
    Ok(figures)
}

fn table(figures: &[Value]) {
    println!("\n| benchmark | figure | value | target | |\n|---|---|---|---|---|");
    for figure in figures {
        let text = |key: &str| figure[key].as_str().unwrap_or_default().to_owned();
        let verdict = match figure["met"].as_bool() {
            Some(true) => "met",
            Some(false) => "**missed**",
            None => "",
        };
        let (bench, name, unit) = (text("bench"), text("figure"), text("unit"));
        println!("| {bench} | {name} | {} {unit} | {} | {verdict} |", figure["value"], text("target"));
    }
}
