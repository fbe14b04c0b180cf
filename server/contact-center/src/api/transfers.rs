//! By hand: giving what waits to somebody, and handing on what somebody has.

use axum::{Json, http::StatusCode};
use eyeline_contact_center::{Assign, Command, Configuration, SessionOf, Transfer, TransferToAgent};
use eyeline_conversation::Session;
use eyeline_genesys::conversation::{ConversationUser, TransferRequest, TransferType};
use eyeline_model::{ConversationId, Media, ParticipantId, QueueId, UserId};

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
    let to_agent = Rule::Any(&[
        "conversation:communication:blindTransfer",
        "conversation:communication:blindTransferAgent",
    ]);
    let to_queue = Rule::Any(&[
        "conversation:communication:blindTransfer",
        "conversation:communication:blindTransferQueue",
    ]);
    routes
        .post("/api/v2/conversations/{conversation_id}/assign", assign_it, assign)
        .post("/api/v2/conversations/{conversation_id}/participants/{participant_id}/replace", BLIND, any)
        .post(
            "/api/v2/conversations/{conversation_id}/participants/{participant_id}/replace/agent",
            to_agent,
            to_agent_only,
        )
        .post(
            "/api/v2/conversations/{conversation_id}/participants/{participant_id}/replace/queue",
            to_queue,
            to_queue_only,
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

async fn to_agent_only(
    caller: Caller,
    At(ids): At<Ids>,
    Body(wanted): Body<TransferRequest>,
) -> Result<StatusCode, Refused> {
    let wanted = TransferRequest { queue_id: None, queue_name: None, ..wanted };
    transfer(&caller, ids, &Media::ALL, &wanted).await
}

async fn to_queue_only(
    caller: Caller,
    At(ids): At<Ids>,
    Body(wanted): Body<TransferRequest>,
) -> Result<StatusCode, Refused> {
    let wanted = TransferRequest { user_id: None, user_name: None, ..wanted };
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

/// Hands the customer of a participant on. A session is its own agent's: nobody else hands it on.
async fn transfer(
    caller: &Caller,
    (conversation, participant): Ids,
    media: &[Media],
    wanted: &TransferRequest,
) -> Result<StatusCode, Refused> {
    let to = Target::of(&caller.organization.configuration(), wanted)?;
    let known = caller.organization.live(conversation).await?;
    let participant = known.participant(participant).ok_or(Reason::NotFound)?;
    if participant.agent().is_none() || participant.agent() != caller.user() {
        return Err(Refused(Reason::NotAuthorized));
    }
    let mut sessions = participant.sessions.iter().rev();
    let is_meant = |session: &&Session| media.contains(&session.media());
    let session = sessions.find(is_meant).ok_or(Reason::NotFound)?;
    let session = SessionOf { conversation, communication: session.id };
    let stays = wanted.transfer_type == Some(TransferType::Attended);
    let command = match to {
        Target::Agent(to) => Command::TransferToAgent(TransferToAgent { session, to, stays }),
        Target::Queue(_) if stays => {
            let why = "Only Unattended transfers to queues are possible.";
            return Err(Refused::invalid("transferType", why));
        }
        Target::Queue(to) => Command::Transfer(Transfer { session, to }),
    };
    caller.organization.send(command).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Whom a customer is handed on to.
enum Target {
    Agent(UserId),
    Queue(QueueId),
}

impl Target {
    /// What a request names by its id, its address or its name.
    fn of(configuration: &Configuration, wanted: &TransferRequest) -> Result<Self, Refused> {
        if wanted.voicemail == Some(true) {
            return Err(Refused::invalid("voicemail", "There is no voicemail."));
        }
        if let Some(id) = &wanted.user_id {
            let id = id.parse().map_err(|_| Refused::invalid("userId", "This is not a user's id."))?;
            return Ok(Self::Agent(id));
        }
        if let Some(id) = &wanted.queue_id {
            let id = id.parse().map_err(|_| Refused::invalid("queueId", "This is not a queue's id."))?;
            return Ok(Self::Queue(id));
        }
        if let Some(address) = &wanted.address {
            return Self::at(configuration, address);
        }
        let queue =
            configuration.queues.values().find(|queue| Some(&queue.name) == wanted.queue_name.as_ref());
        let user = configuration.users.values().find(|user| {
            let login = user.login.as_ref().map(|login| login.reveal());
            login.is_some() && login == wanted.user_name.as_ref()
        });
        let found = queue.map(|queue| Self::Queue(queue.id)).or(user.map(|user| Self::Agent(user.id)));
        found.ok_or_else(|| Refused::invalid("userId", "A user or a queue is required."))
    }

    fn at(configuration: &Configuration, address: &str) -> Result<Self, Refused> {
        let user = address.parse().ok().filter(|id| configuration.users.contains_key(id)).map(Self::Agent);
        let queue = || address.parse().ok().filter(|id| configuration.queues.contains_key(id));
        let found = user.or_else(|| queue().map(Self::Queue));
        found.ok_or_else(|| Refused::invalid("address", "This is neither a user's id nor a queue's."))
    }
}
