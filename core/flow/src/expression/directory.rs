//! Who and what there is in an organization, for the functions that look something up.

use std::{collections::HashMap, sync::Arc};

use crate::{Kind, Named, Prompt, PromptKind, User, Value};

/// Who and what there is in an organization, by id and by name. The caller fills it, and keeps it up to date.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    entries: HashMap<Kind, Entries>,
    prompts: HashMap<(bool, String), Arc<Prompt>>,
    believing: bool,
}

#[derive(Clone, Debug, Default)]
struct Entries {
    by_id: HashMap<String, Value>,
    /// None where several share the name: what is ambiguous is not found.
    by_name: HashMap<String, Option<Value>>,
}

impl Directory {
    /// An organization of which nothing is known: every id and every name that is asked for exists. For trying an
    /// expression out.
    pub fn believing() -> Self {
        Self { believing: true, ..Self::default() }
    }

    /// Adds a queue, group, skill, language skill, wrap-up code, schedule, schedule group or emergency group.
    pub fn add(&mut self, named: Named) {
        let (of, id, name) = (named.of, named.id.clone(), named.name.clone());
        self.insert(of, &id, &name, Value::Named(Arc::new(named)));
    }

    /// Adds a person, who is found by id and by login.
    pub fn add_user(&mut self, user: User) {
        let (id, username) = (user.id.clone(), user.username.clone());
        self.insert(Kind::User, &id, &username, Value::User(Arc::new(user)));
    }

    /// Adds a prompt.
    pub fn add_prompt(&mut self, prompt: Prompt) {
        let key = (prompt.of == PromptKind::System, prompt.name.to_lowercase());
        self.prompts.insert(key, Arc::new(prompt));
    }

    fn insert(&mut self, of: Kind, id: &str, name: &str, value: Value) {
        let entries = self.entries.entry(of).or_default();
        entries.by_id.insert(id.to_lowercase(), value.clone());
        let unique = |known: &mut Option<Value>| *known = None;
        entries.by_name.entry(name.to_lowercase()).and_modify(unique).or_insert(Some(value));
    }

    /// By id, in any case.
    pub(super) fn by_id(&self, of: Kind, id: &str) -> Option<Value> {
        let id = id.trim();
        let by_id = self.entries.get(&of).map(|entries| &entries.by_id);
        let known = by_id.and_then(|by_id| by_id.get(id).or_else(|| by_id.get(&id.to_lowercase())));
        known.cloned().or_else(|| self.believed(of, id, ""))
    }

    /// By name, or by login for a person; in any case. None if several share it.
    pub(super) fn by_name(&self, of: Kind, name: &str) -> Option<Value> {
        let name = name.trim();
        let known = self.entries.get(&of).and_then(|entries| entries.by_name.get(&name.to_lowercase()));
        known.cloned().flatten().or_else(|| self.believed(of, "", name))
    }

    /// By name, with or without the `Prompt.` before it.
    pub(super) fn prompt(&self, of: PromptKind, name: &str) -> Option<Arc<Prompt>> {
        let family = if of == PromptKind::System { "promptsystem." } else { "prompt." };
        let name = name.trim();
        let bare =
            name.get(family.len()..).filter(|_| name.to_lowercase().starts_with(family)).unwrap_or(name);
        let known = self.prompts.get(&(of == PromptKind::System, bare.to_lowercase())).cloned();
        let believed = self.believing && !bare.is_empty();
        known.or_else(|| believed.then(|| Arc::new(Prompt::by_name(of, bare))))
    }

    fn believed(&self, of: Kind, id: &str, name: &str) -> Option<Value> {
        let asked = self.believing && !(id.is_empty() && name.is_empty());
        asked.then(|| match of {
            Kind::User => {
                let user = User { id: id.into(), name: "".into(), username: name.into() };
                Value::User(Arc::new(user))
            }
            of => Value::Named(Arc::new(Named::new(of, id, name))),
        })
    }
}
