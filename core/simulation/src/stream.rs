//! Customers of one kind.

use eyeline_model::{Duration, Media};

use crate::{Distribution, chance::Chance};

/// Customers of one kind, who come independently of each other.
#[derive(Clone, PartialEq, Debug)]
pub struct Stream {
    /// Where they wait.
    pub queue: usize,
    /// By which medium they come.
    pub media: Media,
    /// How many come when.
    pub profile: Profile,
    /// How long an agent talks with one.
    pub handling: Distribution,
    /// How long one waits; for ever if none.
    pub patience: Option<Distribution>,
    /// What the agent must be able to do; only callbacks ask for it.
    pub skills: Vec<usize>,
    /// What the agent must speak.
    pub language: Option<usize>,
    /// How they rank; only callbacks ask for it.
    pub priority: i32,
    /// How far ahead they have themselves called back; at once if none. Only for callbacks.
    pub ahead: Option<Distribution>,
    /// How many ask for one very agent. Only for callbacks.
    pub asks_for: f64,
    /// How many have spoken with an agent before. Only for callbacks.
    pub returns: f64,
    /// How chats become calls.
    pub escalation: Option<Escalation>,
}

/// How chats become calls: a callback on the same conversation, which prefers the same agent.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Escalation {
    /// Where the callback waits.
    pub queue: usize,
    /// How many of the answered chats.
    pub share: f64,
    /// How long after the chat was answered.
    pub after: Distribution,
    /// How long the call lasts.
    pub handling: Distribution,
}

/// How many customers are expected when. Within each period, any moment is as likely (a Poisson process).
#[derive(Clone, PartialEq, Debug)]
pub struct Profile {
    /// How long one period is.
    pub period: Duration,
    /// The expected number in each period from the opening on; nobody comes after the last.
    pub expected: Vec<f64>,
}

impl Profile {
    /// The same expectation in each half hour.
    pub const HALF_HOUR: Duration = Duration::from_secs(1_800);

    /// Half hours.
    pub const fn half_hours(expected: Vec<f64>) -> Self {
        Self { period: Self::HALF_HOUR, expected }
    }

    /// When the next customer comes after `from`, both in milliseconds since the opening; none if nobody does.
    pub(crate) fn next_after(&self, from: f64, chance: &mut Chance) -> Option<f64> {
        let period = self.period.0 as f64;
        let mut left = chance.exponential();
        let mut at = from;
        let first = (from / period) as usize;
        for (number, expected) in self.expected.iter().enumerate().skip(first) {
            let end = (number + 1) as f64 * period;
            let comes = expected * (end - at) / period;
            if left < comes {
                return Some(at + left / expected * period);
            }
            left -= comes;
            at = end;
        }
        None
    }
}
