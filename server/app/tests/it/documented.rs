//! What the operator's pages show is what the binary says.

use std::{env, fs, path::Path, process::Command};

use tempfile::TempDir;

const PAGE: &str = include_str!("../../../../docs/operating/flows.md");

/// The blocks of a page that are of one language.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let opening = format!("```{language}\n");
    page.split(opening.as_str())
        .skip(1)
        .map(|rest| rest.split("```").next().expect("a split has a first part"))
        .collect()
}

/// What a shell says to a line, in a folder, with our binary first on its way; errors among the rest, as an
/// operator sees them.
fn said(line: &str, folder: &Path) -> String {
    let binaries = Path::new(super::EYELINE).parent().expect("the binary is in a folder");
    let path = env::var_os("PATH").unwrap_or_default();
    let path =
        env::join_paths([binaries.to_owned()].into_iter().chain(env::split_paths(&path))).expect("a path");
    let line = format!("exec 2>&1; {line}");
    let mut shell = Command::new("sh");
    let output = shell.args(["-c", &line]).env("PATH", path).current_dir(folder).output().expect("a shell");
    String::from_utf8(output.stdout).expect("what is said is UTF-8")
}

/// A block of YAML begins with its file's name, a block of a console's with `$ ` and a command.
#[test]
fn every_command_on_the_page_about_flows_says_what_the_page_says() {
    let folder = TempDir::new().expect("a folder");
    let files = blocks(PAGE, "yaml");
    for file in &files {
        let name = file.lines().next().and_then(|line| line.strip_prefix("# ")).expect("a file has a name");
        fs::write(folder.path().join(name), file).expect("written");
    }
    let mut commands = 0;
    for block in blocks(PAGE, "console") {
        let mut shown = String::new();
        for line in block.lines().filter_map(|line| line.strip_prefix("$ ")) {
            shown += &format!("$ {line}\n{}", said(line, folder.path()));
            commands += 1;
        }
        assert_eq!(block, shown);
    }
    assert!(commands >= 5 && !files.is_empty(), "the page shows {commands} commands");
}
