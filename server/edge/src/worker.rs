//! One thread with one socket and the rooms that live on it.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
    net::{SocketAddr, UdpSocket},
    os::{fd::AsFd, unix::net::UnixDatagram},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc::Receiver,
    },
    time::{Duration, Instant},
};

use eyeline_media::{Certificate, LegId, Output};
use metrics::Counter;

use crate::{
    Command, Event,
    addresses::Addresses,
    batch::{self, Inbox, Outbox},
};

/// The longest sleep of a worker without rooms.
const IDLE: Duration = Duration::from_secs(1);
/// Commands that are done before media has its turn again: answering an offer takes about as long as forwarding a
/// hundred packets.
const ORDERS_A_TURN: usize = 16;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct RoomKey(pub(crate) u64);

pub(crate) enum Order {
    Open { room: RoomKey, open: Weak<()>, events: Box<dyn Fn(Event) + Send> },
    Room { room: RoomKey, command: Command },
}

struct Tenant {
    room: eyeline_media::Room,
    events: Box<dyn Fn(Event) + Send>,
    /// Whether anybody still wants the room.
    open: Weak<()>,
    /// When the room will be looked at.
    scheduled: Option<Instant>,
}

pub(crate) struct Worker {
    index: usize,
    socket: UdpSocket,
    /// The address that clients send to.
    address: SocketAddr,
    ear: UnixDatagram,
    orders: Receiver<Order>,
    certificate: Certificate,
    rooms: HashMap<RoomKey, Tenant>,
    /// How many rooms live here or are about to; counted up by whoever opens one.
    room_count: Arc<AtomicUsize>,
    addresses: Addresses,
    deadlines: BinaryHeap<Reverse<(Instant, RoomKey)>>,
    outbox: Outbox,
    stopping: Arc<AtomicBool>,
    counters: Counters,
}

struct Counters {
    received: Counter,
    received_bytes: Counter,
    sent: Counter,
    sent_bytes: Counter,
    dropped: Counter,
    strangers: Counter,
}

impl Counters {
    fn new(worker: usize) -> Self {
        let worker = worker.to_string();
        let counter = |name: &'static str| metrics::counter!(name, "worker" => worker.clone());
        Self {
            received: counter("media_datagrams_received_total"),
            received_bytes: counter("media_bytes_received_total"),
            sent: counter("media_datagrams_sent_total"),
            sent_bytes: counter("media_bytes_sent_total"),
            dropped: counter("media_datagrams_dropped_total"),
            strangers: counter("media_datagrams_from_strangers_total"),
        }
    }
}

impl Worker {
    #[expect(clippy::too_many_arguments, reason = "each is one of a kind, and this is called once")]
    pub(crate) fn new(
        index: usize,
        socket: UdpSocket,
        address: SocketAddr,
        ear: UnixDatagram,
        orders: Receiver<Order>,
        certificate: Certificate,
        room_count: Arc<AtomicUsize>,
        stopping: Arc<AtomicBool>,
    ) -> Self {
        Self {
            index,
            socket,
            address,
            ear,
            orders,
            certificate,
            rooms: HashMap::new(),
            room_count,
            addresses: Addresses::default(),
            deadlines: BinaryHeap::new(),
            outbox: Outbox::new(),
            stopping,
            counters: Counters::new(index),
        }
    }

    pub(crate) fn run(mut self) {
        tracing::debug!(worker = self.index, "media worker {} listens on {}", self.index, self.address);
        let mut inbox = Inbox::new();
        while !self.stopping.load(Ordering::Acquire) {
            let more = self.take_orders();
            self.wake_rooms();
            self.flush();
            let now = Instant::now();
            let next = self.deadlines.peek().map_or(now + IDLE, |Reverse((at, _))| *at);
            let patience = if more { Duration::ZERO } else { next.saturating_duration_since(now) };
            batch::wait([self.socket.as_fd(), self.ear.as_fd()], patience);
            self.take_datagrams(&mut inbox);
            self.flush();
        }
        self.close_rooms();
    }

    /// Does some of what was ordered; true if there may be more.
    fn take_orders(&mut self) -> bool {
        let mut rung = [0; 1];
        while self.ear.recv(&mut rung).is_ok() {}
        for _ in 0..ORDERS_A_TURN {
            match self.orders.try_recv() {
                Ok(Order::Open { room, open, events }) => self.open(room, open, events),
                Ok(Order::Room { room, command }) => self.obey(room, command),
                Err(_) => return false,
            }
        }
        true
    }

    fn open(&mut self, key: RoomKey, open: Weak<()>, events: Box<dyn Fn(Event) + Send>) {
        let room = eyeline_media::Room::new(Instant::now(), self.certificate.clone(), self.address);
        self.rooms.insert(key, Tenant { room, events, open, scheduled: None });
        self.with_room(key, |_, _| {});
    }

    fn obey(&mut self, key: RoomKey, command: Command) {
        match command {
            Command::Join { leg, options, offer, reply } => {
                self.with_room(key, |room, now| reply(room.join(now, leg, options, &offer)));
            }
            Command::Update { leg, offer, reply } => {
                self.with_room(key, |room, now| reply(room.update(now, leg, &offer)));
            }
            Command::Answer { leg, answer, reply } => {
                self.with_room(key, |room, now| reply(room.answer(now, leg, &answer)));
            }
            Command::Permit { leg, permissions } => {
                self.with_room(key, |room, now| room.permit(now, leg, permissions));
            }
            Command::Choose { leg, choices } => {
                self.with_room(key, |room, now| room.choose(now, leg, &choices));
            }
            Command::Leave { leg } => {
                self.with_room(key, |room, now| room.leave(now, leg));
                self.addresses.forget_leg(key, leg);
            }
        }
    }

