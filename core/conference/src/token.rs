//! What a client proves itself with on every request.

use std::fmt;

use eyeline_model::{Duration, ParticipantId, Timestamp};

use crate::{Participant, Refusal, room::Room};

/// How long a client may go without refreshing its token.
pub const TOKEN_LIFE: Duration = Duration::from_secs(120);
/// How long tokens before the present one are still good: requests may be on their way.
pub const TOKEN_GRACE: Duration = Duration::from_secs(30);
/// Tokens before the present one that are still good at once.
const EARLIER_TOKENS: usize = 4;

/// What a client proves itself with on every request. Drawn by the shell; prints as `‹token›`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Token(pub String);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹token›")
    }
}

/// The tokens of one client: the present one, and those before it for a while.
#[derive(Clone, Debug)]
pub(crate) struct Tokens {
    present: Token,
    /// Until when each is good, the oldest first.
    earlier: Vec<(Token, Timestamp)>,
}

impl Tokens {
    pub(crate) fn first(present: Token) -> Self {
        Self { present, earlier: Vec::new() }
    }

    fn hold(&self, now: Timestamp, token: &Token) -> bool {
        let is_earlier = || self.earlier.iter().any(|(earlier, until)| earlier == token && now < *until);
        self.present == *token || is_earlier()
    }

    /// A refresh whose answer was lost comes again with the old token, and two refreshes may cross: each gets a
    /// token of its own, and none of them spoils what another was answered.
    fn renew(&mut self, now: Timestamp, shown: &Token, fresh: Token) {
        let replaced = std::mem::replace(&mut self.present, fresh);
        self.earlier.retain(|(earlier, until)| earlier != shown && now < *until);
        let until = now + TOKEN_GRACE;
        if replaced != *shown {
            self.earlier.push((replaced, until));
        }
        self.earlier.push((shown.clone(), until));
        let surplus = self.earlier.len().saturating_sub(EARLIER_TOKENS);
        self.earlier.drain(..surplus);
    }
}

impl Room {
    /// Whose token it is.
    pub fn holder(&self, now: Timestamp, token: &Token) -> Option<&Participant> {
        self.participants.values().find(|participant| participant.tokens.hold(now, token))
    }

    pub(crate) fn refresh(
        &mut self,
        now: Timestamp,
        by: ParticipantId,
        shown: &Token,
        fresh: Token,
    ) -> Result<(), Refusal> {
        let participant = self.one(by)?;
        participant.expires_at = now + TOKEN_LIFE;
        participant.tokens.renew(now, shown, fresh);
        Ok(())
    }
}
