//! An escalation as the customer's page reads it.

use eyeline_engagement::{Escalation, Offers, Place, Stage};
use eyeline_genesys::DateTime;
use eyeline_model::Timestamp;
use serde::Serialize;

/// An escalation as the customer's page reads it: only the object of the current stage is present, and the
/// meeting also while it is interrupted.
#[derive(Serialize)]
pub(crate) struct EscalationView<'a> {
    id: String,
    conversation_id: String,
    stage: &'static str,
    media: &'static str,
    call_back: bool,
    queue: QueueView<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    waiting: Option<WaitingView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meeting: Option<MeetingView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interrupted: Option<InterruptedView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<EndedView<'a>>,
}

#[derive(Serialize)]
struct QueueView<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct WaitingView {
    position: Option<u32>,
    estimated_wait_s: Option<i64>,
    since: DateTime,
    note: Option<&'static str>,
    offers_due: bool,
}

#[derive(Serialize)]
struct MeetingView<'a> {
    adviser: AdviserView<'a>,
    /// Absent while it cannot be entered yet.
    room: Option<RoomView>,
    started_at: DateTime,
}

#[derive(Serialize)]
struct InterruptedView<'a> {
    adviser: AdviserView<'a>,
    until: DateTime,
}

#[derive(Clone, Copy, Serialize)]
struct AdviserView<'a> {
    name: &'a str,
}

/// How to enter a room.
#[derive(Clone, Serialize)]
pub(crate) struct RoomView {
    pub(crate) alias: String,
    pub(crate) ticket: String,
    /// The conference's own host; empty for the one that served this.
    pub(crate) node: String,
}

#[derive(Serialize)]
struct EndedView<'a> {
    reason: &'static str,
    duration_s: i64,
    reference: &'a str,
}

impl<'a> EscalationView<'a> {
    /// The escalation, with the way into its room if it has been opened.
    pub(crate) fn new(escalation: &'a Escalation, room: Option<RoomView>) -> Self {
        let mut view = Self {
            id: escalation.id.to_string(),
            conversation_id: escalation.conversation.to_string(),
            stage: escalation.stage.name(),
            media: escalation.media.name(),
            call_back: escalation.call_back,
            queue: QueueView { name: &escalation.queue.name },
            waiting: None,
            meeting: None,
            interrupted: None,
            ended: None,
        };
        if let Some(meeting) = escalation.stage.meeting() {
            let started_at = time(meeting.started_at.unwrap_or(meeting.accepted_at));
            let adviser = AdviserView { name: meeting.adviser.name.reveal() };
            view.meeting = Some(MeetingView { adviser, room, started_at });
        }
        match &escalation.stage {
            Stage::Waiting(waiting) => view.waiting = Some(WaitingView::new(waiting)),
            Stage::Meeting(_) => {}
            Stage::Interrupted { meeting, until } => {
                let adviser = AdviserView { name: meeting.adviser.name.reveal() };
                view.interrupted = Some(InterruptedView { adviser, until: time(*until) });
            }
            Stage::Ended(ended) => {
                view.ended = Some(EndedView {
                    reason: ended.reason.name(),
                    duration_s: ended.duration.as_secs(),
                    reference: &escalation.reference,
                });
            }
        }
        view
    }
}

impl WaitingView {
    fn new(waiting: &eyeline_engagement::Waiting) -> Self {
        let (position, wait) = match waiting.place {
            Place::Known { position, wait, .. } => (Some(position), wait),
            Place::Requested | Place::Queued { .. } => (None, None),
        };
        Self {
            position,
            estimated_wait_s: wait.map(eyeline_model::Duration::as_secs),
            since: time(waiting.since),
            note: waiting.note.map(eyeline_engagement::Note::name),
            offers_due: waiting.offers == Offers::Due,
        }
    }
}

fn time(at: Timestamp) -> DateTime {
    DateTime::from_millis(at.as_millis())
}
