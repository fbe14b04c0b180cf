//! By hand: giving what waits to somebody, and handing on what somebody has.

use axum::{Json, http::StatusCode};
use eyeline_contact_center::{Assign, Command, SessionOf, Transfer};
use eyeline_conversation::Session;
use eyeline_genesys::conversation::{ConversationUser, TransferRequest, TransferType};
use eyeline_model::{ConversationId, Media, ParticipantId, QueueId};

use crate::{
    caller::Caller,
    permission::Rule,
    refused::{Reason, Refused},
    request::{At, Body},
    routes::Routes,
};

const BLIND: Rule = Rule::Any(&["conversation:communication:blindTransfer"]);

pub(super) fn routes(routes: Routes) -> Routes {
    let assign_it = Rule::Any(&[
        "conversation:call:pull",
        "conversation:call:assign",
        "conversation:callback:pull",
        "conversation:callback:assign",
        "conversation:webchat:pull",
        "conversation:webchat:assign",
        "conversation:email:pull",
        "conversation:email:assign",
        "conversation:message:pull",
        "conversation:message:assign",
    ]);
    let to_queue = Rule::Any(&[
        "conversation:communication:blindTransfer",
        "conversation:communication:blindTransferQueue",
    ]);
    routes
        .post("/api/v2/conversations/{conversation_id}/assign", assign_it, assign)
        .post("/api/v2/conversations/{conversation_id}/participants/{participant_id}/replace", BLIND, any)
        .post(
            "/api/v2/conversations/{conversation_id}/participants/{participant_id}/replace/queue",
            to_queue,
            any,
        )
        .post(
            "/api/v2/conversations/messages/{conversation_id}/participants/{participant_id}/replace",
            BLIND,
            message,
        )
        .post(
            "/api/v2/conversations/callbacks/{conversation_id}/participants/{participant_id}/replace",
            BLIND,
            callback,
        )
}

async fn assign(
    caller: Caller,
    At(conversation): At<ConversationId>,
    Body(wanted): Body<ConversationUser>,
) -> Result<Json<&'static str>, Refused> {
    let agent = wanted.id.parse().map_err(|_| Refused::invalid("id", "A user's id is required."))?;
    caller.organization.send(Command::Assign(Assign { conversation, agent })).await?;
    Ok(Json(""))
}

type Ids = (ConversationId, ParticipantId);

async fn any(
    caller: Caller,
    At(ids): At<Ids>,
    Body(wanted): Body<TransferRequest>,
) -> Result<StatusCode, Refused> {
    transfer(&caller, ids, &Media::ALL, &wanted).await
}

async fn message(
    caller: Caller,
    At(ids): At<Ids>,
    Body(wanted): Body<TransferRequest>,
) -> Result<StatusCode, Refused> {
    transfer(&caller, ids, &[Media::Message], &wanted).await
}

async fn callback(
    caller: Caller,
    At(ids): At<Ids>,
    Body(wanted): Body<TransferRequest>,
) -> Result<StatusCode, Refused> {
    transfer(&caller, ids, &[Media::Callback], &wanted).await
}

/// Hands the customer of a participant on to a queue. A session is its own agent's: nobody else hands it on.
async fn transfer(
    caller: &Caller,
    (conversation, participant): Ids,
    media: &[Media],
    wanted: &TransferRequest,
) -> Result<StatusCode, Refused> {
    let to = queue_of(caller, wanted)?;
    let known = caller.organization.live(conversation).await?;
    let participant = known.participant(participant).ok_or(Reason::NotFound)?;
    if participant.agent().is_none() || participant.agent() != caller.user() {
        return Err(Refused(Reason::NotAuthorized));
    }
    let mut sessions = participant.sessions.iter().rev();
    let is_meant = |session: &&Session| media.contains(&session.media());
    let session = sessions.find(is_meant).ok_or(Reason::NotFound)?;
    let session = SessionOf { conversation, communication: session.id };
    caller.organization.send(Command::Transfer(Transfer { session, to })).await?;
    Ok(StatusCode::ACCEPTED)
}

/// The queue that a request names by its id or its name.
fn queue_of(caller: &Caller, wanted: &TransferRequest) -> Result<QueueId, Refused> {
    if wanted.transfer_type == Some(TransferType::Attended) {
        return Err(Refused::invalid("transferType", "Only Unattended transfers to queues are possible."));
    }
    if wanted.user_id.is_some() {
        return Err(Refused::invalid("userId", "Only transfers to queues are possible."));
    }
    if let Some(id) = wanted.queue_id.as_ref().or(wanted.address.as_ref()) {
        return id.parse().map_err(|_| Refused::invalid("queueId", "This is not a queue's id."));
    }
    let configuration = caller.organization.configuration();
    let mut named =
        configuration.queues.values().filter(|queue| Some(&queue.name) == wanted.queue_name.as_ref());
    named.next().map(|queue| queue.id).ok_or_else(|| Refused::invalid("queueId", "A queue is required."))
}
