//! What is going to happen, in order of time.

use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
};

use eyeline_contact_center::{Command, Presence};
use eyeline_conversation::SessionKey;
use eyeline_model::{ConversationId, Media, Timestamp, UserId};

/// Something that somebody is going to do.
#[derive(Debug)]
pub(crate) enum Happening {
    /// A customer comes; another one of the same stream will follow, unless it is one of a burst.
    Arrival { stream: usize, is_of_burst: bool },
    /// Somebody sends a command.
    Deed(Box<Command>),
    /// A command reaches the core.
    Delivery(Box<Command>),
    /// The customer has waited as long as they will.
    GiveUp(ConversationId, Media),
    /// All has been said.
    HangUp { session: SessionKey, media: Media },
    /// A chat becomes a call.
    Escalation(ConversationId),
    /// The agent's plan says so.
    Shift { agent: usize, presence: Presence },
    /// The agent, who did not respond, is back.
    Return(UserId),
    /// The process dies.
    Crash,
    /// Somebody does something that nobody planned.
    Meddling,
}

impl Happening {
    /// Whoever is answered in the very moment in which their patience ends has been answered.
    const fn comes_last(&self) -> bool {
        matches!(self, Self::GiveUp(..))
    }
}

#[derive(Debug)]
struct Item {
    at: Timestamp,
    comes_last: bool,
    number: u64,
    happening: Happening,
}

impl Item {
    const fn key(&self) -> (Timestamp, bool, u64) {
        (self.at, self.comes_last, self.number)
    }
}

impl PartialEq for Item {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Item {}

impl PartialOrd for Item {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Item {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

/// What is going to happen, in order of time; what happens at one time, in the order in which it was planned.
#[derive(Debug, Default)]
pub(crate) struct Agenda {
    items: BinaryHeap<Reverse<Item>>,
    number: u64,
}

impl Agenda {
    pub(crate) fn add(&mut self, at: Timestamp, happening: Happening) {
        self.number += 1;
        let comes_last = happening.comes_last();
        self.items.push(Reverse(Item { at, comes_last, number: self.number, happening }));
    }

    pub(crate) fn next_at(&self) -> Option<Timestamp> {
        self.items.peek().map(|Reverse(item)| item.at)
    }

    pub(crate) fn pop(&mut self) -> Option<(Timestamp, Happening)> {
        self.items.pop().map(|Reverse(item)| (item.at, item.happening))
    }
}
