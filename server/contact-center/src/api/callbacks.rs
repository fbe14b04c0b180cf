//! Promises to meet a customer: new ones, and on a conversation that goes on.

use std::collections::BTreeSet;

use axum::Json;
use eyeline_contact_center::{CallbackFor, Command, CreateCallback, RescheduleCallback};
use eyeline_conversation::{Callback, Conversation, Customer};
use eyeline_genesys::{
    DateTime, EntityRef,
    callback::{self as wire, CallbackIdentifier, CallbackIdentifierKind, CreateCallbackResponse},
    routing::RoutingData,
};
use eyeline_model::{ConversationId, Media, ParticipantId, Pii, RoutingRequest, ScoredAgent, Timestamp};
use serde::Deserialize;
use tracing::info;

use crate::{
    caller::Caller,
    draw::draw,
    permission::Rule,
    refused::{Reason, Refused},
    request::{At, Body},
    routes::Routes,
};

/// Numbers of one callback.
const NUMBERS: usize = 10;
/// Characters of a number or a name.
const CHARACTERS: usize = 256;
/// The score of an agent who is preferred without one.
const FULL_SCORE: u8 = 100;

pub(super) fn routes(routes: Routes) -> Routes {
    let create = Rule::All(&["conversation:callback:create"]);
    routes
        .post("/api/v2/conversations/callbacks", create, on_its_own)
        .patch("/api/v2/conversations/callbacks", Rule::Any(&["conversation:callback:edit"]), reschedule)
        .post(
            "/api/v2/conversations/{conversation_id}/participants/{participant_id}/callbacks",
            create,
            on_conversation,
        )
}

async fn on_its_own(
    caller: Caller,
    Body(wanted): Body<wire::CreateCallback>,
) -> Result<Json<CreateCallbackResponse>, Refused> {
    let conversation = draw::<ConversationId>();
    let customer = Customer {
        name: wanted.callback_user_name.clone().map(Into::into),
        address: wanted.callback_numbers.first().filter(|number| !number.is_empty()).cloned().map(Into::into),
    };
    create(&caller, conversation, CallbackFor::New(customer), &wanted).await?;
    info!(conversation.id = %conversation, "conversation {conversation} started by a callback");
    identified(&caller, conversation).await
}

async fn on_conversation(
    caller: Caller,
    At((conversation, participant)): At<(ConversationId, ParticipantId)>,
    Body(wanted): Body<wire::CreateCallback>,
) -> Result<Json<CreateCallbackResponse>, Refused> {
    let known = caller.organization.live(conversation).await?;
    known.participant(participant).ok_or(Reason::NotFound)?;
    if acd_session(&known).is_none() {
        create(&caller, conversation, CallbackFor::Existing(participant), &wanted).await?;
        info!(conversation.id = %conversation, "conversation {conversation} is escalated by a callback");
    }
    // A repeat finds the callback that the first request made.
    identified(&caller, conversation).await
}

async fn create(
    caller: &Caller,
    conversation: ConversationId,
    customer: CallbackFor,
    wanted: &wire::CreateCallback,
) -> Result<(), Refused> {
    check(wanted)?;
    let attributes = wanted.data.clone().unwrap_or_default();
    let create = CreateCallback {
        conversation,
        customer,
        request: request(wanted)?,
        callback: Callback {
            numbers: wanted.callback_numbers.iter().cloned().map(Pii::new).collect(),
            user_name: wanted.callback_user_name.clone().map(Into::into),
            script: wanted.script_id.clone(),
            scheduled_for: wanted.callback_scheduled_time.map(|at| Timestamp(at.as_millis())),
        },
        attributes: attributes.into_iter().map(|(name, value)| (name, value.into())).collect(),
    };
    caller.organization.send(Command::CreateCallback(create)).await.map(drop)
}

