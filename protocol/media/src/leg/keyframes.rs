//! How often a sender is asked for keyframes.

use std::time::{Duration, Instant};

/// A browser makes no more keyframes than this, however often it is asked.
const SHORTEST_GAP: Duration = Duration::from_millis(300);

/// Lets keyframe requests through only so often; the last one is never lost, only late.
#[derive(Debug, Default)]
pub(crate) struct KeyframeGate {
    asked_at: Option<Instant>,
    owed: bool,
}

impl KeyframeGate {
    /// True if the request may go out now.
    pub(crate) fn ask(&mut self, now: Instant) -> bool {
        let too_soon = self.asked_at.is_some_and(|at| now.saturating_duration_since(at) < SHORTEST_GAP);
        self.owed = too_soon;
        if !too_soon {
            self.asked_at = Some(now);
        }
        !too_soon
    }

    /// True if a request came too soon and has not gone out since.
    pub(crate) fn is_owed(&self) -> bool {
        self.owed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyframe_asked_for_too_soon_is_owed_until_it_is_asked_for_again() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut gate = KeyframeGate::default();
        assert!(gate.ask(at(0)));
        assert!(!gate.ask(at(50)));
        assert!(!gate.ask(at(60)));
        assert!(gate.is_owed());
        assert!(gate.ask(at(350)));
        assert!(!gate.is_owed());
    }
}
