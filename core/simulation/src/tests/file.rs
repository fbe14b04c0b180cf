//! Scenario files, and what is said of those that are wrong.

use std::collections::BTreeSet;

use expect_test::{Expect, expect};
use eyeline_acd::Band;
use eyeline_model::Duration;

use crate::{Day, Distribution, OverflowPlan, RingPlan, Scenario, Span};

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

/// The small file with a second queue, and something more said of the first.
fn with_queues(more: &str, ring: &str) -> String {
    let queues = format!("name = \"advice\"\n{more}\n\n[[queue]]\nname = \"backup\"");
    SMALL.replace("name = \"advice\"", &queues).replace("shift =", &format!("{ring}\nshift ="))
}

#[test]
fn a_queue_answers_by_itself_flows_over_and_has_rings() {
    let more = r#"auto_answer = true
overflow = { to = "backup", as_callback = true, depth = { from = 8, to = 4 }, wait_s = { from = 180, to = 120.5 } }
rings = [{ wait_s = 10, removes = ["loans"] }, {}]"#;
    let scenario = Scenario::read(&with_queues(more, "ring = 2")).expect("it is right");
    let queue = &scenario.queues[0];
    let wait = Band { opens_at: Duration::from_secs(180), closes_at: Duration(120_500) };
    let depth = Band { opens_at: 8, closes_at: 4 };
    let overflow = OverflowPlan { to: 1, as_callback: true, depth: Some(depth), wait: Some(wait) };
    assert_eq!((queue.auto_answer, queue.overflow), (true, Some(overflow)));
    let ring = |seconds, removes| RingPlan { wait: Duration::from_secs(seconds), removes };
    assert_eq!(queue.rings, [ring(10, vec![0]), ring(0, vec![])]);
    assert_eq!(scenario.agents[0].ring, Some(2));
    let played = Day { scenario: &scenario, seed: 1, absent: &BTreeSet::new(), whole_every: 1 }.play();
    assert!(played.expect("no law is broken").waits().answered > 0);
}

#[test]
fn what_is_wrong_with_overflow_and_rings_is_said_with_what_to_write_instead() {
    let says = |more: &str, ring: &str, expected: Expect| {
        let error = Scenario::read(&with_queues(more, ring)).expect_err("the file is wrong");
        expected.assert_eq(&error.to_string());
    };
    let over = |more: &str| format!("overflow = {{ to = \"backup\", {more} }}");
    says(
        &over("as_callback = true"),
        "",
        expect![
            "line 8: say when it flows over: depth = { from = 8, to = 4 }, or wait_s = { from = 180, to = 120 }"
        ],
    );
    says(
        &over("depth = { from = 4, to = 4 }"),
        "",
        expect![
            "line 8: it begins at a higher mark than that at which it ends: depth = { from = 8, to = 4 }"
        ],
    );
    says(
        &over("depth = { from = -4, to = 4 }"),
        "",
        expect!["line 8: invalid value: integer `-4`, expected usize"],
    );
    says(
        &over("wait_s = { from = 10, to = 20 }"),
        "",
        expect![
            "line 8: it begins at a higher mark than that at which it ends: wait_s = { from = 180, to = 120 }"
        ],
    );
    says(&over("wait_s = { from = 1e6, to = 20 }"), "", expect!["line 8: this is from 0 to 86400 seconds"]);
    says(&over("depth = { from = 8 }"), "", expect!["line 8: missing field `to`"]);
    says(
        "overflow = { to = \"advice\", depth = { from = 8, to = 4 } }",
        "",
        expect!["line 8: a line flows over into another queue, not into itself"],
    );
    says(
        "overflow = { to = \"nobody\", depth = { from = 8, to = 4 } }",
        "",
        expect![[r#"line 8: there is no queue "nobody"; there are: advice, backup"#]],
    );
    says(
        "rings = [{}, {}]",
        "",
        expect!["line 8: ring 1 does not say how long only it is asked: wait_s = 10"],
    );
    says(
        "rings = [{ wait_s = 10 }, { wait_s = 10 }]",
        "",
        expect!["line 8: the last ring has nobody to wait for: leave wait_s out"],
    );
    says("rings = [{ wait_s = -1 }, {}]", "", expect!["line 8: this is from 0 to 86400 seconds"]);
    says(
        "rings = [{ wait_s = 10, removes = [\"cards\"] }, {}]",
        "",
        expect![[r#"line 8: there is no skill "cards"; there are: loans"#]],
    );
    says(
        &format!("rings = [{} {{}}]", "{ wait_s = 1 }, ".repeat(7)),
        "",
        expect!["line 8: a queue has at most 6 rings; put some together"],
    );
    says("rings = [{ wait_s = 10 }, {}]", "ring = 3", expect!["line 24: advice has the rings 1 to 2"]);
    says(
        "",
        "ring = 2",
        expect!["line 24: advice has no rings; write rings = [{ wait_s = 10 }, {}] there, or no ring here"],
    );
    says("rings = [{ wait_s = 10 }, {}]", "ring = 0", expect!["line 24: advice has the rings 1 to 2"]);
    says("auto_answer = \"yes\"", "", expect![[r#"line 8: invalid type: string "yes", expected a boolean"#]]);
}

#[test]
fn what_is_unknown_missing_or_no_toml_is_said_with_its_line() {
    says(
        "breaks",
        "pauses",
        expect![
            "line 21: unknown field `pauses`, expected one of `name`, `count`, `queues`, `skills`, `languages`, `ring`, `shift`, `breaks`, `chats`, `callbacks`, `interrupts_chats`, `answers_after`, `after_call_work`, `misses`, `declines`, `returns_after`, `sick`"
        ],
    );
    says("queue = \"advice\"\n", "", expect!["line 9: missing field `queue`"]);
    says("[3, 4]", "[3, 4", expect!["line 13: missing comma between array elements, expected `,`"]);
    says("\"callback\"", "\"fax\"", expect!["line 11: unknown variant `fax`, expected `chat` or `callback`"]);
}
