//! What has happened.

use eyeline_conversation::{
    AfterCallWork, Attributes, Content, DisconnectReason, Message, MessageStatus, SessionKey, WrapUp,
};
use eyeline_flow::{EffectId, End, Fault};
use eyeline_model::{
    ConversationId, Duration, FlowId, Media, MessageId, ParticipantId, Pii, QueueId, RoutingRequest, Search,
    Timestamp, UserId,
};
use serde::{Deserialize, Serialize};

use crate::{Object, ObjectKey, Presence, RoutingStatus};

/// What has happened: stored in the log, published, and applied to the tables.
///
/// A table's row is written again when an event names it: [`Event::conversation`], [`Event::agent`] and
/// [`Event::object`] say which, and the contact center says what it looks like now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A thing of the configuration is as this says.
    Configured(Object),
    /// A thing is no longer in the configuration. A user's agent row goes with the user.
    Removed(ObjectKey),
    /// Somebody says something else of themselves.
    PresenceChanged {
        /// Who.
        user: UserId,
        /// What they said before.
        from: Presence,
        /// What they say now.
        to: Presence,
    },
    /// The ACD sees somebody differently.
    RoutingStatusChanged {
        /// Who.
        user: UserId,
        /// What it saw before.
        from: RoutingStatus,
        /// What it sees now.
        to: RoutingStatus,
    },

    /// A customer is in touch for the first time in this matter.
    ConversationStarted {
        /// Which conversation.
        conversation: ConversationId,
    },
    /// A message was accepted. The only event with its words.
    Messaged {
        /// The session it was sent from.
        session: SessionKey,
        /// What the core remembers.
        message: Message,
        /// What it says.
        content: Pii<Content>,
    },
    /// A message has come further.
    MessageAdvanced {
        /// In which conversation.
        conversation: ConversationId,
        /// Which message.
        message: MessageId,
        /// How far.
        status: MessageStatus,
    },

    /// A flow leads the customer from now on, or keeps them company while they wait.
    FlowStarted {
        /// The flow's session; of one that keeps company, the ACD's.
        session: SessionKey,
        /// Which flow.
        flow: FlowId,
        /// Which version of it.
        version: u32,
    },
    /// A flow has done what it could, and waits.
    FlowWentOn {
        /// The flow's session.
        session: SessionKey,
        /// For the answer to this, unless only for time or for the customer.
        asked: Option<EffectId>,
        /// When it goes on anyway.
        until: Option<Timestamp>,
    },
    /// Something went wrong in a flow: for those who look after it.
    FlowFaulted {
        /// The flow's session.
        session: SessionKey,
        /// What.
        fault: Fault,
    },
    /// A flow leads the customer no more, and its session is over too; or it keeps nobody company any more.
    FlowEnded {
        /// The flow's session.
        session: SessionKey,
        /// Which flow.
        flow: FlowId,
        /// How it ended.
        end: End,
    },

    /// A callback waits for its time. Said again when that time is moved.
    CallbackScheduled {
        /// The ACD's session.
        session: SessionKey,
        /// Where it will wait.
        queue: QueueId,
        /// When it enters the queue.
        due: Timestamp,
    },
    /// A conversation waits for an agent.
    Queued {
        /// The ACD's session.
        session: SessionKey,
        /// On which medium.
        media: Media,
        /// Where, and for whom.
        request: RoutingRequest,
    },
    /// A waiting conversation asks for something else.
    RoutingChanged {
        /// The ACD's session.
        session: SessionKey,
        /// On which medium.
        media: Media,
        /// What it asks for now.
        request: RoutingRequest,
    },
    /// The search for an agent has gone on.
    #[serde(alias = "preference_changed")]
    SearchWentOn {
        /// The ACD's session.
        session: SessionKey,
        /// On which medium.
        media: Media,
        /// How far the search has come.
        search: Search,
    },

    /// A conversation leaves its queue unanswered for another one: the line was too long, or nobody was there whom the
    /// customer had asked for. The ACD's session is over; it is queued elsewhere in the same step.
    FlowedOut {
        /// The ACD's session.
        session: SessionKey,
        /// On which medium.
        media: Media,
        /// From where.
        from: QueueId,
        /// Into which queue.
        to: QueueId,
        /// Whether it becomes a callback there.
        as_callback: bool,
    },
    /// A line has become long enough for somebody to be told, or is that no more. Said again after a restart.
    DepthAlerted {
        /// Of which queue.
        queue: QueueId,
        /// On which medium.
        media: Media,
        /// How much is unanswered.
        depth: usize,
        /// Whether it has become long.
        is_raised: bool,
    },

    /// An agent's desk rings.
    Offered {
        /// The agent's new session: the fence token is its communication.
        session: SessionKey,
        /// On which medium.
        media: Media,
        /// On behalf of which queue.
        queue: QueueId,
        /// Whose desk.
        agent: UserId,
        /// When the offer is withdrawn.
        until: Timestamp,
    },
    /// The agent accepted; the ACD's session is over.
    Answered {
        /// The agent's session.
        session: SessionKey,
        /// On which medium.
        media: Media,
        /// On behalf of which queue.
        queue: QueueId,
        /// Who accepted.
        agent: UserId,
        /// How long the customer was in the queue.
        waited: Duration,
    },
    /// The offer is over without an answer, and its session with it. Reason `Timeout` and `Client` (declined) leave
    /// the agent not responding; after these and `TransferNotAvailable` (went off queue) the conversation waits on
    /// at its old rank; `Peer` and `System` ended the wait as well.
    OfferEnded {
        /// The agent's session.
        session: SessionKey,
        /// On which medium.
        media: Media,
        /// On behalf of which queue.
        queue: QueueId,
        /// Whose desk rang.
        agent: UserId,
        /// Why.
        reason: DisconnectReason,
    },
    /// A session was put on hold or taken off.
    HoldChanged {
        /// Which session.
        session: SessionKey,
        /// Whether it is on hold.
        held: bool,
    },
    /// A session's microphone was turned off or on.
    MuteChanged {
        /// Which session.
        session: SessionKey,
        /// Whether it is off.
        muted: bool,
    },
    /// A session that was connected, waiting or scheduled is over.
    Disconnected {
        /// Which session.
        session: SessionKey,
        /// On which medium.
        media: Media,
        /// Why.
        reason: DisconnectReason,
        /// The agent, if it was one's.
        agent: Option<UserId>,
    },

    /// An agent has something left to do after a session.
    AfterCallWorkStarted {
        /// Which session.
        session: SessionKey,
        /// Who.
        agent: UserId,
        /// What.
        work: AfterCallWork,
    },
    /// An agent is done with a session for good.
    AfterCallWorkEnded {
        /// Which session.
        session: SessionKey,
        /// Who.
        agent: UserId,
    },
    /// An agent wants after-call work although the queue does not ask for it, or does not want it any more.
    AfterCallWorkAsked {
        /// After which session.
        session: SessionKey,
        /// Whether it is wanted.
        wanted: bool,
    },
    /// What a session was about.
    WrappedUp {
        /// Which session.
        session: SessionKey,
        /// Who says so.
        agent: UserId,
        /// What they say.
        wrap_up: WrapUp,
    },
    /// What is known about a participant has changed.
    AttributesChanged {
        /// In which conversation.
        conversation: ConversationId,
        /// About whom.
        participant: ParticipantId,
        /// All that is known now.
        attributes: Attributes,
    },

    /// The last session is over.
    ConversationEnded {
        /// Which conversation.
        conversation: ConversationId,
    },
    /// After-call work is over as well: the conversation will not change any more and the core forgets it. Its row
    /// is no longer part of a [`Snapshot`](crate::Snapshot).
    ConversationClosed {
        /// Which conversation, as it stays.
        conversation: Box<eyeline_conversation::Conversation>,
    },
}

