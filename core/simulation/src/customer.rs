//! Customers: they come, wait, give up, talk and go.

use std::collections::{BTreeMap, BTreeSet};

use eyeline_acd::Work;
use eyeline_contact_center::{CallbackFor, Command, CreateCallback, Event, SessionOf, StartChat};
use eyeline_conversation::{Attributes, Callback, Conversation, Customer, SessionKey};
use eyeline_model::{
    CommunicationId, ConversationId, Duration, Media, Pii, QueueId, RoutingRequest, ScoredAgent, Timestamp,
};

use crate::{
    Broken, Scenario, Stream,
    agenda::Happening,
    chance::{Chance, Purpose},
    tally::Count,
    world::World,
};

/// Everybody who has come, and what they have in mind.
#[derive(Debug)]
pub(crate) struct Customers {
    visits: BTreeMap<Work, Visit>,
    /// Draws when the next of each stream comes.
    arrivals: Vec<Chance>,
    /// When they come, in milliseconds since the opening, before rounding.
    due: Vec<f64>,
    /// Draws how those of each stream are.
    traits: Vec<Chance>,
    /// Conversations of a faulty day that are over: what comes late may name them.
    closed: BTreeSet<ConversationId>,
}

/// A customer on one medium.
#[derive(Clone, Debug)]
struct Visit {
    queue: usize,
    handling: Duration,
    patience: Option<Duration>,
    /// When they give up, if they still wait.
    gives_up_at: Option<Timestamp>,
    /// The customer ends it, not the agent.
    leaves_first: bool,
    /// When a chat becomes a call after it was answered.
    escalates: Option<Escalates>,
    stage: Stage,
}

#[derive(Clone, Copy, Debug)]
struct Escalates {
    queue: usize,
    after: Duration,
    handling: Duration,
}

/// How far a visit has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    /// The core does not know of it yet, or it waits for its time, or a flow leads it.
    Coming,
    Waiting {
        /// The ACD's session.
        place: CommunicationId,
        since: Timestamp,
        /// The step in which it began.
        step: u64,
        has_rung: bool,
    },
    /// On the way from one queue to the next.
    Moving,
    Served {
        /// The agent's session.
        by: CommunicationId,
    },
    Over,
}

impl Customers {
    pub(crate) fn new(seed: u64, streams: usize) -> Self {
        Self {
            visits: BTreeMap::new(),
            arrivals: (0..streams).map(|stream| Chance::new(seed, Purpose::Arrivals(stream))).collect(),
            due: vec![0.0; streams],
            traits: (0..streams).map(|stream| Chance::new(seed, Purpose::Customers(stream))).collect(),
            closed: BTreeSet::new(),
        }
    }

    pub(crate) fn is_closed(&self, conversation: ConversationId) -> bool {
        self.closed.contains(&conversation)
    }

    /// Draws what somebody has in mind.
    fn draw(&mut self, number: usize, stream: &Stream) -> Visit {
        let chance = &mut self.traits[number];
        let escalates = stream.escalation.map(|escalation| {
            let (after, handling) = (escalation.after.draw(chance), escalation.handling.draw(chance));
            (chance.happens(escalation.share), Escalates { queue: escalation.queue, after, handling })
        });
        Visit {
            queue: stream.queue,
            handling: stream.handling.draw(chance),
            patience: stream.patience.map(|patience| patience.draw(chance)),
            gives_up_at: None,
            leaves_first: chance.happens(0.5),
            escalates: escalates.and_then(|(happens, how)| happens.then_some(how)),
            stage: Stage::Coming,
        }
    }
}

