//! What engagement decides: facts, tasks for the world, and refusals.

use eyeline_model::{ConversationId, Duration, EscalationId, ParticipantId, RoomId};
use serde::{Deserialize, Serialize};

use crate::{Adviser, Note, Reason};

/// Something that has happened to an escalation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// To which.
    pub escalation: EscalationId,
    /// What.
    pub fact: Fact,
}

/// The facts of an escalation's life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// A customer has asked for a call.
    Requested {
        /// Out of which conversation.
        conversation: ConversationId,
    },
    /// The callback waits in the queue.
    Queued,
    /// The place in line has changed.
    Moved {
        /// One-based.
        position: u32,
        /// How long it may take.
        wait: Option<Duration>,
    },
    /// An adviser did not answer.
    PassedOn,
    /// The customer has waited long enough to be offered other ways.
    OffersDue,
    /// The customer has chosen to go on waiting.
    WentOnWaiting,
    /// The customer has chosen to be called back.
    CallBackChosen,
    /// The customer has chosen voice.
    VoiceChosen,
    /// An adviser has accepted.
    Accepted {
        /// Who.
        adviser: Adviser,
    },
    /// The room can be entered.
    RoomOpened {
        /// Which.
        room: RoomId,
    },
    /// Somebody came into the room, left it, or is connected otherwise than before.
    RosterChanged,
    /// Adviser and customer are both in the room for the first time.
    Met,
    /// The adviser's connection was lost.
    Interrupted,
    /// The adviser is back.
    Resumed,
    /// The customer is in line again, at the front.
    Requeued {
        /// Why.
        note: Note,
    },
    /// The adviser has handed the customer on to somebody else.
    HandedOn,
    /// The system was restarted around it.
    Restarted,
    /// It is over.
    Ended {
        /// Why.
        reason: Reason,
    },
}

impl Fact {
    /// The fact's name in the event log.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Requested { .. } => "escalation.requested",
            Self::Queued => "escalation.queued",
            Self::Moved { .. } => "escalation.moved",
            Self::PassedOn => "escalation.passed_on",
            Self::OffersDue => "escalation.offers_due",
            Self::WentOnWaiting => "escalation.went_on_waiting",
            Self::CallBackChosen => "escalation.call_back_chosen",
            Self::VoiceChosen => "escalation.voice_chosen",
            Self::Accepted { .. } => "escalation.accepted",
            Self::RoomOpened { .. } => "escalation.room_opened",
            Self::RosterChanged => "escalation.roster_changed",
            Self::Met => "escalation.met",
            Self::Interrupted => "escalation.interrupted",
            Self::Resumed => "escalation.resumed",
            Self::Requeued { .. } => "escalation.requeued",
            Self::HandedOn => "escalation.handed_on",
            Self::Restarted => "escalation.restarted",
            Self::Ended { .. } => "escalation.ended",
        }
    }
}

/// Something the world must now do for an escalation; tasks of one conversation are done in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// For which.
    pub escalation: EscalationId,
    /// The conversation it concerns.
    pub conversation: ConversationId,
    /// Numbers the tasks of a conversation: no two share a number.
    pub revision: i64,
    /// What.
    pub task: Task,
}

/// The tasks. Each names only what it is about; whoever does it looks at the escalation as it is by then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// Ask the contact center for a callback on the conversation.
    CreateCallback {
        /// Which of the escalation's callbacks.
        attempt: u32,
    },
    /// Take the waiting callback back.
    CancelCallback,
    /// End an adviser's part in the callback.
    DisconnectAdviser {
        /// The adviser's participant in the conversation.
        participant: ParticipantId,
    },
    /// Make the room.
    OpenRoom {
        /// Which.
        room: RoomId,
    },
    /// Empty the room and remove it.
    CloseRoom {
        /// Which.
        room: RoomId,
    },
    /// Show the agents what the customer has chosen.
    SetAttributes,
}

impl Task {
    /// The task's name in the outbox.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::CreateCallback { .. } => "callback.create",
            Self::CancelCallback => "callback.cancel",
            Self::DisconnectAdviser { .. } => "adviser.disconnect",
            Self::OpenRoom { .. } => "room.open",
            Self::CloseRoom { .. } => "room.close",
            Self::SetAttributes => "attributes.set",
        }
    }
}

/// Why nothing was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such escalation, or no longer.
    Unknown,
    /// It cannot be had at this stage.
    WrongStage {
        /// The stage the escalation is in.
        found: &'static str,
    },
    /// There is no telephone number to call back.
    NoTelephone,
    /// As many escalations are under way as this installation takes.
    Full,
}
