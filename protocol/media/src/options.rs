//! Who is at the far end of a leg, what they want, and what they may do.

/// One signalling and media link to one endpoint.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LegId(pub u128);

/// Who is at the far end of a leg. Somebody with several legs does not receive their own media.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PartyId(pub u128);

/// Who is at the far end and what they want.
#[derive(Clone, Copy, Debug)]
pub struct LegOptions {
    /// Who it is.
    pub party: PartyId,
    /// What they want to see.
    pub view: View,
    /// What their video lines are for.
    pub presentation: Presentation,
    /// What they may do.
    pub permissions: Permissions,
}

/// How a leg wants to see the room.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum View {
    /// A line for every participant; the node offers more lines as they are needed.
    Multistream,
    /// One audio and one video line, which follow the speaker.
    Switched,
}

/// What the videos of a leg are, when its lines do not say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Presentation {
    /// Camera pictures, both ways.
    None,
    /// A second leg that only sends a shared screen.
    Send,
    /// A second leg that only receives the shared screen.
    Receive,
}

/// What a leg may do at the moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Permissions {
    /// Receives what others send.
    pub receive: bool,
    /// Others hear it.
    pub audio: bool,
    /// Others see it.
    pub video: bool,
    /// Others see the screen it shares.
    pub slides: bool,
}

impl Permissions {
    /// Connected, but neither seen nor seeing: the waiting room.
    pub const NONE: Self = Self { receive: false, audio: false, video: false, slides: false };
    /// Sees, hears and is seen and heard.
    pub const ALL: Self = Self { receive: true, audio: true, video: true, slides: true };
}
