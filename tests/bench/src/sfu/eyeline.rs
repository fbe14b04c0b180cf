//! Our own server: one room on one worker, in this process.

use std::{
    cell::Cell,
    net::{IpAddr, SocketAddr},
    sync::mpsc,
    time::Duration,
};

use anyhow::Result;
use eyeline_edge::{Command, Config, Edge, Room};
use eyeline_media::{LegId, LegOptions, PartyId, Permissions, Presentation, View};
use str0m::media::{Direction, Mid};

use super::{
    account::Account,
    peer::{Offering, Peer},
};

/// A room on one worker.
pub(super) struct Eyeline {
    room: Room,
    legs: Cell<u128>,
    _edge: Edge,
}

impl Eyeline {
    pub(super) fn start(address: IpAddr) -> Result<Self> {
        let edge = Edge::start(&Config { workers: 1, bind: SocketAddr::new(address, 0), public: None })?;
        let room = edge.open_room(|_| {})?;
        Ok(Self { room, legs: Cell::new(0), _edge: edge })
    }

    /// A client that sends video.
    pub(super) fn publisher(&self, address: IpAddr) -> Result<(Peer, Mid)> {
        self.join(Offering::new(address, Direction::SendOnly)?)
    }

    /// A client that receives it.
    pub(super) fn receiver(&self, address: IpAddr) -> Result<Peer> {
        self.join(Offering::new(address, Direction::RecvOnly)?).map(|(peer, _)| peer)
    }

    /// Processor time of the worker so far.
    pub(super) fn busy(&self) -> Result<Duration> {
        Account::of_thread("media-0")?.busy()
    }

    fn join(&self, offering: Offering) -> Result<(Peer, Mid)> {
        let id = self.legs.get();
        self.legs.set(id + 1);
        let options = LegOptions {
            party: PartyId(id),
            view: View::Multistream,
            presentation: Presentation::None,
            permissions: Permissions::ALL,
        };
        let (reply, answer) = mpsc::channel();
        // We wait for exactly this, just below.
        let reply = Box::new(move |result| drop(reply.send(result)));
        let join = Command::Join { leg: LegId(id), options, offer: offering.sdp.clone(), reply };
        self.room.send(join)?;
        offering.answered(&answer.recv()??)
    }
}
