//! Media calls: offers, answers, candidates, layers.

use serde::{Deserialize, Serialize};

use crate::lenient;

/// `POST participants/{uuid}/calls`.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct NewCall {
    /// The client's offer.
    pub sdp: String,
    /// What the call is for; absent for an ordinary one.
    #[serde(default, deserialize_with = "lenient")]
    pub present: Option<Present>,
}

/// What a call is for. Older clients share and see screens on calls of their own.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Present {
    /// To share a screen.
    Send,
    /// To see a shared screen.
    Receive,
    /// An ordinary call.
    Main,
}

/// The answer to a call or an update.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct CallAnswer {
    /// The call.
    pub call_uuid: String,
    /// Our answer.
    pub sdp: String,
}

/// `POST …/update`.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Update {
    /// The client's offer.
    pub sdp: String,
}

/// `POST …/ack`, whose body may be absent: the client has applied our answer, or answers our offer.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
pub struct Ack {
    /// The client's answer to our offer.
    #[serde(default, deserialize_with = "lenient")]
    pub sdp: Option<String>,
    /// The client preferred an offer of its own.
    #[serde(default, deserialize_with = "lenient")]
    pub offer_ignored: Option<bool>,
}

/// `POST …/new_candidate`. An empty candidate ends the list.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct NewCandidate {
    /// The candidate.
    pub candidate: String,
}

/// `POST …/layers`: our extension. Which qualities the client has use for.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Layers {
    /// By line.
    pub layers: Vec<LayerChoice>,
}

/// The quality a client has use for on a line.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct LayerChoice {
    /// The line.
    pub mid: String,
    /// The best layer of use; null for no picture.
    pub rid: Option<String>,
}
