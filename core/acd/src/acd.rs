//! The facts that routing is told.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use eyeline_model::{
    CommunicationId, GroupId, LabelId, Media, QueueEntry, QueueId, RoutingRequest, Search, Timestamp, UserId,
};

use crate::{
    Agent, AgentState, Assignment, AssignmentStage, Decision, Departure, NotAlerting, Utilization, Work,
    agent::Person,
    assign::Chance,
    class::Class,
    expire::{Timer, Timers},
    index::{AgentAt, AssignmentAt, ClassAt, Door, GroupAt, PlaceAt, QueueAt, Register, Slab},
    known::{Catalogue, MediaSet, Moment},
    line::Line,
    log::Log,
    need::Need,
    offer::Given,
    place::{Place, Standing},
    queue::Queue,
    rank::Rank,
    utilization::Limits,
};

/// Routing for one organization: what waits, who is there, and who has what.
///
/// Ids must have been introduced before they are used ([`Acd::put_queue`], [`Acd::put_agent`]); a stranger is a
/// bug of the caller, and panics. Time never goes backwards between calls.
#[derive(Debug, Default)]
pub struct Acd {
    pub(crate) queues: Slab<QueueAt, Queue>,
    pub(crate) queue_at: Door<QueueId, QueueAt>,
    pub(crate) agents: Register<AgentAt, Person>,
    /// Everybody, longest idle first.
    pub(crate) log: Log,
    /// What waits or rings.
    pub(crate) places: Register<PlaceAt, Place>,
    /// Who has what.
    pub(crate) given: Register<AssignmentAt, Given>,
    pub(crate) classes: Register<ClassAt, Class>,
    pub(crate) catalogue: Catalogue,
    pub(crate) groups: Door<GroupId, GroupAt>,
    /// What waits for agents by name.
    pub(crate) named: Door<UserId, BTreeSet<(Rank, PlaceAt)>>,
    pub(crate) limits: Limits,
    pub(crate) label_limits: BTreeMap<LabelId, u8>,
    pub(crate) timers: Timers,
    /// What has changed since the last [`Acd::assign`]: only there can a new match be found.
    pub(crate) fresh_places: Vec<PlaceAt>,
    pub(crate) fresh_agents: Vec<AgentAt>,
    /// Who were fresh when the present [`Acd::assign`] began.
    pub(crate) freed: Vec<AgentAt>,
    pub(crate) flagged: Vec<(QueueAt, Media)>,
    /// Room to work in, kept so that it is not made anew each time.
    pub(crate) chances: BinaryHeap<Chance>,
    pub(crate) need: Need,
    /// Not yet told.
    pub(crate) decisions: Vec<Decision>,
    sequence: u64,
}

/// Agents.
impl Acd {
    /// Routing in an empty organization where agents do as much at once as `utilization` says.
    pub fn new(utilization: Utilization) -> Self {
        Self { limits: Limits::from(&utilization), ..Self::default() }
    }

    /// An agent, as they are at the moment.
    pub fn agent(&self, id: UserId) -> Option<Agent> {
        let person = &self.agents[self.agents.find(&id)?];
        Some(Agent {
            state: person.state(),
            queues: person.seats.iter().map(|seat| self.queues[seat.queue].id).collect(),
            assignments: self.given_to(person).map(|given| (given.offer, given.assignment)).collect(),
        })
    }

    /// The agent wants work from now on.
    pub fn go_on_queue(&mut self, now: Timestamp, agent: UserId) {
        self.change_agent(agent, |person| {
            if !person.is_on_queue() {
                person.on_queue_since = now.into();
            }
            person.not_responding = false;
        });
    }

    /// The agent wants no new work. An offer that rings must be [given back](Acd::give_back) besides.
    pub fn go_off_queue(&mut self, agent: UserId) {
        self.change_agent(agent, |person| {
            person.on_queue_since = Moment::NEVER;
            person.not_responding = false;
        });
    }

    /// Whether the agent is there for those who ask for this very agent, although off queue.
    pub fn set_available(&mut self, agent: UserId, is_available: bool) {
        self.change_agent(agent, |person| person.is_available = is_available);
    }

    /// The agent is back after not responding.
    pub fn respond(&mut self, agent: UserId) {
        self.change_agent(agent, |person| person.not_responding = false);
    }

