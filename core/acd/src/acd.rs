//! The facts that routing is told.

use std::collections::BTreeMap;

use eyeline_model::{CommunicationId, QueueEntry, QueueId, RoutingRequest, Timestamp, UserId};

use crate::{
    Abilities, Agent, AgentState, Assignment, AssignmentStage, NotAlerting, QueueSettings, Utilization, Work,
    agent::Readiness, assign::Fresh, expire::Timers, line::Line, queue::Queue, rank::Rank,
};

/// Routing for one organization: what waits, who is there, and who has what.
///
/// Ids must have been introduced before they are used ([`Acd::put_queue`], [`Acd::put_agent`]); a stranger is a bug
/// of the caller, and panics.
#[derive(Debug, Default)]
pub struct Acd {
    pub(crate) queues: BTreeMap<QueueId, Queue>,
    pub(crate) agents: BTreeMap<UserId, Agent>,
    /// What waits or rings.
    pub(crate) places: BTreeMap<Work, Place>,
    /// Who has which offer.
    pub(crate) offered_to: BTreeMap<CommunicationId, UserId>,
    pub(crate) utilization: Utilization,
    pub(crate) timers: Timers,
    pub(crate) fresh: Fresh,
    sequence: u64,
}

/// A place in a queue.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) entry: QueueEntry,
    pub(crate) rank: Rank,
    /// On whose desk it rings.
    pub(crate) offer: Option<CommunicationId>,
}

/// Configuration.
impl Acd {
    /// Routing in an empty organization where agents do as much at once as `utilization` says.
    pub fn new(utilization: Utilization) -> Self {
        Self { utilization, ..Self::default() }
    }

    /// How much an agent does at once who has no rule of their own.
    pub fn set_utilization(&mut self, utilization: Utilization) {
        let agents: Vec<UserId> = self.agents.keys().copied().collect();
        let before: Vec<_> = agents.iter().map(|agent| self.readiness(*agent)).collect();
        self.utilization = utilization;
        for (agent, before) in agents.into_iter().zip(before) {
            self.enter_ready(agent, before);
        }
    }

    /// Introduces a queue, or changes its settings. A running stage of preferred routing goes on as it began.
    pub fn put_queue(&mut self, id: QueueId, settings: QueueSettings) {
        let queue = self.queues.entry(id).or_default();
        let reranked = queue.settings.scoring != settings.scoring;
        queue.settings = settings;
        if reranked {
            self.rank_again(id);
        }
    }

    /// Forgets a queue in which nothing waits.
    pub fn remove_queue(&mut self, id: QueueId) {
        let queue = self.queues.remove(&id).expect("the queue was introduced");
        for agent in queue.members {
            self.agent_mut(agent).queues.remove(&id);
        }
    }

    /// Introduces an agent, or changes what they can do.
    pub fn put_agent(&mut self, id: UserId, abilities: Abilities) {
        self.agents.entry(id).or_default();
        self.change_agent(id, |agent| agent.abilities = abilities);
    }

    /// Forgets an agent who has no work.
    pub fn remove_agent(&mut self, id: UserId) {
        for queue in self.agent_mut(id).queues.clone() {
            self.leave(queue, id);
        }
        self.agents.remove(&id);
    }

    /// The agent takes work from the queue from now on.
    pub fn join(&mut self, queue: QueueId, agent: UserId) {
        self.agent_mut(agent).queues.insert(queue);
        self.queue_mut(queue).members.insert(agent);
        self.enter_ready(agent, None);
    }

    /// The agent takes no work from the queue any more; what they have of it stays theirs.
    pub fn leave(&mut self, queue: QueueId, agent: UserId) {
        let readiness = self.readiness(agent);
        self.agent_mut(agent).queues.remove(&queue);
        let queue = self.queue_mut(queue);
        queue.members.remove(&agent);
        queue.replace_ready(readiness.as_ref(), None);
    }
}

/// Agents.
impl Acd {
    /// An agent.
    pub fn agent(&self, id: UserId) -> Option<&Agent> {
        self.agents.get(&id)
    }

    /// The agent wants work from now on.
    pub fn go_on_queue(&mut self, now: Timestamp, agent: UserId) {
        self.change_agent(agent, |agent| {
            agent.state.on_queue_since.get_or_insert(now);
            agent.state.not_responding = false;
        });
    }

    /// The agent wants no new work. An offer that rings must be [given back](Acd::give_back) besides.
    pub fn go_off_queue(&mut self, agent: UserId) {
        self.change_agent(agent, |agent| {
            agent.state.on_queue_since = None;
            agent.state.not_responding = false;
        });
    }

    /// The agent is back after not responding.
    pub fn respond(&mut self, agent: UserId) {
        self.change_agent(agent, |agent| agent.state.not_responding = false);
    }

    /// Says what had become of an agent before a restart.
    pub fn restore_agent(&mut self, agent: UserId, state: AgentState) {
        self.change_agent(agent, |agent| agent.state = state);
    }
}

