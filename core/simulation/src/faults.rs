//! What goes wrong.

use serde::Serialize;

/// What goes wrong, and how often.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Faults {
    /// How often the process dies and is built again from its rows.
    pub crashes_per_hour: f64,
    /// The share of commands in whose turn the process dies before they are stored. They are sent again.
    pub lost_turns: f64,
    /// The share of commands that come twice.
    pub duplicates: f64,
    /// The share of commands that come up to half a minute late, when others have come before them.
    pub late: f64,
    /// The core is woken up to two seconds after it asked to be.
    pub wakes_late: bool,
    /// How often somebody does something that nobody planned: answers for somebody else, takes a skill away, ends a
    /// conversation, goes to lunch.
    pub meddling_per_hour: f64,
}

impl Faults {
    /// A bad day.
    pub const BAD_DAY: Self = Self {
        crashes_per_hour: 2.0,
        lost_turns: 0.002,
        duplicates: 0.02,
        late: 0.02,
        wakes_late: true,
        meddling_per_hour: 30.0,
    };

    /// Whether anything goes wrong.
    pub(crate) fn any(&self) -> bool {
        *self != Self::default()
    }
}

/// What has gone wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct FaultCounts {
    /// How often the core was built again.
    pub rebuilds: u64,
    /// Turns that were lost with it.
    pub lost_turns: u64,
    /// Commands that came twice.
    pub duplicates: u64,
    /// Commands that came late.
    pub late: u64,
    /// Commands that the core refused.
    pub refused: u64,
    /// Unplanned deeds.
    pub meddling: u64,
}

impl FaultCounts {
    /// Both together.
    pub(crate) const fn plus(self, other: Self) -> Self {
        Self {
            rebuilds: self.rebuilds + other.rebuilds,
            lost_turns: self.lost_turns + other.lost_turns,
            duplicates: self.duplicates + other.duplicates,
            late: self.late + other.late,
            refused: self.refused + other.refused,
            meddling: self.meddling + other.meddling,
        }
    }
}
