//! Who is there for customers.

use std::collections::BTreeSet;

use eyeline_conversation::DisconnectReason;
use eyeline_model::{Timestamp, UserId};

use crate::{Agent, ContactCenter, Event, Presence, Refusal, RoutingStatus, SetPresence};

impl ContactCenter {
    pub(crate) fn set_presence(
        &mut self,
        now: Timestamp,
        set: SetPresence,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let SetPresence { user, presence } = set;
        let Agent { presence: from, has_missed, .. } = *self.known_agent(user)?;
        let is_back = presence == Presence::OnQueue && self.is_not_responding(user);
        self.acd.set_available(user, presence == Presence::Available);
        if presence == Presence::OnQueue {
            self.acd.go_on_queue(now, user);
        } else {
            self.give_back_ringing(now, user, events);
            self.acd.go_off_queue(user);
        }
        // Whoever had missed an offer says anew what they said before.
        if presence != from || has_missed {
            let agent = self.agents.get_mut(&user).expect("the agent was looked up before");
            agent.presence = presence;
            agent.presence_since = now;
            self.note_presence(now, user);
            events.push(Event::PresenceChanged { user, from, to: presence });
        }
        if is_back && presence == from {
            self.note_presence(now, user);
        }
        self.look_at(now, user, events);
        Ok(())
    }

    /// Being idle counts anew, where the organization wants that.
    fn note_presence(&mut self, now: Timestamp, user: UserId) {
        if self.configuration.routing.includes_presence {
            self.acd.begin_idle(now, user);
        }
    }

    fn is_not_responding(&self, user: UserId) -> bool {
        self.acd.agent(user).is_some_and(|agent| agent.state.not_responding)
    }

    fn give_back_ringing(&mut self, now: Timestamp, user: UserId, events: &mut Vec<Event>) {
        let Some(offer) = self.acd.agent(user).and_then(|agent| agent.alerting()) else { return };
        let session = self.offered_session(user, offer);
        self.acd.give_back(offer).expect("the offer rings");
        self.end_session(now, session, DisconnectReason::TransferNotAvailable, events);
        self.take_back(now, session, events);
    }

    pub(crate) fn become_responsive(
        &mut self,
        now: Timestamp,
        user: UserId,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        if !self.known_agent(user)?.is_on_queue() {
            return Err(Refusal::NotOnQueue(user));
        }
        let is_back = self.is_not_responding(user);
        self.acd.respond(user);
        if is_back {
            self.note_presence(now, user);
        }
        self.look_at(now, user, events);
        Ok(())
    }

    /// Looks again at every agent whom `events` name.
    pub(crate) fn look_at_agents(&mut self, now: Timestamp, events: &mut Vec<Event>) {
        let named: BTreeSet<UserId> = events.iter().filter_map(Event::agent).collect();
        for user in named {
            self.look_at(now, user, events);
        }
    }

    /// Brings an agent's row up to date, and says if the ACD sees them differently.
    fn look_at(&mut self, now: Timestamp, user: UserId, events: &mut Vec<Event>) {
        let (Some(routed), Some(agent)) = (self.acd.agent(user), self.agents.get_mut(&user)) else { return };
        agent.last_acd_at = routed.state.last_acd_at;
        agent.has_missed = agent.presence == Presence::Available && !routed.state.is_available;
        let (from, to) = (agent.status, status_of(&routed));
        if from != to {
            agent.status = to;
            agent.status_since = now;
            events.push(Event::RoutingStatusChanged { user, from, to });
        }
    }
}

/// The first that applies, in the order of [`RoutingStatus`].
fn status_of(agent: &eyeline_acd::Agent) -> RoutingStatus {
    if agent.state.not_responding {
        RoutingStatus::NotResponding
    } else if agent.assignments.values().any(|assignment| !assignment.is_alerting()) {
        RoutingStatus::Interacting
    } else if agent.state.on_queue_since.is_some() {
        RoutingStatus::Idle
    } else {
        RoutingStatus::OffQueue
    }
}
