//! The load: a publisher whose rate is raised step by step, and what arrives of it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc,
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, anyhow, ensure};
use str0m::media::Mid;

use super::peer::{PAYLOAD_BYTES, Peer, sent_at};
use crate::figure::{millis, quantile};

/// What is forwarded to all receivers together, step by step.
const STEPS_MBIT_S: [u64; 8] = [100, 200, 400, 500, 600, 800, 1_000, 1_200];
/// A machine has other things to do now and then: so often may a step be tried.
const TRIES: usize = 3;
const STEP: Duration = Duration::from_secs(3);
/// Calls need a moment to settle after every change of rate.
const SETTLING: Duration = Duration::from_secs(1);
/// No step counts that loses more than this.
const LOSS_ALLOWED: f64 = 0.001;
/// No step counts in which the slowest in a hundred takes longer.
const LATENCY_ALLOWED: Duration = Duration::from_millis(5);
/// How long all calls together may take to be set up.
const PATIENCE: Duration = Duration::from_secs(15);

/// What was carried at one rate.
pub(super) struct Step {
    pub(super) mbit_s: f64,
    pub(super) median: Duration,
    pub(super) p99: Duration,
    loss: f64,
    /// The server's processor time as a share of one core.
    pub(super) busy: f64,
}

impl Step {
    fn is_whole_and_in_time(&self) -> bool {
        self.loss <= LOSS_ALLOWED && self.p99 <= LATENCY_ALLOWED
    }
}

/// What the threads tell each other.
#[derive(Default)]
struct Shared {
    is_over: AtomicBool,
    connected: AtomicU64,
    /// Nanoseconds between two packets of the publisher; 0 for silence.
    gap_ns: AtomicU64,
    sent: AtomicU64,
    received: AtomicU64,
}

/// The steps that were carried whole and in time, from the lowest on. `busy` is the server's processor time so far.
pub(super) fn carried(
    publisher: (Peer, Mid),
    mut receivers: Vec<Peer>,
    busy: impl Fn() -> Result<Duration>,
) -> Result<Vec<Step>> {
    let receiver_count = receivers.len() as u64;
    let probe = receivers.pop().context("somebody must look at the clock")?;
    let shared = Arc::new(Shared::default());
    let epoch = Instant::now();
    let (measured, latencies) = mpsc::channel();
    let threads = [
        spawn(&shared, move |shared| publish(publisher, shared, epoch)),
        spawn(&shared, move |shared| receive(receivers, shared)),
        // A thread of its own, so that the load of the other receivers is not measured with it.
        spawn(&shared, move |shared| look(probe, shared, epoch, &measured)),
    ];
    let load = Load { shared: &shared, latencies: &latencies, receiver_count };
    let steps = load.all_connected().and_then(|()| load.climb(busy));
    shared.is_over.store(true, Ordering::Relaxed);
    for thread in threads {
        thread.join().map_err(|_| anyhow!("a client failed"))??;
    }
    steps
}

fn spawn(
    shared: &Arc<Shared>,
    work: impl FnOnce(&Shared) -> Result<()> + Send + 'static,
) -> JoinHandle<Result<()>> {
    let shared = shared.clone();
    thread::spawn(move || work(&shared))
}

struct Load<'a> {
    shared: &'a Shared,
    latencies: &'a mpsc::Receiver<Duration>,
    receiver_count: u64,
}

