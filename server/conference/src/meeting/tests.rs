//! A meeting, asked step by step.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Json, Router, routing::post};
use eyeline_conference::{
    CallId, Credential, Enter, Participant, Role, Room as Policy, Settings, TicketId, Token,
};
use eyeline_edge::{Edge, Event as EdgeEvent};
use eyeline_media::{Content, Event as MediaEvent, Kind, LegId, PartyId, Track};
use eyeline_model::{ParticipantId, Timestamp};
use eyeline_pexip::event::Event as StreamEvent;
use eyeline_shell::{Connector, Login, Pipe, Store};
use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};
use uuid::Uuid;

use super::{Handle, Meeting, Message};
use crate::{
    EventSink,
    meetings::Meetings,
    refused::Refused,
    rooms::{NotWritten, Profile, Room, Rooms},
    sink::Sink,
};

/// Nothing that a test waits for takes longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A node with one room in which nobody is.
struct Node {
    meetings: Meetings,
    rooms: Rooms,
    room: Room,
    folder: TempDir,
    edge: Arc<Edge>,
    store: Store,
}

impl Node {
    async fn new() -> Self {
        Self::told_to(Sink::default()).await
    }

    async fn told_to(sink: Sink) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::sqlite(&folder.path().join("conference.db")).await.expect("SQLite opens");
        let bind = SocketAddr::from(([127, 0, 0, 1], 0));
        let edge = Edge::start(&eyeline_edge::Config { workers: 1, bind, public: None }).expect("it starts");
        let edge = Arc::new(edge);
        let meetings = Meetings::new(Arc::clone(&edge), store.clone(), sink);
        let rooms = Rooms::new(store.clone());
        let profile = Profile { name: "r".to_owned(), ..Profile::default() };
        let room = rooms.create(profile).await.expect("the name is free");
        Self { meetings, rooms, room, folder, edge, store }
    }

    fn meeting(&self) -> Handle {
        self.meetings.join(&self.room).expect("the node goes on")
    }

    /// A meeting that does nothing by itself, and its mailbox.
    fn still(&self) -> (Meeting, mpsc::Sender<Message>) {
        let (mailbox, messages) = mpsc::channel(Handle::CAPACITY);
        let (edge, store) = (Arc::clone(&self.edge), self.store.clone());
        let meeting =
            Meeting::new(self.room.clone(), edge, store, Sink::default(), mailbox.downgrade(), messages);
        (meeting, mailbox)
    }
}

fn token(name: &str) -> Token {
    Token(name.to_owned())
}

fn enter(name: &str, credential: Credential) -> Enter {
    Enter {
        credential,
        name: name.into(),
        participant: ParticipantId(Uuid::new_v4()),
        token: token(name),
        multistream: true,
        call_tag: None,
    }
}

fn by_link() -> Credential {
    Credential::Ticket {
        id: TicketId("t1".to_owned()),
        role: Role::Host,
        name: None,
        expires_at: Timestamp(i64::MAX),
    }
}

async fn go_in(meeting: &Handle, enter: Enter) -> Result<(), Refused> {
    meeting.ask(|reply| Message::Enter(enter, reply)).await.map(drop)
}

async fn people(meeting: &Handle, by: &str) -> usize {
    let (show, shown) = oneshot::channel();
    let look = Box::new(move |room: &Policy, _: &Participant| {
        show.send(room.participants().count()).expect("the test listens");
    });
    meeting.ask(|reply| Message::Look(token(by), look, reply)).await.expect("they are inside");
    shown.await.expect("it was looked at")
}

#[tokio::test]
async fn whoever_has_gone_before_their_turn_takes_no_seat_and_uses_no_link() {
    let node = Node::new().await;
    let meeting = node.meeting();
    let (reply, gone) = oneshot::channel();
    drop(gone);
    meeting.tell(Message::Enter(enter("ana", by_link()), reply)).await;
    go_in(&meeting, enter("ana/2", by_link())).await.expect("the link was not used");
    assert_eq!(people(&meeting, "ana/2").await, 1);
}

#[tokio::test]
async fn whoever_goes_while_the_link_is_written_down_has_not_used_it() {
    use sqlx::Connection as _;
    let node = Node::new().await;
    let meeting = node.meeting();
    go_in(&meeting, enter("bo", Credential::Pin(None))).await.expect("the room is open");
    // The store makes everybody wait.
    let url = format!("sqlite://{}", node.folder.path().join("conference.db").display());
    let mut other = sqlx::SqliteConnection::connect(&url).await.expect("it opens");
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.expect("nobody writes");
    let (reply, goes) = oneshot::channel();
    meeting.tell(Message::Enter(enter("ana", by_link()), reply)).await;
    while meeting.waiting() > 0 {
        tokio::task::yield_now().await;
    }
    drop(goes);
    sqlx::query("COMMIT").execute(&mut other).await.expect("nothing was written");
    go_in(&meeting, enter("ana/2", by_link())).await.expect("the link was not used");
    assert_eq!(people(&meeting, "bo").await, 2);
}

