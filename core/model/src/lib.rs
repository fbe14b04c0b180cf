//! The nouns every core shares: ids, time, personal data, media and the shape of a decision.
//!
//! Never: behaviour of one system. What only routing or only a conversation needs lives there.

mod id;
mod media;
mod outcome;
mod per_media;
mod personal;
mod routing;
mod time;

pub use id::{
    CommunicationId, ConversationId, DeploymentId, EscalationId, Ids, LanguageId, MessageId, OrganizationId,
    ParticipantId, QueueId, RoomId, SkillId, UserId, WrapUpCodeId,
};
pub use media::Media;
pub use outcome::{Core, Outcome};
pub use per_media::PerMedia;
pub use personal::Pii;
pub use routing::{Preference, QueueEntry, RoutingRequest, ScoredAgent};
pub use time::{Duration, Timestamp};
