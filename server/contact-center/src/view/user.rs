//! People with a login.

use eyeline_contact_center::{Agent, Configuration, User};
use eyeline_genesys::{
    EntityRef,
    user::{self as wire, Authorization, Chat, Contact, ContactKind, ContactMedia, UserState},
};

use crate::{
    logins::Login,
    view::{group, presence, skill},
};

/// A user as the core and the logins know them.
#[derive(Clone, Copy)]
pub(crate) struct Person<'a> {
    pub(crate) user: &'a User,
    pub(crate) agent: Option<&'a Agent>,
    pub(crate) login: Option<&'a Login>,
    pub(crate) configuration: &'a Configuration,
}

/// What to add to the plain user.
pub(crate) type Wants<'a> = &'a dyn Fn(&str) -> bool;

/// A user, with what `wants` says to expand.
pub(crate) fn user(person: Person<'_>, wants: Wants<'_>) -> wire::User {
    let id = person.user.id.to_string();
    let name = person.user.name.reveal().clone();
    let organization = &person.configuration.organization;
    let email = person.login.map(|login| login.email.reveal().clone());
    let contact = email.clone().map(|address| Contact {
        address,
        media_type: ContactMedia::Email,
        kind: ContactKind::Primary,
    });
    wire::User {
        name: Some(name.clone()),
        division: Some(EntityRef::to(organization.id.to_string()).named(organization.name.as_str())),
        chat: Some(Chat { jabber_id: format!("{id}@{}", organization.id) }),
        email: email.clone(),
        primary_contact_info: contact.into_iter().collect(),
        state: Some(UserState::Active),
        username: email,
        version: 1,
        preferred_name: Some(name),
        acd_auto_answer: Some(false),
        routing_status: person.agent.filter(|_| wants("routingStatus")).map(presence::routing_status),
        presence: person.agent.filter(|_| wants("presence")).map(presence::user),
        authorization: person.login.filter(|_| wants("authorization")).map(authorization),
        skills: wants("skills").then(|| skill::skills_of(&person.user.skills, person.configuration)),
        languages: wants("languages")
            .then(|| skill::languages_of(&person.user.languages, person.configuration)),
        groups: wants("groups").then(|| groups(person)),
        self_uri: Some(format!("/api/v2/users/{id}")),
        id,
        ..wire::User::default()
    }
}

fn groups(person: Person<'_>) -> Vec<EntityRef> {
    let groups = person.user.groups.iter();
    groups.map(|group| group::reference(*group, person.configuration)).collect()
}

/// What a user may do.
pub(crate) fn authorization(login: &Login) -> Authorization {
    let mut permissions: Vec<String> =
        login.roles.iter().flat_map(|role| role.permissions()).map(str::to_owned).collect();
    permissions.sort_unstable();
    permissions.dedup();
    let roles = login.roles.iter().map(|role| EntityRef::to(role.name()).named(role.name())).collect();
    Authorization { roles, permissions }
}
