//! Sockets and media worker threads.
//!
//! Holds: one thread and one UDP socket per worker; each room lives on one worker.
//! Decides: nothing but which worker a new room goes to.
//! Never: mixes tokio into the media path, or lets one room's fault reach another.
//!
//! Commands go in by a bounded channel, events come out by a callback of the room's, on the worker's thread.
//!
//! Start reading at [`Edge::start`] and `Worker::run`.

mod batch;
mod worker;

use std::{
    io,
    net::{IpAddr, SocketAddr, UdpSocket},
    os::unix::net::UnixDatagram,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
        mpsc::{SyncSender, TrySendError, sync_channel},
    },
    thread::{self, JoinHandle},
};

use eyeline_media::{Answer, Certificate, LayerChoice, LegId, LegOptions, Permissions, SdpError};

use worker::{Order, RoomKey, Worker};

/// Commands that wait for a worker. A full worker refuses more, and the caller hears of it at once.
const COMMAND_CAPACITY: usize = 1_024;

/// Where media comes in.
#[derive(Clone, Debug)]
pub struct Config {
    /// How many workers; each has a thread and a port.
    pub workers: usize,
    /// The address of the first worker's socket; further workers take the ports after it. Port 0 lets the
    /// operating system choose.
    pub bind: SocketAddr,
    /// The address that clients reach, where that is not the one bound.
    pub public: Option<IpAddr>,
}

impl Default for Config {
    /// One worker per processor, on loopback.
    fn default() -> Self {
        let workers = thread::available_parallelism().map_or(1, usize::from);
        Self { workers, bind: SocketAddr::from(([127, 0, 0, 1], 0)), public: None }
    }
}

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
    /// Clients would be told to send to 0.0.0.0.
    #[error("media bound to {0} needs a public address that clients can reach")]
    NoPublicAddress(SocketAddr),
    /// There are more workers than ports from the first one on.
    #[error("there is no port for media worker {0}")]
    NoPort(usize),
    /// A worker's thread.
    #[error("could not start a media worker")]
    Thread(#[source] io::Error),
}

/// What happens in a room on a worker.
#[derive(Debug)]
pub enum Event {
    /// Something happened to its media.
    Media(eyeline_media::Event),
    /// A fault has ended the room's media; its legs are gone.
    Failed,
}

/// Called with the result of a command, on the worker's thread.
pub type Reply<T> = Box<dyn FnOnce(T) + Send>;

/// Something asked of a room's media.
pub enum Command {
    /// Answer a client's first offer.
    Join {
        /// The new leg.
        leg: LegId,
        /// Who it is and what they may do.
        options: LegOptions,
        /// The client's offer.
        offer: String,
        /// Gets the answer.
        reply: Reply<Result<String, SdpError>>,
    },
    /// Answer a client's later offer.
    Update {
        /// Whose.
        leg: LegId,
        /// The client's offer.
        offer: String,
        /// Gets the answer.
        reply: Reply<Result<String, SdpError>>,
    },
    /// Take what a client says to a description of ours.
    Answer {
        /// Whose.
        leg: LegId,
        /// What it says.
        answer: Answer,
        /// Hears whether it fitted.
        reply: Reply<Result<(), SdpError>>,
    },
    /// Change what a leg may do.
    Permit {
        /// Whose.
        leg: LegId,
        /// What it may do from now on.
        permissions: Permissions,
    },
    /// Take in which qualities a receiver has use for.
    Choose {
        /// Whose.
        leg: LegId,
        /// By line.
        choices: Vec<LayerChoice>,
    },
    /// Hang up.
    Leave {
        /// Whose leg.
        leg: LegId,
    },
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
        if config.bind.ip().is_unspecified() && config.public.is_none() {
            return Err(Error::NoPublicAddress(config.bind));
        }
        // Making a certificate also warms up the cryptography: the first use is slow.
        let certificate = Certificate::generate();
        let stopping = Arc::new(AtomicBool::new(false));
        let workers = (0..config.workers.max(1))
            .map(|index| start_worker(config, index, certificate.clone(), Arc::clone(&stopping)))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self { workers, rooms: AtomicU64::new(0), stopping })
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
        room.mailbox.send(Order::Open {
            room: key,
            open: Arc::downgrade(&room.open),
            events: Box::new(events),
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
    let address = SocketAddr::new(config.public.unwrap_or(bind.ip()), port);

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