impl World<'_> {
    /// Plans the next customer of a stream after a moment, in milliseconds since the opening.
    pub(crate) fn expect_customer(&mut self, stream: usize, after: f64) {
        let profile = &self.scenario.streams[stream].profile;
        let next = profile.next_after(after, &mut self.customers.arrivals[stream]);
        let length = (self.scenario.closes.0 - self.scenario.opens.0) as f64;
        let Some(next) = next.filter(|next| *next < length) else { return };
        self.customers.due[stream] = next;
        let at = Scenario::at(self.scenario.opens) + Duration(next.round() as i64);
        self.agenda.add(at, Happening::Arrival { stream, is_of_burst: false });
    }

    pub(crate) fn customer_comes(&mut self, stream: usize, is_of_burst: bool) -> Result<(), Broken> {
        if !is_of_burst {
            self.expect_customer(stream, self.customers.due[stream]);
        }
        let of = &self.scenario.streams[stream];
        let visit = self.customers.draw(stream, of);
        let conversation = self.ids.next();
        self.customers.visits.insert(Work { conversation, media: of.media }, visit);
        let command = match of.media {
            Media::Message => Command::StartChat(StartChat {
                conversation,
                deployment: self.house.deployments[of.queue],
                customer: Customer::default(),
                attributes: self.wish(of.queue),
                language: of.language.map(|at| self.house.languages[at]),
                message: None,
            }),
            Media::Callback => {
                let chance = &mut self.customers.traits[stream];
                let ahead = of.ahead.map(|ahead| ahead.draw(chance));
                let agents = &self.house.users;
                // Nothing is drawn where nobody is asked for, so that other days stay as they are.
                let mut somebody = |share: f64| {
                    let asks = share > 0.0 && !agents.is_empty() && chance.happens(share);
                    asks.then(|| agents[chance.below(agents.len())])
                };
                let (direct, last_agent) = (somebody(of.asks_for), somebody(of.returns));
                let request = RoutingRequest { direct, last_agent, ..self.request(of) };
                self.callback(conversation, request, ahead)
            }
        };
        self.send(command)
    }

    /// What the flow of a queue that has one is to know: where the customer wants to go.
    fn wish(&self, queue: usize) -> Attributes {
        let has_flows = self.scenario.queues[queue].has_flows;
        let wish = has_flows.then(|| Pii::new(self.house.queues[queue].to_string()));
        wish.into_iter().map(|wish| ("queue".to_owned(), wish)).collect()
    }

    fn request(&self, of: &Stream) -> RoutingRequest {
        RoutingRequest {
            skills: of.skills.iter().map(|at| self.house.skills[*at]).collect(),
            language: of.language.map(|at| self.house.languages[at]),
            priority: of.priority,
            ..RoutingRequest::to(self.house.queues[of.queue])
        }
    }

    fn callback(
        &self,
        conversation: ConversationId,
        request: RoutingRequest,
        ahead: Option<Duration>,
    ) -> Command {
        let scheduled_for = ahead.map(|ahead| self.now + ahead);
        Command::CreateCallback(CreateCallback {
            conversation,
            customer: CallbackFor::New(Customer::default()),
            request,
            callback: Callback { scheduled_for, ..Callback::default() },
            attributes: Default::default(),
        })
    }

    /// Customers hear of something that concerns them.
    pub(crate) fn customer_hears(&mut self, event: &Event) {
        match *event {
            Event::Queued { session, media, ref request } => {
                self.begins_to_wait(session, media, request.queue);
            }
            Event::FlowedOut { session, media, as_callback, .. } => {
                self.moves_on(session.conversation, media, as_callback);
            }
            Event::Offered { session, media, .. } => self.is_rung_for(session.conversation, media),
            Event::Answered { session, media, .. } => self.is_answered(session, media),
            Event::Disconnected { session, media, .. } => self.is_over(session, media),
            Event::ConversationClosed { ref conversation } => self.is_closed(conversation),
            _ => {}
        }
    }

    fn begins_to_wait(&mut self, session: SessionKey, media: Media, queue: QueueId) {
        let SessionKey { conversation, communication: place, .. } = session;
        let Some(queue) = self.house.queues.iter().position(|known| *known == queue) else { return };
        let (now, step) = (self.now, self.step);
        let visit = self.visit(conversation, media);
        visit.queue = queue;
        let from_line = visit.stage == Stage::Moving;
        visit.stage = Stage::Waiting { place, since: now, step, has_rung: false };
        // Patience is for the whole wait, in however many lines.
        if !from_line {
            visit.gives_up_at = visit.patience.map(|patience| now + patience);
        }
        let gives_up_at = visit.gives_up_at;
        self.tally.count(queue, self.now, Count::Offered);
        if let Some(at) = gives_up_at {
            self.agenda.add(at.max(self.now), Happening::GiveUp(conversation, media));
        }
    }

    /// What somebody has in mind on a medium; whoever is there by another medium alone is as they are there.
    fn visit(&mut self, conversation: ConversationId, media: Media) -> &mut Visit {
        let visits = &mut self.customers.visits;
        let of = |media| Work { conversation, media };
        if !visits.contains_key(&of(media)) {
            let known = Media::ALL.into_iter().find_map(|media| visits.get(&of(media)));
            let like = known.expect("whoever waits has come").clone();
            visits.insert(of(media), Visit { stage: Stage::Coming, escalates: None, ..like });
        }
        visits.get_mut(&of(media)).expect("just put there")
    }

    /// The line was left for another.
    fn moves_on(&mut self, conversation: ConversationId, media: Media, as_callback: bool) {
        let visit = self.visit(conversation, media);
        let Stage::Waiting { since, has_rung, .. } = visit.stage else { return };
        let (queue, becomes_call) = (visit.queue, as_callback && media != Media::Callback);
        visit.stage = if becomes_call { Stage::Over } else { Stage::Moving };
        if !has_rung {
            self.tally.count(queue, since, Count::Waited);
        }
        self.tally.count(queue, since, Count::FlowedOut);
        if becomes_call {
            let gives_up_at = self.visit(conversation, media).gives_up_at;
            let call = self.visit(conversation, Media::Callback);
            (call.stage, call.gives_up_at) = (Stage::Moving, gives_up_at);
        }
    }

    fn is_rung_for(&mut self, conversation: ConversationId, media: Media) {
        let Some(visit) = self.customers.visits.get_mut(&Work { conversation, media }) else { return };
        let Stage::Waiting { since, step, has_rung, .. } = &mut visit.stage else { return };
        let has_waited = !std::mem::replace(has_rung, true) && *step < self.step;
        if has_waited {
            self.tally.count(visit.queue, *since, Count::Waited);
        }
    }

    fn is_answered(&mut self, session: SessionKey, media: Media) {
        let work = Work { conversation: session.conversation, media };
        let Some(visit) = self.customers.visits.get_mut(&work) else { return };
        let Stage::Waiting { since, .. } = visit.stage else { return };
        visit.stage = Stage::Served { by: session.communication };
        let wait = self.now - since;
        let in_time = wait <= self.scenario.queues[visit.queue].service_level;
        self.tally.count(visit.queue, since, Count::Answered { wait, in_time });
        self.agenda.add(self.now + visit.handling, Happening::HangUp { session, media });
        if let Some(Escalates { after, .. }) = visit.escalates {
            self.agenda.add(self.now + after, Happening::Escalation(session.conversation));
        }
    }

    /// The place is left unanswered, or the agent has gone.
    fn is_over(&mut self, session: SessionKey, media: Media) {
        let SessionKey { conversation, communication, .. } = session;
        let Some(visit) = self.customers.visits.get_mut(&Work { conversation, media }) else { return };
        match visit.stage {
            Stage::Waiting { place, since, has_rung, .. } if place == communication => {
                if !has_rung {
                    self.tally.count(visit.queue, since, Count::Waited);
                }
                self.tally.count(visit.queue, since, Count::Abandoned);
                visit.stage = Stage::Over;
            }
            Stage::Served { by } if by == communication => visit.stage = Stage::Over,
            _ => {}
        }
    }

    fn is_closed(&mut self, conversation: &Conversation) {
        for media in Media::ALL {
            self.customers.visits.remove(&Work { conversation: conversation.id, media });
        }
        if self.scenario.faults.any() {
            self.customers.closed.insert(conversation.id);
        }
    }

    pub(crate) fn customer_gives_up(
        &mut self,
        conversation: ConversationId,
        media: Media,
    ) -> Result<(), Broken> {
        let visit = self.customers.visits.get(&Work { conversation, media });
        let gives_up = |visit: &Visit| {
            matches!(visit.stage, Stage::Waiting { .. }) && visit.gives_up_at.is_some_and(|at| at <= self.now)
        };
        if !visit.is_some_and(gives_up) {
            return Ok(());
        }
        self.customer_leaves(conversation, media)
    }

    fn customer_leaves(&mut self, conversation: ConversationId, media: Media) -> Result<(), Broken> {
        let known = self.center.conversation(conversation).and_then(|known| known.customer());
        let Some(session) = known.and_then(|customer| customer.session_on(media)) else { return Ok(()) };
        let communication = session.id;
        self.send(Command::Disconnect(SessionOf { conversation, communication }))
    }

    pub(crate) fn somebody_hangs_up(&mut self, session: SessionKey, media: Media) -> Result<(), Broken> {
        let SessionKey { conversation, communication, .. } = session;
        let Some(visit) = self.customers.visits.get(&Work { conversation, media }) else { return Ok(()) };
        match visit.stage {
            Stage::Served { by } if by != communication => Ok(()),
            Stage::Served { .. } if visit.leaves_first => self.customer_leaves(conversation, media),
            Stage::Served { .. } => self.send(Command::Disconnect(SessionOf { conversation, communication })),
            Stage::Coming | Stage::Waiting { .. } | Stage::Moving | Stage::Over => Ok(()),
        }
    }

    /// The customer of a chat and its agent meet: a callback on the same conversation that prefers that agent.
    pub(crate) fn chat_becomes_call(&mut self, conversation: ConversationId) -> Result<(), Broken> {
        let chat = Work { conversation, media: Media::Message };
        let call = Work { conversation, media: Media::Callback };
        let visits = &mut self.customers.visits;
        let Some(Visit { stage: Stage::Served { .. }, escalates: Some(how), leaves_first, .. }) =
            visits.get(&chat)
        else {
            return Ok(());
        };
        let visit = Visit {
            queue: how.queue,
            handling: how.handling,
            patience: None,
            gives_up_at: None,
            leaves_first: *leaves_first,
            escalates: None,
            stage: Stage::Coming,
        };
        let queue = self.house.queues[how.queue];
        visits.entry(call).or_insert(visit);
        let Some(found) = self.center.conversation(conversation) else { return Ok(()) };
        let Some(customer) = found.customer() else { return Ok(()) };
        let serving = found.live_on(Media::Message).find_map(|(participant, _)| participant.agent());
        let preferred = serving.map(|agent| ScoredAgent { agent, score: ScoredAgent::FULL_SCORE });
        let request =
            RoutingRequest { preferred: preferred.into_iter().collect(), ..RoutingRequest::to(queue) };
        let command = CreateCallback {
            conversation,
            customer: CallbackFor::Existing(customer.id),
            request,
            callback: Callback::default(),
            attributes: Default::default(),
        };
        self.send(Command::CreateCallback(command))
    }
}