    /// The agent's idle time begins again: they have completed something on behalf of a queue that the ACD did not
    /// offer, or changed their presence in an organization in which that counts.
    pub fn begin_idle(&mut self, now: Timestamp, agent: UserId) {
        let at = self.at_agent(agent);
        self.touch(now, at);
        self.look_at_agent(at);
    }

    /// How many conversations on a medium the agent has that the ACD did not give.
    pub fn set_non_acd(&mut self, agent: UserId, media: Media, count: u8) {
        self.change_agent(agent, |person| person.non_acd[media.index()] = count);
    }

    /// Says what had become of an agent before a restart.
    pub fn restore_agent(&mut self, agent: UserId, state: AgentState) {
        let AgentState { on_queue_since, not_responding, is_available, last_acd_at } = state;
        let at = self.at_agent(agent);
        self.set_ready(at, MediaSet::default());
        let person = &mut self.agents[at];
        if person.last_acd_at != Moment::from(last_acd_at) {
            self.log.shuffle();
        }
        person.on_queue_since = on_queue_since.into();
        person.not_responding = not_responding;
        person.is_available = is_available;
        person.last_acd_at = last_acd_at.into();
        self.look_at_agent(at);
    }
}

/// Work.
impl Acd {
    /// A place in a queue for what comes at `now`: with the next sequence, and a search that begins.
    pub fn place(&mut self, now: Timestamp, media: Media, request: RoutingRequest) -> QueueEntry {
        let search = self.first_search(now, media, &request);
        self.place_with(now, request, search)
    }

    /// A place in a queue for what is promised to come at `due`. Agents are not preferred for what is scheduled
    /// (`preferred-agent-routing`).
    pub fn place_promised(&mut self, due: Timestamp, media: Media, request: RoutingRequest) -> QueueEntry {
        let search = self.promised_search(due, media, &request);
        self.place_with(due, request, search)
    }

    /// A promised place's time is another one.
    pub fn move_promised(&self, entry: &mut QueueEntry, media: Media, due: Timestamp) {
        entry.search = self.promised_search(due, media, &entry.request);
        entry.enqueued_at = due;
    }

    fn place_with(&mut self, enqueued_at: Timestamp, request: RoutingRequest, search: Search) -> QueueEntry {
        self.sequence += 1;
        QueueEntry { request, enqueued_at, sequence: self.sequence, search }
    }

    /// The work waits.
    pub fn enqueue(&mut self, work: Work, entry: QueueEntry) {
        assert!(self.places.find(&work).is_none(), "{work:?} waits already");
        self.keep_sequence_above(entry.sequence);
        let queue = self.at_queue(entry.request.queue);
        let (skills, language) = self.numbers_of(&entry.request);
        let place = Place {
            work,
            scoring: self.queues[queue].settings.scoring,
            queue,
            priority: entry.request.priority,
            language,
            skills,
            wishes: self.wishes_of(&entry.request),
            enqueued_at: entry.enqueued_at,
            sequence: entry.sequence,
            search: None,
            standing: Standing::Waiting,
            is_fresh: false,
            is_held: false,
            is_new: true,
            has_waited: false,
            has_overflowed: false,
        };
        let at = self.places.insert(place);
        self.queues[queue].lines[work.media].roll.insert(at, &self.places);
        self.watch_wait(at);
        self.begin_search(at, entry.search);
        self.flag(queue, work.media);
    }

    /// Sequences up to this one are taken, by an entry that waits somewhere else.
    pub fn keep_sequence_above(&mut self, sequence: u64) {
        self.sequence = self.sequence.max(sequence);
    }

    /// What waiting work asks for.
    pub fn waiting(&self, work: Work) -> Option<QueueEntry> {
        self.places.find(&work).map(|at| self.entry_of(&self.places[at]))
    }

    /// How far the search for an agent has come for waiting work.
    pub fn search(&self, work: Work) -> Option<&Search> {
        self.places.find(&work).map(|at| self.places[at].search())
    }

    /// Waiting work asks for something else in the same queue. A ringing offer stays as it is, and so does the
    /// search.
    pub fn change_request(&mut self, work: Work, request: RoutingRequest) {
        let at = self.at_place(work);
        self.unpark(at);
        let (skills, language) = self.numbers_of(&request);
        let wishes = self.wishes_of(&request);
        let place = &mut self.places[at];
        assert_eq!(self.queues[place.queue].id, request.queue, "{work:?} stays in its queue");
        (place.skills, place.language, place.wishes) = (skills, language, wishes);
        self.rank_again(at, request.priority);
        self.freshen(at);
    }

