//! Where a run is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Slot, Value};

/// A room that a run is in: the latest one, or one it comes back to.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(super) struct Frame {
    pub(super) room: usize,
    /// The instruction it is at.
    pub(super) pc: usize,
    /// Its loops: turns done and turns wanted.
    pub(super) loops: BTreeMap<u16, Turns>,
    /// How often its menu has been said.
    pub(super) said: u32,
    /// What the caller's own variables held when this room was called.
    pub(super) saved: Vec<(Slot, Value)>,
}

#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub(super) struct Turns {
    pub(super) done: u32,
    pub(super) wanted: u32,
}

impl Frame {
    pub(super) fn new(room: usize) -> Self {
        Self { room, pc: 0, loops: BTreeMap::new(), said: 0, saved: Vec::new() }
    }
}
