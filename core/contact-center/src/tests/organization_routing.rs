//! What holds for routing in all of the organization.

use expect_test::expect;
use eyeline_acd::Utilization;
use eyeline_model::{Core as _, Duration, UserId};

use super::scenario::{START, check, play};
use crate::*;

#[test]
fn an_organization_may_strip_skills_from_whoever_is_handed_on() {
    check(
        "
        queue advice  prefers any for 60s
        queue claims  prefers any for 60s
        organization strips
        agent ana  queue advice  skills es
        agent bo   queue claims
        0s   guest callback c1 wants es priority 3 prefers ana
        2s   ana answer c1
        9s   ana pass c1 claims
        ",
        expect![[r#"
            0s   c1 callback queued in advice for es, priority 3, ana:100
            0s   c1 callback offered to ana
            2s   c1 callback connected to ana after 2s
            2s   ana is Interacting
            9s   c1 callback ana disconnected: Transfer
            9s   c1 after-call work of ana: Voluntary
            9s   c1 callback queued in claims for priority 3
            9s   ana is Idle
            9s   c1 callback offered to bo
        "#]],
    );
}

#[test]
fn a_kind_of_work_is_limited_for_everybody_and_for_some() {
    let mut play = play(
        "
        queue advice
        organization limits video 1
        agent ana
        0s   guest chat c1
        1s   ana answer c1
        2s   guest callback c2 is video
        3s   ana answer c2
        4s   guest callback c3 is video
        5s   guest callback c4 is video
        6s   system label c3
        ",
    );
    let (user, video) = (play.id("ana"), play.id("video"));
    let mut utilization = Utilization::default();
    utilization.0.callback.capacity = 3;
    let set = Command::SetUtilization(SetUtilization { user, utilization: Some(utilization) });
    play.command(set);
    play.lines(
        "
        8s   ana answer c3
        ",
    );
    let limits = Some([(video, 2)].into());
    play.command(Command::SetLabelLimits(SetLabelLimits { user, limits }));
    play.lines(
        "
        9s   system label c4
        ",
    );
    let in_use = play.center.handle(play.now, Command::Remove(ObjectKey::Label(video)));
    assert_eq!(in_use, Err(Refusal::InUse(ObjectKey::Label(video))), "c4 waits as such");
    expect![[r#"
        0s   c1 Inbound message
        0s   c1 chat queued in advice
        0s   c1 chat offered to ana
        1s   c1 chat connected to ana after 1s
        1s   ana is Interacting
        2s   c2 callback queued in advice
        2s   c2 callback offered to ana
        3s   c2 callback connected to ana after 1s
        4s   c3 callback queued in advice
        5s   c4 callback queued in advice
        6s   c3 callback has priority 0
        6s   c3 callback offered to ana
        8s   c3 callback connected to ana after 4s
        8s   c4 callback offered to ana
        9s   refused: CannotOffer
    "#]]
    .assert_eq(&play.timeline);
}

/// Ana works, then Bo takes a break; at 7 s somebody calls.
const BREAK: &str = "
    agent ana
    agent bo
    0s   guest callback c1
    1s   ana answer c1
    2s   ana end c1
    5s   bo off
    6s   bo on
    7s   guest callback c2
";

#[test]
fn presence_does_not_matter_to_who_has_been_idle_for_longest() {
    let play = play(&format!("queue advice\n{BREAK}"));
    assert!(play.timeline.ends_with("7s   c2 callback offered to bo\n"), "{}", play.timeline);
}

#[test]
fn an_organization_may_have_being_idle_count_from_each_change_of_presence() {
    let mut play = play(&format!("queue advice  ring 10s\norganization presence\n{BREAK}"));
    assert!(play.timeline.ends_with("7s   c2 callback offered to ana\n"), "{}", play.timeline);
    let idle_since = |play: &mut super::scenario::Play, name: &str| {
        let id: UserId = play.id(name);
        play.center.agent(id).and_then(|agent| agent.last_acd_at)
    };
    play.lines("17s  wait\n20s  ana back");
    assert_eq!(idle_since(&mut play, "ana"), Some(START + Duration::from_secs(20)), "back by themselves");
    play.lines("21s  guest leave c2\n30s  ana back");
    assert_eq!(idle_since(&mut play, "ana"), Some(START + Duration::from_secs(20)), "nothing has changed");
    play.lines("31s  guest callback c3\n42s  ana answer c3\n50s  bo on");
    assert_eq!(idle_since(&mut play, "bo"), Some(START + Duration::from_secs(50)), "back by going on queue");
}
