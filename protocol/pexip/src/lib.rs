//! The Pexip client API and the used part of its management API: wire types and a typed client.
//!
//! Optional fields are left out, never null: clients' validators refuse null. Unknown fields are let pass.
//! Our own extensions are marked as such where they stand. They are:
//!
//! * A ticket is shown as `token` in `request_token`; the answer's `seat` brings a reloaded page back as the same
//!   participant: show it as `seat`, and the leg that it replaces ends at once.
//! * A client that sends `multistream: true` gets a line for every participant. The lines of its own offer carry
//!   the first remote participant; for more, the node sends `new_offer`, which is answered by `ack`. An `ack` is
//!   also expected after every answer of the node, for no offer is made before it. `multistream` says whose media
//!   are on which line, and `layers` which quality the client has use for on a line.
//! * Participants have `connection`: `good`, or `lost` when neither media nor signalling came for three seconds.

pub mod call;
pub mod client;
pub mod conference;
pub mod event;
pub mod management;
pub mod participant;
pub mod sink;
pub mod token;

use serde::{Deserialize, Serialize};

/// What every answer is wrapped in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// Whether it went well.
    pub status: Status,
    /// The answer, or a sentence saying why not.
    pub result: T,
}

impl<T> Envelope<T> {
    /// It went well.
    pub const fn success(result: T) -> Self {
        Self { status: Status::Success, result }
    }

    /// It did not.
    pub const fn failed(result: T) -> Self {
        Self { status: Status::Failed, result }
    }
}

/// Whether it went well. The SDK's validators take `failed`, not the `failure` of the prose.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It did.
    Success,
    /// It did not.
    Failed,
}

/// A truth as participants have it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum YesNo {
    /// It is so.
    Yes,
    /// It is not.
    No,
}

impl From<bool> for YesNo {
    fn from(truth: bool) -> Self {
        if truth { Self::Yes } else { Self::No }
    }
}

/// Reads a field that a client sends with another type now and then, or as null.
pub(crate) fn lenient<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: serde::de::DeserializeOwned,
{
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).ok())
}

#[cfg(test)]
mod tests;
