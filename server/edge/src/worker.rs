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
    batch::{self, Inbox, Outbox},
};

/// The longest sleep of a worker without rooms.
const IDLE: Duration = Duration::from_secs(1);

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
    room_count: Arc<AtomicUsize>,
    by_address: HashMap<SocketAddr, (RoomKey, LegId)>,
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
            by_address: HashMap::new(),
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
            self.take_orders();
            self.wake_rooms();
            self.flush();
            let now = Instant::now();
            let next = self.deadlines.peek().map_or(now + IDLE, |Reverse((at, _))| *at);
            batch::wait([self.socket.as_fd(), self.ear.as_fd()], next.saturating_duration_since(now));
            self.take_datagrams(&mut inbox);
            self.flush();
        }
        self.close_rooms();
    }

    fn take_orders(&mut self) {
        let mut rung = [0; 1];
        while self.ear.recv(&mut rung).is_ok() {}
        while let Ok(order) = self.orders.try_recv() {
            match order {
                Order::Open { room, open, events } => self.open(room, open, events),
                Order::Room { room, command } => self.obey(room, command),
            }
        }
    }

    fn open(&mut self, key: RoomKey, open: Weak<()>, events: Box<dyn Fn(Event) + Send>) {
        let room = eyeline_media::Room::new(Instant::now(), self.certificate.clone(), self.address);
        self.rooms.insert(key, Tenant { room, events, open, scheduled: None });
        self.room_count.store(self.rooms.len(), Ordering::Relaxed);
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
                self.by_address.retain(|_, known| *known != (key, leg));
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

    /// Which leg a datagram belongs to. A new address introduces itself by STUN (RFC 8445 §7.3).
    fn whose(&mut self, now: Instant, source: SocketAddr, bytes: &[u8]) -> Option<(RoomKey, LegId)> {
        if let Some(known) = self.by_address.get(&source) {
            return Some(*known);
        }
        let is_stun = bytes.first().is_some_and(|first| *first < 2);
        if !is_stun {
            return None;
        }
        let found = self
            .rooms
            .iter()
            .find_map(|(key, tenant)| Some((*key, tenant.room.accepts(now, source, bytes)?)))?;
        self.by_address.insert(source, found);
        Some(found)
    }

    /// Does something to a room and passes on what comes of it. A fault costs that room and no other.
    fn with_room(&mut self, key: RoomKey, act: impl FnOnce(&mut eyeline_media::Room, Instant)) {
        let Some(tenant) = self.rooms.get_mut(&key) else { return };
        let outbox = &mut self.outbox;
        let by_address = &mut self.by_address;
        let survived = catch_unwind(AssertUnwindSafe(|| {
            act(&mut tenant.room, Instant::now());
            loop {
                match tenant.room.poll() {
                    Output::Transmit { destination, bytes } => outbox.push(destination, bytes),
                    Output::Event(event) => {
                        if let eyeline_media::Event::Closed(leg) = &event {
                            by_address.retain(|_, known| *known != (key, *leg));
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
                (tenant.events)(Event::Failed);
                self.evict(key);
            }
        }
        if self.outbox.is_full() {
            self.flush();
        }
    }

    fn evict(&mut self, key: RoomKey) {
        self.rooms.remove(&key);
        self.by_address.retain(|_, (room, _)| *room != key);
        self.room_count.store(self.rooms.len(), Ordering::Relaxed);
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
