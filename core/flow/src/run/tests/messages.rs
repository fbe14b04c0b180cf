//! Written conversations.

use expect_test::expect;

use super::scenario::{check, fixture, small};

#[test]
fn a_customer_with_an_adviser_is_led_to_them() {
    check(
        &fixture("bank-message"),
        "
        0s start
        1s message Hello, I have a question about my mortgage and its rate
        2s attributes context.advisor.userId=ana-1, context.language=ar
        3s done
        4s done
        5s message Still there?
        ",
        expect![[r#"
            0s      → 1 get ["context.advisor.userId", "context.language"]
            2s      → 2 set {"reason": Some("Hello, I have a question about my mortga")}
            3s      → 3 to queue Private banking +Advice priority 5 prefers ana-1:100
            4s      transferred, Flow.questions = 0
        "#]],
    );
}

#[test]
fn an_adviser_whom_nobody_knows_is_no_preference() {
    check(
        &fixture("bank-message"),
        "
        fact message Hello
        0s start
        2s attributes context.advisor.userId=nobody
        3s done
        4s done
        ",
        expect![[r#"
            0s      → 1 get ["context.advisor.userId", "context.language"]
            2s      → 2 set {"reason": Some("Hello")}
            3s      → 3 to queue Private banking +Advice
            4s      transferred, Flow.questions = 0
        "#]],
    );
}

#[test]
fn each_message_does_the_state_once_more_until_somebody_has_the_conversation() {
    check(
        &fixture("bank-message"),
        "
        fact message Good morning
        0s start
        2s attributes other=x
        3s done
        4s message My dog is ill
        5s done
        6s message My CARD is lost
        7s done
        8s done
        ",
        expect![[r#"
            0s      → 1 get ["context.advisor.userId", "context.language"]
            2s      → 2 send "You wrote 1 times; what is it about?"
            3s      listens
            4s      → 3 send "You wrote 2 times; what is it about?"
            5s      listens
            6s      → 4 send "A colleague of the card desk will be with you."
            7s      → 5 to queue Cards priority 3
            8s      transferred, Flow.questions = 3
        "#]],
    );
}

#[test]
fn a_transfer_that_fails_in_a_message_goes_to_error_handling() {
    check(
        &fixture("bank-message"),
        "
        fact message Hello
        default queue Everybody
        0s start
        2s attributes context.advisor.userId=ana-1
        3s done
        4s failed noSuchQueue there is no queue of this name
        5s failed noSuchQueue there is none either
        6s failed noSuchQueue nor here
        ",
        expect![[r#"
            0s      → 1 get ["context.advisor.userId", "context.language"]
            2s      → 2 set {"reason": Some("Hello")}
            3s      → 3 to queue Private banking +Advice prefers ana-1:100
            4s      !! 65:23 "To the adviser": noSuchQueue: there is no queue of this name
            4s      → 4 to queue Front desk
            5s      !! 65:23 "To the adviser": noSuchQueue: there is none either
            5s      → 5 to queue Everybody
            6s      !! 65:23 "To the adviser": noSuchQueue: nor here
            6s      → 6 disconnect
            6s      disconnected, Flow.questions = 0
        "#]],
    );
}

#[test]
fn a_common_module_is_a_run_of_its_own() {
    check(
        &fixture("caller"),
        r#"
        0s start
        1s data {"Common.greeting": "Good day, Ana"}
        2s done
        3s found Queue Support
        4s done
        "#,
        expect![[r#"
            0s      → 1 module Greeting Common.hour=14 Common.name="Ana"
            1s      → 2 send "Good day, Ana"
            2s      → 3 find Queue "Support"
            3s      → 4 to queue Support
            4s      transferred
        "#]],
    );
    check(
        &fixture("greeting"),
        r#"
        0s start common.NAME = "Ana", Common.hour = 14
        "#,
        expect![[r#"
            0s      finished, Common.greeting = "Good day, Ana"
        "#]],
    );
    check(
        &fixture("greeting"),
        "
        0s start
        ",
        expect![[r#"
            0s      finished, Common.greeting = "Good morning"
        "#]],
    );
}

#[test]
fn more_than_twenty_preferred_agents_are_too_many() {
    let preferring = |agents: usize| {
        let pair = r#"MakeAgentScorePair(FindUserById("ana-1"), 90)"#;
        let pairs = vec![pair; agents].join(", ");
        let actions = format!(
            "
- transferToAcd:
    name: There
    targetQueue: {{lit: {{name: Support}}}}
    preferredAgents: {{exp: 'MakeList({pairs})'}}
    failureOutputs: {{errorType: {{var: Task.error}}}}
    outputs:
      failure:
        actions:
          - playAudio: {{name: Sorry, audio: {{exp: ToAudioTTS(Task.error)}}}}
"
        );
        small("inboundCall", actions.trim())
    };
    check(
        &preferring(21),
        "0s start",
        expect![[r#"
        0s      ! 7:13 "There": TooManyPreferredAgents: 21 agents are preferred; 20 is the most
        0s      → 1 play "TooManyPreferredAgents" in en-us
    "#]],
    );
    check(
        &preferring(2),
        "0s start",
        expect![[r#"
        0s      → 1 to queue Support prefers ana-1:90 prefers ana-1:90
    "#]],
    );
}
