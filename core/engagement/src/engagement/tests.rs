//! Scenarios in, timelines out; and random days on which nothing may go wrong.

use std::{collections::BTreeMap, fmt::Write as _};

use expect_test::{Expect, expect};
use eyeline_model::{CommunicationId, Core as _, Duration, ParticipantId, Pii, QueueId, RoomId, UserId};
use proptest::prelude::*;

use super::*;
use crate::{
    Adviser, CallMedia, CallbackAnswer, CallbackState, Customer, Estimate, Fact, Link, Observation, Parting,
    Person, Place, Queue, Role, RoomNews, Routing, Seen, Sighting, Stage, Task, Wish,
};

/// A world of one organization, driven by lines of text.
struct World {
    engagement: Engagement,
    now: Timestamp,
    ids: Ids,
    names: BTreeMap<String, ConversationId>,
    advisers: BTreeMap<String, Adviser>,
    timeline: String,
}

impl World {
    fn new() -> Self {
        Self {
            engagement: Engagement::restore(1, Policy::default(), []),
            now: Timestamp(0),
            ids: Ids::new(2),
            names: BTreeMap::new(),
            advisers: BTreeMap::new(),
            timeline: String::new(),
        }
    }

    fn conversation(&mut self, name: &str) -> ConversationId {
        *self.names.entry(name.to_owned()).or_insert_with(|| self.ids.next())
    }

    /// An adviser's callback session; `ana/2` is Ana's second.
    fn adviser(&mut self, name: &str) -> Adviser {
        let ids = &mut self.ids;
        let fresh = || Adviser {
            user: ids.next::<UserId>(),
            participant: ids.next(),
            session: ids.next(),
            name: Pii::from(name.split('/').next().expect("split gives at least one part")),
        };
        self.advisers.entry(name.to_owned()).or_insert_with(fresh).clone()
    }

    fn request(&mut self, name: &str, telephone: Option<&str>) -> Command {
        Command::Request(Box::new(Request {
            conversation: self.conversation(name),
            code: Pii::new(format!("code of {name} at {:?}", self.now)),
            customer: Customer {
                participant: self.ids.next::<ParticipantId>(),
                name: Pii::from(name),
                telephone: telephone.map(Pii::from),
                attributes: BTreeMap::new(),
            },
            queue: Queue { id: self.ids.next::<QueueId>(), name: "Video advice".to_owned() },
            routing: Routing::default(),
            media: CallMedia::Video,
            past: Vec::new(),
        }))
    }

    fn command(&mut self, words: &[&str]) -> Command {
        let [verb, name, rest @ ..] = words else { panic!("too short: {words:?}") };
        if *verb == "restart" {
            return Command::Restarted { rooms_lost: *name == "all" };
        }
        let conversation = self.conversation(name);
        let found = self.engagement.by_conversation(conversation).cloned();
        let escalation = found.as_ref().map_or_else(|| self.ids.next(), |escalation| escalation.id);
        let attempt = found.as_ref().map_or(1, |escalation| escalation.attempt);
        let room =
            found.as_ref().and_then(|escalation| escalation.stage.meeting()).map(|meeting| meeting.room.id);
        let room_news = |news| Command::Room { escalation, room: room.unwrap_or(RoomId(escalation.0)), news };
        let wish = |wish| Command::Wish { escalation, wish };
        match (*verb, rest) {
            ("request", []) => self.request(name, Some("+34 600 000 000")),
            ("request", ["without", "telephone"]) => self.request(name, None),
            ("placed", []) => Command::Callback { escalation, attempt, answer: CallbackAnswer::Placed },
            ("refused", []) => Command::Callback { escalation, attempt, answer: CallbackAnswer::Refused },
            ("position", [position, wait]) => {
                let wait = Some(Duration::from_secs(wait.parse().expect("seconds")));
                let position = Some(position.parse().expect("a position"));
                Command::Estimated { escalation, attempt, estimate: Estimate { position, wait } }
            }
            ("alerting", [adviser]) => self.seen(conversation, adviser, Sighting::Alerting),
            ("accepts", [adviser]) => self.seen(conversation, adviser, Sighting::Connected),
            ("declines", [adviser]) => self.seen(conversation, adviser, Sighting::Over(Parting::Unanswered)),
            ("ends", [adviser]) => self.seen(conversation, adviser, Sighting::Over(Parting::HungUp)),
            ("hands-on", [adviser]) => self.seen(conversation, adviser, Sighting::Over(Parting::HandedOn)),
            ("drops", [adviser]) => self.seen(conversation, adviser, Sighting::Over(Parting::Dropped)),
            ("vanishes", []) => Command::Observed(Observation {
                asked_at: Some(self.now),
                callback: CallbackState::Over,
                ..observation(conversation)
            }),
            ("disconnects", []) => {
                Command::Observed(Observation { customer_is_here: false, ..observation(conversation) })
            }
            ("room", ["opens"]) => room_news(RoomNews::Opened),
            ("room", ["refused"]) => room_news(RoomNews::Refused),
            ("room", ["leaves", leg]) => room_news(RoomNews::LegLeft { leg: (*leg).to_owned() }),
            ("room", [link, leg]) => room_news(leg_news(leg, link)),
            ("voice", []) => wish(Wish::Voice),
            ("call-back", []) => wish(Wish::CallBack(None)),
            ("wait", []) => wish(Wish::Wait),
            ("leave", []) => wish(Wish::Leave),
            _ => panic!("what is {words:?}?"),
        }
    }

