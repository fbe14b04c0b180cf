//! Where an escalation stands, and what is true there.

use std::collections::BTreeMap;

use eyeline_model::{CommunicationId, Duration, ParticipantId, Pii, RoomId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use crate::{Link, Person};

/// The stages of an escalation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The customer waits for an adviser.
    Waiting(Waiting),
    /// An adviser has accepted.
    Meeting(Meeting),
    /// The adviser's connection was lost, and the customer waits for it to come back.
    Interrupted {
        /// The meeting as it was.
        meeting: Meeting,
        /// When it is given up.
        until: Timestamp,
    },
    /// It is over.
    Ended(Ended),
}

impl Stage {
    /// The stage's name in logs and on the wire.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Waiting(_) => "waiting",
            Self::Meeting(_) => "meeting",
            Self::Interrupted { .. } => "interrupted",
            Self::Ended(_) => "ended",
        }
    }

    /// The meeting, also while it is interrupted.
    pub const fn meeting(&self) -> Option<&Meeting> {
        match self {
            Self::Meeting(meeting) | Self::Interrupted { meeting, .. } => Some(meeting),
            Self::Waiting(_) | Self::Ended(_) => None,
        }
    }

    pub(crate) const fn meeting_mut(&mut self) -> Option<&mut Meeting> {
        match self {
            Self::Meeting(meeting) | Self::Interrupted { meeting, .. } => Some(meeting),
            Self::Waiting(_) | Self::Ended(_) => None,
        }
    }
}

/// A wait in line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// When this wait began.
    pub since: Timestamp,
    /// How far ahead in the line, as far as it is known.
    pub place: Place,
    /// When the customer is offered other ways.
    pub offers: Offers,
    /// What the customer should be told about this wait.
    pub note: Option<Note>,
}

/// A place in line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The contact center has been asked for a callback and has not answered yet.
    Requested,
    /// The callback waits; what is ahead of it is not known yet.
    Queued {
        /// When the contact center confirmed it.
        since: Timestamp,
    },
    /// The callback waits at this place.
    Known {
        /// When the contact center confirmed the callback.
        since: Timestamp,
        /// One-based. It never rises within one wait, for nobody would believe it.
        position: u32,
        /// How long it may take.
        wait: Option<Duration>,
    },
}

/// Whether the customer is offered to be called back, to switch to voice, or to book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Offers {
    /// Not before this moment.
    At(Timestamp),
    /// Now, and until the customer chooses.
    Due,
}

/// A reason, in words, for something the customer would otherwise wonder about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// An adviser did not answer; the next one is asked.
    NextAdviser,
    /// The adviser's connection was lost; the customer is first in line.
    AdviserLost,
    /// The system was restarted; the place in line was kept.
    Restarted,
}

/// An adviser and the room for the meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// Who has accepted.
    pub adviser: Adviser,
    /// Where they meet.
    pub room: Room,
    /// When the adviser accepted.
    pub accepted_at: Timestamp,
    /// When both were first in the room.
    pub started_at: Option<Timestamp>,
    /// Whether the adviser is in the room.
    pub presence: Presence,
    /// The legs in the room, by the conference's name for them.
    pub legs: BTreeMap<String, Person>,
}

/// The agent who has accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adviser {
    /// The agent's user.
    pub user: UserId,
    /// The agent's participant in the conversation.
    pub participant: ParticipantId,
    /// The callback session on which the agent accepted.
    pub session: CommunicationId,
    /// What the customer reads.
    pub name: Pii<String>,
}

/// A room of the conference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// The room's name and alias at the conference.
    pub id: RoomId,
    /// Whether it can be entered.
    pub state: RoomState,
}

/// Whether a room can be entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomState {
    /// Not yet, and no longer awaited after this moment.
    Opening {
        /// When the meeting is given up.
        until: Timestamp,
    },
    /// It can.
    Open,
}

/// Whether the adviser is in the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Not yet seen, and lost after this moment.
    Expected {
        /// When the adviser counts as lost.
        until: Timestamp,
    },
    /// In the room.
    Here,
    /// Left the room without ending the conversation.
    Gone {
        /// When.
        since: Timestamp,
    },
}

impl Meeting {
    /// The adviser's best connection to the room, if there is a leg at all.
    pub(crate) fn adviser_link(&self) -> Option<Link> {
        self.legs.values().filter(|person| person.role == crate::Role::Host).map(|person| person.link).max()
    }

    /// Whether the customer is in the room.
    pub(crate) fn customer_is_here(&self) -> bool {
        self.legs.values().any(|person| person.role == crate::Role::Guest && person.link == Link::Good)
    }
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: Reason,
    /// How long adviser and customer had met.
    pub duration: Duration,
}

/// Why an escalation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The adviser ended it.
    AdviserLeft,
    /// The customer left the line or the meeting.
    CustomerLeft,
    /// The adviser has called the customer back.
    CalledBack,
    /// The contact center or the conference could not do its part.
    Failed,
}

impl Reason {
    /// The reason's name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AdviserLeft => "adviser_left",
            Self::CustomerLeft => "customer_left",
            Self::CalledBack => "called_back",
            Self::Failed => "failed",
        }
    }
}

impl Note {
    /// The note's name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NextAdviser => "next_adviser",
            Self::AdviserLost => "adviser_lost",
            Self::Restarted => "restarted",
        }
    }
}
