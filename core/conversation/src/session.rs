//! One participant's presence on one medium.

use eyeline_model::{CommunicationId, ConversationId, Media, ParticipantId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    AfterCallWork, Callback, DisconnectReason, InQueueFlow, Segment, SegmentKind, Stage, WrapUp, WrongStage,
};

/// One participant's presence on one medium.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Session {
    /// Which session. For an agent's it is the fence token of the offer.
    pub id: CommunicationId,
    /// The medium, and what belongs to it.
    pub kind: SessionKind,
    /// What is true of it now.
    pub stage: Stage,
    /// What was true of it, oldest first; the last one is open unless the session is over.
    pub segments: Vec<Segment>,
    /// The agent wants after-call work although the queue does not ask for it.
    #[serde(default)]
    pub after_call_work_requested: bool,
    /// What the agent said it was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrap_up: Option<WrapUp>,
    /// What keeps the customer company, where this is a place in a queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_queue_flow: Option<Box<InQueueFlow>>,
}

/// A medium, and what belongs to it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    /// Chat.
    Message,
    /// A promised meeting.
    Callback(Callback),
}

/// Where a session is found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct SessionKey {
    /// In which conversation.
    pub conversation: ConversationId,
    /// Of which participant.
    pub participant: ParticipantId,
    /// Which session.
    pub communication: CommunicationId,
}

impl SessionKind {
    /// Its medium.
    pub const fn media(&self) -> Media {
        match self {
            Self::Message => Media::Message,
            Self::Callback(_) => Media::Callback,
        }
    }
}

impl Session {
    /// Its medium.
    pub const fn media(&self) -> Media {
        self.kind.media()
    }

    /// The promise, if it is a callback.
    pub const fn callback(&self) -> Option<&Callback> {
        match &self.kind {
            SessionKind::Callback(callback) => Some(callback),
            SessionKind::Message => None,
        }
    }

    /// A session that waits for its time.
    pub fn scheduled(id: CommunicationId, callback: Callback, now: Timestamp, due: Timestamp) -> Self {
        Self::begin(
            id,
            SessionKind::Callback(callback),
            Stage::Scheduled { due },
            SegmentKind::Scheduled,
            now,
        )
    }

    /// A session that rings.
    pub fn alerting(id: CommunicationId, kind: SessionKind, now: Timestamp, until: Timestamp) -> Self {
        Self::begin(id, kind, Stage::Alerting { until }, SegmentKind::Alert, now)
    }

    /// A session that is in touch.
    pub fn connected(id: CommunicationId, kind: SessionKind, now: Timestamp) -> Self {
        Self::begin(id, kind, Stage::connected(now), SegmentKind::Interact, now)
    }

    fn begin(
        id: CommunicationId,
        kind: SessionKind,
        stage: Stage,
        segment: SegmentKind,
        now: Timestamp,
    ) -> Self {
        let segments = vec![Segment::open(segment, now)];
        Self {
            id,
            kind,
            stage,
            segments,
            after_call_work_requested: false,
            wrap_up: None,
            in_queue_flow: None,
        }
    }

    /// The callback's time has come.
    pub fn arrive(&mut self, now: Timestamp) -> Result<(), WrongStage> {
        self.stage = self.stage.arrive(now)?;
        self.turn_to(SegmentKind::Interact, now);
        Ok(())
    }

    /// The callback is to enter the queue at another time.
    pub fn reschedule(&mut self, due: Timestamp) -> Result<(), WrongStage> {
        self.stage = self.stage.reschedule(due)?;
        if let SessionKind::Callback(callback) = &mut self.kind {
            callback.scheduled_for = Some(due);
        }
        Ok(())
    }

    /// The agent accepts.
    pub fn answer(&mut self, now: Timestamp) -> Result<(), WrongStage> {
        self.stage = self.stage.answer(now)?;
        self.turn_to(SegmentKind::Interact, now);
        Ok(())
    }

    /// Puts on hold, or takes off it. Asking twice changes nothing.
    pub fn hold(&mut self, now: Timestamp, held: bool) -> Result<(), WrongStage> {
        let stage = self.stage.hold(held.then_some(now))?;
        if held != self.is_held() {
            self.stage = stage;
            self.turn_to(if held { SegmentKind::Hold } else { SegmentKind::Interact }, now);
        }
        Ok(())
    }

    /// Turns the microphone off or on.
    pub fn mute(&mut self, muted: bool) -> Result<(), WrongStage> {
        self.stage = self.stage.mute(muted)?;
        Ok(())
    }

    /// The session ends; `work` is what its agent has left to do.
    pub fn disconnect(
        &mut self,
        now: Timestamp,
        reason: DisconnectReason,
        work: Option<AfterCallWork>,
    ) -> Result<(), WrongStage> {
        self.stage = self.stage.disconnect(now, reason, work)?;
        self.end_segment(now, Some(reason));
        if work.is_some_and(AfterCallWork::holds_capacity) {
            self.segments.push(Segment::open(SegmentKind::WrapUp, now));
        }
        Ok(())
    }

    /// After-call work is done.
    pub fn finish(&mut self, now: Timestamp) -> Result<(), WrongStage> {
        self.stage = self.stage.finish()?;
        self.end_segment(now, None);
        Ok(())
    }

    /// Whether it is on hold.
    pub const fn is_held(&self) -> bool {
        matches!(self.stage, Stage::Connected { held: Some(_), .. })
    }

    /// Whether its microphone is off.
    pub const fn is_muted(&self) -> bool {
        matches!(self.stage, Stage::Connected { muted: true, .. })
    }

    fn turn_to(&mut self, kind: SegmentKind, now: Timestamp) {
        self.end_segment(now, None);
        self.segments.push(Segment::open(kind, now));
    }

    fn end_segment(&mut self, now: Timestamp, disconnect: Option<DisconnectReason>) {
        if let Some(segment) = self.segments.last_mut().filter(|segment| segment.ended_at.is_none()) {
            segment.ended_at = Some(now);
            segment.disconnect = disconnect;
        }
    }

    /// When it first rang.
    pub fn alerted_at(&self) -> Option<Timestamp> {
        self.first(SegmentKind::Alert).map(|segment| segment.started_at)
    }

    /// When it was first connected.
    pub fn connected_at(&self) -> Option<Timestamp> {
        self.first(SegmentKind::Interact).map(|segment| segment.started_at)
    }

    /// Its after-call work, finished or not.
    pub fn wrap_up_segment(&self) -> Option<&Segment> {
        self.first(SegmentKind::WrapUp)
    }

    fn first(&self, kind: SegmentKind) -> Option<&Segment> {
        self.segments.iter().find(|segment| segment.kind == kind)
    }
}
