//! The life of a session, and what a conversation remembers.

use expect_test::expect;
use eyeline_model::{
    CommunicationId, ConversationId, Ids, MessageId, Pii, QueueEntry, RoutingRequest, Search, Timestamp,
};
use proptest::{collection::vec, prelude::*};

use crate::*;

const NOW: Timestamp = Timestamp(0);

fn ringing() -> Session {
    Session::alerting(Ids::new(1).next(), SessionKind::Message, NOW, Timestamp(20))
}

/// What was true of a session, and from when to when.
fn story(session: &Session) -> String {
    let line = |segment: &Segment| {
        let end = segment.ended_at.map_or("…".to_owned(), |at| at.as_millis().to_string());
        let why = segment.disconnect.map_or(String::new(), |reason| format!(" {reason:?}"));
        format!("{}–{end} {:?}{why}\n", segment.started_at.as_millis(), segment.kind)
    };
    session.segments.iter().map(line).collect()
}

#[test]
fn a_session_is_told_by_its_segments() {
    let mut session = ringing();
    session.answer(Timestamp(5)).expect("it rings");
    session.hold(Timestamp(10), true).expect("it is connected");
    session.hold(Timestamp(11), true).expect("asking twice is no mistake");
    session.hold(Timestamp(15), false).expect("it is on hold");
    let work = Some(AfterCallWork::Mandatory);
    session.disconnect(Timestamp(30), DisconnectReason::Peer, work).expect("it is live");
    session.finish(Timestamp(50)).expect("it is wrapped up");
    expect![[r#"
        0–5 Alert
        5–10 Interact
        10–15 Hold
        15–30 Interact Peer
        30–50 WrapUp
    "#]]
    .assert_eq(&story(&session));
    assert_eq!(session.stage, Stage::Disconnected { at: Timestamp(30), reason: DisconnectReason::Peer });
    assert_eq!((session.alerted_at(), session.connected_at()), (Some(NOW), Some(Timestamp(5))));
}

#[test]
fn voluntary_work_leaves_no_segment() {
    let mut session = ringing();
    session.answer(Timestamp(5)).expect("it rings");
    let work = Some(AfterCallWork::Voluntary { until: Timestamp(900) });
    session.disconnect(Timestamp(30), DisconnectReason::Client, work).expect("it is live");
    session.finish(Timestamp(900)).expect("there was something left to do");
    expect![[r#"
        0–5 Alert
        5–30 Interact Client
    "#]]
    .assert_eq(&story(&session));
}

#[test]
fn a_scheduled_session_is_connected_at_its_time() {
    let callback = Callback { scheduled_for: Some(Timestamp(60)), ..Callback::default() };
    let mut session = Session::scheduled(Ids::new(1).next(), callback, NOW, Timestamp(60));
    session.reschedule(Timestamp(80)).expect("it waits for its time");
    session.arrive(Timestamp(80)).expect("it waits for its time");
    expect![[r#"
        0–80 Scheduled
        80–… Interact
    "#]]
    .assert_eq(&story(&session));
    assert_eq!(session.callback().and_then(|callback| callback.scheduled_for), Some(Timestamp(80)));
    assert_eq!(session.reschedule(NOW), Err(WrongStage { wanted: "scheduled", found: "connected" }));
}

#[test]
fn each_step_starts_from_its_own_stage() {
    let over = Stage::Disconnected { at: NOW, reason: DisconnectReason::System };
    let wrong = |wanted| Err(WrongStage { wanted, found: "disconnected" });
    assert_eq!(over.answer(NOW), wrong("alerting"));
    assert_eq!(over.arrive(NOW), wrong("scheduled"));
    assert_eq!(over.hold(None), wrong("connected"));
    assert_eq!(over.mute(true), wrong("connected"));
    assert_eq!(over.disconnect(NOW, DisconnectReason::Peer, None), wrong("live"));
    assert_eq!(over.finish(), wrong("wrap-up"));
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Answer,
    Hold(bool),
    Mute(bool),
    Disconnect(Option<AfterCallWork>),
    Finish,
}

fn step() -> impl Strategy<Value = Step> {
    let until = Timestamp(9_999);
    let works = [None, Some(AfterCallWork::Mandatory), Some(AfterCallWork::Voluntary { until })];
    prop_oneof![
        2 => Just(Step::Answer),
        3 => any::<bool>().prop_map(Step::Hold),
        1 => any::<bool>().prop_map(Step::Mute),
        1 => proptest::sample::select(works.to_vec()).prop_map(Step::Disconnect),
        1 => Just(Step::Finish),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn segments_are_only_added_and_ended_ones_never_change(steps in vec(step(), 0..20)) {
        let mut session = ringing();
        for (at, step) in (1..).zip(steps) {
            let (now, before) = (Timestamp(at), session.clone());
            let done = match step {
                Step::Answer => session.answer(now),
                Step::Hold(held) => session.hold(now, held),
                Step::Mute(muted) => session.mute(muted),
                Step::Disconnect(work) => session.disconnect(now, DisconnectReason::Client, work),
                Step::Finish => session.finish(now),
            };
            if done.is_err() {
                prop_assert_eq!(&session, &before, "a refused step changes nothing");
            }
            let ended = before.segments.iter().filter(|segment| segment.ended_at.is_some()).count();
            prop_assert_eq!(&before.segments[..ended], &session.segments[..ended]);
            let open = session.segments.iter().filter(|segment| segment.ended_at.is_none()).count();
            let goes_on = session.stage.is_live() || session.wrap_up_segment().is_some_and(|s| s.ended_at.is_none());
            prop_assert_eq!(open, usize::from(goes_on));
        }
    }
}

fn message(number: u64) -> Message {
    Message {
        id: Ids::new(number).next::<MessageId>(),
        sender: Ids::new(0).next::<CommunicationId>(),
        direction: Direction::Inbound,
        at: NOW,
        status: MessageStatus::Sent,
    }
}

#[test]
fn the_oldest_message_is_forgotten_for_a_new_one() {
    let mut messages = Messages::default();
    (0..Messages::KEPT as u64 + 1).for_each(|number| messages.push(message(number)));
    assert_eq!(messages.iter().len(), Messages::KEPT);
    assert_eq!(messages.get(message(0).id), None);
    assert!(messages.get(message(1).id).is_some());
}

#[test]
fn a_message_never_goes_back() {
    let mut messages = Messages::default();
    messages.push(message(1));
    let id = message(1).id;
    assert!(messages.advance(id, MessageStatus::Read));
    assert!(!messages.advance(id, MessageStatus::Delivered), "what was read was delivered");
    assert_eq!(messages.get(id).map(|message| message.status), Some(MessageStatus::Read));
}

#[test]
fn a_conversation_survives_as_a_document() {
    let mut ids = Ids::new(4);
    let mut conversation = Conversation::new(ids.next::<ConversationId>(), NOW);
    let mut entry = RoutingRequest::to(ids.next());
    entry.skills.insert(ids.next());
    let parties = [
        Party::Customer(Customer { name: Some(Pii::from("Grace")), address: None }),
        Party::Acd(QueueEntry { request: entry, enqueued_at: NOW, sequence: 7, search: Search::Standard }),
        Party::Agent { user: ids.next(), queue: ids.next() },
    ];
    for party in parties {
        let callback =
            SessionKind::Callback(Callback { numbers: vec![Pii::from("+3411")], ..Callback::default() });
        let session = Session::connected(ids.next(), callback, NOW);
        let attributes = [("reason".to_owned(), Pii::from("a loan"))].into();
        conversation.participants.push(Participant {
            id: ids.next(),
            joined_at: NOW,
            party,
            attributes,
            sessions: vec![session],
        });
    }
    conversation.messages.push(message(1));
    let document = serde_json::to_string(&conversation).expect("a conversation is a document");
    let again: Conversation = serde_json::from_str(&document).expect("the document is a conversation");
    assert_eq!(again, conversation);
    assert!(!format!("{conversation:?}").contains("Grace"), "names do not leak through a log line");
}