    fn seen(&mut self, conversation: ConversationId, adviser: &str, sighting: Sighting) -> Command {
        let seen = vec![Seen { adviser: self.adviser(adviser), sighting }];
        Command::Observed(Observation { seen, ..observation(conversation) })
    }

    fn advance(&mut self, to: Timestamp) {
        while let Some(due) = self.engagement.wake_at().filter(|due| *due <= to) {
            self.now = self.now.max(due);
            let outcome = self.engagement.wake(self.now);
            self.tell(outcome);
        }
        self.now = to;
    }

    fn play(&mut self, line: &str) {
        let words: Vec<_> = line.split_whitespace().collect();
        let (at, words) = words.split_first().expect("a line begins with a time");
        let at = at.trim_end_matches('s').parse().expect("seconds");
        self.advance(Timestamp(0) + Duration::from_secs(at));
        let command = if *words == ["nothing"] { return } else { self.command(words) };
        match self.engagement.handle(self.now, command) {
            Ok(outcome) => self.tell(outcome),
            Err(refusal) => self.write(&format!("refused: {refusal:?}")),
        }
    }

    fn tell(&mut self, outcome: Outcome<Event, Effect>) {
        for event in outcome.events {
            let text = match &event.fact {
                Fact::RosterChanged => continue,
                Fact::Moved { position, wait } => {
                    format!("is {position}., about {} s", wait.unwrap_or_default().as_secs())
                }
                Fact::Accepted { adviser } => format!("accepted by {}", adviser.name.reveal()),
                Fact::Requeued { note } => format!("requeued: {}", note.name()),
                Fact::Ended { reason } => format!("ended: {}", reason.name()),
                other => other.name().trim_start_matches("escalation.").replace('_', " "),
            };
            let name = self.name_of(event.escalation);
            self.write(&format!("{name} {text}"));
        }
        for effect in outcome.effects {
            let name = self.name_of(effect.escalation);
            let detail = match effect.task {
                Task::CreateCallback { attempt } => format!(" {attempt}"),
                _ => String::new(),
            };
            self.write(&format!("{name} → {}{detail}", effect.task.name()));
        }
    }

    fn name_of(&self, id: EscalationId) -> String {
        let escalation = self.engagement.escalation(id).expect("an event is of an escalation that is kept");
        escalation.customer.name.reveal().clone()
    }

    fn write(&mut self, text: &str) {
        writeln!(self.timeline, "{}s  {text}", self.now.as_millis() / 1_000).expect("a string takes all");
    }
}

fn observation(conversation: ConversationId) -> Observation {
    Observation {
        conversation,
        asked_at: None,
        customer_is_here: true,
        callback: CallbackState::Live,
        seen: Vec::new(),
    }
}

fn leg_news(leg: &str, link: &str) -> RoomNews {
    let role = if leg.starts_with("customer") { Role::Guest } else { Role::Host };
    let link = if link == "lost" { Link::Lost } else { Link::Good };
    RoomNews::Leg { leg: leg.to_owned(), person: Person { role, link } }
}

