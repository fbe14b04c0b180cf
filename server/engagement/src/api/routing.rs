//! Where a call waits, and whom it asks for: as the page says, and else as the chat was routed.

use eyeline_engagement::{Queue, Routing};
use eyeline_genesys::client::{Conversation, Participant, RoutingAsked, Session, SessionState};
use eyeline_model::{LanguageId, QueueId, SkillId, UserId};

use super::{Api, asked::Asked, refused::Refused};

/// The queue that a call waits in, and whom it asks for there.
pub(crate) async fn routing(
    api: &Api,
    asked: &Asked,
    conversation: &Conversation,
) -> Result<(Queue, Routing), Refused> {
    // The latest queue of the chat is where the customer's matter is at home.
    let mut in_queue =
        conversation.participants.iter().rev().filter(|participant| participant.queue_id.is_some());
    let home = in_queue.next();
    let home_queue = home.and_then(|participant| participant.queue_id.as_deref()?.parse::<QueueId>().ok());
    let id = asked
        .queue
        .or(home_queue)
        .ok_or_else(|| Refused::invalid("queueId", "The conversation has no queue, and none was given."))?;
    let known =
        home.filter(|_| home_queue == Some(id)).and_then(|participant| participant.queue_name.clone());
    let name = match known {
        Some(name) => name,
        None => api
            .engine
            .contact_center
            .queue_name(id)
            .await?
            .ok_or_else(|| Refused::invalid("queueId", "There is no such queue."))?,
    };
    let chat = conversation
        .participants
        .iter()
        .rev()
        .find_map(|participant| participant.conversation_routing_data.clone());
    let chat = chat.unwrap_or_default();
    let routing = Routing {
        skills: asked.skills.clone().unwrap_or_else(|| skills(&chat)),
        language: chat
            .language
            .as_ref()
            .and_then(|language| language.id.as_deref()?.parse::<LanguageId>().ok()),
        preferred: preferred(asked, conversation)?,
        script: asked.script.clone().filter(|script| !script.is_empty()),
    };
    Ok((Queue { id, name }, routing))
}

fn skills(chat: &RoutingAsked) -> Vec<SkillId> {
    chat.skills.iter().filter_map(|skill| skill.id.as_deref()?.parse().ok()).collect()
}

/// Who is asked first: whoever the page names, then whoever chats with the customer now.
fn preferred(asked: &Asked, conversation: &Conversation) -> Result<Vec<UserId>, Refused> {
    let named = asked.preferred_agent.as_deref().map(str::trim).filter(|agent| !agent.is_empty());
    let named: Option<UserId> = named
        .map(|agent| agent.parse().map_err(|_| Refused::invalid("preferedAgent", "This is no user's id.")))
        .transpose()?;
    let chats = |participant: &&Participant| {
        let is_connected = |session: &Session| session.state == SessionState::Connected;
        participant.is_agent() && participant.messages.iter().any(is_connected)
    };
    let chatting = conversation.participants.iter().filter(chats);
    let chatting = chatting.filter_map(|agent| agent.user_id.as_deref()?.parse().ok());
    let chatting = chatting.filter(|agent| Some(*agent) != named);
    Ok(named.into_iter().chain(chatting).collect())
}
