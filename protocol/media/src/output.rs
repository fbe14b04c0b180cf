//! What comes out of a room.

use std::{net::SocketAddr, time::Instant};

use str0m::net::DatagramSend;

use crate::{LegId, PartyId, Track};

/// What comes out of a room.
#[derive(Debug)]
pub enum Output {
    /// A datagram to send.
    Transmit {
        /// Where to.
        destination: SocketAddr,
        /// What.
        bytes: DatagramSend,
    },
    /// Something happened.
    Event(Event),
    /// Nothing more; call [`Room::wake`](crate::Room::wake) at this time if nothing else happens before.
    WakeAt(Instant),
}

/// Something happened in a room.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// Media can flow.
    Connected(LegId),
    /// The far end has hung up, or cannot be talked to; the leg is gone.
    Closed(LegId),
    /// Nothing has come from the far end for three seconds.
    Silent(LegId),
    /// The far end is back after a silence.
    Heard(LegId),
    /// The client must answer this by [`Room::answer`](crate::Room::answer). An offer whose answer does not come
    /// is made again, word for word.
    Offer {
        /// Which leg.
        leg: LegId,
        /// Our offer.
        sdp: String,
    },
    /// Whose media is on which line has changed.
    Tracks {
        /// Which leg.
        leg: LegId,
        /// All of its tracks.
        tracks: Vec<Track>,
    },
    /// Somebody else speaks.
    Speaker(PartyId),
}