#[tokio::test]
async fn a_meeting_begins_with_the_room_as_it_is_by_then() {
    let node = Node::new().await;
    let settings = Settings { pin: Some("1234".to_owned()), ..Settings::default() };
    let profile = Profile { settings, ..node.room.profile.clone() };
    node.rooms.update(&Room { number: node.room.number, profile }).await.expect("it is written");
    let refused = go_in(&node.meeting(), enter("ana", Credential::Pin(None))).await;
    assert!(matches!(refused, Err(Refused::ByPolicy(_))), "the room has had a PIN since");

    node.rooms.remove(node.room.number).await.expect("it is removed");
    let other =
        Node { meetings: Meetings::new(node.edge.clone(), node.store.clone(), Sink::default()), ..node };
    let refused = go_in(&other.meeting(), enter("ana", Credential::Pin(Some("1234".to_owned())))).await;
    assert!(matches!(refused, Err(Refused::Ended)), "the room is gone");
}

#[tokio::test]
async fn nobody_comes_into_a_meeting_whose_room_is_being_removed() {
    let node = Node::new().await;
    let meeting = node.meeting();
    meeting.tell(Message::Close).await;
    let refused = go_in(&meeting, enter("ana", Credential::Pin(None))).await;
    assert!(matches!(refused, Err(Refused::Ended)));
}

#[tokio::test]
async fn a_stream_that_nobody_fetched_is_closed_again() {
    let node = Node::new().await;
    let (mut meeting, _mailbox) = node.still();
    let (reply, _entered) = oneshot::channel();
    meeting.take(Message::Enter(enter("ana", Credential::Pin(None)), reply)).await;
    let (reply, opened) = oneshot::channel();
    meeting.take(Message::Watch(token("ana"), reply)).await;
    drop(opened);
    assert!(matches!(meeting.messages.try_recv(), Ok(Message::Unwatch { .. })));
}

#[tokio::test]
async fn whoever_opens_a_stream_is_told_who_speaks() {
    let node = Node::new().await;
    let (mut meeting, _mailbox) = node.still();
    let enter = enter("ana", Credential::Pin(None));
    let ana = enter.participant;
    let (reply, _entered) = oneshot::channel();
    meeting.take(Message::Enter(enter, reply)).await;
    meeting.media_happened(EdgeEvent::Media(MediaEvent::Speaker(PartyId(ana.0.as_u128()))));
    let told = meeting.everything(ana);
    let uuid = ana.to_string();
    let speaks = |event: &StreamEvent| {
        let StreamEvent::Stage(stage) = event else { return false };
        stage.iter().any(|one| one.participant_uuid == uuid)
    };
    assert!(told.iter().any(speaks), "{told:?}");
}

#[tokio::test]
async fn nothing_is_kept_of_a_call_that_is_over() {
    let node = Node::new().await;
    let (mut meeting, _mailbox) = node.still();
    let track = Track { mid: "0".to_owned(), party: PartyId(1), kind: Kind::Audio, content: Content::Main };
    meeting.media_happened(EdgeEvent::Media(MediaEvent::Tracks { leg: LegId(7), tracks: vec![track] }));
    assert!(!meeting.tracks.contains_key(&CallId(7)));
}

#[tokio::test]
async fn a_room_is_made_whole_or_not_at_all() {
    let node = Node::new().await;
    // From the first alias on, nothing can be written.
    let full = [
        "CREATE TRIGGER full BEFORE INSERT ON room_aliases BEGIN SELECT RAISE(ABORT, 'full'); END",
        "CREATE TRIGGER full_too BEFORE DELETE ON rooms BEGIN SELECT RAISE(ABORT, 'full'); END",
    ];
    let space = ["DROP TRIGGER full", "DROP TRIGGER full_too"];
    let does = async |sql: [&'static str; 2]| {
        let statements = sql.map(eyeline_shell::Statement::new).into();
        node.store.commit(statements).await.expect("it does");
    };
    let alias = crate::rooms::Alias { alias: "s".to_owned(), description: String::new() };
    let profile = Profile { name: "s".to_owned(), aliases: vec![alias], ..Profile::default() };
    does(full).await;
    assert!(matches!(node.rooms.create(profile.clone()).await, Err(NotWritten::Store(_))));
    does(space).await;
    node.rooms.create(profile).await.expect("nothing is left of the first attempt");
}

#[tokio::test]
async fn of_a_meeting_that_breaks_nobody_stays_behind_as_a_ghost() {
    let (told, mut reports) = mpsc::unbounded_channel();
    let take = async move |Json(report): Json<Value>| told.send(report).expect("the test listens");
    let pipe = Pipe::to(Router::new().route("/sink", post(take)));
    let login = Login { user: "sink".to_owned(), password: "secret".to_owned() };
    let target = EventSink { connector: Connector::InMemory(pipe), path: "/sink".to_owned(), login };
    let node = Node::told_to(Sink::start("test", Some(target))).await;
    let meeting = node.meeting();
    let ana = enter("ana", Credential::Pin(None));
    let uuid = ana.participant.to_string();
    go_in(&meeting, ana).await.expect("the room is open");
    let breaks = Box::new(|_: &Policy, _: &Participant| panic!("as if by a fault"));
    let broken = meeting.ask(|reply| Message::Look(token("ana"), breaks, reply)).await;
    assert!(broken.is_err());
    let left = loop {
        let report = timeout(PATIENCE, reports.recv()).await.expect("it comes").expect("a report");
        if report["event"] == "participant_disconnected" {
            break report;
        }
    };
    assert_eq!(left["data"]["uuid"], uuid.as_str());
    go_in(&node.meeting(), enter("ana/2", Credential::Pin(None))).await.expect("another has begun");
}
