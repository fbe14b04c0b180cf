//! Everything that goes on, for those who watch over it.

use eyeline_contact_center::{Configuration, ContactCenter};
use eyeline_conversation::{Conversation, Participant, Party, Session, Stage};
use eyeline_genesys::{DateTime, EntityRef};
use eyeline_model::Timestamp;
use serde::Serialize;

use crate::view::{
    routing::{agent, queue},
    word,
};

/// The most conversations that are told; those that wait for long come first.
const LIMIT: usize = 500;

/// Everything that goes on.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Live {
    at: DateTime,
    conversations: Vec<Row>,
    /// How many more there are.
    more: usize,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: String,
    customer: Option<String>,
    media_type: &'static str,
    queue: Option<EntityRef>,
    state: State,
    agent: Option<EntityRef>,
    /// Since when it is so; for those who wait, in line.
    since: DateTime,
    priority: i32,
}

/// What goes on with a customer; who waits comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Waiting,
    Ringing,
    Flow,
    Connected,
    WrappingUp,
}

/// What goes on in a conversation, on which medium and since when.
struct Going<'a> {
    state: State,
    since: Timestamp,
    session: &'a Session,
    participant: &'a Participant,
    priority: i32,
}

/// Everything that goes on at the moment.
pub(crate) fn live(now: Timestamp, core: &ContactCenter) -> Live {
    let mut going: Vec<(&Conversation, Going<'_>)> =
        core.conversations().filter_map(|conversation| Some((conversation, going(conversation)?))).collect();
    going.sort_by_key(|(conversation, going)| (going.state, going.since, conversation.id));
    let more = going.len().saturating_sub(LIMIT);
    going.truncate(LIMIT);
    let rows = going.iter().map(|(conversation, going)| row(core.configuration(), conversation, going));
    Live { at: word::time(now), conversations: rows.collect(), more }
}

/// The most urgent of what goes on; none if all of it is over or a promise for later.
fn going(conversation: &Conversation) -> Option<Going<'_>> {
    let each = conversation.sessions().filter_map(|(participant, session)| {
        let (state, since, priority) = stage(conversation, participant, session)?;
        Some(Going { state, since, session, participant, priority })
    });
    each.min_by_key(|going| (going.state != State::Ringing, going.state, going.since))
}

fn stage(
    conversation: &Conversation,
    participant: &Participant,
    session: &Session,
) -> Option<(State, Timestamp, i32)> {
    match (&participant.party, session.stage) {
        (Party::Acd(entry), Stage::Connected { .. }) => {
            Some((State::Waiting, entry.enqueued_at, entry.request.priority))
        }
        (Party::Flow(_), Stage::Connected { since, .. }) => Some((State::Flow, since, 0)),
        (Party::Agent { .. }, Stage::Alerting { .. }) => {
            let (_, _, entry) = conversation.queue_entry(session.media())?;
            Some((State::Ringing, entry.enqueued_at, entry.request.priority))
        }
        (Party::Agent { .. }, Stage::Connected { since, .. }) => Some((State::Connected, since, 0)),
        (Party::Agent { .. }, Stage::WrapUp { at, .. }) => Some((State::WrappingUp, at, 0)),
        _ => None,
    }
}

fn row(configuration: &Configuration, conversation: &Conversation, going: &Going<'_>) -> Row {
    Row {
        id: conversation.id.to_string(),
        customer: customer_name(conversation),
        media_type: word::media_type(going.session.media()),
        queue: going.participant.queue().map(|id| queue(configuration, id)),
        state: going.state,
        agent: going.participant.agent().map(|id| agent(configuration, id)),
        since: word::time(going.since),
        priority: going.priority,
    }
}

fn customer_name(conversation: &Conversation) -> Option<String> {
    let Party::Customer(customer) = &conversation.customer()?.party else { return None };
    customer.name.as_ref().map(|name| name.reveal().clone())
}
