//! Datagrams by the batch: one system call for up to sixty-four.
//!
//! The only unsafe code of the project: the standard library has no `recvmmsg`, `sendmmsg` or `ppoll`.
#![allow(unsafe_code)]

use std::{
    io, mem,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6, UdpSocket},
    os::fd::{AsRawFd, BorrowedFd},
    ptr,
    time::Duration,
};

use str0m::net::DatagramSend;

/// Datagrams in one system call.
pub(crate) const BATCH: usize = 64;
/// No datagram of WebRTC's is longer.
const LONGEST: usize = 2_048;
/// Room for bursts: a keyframe for each of a hundred receivers.
const SOCKET_BUFFER_BYTES: libc::c_int = 8 << 20;

/// Asks for large socket buffers; the system may grant less.
pub(crate) fn enlarge_buffers(socket: &UdpSocket) {
    let size = SOCKET_BUFFER_BYTES;
    for (forced, asked) in [(libc::SO_RCVBUFFORCE, libc::SO_RCVBUF), (libc::SO_SNDBUFFORCE, libc::SO_SNDBUF)]
    {
        for option in [forced, asked] {
            // SAFETY: the descriptor is open for as long as `socket` is borrowed, and the option's value is
            // a c_int of the length given.
            let granted = unsafe {
                libc::setsockopt(
                    socket.as_raw_fd(),
                    libc::SOL_SOCKET,
                    option,
                    ptr::from_ref(&size).cast(),
                    mem::size_of_val(&size) as libc::socklen_t,
                )
            } == 0;
            if granted {
                break;
            }
        }
    }
}

/// Waits until one of the descriptors can be read, or time is up.
pub(crate) fn wait(descriptors: [BorrowedFd<'_>; 2], at_most: Duration) {
    let mut polled = descriptors.map(|descriptor| libc::pollfd {
        fd: descriptor.as_raw_fd(),
        events: libc::POLLIN,
        revents: 0,
    });
    let timeout = libc::timespec {
        tv_sec: at_most.as_secs().min(3_600) as libc::time_t,
        tv_nsec: libc::c_long::from(at_most.subsec_nanos() as i32),
    };
    // SAFETY: `polled` is an array of the length given, the descriptors are borrowed, the timeout outlives the
    // call and no signal mask is set. An interruption only means that the caller looks again.
    unsafe {
        libc::ppoll(polled.as_mut_ptr(), polled.len() as libc::nfds_t, &raw const timeout, ptr::null())
    };
}

/// Buffers for a batch of received datagrams.
pub(crate) struct Inbox {
    buffers: Vec<[u8; LONGEST]>,
    received: Vec<(SocketAddr, usize)>,
}

impl Inbox {
    pub(crate) fn new() -> Self {
        Self { buffers: vec![[0; LONGEST]; BATCH], received: Vec::with_capacity(BATCH) }
    }

    /// Takes what has arrived, up to a batch; how many datagrams that was.
    pub(crate) fn receive(&mut self, socket: &UdpSocket) -> usize {
        self.received.clear();
        // SAFETY: all three are plain C structures for which zeros are a valid value.
        let (mut names, mut slices, mut headers): (
            [libc::sockaddr_storage; BATCH],
            [libc::iovec; BATCH],
            [libc::mmsghdr; BATCH],
        ) = unsafe { (mem::zeroed(), mem::zeroed(), mem::zeroed()) };
        for (index, buffer) in self.buffers.iter_mut().enumerate() {
            slices[index] = libc::iovec { iov_base: buffer.as_mut_ptr().cast(), iov_len: LONGEST };
            let header = &mut headers[index].msg_hdr;
            header.msg_name = (&raw mut names[index]).cast();
            header.msg_namelen = mem::size_of::<libc::sockaddr_storage>() as libc::socklen_t;
            header.msg_iov = &raw mut slices[index];
            header.msg_iovlen = 1;
        }
        // SAFETY: each header points to a name and a slice that live until after the call, each slice to a
        // buffer of its length, and there are BATCH headers.
        let count = unsafe {
            libc::recvmmsg(
                socket.as_raw_fd(),
                headers.as_mut_ptr(),
                BATCH as libc::c_uint,
                libc::MSG_DONTWAIT,
                ptr::null_mut(),
            )
        };
        for index in 0..usize::try_from(count).unwrap_or(0) {
            if let Some(source) = from_c(&names[index]) {
                self.received.push((source, headers[index].msg_len as usize));
            } else {
                self.received.push((SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)), 0));
            }
        }
        self.received.len()
    }

    /// The sender and bytes of one datagram of the batch.
    pub(crate) fn get(&self, index: usize) -> (SocketAddr, &[u8]) {
        let (source, length) = self.received[index];
        (source, &self.buffers[index][..length])
    }
}

