//! What is routed.

use eyeline_model::{ConversationId, Media};

/// One conversation on one medium: what waits, is offered and is handled as one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Work {
    /// Which conversation.
    pub conversation: ConversationId,
    /// On which medium.
    pub media: Media,
}
