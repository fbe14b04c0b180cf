//! Who is offered what, rule by rule.

use expect_test::expect;

use super::scenario::check;

#[test]
fn the_longest_idle_agent_is_offered_first() {
    check(
        "
        queue support
        agent ana  skills es  idle 40s
        agent bo   skills es  idle 90s
        0s  arrive c1  queue support  wants es
        8s  answer c1
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to bo
            8s   c1 connected
        "#]],
    );
}

#[test]
fn an_agent_needs_every_skill_and_the_language() {
    check(
        "
        queue support
        agent ana  skills loans     speaks ar  idle 90s
        agent bo   skills loans kyc            idle 80s
        agent chi  skills loans kyc speaks ar  idle 10s
        0s  arrive c1  queue support  wants loans kyc  speaks ar
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to chi
        "#]],
    );
}

#[test]
fn among_equally_idle_agents_the_better_one_goes_first() {
    check(
        "
        queue support
        agent ana  skills loans:2 kyc:5
        agent bo   skills loans:4 kyc:4
        agent chi  skills loans:5
        0s  arrive c1  queue support  wants loans kyc
        1s  arrive c2  queue support
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to bo
            1s   c2 queued in support
            1s   c2 offered to ana
        "#]],
    );
}

#[test]
fn work_of_more_than_a_week_ago_does_not_count() {
    check(
        "
        queue support
        agent ana  skills es:1  idle 700000s
        agent bo   skills es:5  idle 650000s
        0s  arrive c1  queue support  wants es
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to bo
        "#]],
    );
}

