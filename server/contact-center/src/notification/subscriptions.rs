//! Who may listen to what.

use std::collections::{BTreeMap, BTreeSet};

use eyeline_genesys::topic::{self, QueueTopic, Topic, UserTopic};
use eyeline_model::UserId;
use eyeline_shell::{Statement, StoreError};

use crate::{
    notification::channel::Owner,
    permission::{Role, grants},
    roles,
    service::Shared,
};

/// A list of subscriptions, sorted into those that may be and those that may not.
pub(crate) struct Checked {
    pub(crate) permitted: BTreeMap<String, Vec<Topic>>,
    pub(crate) rejected: Vec<(String, &'static str)>,
}

/// Checks subscriptions of a caller with `roles`, who is `user` unless it is a client by itself.
pub(crate) fn check(
    names: impl IntoIterator<Item = String>,
    user: Option<UserId>,
    roles: &[Role],
) -> Checked {
    let mut checked = Checked { permitted: BTreeMap::new(), rejected: Vec::new() };
    for name in names.into_iter().collect::<BTreeSet<_>>() {
        let Ok(topics) = topic::expand(&name) else {
            checked.rejected.push((name, "invalid topic"));
            continue;
        };
        let forbidden = topics.iter().any(|topic| !is_own(topic, user) && !may_listen(topic, roles));
        if forbidden {
            checked.rejected.push((name, "missing permissions"));
        } else {
            checked.permitted.insert(name, topics);
        }
    }
    checked
}

fn is_own(topic: &Topic, user: Option<UserId>) -> bool {
    match topic {
        Topic::User { id, .. } => user.is_some_and(|user| user.to_string() == *id),
        Topic::Queue { .. } => false,
        // Every channel hears these.
        Topic::System { .. } | Topic::ChannelMetadata => true,
    }
}

fn may_listen(topic: &Topic, roles: &[Role]) -> bool {
    permission(topic).is_none_or(|permission| grants(roles, permission))
}

/// What listening to somebody else's topic needs. Presence and routing status are open to colleagues.
pub(crate) fn permission(topic: &Topic) -> Option<&'static str> {
    match topic {
        Topic::User { about: UserTopic::Presence | UserTopic::RoutingStatus, .. } => None,
        Topic::User { .. } => Some("conversation:communication:view"),
        Topic::Queue { about: QueueTopic::Users, .. } => Some("routing:queue:view"),
        Topic::Queue { .. } => Some("conversation:communication:view"),
        Topic::System { .. } | Topic::ChannelMetadata => None,
    }
}

/// The roles that the owner of a channel has now.
pub(crate) async fn roles(service: &Shared, owner: &Owner) -> Result<Vec<Role>, StoreError> {
    let select = match owner.user {
        Some(user) => Statement::new("SELECT roles FROM logins WHERE user_id = $1").bind(user),
        None => Statement::new("SELECT roles FROM oauth_clients WHERE id = $1").bind(owner.client),
    };
    let rows = service.store.query(select).await?;
    rows.first().map_or(Ok(Vec::new()), |row| Ok(roles::read(row.text("roles")?)))
}
