//! Media without sockets: forwards the RTP of one room.
//!
//! Holds: the legs of a room, what each sends, and which line of which leg carries it to whom.
//! Decides: who gets whose media on which line, which simulcast layer, when to ask for a keyframe.
//! Never: opens a socket, reads a clock, or knows what a PIN is.
//! Invariant: every change to a leg is followed by draining it, before the next change to that leg.
//!
//! Feed, then drain: call one of [`Room`]'s verbs with the time, then [`Room::poll`] until it says
//! [`Output::WakeAt`].
//!
//! Start reading at [`Room::receive`].

mod certificate;
mod layers;
mod leg;
mod options;
mod output;
mod room;
mod sdp;
mod track;

pub use certificate::Certificate;
pub use leg::Answer;
pub use options::{LegId, LegOptions, PartyId, Permissions, Presentation, View};
pub use output::{Event, Output};
pub use room::Room;
pub use sdp::{MAX_SDP_BYTES, SdpError};
pub use track::{Content, Kind, LayerChoice, Track};
