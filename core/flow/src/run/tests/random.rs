//! Whatever the world answers: nothing panics, every run stays within its limits, a run that was put away goes on as one
//! that was not, and an answer that comes twice changes nothing.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::scenario::{Stage, Way, fixture, message, small};
use crate::{Contracts, Flow, FlowVersion, Limits, Source, Standing};

/// What may happen in a scenario, wherever it stands.
fn event() -> impl Strategy<Value = String> {
    let words = [
        "done",
        "digits 1",
        "digits 2",
        "digits 3",
        "digits 9",
        "digits *",
        "digits 4711",
        "digits",
        "nothing",
        "missing",
        "said adviser",
        "failed broken it broke",
        "found Queue Support",
        "found Skill Cards",
        "schedule closed",
        "attributes context.advisor.userId=ana-1",
        "attributes a=b",
        r#"data {"known": true, "confirmed": true}"#,
        r#"data {"confirmed": false}"#,
        r#"data {"confirmed": [1]}"#,
        "message My card",
        "message Hello",
        "wait",
        "again",
        "end",
    ];
    let last = words.len() - 1;
    // The end is rare, or nothing much would happen.
    (0..words.len() * 8, 0u32..200_000).prop_map(move |(word, gap)| {
        let word = words[if word / 8 == last && word % 8 > 0 { 0 } else { word / 8 }];
        format!("{} {word}", if gap > 190_000 { gap } else { gap % 20 })
    })
}

static FLOWS: LazyLock<[Flow; 7]> = LazyLock::new(|| {
    ["bank-message", "card-line", "waiting", "patience", "reminders", "greeting", "caller"].map(fixture)
});

/// Plays events, as far as they fit, and writes what was asked.
fn trace(flow: &Flow, events: &[String], way: Way) -> String {
    let mut stage = Stage::new(flow, Limits::default(), way);
    let mut now = 0;
    stage.line(r#"fact Call.Ani = "tel:+34611222333""#);
    stage.line("fact Call.PositionInQueue = 5");
    stage.line("fact Message.PositionInQueue = 5");
    stage.line(r#"fact Message.EstimatedWaitTime = {"value": "PT25M", "type": "Duration"}"#);
    stage.line(r#"fact Call.EstimatedWaitTime = {"value": "PT25M", "type": "Duration"}"#);
    stage.line(r#"0s start Flow.appointment = "a-1""#);
    for event in events {
        let (gap, word) = event.split_once(' ').expect("a gap and a word");
        now += gap.parse::<i64>().expect("seconds");
        let always = ["wait", "end"].contains(&word) || word.starts_with("message");
        stage.line(&format!("{now}s wait"));
        if always || (stage.awaited().is_some() && word != "again") {
            stage.line(&format!("{now}s {word}"));
        }
        let run = stage.run().expect("it was started");
        if let Standing::Waiting { effect: None, until } = run.standing {
            assert!(until.is_some(), "a run waits for something: {}", stage.timeline);
        }
    }
    stage.timeline
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn runs_are_deterministic_and_survive_being_put_away(
        which in 0usize..7,
        events in prop::collection::vec(event(), 0..40),
    ) {
        let flow = &FLOWS[which];
        let plain = trace(flow, &events, Way::Plain);
        prop_assert_eq!(&plain, &trace(flow, &events, Way::Plain));
        prop_assert_eq!(&plain, &trace(flow, &events, Way::PutAway));
        prop_assert_eq!(&plain, &trace(flow, &events, Way::Twice));
    }

    #[test]
    fn no_run_does_more_than_it_may(
        steps in 1u32..60,
        on_error in 0u32..20,
        turns in 0u32..5,
        which in 0usize..7,
        replies in prop::collection::vec(event(), 0..20),
    ) {
        let limits = Limits { steps, steps_on_error: on_error, loop_turns: turns, running_time: None };
        let flow = &FLOWS[which];
        let mut stage = Stage::new(flow, limits, Way::Plain);
        stage.line(r#"0s start Flow.appointment = "a-1""#);
        for event in &replies {
            let (_, word) = event.split_once(' ').expect("a gap and a word");
            if stage.awaited().is_some() && word != "again" {
                stage.line(&format!("0s {word}"));
            }
        }
        let run = stage.run().expect("it was started");
        let stuck = matches!(run.standing, Standing::Waiting { effect: None, until: None });
        prop_assert!(!stuck);
    }

    /// Files that are nearly flows: lines of a real one, some left out, some twice, some with another word.
    #[test]
    fn no_file_makes_the_loader_panic(
        which in 0usize..7,
        cuts in prop::collection::vec((0usize..400, 0u8..5, 0usize..400), 0..6),
    ) {
        let texts = [
            include_str!("../../../tests/flows/bank-message.yaml"),
            include_str!("../../../tests/flows/card-line.yaml"),
            include_str!("../../../tests/flows/waiting.yaml"),
            include_str!("../../../tests/flows/patience.yaml"),
            include_str!("../../../tests/flows/reminders.yaml"),
            include_str!("../../../tests/flows/greeting.yaml"),
            include_str!("../../../tests/flows/caller.yaml"),
        ];
        let mut lines: Vec<String> = texts[which].lines().map(str::to_owned).collect();
        for (at, how, other) in cuts {
            let (at, other) = (at % lines.len(), other % lines.len());
            match how {
                0 => { lines.remove(at); }
                1 => lines[at] = lines[other].clone(),
                2 => lines[at] = lines[at].replacen(": ", ":\n", 1),
                3 => lines[at] = lines[at].trim_start().to_owned(),
                _ => {
                    let cut = lines[at].char_indices().nth(other % 30).map_or(0, |(index, _)| index);
                    lines[at].truncate(cut);
                }
            }
            if lines.is_empty() {
                lines.push(String::new());
            }
        }
        let text = lines.join("\n");
        let identity = FlowVersion { flow: "x".to_owned(), version: 1 };
        if let Ok(publication) = Flow::publish(&Source::new("x.yaml", &text), identity, &Contracts::new()) {
            let events: Vec<String> = ["1 done", "1 digits 1", "1 done", "1 nothing"].map(str::to_owned).to_vec();
            trace(&publication.flow, &events, Way::Plain);
        }
    }

    #[test]
    fn no_text_makes_the_loader_panic(text in "[ \n:\\-{}a-z\\[\\]\"'&*]{0,200}") {
        let identity = FlowVersion { flow: "x".to_owned(), version: 1 };
        let text = format!("inboundCall:\n  name: x\n  tasks:\n{text}");
        drop(Flow::publish(&Source::new("x.yaml", &text), identity, &Contracts::new()));
    }
}

#[test]
fn a_message_to_a_run_that_does_not_listen_is_only_a_fact() {
    let flow = small(
        "inboundChat",
        "- getParticipantData: {name: A, attributes: [{attribute: {name: {lit: a}, variable: State.a}}]}\n- sendResponse: {name: B, messageBody: {exp: Message.Message.body}}",
    );
    let mut stage = Stage::new(&flow, Limits::default(), Way::Plain);
    for line in ["0s start", "1s message Early", "2s attributes a=b"] {
        stage.line(line);
    }
    assert!(stage.timeline.ends_with("send \"Early\"\n"), "{}", stage.timeline);
    assert_ne!(message("a"), message("b"));
}
