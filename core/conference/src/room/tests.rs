//! Scenario in, timeline out.
//!
//! A scenario's lines are `TIME WHO VERB …`; people, tokens, calls and tickets go by their names.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use uuid::Uuid;

use super::*;
use crate::{Credential, HostRequest, Speech};

fn check(scenario: &str, timeline: Expect) {
    check_in(guests_wait(), scenario, timeline);
}

fn guests_wait() -> Settings {
    Settings {
        pin: Some("1234".to_owned()),
        guest_pin: Some("5678".to_owned()),
        allow_guests: true,
        ..Settings::default()
    }
}

fn check_in(settings: Settings, scenario: &str, timeline: Expect) {
    let mut room = Room::new(settings, []);
    let mut told = String::new();
    for line in scenario.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let now = time(words[0]);
        let_time_pass(&mut room, now, &mut told);
        let command = command(&words[1..]);
        match room.handle(now, command) {
            Ok(outcome) => tell(&mut told, now, &room, &outcome),
            Err(refusal) => tell_line(&mut told, now, &format!("{} refused: {refusal}", words[1])),
        }
    }
    timeline.assert_eq(&told);
}

fn let_time_pass(room: &mut Room, until: Timestamp, told: &mut String) {
    while let Some(due) = room.wake_at().filter(|due| *due <= until) {
        let outcome = room.wake(due);
        tell(told, due, room, &outcome);
    }
}

fn time(word: &str) -> Timestamp {
    let seconds: f64 = word.trim_end_matches('s').parse().expect("a time");
    Timestamp((seconds * 1_000.0) as i64)
}

/// A name is an id: `ana` is always the same participant.
fn id(name: &str) -> ParticipantId {
    let mut bytes = [b' '; 16];
    bytes[..name.len()].copy_from_slice(name.as_bytes());
    ParticipantId(Uuid::from_bytes(bytes))
}

fn name(id: ParticipantId) -> String {
    String::from_utf8_lossy(id.0.as_bytes()).trim().to_owned()
}

fn call_id(name: &str) -> CallId {
    CallId(id(name).0.as_u128())
}

fn call_name(call: CallId) -> String {
    name(ParticipantId(Uuid::from_u128(call.0)))
}

fn command(words: &[&str]) -> Command {
    let who = words[0];
    let participant = || id(words.get(2).copied().unwrap_or(who));
    // A token may carry the number of a visit or refresh, as in `ana/2`.
    let person = who.split('/').next().unwrap_or(who);
    let request = match words[1] {
        "enters" => return enter(person, who, &words[2..]),
        "connects" => return Command::MediaConnected(call_id(words[2])),
        "falls-silent" => return Command::MediaSilent(call_id(words[2])),
        "is-heard" => return Command::MediaHeard(call_id(words[2])),
        "media-end" => return Command::MediaEnded(call_id(words[2])),
        "unwatches" => {
            let session = words.get(2).map_or(0, |word| word.parse().expect("a number"));
            return Command::Unwatch { participant: id(person), session };
        }
        "is-deleted" => return Command::Close,
        "watches" => Request::Watch,
        "refreshes" => Request::Refresh { fresh: Token(words[2].to_owned()) },
        "releases" => Request::Release,
        "looks" => Request::Look,
        "calls" => Request::Call { participant: id(person), call: call_id(words[2]), kind: CallKind::Main },
        "hangs-up" => Request::HangUp { participant: id(person), call: call_id(words[2]) },
        "mutes" => Request::Mute { participant: participant(), muted: true },
        "unmutes" => Request::Mute { participant: participant(), muted: false },
        "holds" => Request::Hold { participant: participant(), held: true },
        "resumes" => Request::Hold { participant: participant(), held: false },
        "hides" => Request::VideoMute { participant: participant(), muted: true },
        "presents" => Request::TakeFloor { participant: id(person) },
        "stops-presenting" => Request::ReleaseFloor { participant: id(person) },
        "says" => {
            let speech = Speech { media_type: "text/plain".to_owned(), payload: words[2].into() };
            Request::Say(Message { to: words.get(3).map(|to| id(to)), speech })
        }
        "admits" => Request::AsHost(HostRequest::Admit { participant: participant() }),
        "removes" => Request::AsHost(HostRequest::Remove { participant: participant() }),
        "makes-host" => {
            Request::AsHost(HostRequest::SetRole { participant: participant(), role: Role::Host })
        }
        "locks" => Request::AsHost(HostRequest::Lock(true)),
        "unlocks" => Request::AsHost(HostRequest::Lock(false)),
        "starts" => Request::AsHost(HostRequest::Start),
        "mutes-guests" => Request::AsHost(HostRequest::MuteGuests(true)),
        "ends" => Request::AsHost(HostRequest::End),
        verb => panic!("nobody knows how to {verb}"),
    };
    Command::Request { token: Token(who.to_owned()), request }
}

