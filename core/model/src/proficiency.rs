//! How well an agent knows a skill.

use serde::{Deserialize, Serialize};

/// How well an agent knows a skill or a language: 0.00 to 5.00, kept in hundredths so that it can be compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Proficiency(u16);

impl Proficiency {
    /// The highest there is.
    pub const FULL: Self = Self(500);

    /// A proficiency as Genesys writes it; none outside of 0.0 to 5.0. The third decimal is rounded.
    pub fn new(stars: f64) -> Option<Self> {
        (0.0..=5.0).contains(&stars).then(|| Self((stars * 100.0).round() as u16))
    }

    /// The proficiency as Genesys writes it.
    pub fn stars(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    /// The proficiency in hundredths of a star.
    pub const fn hundredths(self) -> u16 {
        self.0
    }
}