/// Work.
impl Acd {
    /// A place in a queue for what comes at `now`: with the next sequence, and the first stage of preferred routing
    /// where the queue has one.
    pub fn place(&mut self, now: Timestamp, request: RoutingRequest) -> QueueEntry {
        let preference = self.queue_mut(request.queue).preference(0, &request, now);
        self.sequence += 1;
        QueueEntry { request, enqueued_at: now, sequence: self.sequence, preference }
    }

    /// The work waits.
    pub fn enqueue(&mut self, work: Work, entry: QueueEntry) {
        assert!(!self.places.contains_key(&work), "{work:?} waits already");
        self.keep_sequence_above(entry.sequence);
        if let Some(preference) = &entry.preference {
            self.timers.add_preference(preference.until, work);
        }
        let queue = self.queue_mut(entry.request.queue);
        let rank = Rank::new(&entry, queue.settings.scoring);
        queue.lines[work.media].waiting.insert(rank, work);
        self.places.insert(work, Place { entry, rank, offer: None });
        self.fresh.work.insert(work);
    }

    /// Sequences up to this one are taken, by an entry that waits somewhere else.
    pub fn keep_sequence_above(&mut self, sequence: u64) {
        self.sequence = self.sequence.max(sequence);
    }

    /// What waiting work asks for.
    pub fn waiting(&self, work: Work) -> Option<&QueueEntry> {
        self.places.get(&work).map(|place| &place.entry)
    }

    /// Waiting work asks for something else in the same queue. A ringing offer stays as it is.
    pub fn change_request(&mut self, work: Work, request: RoutingRequest) {
        let place = self.places.get_mut(&work).expect("the work waits");
        assert_eq!(place.entry.request.queue, request.queue, "{work:?} stays in its queue");
        place.entry.request = request;
        self.rank_work_again(work);
        self.fresh.work.insert(work);
    }

    /// The customer has gone, or the wait is ended otherwise. Returns the offer that must stop ringing.
    pub fn withdraw(&mut self, work: Work) -> Option<CommunicationId> {
        let place = self.take_place(work)?;
        self.line_mut(&place, work).history.abandoned();
        if let Some(offer) = place.offer {
            self.end_assignment(offer);
        }
        place.offer
    }

    /// The agent accepts the offer.
    pub fn answer(&mut self, now: Timestamp, offer: CommunicationId) -> Result<(), NotAlerting> {
        let (agent, assignment) = self.alerting(offer)?;
        let place = self.take_place(assignment.work).expect("what rings has a place");
        self.line_mut(&place, assignment.work).history.answered();
        self.timers.remove_offer(assignment, offer);
        self.change_agent(agent, |agent| {
            let assignment = agent.assignments.get_mut(&offer).expect("the agent has the offer");
            assignment.stage = AssignmentStage::Connected { since: now };
        });
        Ok(())
    }

    /// The offer was declined or not answered: the agent, who is returned, is not responding; the work waits on at its
    /// old rank.
    pub fn miss(&mut self, offer: CommunicationId) -> Result<UserId, NotAlerting> {
        let (agent, assignment) = self.alerting(offer)?;
        self.change_agent(agent, |agent| agent.state.not_responding = agent.state.on_queue_since.is_some());
        self.end_assignment(offer);
        self.wait_on(assignment.work);
        Ok(agent)
    }

    /// The agent is leaving before answering, which is no fault: the work waits on at its old rank.
    pub fn give_back(&mut self, offer: CommunicationId) -> Result<(), NotAlerting> {
        let (_, assignment) = self.alerting(offer)?;
        self.end_assignment(offer);
        self.wait_on(assignment.work);
        Ok(())
    }

    /// The agent's session is over; their capacity is not free before [`Acd::release`].
    ///
    /// Being idle counts from here, whoever ended the session. Genesys says “when the agent disconnects”; were a
    /// customer's hang-up not to count, the agent would seem idle since the alert: our choice.
    pub fn hang_up(&mut self, now: Timestamp, offer: CommunicationId) {
        let agent = self.offered_to[&offer];
        let assignment = self.agents[&agent].assignments[&offer];
        if let AssignmentStage::Connected { since } = assignment.stage
            && let Some(queue) = self.queues.get_mut(&assignment.queue)
        {
            queue.lines[assignment.work.media].history.handled(now - since);
        }
        self.change_agent(agent, |agent| {
            agent.state.last_acd_at = Some(now);
            let assignment = agent.assignments.get_mut(&offer).expect("the agent has the offer");
            assignment.stage = AssignmentStage::AfterCallWork;
        });
    }

    /// The agent is done with it, after-call work included.
    pub fn release(&mut self, offer: CommunicationId) {
        self.end_assignment(offer);
    }

