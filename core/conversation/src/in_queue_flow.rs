//! A flow that keeps the customer company while they wait.

use eyeline_model::{FlowId, Pii};
use serde::{Deserialize, Serialize};

/// A flow that keeps the customer company while they wait in a queue. The place in line is not the flow's:
/// whatever becomes of it, the customer waits on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct InQueueFlow {
    /// Which flow.
    pub flow: FlowId,
    /// Which version of it.
    pub version: u32,
    /// How far the flow has come, in words that only its machine understands; none once it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<Pii<String>>,
}