/// Refuses what no telephone and no name could be.
fn check(wanted: &wire::CreateCallback) -> Result<(), Refused> {
    if !(1..=NUMBERS).contains(&wanted.callback_numbers.len()) {
        return Err(Refused::invalid("callbackNumbers", format!("1 to {NUMBERS} numbers are required.")));
    }
    let is_long = |text: &String| text.chars().count() > CHARACTERS;
    if wanted.callback_numbers.iter().any(is_long) {
        return Err(Refused::invalid("callbackNumbers", format!("At most {CHARACTERS} characters.")));
    }
    if wanted.callback_user_name.iter().chain(&wanted.script_id).any(is_long) {
        return Err(Refused::invalid("callbackUserName", format!("At most {CHARACTERS} characters.")));
    }
    Ok(())
}

fn request(wanted: &wire::CreateCallback) -> Result<RoutingRequest, Refused> {
    let none = RoutingData::default();
    let data = wanted.routing_data.as_ref().unwrap_or(&none);
    let queue = data.queue_id.as_deref().or(wanted.queue_id.as_deref());
    let queue = queue.ok_or_else(|| Refused::invalid("queueId", "A queue's id is required."))?;
    let skills = data
        .skill_ids
        .iter()
        .flatten()
        .map(|id| id_of("skillIds", id))
        .collect::<Result<BTreeSet<_>, _>>()?;
    let preferred = data
        .preferred_agent_ids
        .iter()
        .flatten()
        .map(|id| Ok(ScoredAgent { agent: id_of("preferredAgentIds", id)?, score: FULL_SCORE }));
    let scored = data.scored_agents.iter().flatten().map(|scored| {
        let score = u8::try_from(scored.score).ok().filter(|score| *score <= FULL_SCORE);
        Ok(ScoredAgent {
            agent: id_of("scoredAgents", scored.agent.id.as_deref().unwrap_or_default())?,
            score: score.ok_or_else(|| Refused::invalid("score", "score must be 0 to 100."))?,
        })
    });
    let priority = i32::try_from(data.priority.unwrap_or_default());
    Ok(RoutingRequest {
        label: data.label.as_deref().map(|id| id_of("label", id)).transpose()?,
        language: data.language_id.as_deref().map(|id| id_of("languageId", id)).transpose()?,
        skills,
        priority: priority.map_err(|_| Refused::invalid("priority", "priority is out of range."))?,
        preferred: preferred.chain(scored).collect::<Result<_, Refused>>()?,
        ..RoutingRequest::to(id_of("queueId", queue)?)
    })
}

fn id_of<T: std::str::FromStr>(field: &'static str, id: &str) -> Result<T, Refused> {
    id.parse().map_err(|_| Refused::invalid(field, format!("{field} holds what is no id.")))
}

async fn identified(caller: &Caller, id: ConversationId) -> Result<Json<CreateCallbackResponse>, Refused> {
    let conversation = caller.organization.live(id).await?;
    let session = acd_session(&conversation).into_iter();
    Ok(Json(CreateCallbackResponse {
        conversation: EntityRef {
            id: Some(id.to_string()),
            name: None,
            self_uri: Some(format!("/api/v2/conversations/{id}")),
        },
        callback_identifiers: session
            .map(|id| CallbackIdentifier { kind: CallbackIdentifierKind::Acd, id: id.to_string() })
            .collect(),
    }))
}

/// The place a live callback holds in a queue, or held before an agent took it.
fn acd_session(conversation: &Conversation) -> Option<eyeline_model::CommunicationId> {
    conversation.live_on(Media::Callback).next()?;
    let held = conversation.sessions().filter(|(participant, session)| {
        session.media() == Media::Callback && participant.queue().is_some() && participant.agent().is_none()
    });
    held.last().map(|(_, session)| session.id)
}

/// What of a `PatchCallbackRequest` counts here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reschedule {
    conversation_id: ConversationId,
    callback_scheduled_time: DateTime,
}

async fn reschedule(
    caller: Caller,
    Body(wanted): Body<Reschedule>,
) -> Result<Json<CreateCallbackResponse>, Refused> {
    let conversation = wanted.conversation_id;
    let due = Timestamp(wanted.callback_scheduled_time.as_millis());
    caller.organization.send(Command::RescheduleCallback(RescheduleCallback { conversation, due })).await?;
    identified(&caller, conversation).await
}
