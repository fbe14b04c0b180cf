//! What is asked of a room's media, and what comes back.

use eyeline_media::{Answer, LayerChoice, LegId, LegOptions, Permissions, SdpError};

/// What happens in a room on a worker.
#[derive(Debug)]
pub enum Event {
    /// Something happened to its media.
    Media(eyeline_media::Event),
    /// A fault has ended the room's media; its legs are gone.
    Failed,
}

/// Called with the result of a command, on the worker's thread.
pub type Reply<T> = Box<dyn FnOnce(T) + Send>;

/// Something asked of a room's media.
pub enum Command {
    /// Answer a client's first offer.
    Join {
        /// The new leg.
        leg: LegId,
        /// Who it is and what they may do.
        options: LegOptions,
        /// The client's offer.
        offer: String,
        /// Gets the answer.
        reply: Reply<Result<String, SdpError>>,
    },
    /// Answer a client's later offer.
    Update {
        /// Whose.
        leg: LegId,
        /// The client's offer.
        offer: String,
        /// Gets the answer.
        reply: Reply<Result<String, SdpError>>,
    },
    /// Take what a client says to a description of ours.
    Answer {
        /// Whose.
        leg: LegId,
        /// What it says.
        answer: Answer,
        /// Hears whether it fitted.
        reply: Reply<Result<(), SdpError>>,
    },
    /// Change what a leg may do.
    Permit {
        /// Whose.
        leg: LegId,
        /// What it may do from now on.
        permissions: Permissions,
    },
    /// Take in which qualities a receiver has use for.
    Choose {
        /// Whose.
        leg: LegId,
        /// By line.
        choices: Vec<LayerChoice>,
    },
    /// Hang up.
    Leave {
        /// Whose leg.
        leg: LegId,
    },
}
