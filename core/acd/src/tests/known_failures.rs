//! Failures that other people's contact centers have had. Each test is named for what must not happen, the
//! project and the issue in which somebody met it.

use expect_test::expect;
use eyeline_model::{Duration, Ids, Media, QueueId, RoutingRequest, Timestamp, UserId};

use super::scenario::check;
use crate::{Abilities, Acd, Decision, Departure, QueueSettings, Utilization, Work};

#[test]
fn two_agents_never_answer_one_call_asterisk_176() {
    check(
        "
        queue support  ring 10s
        agent ana  idle 90s
        agent bo
        0s   arrive c1  queue support
        10s  answer c1
        11s  answer c1
        12s  give c1 ana
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to bo
            10s  c1 not answered by bo
            10s  c1 offered to ana
            10s  c1 connected
            11s  c1 is not ringing any more
            12s  c1 cannot be given to ana: NotWaiting
        "#]],
    );
}

#[test]
fn a_waiting_call_never_blocks_the_others_behind_it_asterisk_autofill() {
    check(
        "
        queue support
        agent ana  skills en
        agent bo   skills en
        0s   arrive c1  queue support  wants kyc
        1s   arrive c2  queue support  wants en
        1s   arrive c3  queue support  wants en
        ",
        expect![[r#"
            0s   c1 queued in support
            1s   c2 queued in support
            1s   c2 offered to ana
            1s   c3 queued in support
            1s   c3 offered to bo
        "#]],
    );
}

#[test]
fn an_unavailable_last_agent_never_halts_the_queue_freeswitch_1221_1216() {
    check(
        "
        queue support  last any
        agent ana
        agent bo
        0s   off bo
        0s   arrive c1  queue support  as chat  last bo
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 may go to more agents
            0s   c1 offered to ana
        "#]],
    );
}

#[test]
fn an_agent_is_never_stuck_after_the_caller_left_freeswitch_2540_2529() {
    check(
        "
        queue support  ring 10s
        agent ana
        0s   arrive c1  queue support
        1s   leave c1
        2s   arrive c2  queue support
        12s  back ana
        13s  leave c2
        14s  arrive c3  queue support
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
            1s   c1 left, ringing stops
            2s   c2 queued in support
            2s   c2 offered to ana
            12s  c2 not answered by ana
            12s  c2 offered to ana
            13s  c2 left, ringing stops
            14s  c3 queued in support
            14s  c3 offered to ana
        "#]],
    );
}

#[test]
fn a_reject_never_drops_the_caller_opensips_2886() {
    check(
        "
        queue support
        agent ana  idle 90s
        agent bo
        0s   arrive c1  queue support
        1s   decline c1
        2s   decline c1
        3s   position c1
        4s   back ana
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to bo
            1s   c1 declined
            1s   c1 offered to ana
            2s   c1 declined
            3s   c1 is at position Some(1)
            4s   c1 offered to ana
        "#]],
    );
}

#[test]
fn not_always_the_first_agent_opensips_2974() {
    check(
        "
        queue support
        agent ana
        agent bo
        0s   arrive c1  queue support
        1s   answer c1
        2s   hang-up c1
        2s   release c1
        3s   arrive c2  queue support
        4s   answer c2
        5s   hang-up c2
        5s   release c2
        6s   arrive c3  queue support
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
            1s   c1 connected
            3s   c2 queued in support
            3s   c2 offered to bo
            4s   c2 connected
            6s   c3 queued in support
            6s   c3 offered to ana
        "#]],
    );
}

#[test]
fn a_free_agent_never_waits_for_a_tick_opensips_2679_chatwoot_12334() {
    check(
        "
        queue support
        agent ana
        0s   off ana
        0s   arrive c1  queue support
        1s   on ana
        ",
        expect![[r#"
            0s   c1 queued in support
            1s   c1 offered to ana
        "#]],
    );
}

#[test]
fn newer_chats_never_overtake_one_that_was_missed_chatwoot_10583_10376() {
    check(
        "
        queue support  ring 10s
        agent ana
        0s   arrive c1  queue support  as chat
        1s   arrive c2  queue support  as chat
        11s  back ana
        12s  answer c1
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
            1s   c2 queued in support
            10s  c1 not answered by ana
            11s  c1 offered to ana
            12s  c1 connected
            12s  c2 offered to ana
        "#]],
    );
}

#[test]
fn nobody_is_given_more_than_their_limit_rocketchat_19352() {
    check(
        "
        queue support
        agent ana  chats 2
        0s   arrive c1  queue support  as chat
        0s   arrive c2  queue support  as chat
        0s   arrive c3  queue support  as chat
        1s   answer c1
        1s   answer c2
        2s   position c3
        3s   give c3 ana
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
            0s   c2 queued in support
            0s   c3 queued in support
            1s   c1 connected
            1s   c2 offered to ana
            1s   c2 connected
            2s   c3 is at position Some(1)
            3s   c3 cannot be given to ana: NoRoom
        "#]],
    );
}

#[test]
fn what_is_over_never_counts_rocketchat_13134() {
    check(
        "
        queue support
        agent ana  chats 1
        0s   arrive c1  queue support  as chat
        1s   answer c1
        2s   hang-up c1
        2s   release c1
        3s   arrive c2  queue support  as chat
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
            1s   c1 connected
            3s   c2 queued in support
            3s   c2 offered to ana
        "#]],
    );
}

#[test]
fn one_inquiry_is_never_with_two_agents_rocketchat_22206() {
    check(
        "
        queue support  ring 10s
        agent ana  idle 90s
        agent bo   idle 50s
        0s   arrive c1  queue support  as chat
        10s  back ana
        11s  give c1 bo
        12s  answer c1
        13s  give c1 ana
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
            10s  c1 not answered by ana
            10s  c1 offered to bo
            11s  c1 cannot be given to bo: Ringing
            12s  c1 connected
            13s  c1 cannot be given to ana: NotWaiting
        "#]],
    );
}

#[test]
fn nobody_is_left_behind_as_answered_freeswitch_1973() {
    check(
        "
        queue support
        agent ana
        0s   arrive c1  queue support
        1s   answer c1
        1s   position c1
        2s   arrive c2  queue support
        2s   position c2
        3s   hang-up c1
        3s   release c1
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
            1s   c1 connected
            1s   c1 is at position None
            2s   c2 queued in support
            2s   c2 is at position Some(1)
            3s   c2 offered to ana
        "#]],
    );
}

#[test]
fn chats_are_shared_out_evenly_chatwoot_11034() {
    check(
        "
        queue support
        agent ana
        agent bo
        0s   arrive c1  queue support  as chat
        1s   answer c1
        2s   arrive c2  queue support  as chat
        3s   answer c2
        4s   arrive c3  queue support  as chat
        5s   answer c3
        6s   arrive c4  queue support  as chat
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
            1s   c1 connected
            2s   c2 queued in support
            2s   c2 offered to bo
            3s   c2 connected
            4s   c3 queued in support
            4s   c3 offered to ana
            5s   c3 connected
            6s   c4 queued in support
            6s   c4 offered to bo
        "#]],
    );
}

#[test]
fn a_callers_place_survives_every_missed_offer_opensips_3123() {
    check(
        "
        queue support  ring 10s
        agent ana  idle 90s
        agent bo   idle 50s
        0s   arrive c1  queue support
        1s   arrive c2  queue support
        30s  position c1
        31s  position c2
        40s  back bo
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
            1s   c2 queued in support
            1s   c2 offered to bo
            10s  c1 not answered by ana
            11s  c2 not answered by bo
            30s  c1 is at position Some(1)
            31s  c2 is at position Some(2)
            40s  c1 offered to bo
        "#]],
    );
}

/// An office of many queues in which one agent is a member of all.
fn office(queues: usize) -> (Acd, Ids, UserId, Vec<QueueId>) {
    let (mut acd, mut ids) = (Acd::new(Utilization::default()), Ids::new(5));
    let agent = ids.next();
    acd.put_agent(agent, Abilities::default());
    let queues: Vec<_> = (0..queues).map(|_| ids.next()).collect();
    for queue in &queues {
        acd.put_queue(*queue, QueueSettings::default());
        acd.join(*queue, agent);
    }
    acd.go_on_queue(Timestamp(0), agent);
    (acd, ids, agent, queues)
}

fn arrive(acd: &mut Acd, ids: &mut Ids, now: Timestamp, queue: QueueId) -> Work {
    let work = Work { conversation: ids.next(), media: Media::Callback };
    let entry = acd.place(now, work.media, RoutingRequest::to(queue));
    acd.enqueue(work, entry);
    work
}

#[test]
fn a_call_counts_once_for_a_member_of_two_thousand_queues_asterisk_1736() {
    let (mut acd, mut ids, agent, queues) = office(2_000);
    arrive(&mut acd, &mut ids, Timestamp(1), queues[1_234]);
    let offer = acd.assign(Timestamp(1), &mut ids)[0].offer().expect("the agent is free").communication;
    acd.answer(Timestamp(2), offer).expect("it rings");
    acd.check();
    assert_eq!(acd.agent(agent).expect("an agent").busy()[Media::Callback], 1);
    acd.hang_up(Timestamp(3), offer);
    acd.release(offer);
    acd.check();
    assert_eq!(acd.agent(agent).expect("an agent").busy()[Media::Callback], 0);
}

#[test]
fn nobody_is_locked_in_a_call_after_thousands_opensips_3123() {
    let (mut acd, mut ids, agent, queues) = office(3);
    let mut now = Timestamp(0);
    for number in 0..6_000 {
        now = now + Duration::from_secs(1);
        arrive(&mut acd, &mut ids, now, queues[number % 3]);
        let offer = acd.assign(now, &mut ids)[0].offer().expect("the agent is free").communication;
        match number % 5 {
            0 => {
                let work = acd.agent(agent).expect("an agent").assignments[&offer].work;
                assert_eq!(acd.withdraw(now, work, Departure::Abandoned), Some(offer));
            }
            1 => {
                acd.miss(offer).expect("it rings");
                acd.respond(agent);
                let again = acd.assign(now, &mut ids)[0].offer().expect("it comes back").communication;
                acd.answer(now, again).expect("it rings");
                acd.hang_up(now, again);
                acd.release(again);
            }
            _ => {
                acd.answer(now, offer).expect("it rings");
                acd.hang_up(now, offer);
                acd.release(offer);
            }
        }
    }
    acd.assign(now, &mut ids);
    acd.check();
    assert!(acd.agent(agent).expect("an agent").assignments.is_empty());
    assert_eq!(acd.wake_at(), None);
    assert!(queues.iter().all(|queue| acd.depth(*queue, Media::Callback) == Some(0)));
}

#[test]
fn at_equal_priority_nobody_is_overtaken() {
    let (mut acd, mut ids, agent, queues) = office(7);
    let mut came = Vec::new();
    acd.go_off_queue(agent);
    for number in 0..500_usize {
        came.push(arrive(&mut acd, &mut ids, Timestamp(number as i64 / 3), queues[number * number % 7]));
    }
    acd.go_on_queue(Timestamp(1_000), agent);
    let mut served = Vec::new();
    while let Some(offer) = acd.assign(Timestamp(1_000), &mut ids).first().and_then(Decision::offer) {
        served.push(offer.work);
        acd.answer(Timestamp(1_000), offer.communication).expect("it rings");
        acd.hang_up(Timestamp(1_000), offer.communication);
        acd.release(offer.communication);
    }
    assert_eq!(served, came);
}

#[test]
fn arrivals_of_one_moment_never_share_an_agent_kamailio_4047() {
    let (mut acd, mut ids, agent, queues) = office(2);
    let first = arrive(&mut acd, &mut ids, Timestamp(1), queues[1]);
    let second = arrive(&mut acd, &mut ids, Timestamp(1), queues[0]);
    let offers: Vec<Work> = acd
        .assign(Timestamp(1), &mut ids)
        .iter()
        .filter_map(Decision::offer)
        .map(|offer| offer.work)
        .collect();
    assert_eq!(offers, [first]);
    assert_eq!(acd.agent(agent).expect("an agent").busy()[Media::Callback], 1);
    assert_eq!(acd.position(second), Some(1));
}

#[test]
fn work_is_shared_out_evenly_among_many_agents_kamailio_2698() {
    const AGENTS: usize = 64;
    let (mut acd, mut ids, first, queues) = office(1);
    let mut served = std::collections::BTreeMap::from([(first, 0)]);
    for _ in 1..AGENTS {
        let agent = ids.next();
        acd.put_agent(agent, Abilities::default());
        acd.join(queues[0], agent);
        acd.go_on_queue(Timestamp(0), agent);
        served.insert(agent, 0);
    }
    // A second's work comes each second, and each takes ten.
    let mut under_way = std::collections::VecDeque::new();
    for second in 1..=10 * AGENTS as i64 {
        let now = Timestamp(second * 1_000);
        if under_way.len() == 10 {
            let over = under_way.pop_front().expect("there are ten");
            acd.hang_up(now, over);
            acd.release(over);
        }
        arrive(&mut acd, &mut ids, now, queues[0]);
        let decisions = acd.assign(now, &mut ids);
        let offer = decisions[0].offer().expect("somebody is free");
        acd.answer(now, offer.communication).expect("it rings");
        *served.get_mut(&offer.agent).expect("a member") += 1;
        under_way.push_back(offer.communication);
    }
    let (least, most) = (served.values().min(), served.values().max());
    assert!(least >= Some(&9) && most <= Some(&11), "{served:?}");
}

#[test]
fn nothing_is_polled_while_nobody_is_there_vicidial() {
    let (mut acd, mut ids, agent, queues) = office(1);
    acd.go_off_queue(agent);
    arrive(&mut acd, &mut ids, Timestamp(1), queues[0]);
    assert_eq!(acd.assign(Timestamp(1), &mut ids), []);
    assert_eq!(acd.wake_at(), None, "there is nothing to look for until somebody comes");
    acd.go_on_queue(Timestamp(9_000), agent);
    let decisions = acd.assign(Timestamp(9_000), &mut ids);
    assert_eq!(decisions.first().and_then(Decision::offer).map(|offer| offer.agent), Some(agent));
}
