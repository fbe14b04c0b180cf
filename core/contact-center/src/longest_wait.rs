//! Nobody waits for ever.

use eyeline_conversation::{DisconnectReason, SessionKey};
use eyeline_model::{Duration, QueueEntry, Timestamp};

use crate::{ContactCenter, Event};

/// After so long in a queue the contact center ends what waits (`genesys-cloud-acd-processing`).
const LONGEST_WAIT: Duration = Duration::from_secs(59 * 24 * 3_600);

/// When a place in a queue ends by itself.
pub(crate) fn ends_at(entry: &QueueEntry) -> Timestamp {
    entry.enqueued_at + LONGEST_WAIT
}

impl ContactCenter {
    /// What has waited for as long as anything may is over, even while it rings: the customer has long gone.
    pub(crate) fn has_waited_for_ever(&mut self, now: Timestamp, place: SessionKey, events: &mut Vec<Event>) {
        let media = self.session_mut(place).media();
        self.end_media(now, place.conversation, media, |_| DisconnectReason::System, events);
    }
}