impl Event {
    /// The conversation that has changed.
    pub const fn conversation(&self) -> Option<ConversationId> {
        match self {
            Self::Configured(_)
            | Self::Removed(_)
            | Self::PresenceChanged { .. }
            | Self::RoutingStatusChanged { .. }
            | Self::DepthAlerted { .. } => None,
            Self::ConversationStarted { conversation }
            | Self::MessageAdvanced { conversation, .. }
            | Self::AttributesChanged { conversation, .. }
            | Self::ConversationEnded { conversation } => Some(*conversation),
            Self::ConversationClosed { conversation } => Some(conversation.id),
            Self::Messaged { session, .. }
            | Self::FlowStarted { session, .. }
            | Self::FlowWentOn { session, .. }
            | Self::FlowFaulted { session, .. }
            | Self::FlowEnded { session, .. }
            | Self::CallbackScheduled { session, .. }
            | Self::Queued { session, .. }
            | Self::RoutingChanged { session, .. }
            | Self::SearchWentOn { session, .. }
            | Self::FlowedOut { session, .. }
            | Self::Offered { session, .. }
            | Self::Answered { session, .. }
            | Self::OfferEnded { session, .. }
            | Self::HoldChanged { session, .. }
            | Self::MuteChanged { session, .. }
            | Self::Disconnected { session, .. }
            | Self::AfterCallWorkStarted { session, .. }
            | Self::AfterCallWorkEnded { session, .. }
            | Self::AfterCallWorkAsked { session, .. }
            | Self::WrappedUp { session, .. } => Some(session.conversation),
        }
    }

    /// The agent whose row has changed.
    pub const fn agent(&self) -> Option<UserId> {
        match self {
            Self::PresenceChanged { user, .. } | Self::RoutingStatusChanged { user, .. } => Some(*user),
            Self::Configured(Object::User(user)) => Some(user.id),
            Self::Removed(ObjectKey::User(user)) => Some(*user),
            Self::Offered { agent, .. } | Self::Answered { agent, .. } | Self::OfferEnded { agent, .. } => {
                Some(*agent)
            }
            Self::AfterCallWorkStarted { agent, .. } | Self::AfterCallWorkEnded { agent, .. } => Some(*agent),
            Self::Disconnected { agent, .. } => *agent,
            _ => None,
        }
    }

    /// The thing of the configuration that has changed.
    pub const fn object(&self) -> Option<ObjectKey> {
        match self {
            Self::Configured(object) => Some(object.key()),
            Self::Removed(key) => Some(*key),
            _ => None,
        }
    }
}