    /// The work waits no more, and was not answered. Returns the offer that must stop ringing.
    pub fn withdraw(&mut self, now: Timestamp, work: Work, departure: Departure) -> Option<CommunicationId> {
        let at = self.places.find(&work)?;
        let place = &self.places[at];
        let (waited, queue, standing) = (now - place.enqueued_at, place.queue, place.standing);
        self.queues[queue].note_departure(now, work.media, departure, waited);
        self.take_place(at);
        let Standing::Ringing(given) = standing else { return None };
        let offer = self.given[given].offer;
        self.end_assignment(given);
        Some(offer)
    }

    /// The agent accepts the offer.
    pub fn answer(&mut self, now: Timestamp, offer: CommunicationId) -> Result<(), NotAlerting> {
        let given = self.alerting(offer)?;
        let Given { assignment, agent, .. } = &mut self.given[given];
        assignment.stage = AssignmentStage::Connected { since: now };
        let (work, agent) = (assignment.work, *agent);
        let at = self.at_place(work);
        let (waited, queue) = (now - self.places[at].enqueued_at, self.places[at].queue);
        self.take_place(at);
        self.queues[queue].note_answer(now, work.media, waited);
        self.agents[agent].alerting = None;
        self.look_at_agent(agent);
        Ok(())
    }

    /// The offer was declined or not answered: the agent, who is returned, is not responding; the work waits on
    /// at its old rank.
    pub fn miss(&mut self, offer: CommunicationId) -> Result<UserId, NotAlerting> {
        let given = self.alerting(offer)?;
        let Given { agent, .. } = self.given[given];
        let person = &mut self.agents[agent];
        // Whoever is asked for off queue has no status to lose; they count as away until they say otherwise.
        person.not_responding = person.is_on_queue();
        person.is_available &= person.is_on_queue();
        let id = person.id;
        self.wait_on(given);
        Ok(id)
    }

    /// The agent is leaving before answering, which is no fault: the work waits on at its old rank.
    pub fn give_back(&mut self, offer: CommunicationId) -> Result<(), NotAlerting> {
        let given = self.alerting(offer)?;
        self.wait_on(given);
        Ok(())
    }

    /// The agent's session is over; their capacity is not free before [`Acd::release`].
    ///
    /// Being idle counts from here, whoever ended the session. Genesys says “when the agent disconnects”; were a
    /// customer's hang-up not to count, the agent would seem idle since the alert: our choice.
    pub fn hang_up(&mut self, now: Timestamp, offer: CommunicationId) {
        let given = self.at_given(offer);
        let Given { agent, queue, assignment, .. } = &mut self.given[given];
        let before = std::mem::replace(&mut assignment.stage, AssignmentStage::AfterCallWork);
        let (agent, queue, media) = (*agent, *queue, assignment.work.media);
        if let (AssignmentStage::Connected { since }, Some(queue)) = (before, queue) {
            self.line_mut(queue, media).history.handled(now - since);
        }
        self.touch(now, agent);
        self.look_at_agent(agent);
    }

    /// The agent is done with it, after-call work included.
    pub fn release(&mut self, offer: CommunicationId) {
        let given = self.at_given(offer);
        self.end_assignment(given);
    }

    /// Says what an agent had before a restart. What rings must be [waiting](Acd::enqueue) already.
    pub fn restore_assignment(&mut self, offer: CommunicationId, agent: UserId, assignment: Assignment) {
        let (agent, queue) = (self.at_agent(agent), self.queue_at.get(&assignment.queue).copied());
        if let AssignmentStage::Alerting { until } = assignment.stage {
            self.timers.add(until, Timer::Offer(offer));
        }
        self.give(offer, agent, queue, assignment);
        self.look_at_agent(agent);
    }
}

/// Keeping the parts in step.
impl Acd {
    pub(crate) fn at_queue(&self, id: QueueId) -> QueueAt {
        *self.queue_at.get(&id).expect("the queue was introduced")
    }

