//! Scenario in, timeline out.
//!
//! A scenario's lines are `TIME WHO VERB …`; people, tokens, calls and tickets go by their names.

use std::fmt::Write as _;

use expect_test::Expect;
use eyeline_model::{Core as _, Outcome as CoreOutcome, ParticipantId, Timestamp};
use uuid::Uuid;

use crate::{
    CallId, CallKind, CallType, Command, Connection, Credential, Effect, Enter, Event, HostRequest, Message,
    Permissions, Request, Role, Room, Settings, Speech, TicketId, Token,
};

type Outcome = CoreOutcome<Event, Effect>;

pub(super) fn check(scenario: &str, timeline: Expect) {
    check_in(guests_wait(), scenario, timeline);
}

pub(super) fn guests_wait() -> Settings {
    Settings {
        pin: Some("1234".to_owned()),
        guest_pin: Some("5678".to_owned()),
        allow_guests: true,
        ..Settings::default()
    }
}

pub(super) fn check_in(settings: Settings, scenario: &str, timeline: Expect) {
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

pub(super) fn time(word: &str) -> Timestamp {
    let seconds: f64 = word.trim_end_matches('s').parse().expect("a time");
    Timestamp((seconds * 1_000.0) as i64)
}

/// A name is an id: `ana` is always the same participant.
pub(super) fn id(name: &str) -> ParticipantId {
    let mut bytes = [b' '; 16];
    bytes[..name.len()].copy_from_slice(name.as_bytes());
    ParticipantId(Uuid::from_bytes(bytes))
}

pub(super) fn name(id: ParticipantId) -> String {
    String::from_utf8_lossy(id.0.as_bytes()).trim().to_owned()
}

pub(super) fn call_id(name: &str) -> CallId {
    CallId(id(name).0.as_u128())
}

fn call_name(call: CallId) -> String {
    name(ParticipantId(Uuid::from_u128(call.0)))
}

pub(super) fn command(words: &[&str]) -> Command {
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
        "becomes" => return Command::Configure(configured(words[2])),
        "watches" => Request::Watch,
        "refreshes" => Request::Refresh { fresh: Token(words[2].to_owned()) },
        "releases" => Request::Release,
        "looks" => Request::Look,
        "calls" => {
            let kind = match words.get(3) {
                None => CallKind::Main,
                Some(&"sends") => CallKind::SendScreen,
                Some(&"receives") => CallKind::ReceiveScreen,
                Some(other) => panic!("no call {other}"),
            };
            Request::Call { participant: id(person), call: call_id(words[2]), kind }
        }
        "hangs-up" => Request::HangUp { participant: id(person), call: call_id(words[2]) },
        "mutes" => Request::Mute { participant: participant(), muted: true },
        "unmutes" => Request::Mute { participant: participant(), muted: false },
        "holds" => Request::Hold { participant: participant(), held: true },
        "resumes" => Request::Hold { participant: participant(), held: false },
        "hides" => Request::VideoMute { participant: participant(), muted: true },
        "shows" => Request::VideoMute { participant: participant(), muted: false },
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
        "makes-guest" => {
            Request::AsHost(HostRequest::SetRole { participant: participant(), role: Role::Guest })
        }
        "locks" => Request::AsHost(HostRequest::Lock(true)),
        "unlocks" => Request::AsHost(HostRequest::Lock(false)),
        "starts" => Request::AsHost(HostRequest::Start),
        "unmutes-guests" => Request::AsHost(HostRequest::MuteGuests(false)),
        "mutes-guests" => Request::AsHost(HostRequest::MuteGuests(true)),
        "ends" => Request::AsHost(HostRequest::End),
        verb => panic!("nobody knows how to {verb}"),
    };
    Command::Request { token: Token(who.to_owned()), request }
}

/// The room of [`guests_wait`], with one thing changed.
fn configured(how: &str) -> Settings {
    let before = guests_wait();
    match how {
        "before" => before,
        "audio" => Settings { call_type: CallType::Audio, ..before },
        "video-only" => Settings { call_type: CallType::VideoOnly, ..before },
        "hosts-present" => Settings { guests_can_present: false, ..before },
        "all-hosts" => Settings { pin: None, guest_pin: None, allow_guests: false, ..before },
        other => panic!("no room becomes {other}"),
    }
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
            Event::Ended { .. } => "ended".to_owned(),
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