/// Datagrams on their way out.
pub(crate) struct Outbox {
    queued: Vec<(SocketAddr, DatagramSend)>,
}

/// What became of a batch.
#[derive(Default)]
pub(crate) struct Sent {
    pub(crate) datagrams: u64,
    pub(crate) bytes: u64,
    /// The socket would not take these. They are lost like any datagram; receivers ask for them again.
    pub(crate) dropped: u64,
}

impl Sent {
    fn count(&mut self, batch: &[(SocketAddr, DatagramSend)]) {
        self.datagrams += batch.len() as u64;
        self.bytes += batch.iter().map(|(_, bytes)| bytes.len() as u64).sum::<u64>();
    }
}

impl Outbox {
    pub(crate) fn new() -> Self {
        Self { queued: Vec::with_capacity(BATCH) }
    }

    pub(crate) fn push(&mut self, destination: SocketAddr, bytes: DatagramSend) {
        self.queued.push((destination, bytes));
    }

    pub(crate) fn is_full(&self) -> bool {
        self.queued.len() >= BATCH
    }

    /// Sends everything queued.
    pub(crate) fn flush(&mut self, socket: &UdpSocket) -> Sent {
        let mut sent = Sent::default();
        for batch in self.queued.chunks(BATCH) {
            send_batch(socket, batch, &mut sent);
        }
        self.queued.clear();
        sent
    }
}

/// Sends at most BATCH datagrams, and adds up what became of them.
fn send_batch(socket: &UdpSocket, batch: &[(SocketAddr, DatagramSend)], sent: &mut Sent) {
    let mut names: [(libc::sockaddr_storage, libc::socklen_t); BATCH] =
        // SAFETY: a plain C structure for which zeros are a valid value, and a number.
        unsafe { mem::zeroed() };
    // SAFETY: plain C structures for which zeros are a valid value.
    let (mut slices, mut headers): ([libc::iovec; BATCH], [libc::mmsghdr; BATCH]) =
        unsafe { (mem::zeroed(), mem::zeroed()) };
    for (index, (destination, bytes)) in batch.iter().enumerate() {
        names[index] = to_c(*destination);
        slices[index] = libc::iovec { iov_base: bytes.as_ptr().cast_mut().cast(), iov_len: bytes.len() };
        let header = &mut headers[index].msg_hdr;
        header.msg_name = (&raw mut names[index].0).cast();
        header.msg_namelen = names[index].1;
        header.msg_iov = &raw mut slices[index];
        header.msg_iovlen = 1;
    }
    let mut next = 0;
    while next < batch.len() {
        // SAFETY: the headers from `next` on are initialised up to the batch's length, and point to names,
        // slices and payloads that outlive the call. The kernel only reads the payloads.
        let count = unsafe {
            libc::sendmmsg(
                socket.as_raw_fd(),
                headers.as_mut_ptr().add(next),
                (batch.len() - next) as libc::c_uint,
                libc::MSG_DONTWAIT,
            )
        };
        match usize::try_from(count) {
            Ok(count) if count > 0 => {
                sent.count(&batch[next..next + count]);
                next += count;
            }
            _ => match io::Error::last_os_error().kind() {
                io::ErrorKind::Interrupted => {}
                io::ErrorKind::WouldBlock => break,
                // One unreachable receiver must not cost the others their packets.
                _ => {
                    sent.dropped += 1;
                    next += 1;
                }
            },
        }
    }
    sent.dropped += (batch.len() - next) as u64;
}

fn from_c(name: &libc::sockaddr_storage) -> Option<SocketAddr> {
    match libc::c_int::from(name.ss_family) {
        libc::AF_INET => {
            // SAFETY: the family says that this is a sockaddr_in, which is smaller than a sockaddr_storage.
            let name = unsafe { &*ptr::from_ref(name).cast::<libc::sockaddr_in>() };
            let address = Ipv4Addr::from(u32::from_be(name.sin_addr.s_addr));
            Some(SocketAddrV4::new(address, u16::from_be(name.sin_port)).into())
        }
        libc::AF_INET6 => {
            // SAFETY: the family says that this is a sockaddr_in6, which is smaller than a sockaddr_storage.
            let name = unsafe { &*ptr::from_ref(name).cast::<libc::sockaddr_in6>() };
            let address = Ipv6Addr::from(name.sin6_addr.s6_addr);
            let port = u16::from_be(name.sin6_port);
            // A socket for both kinds of addresses tells IPv4 ones in IPv6's clothes (RFC 4291 §2.5.5.2).
            Some(match address.to_ipv4_mapped() {
                Some(address) => SocketAddrV4::new(address, port).into(),
                None => SocketAddrV6::new(address, port, name.sin6_flowinfo, name.sin6_scope_id).into(),
            })
        }
        _ => None,
    }
}

