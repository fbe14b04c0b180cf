//! From a conversation as the vendor shows it to what the core needs to know of it.

use eyeline_engagement::{Adviser, CallbackState, Observation, Parting, Seen, Sighting};
use eyeline_genesys::client::{Conversation, Participant, Session, SessionState};
use eyeline_model::{Pii, Timestamp};

/// What a conversation shows; `None` if it is not one of ours by its id.
pub(crate) fn observation(conversation: &Conversation, asked_at: Option<Timestamp>) -> Option<Observation> {
    let agents = conversation.participants.iter().filter(|participant| participant.is_agent());
    Some(Observation {
        conversation: conversation.id.parse().ok()?,
        asked_at,
        customer_is_here: conversation.customer().is_none_or(is_here),
        callback: callback_state(conversation),
        seen: agents.flat_map(seen).collect(),
    })
}

/// A customer who has no session yet has not left one either.
fn is_here(customer: &Participant) -> bool {
    customer.sessions().next().is_none() || customer.sessions().any(|session| session.state.is_live())
}

fn callback_state(conversation: &Conversation) -> CallbackState {
    let mut sessions =
        conversation.participants.iter().flat_map(|participant| &participant.callbacks).peekable();
    if sessions.peek().is_none() {
        CallbackState::None
    } else if sessions.any(|session| session.state.is_live()) {
        CallbackState::Live
    } else {
        CallbackState::Over
    }
}

fn seen(agent: &Participant) -> impl Iterator<Item = Seen> {
    agent.callbacks.iter().filter_map(|session| {
        let adviser = Adviser {
            user: agent.user_id.as_deref()?.parse().ok()?,
            participant: agent.id.parse().ok()?,
            session: session.id.parse().ok()?,
            name: Pii::new(agent.name.clone().unwrap_or_default()),
        };
        Some(Seen { adviser, sighting: sighting(session) })
    })
}

fn sighting(session: &Session) -> Sighting {
    match session.state {
        SessionState::Connected => Sighting::Connected,
        SessionState::Alerting | SessionState::Other => Sighting::Alerting,
        SessionState::Disconnected | SessionState::Terminated => Sighting::Over(parting(session)),
    }
}

fn parting(session: &Session) -> Parting {
    match session.disconnect_type.as_deref() {
        _ if session.connected_time.is_none() => Parting::Unanswered,
        Some("transport.failure" | "error") => Parting::Dropped,
        Some(handed_on) if handed_on.starts_with("transfer") => Parting::HandedOn,
        _ => Parting::HungUp,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(participants: serde_json::Value, expected: Expect) {
        let id = "00000000-0000-4000-8000-000000000001";
        let conversation = serde_json::json!({ "id": id, "participants": participants });
        let conversation: Conversation = serde_json::from_value(conversation).expect("a conversation");
        let seen = observation(&conversation, None).expect("an id of ours");
        let sightings: Vec<_> = seen.seen.iter().map(|seen| seen.sighting).collect();
        let here = if seen.customer_is_here { "here" } else { "gone" };
        expected.assert_eq(&format!("customer {here}, callback {:?}, {sightings:?}", seen.callback));
    }

    fn agent(callback: serde_json::Value) -> serde_json::Value {
        serde_json::json!({
            "id": "00000000-0000-4000-8000-000000000002", "purpose": "agent", "name": "Ana García",
            "userId": "00000000-0000-4000-8000-000000000003", "callbacks": [callback],
        })
    }

    const SESSION: &str = "00000000-0000-4000-8000-000000000004";

    #[test]
    fn a_chat_without_callback_shows_nobody() {
        let customer = serde_json::json!({ "id": "c", "purpose": "customer", "messages": [{"id": "m", "state": "connected"}] });
        let chatting = serde_json::json!({ "id": "a", "purpose": "agent", "messages": [{"id": "n", "state": "connected"}] });
        check(serde_json::json!([customer, chatting]), expect!["customer here, callback None, []"]);
    }

    #[test]
    fn an_agent_is_seen_alerted_connected_and_gone() {
        let alerting = agent(serde_json::json!({ "id": SESSION, "state": "alerting" }));
        check(serde_json::json!([alerting]), expect!["customer here, callback Live, [Alerting]"]);
        let time = "2026-11-21T08:00:00.000Z";
        let connected =
            agent(serde_json::json!({ "id": SESSION, "state": "connected", "connectedTime": time }));
        check(serde_json::json!([connected]), expect!["customer here, callback Live, [Connected]"]);
        let over = serde_json::json!({ "id": SESSION, "state": "terminated", "connectedTime": time, "disconnectType": "client" });
        check(serde_json::json!([agent(over)]), expect!["customer here, callback Over, [Over(HungUp)]"]);
        let dropped = serde_json::json!({ "id": SESSION, "state": "disconnected", "connectedTime": time, "disconnectType": "transport.failure" });
        check(serde_json::json!([agent(dropped)]), expect!["customer here, callback Over, [Over(Dropped)]"]);
        let declined =
            serde_json::json!({ "id": SESSION, "state": "disconnected", "disconnectType": "client" });
        check(
            serde_json::json!([agent(declined)]),
            expect!["customer here, callback Over, [Over(Unanswered)]"],
        );
    }

    #[test]
    fn a_customer_whose_sessions_are_all_over_is_gone() {
        let customer = serde_json::json!({ "id": "c", "purpose": "customer", "messages": [{"id": "m", "state": "disconnected"}] });
        check(serde_json::json!([customer]), expect!["customer gone, callback None, []"]);
    }
}
