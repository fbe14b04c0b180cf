//! How far from the front.

use crate::{Acd, Work};

impl Acd {
    /// The work's position in its queue and on its medium, from 1; none if it does not wait.
    ///
    /// What rings on a desk still counts: nobody moves back when an offer goes unanswered.
    pub fn position(&self, work: Work) -> Option<usize> {
        let place = self.places.get(&work)?;
        let line = &self.queues[&place.entry.request.queue].lines[work.media];
        Some(1 + line.ahead_of(place.rank))
    }
}
