//! How much a run may do.

use eyeline_model::Duration;

/// Turns of a loop (`help.mypurecloud.com/articles/loop-until-action`).
pub(crate) const LOOP_TURNS: u32 = 99;

/// Agents that a transfer may prefer (`help.mypurecloud.com/articles/transfer-acd-action`).
pub(crate) const PREFERRED_AGENTS: usize = 20;

/// Highest and lowest priority of a conversation
/// (`help.mypurecloud.com/articles/set-up-a-transfer-to-acd-action`).
pub(crate) const PRIORITY: i64 = 25_000_000;

/// Tasks within tasks.
pub(crate) const CALLS: usize = 32;

/// How long after its end the periodic state of an in-queue flow comes again.
pub(crate) const PERIOD: Duration = Duration::from_secs(300);

/// Menus that a run remembers for those who want to go back.
pub(crate) const MENUS: usize = 32;

/// How much a run may do before it goes to the flow's error handling.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Instructions between two answers of the world. The vendor counts 10 000 actions a run
    /// (`help.mypurecloud.com/?p=207058`), and would so end a call that waits long in a queue; what runs away
    /// does it without waiting.
    pub steps: u32,
    /// Instructions more for the flow's error handling.
    pub steps_on_error: u32,
    /// Turns of one loop.
    pub loop_turns: u32,
    /// How long a run may take; none for as long as its kind may (72 hours without a call, else as long as
    /// the call).
    pub running_time: Option<Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { steps: 10_000, steps_on_error: 1_000, loop_turns: LOOP_TURNS, running_time: None }
    }
}