fn check(scenario: &str, timeline: Expect) {
    let mut world = World::new();
    for line in scenario.lines().map(str::trim).filter(|line| !line.is_empty()) {
        world.play(line);
    }
    timeline.assert_eq(&world.timeline);
}

#[test]
fn a_customer_meets_an_adviser() {
    check(
        "
        0s   request kim
        0s   placed kim
        1s   position kim 2 171
        6s   position kim 1 65
        7s   alerting kim ana
        9s   accepts kim ana
        9s   room kim opens
        10s  room kim good ana-leg
        10s  room kim good customer-leg
        70s  ends kim ana
        ",
        expect![[r#"
            0s  kim requested
            0s  kim → callback.create 1
            0s  kim queued
            1s  kim is 2., about 180 s
            6s  kim is 1., about 70 s
            9s  kim accepted by ana
            9s  kim → room.open
            9s  kim room opened
            10s  kim met
            70s  kim ended: adviser_left
            70s  kim → room.close
        "#]],
    );
}

#[test]
fn asking_twice_is_asking_once() {
    check(
        "
        0s   request kim
        1s   request kim
        2s   placed kim
        2s   placed kim
        3s   request kim
        ",
        expect![[r#"
            0s  kim requested
            0s  kim → callback.create 1
            2s  kim queued
        "#]],
    );
}

#[test]
fn the_next_adviser_is_asked_when_one_does_not_answer() {
    check(
        "
        0s   request kim
        0s   placed kim
        1s   alerting kim ana
        9s   declines kim ana
        9s   declines kim ana
        10s  alerting kim bo
        12s  accepts kim bo
        ",
        expect![[r#"
            0s  kim requested
            0s  kim → callback.create 1
            0s  kim queued
            9s  kim passed on
            12s  kim accepted by bo
            12s  kim → room.open
        "#]],
    );
}

#[test]
fn a_place_in_line_never_rises() {
    check(
        "
        0s   request kim
        0s   placed kim
        1s   position kim 3 100
        2s   position kim 5 100
        3s   position kim 2 100
        ",
        expect![[r#"
            0s  kim requested
            0s  kim → callback.create 1
            0s  kim queued
            1s  kim is 3., about 100 s
            3s  kim is 2., about 100 s
        "#]],
    );
}

#[test]
fn three_minutes_unanswered_bring_the_offers_again_and_again() {
    check(
        "
        0s   request kim
        0s   placed kim
        200s wait kim
        400s nothing
        ",
        expect![[r#"
            0s  kim requested
            0s  kim → callback.create 1
            0s  kim queued
            180s  kim offers due
            200s  kim went on waiting
            380s  kim offers due
        "#]],
    );
}

#[test]
fn an_adviser_who_comes_back_in_time_goes_on() {
    check(
        "
        0s   request kim
        0s   placed kim
        2s   accepts kim ana
        2s   room kim opens
        3s   room kim good ana-leg
        3s   room kim good customer-leg
        20s  room kim lost ana-leg
        35s  room kim good ana-leg
        60s  nothing
        ",
        expect![[r#"
            0s  kim requested
            0s  kim → callback.create 1
            0s  kim queued
            2s  kim accepted by ana
            2s  kim → room.open
            2s  kim room opened
            3s  kim met
            20s  kim interrupted
            35s  kim resumed
        "#]],
    );
}

#[test]
fn a_lost_adviser_puts_the_customer_at_the_front() {
    check(
        "
        0s   request kim
        0s   placed kim
        2s   accepts kim ana
        2s   room kim opens
        3s   room kim good ana-leg
        3s   room kim good customer-leg
        20s  room kim lost ana-leg
        41s  placed kim
        41s  accepts kim ana
        42s  ends kim ana
        43s  accepts kim ana/2
        43s  room kim opens
        ",
        expect![[r#"
            0s  kim requested
            0s  kim → callback.create 1
            0s  kim queued
            2s  kim accepted by ana
            2s  kim → room.open
            2s  kim room opened
            3s  kim met
            20s  kim interrupted
            40s  kim requeued: adviser_lost
            40s  kim → adviser.disconnect
            40s  kim → room.close
            40s  kim → callback.create 2
            41s  kim queued
            43s  kim accepted by ana
            43s  kim → room.open
            43s  kim room opened
        "#]],
    );
}

#[test]
fn an_adviser_who_accepts_and_never_comes_counts_as_lost() {
    check(
        "
        0s   request kim
        0s   placed kim
        2s   accepts kim ana
        3s   room kim opens
        30s  nothing
        ",
        expect![[r#"
            0s  kim requested
            0s  kim → callback.create 1
            0s  kim queued
            2s  kim accepted by ana
            2s  kim → room.open
            3s  kim room opened
            23s  kim requeued: adviser_lost
            23s  kim → adviser.disconnect
            23s  kim → room.close
            23s  kim → callback.create 2
        "#]],
    );
}

#[test]
fn an_adviser_who_leaves_only_the_room_is_awaited() {
    check(
        "
        0s   request kim
        0s   placed kim
        2s   accepts kim ana
        2s   room kim opens
        3s   room kim good ana-leg
        9s   room kim leaves ana-leg
        10s  room kim good ana-leg-2
        20s  room kim leaves ana-leg-2
        25s  room kim good ana-leg-3
        ",
        expect![[r#"
            0s  kim requested
            0s  kim → callback.create 1
            0s  kim queued
            2s  kim accepted by ana
            2s  kim → room.open
            2s  kim room opened
            23s  kim interrupted
            25s  kim resumed
        "#]],
    );
}

#[test]
fn an_adviser_whose_station_fails_counts_as_lost_at_once() {
    check(
        "
        0s   request kim
        0s   placed kim
        2s   accepts kim ana
        2s   room kim opens
        3s   drops kim ana
        ",
        expect![[r#"
            0s  kim requested
            0s  kim → callback.create 1
            0s  kim queued
            2s  kim accepted by ana
            2s  kim → room.open
            2s  kim room opened
            3s  kim requeued: adviser_lost
            3s  kim → adviser.disconnect
            3s  kim → room.close
            3s  kim → callback.create 2
        "#]],
    );
}

#[test]
fn a_customer_who_is_handed_on_meets_the_next_adviser_in_another_room() {
    check(
        "
        0s   request kim
        0s   placed kim
        2s   accepts kim ana
        2s   room kim opens
        3s   room kim good ana-leg
        30s  hands-on kim ana
        31s  position kim 1 20
        40s  accepts kim bo
        40s  room kim opens
        ",
        expect![[r#"
            0s  kim requested
            0s  kim → callback.create 1
            0s  kim queued
            2s  kim accepted by ana
            2s  kim → room.open
            2s  kim room opened
            30s  kim handed on
            30s  kim → room.close
            31s  kim is 1., about 20 s
            40s  kim accepted by bo
            40s  kim → room.open
            40s  kim room opened
        "#]],
    );
}

#[test]
fn a_customer_who_leaves_the_line_takes_the_callback_back() {
    check(
        "
        0s   request kim
        0s   placed kim
        5s   leave kim
        6s   leave kim
        7s   voice kim
        8s   request kim
        ",
        expect![[r#"
            0s  kim requested
            0s  kim → callback.create 1
            0s  kim queued
            5s  kim ended: customer_left
            5s  kim → callback.cancel
            7s  refused: WrongStage { found: "ended" }
            8s  kim requested
            8s  kim → callback.create 1
        "#]],
    );
}

#[test]
fn a_customer_who_leaves_the_meeting_frees_the_adviser() {
    check(
        "
        0s   request kim
        0s   placed kim
        2s   accepts kim ana
        2s   room kim opens
        9s   leave kim
        9s   ends kim ana
        ",
        expect![[r#"
            0s  kim requested
            0s  kim → callback.create 1
            0s  kim queued
            2s  kim accepted by ana
            2s  kim → room.open
            2s  kim room opened
            9s  kim ended: customer_left
            9s  kim → adviser.disconnect
            9s  kim → room.close
        "#]],
    );
}

#[test]
fn voice_keeps_the_place() {
    check(
        "
        0s   request kim
        0s   placed kim
        1s   position kim 2 60
        2s   voice kim
        3s   voice kim
        ",
        expect![[r#"
            0s  kim requested
            0s  kim → callback.create 1
            0s  kim queued
            1s  kim is 2., about 60 s
            2s  kim voice chosen
            2s  kim → attributes.set
        "#]],
    );
}

#[test]
fn a_customer_who_is_called_back_is_not_missed_in_the_room() {
    check(
        "
        0s    request kim
        0s    placed kim
        100s  call-back kim
        500s  accepts kim ana
        500s  room kim opens
        900s  ends kim ana
        ",
        expect![[r#"
            0s  kim requested
            0s  kim → callback.create 1
            0s  kim queued
            100s  kim call back chosen
            100s  kim → attributes.set
            500s  kim accepted by ana
            500s  kim → room.open
            500s  kim room opened
            900s  kim ended: called_back
            900s  kim → room.close
        "#]],
    );
}

#[test]
fn a_customer_without_telephone_cannot_be_called_back() {
    check(
        "
        0s    request kim without telephone
        0s    placed kim
        1s    call-back kim
        ",
        expect![[r#"
            0s  kim requested
            0s  kim → callback.create 1
            0s  kim queued
            1s  refused: NoTelephone
        "#]],
    );
}

#[test]
fn a_callback_that_cannot_be_had_ends_it() {
    check(
        "
        0s    request kim
        1s    refused kim
        2s    request lee
        2s    placed lee
        3s    vanishes lee
        4s    request max
        4s    placed max
        4s    accepts max ana
        4s    room max refused
        5s    request noa
        5s    accepts noa bo
        30s   nothing
        ",
        expect![[r#"
            0s  kim requested
            0s  kim → callback.create 1
            1s  kim ended: failed
            2s  lee requested
            2s  lee → callback.create 1
            2s  lee queued
            3s  lee ended: failed
            4s  max requested
            4s  max → callback.create 1
            4s  max queued
            4s  max accepted by ana
            4s  max → room.open
            4s  max ended: failed
            4s  max → adviser.disconnect
            4s  max → room.close
            5s  noa requested
            5s  noa → callback.create 1
            5s  noa accepted by bo
            5s  noa → room.open
            25s  noa ended: failed
            25s  noa → adviser.disconnect
            25s  noa → room.close
        "#]],
    );
}

#[test]
fn a_customer_who_closes_the_chat_is_gone() {
    check(
        "
        0s    request kim
        0s    placed kim
        5s    disconnects kim
        ",
        expect![[r#"
            0s  kim requested
            0s  kim → callback.create 1
            0s  kim queued
            5s  kim ended: customer_left
            5s  kim → callback.cancel
        "#]],
    );
}

#[test]
fn a_restart_keeps_the_place_and_lets_everybody_come_back() {
    check(
        "
        0s    request kim
        0s    placed kim
        1s    position kim 3 100
        2s    request lee
        2s    placed lee
        3s    accepts lee ana
        3s    room lee opens
        4s    room lee good ana-leg
        4s    room lee good customer-leg
        10s   restart all
        15s   position kim 3 90
        20s   room lee good ana-leg
        60s   nothing
        ",
        expect![[r#"
            0s  kim requested
            0s  kim → callback.create 1
            0s  kim queued
            1s  kim is 3., about 100 s
            2s  lee requested
            2s  lee → callback.create 1
            2s  lee queued
            3s  lee accepted by ana
            3s  lee → room.open
            3s  lee room opened
            4s  lee met
            10s  kim restarted
            10s  lee restarted
            15s  kim is 3., about 90 s
        "#]],
    );
}

#[test]
fn an_adviser_who_does_not_come_back_after_a_restart_counts_as_lost() {
    check(
        "
        0s    request lee
        0s    placed lee
        3s    accepts lee ana
        3s    room lee opens
        4s    room lee good ana-leg
        10s   restart all
        60s   nothing
        ",
        expect![[r#"
            0s  lee requested
            0s  lee → callback.create 1
            0s  lee queued
            3s  lee accepted by ana
            3s  lee → room.open
            3s  lee room opened
            10s  lee restarted
            40s  lee requeued: adviser_lost
            40s  lee → adviser.disconnect
            40s  lee → room.close
            40s  lee → callback.create 2
        "#]],
    );
}

#[test]
fn an_ended_escalation_is_forgotten_after_a_day() {
    let mut world = World::new();
    world.play("0s request kim");
    world.play("9s leave kim");
    let conversation = world.conversation("kim");
    let code = world.engagement.by_conversation(conversation).expect("just ended").code.reveal().clone();
    world.play("86000s nothing");
    assert!(world.engagement.by_code(&code).is_some());
    world.play("86500s nothing");
    assert!(world.engagement.by_code(&code).is_none());
    assert!(world.engagement.by_conversation(conversation).is_none());
    assert_eq!(world.engagement.wake_at(), None);
}

#[test]
fn the_memory_of_what_is_over_is_bounded_and_the_latest_are_in_it() {
    let mut world = World::new();
    let name = |number: usize| format!("c{number}");
    for number in 0..=ENDED {
        world.now = Timestamp(i64::try_from(number).expect("few"));
        for verb in ["request", "leave"] {
            let command = world.command(&[verb, &name(number)]);
            world.engagement.handle(world.now, command).expect("granted");
        }
    }
    assert_eq!(world.engagement.escalations.len(), ENDED);
    assert_eq!((world.engagement.by_code.len(), world.engagement.deadlines.len()), (ENDED, ENDED));
    let is_known = |number| world.engagement.by_conversation(world.names[&name(number)]).is_some();
    assert_eq!([0, 1, ENDED].map(is_known), [false, true, true]);
}

#[test]
fn what_is_stored_is_what_is_restored() {
    let mut world = World::new();
    for line in
        ["0s request kim", "0s placed kim", "1s accepts kim ana", "1s room kim opens", "2s request lee"]
    {
        world.play(line);
    }
    let stored: Vec<Escalation> = world.engagement.escalations.values().cloned().collect();
    let restored = Engagement::restore(9, Policy::default(), stored);
    assert_eq!(restored.escalations, world.engagement.escalations);
    assert_eq!(restored.by_conversation, world.engagement.by_conversation);
    assert_eq!(restored.deadlines, world.engagement.deadlines);
    assert_eq!(restored.live, world.engagement.live);
}

/// One random step: who, what, and how much later.
#[derive(Clone, Debug)]
struct Step {
    after_s: i64,
    line: String,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let what = prop::sample::select(vec![
        "request",
        "placed",
        "refused",
        "position",
        "alerting",
        "accepts",
        "declines",
        "ends",
        "hands-on",
        "drops",
        "vanishes",
        "disconnects",
        "opens",
        "closed",
        "good",
        "lost",
        "leaves",
        "customer",
        "voice",
        "call-back",
        "wait",
        "leave",
        "restart",
        "nothing",
    ]);
    let step = (what, 0..2_usize, 0..4_usize, 0..40_i64).prop_map(|(what, who, adviser, after_s)| {
        let who = ["kim", "lee"][who];
        let adviser = ["ana", "bo", "ana/2", "bo/2"][adviser];
        let line = match what {
            "position" => format!("position {who} {} 60", after_s + 1),
            "alerting" | "accepts" | "declines" | "ends" | "hands-on" | "drops" => {
                format!("{what} {who} {who}-{adviser}")
            }
            "opens" => format!("room {who} opens"),
            "closed" => format!("room {who} refused"),
            "good" | "lost" | "leaves" => format!("room {who} {what} {adviser}"),
            "customer" => format!("room {who} good customer"),
            "restart" => "restart all".to_owned(),
            "nothing" => "nothing".to_owned(),
            verb => format!("{verb} {who}"),
        };
        Step { after_s, line }
    });
    prop::collection::vec(step, 1..60)
}

/// What the world would hold if it did every task in order.
#[derive(Default)]
struct Ledger {
    callback: bool,
    room: Option<RoomId>,
    revision: i64,
}

fn settle(ledgers: &mut BTreeMap<ConversationId, Ledger>, outcome: &Outcome<Event, Effect>) {
    for effect in &outcome.effects {
        let ledger = ledgers.entry(effect.conversation).or_default();
        assert!(effect.revision > ledger.revision, "two tasks of a conversation share a number");
        ledger.revision = effect.revision;
        match effect.task {
            Task::CreateCallback { .. } => {
                assert!(!ledger.callback, "a second callback while one is alive");
                ledger.callback = true;
            }
            Task::CancelCallback | Task::DisconnectAdviser { .. } => ledger.callback = false,
            Task::OpenRoom { room } => {
                assert_eq!(ledger.room.replace(room), None, "a second room while one is open");
            }
            Task::CloseRoom { room } => {
                assert_eq!(ledger.room.take(), Some(room), "closed a room that is not open")
            }
            Task::SetAttributes => {}
        }
    }
}

proptest! {
    #[test]
    fn no_escalation_ever_has_two_rooms_or_two_callbacks(steps in steps()) {
        let mut world = World::new();
        let mut ledgers = BTreeMap::<ConversationId, Ledger>::new();
        let mut ended = 0_usize;
        let mut requested = 0_usize;
        let mut at = Timestamp(0);
        for step in steps {
            at = at + Duration::from_secs(step.after_s);
            while let Some(due) = world.engagement.wake_at().filter(|due| *due <= at) {
                let outcome = world.engagement.wake(due);
                count(&outcome, &mut requested, &mut ended);
                settle(&mut ledgers, &outcome);
            }
            world.now = at;
            if step.line == "nothing" { continue }
            let words: Vec<_> = step.line.split_whitespace().collect();
            let command = world.command(&words);
            // A session that is over, or a refusal, ends the callback without a task of ours.
            let spent = spends(&world, &command);
            if let Ok(outcome) = world.engagement.handle(at, command) {
                if let Some(conversation) = spent {
                    ledgers.entry(conversation).or_default().callback = false;
                }
                count(&outcome, &mut requested, &mut ended);
                settle(&mut ledgers, &outcome);
            }
            for escalation in world.engagement.live() {
                let ledger = &ledgers[&escalation.conversation];
                prop_assert!(ledger.callback, "a live escalation without a callback");
                prop_assert_eq!(ledger.room, escalation.stage.meeting().map(|meeting| meeting.room.id));
            }
        }
        prop_assert_eq!(requested, ended + world.engagement.live().count(), "each ends exactly once");
    }
}

fn count(outcome: &Outcome<Event, Effect>, requested: &mut usize, ended: &mut usize) {
    for event in &outcome.events {
        match event.fact {
            Fact::Requested { .. } => *requested += 1,
            Fact::Ended { .. } => *ended += 1,
            _ => {}
        }
    }
}

/// The conversation whose callback is used up by what `command` reports.
fn spends(world: &World, command: &Command) -> Option<ConversationId> {
    let counts = |conversation: ConversationId, session: Option<CommunicationId>| {
        let escalation =
            world.engagement.by_conversation(conversation).filter(|escalation| !escalation.is_over())?;
        let current = match (&escalation.stage, session) {
            (Stage::Waiting(_), Some(session)) => !escalation.past.contains(&session),
            (Stage::Waiting(waiting), None) => match waiting.place {
                Place::Requested => false,
                // What was seen at the moment of the confirmation may be older than it.
                Place::Queued { since } | Place::Known { since, .. } => since < world.now,
            },
            (stage, session) => stage.meeting().map(|meeting| meeting.adviser.session) == session,
        };
        current.then_some(conversation)
    };
    match command {
        Command::Callback { escalation, answer: CallbackAnswer::Refused, .. } => {
            let escalation = world.engagement.escalation(*escalation)?;
            let asked =
                matches!(&escalation.stage, Stage::Waiting(waiting) if waiting.place == Place::Requested);
            asked.then_some(escalation.conversation)
        }
        Command::Observed(seen) => match seen.seen.first() {
            Some(Seen { adviser, sighting: Sighting::Over(Parting::HungUp | Parting::Dropped) }) => {
                counts(seen.conversation, Some(adviser.session))
            }
            Some(Seen { adviser, sighting: Sighting::Over(Parting::Unanswered) }) => {
                let escalation = world.engagement.by_conversation(seen.conversation)?;
                escalation.stage.meeting()?;
                counts(seen.conversation, Some(adviser.session))
            }
            None if seen.callback == CallbackState::Over => counts(seen.conversation, None),
            _ => None,
        },
        _ => None,
    }
}