    /// Says what an agent had before a restart. What rings must be [waiting](Acd::enqueue) already.
    pub fn restore_assignment(&mut self, offer: CommunicationId, agent: UserId, assignment: Assignment) {
        self.assign_to(offer, agent, assignment);
    }
}

/// Keeping the parts in step.
impl Acd {
    pub(crate) fn queue_mut(&mut self, id: QueueId) -> &mut Queue {
        self.queues.get_mut(&id).expect("the queue was introduced")
    }

    fn agent_mut(&mut self, id: UserId) -> &mut Agent {
        self.agents.get_mut(&id).expect("the agent was introduced")
    }

    fn line_mut(&mut self, place: &Place, work: Work) -> &mut Line {
        &mut self.queue_mut(place.entry.request.queue).lines[work.media]
    }

    fn readiness(&self, agent: UserId) -> Option<Readiness> {
        self.agents[&agent].readiness(agent, &self.utilization)
    }

    /// Every change to an agent goes through here, so that the queues know what they are ready for.
    fn change_agent(&mut self, id: UserId, change: impl FnOnce(&mut Agent)) {
        let before = self.readiness(id);
        change(self.agent_mut(id));
        self.enter_ready(id, before);
    }

    fn enter_ready(&mut self, id: UserId, before: Option<Readiness>) {
        let after = self.readiness(id);
        for queue in &self.agents[&id].queues {
            let queue = self.queues.get_mut(queue).expect("an agent's queue was introduced");
            queue.replace_ready(before.as_ref(), after.as_ref());
        }
        if after.is_some() {
            self.fresh.agents.insert(id);
        }
    }

    /// The agent who has the offer, if it still rings.
    fn alerting(&self, offer: CommunicationId) -> Result<(UserId, Assignment), NotAlerting> {
        let agent = *self.offered_to.get(&offer).ok_or(NotAlerting(offer))?;
        let assignment = self.agents[&agent].assignments[&offer];
        if assignment.is_alerting() { Ok((agent, assignment)) } else { Err(NotAlerting(offer)) }
    }

    /// The agent had something to do with routing just now.
    pub(crate) fn touch(&mut self, now: Timestamp, agent: UserId) {
        self.change_agent(agent, |agent| agent.state.last_acd_at = Some(now));
    }

    pub(crate) fn assign_to(&mut self, offer: CommunicationId, agent: UserId, assignment: Assignment) {
        let Assignment { work, queue, stage } = assignment;
        self.offered_to.insert(offer, agent);
        self.change_agent(agent, |agent| {
            agent.assignments.insert(offer, assignment);
        });
        let AssignmentStage::Alerting { until } = stage else { return };
        self.timers.add_offer(until, offer);
        let place = self.places.get_mut(&work).expect("what rings has a place");
        place.offer = Some(offer);
        let rank = place.rank;
        let line = &mut self.queue_mut(queue).lines[work.media];
        line.waiting.remove(&rank);
        line.alerting.insert(rank, work);
    }

    fn end_assignment(&mut self, offer: CommunicationId) {
        let agent = self.offered_to.remove(&offer).expect("the offer was made");
        let assignment = self.agents[&agent].assignments[&offer];
        self.timers.remove_offer(assignment, offer);
        self.change_agent(agent, |agent| {
            agent.assignments.remove(&offer);
        });
    }

    /// What rang waits on.
    fn wait_on(&mut self, work: Work) {
        let place = self.places.get_mut(&work).expect("what rang has a place");
        place.offer = None;
        let (rank, queue) = (place.rank, place.entry.request.queue);
        let line = &mut self.queue_mut(queue).lines[work.media];
        line.alerting.remove(&rank);
        line.waiting.insert(rank, work);
        self.fresh.work.insert(work);
    }

    fn take_place(&mut self, work: Work) -> Option<Place> {
        let place = self.places.remove(&work)?;
        if let Some(preference) = &place.entry.preference {
            self.timers.remove_preference(preference.until, work);
        }
        let line = self.line_mut(&place, work);
        line.waiting.remove(&place.rank);
        line.alerting.remove(&place.rank);
        Some(place)
    }

    fn rank_again(&mut self, queue: QueueId) {
        let waiting = &self.places;
        let works: Vec<Work> = waiting
            .iter()
            .filter(|(_, place)| place.entry.request.queue == queue)
            .map(|(work, _)| *work)
            .collect();
        for work in works {
            self.rank_work_again(work);
        }
    }

    fn rank_work_again(&mut self, work: Work) {
        let place = self.places.get_mut(&work).expect("the work waits");
        let queue = self.queues.get_mut(&place.entry.request.queue).expect("the queue was introduced");
        let line = &mut queue.lines[work.media];
        let rank = Rank::new(&place.entry, queue.settings.scoring);
        let side = if place.offer.is_some() { &mut line.alerting } else { &mut line.waiting };
        side.remove(&place.rank);
        side.insert(rank, work);
        place.rank = rank;
    }
}
