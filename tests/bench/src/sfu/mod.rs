//! One publisher to many receivers with full feedback, over UDP on this machine: through our worker, and through
//! Janus where it is installed.
//!
//! Each server has one thread for media. The rate is raised step by step; the figures are those of the highest
//! step that was carried whole and in time.

mod account;
mod eyeline;
mod janus;
mod load;
mod peer;

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};

use anyhow::Result;

use self::{eyeline::Eyeline, janus::Janus, load::Step};
use crate::figure::{Target, figure, millis};

/// How many receive what one sends: a large room.
const RECEIVERS: usize = 50;

/// Prints what each server forwards.
pub(crate) fn run() -> Result<()> {
    let address = address();
    let ours = {
        let server = Eyeline::start(address)?;
        let publisher = server.publisher(address)?;
        let receivers = (0..RECEIVERS).map(|_| server.receiver(address)).collect::<Result<_>>()?;
        load::carried(publisher, receivers, || server.busy())?
    };
    print("Eyeline", &ours, [Target::AtLeast(400.0), Target::AtMost(5.0)]);
    let Some(mut server) = Janus::start(address)? else {
        eprintln!("janus is not installed: nothing to compare with");
        return Ok(());
    };
    let publisher = server.publisher(address)?;
    let receivers = (0..RECEIVERS).map(|_| server.receiver(address)).collect::<Result<_>>()?;
    let theirs = load::carried(publisher, receivers, || server.busy())?;
    print("Janus", &theirs, [Target::None; 2]);
    compare(&ours, &theirs);
    Ok(())
}

/// The highest step; a server that carried not even the lowest forwarded nothing in time.
fn print(server: &str, steps: &[Step], [rate, latency]: [Target; 2]) {
    let named = |name: &str| format!("{server}: {name}, {RECEIVERS} receivers");
    let best = steps.last();
    figure("sfu", &named("forwarded"), best.map_or(0.0, |step| step.mbit_s), "Mbit/s", rate);
    let Some(best) = best else { return };
    figure("sfu", &named("added latency there, median"), millis(best.median), "ms", Target::None);
    figure("sfu", &named("added latency there, p99"), millis(best.p99), "ms", latency);
    figure("sfu", &named("share of a core there"), best.busy * 100.0, "%", Target::None);
}

/// Ours to theirs: the highest rates, and the processor time at the highest that both carried.
fn compare(ours: &[Step], theirs: &[Step]) {
    let (Some(our_best), Some(their_best)) = (ours.last(), theirs.last()) else { return };
    figure("sfu", "Eyeline to Janus, forwarded", our_best.mbit_s / their_best.mbit_s, "×", Target::None);
    let Some((our_step, their_step)) = ours.iter().zip(theirs).next_back() else { return };
    let name = format!("Eyeline to Janus, processor time at {:.0} Mbit/s", our_step.mbit_s);
    figure("sfu", &name, our_step.busy / their_step.busy, "×", Target::None);
}

/// An address of this machine's that is not the loopback's, for Janus offers no candidate there. Datagrams to it
/// do not leave the machine either.
fn address() -> IpAddr {
    let outward = || -> std::io::Result<SocketAddr> {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
        // Nothing is sent by this: it only asks which of our addresses a datagram outward would bear (RFC 5737).
        socket.connect((Ipv4Addr::new(198, 51, 100, 1), 9))?;
        socket.local_addr()
    };
    outward().map_or(Ipv4Addr::LOCALHOST.into(), |address| address.ip())
}
