//! What the world must do.

use serde::{Deserialize, Serialize};

use crate::{FlowTask, FlowTaskId};

/// What the world must do for the contact center beyond storing and publishing its events. Each must be done though the
/// process may die; done twice, the second answer changes nothing.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// A flow waits for this.
    PerformFlowTask(Box<FlowTask>),
    /// No flow waits for this any more: it need not be done if it has not begun.
    CancelFlowTask(FlowTaskId),
}
