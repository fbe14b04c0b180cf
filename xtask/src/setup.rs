//! Makes a machine with only Rust and Node ready: system packages and npm packages.

use std::{fs, path::Path, process::Command};

use anyhow::{Result, bail};

use crate::run::{command, find, is_installed, output, run};

/// A program that the project needs, and the Debian package that brings it.
struct Need {
    program: &'static str,
    package: &'static str,
    why: &'static str,
}

const TO_BUILD: &[Need] = &[
    Need { program: "cc", package: "gcc", why: "builds the crates that contain C" },
    Need { program: "make", package: "make", why: "builds the crates that contain C" },
    Need { program: "cmake", package: "cmake", why: "builds the crates that contain C" },
];

const TO_TEST: &[Need] = &[
    Need {
        program: "chromium",
        package: "chromium",
        why: "plays the customer and the agent in the end-to-end tests",
    },
    Need {
        program: "python3",
        package: "python3-venv",
        why: "runs the vendor's Python SDK against the server",
    },
];

/// Everything that building needs.
pub(crate) fn to_build() -> Result<()> {
    need_node()?;
    need(TO_BUILD)?;
    npm("web")
}

/// Everything that building and testing need.
pub(crate) fn to_test() -> Result<()> {
    to_build()?;
    need(TO_TEST)?;
    if crate::postgres::programs().is_none() {
        install(&["postgresql"], "PostgreSQL, the other database that every store test runs on")?;
    }
    npm("tests/e2e")?;
    npm("tests/interop")?;
    python("tests/interop")
}

/// Installs the npm packages of `folder`, exactly as locked, if they are not there yet.
pub(crate) fn npm(folder: &str) -> Result<()> {
    let lock = Path::new(folder).join("package-lock.json");
    let mark = Path::new(folder).join("node_modules/.eyeline-installed");
    let wanted = fs::read(&lock)?;
    if fs::read(&mark).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    run(command("npm ci --no-audit --no-fund").current_dir(folder))?;
    fs::write(mark, wanted)?;
    Ok(())
}

/// Installs the Python packages of `folder`, as pinned, into an environment of its own.
fn python(folder: &str) -> Result<()> {
    let wanted = fs::read(Path::new(folder).join("requirements.txt"))?;
    let mark = Path::new(folder).join(".venv/.eyeline-installed");
    if fs::read(&mark).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    run(command("python3 -m venv --clear .venv").current_dir(folder))?;
    run(command(".venv/bin/pip install --quiet --disable-pip-version-check -r requirements.txt")
        .current_dir(folder))?;
    fs::write(mark, wanted)?;
    Ok(())
}

fn need_node() -> Result<()> {
    let version = output(&mut command("node --version")).unwrap_or_default();
    let major: u32 =
        version.trim_start_matches('v').split('.').next().unwrap_or_default().parse().unwrap_or(0);
    if major < 20 {
        bail!(
            "Node.js 20 or newer is needed to build the pages, found {:?}: install it from your distribution",
            version.trim()
        );
    }
    Ok(())
}

fn need(needs: &[Need]) -> Result<()> {
    let missing: Vec<&Need> = needs.iter().filter(|need| !is_installed(need.program)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    let why: Vec<String> = missing.iter().map(|need| format!("{} ({})", need.program, need.why)).collect();
    install(&packages, &why.join(", "))
}

/// Installs Debian packages where that is allowed; otherwise says what to do.
pub(crate) fn install(packages: &[&str], why: &str) -> Result<()> {
    println!("Missing: {why}");
    let line = format!("apt-get install -y {}", packages.join(" "));
    if find("apt-get").is_none() || !is_root()? {
        bail!("please install it: sudo {line}");
    }
    let mut update = apt("update");
    run(&mut update)?;
    run(apt("install").args(["-y", "--no-install-recommends"]).args(packages))
}

fn apt(verb: &str) -> Command {
    let mut apt = Command::new("apt-get");
    apt.arg(verb).env("DEBIAN_FRONTEND", "noninteractive");
    apt
}

/// Whether this process may install packages.
pub(crate) fn is_root() -> Result<bool> {
    Ok(output(&mut command("id -u"))?.trim() == "0")
}
