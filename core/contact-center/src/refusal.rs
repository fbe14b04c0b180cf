//! The core says no.

use eyeline_conversation::WrongStage;
use eyeline_flow::{FlowKind, Report};
use eyeline_model::{CommunicationId, ConversationId, FlowId, Media, MessageId, ParticipantId, UserId};

use crate::ObjectKey;

/// The core says no, and nothing has changed. Each variant meets its HTTP status in one table at the border.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// There is no such thing configured.
    Unknown(ObjectKey),
    /// There is no such conversation, or it is closed.
    UnknownConversation(ConversationId),
    /// The conversation has no such participant.
    UnknownParticipant(ParticipantId),
    /// The conversation has no such session.
    UnknownSession(CommunicationId),
    /// No such message is remembered.
    UnknownMessage(MessageId),
    /// The id is taken.
    ConversationExists(ConversationId),
    /// This message was accepted before.
    MessageExists(MessageId),
    /// Something still needs it: a waiting conversation, a deployment, an agent at work.
    InUse(ObjectKey),
    /// The offer is over: answered, declined, timed out or withdrawn.
    StaleOffer(CommunicationId),
    /// The offer is somebody else's.
    NotYourOffer {
        /// Which offer.
        communication: CommunicationId,
        /// Who may answer it.
        offered_to: UserId,
    },
    /// The step is not possible from where the session is.
    WrongStage(WrongStage),
    /// The step is for agents' sessions.
    NotAnAgent(ParticipantId),
    /// The step is for the customer.
    NotACustomer(ParticipantId),
    /// The step is for another medium.
    WrongMedia {
        /// The medium the step is for.
        wanted: Media,
    },
    /// The conversation has a live session on this medium already.
    AlreadyOn(Media),
    /// The conversation waits in no queue on this medium.
    NotWaiting(Media),
    /// The agent cannot be given it by hand.
    CannotOffer(eyeline_acd::CannotOffer),
    /// Nobody hands a customer on to themselves.
    ToOneself,
    /// The agent is not on queue.
    NotOnQueue(UserId),
    /// After-call work in this queue ends with a code, and none has been chosen.
    CodeRequired,
    /// The queue's agents do not use this code.
    CodeNotAllowed(ObjectKey),
    /// The queue gives a fixed time for after-call work.
    AfterCallWorkIsForced,
    /// The flow is not sound.
    DoesNotCompile(Box<Report>),
    /// What a flow does cannot be configured: it is [published](crate::Command::Publish).
    NotChecked(FlowId),
    /// The flow is for something else.
    WrongFlowKind {
        /// Which flow.
        flow: FlowId,
        /// What it is for.
        found: FlowKind,
    },
    /// A value is out of its range: which one.
    OutOfRange(&'static str),
}

impl From<WrongStage> for Refusal {
    fn from(wrong: WrongStage) -> Self {
        Self::WrongStage(wrong)
    }
}