    pub(crate) fn at_agent(&self, id: UserId) -> AgentAt {
        self.agents.find(&id).expect("the agent was introduced")
    }

    pub(crate) fn at_place(&self, work: Work) -> PlaceAt {
        self.places.find(&work).expect("what waits or rings has a place")
    }

    fn at_given(&self, offer: CommunicationId) -> AssignmentAt {
        self.given.find(&offer).expect("the offer was made")
    }

    pub(crate) fn line_mut(&mut self, queue: QueueAt, media: Media) -> &mut Line {
        &mut self.queues[queue].lines[media]
    }

    pub(crate) fn change_agent(&mut self, id: UserId, change: impl FnOnce(&mut Person)) {
        let at = self.at_agent(id);
        let was_reachable = self.agents[at].is_reachable();
        change(&mut self.agents[at]);
        if was_reachable && !self.agents[at].is_reachable() {
            self.freshen_named(at);
        }
        self.look_at_agent(at);
    }

    /// Every change to an agent ends here, so that the log knows what they are ready for.
    pub(crate) fn look_at_agent(&mut self, at: AgentAt) {
        let person = &self.agents[at];
        let ready = person.readiness(&self.limits);
        let may_be_called = person.is_available && person.alerting.is_none();
        self.set_ready(at, ready);
        if (may_be_called || !ready.is_empty()) && !self.agents[at].is_fresh {
            self.agents[at].is_fresh = true;
            self.fresh_agents.push(at);
        }
    }

    pub(crate) fn set_ready(&mut self, at: AgentAt, ready: MediaSet) {
        let person = &mut self.agents[at];
        let before = std::mem::replace(&mut person.ready, ready);
        self.log.set_ready(person.slot, before, ready);
    }

    /// The work waiting for an agent by name may have to go on without them.
    pub(crate) fn freshen_named(&mut self, at: AgentAt) {
        let waiting = self.named.get(&self.agents[at].id).into_iter().flatten();
        let waiting: Vec<PlaceAt> = waiting.map(|(_, place)| *place).collect();
        waiting.into_iter().for_each(|place| self.freshen(place));
    }

    /// The next [`Acd::assign`] looks at the place.
    pub(crate) fn freshen(&mut self, at: PlaceAt) {
        let place = &mut self.places[at];
        if !std::mem::replace(&mut place.is_fresh, true) {
            self.fresh_places.push(at);
        }
    }

    /// The next [`Acd::assign`] looks at the line's gate, if there are rules for one.
    pub(crate) fn flag(&mut self, at: QueueAt, media: Media) {
        let settings = &self.queues[at].settings;
        if settings.overflow[media].is_some() || settings.depth_alert[media].is_some() {
            self.flag_anyway(at, media);
        }
    }

    pub(crate) fn flag_anyway(&mut self, at: QueueAt, media: Media) {
        if !std::mem::replace(&mut self.line_mut(at, media).is_flagged, true) {
            self.flagged.push((at, media));
        }
    }

    /// The assignment with the offer, if it still rings.
    fn alerting(&self, offer: CommunicationId) -> Result<AssignmentAt, NotAlerting> {
        let given = self.given.find(&offer).ok_or(NotAlerting(offer))?;
        if self.given[given].assignment.is_alerting() { Ok(given) } else { Err(NotAlerting(offer)) }
    }

    /// The agent had something to do with routing just now. They are ready for nothing until looked at again.
    pub(crate) fn touch(&mut self, now: Timestamp, at: AgentAt) {
        self.log.touch(now, at, &mut self.agents[at]);
        if self.log.is_untidy() {
            self.log.tidy(&mut self.agents);
        }
    }

    /// The agent has it from now on.
    pub(crate) fn give(
        &mut self,
        offer: CommunicationId,
        agent: AgentAt,
        queue: Option<QueueAt>,
        assignment: Assignment,
    ) -> AssignmentAt {
        let person = &mut self.agents[agent];
        let given_before = person.given_last;
        let at = self.given.insert(Given { offer, agent, queue, assignment, given_before });
        person.given_last = Some(at);
        person.busy[assignment.work.media.index()] += 1;
        if assignment.is_alerting() {
            person.alerting = Some(at);
            let place = self.at_place(assignment.work);
            self.unpark(place);
            let Place { queue, work, standing, .. } = &mut self.places[place];
            *standing = Standing::Ringing(at);
            let (queue, media) = (*queue, work.media);
            self.line_mut(queue, media).ringing += 1;
        }
        at
    }

