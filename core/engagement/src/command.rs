//! What engagement can be asked, and what it can be told.

use eyeline_model::{CommunicationId, ConversationId, Duration, EscalationId, Pii, RoomId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Adviser, CallMedia, Customer, Queue, Routing};

/// The one door into [`Engagement`](crate::Engagement).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// A customer asks for a face-to-face call.
    Request(Box<Request>),
    /// The customer of an escalation wants something.
    Wish {
        /// Whose.
        escalation: EscalationId,
        /// What.
        wish: Wish,
    },
    /// The contact center has answered to a callback that was asked for.
    Callback {
        /// For which escalation.
        escalation: EscalationId,
        /// Which of its callbacks.
        attempt: u32,
        /// The answer.
        answer: CallbackAnswer,
    },
    /// The contact center estimates a place in line.
    Estimated {
        /// Whose place.
        escalation: EscalationId,
        /// In which of its waits.
        attempt: u32,
        /// The estimate.
        estimate: Estimate,
    },
    /// The contact center shows a conversation as it is, or lately was.
    Observed(Observation),
    /// The conference tells of a room.
    Room {
        /// The escalation the room is for.
        escalation: EscalationId,
        /// Which room.
        room: RoomId,
        /// The news.
        news: RoomNews,
    },
    /// This system was started again.
    Restarted {
        /// Whether the conference was too: the rooms are empty.
        rooms_lost: bool,
    },
    /// The conference was started again: the rooms are empty.
    RoomsLost,
}

/// A request for a face-to-face call, out of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The conversation the customer is in.
    pub conversation: ConversationId,
    /// The secret by which the customer's page will ask after the escalation.
    pub code: Pii<String>,
    /// Who asks.
    pub customer: Customer,
    /// Where to wait.
    pub queue: Queue,
    /// By whom the customer can be advised.
    pub routing: Routing,
    /// How they want to meet.
    pub media: CallMedia,
    /// Callback sessions of the conversation that are over already: they belong to earlier escalations.
    pub past: Vec<CommunicationId>,
}

/// What a customer can want of an escalation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Voice instead of video, at the same place in line.
    Voice,
    /// Keep my place and call me back, at this number or at the one given before.
    CallBack(Option<Pii<String>>),
    /// Go on waiting here.
    Wait,
    /// Leave the line or the meeting.
    Leave,
}

/// The contact center's answer to a callback that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallbackAnswer {
    /// It waits in the queue.
    Placed,
    /// It cannot be had, and asking again would not help.
    Refused,
}

/// A place in line as the contact center estimates it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// One-based; `None` when the contact center does not say.
    pub position: Option<u32>,
    /// How long it may take.
    pub wait: Option<Duration>,
}

/// A conversation of the contact center, reduced to what matters here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// Which conversation.
    pub conversation: ConversationId,
    /// When it was asked for; `None` for news that may have been under way for a while.
    pub asked_at: Option<Timestamp>,
    /// Whether the customer still has a session of any kind.
    pub customer_is_here: bool,
    /// What has become of the callbacks as a whole.
    pub callback: CallbackState,
    /// The agents with a callback session, alerted, connected or over.
    pub seen: Vec<Seen>,
}

/// What has become of a conversation's callbacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallbackState {
    /// There was none.
    None,
    /// One waits, alerts or is connected.
    Live,
    /// There was one, and it is over.
    Over,
}

/// An agent on a callback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Who.
    pub adviser: Adviser,
    /// How.
    pub sighting: Sighting,
}

/// How an agent was seen on a callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sighting {
    /// Being asked.
    Alerting,
    /// Having accepted.
    Connected,
    /// No longer on it.
    Over(Parting),
}

/// How an agent's callback session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parting {
    /// Declined, or not answered in time.
    Unanswered,
    /// Ended on purpose.
    HungUp,
    /// The connection failed.
    Dropped,
    /// Handed on to somebody else: the callback lives on.
    HandedOn,
}

/// What the conference tells of a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoomNews {
    /// It can be entered.
    Opened,
    /// It cannot be had, and asking again would not help.
    Refused,
    /// Somebody is in it.
    Leg {
        /// The conference's name for the leg.
        leg: String,
        /// Who.
        person: Person,
    },
    /// A leg has left.
    LegLeft {
        /// The conference's name for the leg.
        leg: String,
    },
}

/// Somebody in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// As whom.
    pub role: Role,
    /// How well they are connected.
    pub link: Link,
}

/// As whom somebody is in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The adviser.
    Host,
    /// The customer.
    Guest,
}

/// How well somebody is connected, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// Nothing has been heard for some seconds.
    Lost,
    /// Media or signalling arrive.
    Good,
}
