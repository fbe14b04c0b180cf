//! The rows that a store would keep, written by what the events name and nothing else.

use std::collections::BTreeMap;

use eyeline_contact_center::{Agent, ContactCenter, Event, Object, ObjectKey, Snapshot};
use eyeline_conversation::Conversation;
use eyeline_model::{ConversationId, UserId};

use crate::violation::{Broken, ensure};

#[derive(Debug, Default)]
pub(crate) struct Tables {
    objects: BTreeMap<ObjectKey, Object>,
    agents: BTreeMap<UserId, Agent>,
    conversations: BTreeMap<ConversationId, Conversation>,
}

impl Tables {
    pub(crate) fn store(&mut self, events: &[Event], center: &ContactCenter) {
        for event in events {
            if let Some(id) = event.conversation() {
                write_row(&mut self.conversations, id, center.conversation(id).cloned());
            }
            if let Some(user) = event.agent() {
                write_row(&mut self.agents, user, center.agent(user).copied());
            }
            if let Some(key) = event.object() {
                write_row(&mut self.objects, key, center.configuration().get(key));
            }
        }
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot {
            objects: self.objects.values().cloned().collect(),
            agents: self.agents.values().copied().collect(),
            conversations: self.conversations.values().cloned().collect(),
        }
    }

    /// The rows say what the core says, so a crash now would lose nothing.
    pub(crate) fn check(&self, center: &ContactCenter) -> Result<(), Broken> {
        const LAW: &str = "whatever changes is named by an event";
        let differs =
            || self.conversations.values().zip(center.conversations()).find(|(row, now)| row != now);
        let same = self.conversations.values().eq(center.conversations());
        ensure(same, LAW, || format!("conversations {:?}", differs()))?;
        let same = self.agents.values().eq(center.agents());
        ensure(same, LAW, || {
            format!("agents {:?}", self.agents.values().zip(center.agents()).find(|(row, now)| row != now))
        })
    }

    /// The same for the configuration, which is larger and changes rarely.
    pub(crate) fn check_objects(&self, center: &ContactCenter) -> Result<(), Broken> {
        let configuration = center.configuration();
        let other = self.objects.iter().find(|(key, row)| configuration.get(**key).as_ref() != Some(*row));
        ensure(other.is_none(), "whatever is configured is named by an event", || format!("{other:?}"))
    }
}

fn write_row<K: Ord, V>(table: &mut BTreeMap<K, V>, key: K, row: Option<V>) {
    match row {
        Some(row) => drop(table.insert(key, row)),
        None => drop(table.remove(&key)),
    }
}
