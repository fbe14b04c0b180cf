//! Where chats come from.

use eyeline_model::{DeploymentId, FlowId, QueueId};
use serde::{Deserialize, Serialize};

/// A messenger on somebody's page, and the queue its chats wait in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Deployment {
    /// Which messenger.
    pub id: DeploymentId,
    /// What people call it.
    pub name: String,
    /// Where its chats wait.
    pub queue: QueueId,
    /// The flow that leads them before they wait: one of a written kind. Whom it loses waits in `queue` all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow: Option<FlowId>,
}
