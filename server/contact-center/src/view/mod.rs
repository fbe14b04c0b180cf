//! From the core's words to the vendor's. The only place that knows both vocabularies.

pub(crate) mod conversation;
pub(crate) mod flow;
pub(crate) mod group;
pub(crate) mod live;
pub(crate) mod media;
pub(crate) mod message;
pub(crate) mod presence;
pub(crate) mod queue;
mod queue_routing;
pub(crate) mod routing;
pub(crate) mod skill;
pub(crate) mod user;
pub(crate) mod word;
