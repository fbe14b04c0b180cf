//! `POST /create` and its forms under `/api/genesys/callback`: a customer asks for a face-to-face call.

use std::collections::BTreeMap;

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::HeaderMap,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use eyeline_engagement::{Command, Customer, Engagement, Escalation, Observation, Request, Sighting};
use eyeline_genesys::{DateTime, client::Conversation};
use eyeline_model::{CommunicationId, ConversationId, Pii};
use eyeline_shell::Secret;
use serde::{Deserialize, Serialize};
use tracing::info;

use super::{
    Api,
    asked::Asked,
    bearer,
    refused::{Reason, Refused},
    routing::routing,
};
use crate::{failure::Failure, observe::observation};

/// What came of it, in the vendor's shape.
#[derive(Serialize)]
pub(crate) struct Created {
    genesys: InGenesys,
    videoengager: InVideoEngager,
    #[serde(rename = "emailSent")]
    email_sent: bool,
    #[serde(rename = "icsCalendarData")]
    ics_calendar_data: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InGenesys {
    queue_id: String,
    script_id: Option<String>,
    conversation: InConversation,
}

#[derive(Serialize)]
struct InConversation {
    id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InVideoEngager {
    schedule_id: String,
    code: String,
    meeting_url: String,
    agent_url: String,
    date: DateTime,
    /// Minutes; an ad-hoc call has none.
    duration: u32,
    active: bool,
    auto_answer: bool,
    custom_attributes: BTreeMap<String, String>,
}

/// `POST /create`: by the guest whose conversation it is.
pub(crate) async fn by_guest(
    State(api): State<Api>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Created>, Refused> {
    let (token, guest) = bearer(&headers)?;
    let asked = Asked::read(&body)?;
    let own = conversation_of(&token).ok_or(Reason::BadCredentials)?;
    let id = asked.conversation_id.unwrap_or(own);
    if id != own {
        return Err(Refused(Reason::NotAuthorized));
    }
    api.limits.create.count(&id.to_string())?;
    let contact_center = &api.engine.contact_center;
    // One after the other: who has no right to ask must not spend what the contact center grants engagement.
    if !contact_center.is_guest(&guest).await? {
        return Err(Refused(Reason::BadCredentials));
    }
    let conversation = contact_center.conversation(id).await?;
    create(&api, asked, conversation.ok_or(Reason::NotFound)?).await
}

/// `POST /api/genesys/callback/{tenantId}`: as `/create`, for one tenant.
pub(crate) async fn by_guest_of_tenant(
    State(api): State<Api>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Created>, Refused> {
    api.own_tenant(&tenant)?;
    by_guest(State(api), headers, body).await
}

/// `POST /api/genesys/callback/tenant/{tenantId}`: by somebody who can see the conversation themselves.
pub(crate) async fn by_user(
    State(api): State<Api>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Created>, Refused> {
    api.own_tenant(&tenant)?;
    let (token, caller) = bearer(&headers)?;
    api.limits.create.count(&token)?;
    let asked = Asked::read(&body)?;
    let id = asked.conversation_id.ok_or_else(|| {
        Refused::invalid("conversation_id", "The conversation that is to become a call is needed.")
    })?;
    // The contact center itself decides whether this token may see this conversation.
    let conversation = match api.engine.contact_center.ask_as::<Conversation>(caller.conversation(id)).await {
        Ok(conversation) => conversation,
        Err(failure) => return Err(refused_by_contact_center(failure)),
    };
    create(&api, asked, conversation).await
}

fn refused_by_contact_center(failure: Failure) -> Refused {
    match failure.status().map(|status| status.as_u16()) {
        Some(401) => Refused(Reason::BadCredentials),
        Some(403) => Refused(Reason::NotAuthorized),
        Some(404) => Refused(Reason::NotFound),
        _ => failure.into(),
    }
}

async fn create(api: &Api, asked: Asked, conversation: Conversation) -> Result<Json<Created>, Refused> {
    let request = request(api, &asked, &conversation).await?;
    let id = request.conversation;
    api.watched.add(request.queue.id);
    let latest = move |core: &Engagement| core.by_conversation(id).cloned();
    let committed = api.engine.handle.send_and_view(Command::Request(Box::new(request)), latest).await?;
    let escalation = committed.view.ok_or(Reason::Internal)?;
    if !committed.events.is_empty() {
        metrics::counter!("eyeline_escalations_total").increment(1);
        info!(
            escalation.id = %escalation.id,
            conversation.id = %id,
            queue.id = %escalation.queue.id,
            "escalation {} requested in conversation {id}", escalation.id
        );
    }
    Ok(Json(created(api, &escalation)))
}

async fn request(api: &Api, asked: &Asked, conversation: &Conversation) -> Result<Request, Refused> {
    let shown = observation(conversation, None).ok_or(Reason::NotFound)?;
    let customer = conversation.customer().ok_or(Reason::NotFound)?;
    let participant = customer.id.parse().map_err(|_| Reason::NotFound)?;
    if !shown.customer_is_here {
        return Err(Refused::wrong_stage("ended"));
    }
    let (queue, routing) = routing(api, asked, conversation).await?;
    Ok(Request {
        conversation: shown.conversation,
        code: Pii::new(Secret::draw().reveal().to_owned()),
        customer: Customer {
            participant,
            name: Pii::new(asked.name(customer)),
            telephone: asked.telephone(customer),
            attributes: asked.attributes()?,
        },
        queue,
        routing,
        media: asked.call_media(),
        past: over(&shown),
    })
}

/// Callback sessions that are over belong to earlier escalations.
fn over(shown: &Observation) -> Vec<CommunicationId> {
    let over = shown.seen.iter().filter(|seen| matches!(seen.sighting, Sighting::Over(_)));
    over.map(|seen| seen.adviser.session).collect()
}

fn created(api: &Api, escalation: &Escalation) -> Created {
    let code = escalation.code.reveal();
    let base = &api.public_url;
    let attributes = escalation.customer.attributes.iter();
    Created {
        genesys: InGenesys {
            queue_id: escalation.queue.id.to_string(),
            script_id: escalation.routing.script.clone(),
            conversation: InConversation { id: escalation.conversation.to_string() },
        },
        videoengager: InVideoEngager {
            schedule_id: escalation.id.to_string(),
            code: code.clone(),
            meeting_url: format!("{base}/api/eyeline/v1/escalations/{code}/room"),
            agent_url: format!("{base}/desk/"),
            date: DateTime::from_millis(escalation.requested_at.as_millis()),
            duration: 0,
            active: !escalation.is_over(),
            auto_answer: false,
            custom_attributes: attributes
                .map(|(name, value)| (name.clone(), value.reveal().clone()))
                .collect(),
        },
        email_sent: false,
        ics_calendar_data: None,
    }
}

/// The conversation a guest's JWT speaks of. Whether it speaks the truth, only the contact center can tell.
fn conversation_of(jwt: &str) -> Option<ConversationId> {
    #[derive(Deserialize)]
    struct Claims {
        data: Data,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Data {
        conversation_id: ConversationId,
    }
    let payload = jwt.split('.').nth(1)?;
    let payload = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    Some(serde_json::from_slice::<Claims>(&payload).ok()?.data.conversation_id)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_jwt_names_its_conversation_or_nothing() {
        let id = "00000000-0000-4000-8000-000000000001";
        let payload = URL_SAFE_NO_PAD.encode(format!(r#"{{"data":{{"conversationId":"{id}"}}}}"#));
        let named = conversation_of(&format!("e30.{payload}.c2ln"));
        assert_eq!(named.map(|id| id.to_string()).as_deref(), Some(id));
        for garbage in ["", "a", "a.b.c", "e30.e30.e30", "..", "é.é.é"] {
            assert_eq!(conversation_of(garbage), None, "{garbage}");
        }
    }

    proptest! {
        #[test]
        fn no_token_makes_it_panic(token in ".*", payload in prop::collection::vec(any::<u8>(), 0..100)) {
            let mut headers = HeaderMap::new();
            if let Ok(value) = token.parse() {
                headers.insert(http::header::AUTHORIZATION, value);
            }
            drop(bearer(&headers));
            prop_assert_eq!(conversation_of(&token), None);
            prop_assert_eq!(conversation_of(&format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(payload))), None);
        }
    }
}
