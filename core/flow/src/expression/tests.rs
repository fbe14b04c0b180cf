//! Expressions, tried out line by line.

mod columns;
mod documented;
mod functions;
mod grammar;
mod laws;
mod limits;
mod not_set;
mod types;
mod variables;

use expect_test::Expect;
use eyeline_model::{Duration, Timestamp};
use serde_json::{Map, Value as Json, json};

use super::{Answer, Context, Directory, answer};
use crate::{Kind, Named, Prompt, PromptKind, User};

/// 2026-01-01T00:00:00.250Z.
const NOW: Timestamp = Timestamp(1_767_225_600_250);

/// An organization with one of each.
fn directory() -> Directory {
    let mut directory = Directory::default();
    let user = |id: &str, name: &str, username: &str| User {
        id: id.into(),
        name: name.into(),
        username: username.into(),
    };
    directory.add_user(user("u-ana", "Ana", "ana@bank.example"));
    directory.add_user(user("u-bo", "Bo", "bo@bank.example"));
    for (of, id, name) in [
        (Kind::Queue, "q-support", "Support"),
        (Kind::Queue, "q-sales-1", "Sales"),
        (Kind::Queue, "q-sales-2", "Sales"),
        (Kind::Skill, "s-loans", "Loans"),
        (Kind::LanguageSkill, "l-french", "French"),
        (Kind::Group, "g-board", "Board"),
        (Kind::WrapupCode, "w-done", "Done"),
        (Kind::Schedule, "h-week", "Weekdays"),
        (Kind::ScheduleGroup, "h-all", "All hours"),
        (Kind::EmergencyGroup, "e-fire", "Evacuation"),
    ] {
        directory.add(Named::new(of, id, name));
    }
    let mut welcome = Prompt::by_name(PromptKind::User, "Welcome");
    welcome.id = "p-welcome".into();
    welcome.duration = Some(Duration::from_secs(2));
    directory.add_prompt(welcome);
    directory
}

/// Variables of every kind that JSON can hold.
fn variables() -> Map<String, Json> {
    let json = json!({
        "plain": 1,
        "Flow.name": "Ana",
        "Flow.count": 3,
        "Flow.rate": 0.5,
        "Flow.yes": true,
        "Flow.texts": ["a", "b"],
        "Flow.none": {"value": null, "type": "String"},
        "Flow.\u{4e2d}": "CJK",
        "Flow.Odd name": "odd",
        "Flow.json": {"name": "Ana", "tags": ["x", "y"], "age": 41, "Age": null},
        "Flow.queue": {"value": {"id": "q-support", "name": "Support"}, "type": "Queue"},
        "Flow.noContact": {"value": null, "type": "Contact"},
        "Call.Contact": {"id": "c-7", "First Name": "Ana", "first name": "Bo", "Balance": 12.50, "Zip": null},
        "Email.Message": {"from": {"id": "ana@bank.example", "name": "Ana"}, "body": "Guten Tag", "attachments": [{"id": "a1"}]},
    });
    json.as_object().cloned().expect("variables are an object")
}

/// What the command line would say, without its quotes.
fn tried(line: &str) -> String {
    let directory = directory();
    let mut context = Context::new(NOW, &directory);
    let languages = ["en-us".to_owned(), "fr-ca".to_owned()];
    context.supported_languages = &languages;
    match answer(line, &variables(), &context) {
        Answer::Value(value) => format!("{} {}", value.of(), value.json_text()),
        Answer::Error { message, column } => format!("column {}: {message}", column.unwrap_or(0)),
    }
}

/// Tries every line, and expects what they say.
fn check(lines: &str, expected: Expect) {
    let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
    let said: String = lines.map(|line| format!("{line}\n    {}\n", tried(line))).collect();
    expected.assert_eq(&said);
}
