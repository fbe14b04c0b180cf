//! Sockets and media worker threads.
//!
//! Holds: one thread and one UDP socket per worker; each room lives on one worker.
//! Decides: nothing but which worker a new room goes to.
//! Never: mixes tokio into the media path, or lets one room's fault reach another.
//!
//! Commands go in by a bounded channel, events come out by a callback of the room's, on the worker's thread.
//!
//! Start reading at [`Edge::start`] and `Worker::run`.

mod addresses;
mod batch;
mod command;
mod config;
mod worker;

use std::{
    io,
    net::{SocketAddr, UdpSocket},
    os::unix::net::UnixDatagram,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
        mpsc::{SyncSender, TrySendError, sync_channel},
    },
    thread::{self, JoinHandle},
};

use eyeline_media::Certificate;

pub use command::{Command, Event, Reply};
pub use config::Config;
use worker::{Order, RoomKey, Worker};

/// Commands that wait for a worker. A full worker refuses more, and the caller hears of it at once.
const COMMAND_CAPACITY: usize = 1_024;

/// The edge could not be started.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A worker's socket.
    #[error("could not open the media socket {address}")]
    Socket {
        /// Where it was to be.
        address: SocketAddr,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// Clients would be told to send where nothing can arrive, such as to 0.0.0.0.
    #[error("media bound to {0} needs a public address that clients can reach")]
    NoPublicAddress(SocketAddr),
    /// There are more workers than ports from the first one on.
    #[error("there is no port for media worker {0}")]
    NoPort(usize),
    /// A worker's thread.
    #[error("could not start a media worker")]
    Thread(#[source] io::Error),
}

/// The worker's queue is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the media worker is too busy")]
pub struct Busy;

/// The media workers of a process.
pub struct Edge {
    workers: Vec<Handle>,
    rooms: AtomicU64,
    stopping: Arc<AtomicBool>,
}

struct Handle {
    mailbox: Arc<Mailbox>,
    thread: Option<JoinHandle<()>>,
}

/// A worker, from outside.
struct Mailbox {
    address: SocketAddr,
    orders: SyncSender<Order>,
    bell: UnixDatagram,
    /// How many rooms live on it or are about to.
    rooms: Arc<AtomicUsize>,
}

impl Mailbox {
    fn send(&self, order: Order) -> Result<(), Busy> {
        match self.orders.try_send(order) {
            Ok(()) => {
                self.ring();
                Ok(())
            }
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => Err(Busy),
        }
    }

    fn ring(&self) {
        // A full bell rings already.
        let _ = self.bell.send(&[1]);
    }
}

impl Edge {
    /// Opens the sockets and starts the workers.
    ///
    /// # Errors
    /// If a socket or thread cannot be had, or clients could not reach it.
    pub fn start(config: &Config) -> Result<Self, Error> {
        config.advertised()?;
        // Making a certificate also warms up the cryptography: the first use is slow.
        let certificate = Certificate::generate();
        let stopping = Arc::new(AtomicBool::new(false));
        // Should one worker not come about, those before it end with the edge.
        let mut edge = Self { workers: Vec::new(), rooms: AtomicU64::new(0), stopping };
        for index in 0..config.workers.max(1) {
            let worker = start_worker(config, index, certificate.clone(), Arc::clone(&edge.stopping))?;
            edge.workers.push(worker);
        }
        Ok(edge)
    }

    /// Opens a room on the worker with the fewest. `events` is called on the worker's thread and must not block.
    ///
    /// # Errors
    /// If the worker is too busy.
    pub fn open_room(&self, events: impl Fn(Event) + Send + 'static) -> Result<Room, Busy> {
        let key = RoomKey(self.rooms.fetch_add(1, Ordering::Relaxed));
        let least = self.workers.iter().min_by_key(|worker| worker.mailbox.rooms.load(Ordering::Relaxed));
        let mailbox = Arc::clone(&least.expect("there is at least one worker").mailbox);
        let room = Room { key, mailbox, open: Arc::new(()) };
        let open = Arc::downgrade(&room.open);
        // Counted before the worker takes it in, so that rooms opened in a burst are spread too.
        room.mailbox.rooms.fetch_add(1, Ordering::Relaxed);
        room.mailbox.send(Order::Open { room: key, open, events: Box::new(events) }).inspect_err(|_| {
            room.mailbox.rooms.fetch_sub(1, Ordering::Relaxed);
        })?;
        Ok(room)
    }

    /// The addresses on which media comes in.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.workers.iter().map(|worker| worker.mailbox.address).collect()
    }
}

impl Drop for Edge {
    /// Says goodbye to every leg and waits for the workers to end.
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::Release);
        for worker in &mut self.workers {
            worker.mailbox.ring();
            if let Some(thread) = worker.thread.take() {
                // A worker that panicked has said so already.
                let _ = thread.join();
            }
        }
    }
}

/// A room on a worker. Its media ends when this is dropped.
pub struct Room {
    key: RoomKey,
    mailbox: Arc<Mailbox>,
    open: Arc<()>,
}

impl Room {
    /// Asks something of the room.
    ///
    /// # Errors
    /// If the worker is too busy; the command is lost, and its reply is never called.
    pub fn send(&self, command: Command) -> Result<(), Busy> {
        self.mailbox.send(Order::Room { room: self.key, command })
    }
}

fn start_worker(
    config: &Config,
    index: usize,
    certificate: Certificate,
    stopping: Arc<AtomicBool>,
) -> Result<Handle, Error> {
    let offset = u16::try_from(index).ok().filter(|_| config.bind.port() != 0).unwrap_or(0);
    let port = config.bind.port().checked_add(offset).ok_or(Error::NoPort(index))?;
    let bind = SocketAddr::new(config.bind.ip(), port);
    let failed = |source| Error::Socket { address: bind, source };
    let socket = UdpSocket::bind(bind).map_err(failed)?;
    socket.set_nonblocking(true).map_err(failed)?;
    batch::enlarge_buffers(&socket);
    let port = socket.local_addr().map_err(failed)?.port();
    let address = SocketAddr::new(config.advertised()?, port);

    let (bell, ear) = UnixDatagram::pair().map_err(failed)?;
    bell.set_nonblocking(true).map_err(failed)?;
    ear.set_nonblocking(true).map_err(failed)?;
    let (orders, inbox) = sync_channel(COMMAND_CAPACITY);
    let rooms = Arc::new(AtomicUsize::new(0));
    let mailbox = Arc::new(Mailbox { address, orders, bell, rooms: Arc::clone(&rooms) });
    let worker = Worker::new(index, socket, address, ear, inbox, certificate, rooms, stopping);
    let thread = thread::Builder::new()
        .name(format!("media-{index}"))
        .spawn(move || worker.run())
        .map_err(Error::Thread)?;
    Ok(Handle { mailbox, thread: Some(thread) })
}
