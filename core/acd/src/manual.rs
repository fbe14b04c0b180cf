//! A person says who gets what.

use eyeline_model::{Ids, Timestamp, UserId};

use crate::{Acd, Method, Offer, Reason, Work, place::Standing};

/// Why an agent cannot be given a piece of work by hand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CannotOffer {
    /// It does not wait.
    NotWaiting,
    /// It rings on a desk already.
    Ringing,
    /// There is no such agent.
    UnknownAgent,
    /// The agent is off queue, or does not respond.
    NotThere,
    /// Something rings on the agent's desk.
    Alerting,
    /// The agent has no room for it.
    NoRoom,
}

impl Acd {
    /// Offers waiting work to an agent whom a person has chosen. Skills and membership do not matter; presence,
    /// the one offer at a time and utilization do (`pick-up-an-interaction`).
    pub fn offer_to(
        &mut self,
        now: Timestamp,
        work: Work,
        agent: UserId,
        ids: &mut Ids,
    ) -> Result<Offer, CannotOffer> {
        let place = self.places.find(&work).ok_or(CannotOffer::NotWaiting)?;
        if let Standing::Ringing(_) = self.places[place].standing {
            return Err(CannotOffer::Ringing);
        }
        let at = self.agents.find(&agent).ok_or(CannotOffer::UnknownAgent)?;
        let person = &self.agents[at];
        if !person.is_reachable() {
            return Err(CannotOffer::NotThere);
        }
        if person.alerting.is_some() {
            return Err(CannotOffer::Alerting);
        }
        if !person.ready.has(work.media) || !self.has_label_room(person, self.places[place].label()) {
            return Err(CannotOffer::NoRoom);
        }
        let reason =
            Reason { method: Method::Manual, stage: 0, idle_since: person.idle_since(now), skill: 0 };
        Ok(self.offer(now, at, place, reason, ids))
    }
}
