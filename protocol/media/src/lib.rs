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

mod layers;
mod leg;
mod line;
mod rewrite;
mod room;
mod sdp;
mod source;
mod speaker;

pub use leg::{Answer, LegOptions, Presentation, View};
pub use room::{Certificate, Content, Event, Kind, LayerChoice, Output, Room, Track};
pub use sdp::{MAX_SDP_BYTES, SdpError};

/// One signalling and media link to one endpoint.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LegId(pub u128);

/// Who is at the far end of a leg. Somebody with several legs does not receive their own media.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PartyId(pub u128);

/// What a leg may do at the moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Permissions {
    /// Receives what others send.
    pub receive: bool,
    /// Others hear it.
    pub audio: bool,
    /// Others see it.
    pub video: bool,
    /// Others see the screen it shares.
    pub slides: bool,
}

impl Permissions {
    /// Connected, but neither seen nor seeing: the waiting room.
    pub const NONE: Self = Self { receive: false, audio: false, video: false, slides: false };
    /// Sees, hears and is seen and heard.
    pub const ALL: Self = Self { receive: true, audio: true, video: true, slides: true };
}
