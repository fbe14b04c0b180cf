//! What everything in this crate shares: the loop, and the systems it is a client of.

use std::sync::Arc;

use eyeline_engagement::Command;
use eyeline_model::ConversationId;
use eyeline_shell::{Handle, LoopError, now};
use tracing::{debug, warn};

use crate::{
    conference::Conference, contact_center::ContactCenter, observe::observation, system::Organization,
};

/// The loop, and the systems engagement is a client of.
pub(crate) struct Engine {
    pub(crate) handle: Handle<Organization>,
    pub(crate) contact_center: ContactCenter,
    pub(crate) conference: Conference,
}

impl Engine {
    /// Tells the core some news. Whether it knows them now: news that could not be committed are to be told again.
    pub(crate) async fn tell(&self, command: Command) -> bool {
        match self.handle.send(command).await {
            // Refused are news of an escalation that is forgotten.
            Ok(_) | Err(LoopError::Refused(_)) => true,
            Err(LoopError::NotCommitted | LoopError::Stopped) => {
                warn!("news were not committed");
                false
            }
        }
    }

    /// Looks at a conversation again, and tells the core what it sees.
    pub(crate) async fn look_again(&self, conversation: ConversationId) {
        let asked_at = now();
        match self.contact_center.conversation(conversation).await {
            Ok(Some(found)) => match observation(&found, Some(asked_at)) {
                Some(observation) => {
                    self.tell(Command::Observed(observation)).await;
                }
                None => {
                    warn!(conversation.id = %conversation, "the contact center shows another conversation")
                }
            },
            Ok(None) => debug!(conversation.id = %conversation, "conversation {conversation} cannot be seen"),
            Err(failure) => warn!(
                conversation.id = %conversation,
                error = &failure as &dyn std::error::Error,
                "could not look at conversation {conversation} again"
            ),
        }
    }

    /// Looks again at the conversation of every escalation that is not over.
    pub(crate) async fn look_at_all(self: &Arc<Self>) {
        use futures::StreamExt as _;
        let live = self
            .handle
            .read(|core| core.live().map(|escalation| escalation.conversation).collect::<Vec<_>>());
        let conversations = live.await.unwrap_or_default();
        // A few at a time: a contact center limits its clients.
        futures::stream::iter(conversations)
            .for_each_concurrent(8, |conversation| self.look_again(conversation))
            .await;
    }
}
