//! Agents: they come and go, answer or do not, and write down what it was about.

use eyeline_contact_center::{Answer, Command, Event, Presence, SessionOf, SetPresence, WrapUpSession};
use eyeline_conversation::{AfterCallWork, DisconnectReason, SessionKey, Stage};
use eyeline_model::{Duration, Timestamp, UserId};

use crate::{Broken, Span, agenda::Happening, chance::Chance, world::World};

/// An agent during the day.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) chance: Chance,
    /// Empty if they do not come.
    shift: Vec<Span>,
    /// When the ACD last had to do with them, before the step that is looked at.
    pub(crate) last_acd_at: Option<Timestamp>,
    is_on_queue: bool,
    /// How much they do: conversations, and after-call work that holds them.
    busy: u32,
    /// Until when their time is counted.
    counted_to: Timestamp,
}

impl Person {
    pub(crate) const fn new(chance: Chance, shift: Vec<Span>, now: Timestamp) -> Self {
        Self { chance, shift, last_acd_at: None, is_on_queue: false, busy: 0, counted_to: now }
    }

    /// Whether they are to be on queue at a time of day.
    pub(crate) fn is_planned_at(&self, time: Duration) -> bool {
        self.shift.iter().any(|span| span.holds(time))
    }
}

impl World<'_> {
    pub(crate) fn agent_changes(&mut self, agent: usize, presence: Presence) -> Result<(), Broken> {
        self.send(Command::SetPresence(SetPresence { user: self.house.users[agent], presence }))
    }

    /// An agent hears of something that concerns them.
    pub(crate) fn agent_hears(&mut self, event: &Event) {
        match *event {
            Event::PresenceChanged { user, to, .. } => {
                self.person(user).is_on_queue = to == Presence::OnQueue;
            }
            Event::Offered { session, agent, .. } => self.desk_rings(session, agent),
            Event::OfferEnded {
                agent, reason: DisconnectReason::Timeout | DisconnectReason::Client, ..
            } => {
                let plan = &self.scenario.agents[self.person_at[&agent]];
                let after = plan.returns_after.draw(&mut self.person(agent).chance);
                self.agenda.add(self.now + after, Happening::Return(agent));
            }
            Event::Answered { agent, .. } => self.person(agent).busy += 1,
            Event::Disconnected { agent: Some(agent), .. } => self.person(agent).busy -= 1,
            Event::AfterCallWorkStarted { session, agent, work } => self.wrap_up(session, agent, work),
            Event::AfterCallWorkEnded { session, agent } => {
                let has_held = self.holding.remove(&session.communication);
                self.person(agent).busy -= u32::from(has_held);
            }
            _ => {}
        }
    }

    fn desk_rings(&mut self, session: SessionKey, user: UserId) {
        let rings =
            self.center.conversation(session.conversation).and_then(|of| of.session(session.communication));
        if !rings.is_some_and(|(_, session)| matches!(session.stage, Stage::Alerting { .. })) {
            // It was answered at once.
            return;
        }
        let plan = &self.scenario.agents[self.person_at[&user]];
        let chance = &mut self.person(user).chance;
        let (misses, declines) = (chance.happens(plan.misses), chance.happens(plan.declines));
        let after = plan.answers_after.draw(chance);
        let SessionKey { conversation, communication, .. } = session;
        let deed = if declines {
            Command::Decline(SessionOf { conversation, communication })
        } else {
            Command::Answer(Answer { conversation, communication, agent: user })
        };
        if !misses {
            self.agenda.add(self.now + after, Happening::Deed(Box::new(deed)));
        }
    }

    fn wrap_up(&mut self, session: SessionKey, user: UserId, work: AfterCallWork) {
        if work.holds_capacity() {
            self.holding.insert(session.communication);
            self.person(user).busy += 1;
        }
        let plan = &self.scenario.agents[self.person_at[&user]];
        let takes = plan.after_call_work.draw(&mut self.person(user).chance);
        let SessionKey { conversation, communication, .. } = session;
        let session = SessionOf { conversation, communication };
        let wrap_up = WrapUpSession { session, code: self.house.code, notes: None, provisional: false };
        self.agenda.add(self.now + takes, Happening::Deed(Box::new(Command::WrapUp(wrap_up))));
    }

    /// A person whose time so far has been counted.
    fn person(&mut self, user: UserId) -> &mut Person {
        let number = self.person_at[&user];
        self.settle_person(number);
        &mut self.people[number]
    }

    fn settle_person(&mut self, number: usize) {
        let person = &mut self.people[number];
        let from = std::mem::replace(&mut person.counted_to, self.now);
        if person.is_on_queue || person.busy > 0 {
            self.tally.spread(from, self.now, person.busy > 0);
        }
    }

    /// Counts everybody's time so far.
    pub(crate) fn settle_people(&mut self) {
        (0..self.people.len()).for_each(|number| self.settle_person(number));
    }
}
