//! How an agent is looked for: one method after the other.

use expect_test::expect;

use super::scenario::check;

#[test]
fn a_ring_more_is_asked_when_its_time_has_come() {
    check(
        "
        queue support  bullseye 10s 5.5s 0s
        agent ana  circle 2  idle 90s
        agent bo   circle 3  idle 80s
        0s   arrive c1  queue support
        11s  decline c1
        40s  wait
        ",
        expect![[r#"
            0s   c1 queued in support
            10s  c1 may go to more agents
            10s  c1 offered to ana
            11s  c1 declined
            15s  c1 may go to more agents
            15s  c1 offered to bo
            35s  c1 not answered by bo
        "#]],
    );
}

#[test]
fn skills_fall_away_from_ring_to_ring_and_the_language_stays() {
    check(
        "
        queue support  bullseye 10s-kyc 10s-loans 0s
        agent ana  skills loans  speaks ar  idle 90s
        agent bo                 speaks ar  idle 80s
        agent chi  skills loans             idle 95s
        0s   arrive c1  queue support  wants loans kyc  speaks ar
        12s  decline c1
        60s  wait
        ",
        expect![[r#"
            0s   c1 queued in support
            10s  c1 may go to more agents
            10s  c1 offered to ana
            12s  c1 declined
            20s  c1 may go to more agents
            20s  c1 offered to bo
            40s  c1 not answered by bo
        "#]],
    );
}

#[test]
fn the_last_ring_waits_for_ever() {
    check(
        "
        queue support  bullseye 10s 10s
        agent ana  circle 2
        0s       off ana
        1s       arrive c1  queue support
        100000s  on ana
        ",
        expect![[r#"
            1s   c1 queued in support
            11s  c1 may go to more agents
            100000sc1 offered to ana
        "#]],
    );
}

#[test]
fn a_groups_people_are_members_in_its_ring() {
    check(
        "
        queue support  bullseye 10s 0s+night
        agent ana  circle 0  groups night
        0s   arrive c1  queue support
        30s  wait
        ",
        expect![[r#"
            0s   c1 queued in support
            10s  c1 may go to more agents
            10s  c1 offered to ana
            30s  c1 not answered by ana
        "#]],
    );
}

#[test]
fn the_rings_begin_after_the_preferred_agents() {
    check(
        "
        queue support  prefers any for 10s  bullseye 10s 0s
        agent ana  circle 2
        agent bo   circle 1
        0s   off bo
        1s   arrive c1  queue support  prefers bo
        40s  wait
        ",
        expect![[r#"
            1s   c1 queued in support
            11s  c1 may go to more agents
            21s  c1 may go to more agents
            21s  c1 offered to ana
        "#]],
    );
}

#[test]
fn a_missed_offer_does_not_begin_a_ring_again() {
    check(
        "
        queue support  ring 8s  bullseye 10s 0s
        agent ana  circle 1  idle 10s
        agent bo   circle 2
        0s   arrive c1  queue support
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
fn a_member_of_a_group_is_a_member() {
    check(
        "
        queue support  groups night
        agent ana  circle 0  groups night
        agent bo   circle 0  groups day  idle 90s
        0s   arrive c1  queue support
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
        "#]],
    );
}

#[test]
fn groups_add_up_as_rules_hold() {
    check(
        "
        queue support  when wait>=0s:day:10s  when wait>=600s:none:50s  when wait>=0s:night:0s
        agent ana  circle 0  groups night  idle 90s
        agent bo   circle 0  groups day
        0s   arrive c1  queue support
        1s   answer c1
        2s   arrive c2  queue support
        60s  wait
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to bo
            1s   c1 connected
            2s   c2 queued in support
            12s  c2 may go to more agents
            12s  c2 offered to ana
            32s  c2 not answered by ana
        "#]],
    );
}

#[test]
fn a_rule_whose_figure_is_unknown_fails() {
    check(
        "
        queue support  when level>=0:day:10s  when wait>=0s:night:0s
        agent ana  circle 0  groups night  idle 90s
        agent bo   circle 0  groups day
        0s   arrive c1  queue support
        1s   answer c1
        2s   hang-up c1
        2s   release c1
        3s   arrive c2  queue support
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
            1s   c1 connected
            3s   c2 queued in support
            3s   c2 offered to bo
        "#]],
    );
}

#[test]
fn when_no_rule_holds_everybody_in_a_group_is_asked() {
    check(
        "
        queue support  when wait>=9000s:day:10s  when wait>=9000s:night:10s
        agent ana  circle 0  groups night  idle 90s
        0s   arrive c1  queue support
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
        "#]],
    );
}

#[test]
fn who_spoke_with_the_customer_last_is_asked_first() {
    check(
        "
        queue support  last members
        agent ana  idle 90s
        agent bo   idle 10s
        0s   arrive c1  queue support  as chat  last bo
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to bo
        "#]],
    );
}

#[test]
fn the_last_agent_is_not_waited_for() {
    check(
        "
        queue support  last members
        agent ana  idle 90s
        agent bo   idle 10s
        0s   arrive c1  queue support  as chat  last bo
        1s   arrive c2  queue support  as chat  last bo
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to bo
            1s   c2 queued in support
            1s   c2 may go to more agents
            1s   c2 offered to ana
        "#]],
    );
}

#[test]
fn the_last_agent_must_be_a_member_unless_any_will_do() {
    check(
        "
        queue support  last members
        queue sales    last any
        agent ana  queues support sales  idle 90s
        agent bo   circle 0
        0s   arrive c1  queue support  as chat  last bo
        1s   answer c1
        2s   arrive c2  queue sales    as chat  last bo
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 may go to more agents
            0s   c1 offered to ana
            1s   c1 connected
            2s   c2 queued in sales
            2s   c2 offered to bo
        "#]],
    );
}

#[test]
fn the_last_agent_gives_way_to_preferred_ones() {
    check(
        "
        queue support  last members  prefers any for 10s
        agent ana  idle 10s
        agent bo   idle 90s
        0s   arrive c1  queue support  as chat  last bo  prefers ana
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
        "#]],
    );
}

#[test]
fn who_is_asked_for_may_be_off_queue_if_available() {
    check(
        "
        queue support  direct 60s
        agent ana
        agent bo  idle 90s
        0s   off ana
        0s   available ana
        1s   arrive c1  queue support  direct ana  wants kyc
        ",
        expect![[r#"
            1s   c1 queued in support
            1s   c1 offered to ana
        "#]],
    );
}

#[test]
fn who_is_asked_for_may_answer_although_their_time_runs_out_while_it_rings() {
    check(
        "
        queue support  direct 5s  falls-back vip
        queue vip
        agent ana  queues support
        1s    arrive c1  queue support  direct ana
        30s   wait
        ",
        expect![[r#"
            1s   c1 queued in support
            1s   c1 offered to ana
            21s  c1 not answered by ana
            21s  c1 may go to more agents
            21s  c1 should go to backup vip
        "#]],
    );
}

#[test]
fn who_is_asked_for_is_waited_for_then_the_backup_then_another_queue() {
    check(
        "
        queue support  direct 60s  falls-back vip
        queue vip
        agent ana  queues support  backup bo
        agent bo   circle 0
        agent chi  queues support
        0s    off ana
        0s    off bo
        1s    arrive c1  queue support  direct ana
        70s   available bo
        75s   decline c1
        130s  wait
        ",
        expect![[r#"
            1s   c1 queued in support
            61s  c1 may go to more agents
            70s  c1 offered to bo
            75s  c1 declined
            121s c1 may go to more agents
            121s c1 should go to backup vip
            130s c1 offered to chi
        "#]],
    );
}

#[test]
fn without_a_wait_who_is_asked_for_is_asked_only_if_free() {
    check(
        "
        queue support  direct now
        agent ana  idle 10s
        agent bo  idle 90s
        0s   arrive c1  queue support  direct ana
        1s   arrive c2  queue support  direct ana
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
            1s   c2 queued in support
            1s   c2 may go to more agents
            1s   c2 offered to bo
        "#]],
    );
}

#[test]
fn the_higher_score_goes_first_where_that_is_set() {
    check(
        "
        queue support  prefers any for 10s  score-first
        queue sales    prefers any for 10s
        agent ana  idle 90s
        agent bo   idle 10s
        agent chi  idle 50s
        0s   arrive c1  queue support  prefers ana:50 bo:80
        1s   arrive c2  queue sales    prefers ana:50 chi:80
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to bo
            1s   c2 queued in sales
            1s   c2 offered to ana
        "#]],
    );
}

#[test]
fn a_stage_is_waited_out_though_nobody_is_there() {
    check(
        "
        queue support  prefers any for 10s
        agent ana
        agent bo
        0s   off ana
        0s   arrive c1  queue support  prefers ana
        20s  wait
        ",
        expect![[r#"
            0s   c1 queued in support
            10s  c1 may go to more agents
            10s  c1 offered to bo
        "#]],
    );
}

#[test]
fn a_stage_without_anybody_there_is_over_where_that_is_set() {
    check(
        "
        queue support  prefers >=90 for 10s  prefers any for 10s  skips
        agent ana
        agent bo
        0s   off ana
        0s   arrive c1  queue support  prefers ana:100
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 may go to more agents
            0s   c1 offered to bo
        "#]],
    );
}

#[test]
fn whoever_declines_as_the_only_preferred_one_does_not_make_the_customer_wait() {
    check(
        "
        queue support  prefers any for 60s  skips
        agent ana
        agent bo   idle 90s
        0s   arrive c1  queue support  prefers ana
        2s   decline c1
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
            2s   c1 declined
            2s   c1 may go to more agents
            2s   c1 offered to bo
        "#]],
    );
}

#[test]
fn a_callback_waits_for_its_owner_and_then_for_anybody() {
    check(
        "
        queue support  prefers any for 10s  owned 3600s
        agent ana
        agent bo
        0s     off ana
        1s     arrive c1  queue support  prefers ana:100  owned
        2s     arrive c2  queue support  prefers ana:100  owned
        60s    on ana
        61s    answer c1
        3700s  wait
        ",
        expect![[r#"
            1s   c1 queued in support
            2s   c2 queued in support
            60s  c1 offered to ana
            61s  c1 connected
            3602sc2 may go to more agents
            3602sc2 offered to bo
            3622sc2 not answered by bo
        "#]],
    );
}

#[test]
fn what_is_promised_is_not_for_preferred_agents_first() {
    check(
        "
        queue support  prefers any for 10s
        agent ana  idle 10s
        agent bo   idle 90s
        0s   arrive c1  queue support  prefers ana  promised
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to bo
        "#]],
    );
}

#[test]
fn a_person_may_give_it_to_anybody_who_is_there_and_has_room() {
    check(
        "
        queue support
        agent ana  skills es  circle 0
        agent bo
        0s   arrive c1  queue support  wants kyc
        1s   give c1 ana
        2s   give c1 bo
        3s   answer c1
        4s   arrive c2  queue support  wants kyc
        5s   give c2 ana
        6s   off bo
        7s   give c2 bo
        ",
        expect![[r#"
            0s   c1 queued in support
            1s   c1 offered to ana
            2s   c1 cannot be given to bo: Ringing
            3s   c1 connected
            4s   c2 queued in support
            5s   c2 cannot be given to ana: NoRoom
            7s   c2 cannot be given to bo: NotThere
        "#]],
    );
}

#[test]
fn what_the_acd_did_not_give_counts_where_that_is_set() {
    check(
        "
        queue support
        agent ana
        0s   outside ana 1
        1s   arrive c1  queue support
        2s   leave c1
        3s   count-outside
        4s   arrive c2  queue support
        5s   outside ana 0
        ",
        expect![[r#"
            1s   c1 queued in support
            1s   c1 offered to ana
            2s   c1 left, ringing stops
            4s   c2 queued in support
            5s   c2 offered to ana
        "#]],
    );
}

#[test]
fn a_rule_may_look_at_another_queue() {
    check(
        "
        queue vip
        queue support  when wait@vip<60s:vips:10s  when wait>=0s:night:0s
        agent vic  queues vip  groups vips
        agent ana  circle 0  groups night
        0s   arrive c1  queue support
        1s   answer c1
        2s   off ana
        3s   arrive c2  queue vip
        4s   arrive c3  queue support
        5s   on ana
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to vic
            1s   c1 connected
            3s   c2 queued in vip
            4s   c3 queued in support
            5s   c3 offered to ana
        "#]],
    );
}

#[test]
fn whoever_is_expected_to_do_best_is_asked_first_and_after_a_while_whoever_is_idle_for_longest() {
    check(
        "
        queue support  expects 15s
        agent ana  skills es:1  idle 90s
        agent bo   skills es:5  idle 60s
        agent cy   skills es:4  idle 50s
        agent di                idle 95s
        0s   arrive c1  queue support  wants es
        0s   why c1
        21s  wait
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to bo
            0s   c1 by Predictive 0: 2 of 3 could have it ["cy", "ana"]
            0s     1 LacksSkill es ["di"]
            15s  c1 may go to more agents
            20s  c1 not answered by bo
            20s  c1 offered to ana
        "#]],
    );
}

#[test]
fn who_lacks_a_skill_may_be_expected_to_do_well_enough_for_as_long_as_that_is_asked() {
    check(
        "
        queue support  expects 15s whatever  ring 10s
        agent ana  idle 90s
        0s   off ana
        0s   arrive c1  queue support  wants es
        1s   on ana
        3s   decline c1
        4s   back ana
        5s   decline c1
        16s  back ana
        20s  why c1
        ",
        expect![[r#"
            0s   c1 queued in support
            1s   c1 offered to ana
            3s   c1 declined
            4s   c1 offered to ana
            5s   c1 declined
            15s  c1 may go to more agents
            20s  c1 by Standard 0: 0 of 1 could have it []
            20s    1 LacksSkill es ["ana"]
        "#]],
    );
}
