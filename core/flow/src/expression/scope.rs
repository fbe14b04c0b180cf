//! The names that an expression may use, and the values behind them.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::{Kind, Type, Value, report};

/// Where a variable's value is kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slot(u32);

/// The variables that expressions may use: their names, in any case, and their types.
///
/// A scope only grows: a slot keeps its meaning, so that expressions which were compiled earlier stay right.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    slots: HashMap<String, Slot>,
    declared: Vec<(String, Type)>,
}

/// What every flow of its kind can read without declaring it. Values are the caller's to set; unset they are
/// NOT_SET.
const BUILT_IN: &[(&str, Kind)] = &[
    ("Call.Ani", Kind::String),
    ("Call.CalledAddress", Kind::String),
    ("Call.CalledAddressOriginal", Kind::String),
    ("Call.ConversationId", Kind::String),
    ("Call.Language", Kind::String),
    ("Call.RemoteName", Kind::String),
    ("Call.ExternalTag", Kind::String),
    ("Call.UUIData", Kind::String),
    ("Call.Campaign", Kind::Campaign),
    ("Call.ContactList", Kind::ContactList),
    ("Call.ContactId", Kind::String),
    ("Call.Contact", Kind::Contact),
    ("Call.CurrentQueue", Kind::Queue),
    ("Call.EstimatedWaitTime", Kind::Duration),
    ("Call.PositionInQueue", Kind::Integer),
    ("Chat.ConversationId", Kind::String),
    ("Email.Message", Kind::Email),
    ("Email.ConversationId", Kind::String),
    ("Email.Language", Kind::String),
    ("Email.LanguageSkill", Kind::LanguageSkill),
    ("Flow.HoldPrompt", Kind::Prompt),
    ("Flow.InvocationData", Kind::String),
    ("Flow.IsTest", Kind::Boolean),
    ("Flow.StartDateTimeUtc", Kind::DateTime),
    ("Flow.Version", Kind::String),
    ("Flow.WrapupCode", Kind::WrapupCode),
    ("Interaction.Id", Kind::String),
    ("Interaction.Language", Kind::String),
    ("Message.Message", Kind::ShortMessage),
    ("Message.ConversationId", Kind::String),
    ("Message.CurrentQueue", Kind::Queue),
    ("Message.EstimatedWaitTime", Kind::Duration),
    ("Message.PositionInQueue", Kind::Integer),
    ("Message.IsNewConversation", Kind::Boolean),
    ("Message.Language", Kind::String),
    ("Survey.CustomerContact", Kind::ExternalContact),
    ("Survey.CustomerOrganization", Kind::ExternalOrganization),
    ("Survey.ConversationId", Kind::String),
    ("Survey.Url", Kind::String),
    ("Survey.ConversationType", Kind::String),
    ("Survey.CustomerAddress", Kind::String),
    ("Survey.ConversationStartDateTimeUtc", Kind::DateTime),
    ("Survey.ConversationEndDateTimeUtc", Kind::DateTime),
];

impl Scope {
    /// With no variable but those that are built in.
    pub fn new() -> Self {
        let mut scope = Self::default();
        for (name, kind) in BUILT_IN {
            scope.declare(name, Type::one(*kind));
        }
        scope
    }

    /// Declares a variable such as `Flow.name`. One that is declared already keeps its slot and takes the new
    /// type; what was compiled with the old type then fails when it is evaluated, and says so.
    pub fn declare(&mut self, name: &str, of: Type) -> Slot {
        let key = name.to_lowercase();
        if let Some(slot) = self.slots.get(&key) {
            self.declared[slot.0 as usize].1 = of;
            return *slot;
        }
        let slot = Slot(u32::try_from(self.declared.len()).expect("a flow has fewer than 2³² variables"));
        self.slots.insert(key, slot);
        self.declared.push((name.to_owned(), of));
        slot
    }

    /// The slot and the type of a variable.
    pub fn find(&self, name: &str) -> Option<(Slot, Type)> {
        let slot = *self.slots.get(&name.to_lowercase())?;
        Some((slot, self.declared[slot.0 as usize].1))
    }

    /// Every variable: its name as it was declared, and its type.
    pub fn variables(&self) -> impl Iterator<Item = (&str, Type)> {
        self.declared.iter().map(|(name, of)| (name.as_str(), *of))
    }

    /// The variable whose name is almost this one: a slip or two away, or the only one that is called so in
    /// another family (`Task.count`, where `Flow.count` is declared).
    pub(super) fn nearest(&self, name: &str) -> Option<&str> {
        let own = |name: &str| name.split_once('.').map_or(name, |(_, own)| own).to_lowercase();
        let (wanted, names) = (own(name), || self.variables().map(|(name, _)| name));
        let mut namesakes = names().filter(|known| own(known) == wanted);
        match (namesakes.next(), namesakes.next()) {
            (Some(only), None) => Some(only),
            _ => report::nearest(name, names()),
        }
    }

    pub(super) fn name(&self, slot: Slot) -> &str {
        &self.declared[slot.0 as usize].0
    }
}

/// The values of variables, by slot.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Variables {
    values: Vec<Option<Value>>,
}

impl Variables {
    /// What was assigned last, if anything was.
    pub fn get(&self, slot: Slot) -> Option<&Value> {
        self.values.get(slot.0 as usize).and_then(Option::as_ref)
    }

    /// Assigns a value.
    pub fn set(&mut self, slot: Slot, value: Value) {
        let at = slot.0 as usize;
        if self.values.len() <= at {
            self.values.resize(at + 1, None);
        }
        self.values[at] = Some(value);
    }
}
