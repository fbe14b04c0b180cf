//! Who waits in a queue is kept company by a flow, which never takes their place. Each scenario is played twice:
//! as it is, and with a crash after every line.

use expect_test::expect;
use eyeline_flow::FlowKind;
use eyeline_model::{Core, Media};

use super::scenario::{Play, check_led};
use crate::*;

/// A flow for messages in a queue, of one state.
fn company(actions: &str) -> String {
    let actions: String = actions.lines().map(|line| format!("          {line}\n")).collect();
    format!(
        "inqueueShortMessage:\n  name: X\n  states:\n    - state:\n        name: One\n        actions:\n{actions}"
    )
}

/// A flow for messages, of one state.
fn state(actions: &str) -> String {
    company(actions).replace("inqueueShortMessage", "inboundShortMessage")
}

/// A flow for calls in a queue.
fn call(actions: &str) -> String {
    let actions: String = actions.lines().map(|line| format!("    {line}\n")).collect();
    format!("inqueueCall:\n  name: X\n  startUpTaskActions:\n{actions}")
}

/// Tells the place in line, again after half a minute.
const TELL: &str = "
- loop:
    name: Now and then
    currentIndex: {var: State.i}
    loopCount: {lit: 9}
    outputs:
      loop:
        actions:
          - sendResponse:
              name: Tell
              messageBody: {exp: 'Append(\"Number \", ToString(Message.PositionInQueue), \" in \", Message.CurrentQueue.name)'}
          - wait: {name: A while, duration: {lit: {seconds: 30}}}
";

