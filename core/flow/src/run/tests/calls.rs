//! Calls.

use expect_test::{Expect, expect};

use super::scenario::{check, fixture, small, told};

/// The menu of the card line.
const MENU: &str =
    r#"menu 1239 ["adviser", "agent"] after (500 ms), "Lost card, 1. An adviser, 2. More, 3." (barge-in)"#;
/// How every call to it begins.
const GREETED: &str =
    "0s      → 1 play \"Welcome to the card line.\" in en-us\n1s      → 2 the menu in en-us\n";

/// Plays a call to the card line from when the caller has heard the menu, and compares what follows.
fn call(scenario: &str, expected: Expect) {
    let scenario = format!("fact Call.Ani = \"tel:+34611222333\"\n0s start\n1s done\n{scenario}");
    let told = told(&fixture("card-line"), &scenario).replace(MENU, "the menu");
    expected.assert_eq(told.strip_prefix(GREETED).expect("every call begins so"));
}

#[test]
fn a_lost_card_is_blocked() {
    call(
        r#"
        3s digits 1
        5s digits 4711
        6s data {"known": true}
        7s done
        8s done
        "#,
        expect![[r#"
            3s      → 3 collect 4..16 after "Enter the number of your card." within Some(5000 ms)
            5s      → 4 data Core banking/Find card caller="611222333" number="4711" strict=true while processing
            6s      → 5 play "One moment." in en-us
            7s      → 6 to queue Cards +Fraud +Cards speaks English priority 10 waits in Waiting
            8s      transferred
        "#]],
    );
}

#[test]
fn a_choice_can_be_said_and_a_global_key_works_in_every_menu() {
    call(
        "
        2s said Adviser
        3s done
        ",
        expect![[r#"
            2s      → 3 to queue Advice
            3s      transferred
        "#]],
    );
    call(
        "
        2s digits 3
        3s digits 2
        4s failed full the queue is closed
        ",
        expect![[r#"
            2s      → 3 menu 1*2 ["adviser", "agent"] after "French, 1. Back, star." in en-us
            3s      → 4 to queue Advice
            4s      ! 74:13 "Adviser": full: the queue is closed
            4s      → 5 the menu in en-us
        "#]],
    );
}

#[test]
fn a_menu_is_repeated_and_then_given_up() {
    call(
        "
        2s nothing
        3s digits 7
        4s nothing
        ",
        expect![[r#"
            2s      → 3 the menu in en-us
            3s      → 4 the menu in en-us
            4s      → 5 disconnect
            4s      disconnected
        "#]],
    );
}

#[test]
fn a_menu_within_a_menu_leads_back_and_the_language_changes() {
    call(
        "
        2s digits 3
        3s digits *
        4s digits 3
        5s digits 1
        6s done
        7s digits 9
        ",
        expect![[r#"
            2s      → 3 menu 1*2 ["adviser", "agent"] after "French, 1. Back, star." in en-us
            3s      → 4 the menu in en-us
            4s      → 5 menu 1*2 ["adviser", "agent"] after "French, 1. Back, star." in en-us
            5s      → 6 language fr
            6s      → 7 the menu in fr
            7s      → 8 disconnect
            7s      disconnected
        "#]],
    );
}

#[test]
fn an_unknown_card_ends_its_task_on_another_path() {
    call(
        r#"
        2s digits 1
        3s digits 4711
        4s data {"known": "false"}
        5s done
        6s digits 1
        7s nothing
        8s done
        "#,
        expect![[r#"
            2s      → 3 collect 4..16 after "Enter the number of your card." within Some(5000 ms)
            3s      → 4 data Core banking/Find card caller="611222333" number="4711" strict=true while processing
            4s      → 5 play "We do not know this card." in en-us
            5s      → 6 the menu in en-us
            6s      → 7 collect 4..16 after "Enter the number of your card." within Some(5000 ms)
            7s      → 8 play "We do not know this card." in en-us
            8s      → 9 the menu in en-us
        "#]],
    );
}

#[test]
fn a_data_action_that_fails_or_is_late_takes_its_output() {
    call(
        r#"
        2s digits 1
        3s digits 4711
        4s failed bank.down it sleeps
        5s done
        6s done
        7s digits 1
        8s digits 4711
        40s done
        41s done
        "#,
        expect![[r#"
            2s      → 3 collect 4..16 after "Enter the number of your card." within Some(5000 ms)
            3s      → 4 data Core banking/Find card caller="611222333" number="4711" strict=true while processing
            4s      ! 117:13 "Look the card up": bank.down: it sleeps
            4s      → 5 play "Error bank.down" in en-us
            5s      → 6 play "We do not know this card." in en-us
            6s      → 7 the menu in en-us
            7s      → 8 collect 4..16 after "Enter the number of your card." within Some(5000 ms)
            8s      → 9 data Core banking/Find card caller="611222333" number="4711" strict=true while processing
            28s     ! 117:13 "Look the card up": there was no answer in time
            28s     → 10 cancel 9
            28s     → 11 play "The bank does not answer." in en-us
            40s     → 12 play "We do not know this card." in en-us
            41s     → 13 the menu in en-us
        "#]],
    );
}

#[test]
fn a_transfer_that_fails_is_said_and_takes_its_output() {
    call(
        r#"
        2s digits 1
        3s digits 4711
        4s data {"known": true}
        5s done
        6s failed closed the queue is closed
        7s done
        8s failed busy the line is busy
        "#,
        expect![[r#"
            2s      → 3 collect 4..16 after "Enter the number of your card." within Some(5000 ms)
            3s      → 4 data Core banking/Find card caller="611222333" number="4711" strict=true while processing
            4s      → 5 play "One moment." in en-us
            5s      → 6 to queue Cards +Fraud +Cards speaks English priority 10 waits in Waiting
            6s      ! 50:21 "Block it": closed: the queue is closed
            6s      → 7 play "That did not work." in en-us
            7s      → 8 to number +34600000000
            8s      ! 67:31 "The night desk": busy: the line is busy
            8s      → 9 disconnect
            8s      disconnected
        "#]],
    );
}

#[test]
fn every_other_action_asks_for_what_it_says() {
    let actions = r#"
- setPriority: {name: A, priority: {exp: 2 + 3}}
- setSkills: {name: B, acdSkills: {exp: 'MakeList(FindSkill("Cards"))'}, languageSkill: {lit: {name: Arabic}}}
- setWrapupCode: {name: C, wrapupCode: {lit: {name: Sold}}}
- setScreenPop: {name: D, screenPopScript: {Customer card: {ver_latestPublished: {inputs: {number: {exp: Call.Ani}}}}}}
- findUser: {name: E, findName: {lit: ana@bank.example}, findResult: {var: Task.user}}
- findSkill: {name: F, findName: {lit: Cards}, findResult: {var: Task.skill}}
- evaluateScheduleGroup:
    name: G
    scheduleGroup: {lit: {name: Branch}}
    emergencyGroup: {lit: {name: Evacuation}, name: Evacuation}
    inServiceSchedules: {var: Task.schedules}
    outputs:
      closed: {actions: [{playAudio: {name: H, audio: {exp: 'Append("Closed: ", ToString(Task.schedules))'}}}]}
- dataTableLookup:
    name: I
    dataTable: {Branches: {lookupValue: {lit: Tangier}, foundOutputs: {city: {var: Task.city}}}}
- setParticipantData: {name: J, attributes: [{attribute: {name: {lit: city}, value: {exp: Task.city}}}, {attribute: {name: {lit: gone}, value: {noValue: true}}}]}
- loopUntil:
    name: K
    currentIndex: {var: Task.i}
    maxLoopCount: {lit: 5}
    untilCases: [{untilCase: {name: enough, value: {exp: Task.i == 1}}}]
    outputs:
      loop: {actions: [{playAudio: {name: L, audio: {exp: ToAudioNumber(Task.i)}}}]}
      enough: {actions: [{playAudio: {name: M, audio: {tts: Enough}}}]}
- transferToUser: {name: N, targetUser: {exp: 'FindUserById("ana-1")'}, connectTimeout: {lit: {seconds: 20}}, allowVoicemailRollover: {lit: false}}
- getConversationData: {name: S, conversationId: {lit: c-2}, participantId: {noValue: true}, attributes: [{attribute: {name: {lit: a}, variable: Task.a}}], outputs: {notFound: {actions: [{playAudio: {name: T, audio: {tts: None}}}]}}}
- setConversationData: {name: U, conversationId: {lit: c-2}, attributes: [{attribute: {name: {lit: a}, value: {exp: Task.a}}}]}
- evaluateSchedule: {name: V, evaluationType: {schedule: {selectedSchedule: {lit: {name: Lunch}}, evaluate: {now: true}}}, outputs: {inactive: {actions: [{playAudio: {name: W, audio: {tts: Hungry}}}]}}}
- setExternalTag: {name: P}
- sendNotification: {name: Q}
- playAudio: {name: R, audio: {exp: 'Append("Version ", Flow.Version, ToString(Flow.StartDateTimeUtc))'}}
- transferToFlow: {name: O, targetFlow: {name: Night}}
"#;
    check(
        &small("inboundCall", actions.trim()),
        r#"
        fact Call.Ani = "tel:+34611222333"
        0s start
        1s done
        2s done
        3s done
        4s done
        5s found User ana
        6s missing
        7s schedule closed
        8s done
        9s data {"city": "Tanger"}
        10s done
        11s done
        12s done
        13s done
        14s failed noAnswer nobody is there
        15s attributes a=x
        16s done
        17s schedule inactive
        18s done
        19s done
        20s done
        "#,
        expect![[r#"
            0s      → 1 priority 5
            1s      → 2 skills ["Cards"] Some("Arabic")
            2s      → 3 wrap-up code Sold
            3s      → 4 screen Customer card number="tel:+34611222333"
            4s      → 5 find User "ana@bank.example"
            5s      → 6 find Skill "Cards"
            6s      → 7 schedule Branch Evacuation
            7s      → 8 play "Closed: Weekdays" in en-us
            8s      → 9 look up Branches lookupValue="Tangier"
            9s      → 10 set {"city": Some("Tanger"), "gone": None}
            10s     → 11 play Number 0 in en-us
            11s     → 12 play Number 1 in en-us
            12s     → 13 play "Enough" in en-us
            13s     → 14 to user ana-1 within Some(20000 ms) voicemail false
            14s     ! 32:13 "N": noAnswer: nobody is there
            14s     → 15 get ["a"] of c-2
            15s     → 16 set {"a": Some("x")} of c-2
            16s     → 17 schedule Lunch
            17s     → 18 play "Hungry" in en-us
            18s     → 19 play "Version 12001-09-09T01:46:40Z" in en-us
            19s     → 20 to flow Night
            20s     transferred
        "#]],
    );
}

#[test]
fn what_is_found_can_be_asked_about() {
    let actions = r#"
- findEmergencyGroup: {name: A, findName: {lit: Evacuation}, findResult: {var: Task.alarm}}
- findScheduleGroup: {name: B, findName: {lit: Branch}, findResult: {var: Task.hours}}
- evaluateScheduleGroup:
    name: C
    scheduleGroup: {exp: Task.hours}
    emergencyGroup: {exp: Task.alarm}
- evaluateSchedule:
    name: D
    evaluationType: {emergencyGroup: {selectedEmergencyGroup: {lit: {name: Evacuation}}}}
    outputs:
      active: {actions: [{playAudio: {name: E, audio: {tts: Leave.}}}]}
- getExternalContact:
    name: F
    externalId: {lit: c-7}
    externalResult: {var: Task.contact}
    outputs:
      notFound: {actions: [{playAudio: {name: G, audio: {tts: Who are you?}}}]}
- evaluateSchedule: {name: H, schedule: {exp: 'FindSchedule("Nothing")'}}
"#;
    check(
        &small("inboundCall", actions),
        "
        0s start
        1s found EmergencyGroup Evacuation
        2s found ScheduleGroup Branch
        3s schedule emergency
        4s schedule active
        5s done
        6s missing
        7s done
        ",
        expect![[r#"
            0s      → 1 find EmergencyGroup "Evacuation"
            1s      → 2 find ScheduleGroup "Branch"
            2s      → 3 schedule Branch Evacuation
            3s      → 4 schedule none Evacuation
            4s      → 5 play "Leave." in en-us
            5s      → 6 find ExternalContact "c-7" by id
            6s      → 7 play "Who are you?" in en-us
            7s      !! 25:13 "H": notSet: schedule is NOT_SET
            7s      → 8 disconnect
            7s      disconnected
        "#]],
    );
}
