//! How an agent is chosen among those who may have it.

use expect_test::expect;

use super::scenario::check;

#[test]
fn the_best_gets_it_though_others_have_been_idle_for_longer() {
    check(
        "
        queue support  evaluates best
        agent ana  skills es:2  idle 90s
        agent bo   skills es:4  idle 10s
        agent chi  skills es:4  idle 20s
        0s  arrive c1  queue support  wants es
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to chi
        "#]],
    );
}

#[test]
fn only_what_is_asked_for_makes_somebody_the_best() {
    check(
        "
        queue support  evaluates best
        agent ana  skills es:3 kyc:5  idle 10s
        agent bo   skills es:4        idle 5s
        0s  arrive c1  queue support  wants es
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to bo
        "#]],
    );
}

#[test]
fn the_best_outside_of_the_window_is_not_seen() {
    check(
        "
        queue support  evaluates best:2
        agent ana  skills es:2  idle 90s
        agent bo   skills es:3  idle 80s
        agent chi  skills es:5  idle 70s
        0s  arrive c1  queue support  wants es
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to bo
        "#]],
    );
}

#[test]
fn the_window_is_of_those_who_may_have_it() {
    check(
        "
        queue support  evaluates best:2
        agent ana  skills en    idle 90s
        agent bo   skills es:3  idle 80s
        agent chi  skills es:5  idle 70s
        0s  arrive c1  queue support  wants es
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to chi
        "#]],
    );
}

#[test]
fn without_evaluation_skills_and_language_do_not_matter() {
    check(
        "
        queue support  evaluates none
        agent ana  idle 90s
        agent bo   skills es  speaks ar  idle 80s
        0s  arrive c1  queue support  wants es  speaks ar
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
        "#]],
    );
}

#[test]
fn an_expression_replaces_the_skills() {
    check(
        "
        queue support
        agent ana  skills loans:2 kyc      idle 90s
        agent bo   skills loans:4          idle 80s
        agent chi  skills loans:4 trainee  idle 85s
        0s  arrive c1  queue support  wants kyc trainee  needs loans >= 3 and not trainee
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to bo
        "#]],
    );
}

#[test]
fn an_expression_may_leave_a_choice() {
    check(
        "
        queue support
        agent ana  skills en    idle 90s
        agent bo   skills kyc   idle 80s
        agent chi  skills loans idle 10s
        0s  arrive c1  queue support  needs loans or kyc > 2.5
        1s  arrive c2  queue support  needs loans or kyc > 2.5
        2s  arrive c3  queue support  needs loans or kyc > 2.5
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to bo
            1s   c2 queued in support
            1s   c2 offered to chi
            2s   c3 queued in support
        "#]],
    );
}

#[test]
fn kinds_of_work_have_limits_of_their_own() {
    check(
        "
        queue support
        agent ana  chats 4
        0s  limit video 1
        0s  arrive c1  queue support  as chat  label video
        1s  answer c1
        2s  arrive c2  queue support  as chat  label video
        3s  arrive c3  queue support  as chat
        4s  answer c3
        9s  hang-up c1
        9s  release c1
        ",
        expect![[r#"
            0s   c1 queued in support
            0s   c1 offered to ana
            1s   c1 connected
            2s   c2 queued in support
            3s   c3 queued in support
            3s   c3 offered to ana
            4s   c3 connected
            9s   c2 offered to ana
        "#]],
    );
}
