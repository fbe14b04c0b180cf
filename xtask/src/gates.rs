//! The house rules as tests: who may import whom, no clock in a core, licences, and the usual linters.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Result, ensure};
use serde_json::Value;

use crate::run::{command, output, run};

/// Licences whose code may be linked into an Apache-2.0 binary.
const LICENCES: &[&str] = &[
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "CC0-1.0",
    "0BSD",
    "BSL-1.0",
    "OpenSSL",
    "CDLA-Permissive-2.0",
    "Unlicense",
    "MPL-2.0",
];

/// What a core or a protocol may never depend on: whoever waits belongs into `server/`.
const WAITING: &[&str] = &["tokio", "axum", "hyper", "sqlx", "reqwest", "tokio-tungstenite"];

/// Words by which a clock or chance enters a core.
const CLOCKS: &[&str] = &[
    "Instant::now",
    "SystemTime::now",
    "Timestamp::now",
    "Zoned::now",
    "Utc::now",
    "thread::sleep",
    "rand::",
    "Uuid::new_v4",
    "Uuid::now_v7",
];

/// Cores that another core may know: `model ← acd, flow, conversation ← contact-center ← simulation`.
const CORE_EDGES: &[(&str, &[&str])] = &[
    ("eyeline-model", &[]),
    ("eyeline-acd", &["eyeline-model"]),
    ("eyeline-conversation", &["eyeline-model"]),
    ("eyeline-contact-center", &["eyeline-model", "eyeline-acd", "eyeline-flow", "eyeline-conversation"]),
    (
        "eyeline-simulation",
        &["eyeline-model", "eyeline-acd", "eyeline-flow", "eyeline-conversation", "eyeline-contact-center"],
    ),
    ("eyeline-engagement", &["eyeline-model"]),
    ("eyeline-conference", &["eyeline-model"]),
    ("eyeline-flow", &["eyeline-model"]),
];

/// Runs every gate.
pub(crate) fn all() -> Result<()> {
    run(&mut command("cargo fmt --all --check"))?;
    run(&mut command("cargo clippy --workspace --all-targets --quiet -- -D warnings"))?;
    let metadata: Value =
        serde_json::from_str(&output(&mut command("cargo metadata --format-version 1 --locked"))?)?;
    let broken: Vec<String> =
        [imports(&metadata), licences(&metadata), clocks()?, sleeps()?].into_iter().flatten().collect();
    for line in &broken {
        println!("  {line}");
    }
    ensure!(broken.is_empty(), "{} house rules are broken", broken.len());
    println!("house rules: imports, licences, clocks and sleeps are as they should be");
    Ok(())
}

/// A package of the workspace: its folder below the root, and what it depends on outside tests.
struct Member {
    folder: String,
    dependencies: Vec<String>,
}

fn members(metadata: &Value) -> BTreeMap<String, Member> {
    let root = PathBuf::from(metadata["workspace_root"].as_str().unwrap_or_default());
    let local = |package: &&Value| package["source"].is_null();
    let packages = metadata["packages"].as_array().into_iter().flatten().filter(local);
    packages
        .map(|package| {
            let manifest = Path::new(package["manifest_path"].as_str().unwrap_or_default());
            let folder =
                manifest.parent().and_then(|folder| folder.strip_prefix(&root).ok()).unwrap_or(manifest);
            let all = package["dependencies"].as_array().into_iter().flatten();
            let normal = all.filter(|dependency| dependency["kind"].is_null());
            let dependencies =
                normal.filter_map(|dependency| dependency["name"].as_str()).map(str::to_owned).collect();
            let name = package["name"].as_str().unwrap_or_default().to_owned();
            (name, Member { folder: folder.display().to_string(), dependencies })
        })
        .collect()
}

/// Directions of import (docs/ARCHITECTURE.md).
fn imports(metadata: &Value) -> Vec<String> {
    let members = members(metadata);
    let mut broken = Vec::new();
    for (name, member) in &members {
        let pure = ["core/", "protocol/"].iter().any(|layer| member.folder.starts_with(layer));
        for dependency in &member.dependencies {
            let into = members.get(dependency).map_or("", |other| other.folder.as_str());
            let known_core = CORE_EDGES.iter().find(|(core, _)| core == name).map(|(_, may)| *may);
            let wrong = match () {
                () if pure && WAITING.contains(&dependency.as_str()) => "waits, and belongs into server/",
                () if into.starts_with("core/")
                    && known_core.is_some_and(|may| !may.contains(&dependency.as_str())) =>
                {
                    "is another system's core"
                }
                () if member.folder.starts_with("core/") && known_core.is_none() => {
                    "is used by a core without a place"
                }
                () if member.folder.starts_with("protocol/") && into.starts_with("core/") => {
                    "is a core; protocols know none"
                }
                () if member.folder.starts_with("core/") && into.starts_with("protocol/") => {
                    "is a protocol; cores know none"
                }
                () if pure && into.starts_with("server/") => "is a doing place; deciding ones know none",
                () => continue,
            };
            broken.push(format!("{} depends on {dependency}, which {wrong}", member.folder));
        }
    }
    broken
}

/// Every dependency's licence must be one that we may pass on.
fn licences(metadata: &Value) -> Vec<String> {
    let packages =
        metadata["packages"].as_array().into_iter().flatten().filter(|package| !package["source"].is_null());
    packages
        .filter_map(|package| {
            let licence = package["license"].as_str().unwrap_or("none");
            // An expression of alternatives is fine if one of them is; of several together, if all are.
            let text = licence.replace('/', " OR ").replace(['(', ')'], "");
            let fine = text
                .split(" OR ")
                .any(|choice| choice.split(" AND ").all(|one| LICENCES.contains(&one.trim())));
            (!fine).then(|| format!("{} {} has the licence {licence}", package["name"], package["version"]))
        })
        .collect()
}

fn clocks() -> Result<Vec<String>> {
    let mut broken = Vec::new();
    for layer in ["core", "protocol"] {
        for file in rust_files(Path::new(layer))? {
            if is_test(&file) {
                continue;
            }
            let text = fs::read_to_string(&file)?;
            // A module of tests at the end of a file is no part of what is served.
            let served = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            for (number, line) in served.lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                for word in CLOCKS.iter().filter(|word| names(code, word)) {
                    broken.push(format!(
                        "{}:{}: {word}: time and chance are arguments here",
                        file.display(),
                        number + 1
                    ));
                }
            }
        }
    }
    Ok(broken)
}

/// Whether `code` names `word`, and not only something that ends like it.
fn names(code: &str, word: &str) -> bool {
    let begins = |at: usize| !code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_');
    code.match_indices(word).any(|(at, _)| begins(at))
}

/// A test that sleeps is slow when it passes and wrong when it fails.
fn sleeps() -> Result<Vec<String>> {
    let mut broken = Vec::new();
    for layer in ["core", "protocol", "server"] {
        for file in rust_files(Path::new(layer))?.into_iter().filter(|file| is_test(file)) {
            let text = fs::read_to_string(&file)?;
            let lines = text.lines().enumerate().filter(|(_, line)| line.contains("sleep("));
            broken
                .extend(lines.map(|(number, _)| format!("{}:{}: a test sleeps", file.display(), number + 1)));
        }
    }
    Ok(broken)
}

fn is_test(file: &Path) -> bool {
    let in_folder = file.components().any(|part| part.as_os_str() == "tests");
    in_folder || file.file_stem().is_some_and(|stem| stem == "tests")
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(files)
}
