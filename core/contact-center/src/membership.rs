//! Who belongs to which queue.

use std::collections::{BTreeMap, BTreeSet};

use eyeline_model::{GroupId, QueueId, UserId};
use serde::{Deserialize, Serialize};

use crate::{ChangeMembers, Configuration, ContactCenter, Event, Object, ObjectKey, Queue, Refusal, User};

/// A user's place in a queue.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Membership {
    /// Which queue.
    pub queue: QueueId,
    /// Who.
    pub user: UserId,
    /// Whether they take conversations from it at the moment.
    pub joined: bool,
    /// From which ring on they are asked in bullseye routing: 1 to [`Ring::LIMIT`](eyeline_acd::Ring::LIMIT).
    #[serde(default = "first_ring")]
    pub ring: u8,
}

impl Membership {
    /// Somebody who takes conversations, in the first ring.
    pub const fn new(queue: QueueId, user: UserId) -> Self {
        Self { queue, user, joined: true, ring: 1 }
    }
}

const fn first_ring() -> u8 {
    1
}

/// Somebody who belongs to a queue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Member {
    /// How they are asked: whoever belongs through a group is, even if they have left by themselves, and in the
    /// lowest of their rings.
    pub membership: Membership,
    /// Whether they belong by themselves, and not only through a group.
    pub by_user: bool,
}

impl Configuration {
    /// Who belongs to a queue, by themselves or through a group, in the order of their ids.
    pub fn everybody_in(&self, queue: &Queue) -> Vec<Member> {
        let rings = queue.routing.rings_of_groups();
        if rings.is_empty() {
            let own = self.members(queue.id);
            return own.map(|membership| Member { membership: *membership, by_user: true }).collect();
        }
        self.users.values().filter_map(|user| self.member_in(queue.id, &rings, user)).collect()
    }

    /// How a user belongs to a queue, if they do.
    pub fn member(&self, queue: &Queue, user: UserId) -> Option<Member> {
        self.member_in(queue.id, &queue.routing.rings_of_groups(), self.users.get(&user)?)
    }

    fn member_in(&self, queue: QueueId, rings: &BTreeMap<GroupId, u8>, user: &User) -> Option<Member> {
        let own = self.memberships.get(&queue).and_then(|members| members.get(&user.id)).copied();
        let through = user.groups.iter().filter_map(|group| rings.get(group)).min().copied();
        let through = through.map(|ring| Membership { ring, ..Membership::new(queue, user.id) });
        let membership = match (own, through) {
            (Some(own), Some(through)) if own.joined && own.ring < through.ring => own,
            (own, through) => through.or(own)?,
        };
        Some(Member { membership, by_user: own.is_some() })
    }
}

impl ContactCenter {
    pub(crate) fn change_members(
        &mut self,
        change: ChangeMembers,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let ChangeMembers { put, removed } = change;
        put.iter().try_for_each(|membership| self.check(&Object::Membership(*membership)))?;
        let keys: BTreeSet<ObjectKey> =
            removed.into_iter().map(|(queue, user)| ObjectKey::Membership { queue, user }).collect();
        keys.iter().try_for_each(|key| self.known(*key))?;
        for membership in put {
            let object = Object::Membership(membership);
            if self.configuration.get(object.key()).as_ref() != Some(&object) {
                self.apply(object.clone());
                events.push(Event::Configured(object));
            }
        }
        keys.into_iter().try_for_each(|key| self.remove(key, events))
    }
}
