//! Lines that become too long, and why somebody waits.

use expect_test::expect;

use super::scenario::check;

#[test]
fn what_comes_to_a_full_line_should_go_elsewhere_until_it_is_short_again() {
    check(
        "
        queue vip
        queue support  overflows vip:3:1  alerts 2:0
        0s   arrive c1  queue support
        1s   arrive c2  queue support
        2s   arrive c3  queue support
        3s   flow-out c3
        4s   arrive c4  queue support
        5s   flow-out c4
        6s   leave c2
        7s   arrive c5  queue support
        8s   leave c5
        9s   leave c1
        ",
        expect![[r#"
            0s   c1 queued in support
            1s   c2 queued in support
            1s   support is 2 deep
            2s   c3 queued in support
            2s   c3 should overflow to vip
            4s   c4 queued in support
            4s   c4 should overflow to vip
            6s   c2 left
            7s   c5 queued in support
            8s   c5 left
            9s   c1 left
            9s   support is 0 deep again
        "#]],
    );
}

#[test]
fn whoever_has_waited_for_too_long_should_go_elsewhere() {
    check(
        "
        queue vip
        queue support  overflows-after vip:30s:10s
        0s   arrive c1  queue support
        20s  arrive c2  queue support
        31s  flow-out c1
        35s  arrive c3  queue support
        60s  wait
        ",
        expect![[r#"
            0s   c1 queued in support
            20s  c2 queued in support
            30s  c1 should overflow to vip
            35s  c3 queued in support
            35s  c3 should overflow to vip
            50s  c2 should overflow to vip
        "#]],
    );
}

#[test]
fn two_full_lines_do_not_send_customers_to_and_fro() {
    check(
        "
        queue vip      overflows support:1:0
        queue support  overflows vip:1:0
        0s   arrive c1  queue vip
        1s   arrive c2  queue support
        ",
        expect![[r#"
            0s   c1 queued in vip
            0s   c1 should overflow to support
            1s   c2 queued in support
        "#]],
    );
}

#[test]
fn everybody_is_accounted_for_in_an_explanation() {
    check(
        "
        queue support  bullseye 10s-kyc 0s
        agent ana  skills loans           idle 90s
        agent bo   skills loans kyc       circle 2
        agent chi  skills kyc   speaks ar
        agent dee  skills loans kyc
        agent eve  skills loans kyc speaks ar
        agent fay  skills loans kyc speaks ar
        agent gus  skills loans kyc speaks ar
        0s   off eve
        1s   arrive c0  queue support  wants loans kyc  speaks ar
        2s   decline c0
        3s   answer c0
        4s   arrive c1  queue support  wants loans kyc  speaks ar
        5s   why c1
        20s  why c1
        ",
        expect![[r#"
            1s   c0 queued in support
            1s   c0 offered to fay
            2s   c0 declined
            2s   c0 offered to gus
            3s   c0 connected
            4s   c1 queued in support
            5s   c1 by Bullseye 1: 0 of 7 could have it []
            5s     1 BelowRing ["bo"]
            5s     1 OffQueue ["eve"]
            5s     1 NotResponding ["fay"]
            5s     1 NoCapacity ["gus"]
            5s     1 LacksSkill kyc ["ana"]
            5s     1 LacksSkill loans ["chi"]
            5s     1 LacksLanguage ar ["dee"]
            14s  c1 may go to more agents
            20s  c1 by Bullseye 2: 0 of 7 could have it []
            20s    1 OffQueue ["eve"]
            20s    1 NotResponding ["fay"]
            20s    1 NoCapacity ["gus"]
            20s    1 LacksSkill loans ["chi"]
            20s    3 LacksLanguage ar ["ana", "bo", "dee"]
        "#]],
    );
}

#[test]
fn an_explanation_names_whom_a_search_names() {
    check(
        "
        queue support  direct 60s
        agent ana
        agent bo
        0s   off ana
        1s   arrive c1  queue support  direct ana
        2s   why c1
        3s   available ana
        4s   why c1
        ",
        expect![[r#"
            1s   c1 queued in support
            2s   c1 by Direct 0: 0 of 2 could have it []
            2s     1 NotNamed ["bo"]
            2s     1 OffQueue ["ana"]
            3s   c1 offered to ana
            4s   c1 by Direct 0: 0 of 1 could have it []
            4s     1 NotNamed ["bo"]
        "#]],
    );
}
