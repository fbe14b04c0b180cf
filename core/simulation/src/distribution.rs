//! How long things take.

use eyeline_model::Duration;

use crate::chance::Chance;

/// How long something takes, in seconds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Distribution {
    /// Always as long.
    Fixed(f64),
    /// Any moment is as likely to be the last.
    Exponential {
        /// The mean.
        mean_s: f64,
    },
    /// Many short ones and a few very long ones, as talks are.
    Lognormal {
        /// The mean.
        mean_s: f64,
        /// The standard deviation in units of the mean.
        cv: f64,
    },
}

impl Distribution {
    /// No time at all.
    pub const NONE: Self = Self::Fixed(0.0);

    pub(crate) fn draw(self, chance: &mut Chance) -> Duration {
        seconds(match self {
            Self::Fixed(seconds) => seconds,
            Self::Exponential { mean_s } => mean_s * chance.exponential(),
            Self::Lognormal { mean_s, cv } => {
                let variance = (cv * cv).ln_1p();
                mean_s * (variance.sqrt() * chance.normal() - variance / 2.0).exp()
            }
        })
    }
}

/// A span from seconds, to the nearest millisecond.
pub(crate) fn seconds(seconds: f64) -> Duration {
    Duration((seconds * 1_000.0).round() as i64)
}