fn enter(person: &str, token: &str, by: &[&str]) -> Command {
    let role = |word: &str| if word == "host" { Role::Host } else { Role::Guest };
    let credential = match by {
        [] => Credential::Pin(None),
        ["pin", pin] => Credential::Pin(Some((*pin).to_owned())),
        ["ticket", ticket, word] => Credential::Ticket {
            id: TicketId((*ticket).to_owned()),
            role: role(word),
            name: None,
            expires_at: Timestamp(1_000_000),
        },
        ["seat", word] => Credential::Seat { participant: id(person), role: role(word) },
        other => panic!("nobody enters by {other:?}"),
    };
    Command::Enter(Enter {
        credential,
        name: person.into(),
        participant: id(person),
        token: Token(token.to_owned()),
        multistream: true,
        call_tag: None,
    })
}

fn tell(told: &mut String, now: Timestamp, room: &Room, outcome: &Outcome) {
    for effect in &outcome.effects {
        let line = match effect {
            Effect::Permit { call, permissions } => {
                format!("  {} may {}", call_name(*call), allowed(*permissions))
            }
            Effect::HangUp { call } => format!("  {} is hung up", call_name(*call)),
            Effect::Dismiss { participant, session, reason } => {
                format!("  {} is dismissed from session {session}: {reason:?}", name(*participant))
            }
            Effect::Renew { participant } => format!("  {} shall refresh", name(*participant)),
        };
        tell_line(told, now, &line);
    }
    for event in &outcome.events {
        let line = match event {
            Event::Started => "started".to_owned(),
            Event::Joined(id) => format!("{} joined", name(*id)),
            Event::Changed(id) if is_lost(room, *id) => format!("{} is lost", name(*id)),
            Event::Changed(id) => format!("{} changed", name(*id)),
            Event::Admitted(id) => format!("{} was admitted", name(*id)),
            Event::Left { participant, reason } => format!("{} left: {reason:?}", name(participant.id)),
            Event::ConferenceChanged => "conference changed".to_owned(),
            Event::Said { from, message } => {
                let to = message.to.map_or("all".to_owned(), name);
                format!("{} said {} to {to}", name(*from), message.speech.payload.reveal())
            }
            Event::FloorTaken(id) => format!("{} presents", name(*id)),
            Event::FloorReleased => "nobody presents".to_owned(),
            Event::Arranged => "arranged anew".to_owned(),
            Event::TicketUsed { ticket, .. } => format!("ticket {} was used", ticket.0),
            Event::Ended => "ended".to_owned(),
        };
        tell_line(told, now, &line);
    }
}

fn is_lost(room: &Room, id: ParticipantId) -> bool {
    room.participant(id).is_some_and(|one| matches!(one.connection, Connection::Lost { .. }))
}

fn allowed(permissions: Permissions) -> String {
    let Permissions { receive, audio, video, slides } = permissions;
    let words = [(receive, "receive"), (audio, "speak"), (video, "be seen"), (slides, "present")];
    let allowed: Vec<&str> = words.iter().filter(|(may, _)| *may).map(|(_, word)| *word).collect();
    if allowed.is_empty() { "do nothing".to_owned() } else { allowed.join(", ") }
}

fn tell_line(told: &mut String, now: Timestamp, line: &str) {
    let seconds = now.as_millis() as f64 / 1_000.0;
    writeln!(told, "{seconds}s {line}").expect("strings take all");
}

