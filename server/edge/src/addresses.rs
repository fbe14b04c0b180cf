//! Which leg datagrams from an address belong to.

use std::{collections::HashMap, net::SocketAddr};

use eyeline_media::LegId;

use crate::worker::RoomKey;

/// The most addresses that one leg is known by. When there is another, those are forgotten; one that is still in
/// use introduces itself again with the next check of the path.
const MOST_EACH: usize = 16;

/// The addresses of a worker's legs.
#[derive(Default)]
pub(crate) struct Addresses(HashMap<SocketAddr, (RoomKey, LegId)>);

impl Addresses {
    pub(crate) fn get(&self, address: SocketAddr) -> Option<(RoomKey, LegId)> {
        self.0.get(&address).copied()
    }

    pub(crate) fn learn(&mut self, address: SocketAddr, leg: (RoomKey, LegId)) {
        if self.0.values().filter(|known| **known == leg).count() >= MOST_EACH {
            self.0.retain(|_, known| *known != leg);
        }
        self.0.insert(address, leg);
    }

    pub(crate) fn forget_leg(&mut self, room: RoomKey, leg: LegId) {
        self.0.retain(|_, known| *known != (room, leg));
    }

    pub(crate) fn forget_room(&mut self, room: RoomKey) {
        self.0.retain(|_, (known, _)| *known != room);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leg_that_comes_from_ever_new_addresses_does_not_fill_the_memory() {
        let mut addresses = Addresses::default();
        let (wanderer, other) = ((RoomKey(1), LegId(1)), (RoomKey(1), LegId(2)));
        let address = |port| SocketAddr::from(([192, 0, 2, 7], port));
        addresses.learn(address(1), other);
        for port in 1_000..2_000 {
            addresses.learn(address(port), wanderer);
            assert_eq!(addresses.get(address(port)), Some(wanderer));
            assert!(addresses.0.len() <= MOST_EACH + 1);
        }
        assert_eq!(addresses.get(address(1)), Some(other));
    }
}
