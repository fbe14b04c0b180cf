//! str0m peers wired to a room in memory, with loss, on a clock of our own.

mod forwarding;
mod hostile;
mod negotiation;
mod peer;
mod pictures;
mod quality;
mod turmoil;
mod world;

use std::time::Duration;

use str0m::{
    Input,
    media::{Direction, Mid},
};

use self::{
    peer::{Answers, Peer},
    world::{Bottleneck, STEP, World, assert_unbroken},
};
use crate::{
    Answer, Event, Kind, LayerChoice, LegId, LegOptions, Output, PartyId, Permissions, Presentation,
    SdpError, View,
};
