//! `eyeline simulate`, given what it cannot use.

use std::fs;

use expect_test::expect;
use tempfile::TempDir;

use super::{Said, eyeline};

/// Runs it as somebody does who has asked for backtraces of everything.
fn simulate(scenario: &str) -> String {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("day.toml"), scenario).expect("written");
    let mut command = eyeline(folder.path(), &["simulate", "day.toml"]);
    Said::from(command.env("RUST_BACKTRACE", "1").output().expect("it ends")).to_string()
}

#[test]
fn a_scenario_that_cannot_be_used_is_an_error_of_one_line() {
    expect![[r#"
        2> error: day.toml, line 2: a time of day is written as 08:30
        exit code 1
    "#]]
    .assert_eq(&simulate("name = 'A day'\nopens = '8'\ncloses = '17:00'\n"));
    expect![[r#"
        2> error: day.toml, line 1: missing field `name`
        exit code 1
    "#]]
    .assert_eq(&simulate("opens = '08:00'\ncloses = '17:00'\n"));
    let folder = TempDir::new().expect("a folder");
    let mut command = eyeline(folder.path(), &["serve", "--config", "nowhere.toml"]);
    let said: Said = command.env("RUST_BACKTRACE", "1").output().expect("it ends").into();
    expect![[r#"
        2> error: configuration file "nowhere.toml" not found
        exit code 1
    "#]]
    .assert_eq(&said.to_string());
}
