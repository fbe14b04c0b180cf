//! How far from the front.

use eyeline_model::{Media, QueueId};

use crate::{Acd, Work};

impl Acd {
    /// The work's position in its queue and on its medium, from 1; none if it does not wait.
    ///
    /// What rings on a desk still counts: nobody moves back when an offer goes unanswered.
    pub fn position(&self, work: Work) -> Option<usize> {
        let at = self.places.find(&work)?;
        let roll = &self.queues[self.places[at].queue].lines[work.media].roll;
        Some(1 + roll.ahead_of(at, &self.places))
    }

    /// How much is unanswered in a queue on a medium, ringing or not.
    pub fn depth(&self, queue: QueueId, media: Media) -> Option<usize> {
        Some(self.queues[*self.queue_at.get(&queue)?].lines[media].roll.len())
    }
}
