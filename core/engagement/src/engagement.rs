//! All escalations of an organization behind one door.

use std::collections::{BTreeSet, HashMap};

use eyeline_model::{ConversationId, Core, EscalationId, Ids, Outcome, Timestamp};

use crate::{Command, Effect, Escalation, Event, Policy, Refusal, Request, escalation::Turn};

/// Escalations under way at once; one more is refused.
const LIVE: usize = 20_000;
/// Escalations remembered that are over; with one more, the one that ended first is forgotten. They are more
/// than can end in one turn, for in that turn each must still be there to be stored.
const ENDED: usize = 2 * LIVE;

type Answer = Result<Outcome<Event, Effect>, Refusal>;

/// The engagement core.
#[derive(Clone, Debug)]
pub struct Engagement {
    policy: Policy,
    ids: Ids,
    escalations: HashMap<EscalationId, Escalation>,
    /// The latest escalation of each conversation.
    by_conversation: HashMap<ConversationId, EscalationId>,
    by_code: HashMap<String, EscalationId>,
    deadlines: BTreeSet<(Timestamp, EscalationId)>,
    live: BTreeSet<EscalationId>,
    /// The others, by when they ended.
    ended: BTreeSet<(Timestamp, EscalationId)>,
}

impl Engagement {
    /// An engagement that remembers `escalations`, and draws new ids from `seed`.
    pub fn restore(seed: u64, policy: Policy, escalations: impl IntoIterator<Item = Escalation>) -> Self {
        let mut this = Self {
            policy,
            ids: Ids::new(seed),
            escalations: HashMap::new(),
            by_conversation: HashMap::new(),
            by_code: HashMap::new(),
            deadlines: BTreeSet::new(),
            live: BTreeSet::new(),
            ended: BTreeSet::new(),
        };
        let mut escalations: Vec<_> = escalations.into_iter().collect();
        escalations.sort_by_key(|escalation| (escalation.requested_at, escalation.id));
        for escalation in escalations {
            this.keep(escalation);
        }
        this
    }

    /// An escalation by its id.
    pub fn escalation(&self, id: EscalationId) -> Option<&Escalation> {
        self.escalations.get(&id)
    }

    /// An escalation by the customer's secret.
    pub fn by_code(&self, code: &str) -> Option<&Escalation> {
        self.escalation(*self.by_code.get(code)?)
    }

    /// The latest escalation of a conversation.
    pub fn by_conversation(&self, conversation: ConversationId) -> Option<&Escalation> {
        self.escalation(*self.by_conversation.get(&conversation)?)
    }

    /// The escalations that are not over, by their ids.
    pub fn live(&self) -> impl Iterator<Item = &Escalation> {
        self.live.iter().filter_map(|id| self.escalation(*id))
    }

    fn request(&mut self, now: Timestamp, request: Request) -> Answer {
        let mut outcome = Outcome::default();
        let earlier = self.by_conversation(request.conversation).cloned();
        if earlier.as_ref().is_some_and(|earlier| !earlier.is_over()) {
            // Asked twice is asked once: the page reloaded, or the customer tapped again.
            return Ok(outcome);
        }
        if self.live.len() >= LIVE {
            return Err(Refusal::Full);
        }
        let mut turn = Turn { now, policy: &self.policy, ids: &mut self.ids, outcome: &mut outcome };
        let escalation = Escalation::begin(request, earlier.as_ref(), &mut turn);
        self.keep(escalation);
        Ok(outcome)
    }