#[test]
fn a_point_of_priority_is_worth_a_minute() {
    check(
        "
        queue support
        0s    arrive c1  queue support
        61s   arrive c2  queue support  priority 1
        110s  arrive c3  queue support  priority 2
        120s  position c3
        120s  position c1
        120s  position c2
        ",
        expect![[r#"
            0s   c1 queued in support
            61s  c2 queued in support
            110s c3 queued in support
            120s c3 is at position Some(1)
            120s c1 is at position Some(2)
            120s c2 is at position Some(3)
        "#]],
    );
}

#[test]
fn a_new_priority_changes_the_rank_at_once() {
    check(
        "
        queue support
        agent ana
        0s   arrive c1  queue support
        1s   arrive c2  queue support
        2s   arrive c3  queue support
        3s   reprioritise c3 5
        4s   position c3
        5s   answer c1
        9s   hang-up c1
        9s   release c1
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
            1s   c2 queued in support
            2s   c3 queued in support
            4s   c3 is at position Some(1)
            5s   c1 connected
            9s   c3 offered to ana
        "#]],
    );
}

#[test]
fn a_free_agent_takes_the_first_in_rank_whichever_queue_it_is_in() {
    check(
        "
        queue support
        queue vip
        agent ana  queues support vip
        0s   arrive c1  queue support
        1s   arrive c2  queue support
        2s   arrive c3  queue vip  priority 1
        3s   answer c1
        9s   hang-up c1
        12s  release c1
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
            1s   c2 queued in support
            2s   c3 queued in vip
            3s   c1 connected
            12s  c3 offered to ana
        "#]],
    );
}

#[test]
fn queues_that_go_by_priority_alone_are_served_first() {
    check(
        "
        queue support
        queue urgent  priority-only
        agent ana  queues support urgent
        0s    arrive c1  queue support
        1s    arrive c2  queue support  priority 100
        500s  arrive c3  queue urgent   priority -5
        510s  arrive c4  queue urgent
        520s  back ana
        521s  answer c4
        530s  hang-up c4
        530s  release c4
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
            1s   c2 queued in support
            20s  c1 not answered by ana
            500s c3 queued in urgent
            510s c4 queued in urgent
            520s c4 offered to ana
            521s c4 connected
            530s c3 offered to ana
        "#]],
    );
}

#[test]
fn a_conversation_that_nobody_can_take_does_not_hold_up_the_next() {
    check(
        "
        queue support
        agent ana  skills en
        0s  arrive c1  queue support  wants es
        1s  arrive c2  queue support  wants en
        9s  learn ana es
        9s  answer c2
        20s hang-up c2
        25s release c2
        ",
        expect![[r#"
            0s   c1 queued in support
            1s   c2 queued in support
            1s   c2 offered to ana
            9s   c2 connected
            25s  c1 offered to ana
        "#]],
    );
}

#[test]
fn preferred_agents_have_it_to_themselves_until_their_time_is_over() {
    check(
        "
        queue support  prefers >=80 for 10s  prefers any for 10s
        agent ana  idle 10s
        agent bo   idle 20s
        agent chi  skills es  idle 5s
        0s   arrive c0  queue support  prefers ana:90
        1s   arrive c1  queue support  wants es  prefers ana:90 bo:50
        10s  wait
        40s  wait
        ",
        expect![[r#"
            0s   c0 queued in support
            0s   c0 offered to ana
            1s   c1 queued in support
            10s  c0 may go to more agents
            11s  c1 may go to more agents
            11s  c1 offered to bo
            20s  c0 not answered by ana
            20s  c0 may go to more agents
            20s  c0 offered to chi
            21s  c1 may go to more agents
            31s  c1 not answered by bo
            40s  c0 not answered by chi
        "#]],
    );
}

#[test]
fn skills_do_not_matter_among_preferred_agents_and_do_afterwards() {
    check(
        "
        queue support  prefers any for 10s
        agent ana  idle 10s
        agent bo   skills es  idle 5s
        0s   arrive c1  queue support  wants es  prefers ana
        3s   decline c1
        30s  wait
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
            3s   c1 declined
            10s  c1 may go to more agents
            10s  c1 offered to bo
            30s  c1 not answered by bo
        "#]],
    );
}

#[test]
fn the_time_of_preferred_agents_does_not_begin_again_after_a_missed_offer() {
    check(
        "
        queue support  ring 8s  prefers any for 10s
        agent ana
        agent bo
        0s   arrive c1  queue support  prefers ana
        30s  wait
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
            8s   c1 not answered by ana
            10s  c1 may go to more agents
            10s  c1 offered to bo
            18s  c1 not answered by bo
        "#]],
    );
}

#[test]
fn a_queue_without_rules_knows_no_preferred_agents() {
    check(
        "
        queue support
        agent ana  idle 5s
        agent bo   idle 9s
        0s  arrive c1  queue support  prefers ana
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to bo
        "#]],
    );
}

#[test]
fn a_callback_interrupts_chats_and_nothing_interrupts_a_callback() {
    check(
        "
        queue support
        agent ana  chats 2
        0s  arrive c1  queue support  as chat
        1s  answer c1
        2s  arrive c2  queue support
        3s  answer c2
        4s  arrive c3  queue support  as chat
        9s  hang-up c2
        9s  release c2
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
            1s   c1 connected
            2s   c2 queued in support
            2s   c2 offered to ana
            3s   c2 connected
            4s   c3 queued in support
            9s   c3 offered to ana
        "#]],
    );
}

#[test]
fn chats_are_offered_one_at_a_time_and_up_to_capacity() {
    check(
        "
        queue support
        agent ana  chats 2
        0s  arrive c1  queue support  as chat
        1s  arrive c2  queue support  as chat
        2s  arrive c3  queue support  as chat
        3s  answer c1
        4s  answer c2
        5s  hang-up c1
        6s  release c1
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
            1s   c2 queued in support
            2s   c3 queued in support
            3s   c1 connected
            3s   c2 offered to ana
            4s   c2 connected
            6s   c3 offered to ana
        "#]],
    );
}

#[test]
fn capacity_is_held_through_after_call_work() {
    check(
        "
        queue support
        agent ana
        0s   arrive c1  queue support
        1s   answer c1
        2s   arrive c2  queue support
        10s  hang-up c1
        40s  release c1
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
            1s   c1 connected
            2s   c2 queued in support
            40s  c2 offered to ana
        "#]],
    );
}

#[test]
fn idle_time_counts_from_the_alert_and_again_from_the_end_of_the_conversation() {
    check(
        "
        queue support
        agent ana  idle 50s
        agent bo   idle 40s
        0s   arrive c1  queue support
        1s   answer c1
        2s   arrive c2  queue support
        3s   answer c2
        60s  hang-up c2
        60s  release c2
        70s  hang-up c1
        70s  release c1
        80s  arrive c3  queue support
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
            1s   c1 connected
            2s   c2 queued in support
            2s   c2 offered to bo
            3s   c2 connected
            80s  c3 queued in support
            80s  c3 offered to bo
        "#]],
    );
}

#[test]
fn a_missed_offer_goes_to_the_next_agent_and_its_agent_gets_nothing_until_back() {
    check(
        "
        queue support  ring 20s
        agent ana  idle 50s
        agent bo   idle 40s
        0s   arrive c1  queue support
        5s   arrive c2  queue support
        6s   answer c2
        30s  position c1
        50s  back ana
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
            5s   c2 queued in support
            5s   c2 offered to bo
            6s   c2 connected
            20s  c1 not answered by ana
            30s  c1 is at position Some(1)
            50s  c1 offered to ana
        "#]],
    );
}

#[test]
fn whoever_goes_off_queue_gives_the_offer_back() {
    check(
        "
        queue support
        agent ana  idle 50s
        agent bo   idle 40s
        0s  arrive c1  queue support
        5s  off ana
        6s  answer c1
        9s  on ana
        9s  arrive c2  queue support
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
            5s   c1 offered to bo
            6s   c1 connected
            9s   c2 queued in support
            9s   c2 offered to ana
        "#]],
    );
}
