//! What flows see of the organization and of their conversation.

use std::{collections::BTreeMap, sync::Arc};

use eyeline_conversation::{Content, Party};
use eyeline_flow::{Directory, Find, Kind, Named, Type, User, Value};
use eyeline_model::{ConversationId, LanguageId, MessageId, Pii, QueueId, SkillId, UserId, WrapUpCodeId};
use serde_json::json;
use uuid::Uuid;

use crate::ContactCenter;

impl ContactCenter {
    /// Who and what there is, made anew after each change of the configuration that somebody's flow outlives.
    pub(crate) fn directory(&mut self) -> Arc<Directory> {
        if let Some(directory) = &self.runs.directory {
            return Arc::clone(directory);
        }
        let mut directory = Directory::default();
        for kind in [Kind::Queue, Kind::Group, Kind::Skill, Kind::LanguageSkill, Kind::WrapupCode] {
            self.named(kind).for_each(|named| directory.add(named));
        }
        let users = self.configuration.users.values();
        users.map(as_user).for_each(|user| directory.add_user(user));
        let directory = Arc::new(directory);
        self.runs.directory = Some(Arc::clone(&directory));
        directory
    }

    /// Everything of a kind.
    fn named(&self, kind: Kind) -> impl Iterator<Item = Named> {
        let all = &self.configuration;
        let of = move |wanted: Kind| wanted == kind;
        let queues =
            all.queues.values().filter(move |_| of(Kind::Queue)).map(|queue| (queue.id.0, &queue.name));
        let skills =
            all.skills.values().filter(move |_| of(Kind::Skill)).map(|skill| (skill.id.0, &skill.name));
        let languages = all.languages.values().filter(move |_| of(Kind::LanguageSkill));
        let languages = languages.map(|language| (language.id.0, &language.name));
        let codes = all.wrap_up_codes.values().filter(move |_| of(Kind::WrapupCode));
        let codes = codes.map(|code| (code.id.0, &code.name));
        let groups = all.groups.values().filter(move |_| of(Kind::Group));
        let groups = groups.map(|group| (group.id.0, &group.name));
        let found = queues.chain(groups).chain(skills).chain(languages).chain(codes);
        found.map(move |(id, name)| Named::new(kind, id.to_string(), name.as_str()))
    }

    /// What a flow looks for; none also if several share the name.
    pub(crate) fn found(&self, find: &Find) -> Option<Value> {
        if find.of == Kind::User {
            let users = self.configuration.users.values().map(as_user);
            let user = only(users, &find.by, |user| if find.is_id { &user.id } else { &user.username })?;
            return Some(Value::User(Arc::new(user)));
        }
        let all = self.named(find.of);
        let named = only(all, &find.by, |named| if find.is_id { &named.id } else { &named.name })?;
        Some(Value::Named(Arc::new(named)))
    }

    fn id_of(&self, named: &Named) -> Option<Uuid> {
        let (by, is_id) = if named.id.is_empty() { (&named.name, false) } else { (&named.id, true) };
        match self.found(&Find { of: named.of, by: by.to_string(), is_id })? {
            Value::Named(found) => found.id.parse().ok(),
            _ => None,
        }
    }

    pub(crate) fn queue_named(&self, named: &Named) -> Option<QueueId> {
        self.id_of(&Named { of: Kind::Queue, ..named.clone() }).map(QueueId)
    }

    pub(crate) fn skill_named(&self, named: &Named) -> Option<SkillId> {
        self.id_of(&Named { of: Kind::Skill, ..named.clone() }).map(SkillId)
    }

    pub(crate) fn language_named(&self, named: &Named) -> Option<LanguageId> {
        self.id_of(&Named { of: Kind::LanguageSkill, ..named.clone() }).map(LanguageId)
    }

    pub(crate) fn code_named(&self, named: &Named) -> Option<WrapUpCodeId> {
        self.id_of(&Named { of: Kind::WrapupCode, ..named.clone() }).map(WrapUpCodeId)
    }

    pub(crate) fn user_named(&self, user: &User) -> Option<UserId> {
        let (by, is_id) = if user.id.is_empty() { (&user.username, false) } else { (&user.id, true) };
        match self.found(&Find { of: Kind::User, by: by.to_string(), is_id })? {
            Value::User(found) => found.id.parse().ok(),
            _ => None,
        }
    }

    /// Where somebody waits whom nobody leads any more.
    pub(crate) fn as_default_queue(&self, queue: QueueId) -> Named {
        let name = self.configuration.queues.get(&queue).map_or("", |queue| queue.name.as_str());
        Named::new(Kind::Queue, queue.to_string(), name)
    }

    /// What is true of a conversation, as flows call it.
    pub(crate) fn facts(&self, id: ConversationId) -> BTreeMap<String, Value> {
        let text = || Value::from(id.to_string().as_str());
        ["Interaction.Id", "Message.ConversationId", "Chat.ConversationId"]
            .map(|name| (name.to_owned(), text()))
            .into()
    }

    /// What the customer has just written, as flows call it.
    pub(crate) fn message_fact(
        &self,
        conversation: ConversationId,
        id: MessageId,
        content: &Pii<Content>,
    ) -> (String, Value) {
        let content = content.reveal();
        let chosen = content.chosen.as_ref().filter(|_| content.text.is_empty());
        let body = chosen.map_or(content.text.as_str(), |chosen| chosen.text.as_str());
        let customer = self.conversations[&conversation].customer();
        let address = customer.and_then(|customer| match &customer.party {
            Party::Customer(customer) => customer.address.as_ref().map(|address| address.reveal().as_str()),
            _ => None,
        });
        let message = json!({"id": id.to_string(), "body": body, "senderAddress": address});
        let value = Value::from_json(&message, Type::one(Kind::ShortMessage));
        ("Message.Message".to_owned(), value.expect("a message has these properties"))
    }
}

fn as_user(user: &crate::User) -> User {
    let login = user.login.as_ref().map_or("", |login| login.reveal().as_str());
    User { id: user.id.to_string().into(), name: user.name.reveal().as_str().into(), username: login.into() }
}

/// The only one of this name, in any case.
fn only<T>(all: impl Iterator<Item = T>, name: &str, of: impl Fn(&T) -> &str) -> Option<T> {
    let name = name.trim();
    let mut found = all.filter(|one| !name.is_empty() && of(one).to_lowercase() == name.to_lowercase());
    let first = found.next()?;
    if found.next().is_none() { Some(first) } else { None }
}