    /// What an agent has, the latest first.
    pub(crate) fn given_to(&self, person: &Person) -> impl Iterator<Item = &Given> {
        let first = person.given_last.map(|at| &self.given[at]);
        std::iter::successors(first, |given| given.given_before.map(|at| &self.given[at]))
    }

    fn end_assignment(&mut self, at: AssignmentAt) {
        let Given { agent, assignment, given_before, .. } = self.given.remove(at);
        let person = &mut self.agents[agent];
        let mut link = &mut person.given_last;
        while let Some(other) = link.filter(|other| *other != at) {
            link = &mut self.given[other].given_before;
        }
        *link = given_before;
        person.busy[assignment.work.media.index()] -= 1;
        if person.alerting == Some(at) {
            person.alerting = None;
        }
        self.look_at_agent(agent);
    }

    /// What rang waits on.
    fn wait_on(&mut self, given: AssignmentAt) {
        let (work, agent) = (self.given[given].assignment.work, self.given[given].agent);
        let at = self.at_place(work);
        let place = &mut self.places[at];
        place.standing = Standing::Waiting;
        let queue = place.queue;
        self.line_mut(queue, work.media).ringing -= 1;
        self.end_assignment(given);
        if !self.agents[agent].is_reachable() {
            self.freshen_named(agent);
        }
        self.freshen(at);
    }

    /// The work leaves its queue.
    fn take_place(&mut self, at: PlaceAt) {
        self.unpark(at);
        self.forget_names(at);
        let Place { work, queue, enqueued_at, standing, .. } = self.places[at];
        let line = &mut self.queues[queue].lines[work.media];
        line.roll.remove(at, &self.places);
        line.oldest.remove(&(enqueued_at, at));
        line.ringing -= usize::from(matches!(standing, Standing::Ringing(_)));
        self.places.remove(at);
        self.flag(queue, work.media);
    }

    /// The place has this priority from now on, and its queue may rank in another way. It is not parked.
    pub(crate) fn rank_again(&mut self, at: PlaceAt, priority: i32) {
        let Place { queue, work, priority: before, scoring: scored, .. } = self.places[at];
        let scoring = self.queues[queue].settings.scoring;
        if (priority, scoring) == (before, scored) {
            return;
        }
        self.forget_names(at);
        let Self { queues, places, .. } = self;
        let roll = &mut queues[queue].lines[work.media].roll;
        roll.remove(at, places);
        (places[at].priority, places[at].scoring) = (priority, scoring);
        roll.insert(at, places);
        self.note_names(at);
    }
}

/// Looking at oneself.
impl Acd {
    /// What must be true whatever has happened, after each [`Acd::assign`]. Slow: for tests.
    pub fn check(&self) {
        self.log.check(&self.agents);
        for (_, queue) in self.queues.iter() {
            for media in Media::ALL {
                let line = &queue.lines[media];
                let ringing = line.roll.iter().filter(|place| self.rings(*place)).count();
                assert_eq!(ringing, line.ringing, "what rings is counted");
            }
        }
        for (at, person) in self.agents.iter() {
            let given = || self.given_to(person).map(|given| &given.assignment);
            let count = |media: Media| given().filter(|assignment| assignment.work.media == media).count();
            let busy = Media::ALL.map(|media| u8::try_from(count(media)).expect("agents have little"));
            assert_eq!(person.busy, busy, "{:?} is as busy as what they have", person.id);
            assert!(
                given().filter(|assignment| assignment.is_alerting()).count() <= 1,
                "one alert at a time"
            );
            assert_eq!(
                person.ready,
                person.readiness(&self.limits),
                "the log knows what {at:?} is ready for"
            );
        }
        let given = self.given.iter().map(|(_, given)| &given.assignment);
        let ringing: Vec<Work> =
            given.filter(|assignment| assignment.is_alerting()).map(|assignment| assignment.work).collect();
        let works: BTreeSet<Work> = ringing.iter().copied().collect();
        assert_eq!(works.len(), ringing.len(), "nothing rings on two desks");
    }

    fn rings(&self, at: PlaceAt) -> bool {
        matches!(self.places[at].standing, Standing::Ringing(_))
    }
}
