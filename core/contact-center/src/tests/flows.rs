//! Chats that flows lead before an agent has them. Each scenario is played twice: as it is, and with a crash after every
//! line.

use expect_test::expect;
use eyeline_flow::{Contract, FlowKind, Kind, Type};
use eyeline_model::Core;

use super::scenario::{Play, START, check_led, play};
use crate::*;

/// A message flow of one state.
fn state(actions: &str) -> String {
    let actions: String = actions.lines().map(|line| format!("          {line}\n")).collect();
    format!(
        "inboundShortMessage:\n  name: X\n  states:\n    - state:\n        name: One\n        actions:\n{actions}"
    )
}

/// Whoever has an adviser is led to them.
const TO_THE_ADVISER: &str = "
- getParticipantData:
    name: Who looks after them?
    attributes: [{attribute: {name: {lit: context.auvious.agentUserId}, variable: State.adviser}}]
- transferToAcd:
    name: To the adviser
    targetQueue: {lit: {name: advice}}
    preferredAgents: {exp: 'MakeList(MakeAgentScorePair(FindUserById(State.adviser), 100))'}
";

#[test]
fn an_appointment_rings_for_the_agent_it_is_with() {
    check_led(
        &[("welcome", &state(TO_THE_ADVISER))],
        "
        queue advice  prefers any for 30s  ring 20s
        site by welcome
        agent bo
        agent ana
        0s   guest chat c1 with ana
        3s   ana answer c1
        ",
        expect![[r#"
            0s   c1 Inbound message
            0s   c1 led by welcome 1
            0s   c1 flow ended: Transferred
            0s   c1 chat flow disconnected: Transfer
            0s   c1 chat queued in advice for ana:100
            0s   c1 chat offered to ana
            3s   c1 chat connected to ana after 3s
            3s   ana is Interacting
        "#]],
    );
}

#[test]
fn an_agent_who_is_away_is_waited_for_and_then_anybody_will_do() {
    check_led(
        &[("welcome", &state(TO_THE_ADVISER))],
        "
        queue advice  prefers any for 30s  ring 20s
        site by welcome
        agent bo
        agent ana
        0s   ana off
        1s   guest chat c1 with ana
        40s  bo answer c1
        ",
        expect![[r#"
            0s   ana is OffQueue
            1s   c1 Inbound message
            1s   c1 led by welcome 1
            1s   c1 flow ended: Transferred
            1s   c1 chat flow disconnected: Transfer
            1s   c1 chat queued in advice for ana:100
            31s  c1 chat may go to more agents
            31s  c1 chat offered to bo
            40s  c1 chat connected to bo after 39s
            40s  bo is Interacting
        "#]],
    );
}

#[test]
fn a_flow_talks_waits_and_hands_over_what_it_has_learned() {
    let actions = "
- sendResponse: {name: Greet, messageBody: {lit: What is it about?}}
- wait: {name: A moment, duration: {lit: {seconds: 5}}}
- setParticipantData:
    name: Keep
    attributes: [{attribute: {name: {lit: topic}, value: {exp: Message.Message.body}}}]
- setPriority: {name: Urgent, priority: {lit: 7}}
- findQueue: {name: Find, findName: {lit: Claims}, findResult: {var: State.queue}}
- transferToAcd:
    name: Over
    targetQueue: {exp: State.queue}
    acdSkills: [{acdSkill: {lit: {name: es}}}]
";
    check_led(
        &[("welcome", &state(actions))],
        "
        queue advice
        queue claims
        site by welcome
        agent ana  skills es
        0s   guest chat c1
        2s   guest say c1 my car
        20s  ana answer c1
        ",
        expect![[r#"
            0s   c1 Inbound message
            0s   c1 led by welcome 1
            0s   c1 Outbound message: What is it about?
            0s   c1 flow waits until 5s
            2s   c1 Inbound message: my car
            2s   c1 flow waits until 5s
            5s   c1 known: reason=a loan topic=my car
            5s   c1 flow ended: Transferred
            5s   c1 chat flow disconnected: Transfer
            5s   c1 chat queued in claims for es, priority 7
            5s   c1 chat offered to ana
            20s  c1 chat connected to ana after 15s
            20s  ana is Interacting
        "#]],
    );
}

#[test]
fn a_flow_that_listens_does_its_state_again_for_each_message() {
    let actions = "
- decision:
    name: Knows what they want?
    condition: {exp: 'Contains(Message.Message.body, \"agent\", true)'}
    outputs:
      yes: {actions: [{transferToAcd: {name: Over, targetQueue: {lit: {name: advice}}}}]}
      no: {actions: [{sendResponse: {name: Ask, messageBody: {lit: Say agent.}}}]}
";
    check_led(
        &[("welcome", &state(actions))],
        "
        queue advice
        site by welcome
        agent ana
        0s   guest chat c1
        5s   guest say c1 what?
        9s   guest say c1 an agent please
        ",
        expect![[r#"
            0s   c1 Inbound message
            0s   c1 led by welcome 1
            0s   c1 Outbound message: Say agent.
            0s   c1 flow waits until 259200s
            5s   c1 Inbound message: what?
            5s   c1 Outbound message: Say agent.
            5s   c1 flow waits until 259200s
            9s   c1 Inbound message: an agent please
            9s   c1 flow ended: Transferred
            9s   c1 chat flow disconnected: Transfer
            9s   c1 chat queued in advice
            9s   c1 chat offered to ana
        "#]],
    );
}

#[test]
fn data_comes_from_outside_once() {
    let actions = "
- callData:
    name: Segment
    category: {CRM: {dataAction: {Segment: {inputs: {id: {lit: '7'}}, successOutputs: {tier: {var: State.tier}}}}}}
    timeout: {lit: {seconds: 30}}
    outputs:
      timeout: {actions: [{sendResponse: {name: Late, messageBody: {lit: Too late.}}}, {disconnect: {name: Bye}}]}
- sendResponse: {name: Say, messageBody: {exp: 'State.tier'}}
- callData: {name: More, category: {CRM: {dataAction: {Segment: {inputs: {id: {lit: '8'}}}}}}}
- disconnect: {name: Bye}
";
    let flows = &[("welcome", &*state(actions))];
    check_led(
        flows,
        "
        queue advice
        site by welcome
        0s   guest chat c1
        2s   world data tier gold
        3s   world again
        4s   guest leave c1
        5s   world data tier late
        ",
        expect![[r#"
            0s   → call_data
            0s   c1 Inbound message
            0s   c1 led by welcome 1
            0s   c1 flow waits for an answer until 30s
            2s   → call_data
            2s   c1 Outbound message: gold
            2s   c1 flow waits for an answer until 62s
            4s   → cancel
            4s   c1 chat guest disconnected: Client
            4s   c1 flow ended: Stopped
            4s   c1 chat flow disconnected: Peer
            4s   c1 ended
            4s   c1 closed
        "#]],
    );
    check_led(
        flows,
        "
        queue advice
        site by welcome
        0s   guest chat c1
        60s  wait
        ",
        expect![[r#"
            0s   → call_data
            0s   c1 Inbound message
            0s   c1 led by welcome 1
            0s   c1 flow waits for an answer until 30s
            30s  → cancel
            30s  c1 flow: "Segment": there was no answer in time
            30s  c1 Outbound message: Too late.
            30s  c1 flow ended: Disconnected
            30s  c1 chat guest disconnected: Peer
            30s  c1 chat flow disconnected: Client
            30s  c1 ended
            30s  c1 closed
        "#]],
    );
}

#[test]
fn a_customer_is_never_lost_whatever_becomes_of_the_flow() {
    let nowhere = "
- transferToAcd: {name: Over, targetQueue: {lit: {name: nowhere}}}
";
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
    check_led(
        &[("lost", &state(nowhere)), ("spin", &state(spin))],
        "
        queue advice
        site by lost
        0s   guest chat c1
        1s   guest leave c1
        site by spin
        2s   guest chat c2
        ",
        expect![[r#"
            0s   c1 Inbound message
            0s   c1 led by lost 1
            0s   c1 flow: "Over": notFound: there is no Queue "nowhere"
            0s   c1 flow ended: Disconnected
            0s   c1 chat flow disconnected: Transfer
            0s   c1 chat queued in advice
            1s   c1 chat guest disconnected: Client
            1s   c1 chat queue disconnected: Peer
            1s   c1 ended
            1s   c1 closed
            2s   c2 Inbound message
            2s   c2 led by spin 1
            2s   c2 flow: "": the flow does more and more without waiting for anything
            2s   c2 flow ended: Stopped
            2s   c2 chat flow disconnected: Transfer
            2s   c2 chat queued in advice for priority 1
        "#]],
    );
}

#[test]
fn flows_hand_on_to_flows_but_not_for_ever() {
    let to = |flow: &str| state(&format!("- transferToFlow: {{name: On, targetFlow: {{name: {flow}}}}}"));
    check_led(
        &[
            ("ping", &to("pong")),
            ("pong", &to("ping")),
            ("hello", &to("last")),
            ("last", &state("- sendResponse: {name: Say, messageBody: {lit: Here.}}")),
        ],
        "
        queue advice
        site by hello
        0s   guest chat c1
        1s   guest leave c1
        site by ping
        ",
        expect![[r#"
            0s   c1 Inbound message
            0s   c1 led by hello 1
            0s   c1 flow ended: Transferred
            0s   c1 chat flow disconnected: Transfer
            0s   c1 led by last 1
            0s   c1 Outbound message: Here.
            0s   c1 flow waits until 259200s
            1s   c1 chat guest disconnected: Client
            1s   c1 flow ended: Stopped
            1s   c1 chat flow disconnected: Peer
            1s   c1 ended
            1s   c1 closed
        "#]],
    );
    let mut play = Play::led(&[("ping", &to("pong")), ("pong", &to("ping"))]);
    play.lines("queue advice\nsite by ping\n0s guest chat c1");
    assert!(play.timeline.ends_with("0s   c1 chat queued in advice\n"), "{}", play.timeline);
    assert_eq!(play.timeline.matches("led by").count(), 32);
}

#[test]
fn a_customer_who_leaves_ends_the_flow() {
    check_led(
        &[(
            "welcome",
            &state("- wait: {name: Long, duration: {lit: {minutes: 9}}}\n- disconnect: {name: Bye}"),
        )],
        "
        queue advice
        site by welcome
        0s   guest chat c1
        5s   guest leave c1
        6s   guest chat c2
        700s wait
        ",
        expect![[r#"
            0s   c1 Inbound message
            0s   c1 led by welcome 1
            0s   c1 flow waits until 540s
            5s   c1 chat guest disconnected: Client
            5s   c1 flow ended: Stopped
            5s   c1 chat flow disconnected: Peer
            5s   c1 ended
            5s   c1 closed
            6s   c2 Inbound message
            6s   c2 led by welcome 1
            6s   c2 flow waits until 546s
            546s c2 flow ended: Disconnected
            546s c2 chat guest disconnected: Peer
            546s c2 chat flow disconnected: Client
            546s c2 ended
            546s c2 closed
        "#]],
    );
}

#[test]
fn a_conversation_goes_on_in_the_version_it_began_in() {
    let say = |what: &str| state(&format!("- sendResponse: {{name: Say, messageBody: {{lit: {what}}}}}"));
    let mut play = Play::led(&[("welcome", &say("One."))]);
    play.lines("queue advice\nsite by welcome\n0s guest chat c1");
    let id = play.id("welcome");
    let mut flow = play.center.configuration().flows[&id].clone();
    flow.published.text = say("Two.").into();
    assert_eq!(publish(&mut play, flow.clone()), Err(Refusal::OutOfRange("version")));
    flow.published.version = 2;
    publish(&mut play, flow.clone()).expect("a new version");
    assert_eq!(play.center.configuration().flows[&id].earlier.len(), 1);
    play.crash();
    play.lines("1s guest say c1\n2s guest chat c2\n3s guest leave c1");
    expect![[r#"
        0s   c1 Inbound message
        0s   c1 led by welcome 1
        0s   c1 Outbound message: One.
        0s   c1 flow waits until 259200s
        1s   c1 Inbound message
        1s   c1 Outbound message: One.
        1s   c1 flow waits until 259200s
        2s   c2 Inbound message
        2s   c2 led by welcome 2
        2s   c2 Outbound message: Two.
        2s   c2 flow waits until 259202s
        3s   c1 chat guest disconnected: Client
        3s   c1 flow ended: Stopped
        3s   c1 chat flow disconnected: Peer
        3s   c1 ended
        3s   c1 closed
    "#]]
    .assert_eq(&play.timeline);
    flow.published.version = 3;
    publish(&mut play, flow).expect("a new version");
    let versions = play.center.configuration().flows[&id].earlier.iter().map(|earlier| earlier.version);
    assert!(versions.eq([2]), "nobody is in the first version any more");
}

fn publish(play: &mut Play, flow: Flow) -> Result<(), Refusal> {
    let checked = flow.check().map_err(|report| Refusal::DoesNotCompile(Box::new(report)))?;
    play.center.handle(play.now, Command::Publish(Box::new(checked))).map(drop)
}

/// A common module that calls others.
fn calling(name: &str, others: &[&str]) -> String {
    let call = |other: &&str| {
        format!(
            "    - callCommonModule: {{name: On, commonModule: {{{other}: {{ver_latestPublished: {{}}}}}}}}\n"
        )
    };
    let calls: String = others.iter().map(call).collect();
    format!("commonModule:\n  name: {name}\n  startUpTaskActions:\n{calls}")
}

fn module(play: &mut Play, name: &str, text: &str, version: u32) -> Flow {
    let mut flow = Flow::new(play.id(name), name, FlowKind::CommonModule, text);
    flow.published.version = version;
    flow
}

#[test]
fn modules_that_would_call_each_other_in_a_circle_are_not_published() {
    let mut play = Play::led(&[("a", &calling("a", &["other", "B"])), ("c", &calling("c", &["A"]))]);
    let mut told = |name: &str, calls: &[&str]| {
        let flow = module(&mut play, name, &calling(name, calls), 1);
        match publish(&mut play, flow) {
            Ok(()) => "published".to_owned(),
            Err(Refusal::DoesNotCompile(report)) => report.to_string(),
            Err(other) => panic!("{other:?}"),
        }
    };
    expect![[r#"
        b.yaml:5:7: error: the module calls itself: "b" calls "c", which calls "A", which calls "B"
    "#]]
    .assert_eq(&told("b", &["other", "c"]));
    expect![[r#"
        b.yaml:4:7: error: the module calls itself: "b" calls "b"
    "#]]
    .assert_eq(&told("b", &["b"]));
    assert_eq!(told("b", &["other"]), "published");

    // Modules are called by their name, so another name can close a circle, too.
    let c = play.id("c");
    let known = play.center.configuration().flows[&c].clone();
    let renamed = Flow { name: "other".to_owned(), ..known.clone() };
    let renamed = play.center.handle(play.now, Command::Configure(Object::Flow(renamed))).map(drop);
    let Err(Refusal::DoesNotCompile(report)) = renamed else { panic!("{renamed:?}") };
    expect![[r#"
        other.yaml:4:7: error: the module calls itself: "other" calls "A", which calls "other"
    "#]]
    .assert_eq(&report.to_string());
    let renamed = Flow { name: "d".to_owned(), ..known };
    play.center.handle(play.now, Command::Configure(Object::Flow(renamed))).expect("nobody calls it so");
}

#[test]
fn a_module_that_came_to_call_itself_while_it_ran_is_refused() {
    let slow = "
commonModule:
  name: ping
  startUpTaskActions:
    - wait: {name: A moment, duration: {lit: {seconds: 5}}}
    - callCommonModule: {name: On, commonModule: {pong: {}}}
";
    let round = state("- callCommonModule: {name: Call, commonModule: {ping: {}}}");
    let mut play = Play::led(&[("ping", slow), ("round", &round)]);
    play.lines("queue advice\nsite by round\n0s guest chat c1");
    let ping = module(&mut play, "ping", &calling("ping", &["other"]), 2);
    publish(&mut play, ping).expect("it calls nobody who calls it");
    play.flow("pong", &calling("pong", &["ping"]));
    play.lines("6s guest say c1 hello");
    expect![[r#"
        0s   c1 Inbound message
        0s   c1 led by round 1
        0s   c1 flow waits until 5s
        5s   c1 flow: "On": recursion: "ping" calls itself
        5s   c1 flow waits until 259200s
        6s   c1 Inbound message: hello
        6s   c1 flow: "On": notFound: there is no common module "other"
        6s   c1 flow waits until 259200s
    "#]]
    .assert_eq(&play.timeline);
}

#[test]
fn what_a_flow_does_is_published_and_not_configured() {
    let mut play = Play::led(&[("welcome", &state(TELL_ME))]);
    let id = play.id("welcome");
    let known = play.center.configuration().flows[&id].clone();
    let mut other = known.clone();
    other.published.version = 2;
    for flow in [other, Flow { id: play.id("new"), ..known.clone() }] {
        let id = flow.id;
        let configured = play.center.handle(play.now, Command::Configure(Object::Flow(flow))).map(drop);
        assert_eq!(configured, Err(Refusal::NotChecked(id)));
    }
    let renamed = Flow { name: "hello".to_owned(), ..known };
    play.center.handle(play.now, Command::Configure(Object::Flow(renamed))).expect("only its name is new");
    assert_eq!(play.center.configuration().flows[&id].name, "hello");
}

const TELL_ME: &str = "- sendResponse: {name: Say, messageBody: {lit: Hi.}}";

#[test]
fn what_was_known_of_data_actions_is_kept_with_the_version_that_relies_on_it() {
    let asks = state(
        "- callData:
    name: Who
    category: {CRM: {dataAction: {Customer: {successOutputs: {age: {var: State.age}}}}}}
- updateData: {name: Older, statements: [{integer: {variable: State.next, value: {exp: State.age + 1}}}]}",
    );
    let mut play = play("queue advice");
    let (id, age) = (play.id("welcome"), ("age".to_owned(), Some(Type::one(Kind::Integer))));
    let mut flow = Flow::new(id, "welcome", FlowKind::InboundMessage, asks.as_str());
    let contract = Contract { outputs: Some([age].into()), ..Contract::default() };
    flow.published.contracts.insert("CRM", "Customer", contract);
    let alone = flow.published.contracts.clone();
    flow.published.contracts.insert("CRM", "Branch", Contract::default());
    let checked = flow.check().expect("it is sound");
    assert!(checked.warnings().problems.is_empty(), "{}", checked.warnings());
    play.center.handle(play.now, Command::Publish(Box::new(checked))).expect("it is published");
    assert_eq!(play.center.configuration().flows[&id].published.contracts, alone);
    let stored = serde_json::to_value(&play.center.configuration().flows[&id]).unwrap();
    let read: Flow = serde_json::from_value(stored).unwrap();
    assert_eq!(read, play.center.configuration().flows[&id]);
    assert!(read.check().expect("still sound").warnings().problems.is_empty());
}

#[test]
fn a_flow_must_be_sound_and_of_the_right_kind() {
    let mut play = play("queue advice");
    let id = play.id("welcome");
    let broken = Flow::new(
        id,
        "welcome",
        FlowKind::InboundMessage,
        state("- decision: {name: X, condition: {exp: 1 +}}"),
    );
    let Err(Refusal::DoesNotCompile(report)) = publish(&mut play, broken) else { panic!("it compiles") };
    assert!(report.to_string().contains("expression"), "{report}");
    let sound = state("- disconnect: {name: Bye}");
    let call = Flow::new(id, "welcome", FlowKind::InboundCall, sound.as_str());
    let found = FlowKind::InboundMessage;
    assert_eq!(publish(&mut play, call), Err(Refusal::WrongFlowKind { flow: id, found }));
    play.flow("welcome", &sound);
    let mut queue = Queue::new(play.id("advice"), "advice");
    queue.in_queue_flows.message = Some(id);
    let configured = play.center.handle(START, Command::Configure(Object::Queue(queue))).map(drop);
    assert_eq!(configured, Err(Refusal::WrongFlowKind { flow: id, found }));
}

#[test]
fn a_flow_in_use_is_not_removed() {
    let mut play = Play::led(&[("welcome", &state("- sendResponse: {name: Say, messageBody: {lit: Hi.}}"))]);
    play.lines("queue advice\nsite by welcome\n0s guest chat c1");
    let (key, site) = (ObjectKey::Flow(play.id("welcome")), play.id("site"));
    let remove = |play: &mut Play| play.center.handle(play.now, Command::Remove(key)).map(drop);
    assert_eq!(remove(&mut play), Err(Refusal::InUse(key)));
    let queue = play.id("advice");
    let deployment = Deployment { id: site, name: "site".to_owned(), queue, flow: None };
    play.center.handle(START, Command::Configure(Object::Deployment(deployment))).expect("a deployment");
    assert_eq!(remove(&mut play), Err(Refusal::InUse(key)), "somebody is in it");
    play.lines("1s guest leave c1");
    assert_eq!(remove(&mut play), Ok(()));
}

#[test]
fn a_flow_chooses_what_the_agent_will_see() {
    let actions = "
- setScreenPop:
    name: Card
    screenPopScript: {Customer card: {ver_latestPublished: {inputs: {topic: {lit: a loan}, count: {lit: 3}}}}}
- sendResponse: {name: Say, messageBody: {lit: One moment.}}
";
    let mut play = Play::led(&[("welcome", &state(actions))]);
    play.lines("queue advice\nsite by welcome\n0s guest chat c1");
    play.crash();
    let conversation = play.center.conversations().next().expect("there is one");
    let screen = conversation.screen_pop.as_ref().expect("it was chosen");
    let inputs: Vec<_> =
        screen.inputs.iter().map(|(name, value)| (name.as_str(), value.reveal().as_str())).collect();
    assert_eq!(
        (screen.script.as_str(), inputs),
        ("Customer card", vec![("count", "3"), ("topic", "a loan")])
    );
}
