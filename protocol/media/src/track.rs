//! What a line carries, and in which quality it is wanted.

use str0m::media::MediaKind;

use crate::PartyId;

/// Whose media is on which line of a leg.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Track {
    /// The line.
    pub mid: String,
    /// Whose it is.
    pub party: PartyId,
    /// Sound or picture.
    pub kind: Kind,
    /// Person or screen.
    pub content: Content,
}

/// Sound or picture.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// Sound.
    Audio,
    /// Picture.
    Video,
}

impl Kind {
    pub(crate) fn of(kind: MediaKind) -> Self {
        match kind {
            MediaKind::Audio => Self::Audio,
            MediaKind::Video => Self::Video,
        }
    }
}

/// What a video shows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Content {
    /// A person.
    Main,
    /// A shared screen.
    Slides,
}

/// The quality a receiver wants on one of its lines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LayerChoice {
    /// The line.
    pub mid: String,
    /// The best layer that is of use, or `None` for no picture at all.
    pub rid: Option<String>,
}
