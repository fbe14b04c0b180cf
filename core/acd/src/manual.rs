//! A person says who gets what.

use eyeline_model::{Ids, LabelId, Media, Timestamp, UserId};

use crate::{
    Acd, Method, Offer, Reason, Work,
    index::{AgentAt, PlaceAt},
    place::Standing,
};

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
        let place = self.waiting_place(work)?;
        let at = self.agents.find(&agent).ok_or(CannotOffer::UnknownAgent)?;
        self.is_free_for(at, self.agents[at].is_on_queue(), work.media, self.places[place].label())?;
        Ok(self.offer_by_hand(now, place, at, ids))
    }

    fn offer_by_hand(&mut self, now: Timestamp, place: PlaceAt, at: AgentAt, ids: &mut Ids) -> Offer {
        let reason = Reason {
            method: Method::Manual,
            stage: 0,
            idle_since: self.agents[at].idle_since(now),
            skill: 0,
        };
        self.offer(now, at, place, reason, ids)
    }

    /// Whether an agent may be handed somebody by a colleague: on queue or at least available, free to answer, and
    /// with room for it. Skills and membership do not matter.
    pub fn can_take(&self, agent: UserId, media: Media, label: Option<LabelId>) -> Result<(), CannotOffer> {
        let at = self.agents.find(&agent).ok_or(CannotOffer::UnknownAgent)?;
        let is_there = self.agents[at].is_on_queue() || self.agents[at].is_available;
        self.is_free_for(at, is_there, media, label)
    }

    /// Offers waiting work to a colleague of whoever had it.
    pub fn hand_to(
        &mut self,
        now: Timestamp,
        work: Work,
        agent: UserId,
        ids: &mut Ids,
    ) -> Result<Offer, CannotOffer> {
        let place = self.waiting_place(work)?;
        self.can_take(agent, work.media, self.places[place].label())?;
        let at = self.at_agent(agent);
        Ok(self.offer_by_hand(now, place, at, ids))
    }

    /// Where the work waits, if it does not ring.
    fn waiting_place(&self, work: Work) -> Result<PlaceAt, CannotOffer> {
        let place = self.places.find(&work).ok_or(CannotOffer::NotWaiting)?;
        let rings = matches!(self.places[place].standing, Standing::Ringing(_));
        if rings { Err(CannotOffer::Ringing) } else { Ok(place) }
    }

    fn is_free_for(
        &self,
        at: AgentAt,
        is_there: bool,
        media: Media,
        label: Option<LabelId>,
    ) -> Result<(), CannotOffer> {
        let person = &self.agents[at];
        if !is_there || person.not_responding {
            return Err(CannotOffer::NotThere);
        }
        if person.alerting.is_some() {
            return Err(CannotOffer::Alerting);
        }
        let has_room = person.room(&self.limits).has(media) && self.has_label_room(person, label);
        if has_room { Ok(()) } else { Err(CannotOffer::NoRoom) }
    }
}