#[test]
fn a_guest_waits_until_a_host_comes() {
    check(
        "
        0s kim enters pin 5678
        0s kim watches
        1s kim calls k1
        2s ana enters pin 1234
        ",
        expect![[r#"
            0s started
            0s kim joined
            1s kim changed
            2s   k1 may receive, speak, be seen
            2s ana joined
            2s conference changed
            2s kim was admitted
        "#]],
    );
}

#[test]
fn the_door_says_what_it_wants() {
    check(
        "
        0s kim enters
        1s kim enters pin 0000
        2s kim enters pin none
        ",
        expect![[r#"
            0s kim refused: a PIN is needed
            1s kim refused: Invalid PIN
            2s kim refused: a PIN is needed
        "#]],
    );
    let free_for_guests = Settings { guest_pin: None, ..guests_wait() };
    check_in(
        free_for_guests,
        "0s kim enters pin none",
        expect![[r#"
            0s started
            0s kim joined
        "#]],
    );
}

#[test]
fn guessing_a_pin_takes_longer_than_a_conference() {
    let mut scenario = String::new();
    for second in 0..10 {
        writeln!(scenario, "{second}s kim enters pin 000{second}").expect("strings take all");
    }
    scenario.push_str("10s kim enters pin 5678\n61s kim enters pin 5678");
    let mut room = Room::new(guests_wait(), []);
    let mut results = Vec::new();
    for line in scenario.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        results.push(room.handle(time(words[0]), command(&words[1..])).map(drop));
    }
    assert!(results[..10].iter().all(|result| *result == Err(Refusal::InvalidPin)));
    assert_eq!(results[10..], [Err(Refusal::TooManyAttempts), Ok(())]);
    assert!(!room.is_idle());

    let mut guessed = Room::new(guests_wait(), []);
    let wrong = guessed.handle(Timestamp(0), command(&["kim", "enters", "pin", "0000"]));
    assert_eq!(wrong.map(drop), Err(Refusal::InvalidPin));
    assert!(!guessed.is_idle(), "a room that is being guessed at is not forgotten");
    let due = guessed.wake_at().expect("it will be");
    guessed.wake(due);
    assert!(guessed.is_idle());
}

#[test]
fn a_ticket_is_used_once() {
    check(
        "
        0s kim enters ticket t1 host
        1s eve enters ticket t1 host
        ",
        expect![[r#"
            0s started
            0s ticket t1 was used
            0s kim joined
            0s conference changed
            1s eve refused: This link has already been used
        "#]],
    );
    let mut room = Room::new(guests_wait(), [TicketId("t1".to_owned())]);
    let again = room.handle(Timestamp(0), command(&["eve", "enters", "ticket", "t1", "host"]));
    assert_eq!(again.map(drop), Err(Refusal::TicketUsed), "nor after a restart");
}

#[test]
fn whoever_reloads_takes_their_seat_back_at_once() {
    check(
        "
        0s ana enters pin 1234
        0s ana watches
        1s ana calls a1
        1s ana connects a1
        2s ana presents
        5s ana/2 enters seat host
        5s ana looks
        5s ana unwatches 0
        6s ana/2 watches
        6s ana/2 calls a2
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            1s ana changed
            1s ana changed
            2s   a1 may receive, speak, be seen, present
            2s ana changed
            2s ana presents
            5s   ana is dismissed from session 0: Replaced
            5s   a1 is hung up
            5s nobody presents
            5s ana changed
            5s ana refused: Invalid token
            6s ana changed
        "#]],
    );
}

#[test]
fn after_a_restart_a_seat_is_as_good_as_new() {
    check(
        "
        0s kim enters seat guest
        0s kim watches
        1s ana enters seat host
        ",
        expect![[r#"
            0s started
            0s kim joined
            1s ana joined
            1s conference changed
            1s kim was admitted
        "#]],
    );
}

#[test]
fn who_was_put_out_does_not_come_back_by_their_seat() {
    check(
        "
        0s ana enters pin 1234
        0s ana watches
        0s kim enters pin 5678
        1s kim calls k1
        2s kim removes ana
        3s ana removes kim
        4s kim enters seat guest
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            0s kim joined
            1s kim changed
            2s kim refused: Invalid role
            3s   k1 is hung up
            3s   kim is dismissed from session 0: Removed
            3s kim left: Removed
            4s kim refused: Removed from the conference
        "#]],
    );
}

#[test]
fn a_cut_is_noticed_after_three_seconds_and_forgiven_when_it_ends() {
    check(
        "
        0s ana enters pin 1234
        0s ana watches
        1s ana calls a1
        1s ana connects a1
        10s ana falls-silent a1
        14s ana is-heard a1
        20s ana falls-silent a1
        20.5s ana looks
        24s ana looks
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            1s ana changed
            1s ana changed
            10s ana is lost
            14s ana changed
            20s ana is lost
            20.5s ana changed
            23.5s ana is lost
            24s ana changed
        "#]],
    );
}

#[test]
fn without_media_it_is_the_event_stream_that_counts() {
    check(
        "
        0s ana enters pin 1234
        1s ana watches
        10s ana unwatches 0
        14s ana watches
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            13s ana is lost
            14s ana changed
        "#]],
    );
}

#[test]
fn a_token_that_is_not_refreshed_expires_and_an_empty_room_ends() {
    check(
        "
        0s ana enters pin 1234
        0s ana watches
        100s ana refreshes ana/2
        101s ana looks
        140s ana looks
        230s nobody is-deleted
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            140s ana refused: Invalid token
            220s   ana is dismissed from session 0: Expired
            220s ana left: Expired
            225s ended
        "#]],
    );
}

#[test]
fn the_last_one_may_reload_without_ending_it() {
    check(
        "
        0s ana enters pin 1234
        1s ana releases
        4s ana/2 enters seat host
        10s ana/2 releases
        20s nobody is-deleted
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            1s ana left: Left
            4s ana joined
            7s ana is lost
            10s ana left: Left
            15s ended
        "#]],
    );
}

#[test]
fn a_lock_keeps_guests_waiting_until_they_are_admitted() {
    check(
        "
        0s ana enters pin 1234
        0s ana watches
        0s ana locks
        1s kim enters pin 5678
        1s kim watches
        1s lee enters pin 5678
        1s lee watches
        2s kim says hello
        3s ana admits kim
        4s kim says hello
        5s ana unlocks
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            0s conference changed
            1s kim joined
            1s lee joined
            2s kim refused: Invalid role
            3s kim was admitted
            4s kim said hello to all
            5s conference changed
            5s lee was admitted
        "#]],
    );
}

#[test]
fn muting_guests_mutes_those_to_come_as_well() {
    check(
        "
        0s ana enters pin 1234
        0s kim enters pin 5678
        1s kim calls k1
        1s ana mutes-guests
        2s lee enters pin 5678
        2s lee calls l1
        3s ana mutes
        3s ana unmutes kim
        3s kim hides
        3s kim mutes ana
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            0s kim joined
            1s kim changed
            1s   k1 may receive, be seen
            1s conference changed
            1s kim changed
            2s lee joined
            2s lee changed
            3s ana changed
            3s   k1 may receive, speak, be seen
            3s kim changed
            3s   k1 may receive, speak
            3s kim changed
            3s kim refused: Invalid role
        "#]],
    );
}

#[test]
fn on_hold_nothing_comes_and_nothing_goes() {
    check(
        "
        0s ana enters pin 1234
        1s ana calls a1
        2s ana holds
        3s ana unmutes
        4s ana resumes
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            1s ana changed
            2s   a1 may do nothing
            2s ana changed
            3s   a1 may do nothing
            3s ana changed
            4s   a1 may receive, speak, be seen
            4s ana changed
        "#]],
    );
}

#[test]
fn one_presents_at_a_time() {
    check(
        "
        0s ana enters pin 1234
        0s kim enters pin 5678
        0s ana calls a1
        0s kim calls k1
        1s ana presents
        2s kim presents
        3s ana stops-presenting
        4s kim hangs-up k1
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            0s kim joined
            0s ana changed
            0s kim changed
            1s   a1 may receive, speak, be seen, present
            1s ana changed
            1s ana presents
            2s   a1 may receive, speak, be seen
            2s   k1 may receive, speak, be seen, present
            2s ana changed
            2s kim changed
            2s kim presents
            4s   k1 is hung up
            4s kim changed
            4s kim changed
            4s nobody presents
        "#]],
    );
}

#[test]
fn a_full_room_lets_its_own_people_back_in() {
    check_in(
        Settings { participant_limit: Some(1), ..Settings::default() },
        "
        0s ana enters
        1s bo enters
        2s ana/2 enters seat host
        ",
        expect![[r#"
            0s started
            0s ana joined
            1s bo refused: Participant limit reached
            2s   ana is dismissed from session 0: Replaced
            2s ana changed
        "#]],
    );
}

#[test]
fn a_host_ends_it_for_everybody() {
    check(
        "
        0s ana enters pin 1234
        0s ana watches
        0s kim enters pin 5678
        1s ana makes-host kim
        2s kim ends
        3s kim looks
        ",
        expect![[r#"
            0s started
            0s ana joined
            0s conference changed
            0s kim joined
            1s   kim shall refresh
            1s kim changed
            2s   ana is dismissed from session 0: Ended
            2s   kim is dismissed from session 0: Ended
            2s ana left: Ended
            2s kim left: Ended
            2s ended
            3s kim refused: Invalid token
        "#]],
    );
}
