//! Conversations: listing, reading and ending them.

use axum::{
    Json,
    extract::{OriginalUri, State},
    http::{StatusCode, Uri},
};
use eyeline_contact_center::{Command, ContactCenter};
use eyeline_conversation::Conversation;
use eyeline_genesys::{EntityListing, conversation as wire, media::MediaConversation};
use eyeline_model::{ConversationId, Media, UserId};

use crate::{
    caller::Caller,
    listing::Page,
    permission::Rule,
    refused::{Reason, Refused},
    request::{At, Params},
    routes::Routes,
    service::Shared,
    view::conversation::View,
};

const VIEW: &str = "conversation:communication:view";
const DISCONNECT: Rule = Rule::Any(&["conversation:communication:disconnect"]);

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v2/conversations", Rule::SignedIn, list)
        // The vendor asks for VIEW; whoever takes part may read as well.
        .get("/api/v2/conversations/{conversation_id}", Rule::SignedIn, show)
        .delete("/api/v2/conversations/{conversation_id}", DISCONNECT, disconnect)
        .post("/api/v2/conversations/{conversation_id}/disconnect", DISCONNECT, disconnect)
        .get("/api/v2/conversations/callbacks", Rule::SignedIn, list_callbacks)
        .get("/api/v2/conversations/callbacks/{conversation_id}", Rule::SignedIn, show_callback)
        .get("/api/v2/conversations/messages", Rule::SignedIn, list_messages)
        .get("/api/v2/conversations/messages/{conversation_id}", Rule::SignedIn, show_message)
}

async fn list(
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    params: Params,
) -> Result<Json<EntityListing<wire::Conversation>>, Refused> {
    let page = Page::of(&uri, &params)?;
    let media = match params.text("communicationType") {
        None => None,
        Some(kind) if kind.eq_ignore_ascii_case("callback") => Some(Media::Callback),
        Some(kind) if kind.eq_ignore_ascii_case("message") => Some(Media::Message),
        Some(_) => return Ok(Json(page.cut(Vec::new()))),
    };
    mine(&caller, media, page, |seen| seen.conversation()).await
}

async fn list_callbacks(
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    params: Params,
) -> Result<Json<EntityListing<MediaConversation>>, Refused> {
    list_media(&caller, Media::Callback, &uri, &params).await
}

async fn list_messages(
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    params: Params,
) -> Result<Json<EntityListing<MediaConversation>>, Refused> {
    list_media(&caller, Media::Message, &uri, &params).await
}

async fn list_media(
    caller: &Caller,
    media: Media,
    uri: &Uri,
    params: &Params,
) -> Result<Json<EntityListing<MediaConversation>>, Refused> {
    mine(caller, Some(media), Page::of(uri, params)?, move |seen| seen.media(media)).await
}

/// A page of the conversations that a user has on hand; for a client by itself, of all that go on.
async fn mine<T: Send + 'static>(
    caller: &Caller,
    media: Option<Media>,
    page: Page,
    view: impl Fn(View<'_>) -> T + Send + 'static,
) -> Result<Json<EntityListing<T>>, Refused> {
    let user = caller.user();
    if user.is_none() {
        caller.require(VIEW)?;
    }
    let is_on = move |conversation: &&Conversation| {
        media.is_none_or(|media| conversation.sessions().any(|(_, session)| session.media() == media))
    };
    let shown = caller.organization.read(move |core| {
        let found: Vec<_> = match user {
            Some(user) => on_hand(core, user).filter(is_on).collect(),
            None => core.conversations().filter(is_on).collect(),
        };
        page.show(found, |one| view(View::rest(one, core.configuration())))
    });
    shown.await.map(Json)
}

/// What rings, goes on, or waits for a wrap-up code on a user's desk.
fn on_hand(core: &ContactCenter, user: UserId) -> impl Iterator<Item = &Conversation> {
    core.conversations_of(user).filter(move |conversation| {
        let sessions = conversation.participants_of(user).flat_map(|participant| &participant.sessions);
        sessions.into_iter().any(|session| session.stage.is_live() || session.stage.is_wrapping_up())
    })
}

async fn show(
    State(service): State<Shared>,
    caller: Caller,
    At(id): At<ConversationId>,
) -> Result<Json<wire::Conversation>, Refused> {
    let conversation = readable(&service, &caller, id).await?;
    Ok(Json(View::rest(&conversation, &caller.organization.configuration()).conversation()))
}

async fn show_callback(
    State(service): State<Shared>,
    caller: Caller,
    At(id): At<ConversationId>,
) -> Result<Json<MediaConversation>, Refused> {
    show_media(&service, &caller, id, Media::Callback).await
}

async fn show_message(
    State(service): State<Shared>,
    caller: Caller,
    At(id): At<ConversationId>,
) -> Result<Json<MediaConversation>, Refused> {
    show_media(&service, &caller, id, Media::Message).await
}

async fn show_media(
    service: &Shared,
    caller: &Caller,
    id: ConversationId,
    media: Media,
) -> Result<Json<MediaConversation>, Refused> {
    let conversation = readable(service, caller, id).await?;
    let shown = View::rest(&conversation, &caller.organization.configuration()).media(media);
    if shown.participants.is_empty() { Err(Refused(Reason::NotFound)) } else { Ok(Json(shown)) }
}

/// A conversation that the caller takes or took part in, or may view.
pub(super) async fn readable(
    service: &Shared,
    caller: &Caller,
    id: ConversationId,
) -> Result<Conversation, Refused> {
    let conversation = caller.organization.conversation(&service.store, id).await?;
    caller.require_part_or(&conversation, VIEW)?;
    Ok(conversation)
}

async fn disconnect(caller: Caller, At(id): At<ConversationId>) -> Result<StatusCode, Refused> {
    caller.organization.send(Command::DisconnectConversation(id)).await?;
    Ok(StatusCode::OK)
}