fn to_c(address: SocketAddr) -> (libc::sockaddr_storage, libc::socklen_t) {
    // SAFETY: a plain C structure for which zeros are a valid value.
    let mut storage: libc::sockaddr_storage = unsafe { mem::zeroed() };
    let length = match address {
        SocketAddr::V4(address) => {
            // SAFETY: a sockaddr_in is smaller than a sockaddr_storage, and no stricter aligned.
            let name = unsafe { &mut *(&raw mut storage).cast::<libc::sockaddr_in>() };
            name.sin_family = libc::AF_INET as libc::sa_family_t;
            name.sin_port = address.port().to_be();
            name.sin_addr.s_addr = u32::from(*address.ip()).to_be();
            mem::size_of::<libc::sockaddr_in>()
        }
        SocketAddr::V6(address) => {
            // SAFETY: a sockaddr_in6 is smaller than a sockaddr_storage, and no stricter aligned.
            let name = unsafe { &mut *(&raw mut storage).cast::<libc::sockaddr_in6>() };
            name.sin6_family = libc::AF_INET6 as libc::sa_family_t;
            name.sin6_port = address.port().to_be();
            name.sin6_addr.s6_addr = address.ip().octets();
            name.sin6_flowinfo = address.flowinfo();
            name.sin6_scope_id = address.scope_id();
            mem::size_of::<libc::sockaddr_in6>()
        }
    };
    (storage, length as libc::socklen_t)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_survive_the_way_through_c() {
        for text in ["192.0.2.7:5000", "[2001:db8::7]:65535"] {
            let address: SocketAddr = text.parse().expect("an address");
            assert_eq!(from_c(&to_c(address).0), Some(address));
        }
    }

    #[test]
    fn an_address_that_comes_in_by_a_socket_for_both_kinds_is_the_one_it_is() {
        let mapped: SocketAddr = "[::ffff:192.0.2.7]:5000".parse().expect("an address");
        let plain: SocketAddr = "192.0.2.7:5000".parse().expect("an address");
        assert_eq!(from_c(&to_c(mapped).0), Some(plain));
    }

    #[test]
    fn receivers_that_cannot_be_reached_cost_the_others_nothing() {
        let one = UdpSocket::bind("127.0.0.1:0").expect("a socket");
        let other = UdpSocket::bind("127.0.0.1:0").expect("a socket");
        let nowhere: SocketAddr = "[2001:db8::7]:5000".parse().expect("not for a socket of IPv4");
        let mut outbox = Outbox::new();
        for index in 0..BATCH {
            let is_reachable = index % 32 == 31;
            let destination = if is_reachable { other.local_addr().expect("bound") } else { nowhere };
            outbox.push(destination, vec![7; 10].into());
        }
        // As little stack as a thread may have in a debug build.
        let sent = std::thread::scope(|scope| {
            let builder = std::thread::Builder::new().stack_size(256 << 10);
            builder.spawn_scoped(scope, || outbox.flush(&one)).expect("a thread").join().expect("no fault")
        });
        assert_eq!((sent.datagrams, sent.bytes, sent.dropped), (2, 20, BATCH as u64 - 2));
        assert_eq!(Inbox::new().receive(&other), 2);
    }

    #[test]
    fn a_batch_arrives_whole_and_in_order() {
        let one = UdpSocket::bind("127.0.0.1:0").expect("a socket");
        let other = UdpSocket::bind("127.0.0.1:0").expect("a socket");
        let mut outbox = Outbox::new();
        for index in 0..100u8 {
            let bytes = vec![index; usize::from(index) + 1];
            outbox.push(other.local_addr().expect("bound"), bytes.into());
        }
        assert_eq!(outbox.flush(&one).datagrams, 100);
        let mut inbox = Inbox::new();
        let mut seen = Vec::new();
        while seen.len() < 100 {
            for index in 0..inbox.receive(&other) {
                let (from, bytes) = inbox.get(index);
                assert_eq!(from, one.local_addr().expect("bound"));
                assert_eq!(bytes.len(), usize::from(bytes[0]) + 1);
                seen.push(bytes[0]);
            }
        }
        assert_eq!(seen, (0..100).collect::<Vec<u8>>());
    }
}
