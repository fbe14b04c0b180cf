//! Counting a day.

use eyeline_model::{Duration, Timestamp};

use crate::FaultCounts;

/// What a day came to, in periods of one length. A customer counts where they entered the queue, whenever they were
/// answered; whoever came before the first period does not count at all, whoever came after the last counts in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tally {
    from: Timestamp,
    period: Duration,
    /// For each queue, each period.
    pub(crate) waits: Vec<Vec<Waits>>,
    /// For each period.
    pub(crate) work: Vec<Work>,
    /// What has gone wrong.
    pub(crate) faults: FaultCounts,
    /// Commands and wake-ups.
    pub(crate) steps: u64,
}

/// What became of customers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Waits {
    /// How many entered the queue.
    pub offered: u64,
    /// How many of them found nobody free.
    pub waited: u64,
    /// How many were answered.
    pub answered: u64,
    /// How many were answered in time.
    pub in_time: u64,
    /// How many left before.
    pub abandoned: u64,
    /// How many went to another queue unanswered.
    pub flowed_out: u64,
    /// How long those who were answered waited, together.
    pub wait: Duration,
}

/// What agents did, all together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Work {
    /// How long they were there: on queue, or busy after it.
    pub staffed: Duration,
    /// How long they were busy: in a conversation or its after-call work.
    pub busy: Duration,
}

/// A count of one customer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Count {
    Offered,
    Waited,
    Answered { wait: Duration, in_time: bool },
    Abandoned,
    FlowedOut,
}

impl Tally {
    pub(crate) fn new(from: Timestamp, period: Duration, periods: usize, queues: usize) -> Self {
        Self {
            from,
            period,
            waits: vec![vec![Waits::default(); periods]; queues],
            work: vec![Work::default(); periods],
            faults: FaultCounts::default(),
            steps: 0,
        }
    }

    pub(crate) fn count(&mut self, queue: usize, entered: Timestamp, count: Count) {
        if entered < self.from {
            return;
        }
        let last = self.work.len() - 1;
        let period = usize::try_from((entered - self.from).0 / self.period.0).map_or(last, |at| at.min(last));
        self.waits[queue][period].count(count);
    }

    /// Spreads a stretch of an agent's time over the periods.
    pub(crate) fn spread(&mut self, from: Timestamp, to: Timestamp, is_busy: bool) {
        let mut at = from.max(self.from);
        while at < to {
            let period = (at - self.from).0 / self.period.0;
            let Some(work) = self.work.get_mut(period as usize) else { return };
            let end = to.min(self.from + Duration((period + 1) * self.period.0));
            work.staffed.0 += (end - at).0;
            work.busy.0 += if is_busy { (end - at).0 } else { 0 };
            at = end;
        }
    }

    /// Adds another day of the same shape.
    pub fn add(&mut self, other: &Self) {
        for (ours, theirs) in self.waits.iter_mut().flatten().zip(other.waits.iter().flatten()) {
            *ours = ours.plus(*theirs);
        }
        for (ours, theirs) in self.work.iter_mut().zip(&other.work) {
            *ours = ours.plus(*theirs);
        }
        self.faults = self.faults.plus(other.faults);
        self.steps += other.steps;
    }

    /// When the first period begins.
    pub(crate) const fn begin(&self) -> Timestamp {
        self.from
    }

    /// All queues together in one period.
    pub(crate) fn waits_in(&self, period: usize) -> Waits {
        self.waits.iter().map(|queue| queue[period]).fold(Waits::default(), Waits::plus)
    }

    /// The whole day of one queue.
    pub(crate) fn waits_of(&self, queue: usize) -> Waits {
        self.waits[queue].iter().copied().fold(Waits::default(), Waits::plus)
    }

    /// The whole day.
    pub fn waits(&self) -> Waits {
        self.waits.iter().flatten().copied().fold(Waits::default(), Waits::plus)
    }

    /// The whole day's work.
    pub fn work(&self) -> Work {
        self.work.iter().copied().fold(Work::default(), Work::plus)
    }

    /// What has gone wrong.
    pub const fn faults(&self) -> FaultCounts {
        self.faults
    }

    /// How many commands and wake-ups the core has had.
    pub const fn steps(&self) -> u64 {
        self.steps
    }
}

impl Waits {
    fn count(&mut self, count: Count) {
        match count {
            Count::Offered => self.offered += 1,
            Count::Waited => self.waited += 1,
            Count::Answered { wait, in_time } => {
                self.answered += 1;
                self.in_time += u64::from(in_time);
                self.wait.0 += wait.0;
            }
            Count::Abandoned => self.abandoned += 1,
            Count::FlowedOut => self.flowed_out += 1,
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            offered: self.offered + other.offered,
            waited: self.waited + other.waited,
            answered: self.answered + other.answered,
            in_time: self.in_time + other.in_time,
            abandoned: self.abandoned + other.abandoned,
            flowed_out: self.flowed_out + other.flowed_out,
            wait: Duration(self.wait.0 + other.wait.0),
        }
    }

    /// The share that was answered in time; none of nobody.
    pub fn service_level(&self) -> Option<f64> {
        ratio(self.in_time as f64, self.offered as f64)
    }

    /// How long those who were answered waited, in seconds; none if nobody was.
    pub fn mean_wait_s(&self) -> Option<f64> {
        ratio(self.wait.0 as f64 / 1_000.0, self.answered as f64)
    }
}

impl Work {
    fn plus(self, other: Self) -> Self {
        Self {
            staffed: Duration(self.staffed.0 + other.staffed.0),
            busy: Duration(self.busy.0 + other.busy.0),
        }
    }

    /// The share of their time in which agents were busy; none if nobody was there.
    pub fn occupancy(&self) -> Option<f64> {
        ratio(self.busy.0 as f64, self.staffed.0 as f64)
    }
}

pub(crate) fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}
