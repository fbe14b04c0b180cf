//! How queues look for agents, and where they send what they cannot hold.

use expect_test::expect;
use eyeline_acd::{Method, Obstacle, ScoringMethod};
use eyeline_model::{Duration, PerMedia};

use super::scenario::{START, check, check_led, play};
use crate::*;

#[test]
fn an_escalation_queue_alerts_at_two_and_overflows_at_five_or_after_three_minutes() {
    check(
        "
        queue voice
        queue sme  overflow voice depth 5 wait 180s  alert 2
        agent ana  queue voice
        agent sam  queue sme
        0s    sam off
        0s    ana off
        0s    guest callback c1 queue sme
        1s    guest callback c2 queue sme
        2s    guest callback c3 queue sme
        3s    guest callback c4 queue sme
        4s    guest callback c5 queue sme
        5s    guest callback c6 queue sme
        60s   guest leave c3
        61s   guest leave c4
        62s   guest leave c2
        63s   guest callback c7 queue sme
        200s  ana on
        ",
        expect![[r#"
            0s   sam is OffQueue
            0s   ana is OffQueue
            0s   c1 callback queued in sme
            1s   c2 callback queued in sme
            1s   sme is long: 2
            2s   c3 callback queued in sme
            3s   c4 callback queued in sme
            4s   c5 callback queued in sme
            4s   c5 callback goes from sme to voice
            4s   c5 callback queue disconnected: Transfer
            4s   c5 callback queued in voice
            5s   c6 callback queued in sme
            5s   c6 callback goes from sme to voice
            5s   c6 callback queue disconnected: Transfer
            5s   c6 callback queued in voice
            60s  c3 callback guest disconnected: Client
            60s  c3 callback queue disconnected: Peer
            60s  c3 ended
            60s  c3 closed
            61s  c4 callback guest disconnected: Client
            61s  c4 callback queue disconnected: Peer
            61s  c4 ended
            61s  c4 closed
            62s  c2 callback guest disconnected: Client
            62s  c2 callback queue disconnected: Peer
            62s  c2 ended
            62s  c2 closed
            62s  sme is short again: 1
            63s  c7 callback queued in sme
            63s  sme is long: 2
            180s c1 callback goes from sme to voice
            180s c1 callback queue disconnected: Transfer
            180s c1 callback queued in voice
            180s sme is short again: 1
            200s ana is Idle
            200s c5 callback offered to ana
        "#]],
    );
}

#[test]
fn a_chat_that_waits_too_long_becomes_a_callback_that_keeps_its_time() {
    check(
        "
        queue sme
        queue voice
        queue sme  overflow voice wait 180s callback
        agent ana  queue voice
        0s    guest callback c2 queue voice
        0s    ana answer c2
        10s   guest chat c1
        100s  guest callback c3 queue voice
        195s  guest say c1
        200s  ana end c2
        202s  ana answer c1 as callback
        ",
        expect![[r#"
            0s   c2 callback queued in voice
            0s   c2 callback offered to ana
            0s   c2 callback connected to ana after 0s
            0s   ana is Interacting
            10s  c1 Inbound message
            10s  c1 chat queued in sme
            100s c3 callback queued in voice
            190s c1 chat goes from sme to voice as a callback
            190s c1 chat queue disconnected: Transfer
            190s c1 chat guest disconnected: Transfer
            190s c1 callback queued in voice
            195s refused: WrongStage
            200s c2 callback ana disconnected: Client
            200s c2 after-call work of ana: Voluntary
            200s c2 callback guest disconnected: Peer
            200s c2 ended
            200s ana is Idle
            200s c1 callback offered to ana
            202s c1 callback connected to ana after 192s
            202s ana is Interacting
        "#]],
    );
}

#[test]
fn nobody_goes_in_circles() {
    check(
        "
        queue one
        queue two
        queue one  overflow two depth 1
        queue two  overflow one depth 1
        0s  guest callback c1 queue one
        1s  guest callback c2 queue one
        2s  guest callback c3 queue two
        ",
        expect![[r#"
            0s   c1 callback queued in one
            0s   c1 callback goes from one to two
            0s   c1 callback queue disconnected: Transfer
            0s   c1 callback queued in two
            1s   c2 callback queued in one
            2s   c3 callback queued in two
        "#]],
    );
}

#[test]
fn rings_widen_at_their_time_although_the_process_dies() {
    check_led(
        &[],
        "
        queue sme  rings 10s 20s 5s  ring 7s
        agent ana  from 1
        agent bo   from 2
        agent cy   from 3
        0s   ana off
        0s   guest callback c1
        5s   wait
        10s  bo decline c1
        12s  wait
        31s  cy answer c1
        ",
        expect![[r#"
            0s   ana is OffQueue
            0s   c1 callback queued in sme
            10s  c1 callback may go to more agents
            10s  c1 callback offered to bo
            10s  c1 callback declined by bo
            10s  bo is NotResponding
            30s  c1 callback may go to more agents
            30s  c1 callback offered to cy
            31s  c1 callback connected to cy after 31s
            31s  cy is Interacting
        "#]],
    );
}

#[test]
fn the_only_preferred_agent_declines_and_the_next_stage_begins_at_once() {
    let scenario = |skip: &str| {
        format!(
            "
            queue advice  prefers any for 60s  ring 10s  {skip}
            agent ana
            agent bo
            0s   guest callback c1 prefers ana
            4s   ana decline c1
            90s  wait
            "
        )
    };
    check_led(
        &[],
        &scenario("skip"),
        expect![[r#"
            0s   c1 callback queued in advice for ana:100
            0s   c1 callback offered to ana
            4s   c1 callback declined by ana
            4s   ana is NotResponding
            4s   c1 callback may go to more agents
            4s   c1 callback offered to bo
            14s  c1 callback not answered by bo
            14s  bo is NotResponding
        "#]],
    );
    check_led(
        &[],
        &scenario(""),
        expect![[r#"
            0s   c1 callback queued in advice for ana:100
            0s   c1 callback offered to ana
            4s   c1 callback declined by ana
            4s   ana is NotResponding
            60s  c1 callback may go to more agents
            60s  c1 callback offered to bo
            70s  c1 callback not answered by bo
            70s  bo is NotResponding
        "#]],
    );
}

#[test]
fn the_only_preferred_agent_does_not_answer_and_the_next_stage_begins_at_once() {
    check_led(
        &[],
        "
        queue advice  prefers any for 60s  ring 10s  skip
        agent ana
        agent bo
        0s   guest callback c1 prefers ana
        10s  wait
        30s  guest callback c2 prefers ana
        ",
        expect![[r#"
            0s   c1 callback queued in advice for ana:100
            0s   c1 callback offered to ana
            10s  c1 callback not answered by ana
            10s  ana is NotResponding
            10s  c1 callback may go to more agents
            10s  c1 callback offered to bo
            20s  c1 callback not answered by bo
            20s  bo is NotResponding
            30s  c2 callback queued in advice for ana:100
            30s  c2 callback may go to more agents
        "#]],
    );
}

#[test]
fn whoever_asks_for_an_agent_who_does_not_come_goes_to_the_backup_queue() {
    check_led(
        &[],
        "
        queue claims
        queue advice  direct 60s backup claims
        agent ana  queue advice
        agent bo   queue claims
        0s   ana off
        0s   guest callback c1 queue advice asks ana
        70s  bo answer c1
        ",
        expect![[r#"
            0s   ana is OffQueue
            0s   c1 callback queued in advice
            60s  c1 callback may go to more agents
            60s  c1 callback goes from advice to claims
            60s  c1 callback queue disconnected: Transfer
            60s  c1 callback queued in claims
            60s  c1 callback offered to bo
            70s  c1 callback connected to bo after 10s
            70s  bo is Interacting
        "#]],
    );
}

#[test]
fn whoever_is_available_off_queue_and_misses_an_offer_is_not_asked_again_before_they_say_so() {
    check_led(
        &[],
        "
        queue claims
        queue advice  direct 60s backup claims
        agent ana  queue advice
        0s   ana free
        0s   guest callback c1 queue advice asks ana
        5s   ana decline c1
        6s   guest leave c1
        10s  guest callback c2 queue advice asks ana
        20s  ana free
        21s  ana decline c2
        22s  guest leave c2
        30s  ana free
        40s  guest callback c3 queue advice asks ana
        ",
        expect![[r#"
            0s   ana is OffQueue
            0s   c1 callback queued in advice
            0s   c1 callback offered to ana
            5s   c1 callback declined by ana
            6s   c1 callback guest disconnected: Client
            6s   c1 callback queue disconnected: Peer
            6s   c1 ended
            6s   c1 closed
            10s  c2 callback queued in advice
            20s  c2 callback offered to ana
            21s  c2 callback declined by ana
            22s  c2 callback guest disconnected: Client
            22s  c2 callback queue disconnected: Peer
            22s  c2 ended
            22s  c2 closed
            40s  c3 callback queued in advice
            40s  c3 callback offered to ana
        "#]],
    );
}

#[test]
fn whoever_spoke_with_the_customer_last_is_asked_first() {
    check_led(
        &[],
        "
        queue advice  last
        agent bo
        agent ana
        0s   bo off
        0s   guest chat c1
        2s   ana answer c1
        3s   bo on
        60s  guest callback c1
        ",
        expect![[r#"
            0s   bo is OffQueue
            0s   c1 Inbound message
            0s   c1 chat queued in advice
            0s   c1 chat offered to ana
            2s   c1 chat connected to ana after 2s
            2s   ana is Interacting
            3s   bo is Idle
            60s  c1 callback queued in advice
            60s  c1 callback offered to ana
        "#]],
    );
}

#[test]
fn it_can_be_asked_why_somebody_waits_and_why_it_rang_where_it_rang() {
    let mut play = play(
        "
        queue advice  ring 10s
        agent ana
        agent bo
        agent cy  skills es
        0s   cy off
        0s   guest callback c1 wants es
        ",
    );
    let (c1, ana, es) = (play.id("c1"), play.id("ana"), play.id("es"));
    let why = play.center.explain(START, c1).expect("it waits");
    let [waiting] = &why.waiting[..] else { panic!("one medium") };
    assert_eq!((waiting.method, waiting.looked_at, waiting.candidates), (Method::Standard, 3, 0));
    let kept_away: Vec<_> = waiting.kept_away.iter().map(|kept| (kept.by, kept.count)).collect();
    assert_eq!(kept_away, [(Obstacle::OffQueue, 1), (Obstacle::LacksSkill(es), 2)]);
    assert!(why.decisions.is_empty());
    play.lines("1s system plain c1\n30s ana back\n31s bo back");
    play.crash();
    let why = play.center.explain(play.now, c1).expect("it waits");
    let whom: Vec<_> = why.decisions.iter().map(|decision| (decision.agent, decision.found_by)).collect();
    assert_eq!(whom[0], (ana, Method::Standard));
    let first = &why.decisions[0];
    assert_eq!((first.compared, why.decisions.len()), (2, 3));
    assert_eq!((first.looked_at, first.others.len(), first.runner_up), (2, 1, Some(play.id("bo"))));
    assert_eq!((first.kept_away[0].by, first.kept_away[0].count), (Obstacle::OffQueue, 1));
    for round in 2..40 {
        play.lines(&format!("{}s ana back\n{}s bo back", round * 30, round * 30 + 15));
    }
    let why = play.center.explain(play.now, c1).expect("it waits");
    assert_eq!(why.decisions.len(), eyeline_conversation::RoutingDecisions::KEPT);
}

#[test]
fn a_queue_from_before_these_settings_is_still_read() {
    let queue = Queue::new(play("queue advice").id("advice"), "advice");
    let mut document = serde_json::to_value(&queue).expect("a queue is JSON");
    document.as_object_mut().expect("an object").remove("routing");
    assert_eq!(serde_json::from_value::<Queue>(document).expect("an old queue"), queue);
    let mut document =
        serde_json::to_value(Membership::new(queue.id, play("agent ana").id("ana"))).expect("JSON");
    document.as_object_mut().expect("an object").remove("ring");
    assert_eq!(serde_json::from_value::<Membership>(document).expect("an old membership").ring, 1);
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    let mut play = play("queue advice\nqueue claims");
    let (advice, claims) = (play.id("advice"), play.id("claims"));
    let queue = Queue { scoring: ScoringMethod::PriorityOnly, ..Queue::new(advice, "advice") };
    let rule = OverflowRule { to: claims, as_callback: false, depth: None, wait: None };
    let configure = |play: &mut super::scenario::Play, change: &dyn Fn(&mut QueueRouting)| {
        let mut queue = queue.clone();
        change(&mut queue.routing);
        let command = Command::Configure(Object::Queue(queue));
        eyeline_model::Core::handle(&mut play.center, START, command).map(drop)
    };
    let overflow = |rule| PerMedia::from_fn(|_| Some(rule));
    let itself = OverflowRule { to: advice, ..rule };
    assert_eq!(
        configure(&mut play, &|routing| routing.overflow = overflow(itself)),
        Err(Refusal::OutOfRange("overflow queue"))
    );
    let day = Duration::from_secs(200 * 3_600);
    assert_eq!(
        configure(&mut play, &|routing| routing.owned_for = day),
        Err(Refusal::OutOfRange("wait for the owner"))
    );
    configure(&mut play, &|routing| routing.overflow = overflow(rule)).expect("it makes sense");
    let removal = Command::Remove(ObjectKey::Queue(claims));
    let removed = eyeline_model::Core::handle(&mut play.center, START, removal).map(drop);
    assert_eq!(removed, Err(Refusal::InUse(ObjectKey::Queue(claims))), "a queue overflows into it");
}

#[test]
fn after_59_days_the_contact_center_ends_what_waits() {
    check_led(
        &[],
        "
        queue advice  ring 60s
        agent ana
        0s        ana off
        0s        guest chat c1
        0s        guest callback c1
        0s        guest callback c2 due 86400s
        0s        guest callback c3
        1s        ana on
        2s        ana answer c3
        2s        ana off
        5097541s  ana on
        5097599s  wait
        5097600s  wait
        5184000s  wait
        ",
        expect![[r#"
            0s   ana is OffQueue
            0s   c1 Inbound message
            0s   c1 chat queued in advice
            0s   c1 callback queued in advice
            0s   c2 callback due at 86400s
            0s   c3 callback queued in advice
            1s   ana is Idle
            1s   c1 chat offered to ana
            2s   refused: StaleOffer
            2s   c1 chat given back by ana
            2s   ana is OffQueue
            86400s c2 callback queued in advice
            5097541s ana is Idle
            5097541s c1 chat offered to ana
            5097600s c1 callback guest disconnected: System
            5097600s c1 callback queue disconnected: System
            5097600s c1 chat guest disconnected: System
            5097600s c1 chat queue disconnected: System
            5097600s c1 chat stops ringing for ana
            5097600s c3 callback guest disconnected: System
            5097600s c3 callback queue disconnected: System
            5097600s c1 ended
            5097600s c1 closed
            5097600s c3 ended
            5097600s c3 closed
            5097600s c2 callback offered to ana
            5097660s c2 callback not answered by ana
            5097660s ana is NotResponding
            5184000s c2 callback guest disconnected: System
            5184000s c2 callback queue disconnected: System
            5184000s c2 ended
            5184000s c2 closed
        "#]],
    );
}
