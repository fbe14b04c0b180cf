//! What was promised to a customer who is to be met.

use eyeline_model::{Pii, Timestamp};
use serde::{Deserialize, Serialize};

/// A promise to meet the customer, as it was asked for. Every session of the callback carries it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Callback {
    /// Where to reach the customer, best first; an empty number means "by video only".
    pub numbers: Vec<Pii<String>>,
    /// Whom to ask for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_name: Option<Pii<String>>,
    /// The script which the desk opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<String>,
    /// When to enter the queue; none for at once. It stays on record after that time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheduled_for: Option<Timestamp>,
}
