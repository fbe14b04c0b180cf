//! Chat messages: sending, reading, and being seen to type.

use std::collections::BTreeSet;

use axum::{Json, extract::State, http::StatusCode};
use eyeline_contact_center::{Command, NewMessage, SendMessage};
use eyeline_conversation::{Content, QuickReply};
use eyeline_genesys::{
    EntityListing,
    guest::limit,
    message::{AdditionalMessage, MessageData, TypingRequest},
    normalized::TypingKind,
};
use eyeline_model::{CommunicationId, ConversationId, MessageId, Pii};
use eyeline_shell::now;

use crate::{
    api::conversations::readable,
    caller::Caller,
    draw::draw,
    guest, messages,
    permission::Rule,
    refused::{Reason, Refused},
    request::{At, Body},
    routes::Routes,
    service::Shared,
    system::guest_session,
    view::message,
};

/// Buttons of one message.
const QUICK_REPLIES: usize = 13;
/// Characters of a button.
const QUICK_REPLY_CHARACTERS: usize = 256;
/// Messages of one bulk request.
const BULK: usize = 1_000;

pub(super) fn routes(routes: Routes) -> Routes {
    let create = Rule::Any(&["conversation:message:create", "conversation:webmessaging:create"]);
    let view = Rule::Any(&["conversation:message:view", "conversation:webmessaging:view"]);
    routes
        .post(
            "/api/v2/conversations/messages/{conversation_id}/communications/{communication_id}/messages",
            create,
            send,
        )
        .post(
            "/api/v2/conversations/messages/{conversation_id}/communications/{communication_id}/typing",
            create,
            typing,
        )
        .post("/api/v2/conversations/messages/{conversation_id}/messages/bulk", view, bulk)
        .get("/api/v2/conversations/messages/{conversation_id}/messages/{message_id}", view, show)
}

async fn send(
    State(service): State<Shared>,
    caller: Caller,
    At((conversation, communication)): At<(ConversationId, CommunicationId)>,
    Body(wanted): Body<AdditionalMessage>,
) -> Result<Json<MessageData>, Refused> {
    own(&caller, conversation, communication).await?;
    let id = draw::<MessageId>();
    let message = NewMessage { id, content: Pii::new(content(wanted)?) };
    let send = SendMessage { conversation, communication, message };
    caller.organization.send(Command::SendMessage(send)).await?;
    show(State(service), caller, At((conversation, id))).await
}

fn content(wanted: AdditionalMessage) -> Result<Content, Refused> {
    if wanted.text_body.is_empty() {
        return Err(Refused::invalid("textBody", "textBody is required."));
    }
    if wanted.text_body.chars().count() > limit::MESSAGE_CHARACTERS {
        let most = limit::MESSAGE_CHARACTERS;
        return Err(Refused::invalid("textBody", format!("textBody has more than {most} characters.")));
    }
    let replies = wanted.quick_replies;
    let is_long = |text: &str| text.is_empty() || text.chars().count() > QUICK_REPLY_CHARACTERS;
    if replies.len() > QUICK_REPLIES
        || replies.iter().any(|reply| is_long(&reply.text) || is_long(&reply.payload))
    {
        return Err(Refused::invalid(
            "quickReplies",
            format!("At most {QUICK_REPLIES} quick replies of 1 to {QUICK_REPLY_CHARACTERS} characters."),
        ));
    }
    let quick_replies =
        replies.into_iter().map(|reply| QuickReply { text: reply.text, payload: reply.payload }).collect();
    Ok(Content { text: wanted.text_body, quick_replies, chosen: None })
}

/// Refuses whoever is not the agent of the session.
async fn own(
    caller: &Caller,
    conversation: ConversationId,
    communication: CommunicationId,
) -> Result<eyeline_conversation::Conversation, Refused> {
    let known = caller.organization.live(conversation).await?;
    let (participant, _) = known.session(communication).ok_or(Reason::NotFound)?;
    let is_own = participant.agent().is_some() && participant.agent() == caller.user();
    if is_own { Ok(known) } else { Err(Refused(Reason::NotAuthorized)) }
}

async fn typing(
    State(service): State<Shared>,
    caller: Caller,
    At((conversation, communication)): At<(ConversationId, CommunicationId)>,
    Body(TypingRequest { typing }): Body<TypingRequest>,
) -> Result<StatusCode, Refused> {
    let conversation = own(&caller, conversation, communication).await?;
    if let Some(session) = guest_session(&conversation)
        && typing.kind == TypingKind::On
    {
        service.guests.tell(session, &guest::frame::typing(typing.duration, now()));
    }
    Ok(StatusCode::ACCEPTED)
}

async fn show(
    State(service): State<Shared>,
    caller: Caller,
    At((conversation, message)): At<(ConversationId, MessageId)>,
) -> Result<Json<MessageData>, Refused> {
    readable(&service, &caller, conversation).await?;
    let cipher = &caller.organization.cipher;
    let stored = messages::find(&service.store, cipher, conversation, message).await?;
    Ok(Json(message::data(&stored.ok_or(Reason::NotFound)?)))
}

async fn bulk(
    State(service): State<Shared>,
    caller: Caller,
    At(conversation): At<ConversationId>,
    Body(ids): Body<BTreeSet<String>>,
) -> Result<Json<EntityListing<MessageData>>, Refused> {
    if ids.len() > BULK {
        return Err(Refused::invalid("body", format!("At most {BULK} messages at once.")));
    }
    readable(&service, &caller, conversation).await?;
    let stored = messages::of_conversation(&service.store, &caller.organization.cipher, conversation).await?;
    let wanted = stored.iter().filter(|stored| ids.contains(&stored.message.id.to_string()));
    Ok(Json(EntityListing::whole(wanted.map(message::data).collect())))
}