    fn change(
        &mut self,
        now: Timestamp,
        id: EscalationId,
        outcome: &mut Outcome<Event, Effect>,
        change: impl FnOnce(&mut Escalation, &mut Turn<'_>) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let mut escalation = self.forget(id).ok_or(Refusal::Unknown)?;
        let mut turn = Turn { now, policy: &self.policy, ids: &mut self.ids, outcome };
        let result = change(&mut escalation, &mut turn);
        self.keep(escalation);
        result
    }

    fn tell(
        &mut self,
        now: Timestamp,
        id: EscalationId,
        change: impl FnOnce(&mut Escalation, &mut Turn<'_>),
    ) -> Answer {
        let mut outcome = Outcome::default();
        self.change(now, id, &mut outcome, |escalation, turn| {
            change(escalation, turn);
            Ok(())
        })?;
        Ok(outcome)
    }

    fn tell_all(&mut self, now: Timestamp, change: impl Fn(&mut Escalation, &mut Turn<'_>)) -> Answer {
        let mut outcome = Outcome::default();
        for id in self.live.clone() {
            self.change(now, id, &mut outcome, |escalation, turn| {
                change(escalation, turn);
                Ok(())
            })?;
        }
        Ok(outcome)
    }

    fn keep(&mut self, escalation: Escalation) {
        let id = escalation.id;
        if let Some(deadline) = escalation.deadline(&self.policy) {
            self.deadlines.insert((deadline, id));
        }
        match escalation.ended_at() {
            Some(at) => self.ended.insert((at, id)),
            None => self.live.insert(id),
        };
        if self.is_latest(&escalation) {
            self.by_conversation.insert(escalation.conversation, id);
        }
        self.by_code.insert(escalation.code.reveal().clone(), id);
        self.escalations.insert(id, escalation);
        if self.ended.len() > ENDED
            && let Some(&(_, first)) = self.ended.first()
        {
            self.forget(first);
        }
    }

    /// Whether no later escalation of the same conversation is known.
    fn is_latest(&self, escalation: &Escalation) -> bool {
        self.by_conversation(escalation.conversation).is_none_or(|known| {
            (known.requested_at, known.revision) <= (escalation.requested_at, escalation.revision)
        })
    }

    /// Takes an escalation out, with every mention of it.
    fn forget(&mut self, id: EscalationId) -> Option<Escalation> {
        let escalation = self.escalations.remove(&id)?;
        if let Some(deadline) = escalation.deadline(&self.policy) {
            self.deadlines.remove(&(deadline, id));
        }
        match escalation.ended_at() {
            Some(at) => self.ended.remove(&(at, id)),
            None => self.live.remove(&id),
        };
        self.by_code.remove(escalation.code.reveal());
        if self.by_conversation.get(&escalation.conversation) == Some(&id) {
            self.by_conversation.remove(&escalation.conversation);
        }
        Some(escalation)
    }
}

impl Core for Engagement {
    type Command = Command;
    type Event = Event;
    type Effect = Effect;
    type Refusal = Refusal;

    fn handle(&mut self, now: Timestamp, command: Command) -> Answer {
        match command {
            Command::Request(request) => self.request(now, *request),
            Command::Wish { escalation, wish } => {
                let mut outcome = Outcome::default();
                self.change(now, escalation, &mut outcome, |escalation, turn| escalation.wish(wish, turn))?;
                Ok(outcome)
            }
            Command::Callback { escalation, attempt, answer } => {
                self.tell(now, escalation, |escalation, turn| escalation.answered(attempt, answer, turn))
            }
            Command::Estimated { escalation, attempt, estimate } => {
                self.tell(now, escalation, |escalation, turn| escalation.estimated(attempt, estimate, turn))
            }
            Command::Observed(observation) => match self.by_conversation.get(&observation.conversation) {
                Some(id) => self.tell(now, *id, |escalation, turn| escalation.observe(&observation, turn)),
                None => Ok(Outcome::default()),
            },
            Command::Room { escalation, room, news } => {
                self.tell(now, escalation, |escalation, turn| escalation.room(room, news, turn))
            }
            Command::Restarted { rooms_lost } => {
                self.tell_all(now, |escalation, turn| escalation.restarted(rooms_lost, turn))
            }
            Command::RoomsLost => self.tell_all(now, |escalation, turn| escalation.come_back(true, turn)),
        }
    }

    fn wake_at(&self) -> Option<Timestamp> {
        self.deadlines.first().map(|(at, _)| *at)
    }

    fn wake(&mut self, now: Timestamp) -> Outcome<Event, Effect> {
        let mut outcome = Outcome::default();
        while let Some(&(at, id)) = self.deadlines.first() {
            if at > now {
                break;
            }
            let mut escalation = self.forget(id).expect("a deadline names an escalation that is kept");
            if escalation.is_over() {
                continue;
            }
            let mut turn = Turn { now, policy: &self.policy, ids: &mut self.ids, outcome: &mut outcome };
            escalation.wake(&mut turn);
            self.keep(escalation);
        }
        outcome
    }
}

#[cfg(test)]
mod tests;