    fn wake_rooms(&mut self) {
        let now = Instant::now();
        while let Some(Reverse((at, key))) =
            self.deadlines.peek().copied().filter(|Reverse((at, _))| *at <= now)
        {
            self.deadlines.pop();
            let Some(tenant) = self.rooms.get_mut(&key).filter(|tenant| tenant.scheduled == Some(at)) else {
                continue;
            };
            tenant.scheduled = None;
            if tenant.open.strong_count() == 0 {
                self.with_room(key, eyeline_media::Room::close);
                self.evict(key);
                continue;
            }
            self.with_room(key, eyeline_media::Room::wake);
        }
    }

    fn take_datagrams(&mut self, inbox: &mut Inbox) {
        let count = inbox.receive(&self.socket);
        self.counters.received.increment(count as u64);
        let now = Instant::now();
        let mut bytes_received = 0;
        for index in 0..count {
            let (source, bytes) = inbox.get(index);
            bytes_received += bytes.len() as u64;
            let Some((key, leg)) = self.whose(now, source, bytes) else {
                self.counters.strangers.increment(1);
                continue;
            };
            self.with_room(key, |room, _| room.receive(now, leg, source, bytes));
        }
        self.counters.received_bytes.increment(bytes_received);
    }

    /// Which leg a datagram belongs to. A new address introduces itself by STUN (RFC 8445 §7.3), and so does one
    /// that has come into other hands.
    fn whose(&mut self, now: Instant, source: SocketAddr, bytes: &[u8]) -> Option<(RoomKey, LegId)> {
        let known = self.addresses.get(source);
        let is_stun = bytes.first().is_some_and(|first| *first < 2);
        let accepts =
            |key: &RoomKey| self.rooms.get(key).and_then(|tenant| tenant.room.accepts(now, source, bytes));
        if !is_stun || known.is_some_and(|(key, leg)| accepts(&key) == Some(leg)) {
            return known;
        }
        let Some(found) = self.rooms.keys().find_map(|key| Some((*key, accepts(key)?))) else { return known };
        self.addresses.learn(source, found);
        Some(found)
    }

    /// Does something to a room and passes on what comes of it. A fault costs that room and no other.
    fn with_room(&mut self, key: RoomKey, act: impl FnOnce(&mut eyeline_media::Room, Instant)) {
        let Some(tenant) = self.rooms.get_mut(&key) else { return };
        let outbox = &mut self.outbox;
        let addresses = &mut self.addresses;
        let survived = catch_unwind(AssertUnwindSafe(|| {
            act(&mut tenant.room, Instant::now());
            loop {
                match tenant.room.poll() {
                    Output::Transmit { destination, bytes } => outbox.push(destination, bytes),
                    Output::Event(event) => {
                        if let eyeline_media::Event::Closed(leg) = &event {
                            addresses.forget_leg(key, *leg);
                        }
                        (tenant.events)(Event::Media(event));
                    }
                    Output::WakeAt(at) => break at,
                }
            }
        }));
        match survived {
            Ok(at) => {
                if tenant.scheduled.is_none_or(|scheduled| at < scheduled) {
                    tenant.scheduled = Some(at);
                    self.deadlines.push(Reverse((at, key)));
                }
            }
            Err(_) => {
                tracing::error!(
                    worker = self.index,
                    room = key.0,
                    "a fault ends the media of room {}",
                    key.0
                );
                // A fault may lie in whoever listens, too.
                drop(catch_unwind(AssertUnwindSafe(|| (tenant.events)(Event::Failed))));
                self.evict(key);
            }
        }
        if self.outbox.is_full() {
            self.flush();
        }
    }

    fn evict(&mut self, key: RoomKey) {
        self.addresses.forget_room(key);
        if self.rooms.remove(&key).is_some() {
            self.room_count.fetch_sub(1, Ordering::Relaxed);
        }
    }

    fn flush(&mut self) {
        let sent = self.outbox.flush(&self.socket);
        self.counters.sent.increment(sent.datagrams);
        self.counters.sent_bytes.increment(sent.bytes);
        self.counters.dropped.increment(sent.dropped);
    }

    fn close_rooms(&mut self) {
        let keys: Vec<RoomKey> = self.rooms.keys().copied().collect();
        for key in keys {
            self.with_room(key, eyeline_media::Room::close);
        }
        self.flush();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;

    use super::*;

    #[test]
    fn a_flood_of_commands_lets_media_have_its_turn() {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
        let address = socket.local_addr().expect("bound");
        let (_bell, ear) = UnixDatagram::pair().expect("a pair");
        ear.set_nonblocking(true).expect("a socket");
        let (orders, inbox) = sync_channel(100);
        let open = Arc::new(());
        for room in 0..100 {
            let order =
                Order::Open { room: RoomKey(room), open: Arc::downgrade(&open), events: Box::new(drop) };
            assert!(orders.try_send(order).is_ok());
        }
        let (certificate, count) = (Certificate::generate(), Arc::default());
        let mut worker = Worker::new(0, socket, address, ear, inbox, certificate, count, Arc::default());
        assert!(worker.take_orders());
        assert_eq!(worker.rooms.len(), ORDERS_A_TURN);
        while worker.take_orders() {}
        assert_eq!(worker.rooms.len(), 100);
    }
}