impl Load<'_> {
    fn all_connected(&self) -> Result<()> {
        let until = Instant::now() + PATIENCE;
        while self.shared.connected.load(Ordering::Relaxed) < self.receiver_count {
            ensure!(Instant::now() < until, "not every call was set up within {PATIENCE:?}");
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    fn climb(&self, busy: impl Fn() -> Result<Duration>) -> Result<Vec<Step>> {
        let mut steps = Vec::new();
        for rate in STEPS_MBIT_S {
            match self.carried(rate, &busy)? {
                Some(step) => steps.push(step),
                None => break,
            }
        }
        Ok(steps)
    }

    /// The step at this rate, if it was carried whole and in time.
    fn carried(&self, rate_mbit_s: u64, busy: impl Fn() -> Result<Duration>) -> Result<Option<Step>> {
        for _ in 0..TRIES {
            let step = self.step(rate_mbit_s, &busy)?;
            eprintln!(
                "{rate_mbit_s:>5} Mbit/s offered: {:>6.1} carried, {:.3} % lost, latency median {:.2} ms, p99 {:.2} ms, {:.0} % of a core",
                step.mbit_s,
                step.loss * 100.0,
                millis(step.median),
                millis(step.p99),
                step.busy * 100.0
            );
            if step.is_whole_and_in_time() {
                return Ok(Some(step));
            }
        }
        Ok(None)
    }

    fn step(&self, rate_mbit_s: u64, busy: impl Fn() -> Result<Duration>) -> Result<Step> {
        let shared = self.shared;
        let bits = PAYLOAD_BYTES as f64 * 8.0;
        let packets_per_second = rate_mbit_s as f64 * 1e6 / bits / self.receiver_count as f64;
        shared.gap_ns.store((1e9 / packets_per_second) as u64, Ordering::Relaxed);
        thread::sleep(SETTLING);
        self.latencies.try_iter().for_each(drop);
        let counts = || (shared.sent.load(Ordering::Relaxed), shared.received.load(Ordering::Relaxed));
        let (sent_before, received_before) = counts();
        let (began, busy_before) = (Instant::now(), busy()?);
        thread::sleep(STEP);
        let (sent, received) = counts();
        let (took, busy) = (began.elapsed().as_secs_f64(), busy()? - busy_before);
        let mut latencies: Vec<Duration> = self.latencies.try_iter().collect();
        shared.gap_ns.store(0, Ordering::Relaxed);
        // What was under way, and what is still being repaired, arrives now.
        thread::sleep(SETTLING / 2);
        let (_, arrived) = counts();
        let expected = (sent - sent_before) * self.receiver_count;
        Ok(Step {
            mbit_s: (received - received_before) as f64 * bits / 1e6 / took,
            median: quantile(&mut latencies, 0.5).context("the probe received nothing")?,
            p99: quantile(&mut latencies, 0.99).context("the probe received nothing")?,
            loss: 1.0 - ((arrived - received_before) as f64 / expected.max(1) as f64).min(1.0),
            busy: busy.as_secs_f64() / took,
        })
    }
}

fn publish((mut peer, line): (Peer, Mid), shared: &Shared, epoch: Instant) -> Result<()> {
    let mut next = Instant::now();
    let mut sequence = 0;
    while !shared.is_over.load(Ordering::Relaxed) {
        peer.drive(|_| {})?;
        let gap = Duration::from_nanos(shared.gap_ns.load(Ordering::Relaxed));
        if gap.is_zero() || !peer.is_connected() {
            next = Instant::now();
            thread::sleep(Duration::from_millis(1));
            continue;
        }
        if Instant::now() >= next {
            next += gap;
            sequence += 1;
            peer.send(line, sequence, epoch)?;
            shared.sent.fetch_add(1, Ordering::Relaxed);
        }
        thread::sleep(next.saturating_duration_since(Instant::now()).min(Duration::from_millis(1)));
    }
    Ok(())
}

/// All receivers but one.
fn receive(mut peers: Vec<Peer>, shared: &Shared) -> Result<()> {
    while !shared.is_over.load(Ordering::Relaxed) {
        let mut any = false;
        for peer in &mut peers {
            let was_connected = peer.is_connected();
            let mut count = 0;
            any |= peer.drive(|_| count += 1)?;
            shared.received.fetch_add(count, Ordering::Relaxed);
            let has_connected = peer.is_connected() && !was_connected;
            shared.connected.fetch_add(has_connected.into(), Ordering::Relaxed);
        }
        if !any {
            thread::sleep(Duration::from_micros(200));
        }
    }
    Ok(())
}

/// One receiver that does nothing but look at the clock.
fn look(mut peer: Peer, shared: &Shared, epoch: Instant, measured: &mpsc::Sender<Duration>) -> Result<()> {
    while !shared.is_over.load(Ordering::Relaxed) {
        let was_connected = peer.is_connected();
        let any = peer.drive(|payload| {
            let received_at = epoch.elapsed();
            shared.received.fetch_add(1, Ordering::Relaxed);
            if let Some(sent_at) = sent_at(payload) {
                // Nobody listens any more once the last step is over.
                let _ = measured.send(received_at.saturating_sub(sent_at));
            }
        })?;
        let has_connected = peer.is_connected() && !was_connected;
        shared.connected.fetch_add(has_connected.into(), Ordering::Relaxed);
        if !any {
            thread::sleep(Duration::from_micros(100));
        }
    }
    Ok(())
}
