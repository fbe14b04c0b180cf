//! Presence and routing status.

use eyeline_contact_center::Agent;
use eyeline_genesys::presence::{
    PresenceDefinition, PresenceDefinitionRef, PresenceKind, RoutingStatus, RoutingStatusEvent,
    SystemPresence, UserPresence,
};
use uuid::Uuid;

use crate::view::word;

/// Where the definitions' ids begin. Every organization has the same, as the vendor's system presences do.
const FIRST_ID: u128 = 0x6a3a_f858_942f_489d_9700_0000_0000_0000;

/// The id of a system presence.
pub(crate) fn definition_id(system: SystemPresence) -> Uuid {
    Uuid::from_u128(FIRST_ID + system as u128)
}

/// The system presence behind an id.
pub(crate) fn of_id(id: &str) -> Option<SystemPresence> {
    let id = id.parse::<Uuid>().ok()?;
    SystemPresence::ALL.into_iter().find(|system| definition_id(*system) == id)
}

/// A presence to choose.
pub(crate) fn definition(system: SystemPresence, uri: &str) -> PresenceDefinition {
    let id = definition_id(system);
    PresenceDefinition {
        id: id.to_string(),
        name: Some(label(system).to_owned()),
        kind: Some(PresenceKind::System),
        language_labels: [("en".to_owned(), label(system).to_owned())].into(),
        system_presence: system,
        deactivated: false,
        primary: Some(true),
        self_uri: Some(format!("{uri}/{id}")),
    }
}

fn label(system: SystemPresence) -> &'static str {
    match system {
        SystemPresence::Available => "Available",
        SystemPresence::Away => "Away",
        SystemPresence::Busy => "Busy",
        SystemPresence::Offline => "Offline",
        SystemPresence::Idle => "Idle",
        SystemPresence::OnQueue => "On Queue",
        SystemPresence::Meal => "Meal",
        SystemPresence::Training => "Training",
        SystemPresence::Meeting => "Meeting",
        SystemPresence::Break => "Break",
    }
}

/// A user's presence in REST.
pub(crate) fn user(agent: &Agent) -> UserPresence {
    let self_uri = format!("/api/v2/users/{}/presences/PURECLOUD", agent.user);
    UserPresence { id: Some(agent.user.to_string()), self_uri: Some(self_uri), ..event(agent) }
}

/// The body of `v2.users.{id}.presence`.
pub(crate) fn event(agent: &Agent) -> UserPresence {
    let system = word::system_presence(agent.presence);
    let id = definition_id(system);
    UserPresence {
        id: None,
        source: Some("PURECLOUD".to_owned()),
        source_id: None,
        primary: Some(true),
        presence_definition: Some(PresenceDefinitionRef {
            id: Some(id.to_string()),
            system_presence: Some(system),
            self_uri: Some(format!("/api/v2/presence/definitions/{id}")),
        }),
        message: Some(String::new()),
        modified_date: Some(word::time(agent.presence_since)),
        self_uri: None,
    }
}

/// What the ACD sees of a user.
pub(crate) fn routing_status(agent: &Agent) -> RoutingStatus {
    RoutingStatus {
        user_id: Some(agent.user.to_string()),
        status: Some(word::routing_status(agent.status)),
        start_time: Some(word::time(agent.status_since)),
    }
}

/// The body of `v2.users.{id}.routingStatus`.
pub(crate) fn routing_status_event(agent: &Agent) -> RoutingStatusEvent {
    let routing_status = RoutingStatus { user_id: None, ..routing_status(agent) };
    RoutingStatusEvent { id: agent.user.to_string(), routing_status }
}
