//! Scenario files, and what is said of those that are wrong.

use expect_test::{Expect, expect};
use eyeline_model::Duration;

use crate::{Distribution, Scenario, Span};

/// The day of docs/operating.
pub(super) const BANK: &str = include_str!("../../../../docs/operating/simulation.toml");

const SMALL: &str = r#"name = "small"
opens = "08:00"
closes = "09:00"
skills = ["loans"]

[[queue]]
name = "advice"

[[arrivals]]
queue = "advice"
media = "callback"
per_half_hour = [3, 4]
handling = { mean_s = 60 }
skills = ["loans"]

[[agents]]
name = "ana"
queues = ["advice"]
skills = { loans = 4.5 }
shift = "08:00-09:00"
breaks = ["08:20-08:30"]
"#;

/// What is said when a piece of the small file is written in another way.
fn says(written: &str, instead: &str, expected: Expect) {
    assert!(SMALL.contains(written), "{written} is in the file");
    let error = Scenario::read(&SMALL.replace(written, instead)).expect_err("the file is wrong");
    expected.assert_eq(&error.to_string());
}

#[test]
fn a_small_file_is_read() {
    let scenario = Scenario::read(SMALL).expect("it is right");
    let at = |minutes: i64| Duration::from_secs(60 * minutes);
    assert_eq!(scenario.streams[0].profile.expected, [3.0, 4.0]);
    assert_eq!(scenario.streams[0].handling, Distribution::Exponential { mean_s: 60.0 });
    let shift = [Span { from: at(480), to: at(500) }, Span { from: at(510), to: at(540) }];
    assert_eq!(scenario.agents[0].shift, shift);
}

#[test]
fn the_example_is_read_and_its_agents_have_names_of_their_own() {
    let scenario = Scenario::read(BANK).expect("it is right");
    let names: std::collections::BTreeSet<&String> =
        scenario.agents.iter().map(|agent| &agent.name).collect();
    assert_eq!(names.len(), scenario.agents.len());
    assert!(scenario.agents.iter().any(|agent| agent.name == "adviser-5"));
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    says(
        "queue = \"advice\"",
        "queue = \"advise\"",
        expect![[r#"line 10: there is no queue "advise"; there are: advice"#]],
    );
    says(
        "[3, 4]",
        "[3, 4, 5]",
        expect!["line 12: there are 2 half hours from 08:00 to 09:00, and 3 numbers"],
    );
    says("[3, 4]", "[3, -4]", expect!["line 12: nobody can be expected less than 0 times"]);
    says(
        "mean_s = 60",
        "cv = 1",
        expect!["line 13: a time is { fixed_s = … }, { mean_s = … } or { mean_s = …, cv = … }"],
    );
    says("mean_s = 60", "mean_s = nan", expect!["line 13: a time is from 0 to 10000000 seconds"]);
    says("mean_s = 60", "mean_s = 1e300", expect!["line 13: a time is from 0 to 10000000 seconds"]);
    says("mean_s = 60", "mean_s = -60", expect!["line 13: a time is from 0 to 10000000 seconds"]);
    says(
        "skills = [\"loans\"]\n\n[[agents",
        "skills = [\"cards\"]\n\n[[agents",
        expect![[r#"line 14: there is no skill "cards"; there are: loans"#]],
    );
    says(
        "\"callback\"",
        "\"chat\"",
        expect!["line 11: a chat asks for a language only; skills and priority are for callbacks"],
    );
    says("4.5", "5.5", expect!["line 19: proficiency is from 0 to 5"]);
    says("08:20-08:30", "07:20-08:30", expect!["line 21: breaks lie within the shift, one after the other"]);
    says("08:20-08:30", "half past", expect!["line 21: a stretch of the day is written as 08:30-12:00"]);
    says("\"09:00\"", "\"9:00\"", expect!["line 3: a time of day is written as 08:30"]);
    says("\"09:00\"", "\"07:00\"", expect!["line 3: it closes before it opens"]);
}

#[test]
fn what_is_unknown_missing_or_no_toml_is_said_with_its_line() {
    says(
        "breaks",
        "pauses",
        expect![
            "line 21: unknown field `pauses`, expected one of `name`, `count`, `queues`, `skills`, `languages`, `shift`, `breaks`, `chats`, `callbacks`, `interrupts_chats`, `answers_after`, `after_call_work`, `misses`, `declines`, `returns_after`, `sick`"
        ],
    );
    says("queue = \"advice\"\n", "", expect!["line 9: missing field `queue`"]);
    says("[3, 4]", "[3, 4", expect!["line 13: missing comma between array elements, expected `,`"]);
    says("\"callback\"", "\"fax\"", expect!["line 11: unknown variant `fax`, expected `chat` or `callback`"]);
}
