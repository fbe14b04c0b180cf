//! Failures that other people's contact centers have had, and this one must not have. Each test is named for the
//! project and the issue in which somebody met it.

use expect_test::expect;
use eyeline_model::{Core as _, Ids, Media};

use super::scenario::{check, check_led, play};
use crate::{Answer, Assign, Command, RoutingStatus, SessionOf, SetPresence, Transfer};

#[test]
fn asterisk_176_two_agents_do_not_answer_one_call() {
    check(
        "
        queue advice  ring 10s
        agent ana
        agent bo
        0s   guest callback c1
        10s  bo answer c1
        11s  ana answer c1
        ",
        expect![[r#"
            0s   c1 callback queued in advice
            0s   c1 callback offered to ana
            10s  c1 callback not answered by ana
            10s  ana is NotResponding
            10s  c1 callback offered to bo
            10s  c1 callback connected to bo after 10s
            10s  bo is Interacting
            11s  refused: StaleOffer
        "#]],
    );
}

#[test]
fn asterisk_1557_one_agent_hanging_up_does_not_drop_the_others() {
    check(
        "
        queue advice
        agent ana
        agent bo
        0s   guest chat c1
        1s   ana answer c1
        2s   ana off
        3s   guest callback c1
        4s   bo answer c1
        9s   ana end c1
        20s  bo end c1
        ",
        expect![[r#"
            0s   c1 Inbound message
            0s   c1 chat queued in advice
            0s   c1 chat offered to ana
            1s   c1 chat connected to ana after 1s
            1s   ana is Interacting
            3s   c1 callback queued in advice
            3s   c1 callback offered to bo
            4s   c1 callback connected to bo after 1s
            4s   bo is Interacting
            9s   c1 chat ana disconnected: Client
            9s   c1 after-call work of ana: Voluntary
            9s   c1 chat guest disconnected: Peer
            9s   ana is OffQueue
            20s  c1 callback bo disconnected: Client
            20s  c1 after-call work of bo: Voluntary
            20s  c1 callback guest disconnected: Peer
            20s  c1 ended
            20s  bo is Idle
        "#]],
    );
}

#[test]
fn asterisk_1736_a_call_counts_once_for_a_member_of_many_queues() {
    let mut play = play(
        "
        queue advice
        queue claims
        agent ana
        0s  guest callback c1 queue claims
        1s  ana answer c1
        2s  guest callback c2
        3s  ana end c1
        4s  ana answer c2
        ",
    );
    let ana = play.id("ana");
    assert_eq!(play.center.acd.agent(ana).expect("routing knows her").busy()[Media::Callback], 1);
}

#[test]
fn freeswitch_1973_nobody_is_left_behind_as_answered() {
    let mut play = play(
        "
        queue advice
        agent ana
        0s  guest callback c1
        1s  ana answer c1
        2s  guest callback c2
        3s  ana end c1
        ",
    );
    let (c1, c2) = (play.id("c1"), play.id("c2"));
    assert_eq!(play.center.position(c1, Media::Callback), None);
    assert_eq!(play.center.position(c2, Media::Callback), Some(1));
}

#[test]
fn freeswitch_2529_2530_no_zombie_call_to_an_agent_after_the_caller_left() {
    check(
        "
        queue advice
        agent ana
        0s  guest callback c1
        3s  guest leave c1
        4s  ana answer c1
        5s  guest callback c2
        ",
        expect![[r#"
            0s   c1 callback queued in advice
            0s   c1 callback offered to ana
            3s   c1 callback guest disconnected: Client
            3s   c1 callback queue disconnected: Peer
            3s   c1 callback stops ringing for ana
            3s   c1 ended
            3s   c1 closed
            4s   refused: StaleOffer
            5s   c2 callback queued in advice
            5s   c2 callback offered to ana
        "#]],
    );
}

#[test]
fn freeswitch_2540_an_agent_is_not_stuck_after_missed_and_withdrawn_offers() {
    let play = play(
        "
        queue advice  ring 10s
        agent ana
        0s   guest callback c1
        15s  ana back
        16s  guest leave c1
        17s  guest callback c2
        18s  ana decline c2
        19s  ana back
        20s  ana off
        21s  ana on
        22s  guest leave c2
        ",
    );
    let agent = play.center.agents().next().expect("there is ana");
    assert_eq!(agent.status, RoutingStatus::Idle);
    assert!(play.center.acd.agent(agent.user).expect("routing knows her").assignments.is_empty());
}

#[test]
fn freeswitch_1221_1216_an_absent_preferred_agent_does_not_halt_the_queue() {
    check(
        "
        queue advice  prefers any for 30s
        agent ana
        agent bo
        0s   bo off
        0s   guest callback c1 prefers bo
        5s   guest callback c2
        6s   ana answer c2
        20s  ana end c2
        40s  wait
        ",
        expect![[r#"
            0s   bo is OffQueue
            0s   c1 callback queued in advice for bo:100
            5s   c2 callback queued in advice
            5s   c2 callback offered to ana
            6s   c2 callback connected to ana after 1s
            6s   ana is Interacting
            20s  c2 callback ana disconnected: Client
            20s  c2 after-call work of ana: Voluntary
            20s  c2 callback guest disconnected: Peer
            20s  c2 ended
            20s  ana is Idle
            30s  c1 callback may go to more agents
            30s  c1 callback offered to ana
        "#]],
    );
}

#[test]
fn opensips_2886_a_reject_does_not_drop_the_caller() {
    check(
        "
        queue advice
        agent ana
        agent bo
        0s  guest callback c1
        2s  ana decline c1
        4s  bo decline c1
        9s  ana back
        ",
        expect![[r#"
            0s   c1 callback queued in advice
            0s   c1 callback offered to ana
            2s   c1 callback declined by ana
            2s   ana is NotResponding
            2s   c1 callback offered to bo
            4s   c1 callback declined by bo
            4s   bo is NotResponding
            9s   ana is Idle
            9s   c1 callback offered to ana
        "#]],
    );
}

#[test]
fn opensips_2974_not_always_the_first_agent() {
    check(
        "
        queue advice
        agent ana
        agent bo
        agent chi
        0s   guest callback c1
        1s   ana answer c1
        2s   ana end c1
        10s  guest callback c2
        11s  bo answer c2
        12s  bo end c2
        20s  guest callback c3
        ",
        expect![[r#"
            0s   c1 callback queued in advice
            0s   c1 callback offered to ana
            1s   c1 callback connected to ana after 1s
            1s   ana is Interacting
            2s   c1 callback ana disconnected: Client
            2s   c1 after-call work of ana: Voluntary
            2s   c1 callback guest disconnected: Peer
            2s   c1 ended
            2s   ana is Idle
            10s  c2 callback queued in advice
            10s  c2 callback offered to bo
            11s  c2 callback connected to bo after 1s
            11s  bo is Interacting
            12s  c2 callback bo disconnected: Client
            12s  c2 after-call work of bo: Voluntary
            12s  c2 callback guest disconnected: Peer
            12s  c2 ended
            12s  bo is Idle
            20s  c3 callback queued in advice
            20s  c3 callback offered to chi
        "#]],
    );
}

#[test]
fn chatwoot_10583_10376_newer_chats_do_not_overtake_one_that_was_missed() {
    check(
        "
        queue advice  ring 10s
        agent ana
        0s   guest chat c1
        5s   guest chat c2
        6s   guest chat c3
        20s  ana back
        ",
        expect![[r#"
            0s   c1 Inbound message
            0s   c1 chat queued in advice
            0s   c1 chat offered to ana
            5s   c2 Inbound message
            5s   c2 chat queued in advice
            6s   c3 Inbound message
            6s   c3 chat queued in advice
            10s  c1 chat not answered by ana
            10s  ana is NotResponding
            20s  ana is Idle
            20s  c1 chat offered to ana
        "#]],
    );
}

#[test]
fn chatwoot_11034_chats_are_shared_out_evenly() {
    let mut play = play(
        "
        queue advice
        agent ana
        agent bo
        0s  guest chat c1
        1s  ana answer c1
        2s  guest chat c2
        3s  bo answer c2
        4s  guest chat c3
        5s  ana answer c3
        6s  guest chat c4
        7s  bo answer c4
        ",
    );
    for name in ["ana", "bo"] {
        let agent = play.id(name);
        assert_eq!(play.center.acd.agent(agent).expect("routing knows them").busy()[Media::Message], 2);
    }
}

#[test]
fn rocketchat_19352_no_agent_is_given_more_than_their_limit() {
    let mut play = play(
        "
        queue advice
        agent ana
        0s  guest chat c1
        0s  guest chat c2
        0s  guest chat c3
        0s  guest chat c4
        0s  guest chat c5
        1s  ana answer c1
        1s  ana answer c2
        1s  ana answer c3
        1s  ana answer c4
        1s  ana answer c5
        ",
    );
    let (ana, c5) = (play.id("ana"), play.id("c5"));
    assert_eq!(play.center.acd.agent(ana).expect("routing knows her").busy()[Media::Message], 4);
    assert_eq!(play.center.position(c5, Media::Message), Some(1));
}

#[test]
fn rocketchat_22105_23642_every_chat_of_an_agent_is_seen() {
    let mut play = play(
        "
        queue advice
        agent ana
        0s  guest chat c1
        1s  ana answer c1
        2s  guest chat c2
        ",
    );
    let (ana, c1, c2) = (play.id("ana"), play.id("c1"), play.id("c2"));
    let seen: Vec<_> = play.center.conversations_of(ana).map(|conversation| conversation.id).collect();
    assert_eq!(seen, [c1, c2]);
}

#[test]
fn rocketchat_13134_chats_that_are_over_do_not_count() {
    let mut play = play(
        "
        queue advice
        agent ana
        0s  guest chat c1
        1s  ana answer c1
        2s  ana code c1 none
        2s  ana end c1
        3s  guest chat c2
        4s  guest chat c3
        ",
    );
    let ana = play.id("ana");
    assert_eq!(play.center.acd.agent(ana).expect("routing knows her").busy()[Media::Message], 1);
    let c3 = play.id("c3");
    assert_eq!(play.center.position(c3, Media::Message), Some(2));
}

#[test]
fn wazo_188_a_member_who_changes_in_every_queue_at_once_blocks_none() {
    check(
        "
        queue advice
        queue claims
        agent ana
        agent bo
        0s  guest callback c1 queue advice
        0s  guest callback c2 queue claims
        0s  ana off
        0s  bo off
        0s  bo on
        0s  ana on
        1s  ana answer c2
        ",
        expect![[r#"
            0s   c1 callback queued in advice
            0s   c1 callback offered to ana
            0s   c2 callback queued in claims
            0s   c2 callback offered to bo
            0s   c1 callback given back by ana
            0s   ana is OffQueue
            0s   c2 callback given back by bo
            0s   bo is OffQueue
            0s   bo is Idle
            0s   c1 callback offered to bo
            0s   ana is Idle
            0s   c2 callback offered to ana
            1s   c2 callback connected to ana after 1s
            1s   ana is Interacting
        "#]],
    );
}

#[test]
fn freeswitch_1062_1641_dispatch_goes_on_whatever_becomes_of_one_call() {
    check_led(
        &[],
        "
        queue advice  ring 10s
        agent ana
        agent bo  skills kyc
        0s   bo off
        0s   guest callback c1 wants kyc
        1s   guest callback c2
        2s   guest leave c2
        3s   guest callback c3
        4s   ana decline c3
        5s   guest callback c4
        6s   system end c3
        7s   ana back
        20s  ana back
        21s  ana answer c4
        ",
        expect![[r#"
            0s   bo is OffQueue
            0s   c1 callback queued in advice for kyc
            1s   c2 callback queued in advice
            1s   c2 callback offered to ana
            2s   c2 callback guest disconnected: Client
            2s   c2 callback queue disconnected: Peer
            2s   c2 callback stops ringing for ana
            2s   c2 ended
            2s   c2 closed
            3s   c3 callback queued in advice
            3s   c3 callback offered to ana
            4s   c3 callback declined by ana
            4s   ana is NotResponding
            5s   c4 callback queued in advice
            6s   c3 callback guest disconnected: System
            6s   c3 callback queue disconnected: System
            6s   c3 ended
            6s   c3 closed
            7s   ana is Idle
            7s   c4 callback offered to ana
            17s  c4 callback not answered by ana
            17s  ana is NotResponding
            20s  ana is Idle
            20s  c4 callback offered to ana
            21s  c4 callback connected to ana after 16s
            21s  ana is Interacting
        "#]],
    );
}

#[test]
fn opensips_2530_a_supervisor_can_release_an_agent() {
    check(
        "
        queue advice  work mandatory  codes sale
        agent ana
        0s   guest callback c1
        1s   ana answer c1
        9s   guest callback c2
        60s  system end c1
        61s  ana code c1 sale
        ",
        expect![[r#"
            0s   c1 callback queued in advice
            0s   c1 callback offered to ana
            1s   c1 callback connected to ana after 1s
            1s   ana is Interacting
            9s   c2 callback queued in advice
            60s  c1 callback guest disconnected: System
            60s  c1 callback ana disconnected: System
            60s  c1 after-call work of ana: Mandatory
            60s  c1 ended
            61s  c1 wrapped up: sale
            61s  c1 ana is done
            61s  c1 closed
            61s  ana is Idle
            61s  c2 callback offered to ana
        "#]],
    );
}

#[test]
fn opensips_984_2599_2741_what_is_not_there_brings_nothing_down() {
    let mut play = play(
        "
        queue advice
        agent ana
        0s  guest callback c1
        ",
    );
    let mut ids = Ids::new(77);
    let session = SessionOf { conversation: ids.next(), communication: ids.next() };
    let SessionOf { conversation, communication } = session;
    let nonsense = [
        Command::Answer(Answer { conversation, communication, agent: ids.next() }),
        Command::Answer(Answer { conversation: play.id("c1"), communication, agent: ids.next() }),
        Command::Assign(Assign { conversation: play.id("c1"), agent: ids.next() }),
        Command::Transfer(Transfer { session, to: ids.next() }),
        Command::Decline(session),
        Command::Disconnect(session),
        Command::DisconnectConversation(conversation),
        Command::SetPresence(SetPresence { user: ids.next(), presence: crate::Presence::OnQueue }),
        Command::BecomeResponsive(ids.next()),
        Command::FinishAfterCallWork(session),
    ];
    for command in nonsense {
        let shown = format!("{command:?}");
        assert!(play.center.handle(play.now, command).is_err(), "{shown}");
    }
    play.lines("1s  ana answer c1");
    assert!(play.timeline.ends_with("ana is Interacting\n"), "{}", play.timeline);
}

#[test]
fn kamailio_2322_load_never_sticks_however_a_call_ends() {
    let endings = [
        "1s  guest leave c1",
        "1s  ana decline c1",
        "1s  ana off",
        "1s  system end c1",
        "11s wait",
        "1s  ana answer c1 \n 2s ana end c1 \n 3s ana code c1 sale",
        "1s  ana answer c1 \n 2s guest leave c1 \n 3s ana code c1 sale",
        "1s  ana answer c1 \n 2s system end c1 \n 3s ana code c1 sale",
        "1s  ana answer c1 \n 2s ana off \n 3s ana end c1 \n 3s ana code c1 sale",
    ];
    for ending in endings {
        let mut play = play("queue advice  ring 10s  work mandatory  codes sale \n agent ana");
        play.lines("0s guest callback c1");
        let ana = play.id("ana");
        let busy = |play: &super::scenario::Play| {
            play.center.acd.agent(ana).expect("routing knows her").busy()[Media::Callback]
        };
        assert_eq!(busy(&play), 1, "it rings");
        play.lines(ending);
        assert_eq!(busy(&play), 0, "{ending}\n{}", play.timeline);
        play.crash();
        assert_eq!(busy(&play), 0, "after a crash: {ending}");
    }
}
