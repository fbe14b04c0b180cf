//! Why a session ended.

use serde::{Deserialize, Serialize};

/// Why a session or a segment ended. The live API and analytics spell these differently; both spellings
/// belong to the border.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisconnectReason {
    /// The participant themselves ended it, or declined the offer.
    Client,
    /// The other side ended it: the customer left, or the last agent did.
    Peer,
    /// The contact center ended it.
    System,
    /// Nobody answered the offer in time.
    Timeout,
    /// Somebody else goes on with it: an agent has answered what the ACD held.
    Transfer,
    /// The offer went back to the queue because the agent went off queue.
    TransferNotAvailable,
    /// The colleague to whom an agent wanted to hand the customer on did not answer.
    TransferNoAnswer,
    /// The participant's connection was lost for good.
    TransportFailure,
}