#[test]
fn whoever_waits_is_told_their_place_until_an_agent_answers() {
    check_led(
        &[("patience", &company(TELL))],
        "
        queue advice  company patience  ring 20s
        agent ana
        0s   ana off
        0s   guest chat c1
        5s   guest chat c2
        10s  guest say c2 still there?
        28s  ana on
        40s  ana answer c1
        70s  wait
        ",
        expect![[r#"
            0s   ana is OffQueue
            0s   c1 Inbound message
            0s   c1 chat queued in advice
            0s   c1 kept company by patience 1
            0s   c1 Outbound message: Number 1 in advice
            0s   c1 flow waits until 30s
            5s   c2 Inbound message
            5s   c2 chat queued in advice
            5s   c2 kept company by patience 1
            5s   c2 Outbound message: Number 2 in advice
            5s   c2 flow waits until 35s
            10s  c2 Inbound message: still there?
            10s  c2 flow waits until 35s
            28s  ana is Idle
            28s  c1 chat offered to ana
            30s  c1 Outbound message: Number 1 in advice
            30s  c1 flow waits until 60s
            35s  c2 Outbound message: Number 2 in advice
            35s  c2 flow waits until 65s
            40s  c1 chat connected to ana after 40s
            40s  c1 flow ended: Stopped
            40s  ana is Interacting
            40s  c2 chat offered to ana
            60s  c2 chat not answered by ana
            60s  ana is NotResponding
            65s  c2 Outbound message: Number 1 in advice
            65s  c2 flow waits until 95s
        "#]],
    );
}

#[test]
fn a_customer_who_leaves_takes_the_flow_along() {
    check_led(
        &[("patience", &company(TELL))],
        "
        queue advice  company patience
        0s   guest chat c1
        5s   guest leave c1
        60s  wait
        ",
        expect![[r#"
            0s   c1 Inbound message
            0s   c1 chat queued in advice
            0s   c1 kept company by patience 1
            0s   c1 Outbound message: Number 1 in advice
            0s   c1 flow waits until 30s
            5s   c1 chat guest disconnected: Client
            5s   c1 flow ended: Stopped
            5s   c1 chat queue disconnected: Peer
            5s   c1 ended
            5s   c1 closed
        "#]],
    );
}

#[test]
fn a_flow_changes_what_the_waiting_customer_asks_for() {
    let actions = "
- setPriority: {name: Soon, priority: {lit: 5}}
- sendResponse: {name: Tell, messageBody: {exp: 'ToString(Message.PositionInQueue)'}}
- setSkills: {name: Spanish, acdSkills: [{acdSkill: {lit: {name: es}}}]}
";
    check_led(
        &[("patience", &company(actions))],
        "
        queue advice
        agent ana  skills es
        0s   ana off
        0s   guest chat c1
        queue advice  company patience
        10s  guest chat c2
        ",
        expect![[r#"
            0s   ana is OffQueue
            0s   c1 Inbound message
            0s   c1 chat queued in advice
            10s  c2 Inbound message
            10s  c2 chat queued in advice
            10s  c2 kept company by patience 1
            10s  c2 chat has priority 5
            10s  c2 Outbound message: 1
            10s  c2 chat has priority 5
            10s  c2 flow ended: Finished { reason: None }
        "#]],
    );
}

#[test]
fn a_flow_takes_the_customer_to_another_queue_whose_own_flow_then_begins() {
    let over = "
- wait: {name: A while, duration: {lit: {seconds: 20}}}
- transferToAcd: {name: Over, targetQueue: {lit: {name: claims}}}
";
    let scenario = "
        queue advice  company over  ring 60s
        queue claims  company patience
        agent ana  queue advice
        0s   guest chat c1
        30s  wait
    ";
    check_led(
        &[("patience", &company(TELL)), ("over", &company(over))],
        scenario,
        expect![[r#"
            0s   c1 Inbound message
            0s   c1 chat queued in advice
            0s   c1 kept company by over 1
            0s   c1 flow waits until 20s
            0s   c1 chat offered to ana
            20s  c1 flow ended: Transferred
            20s  c1 chat stops ringing for ana
            20s  c1 chat goes from advice to claims
            20s  c1 chat queue disconnected: Transfer
            20s  c1 chat queued in claims
            20s  c1 kept company by patience 1
            20s  c1 Outbound message: Number 1 in claims
            20s  c1 flow waits until 50s
        "#]],
    );
}

#[test]
fn a_transfer_may_ask_for_other_company() {
    let over = |flow: &str| {
        state(&format!(
            "- transferToAcd: {{name: Over, targetQueue: {{lit: {{name: advice}}}}, overrideInQueueFlow: {{name: {flow}}}}}"
        ))
    };
    let say = |what: &str| company(&format!("- sendResponse: {{name: Say, messageBody: {{lit: {what}}}}}"));
    check_led(
        &[
            ("usual", &say("Usual.")),
            ("special", &say("Special.")),
            ("asks", &over("special")),
            ("errs", &over("unknown")),
        ],
        "
        queue advice  company usual
        site by asks
        0s   guest chat c1
        site by errs
        5s   guest chat c2
        ",
        expect![[r#"
            0s   c1 Inbound message
            0s   c1 led by asks 1
            0s   c1 flow ended: Transferred
            0s   c1 chat flow disconnected: Transfer
            0s   c1 chat queued in advice
            0s   c1 kept company by special 1
            0s   c1 Outbound message: Special.
            0s   c1 flow ended: Finished { reason: None }
            5s   c2 Inbound message
            5s   c2 led by errs 1
            5s   c2 flow: "transferToAcd": there is no flow "unknown" for this queue, which uses its own
            5s   c2 flow ended: Transferred
            5s   c2 chat flow disconnected: Transfer
            5s   c2 chat queued in advice
            5s   c2 kept company by usual 1
            5s   c2 Outbound message: Usual.
            5s   c2 flow ended: Finished { reason: None }
        "#]],
    );
}

#[test]
fn flows_that_send_a_customer_round_and_round_leave_them_in_peace_in_the_end() {
    let to = |queue: &str| {
        company(&format!("- transferToAcd: {{name: Over, targetQueue: {{lit: {{name: {queue}}}}}}}"))
    };
    let mut play = Play::led(&[("there", &to("claims")), ("back", &to("advice"))]);
    play.lines("queue advice  company there\nqueue claims  company back\n0s guest chat c1");
    assert_eq!(play.timeline.matches("kept company").count(), 10);
    assert!(play.timeline.ends_with("0s   c1 chat queued in advice\n"), "{}", play.timeline);
}

#[test]
fn an_error_takes_nobody_out_of_the_queue() {
    let spin = "
- loop:
    name: Round
    currentIndex: {var: State.i}
    loopCount: {lit: 99}
    outputs:
      loop:
        actions:
          - loop:
              name: And round
              currentIndex: {var: State.j}
              loopCount: {lit: 99}
              outputs:
                loop:
                  actions:
                    - setPriority: {name: Nothing, priority: {lit: 1}}
";
    let nowhere = company("- transferToAcd: {name: Over, targetQueue: {lit: {name: nowhere}}}");
    let strict =
        nowhere.clone() + "  settingsErrorHandling:\n    errorHandling: {disconnect: {none: true}}\n";
    let flows = [("nowhere", nowhere), ("strict", strict), ("spin", company(spin))];
    for (name, text) in flows {
        let mut play = Play::led(&[(name, &text)]);
        play.lines(&format!("queue advice  company {name}\nagent ana\n0s ana off\n0s guest chat c1\n1s ana on\n2s ana answer c1"));
        assert!(play.timeline.contains("c1 flow: "), "{}", play.timeline);
        assert!(play.timeline.contains("2s   c1 chat connected to ana after 2s"), "{}", play.timeline);
    }
}

#[test]
fn a_callback_keeps_the_place_in_line_and_good_bye_ends_only_the_chat() {
    let offer = "
- wait: {name: A while, duration: {lit: {seconds: 20}}}
- createCallback:
    name: Call back
    queue: {exp: Message.CurrentQueue}
    callbackNumber: {exp: 'ToPhoneNumber(\"+34611222333\")'}
- sendResponse: {name: Promise, messageBody: {lit: We call you.}}
- disconnect: {name: Bye}
";
    check_led(
        &[("offer", &company(offer))],
        "
        queue advice  company offer
        agent ana
        0s   ana off
        0s   guest chat c1
        25s  guest callback c2
        30s  ana on
        35s  ana answer c1
        ",
        expect![[r#"
            0s   ana is OffQueue
            0s   c1 Inbound message
            0s   c1 chat queued in advice
            0s   c1 kept company by offer 1
            0s   c1 flow waits until 20s
            20s  c1 callback queued in advice
            20s  c1 Outbound message: We call you.
            20s  c1 flow ended: Disconnected
            20s  c1 chat guest disconnected: Peer
            20s  c1 chat queue disconnected: Client
            25s  c2 callback queued in advice
            30s  ana is Idle
            30s  c1 callback offered to ana
            35s  c1 callback connected to ana after 35s
            35s  ana is Interacting
        "#]],
    );
}

/// What a caller hears, and how they leave a wish.
const MUSIC: &str = "
- playPositionInQueue: {name: Place}
- holdMusic: {name: Music, playStyle: {duration: {lit: {seconds: 30}}}}
- collectInput:
    name: Key
    digits: {exact: 1}
    inputData: {var: Task.key}
    outputs:
      success:
        actions:
          - setParticipantData:
              name: Keep
              attributes: [{attribute: {name: {lit: wish}, value: {exp: Task.key}}}]
";

#[test]
fn what_is_played_to_those_who_wait_stops_when_an_agent_answers() {
    check_led(
        &[("music", &call(MUSIC))],
        "
        queue advice  company music  ring 60s
        agent ana
        0s   ana off
        0s   guest callback c1
        2s   world done
        32s  world done
        35s  world keys 7
        37s  world done
        38s  ana on
        40s  ana answer c1
        41s  world done
        ",
        expect![[r#"
            0s   ana is OffQueue
            0s   → announce_position
            0s   c1 callback queued in advice
            0s   c1 kept company by music 1
            0s   c1 flow waits for an answer until 1800s
            2s   → music
            2s   c1 flow waits for an answer until 1832s
            32s  → collect
            32s  c1 flow waits for an answer until 1832s
            35s  → announce_position
            35s  c1 known: wish=7
            35s  c1 flow waits for an answer until 1835s
            37s  → music
            37s  c1 flow waits for an answer until 1867s
            38s  ana is Idle
            38s  c1 callback offered to ana
            40s  → cancel
            40s  c1 callback connected to ana after 40s
            40s  c1 flow ended: Stopped
            40s  ana is Interacting
        "#]],
    );
}

#[test]
fn what_nobody_plays_is_not_waited_for_for_ever() {
    check_led(
        &[(
            "music",
            &call("- playPositionInQueue: {name: Place}\n- wait: {name: A day, duration: {lit: {days: 1}}}"),
        )],
        "
        queue advice  company music
        0s   guest callback c1 due 60s
        2000s wait
        ",
        expect![[r#"
            0s   c1 callback due at 60s
            60s  → announce_position
            60s  c1 callback queued in advice
            60s  c1 kept company by music 1
            60s  c1 flow waits for an answer until 1860s
            1860s c1 flow: "Place": timeout: there was no answer in time
            1860s c1 flow ended: Finished { reason: None }
        "#]],
    );
}

#[test]
fn a_common_module_is_a_run_of_its_own_whose_outputs_come_back() {
    let part = "
commonModule:
  name: part
  variables:
    - stringVariable: {name: Flow.customer, isInput: true}
    - stringVariable: {name: Flow.greeting, isOutput: true}
  startUpTaskActions:
    - callData:
        name: Tier
        category: {CRM: {dataAction: {Tier: {inputs: {id: {exp: Flow.customer}}, successOutputs: {tier: {var: Task.tier}}}}}}
    - wait: {name: A moment, duration: {lit: {seconds: 5}}}
    - callCommonModule:
        name: Within
        commonModule: {polite: {ver_latestPublished: {inputs: {Flow.word: {exp: Task.tier}}, outputs: {Flow.said: {var: Flow.greeting}}}}}
";
    let polite = "
commonModule:
  name: polite
  variables:
    - stringVariable: {name: Flow.word, isInput: true}
    - stringVariable: {name: Flow.said, isOutput: true}
  startUpTaskActions:
    - updateData: {name: Say, statements: [{string: {variable: Flow.said, value: {exp: 'Append(\"Dear \", Flow.word, \" customer\")'}}}]}
";
    let welcome = "
- callCommonModule:
    name: Greet
    commonModule: {part: {ver_latestPublished: {inputs: {Flow.customer: {lit: '7'}}, outputs: {Flow.greeting: {var: State.said}}}}}
- sendResponse: {name: Say, messageBody: {exp: State.said}}
- callData: {name: More, category: {CRM: {dataAction: {More: {inputs: {}}}}}}
- disconnect: {name: Bye}
";
    let flows = &[("part", part), ("polite", polite), ("welcome", &*state(welcome))];
    check_led(
        flows,
        "
        queue advice
        site by welcome
        0s   guest chat c1
        2s   world data tier golden
        3s   world again
        9s   world done
        ",
        expect![[r#"
            0s   → call_data
            0s   c1 Inbound message
            0s   c1 led by welcome 1
            0s   c1 flow waits for an answer until 60s
            2s   c1 flow waits until 7s
            7s   → call_data
            7s   c1 Outbound message: Dear golden customer
            7s   c1 flow waits for an answer until 67s
            9s   c1 flow ended: Disconnected
            9s   c1 chat guest disconnected: Peer
            9s   c1 chat flow disconnected: Client
            9s   c1 ended
            9s   c1 closed
        "#]],
    );
    check_led(
        flows,
        "
        queue advice
        site by welcome
        0s   guest chat c1
        2s   guest leave c1
        3s   world done
        ",
        expect![[r#"
            0s   → call_data
            0s   c1 Inbound message
            0s   c1 led by welcome 1
            0s   c1 flow waits for an answer until 60s
            2s   → cancel
            2s   c1 chat guest disconnected: Client
            2s   c1 flow ended: Stopped
            2s   c1 chat flow disconnected: Peer
            2s   c1 ended
            2s   c1 closed
        "#]],
    );
}

#[test]
fn a_caller_does_not_wait_for_its_module_for_ever() {
    let part = "
commonModule:
  name: part
  startUpTaskActions:
    - wait: {name: Long, duration: {lit: {days: 4}}}
";
    let welcome = "
- callCommonModule: {name: Part, commonModule: {part: {}}}
- disconnect: {name: Bye}
";
    check_led(
        &[("part", part), ("welcome", &state(welcome))],
        "
        queue advice
        site by welcome
        0s   guest chat c1
        9s   guest say c1 hello?
        300000s wait
        ",
        expect![[r#"
            0s   c1 Inbound message
            0s   c1 led by welcome 1
            0s   c1 flow waits until 259200s
            9s   c1 Inbound message: hello?
            9s   c1 flow waits until 259200s
            259200s c1 flow: "Part": the run has taken longer than it may
            259200s c1 flow ended: Disconnected
            259200s c1 chat flow disconnected: Transfer
            259200s c1 chat queued in advice
        "#]],
    );
}

#[test]
fn an_error_in_a_module_is_a_failure_and_so_is_a_module_that_is_not_there() {
    let broken = "
commonModule:
  name: broken
  startUpTaskActions:
    - updateData: {name: Oh, statements: [{integer: {variable: Task.x, value: {exp: ToInt(\"x\")}}}]}
";
    let call = |module: &str| {
        state(&format!(
            "- callCommonModule:\n    name: Call\n    commonModule: {{{module}: {{}}}}\n    outputs:\n      success: {{actions: [{{sendResponse: {{name: Say, messageBody: {{lit: Well.}}}}}}]}}\n      failure: {{actions: [{{sendResponse: {{name: Say, messageBody: {{lit: Not well.}}}}}}]}}"
        ))
    };
    check_led(
        &[("broken", broken), ("breaks", &call("broken")), ("lost", &call("unknown"))],
        "
        queue advice
        site by breaks
        1s   guest chat c2
        site by lost
        2s   guest chat c3
        ",
        expect![[r#"
            1s   c2 Inbound message
            1s   c2 led by breaks 1
            1s   c2 flow: "Oh": ToInt: "x" is no Integer (character 1 of the expression)
            1s   c2 flow: "Call": module: something went wrong in "broken"
            1s   c2 Outbound message: Not well.
            1s   c2 flow waits until 259201s
            2s   c3 Inbound message
            2s   c3 led by lost 1
            2s   c3 flow: "Call": notFound: there is no common module "unknown"
            2s   c3 Outbound message: Not well.
            2s   c3 flow waits until 259202s
        "#]],
    );
}

#[test]
fn a_queue_takes_only_flows_for_those_who_wait_on_the_medium() {
    let mut play =
        Play::led(&[("music", &call(MUSIC)), ("welcome", &state(TELL)), ("patience", &company(TELL))]);
    play.lines("queue advice  company patience music");
    for (media, name, fits) in [
        (Media::Message, "welcome", false),
        (Media::Message, "music", false),
        (Media::Callback, "patience", false),
        (Media::Callback, "music", true),
    ] {
        let mut queue = Queue::new(play.id("advice"), "advice");
        queue.in_queue_flows[media] = Some(play.id(name));
        let outcome = play.center.handle(play.now, Command::Configure(Object::Queue(queue)));
        assert_eq!(outcome.is_ok(), fits, "{name} for {media:?}");
    }
    let (id, queue, site) = (play.id("patience"), play.id("advice"), play.id("site"));
    let deployment = Deployment { id: site, name: "site".to_owned(), queue, flow: Some(id) };
    let refused = play.center.handle(play.now, Command::Configure(Object::Deployment(deployment))).map(drop);
    assert_eq!(refused, Err(Refusal::WrongFlowKind { flow: id, found: FlowKind::InqueueMessage }));
}
