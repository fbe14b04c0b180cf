//! What a line promised, and what it kept.

use std::collections::VecDeque;

use eyeline_model::{Duration, Media, QueueId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Acd, queue::Queue};

/// What counts as kept, and what counts at all (`configure-the-service-level-calculation`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ServiceLevelSettings {
    /// Whoever is answered within this time is answered in time.
    pub within: Duration,
    /// Whoever went elsewhere unanswered counts as not answered in time.
    #[serde(default)]
    pub includes_flow_outs: bool,
    /// Whoever gave up does not count.
    #[serde(default)]
    pub excludes_abandons: bool,
    /// Whoever gave up within this time does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excludes_abandons_within: Option<Duration>,
}

impl Default for ServiceLevelSettings {
    /// Within 20 seconds, and whoever gave up counts.
    fn default() -> Self {
        Self {
            within: Duration::from_secs(20),
            includes_flow_outs: false,
            excludes_abandons: false,
            excludes_abandons_within: None,
        }
    }
}

/// Why work left its queue unanswered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Departure {
    /// The customer gave up.
    Abandoned,
    /// It went elsewhere: by a flow, an overflow, a callback or a transfer.
    FlowedOut,
    /// It was never in the line: an agent has taken back whom a colleague did not answer. Does not count.
    TakenBack,
}

/// How a line's conversations came out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Outcomes {
    /// Answered by an agent, in time or not.
    pub answered: u32,
    /// Of those, in time.
    pub in_time: u32,
    /// Given up by the customer.
    pub abandoned: u32,
    /// Of those, so soon that they do not count.
    pub abandoned_soon: u32,
    /// Went elsewhere.
    pub flowed_out: u32,
}

impl Outcomes {
    fn add(&mut self, other: Self) {
        self.answered += other.answered;
        self.in_time += other.in_time;
        self.abandoned += other.abandoned;
        self.abandoned_soon += other.abandoned_soon;
        self.flowed_out += other.flowed_out;
    }

    /// The share answered in time of all that counts, in thousandths; none if nothing counts.
    pub fn permille(&self, settings: &ServiceLevelSettings) -> Option<u16> {
        let abandoned = if settings.excludes_abandons { 0 } else { self.abandoned - self.abandoned_soon };
        let flowed_out = if settings.includes_flow_outs { self.flowed_out } else { 0 };
        let all = u64::from(self.answered) + u64::from(abandoned) + u64::from(flowed_out);
        let share = (u64::from(self.in_time) * 1_000).checked_div(all)?;
        Some(u16::try_from(share).expect("a share is not above one"))
    }
}

/// How a line did lately.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ServiceLevel {
    /// What came out in the last half hour.
    pub outcomes: Outcomes,
    /// The share answered in time of all that counts, in thousandths; none if nothing counts.
    pub permille: Option<u16>,
}

/// The outcomes of the last half hour, minute by minute, and of all time. After a restart it begins anew.
#[derive(Debug, Default)]
pub(crate) struct Level {
    minutes: VecDeque<(i64, Outcomes)>,
    total: Outcomes,
}

impl Level {
    const MINUTES: i64 = 30;

    fn note(&mut self, now: Timestamp, outcome: Outcomes) {
        self.total.add(outcome);
        let minute = now.0.div_euclid(60_000);
        match self.minutes.back_mut() {
            Some((last, outcomes)) if *last >= minute => outcomes.add(outcome),
            _ => self.minutes.push_back((minute, outcome)),
        }
        while self.minutes.front().is_some_and(|(first, _)| minute - first >= Self::MINUTES) {
            self.minutes.pop_front();
        }
    }

    fn lately(&self, now: Timestamp) -> Outcomes {
        let minute = now.0.div_euclid(60_000);
        let mut lately = Outcomes::default();
        let recent = self.minutes.iter().filter(|(at, _)| minute - at < Self::MINUTES);
        recent.for_each(|(_, outcomes)| lately.add(*outcomes));
        lately
    }
}

impl Queue {
    pub(crate) fn note_answer(&mut self, now: Timestamp, media: Media, waited: Duration) {
        let in_time = u32::from(waited <= self.settings.service_level[media].within);
        let line = &mut self.lines[media];
        line.history.answered();
        line.level.note(now, Outcomes { answered: 1, in_time, ..Outcomes::default() });
    }

    pub(crate) fn note_departure(&mut self, now: Timestamp, media: Media, why: Departure, waited: Duration) {
        let soon = self.settings.service_level[media].excludes_abandons_within;
        let line = &mut self.lines[media];
        let outcome = match why {
            Departure::Abandoned => {
                line.history.abandoned();
                let abandoned_soon = u32::from(soon.is_some_and(|soon| waited <= soon));
                Outcomes { abandoned: 1, abandoned_soon, ..Outcomes::default() }
            }
            Departure::FlowedOut => Outcomes { flowed_out: 1, ..Outcomes::default() },
            Departure::TakenBack => Outcomes::default(),
        };
        line.level.note(now, outcome);
    }
}

impl Acd {
    /// How a line did within the last half hour, to the minute; none if there is no such queue.
    pub fn service_level(&self, now: Timestamp, queue: QueueId, media: Media) -> Option<ServiceLevel> {
        let queue = &self.queues[*self.queue_at.get(&queue)?];
        let outcomes = queue.lines[media].level.lately(now);
        Some(ServiceLevel { outcomes, permille: outcomes.permille(&queue.settings.service_level[media]) })
    }

    /// What has come of a line's conversations since this organization's routing began; none if there is no
    /// such queue.
    pub fn outcomes(&self, queue: QueueId, media: Media) -> Option<Outcomes> {
        Some(self.queues[*self.queue_at.get(&queue)?].lines[media].level.total)
    }
}
