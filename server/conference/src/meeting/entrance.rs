//! Coming in: a link that is used is written down before anybody enters by it.

use eyeline_conference::{Command, Effect, Enter, Event, Request, TicketId, Token};
use eyeline_model::{Core as _, Outcome, Timestamp};

use super::{
    Meeting,
    message::{Entered, Reply, answer},
};
use crate::refused::Refused;

impl Meeting {
    /// Lets somebody in. Whoever does not wait for the answer must not stay behind as a ghost, nor have used up
    /// their link: they hold neither token nor seat, and will come again.
    pub(super) async fn enter(&mut self, now: Timestamp, enter: Enter, reply: Reply<Entered>) {
        if reply.is_closed() {
            return;
        }
        let token = enter.token.clone();
        let before = self.policy.clone();
        let outcome = match self.policy.handle(now, Command::Enter(enter)) {
            Ok(outcome) => outcome,
            Err(refusal) => return answer(reply, Err(refusal.into())),
        };
        if let Some((ticket, expires_at)) = used_ticket(&outcome) {
            if let Err(error) = self.used_tickets.keep(ticket, expires_at).await {
                // A link that may be used twice must not be used once.
                self.policy = before;
                return answer(reply, Err(error.into()));
            }
            if reply.is_closed() {
                self.policy = before;
                return self.forget_used(ticket).await;
            }
        }
        self.carry_out(now, outcome);
        if reply.send(self.entered(now, &token)).is_err() {
            drop(self.request(now, token, Request::Release));
        }
    }

    fn entered(&self, now: Timestamp, token: &Token) -> Result<Entered, Refused> {
        let participant = self.policy.holder(now, token).expect("whoever entered holds the token").clone();
        Ok(Entered { participant, settings: self.policy.settings().clone() })
    }

    async fn forget_used(&self, ticket: &TicketId) {
        if let Err(error) = self.used_tickets.forget(ticket).await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "a link stays used though nobody came in by it");
        }
    }
}

fn used_ticket(outcome: &Outcome<Event, Effect>) -> Option<(&TicketId, Timestamp)> {
    outcome.events.iter().find_map(|event| match event {
        Event::TicketUsed { ticket, expires_at } => Some((ticket, *expires_at)),
        _ => None,
    })
}
