//! The chat.

use eyeline_model::{Duration, ParticipantId, Pii, Timestamp};

use crate::{
    Event, Refusal,
    room::{Outcome, Room},
};

/// The longest message, in bytes: everybody gets a copy.
pub const LONGEST_MESSAGE: usize = 16 * 1024;
/// Messages of one participant that are let pass in [`MESSAGES_WINDOW`].
const MESSAGES: u32 = 30;
const MESSAGES_WINDOW: Duration = Duration::from_secs(10);

/// Something said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// To one, or to all.
    pub to: Option<ParticipantId>,
    /// What.
    pub speech: Speech,
}

/// The words, and what they are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Speech {
    /// Such as `text/plain`.
    pub media_type: String,
    /// The words.
    pub payload: Pii<String>,
}

/// How much somebody has said in the chat of late.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spoke {
    since: Timestamp,
    messages: u32,
}

impl Spoke {
    pub(crate) fn nothing(now: Timestamp) -> Self {
        Self { since: now, messages: 0 }
    }

    fn again(&mut self, now: Timestamp) -> Result<(), Refusal> {
        if now - self.since >= MESSAGES_WINDOW {
            *self = Self::nothing(now);
        }
        if self.messages >= MESSAGES {
            return Err(Refusal::TooManyMessages);
        }
        self.messages += 1;
        Ok(())
    }
}

impl Room {
    pub(crate) fn say(
        &mut self,
        now: Timestamp,
        from: ParticipantId,
        message: Message,
        outcome: &mut Outcome,
    ) -> Result<(), Refusal> {
        if !self.settings.chat_enabled {
            return Err(Refusal::NoChat);
        }
        if message.speech.media_type.len() + message.speech.payload.reveal().len() > LONGEST_MESSAGE {
            return Err(Refusal::MessageTooLong);
        }
        if !self.one(from)?.is_admitted() {
            return Err(Refusal::NotAllowed);
        }
        if let Some(to) = message.to {
            // Those who wait hear nothing of the room yet.
            self.participants.get(&to).filter(|one| one.is_admitted()).ok_or(Refusal::NoParticipant)?;
        }
        self.one(from)?.spoke.again(now)?;
        outcome.events.push(Event::Said { from, message });
        Ok(())
    }
}
