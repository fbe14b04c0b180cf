//! The nouns every core shares: ids, time, personal data, media and the shape of a decision.
//!
//! Never: behaviour of one system. What only routing or only a conversation needs lives there.

mod candidate;
mod id;
mod media;
mod outcome;
mod per_media;
mod personal;
mod proficiency;
mod routing;
mod search;
mod skill_expression;
mod time;

pub use candidate::{Candidate, KeptAway, Method, Obstacle};
pub use id::{
    CommunicationId, ConversationId, DeploymentId, EscalationId, FlowId, GroupId, Ids, LabelId, LanguageId,
    MessageId, OrganizationId, ParticipantId, QueueId, RoomId, SkillId, UserId, WrapUpCodeId,
};
pub use media::Media;
pub use outcome::{Core, Outcome};
pub use per_media::PerMedia;
pub use personal::Pii;
pub use proficiency::Proficiency;
pub use routing::{QueueEntry, RequestTransfer, RoutingRequest, ScoredAgent};
pub use search::Search;
pub use skill_expression::{Comparison, ExpressionError, ExpressionProblem, SkillExpression};
pub use time::{Duration, Timestamp};
