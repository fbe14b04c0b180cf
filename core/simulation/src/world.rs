//! The world around a contact center: the clock runs, people act, and the laws are looked after.

use std::collections::{BTreeMap, BTreeSet};

use eyeline_acd::Work;
use eyeline_contact_center::{Assign, Command, ContactCenter, Effect, Event, Organization, Refusal};
use eyeline_model::{
    CommunicationId, Core as _, Duration, Ids, OrganizationId, Outcome, PerMedia, Timestamp, UserId,
};

use crate::{
    Broken, Day, FaultCounts, Scenario, Sight, Tally, Violation,
    agenda::{Agenda, Happening},
    chance::{Chance, Purpose},
    customer::Customers,
    laws::{self, Floor, Made},
    ledger::Ledger,
    opening::House,
    person::Person,
    tables::Tables,
    violation::ensure,
};

/// A day under way.
pub(crate) struct World<'a> {
    pub(crate) day: Day<'a>,
    pub(crate) scenario: &'a Scenario,
    pub(crate) center: ContactCenter,
    pub(crate) house: House,
    pub(crate) now: Timestamp,
    /// Nothing reaches the core before: its process is being started.
    pub(crate) up_at: Timestamp,
    pub(crate) agenda: Agenda,
    pub(crate) people: Vec<Person>,
    pub(crate) person_at: BTreeMap<UserId, usize>,
    pub(crate) customers: Customers,
    pub(crate) ids: Ids,
    pub(crate) mishaps: Chance,
    pub(crate) meddling: Chance,
    pub(crate) outside: Chance,
    /// Kept where the process may die.
    pub(crate) tables: Option<Tables>,
    pub(crate) tally: Tally,
    pub(crate) faults: FaultCounts,
    pub(crate) step: u64,
    /// Everything has been set up.
    pub(crate) is_open: bool,
    /// After-call work that keeps its agent busy.
    pub(crate) holding: BTreeSet<CommunicationId>,
    ledger: Ledger,
    watch: &'a mut dyn FnMut(Timestamp, Sight<'_>),
}

impl<'a> World<'a> {
    pub(crate) fn new(day: Day<'a>, tally: Tally, watch: &'a mut dyn FnMut(Timestamp, Sight<'_>)) -> Self {
        let scenario = day.scenario;
        let mut ids = Ids::new(day.seed);
        let organization = organization(&mut ids);
        let streams = scenario.streams.len();
        Self {
            center: ContactCenter::new(!day.seed, organization),
            house: House::new(scenario, &mut ids),
            now: Scenario::at(scenario.opens),
            up_at: Scenario::at(scenario.opens),
            agenda: Agenda::default(),
            people: Vec::new(),
            person_at: BTreeMap::new(),
            customers: Customers::new(day.seed, streams),
            mishaps: Chance::new(day.seed, Purpose::Mishaps),
            meddling: Chance::new(day.seed, Purpose::Meddling),
            outside: Chance::new(day.seed, Purpose::Outside),
            tables: day.keeps_tables().then(Tables::default),
            tally,
            faults: FaultCounts::default(),
            step: 0,
            is_open: false,
            holding: BTreeSet::new(),
            ledger: Ledger::default(),
            ids,
            watch,
            scenario,
            day,
        }
    }

    /// Plays the day to its end, and until all that it began is over.
    pub(crate) fn play(mut self) -> Result<Tally, Violation> {
        self.open().and_then(|()| self.run()).and_then(|()| self.close()).map_err(|broken| Violation {
            at: self.now,
            step: self.step,
            broken,
        })?;
        self.tally.faults = self.faults;
        self.tally.steps = self.step;
        Ok(self.tally)
    }

    /// Goes from one thing that happens to the next, until there is none.
    fn run(&mut self) -> Result<(), Broken> {
        loop {
            let wake_at = self.center.wake_at();
            match (wake_at, self.agenda.next_at()) {
                (Some(wake), next) if next.is_none_or(|next| wake <= next) => self.wake(wake)?,
                (_, Some(_)) => self.next()?,
                (_, None) => return Ok(()),
            }
        }
    }

    fn wake(&mut self, at: Timestamp) -> Result<(), Broken> {
        self.now = self.now.max(at + self.oversleeps()).max(self.up_at);
        self.wake_now()
    }

    /// The core does what is due.
    pub(crate) fn wake_now(&mut self) -> Result<(), Broken> {
        let outcome = self.center.wake(self.now);
        if self.turn_is_lost() {
            return self.lose_turn(None);
        }
        let again = self.center.wake_at();
        ensure(again.is_none_or(|at| at > self.now), "what was due is done", || format!("{again:?}"))?;
        self.take(outcome, None)
    }

    fn next(&mut self) -> Result<(), Broken> {
        let Some((at, happening)) = self.agenda.pop() else { return Ok(()) };
        self.now = self.now.max(at).max(self.up_at);
        // The core may have slept while its process was down.
        if self.center.wake_at().is_some_and(|wake| wake <= self.now) && !self.scenario.faults.wakes_late {
            self.wake_now()?;
        }
        match happening {
            Happening::Arrival { stream, is_of_burst } => self.customer_comes(stream, is_of_burst),
            Happening::Delivery(command) => self.deliver(*command),
            Happening::GiveUp(conversation, media) => self.customer_gives_up(conversation, media),
            Happening::HangUp { session, media } => self.somebody_hangs_up(session, media),
            Happening::Escalation(conversation) => self.chat_becomes_call(conversation),
            Happening::Shift { agent, presence } => self.agent_changes(agent, presence),
            Happening::Deed(command) => self.send(*command),
            Happening::Return(user) => self.send(Command::BecomeResponsive(user)),
            Happening::Crash => self.crash(),
            Happening::Meddling => self.somebody_meddles(),
        }
    }

    /// Sends a command on its way to the core, on which it may be held up.
    pub(crate) fn send(&mut self, command: Command) -> Result<(), Broken> {
        match self.held_up(&command) {
            Some(delay) => {
                self.agenda.add(self.now + delay, Happening::Delivery(Box::new(command)));
                Ok(())
            }
            None => self.deliver(command),
        }
    }

    /// The core gets a command.
    pub(crate) fn deliver(&mut self, command: Command) -> Result<(), Broken> {
        if self.is_known_to_store(&command) {
            return Ok(());
        }
        (self.watch)(self.now, Sight::Command(&command));
        let again = self.scenario.faults.any().then(|| command.clone());
        let answer = if let Command::Answer(answer) = &command { Some(*answer) } else { None };
        let by_hand = if let Command::Assign(assign) = &command { Some(*assign) } else { None };
        let result = self.center.handle(self.now, command);
        if let Some(answer) = answer {
            self.ledger.judge(answer, result.as_ref().map(|outcome| &outcome.events[..]))?;
        }
        match (result, again) {
            (Ok(_), Some(command)) if self.turn_is_lost() => self.lose_turn(Some(command)),
            (Ok(outcome), _) => self.take(outcome, by_hand),
            (Err(refusal), _) => self.refused(refusal),
        }
    }

    fn refused(&mut self, refusal: Refusal) -> Result<(), Broken> {
        self.faults.refused += 1;
        (self.watch)(self.now, Sight::Refusal(&refusal));
        let is_fine = self.scenario.faults.any() || is_race(&refusal);
        ensure(is_fine, "a plain command is not refused", || format!("{refusal:?}"))?;
        self.take(Outcome { events: Vec::new(), effects: Vec::new() }, None)
    }

    /// What the core has decided becomes true, and people hear of it.
    fn take(&mut self, outcome: Outcome<Event, Effect>, by_hand: Option<Assign>) -> Result<(), Broken> {
        self.step += 1;
        let events = &outcome.events[..];
        if let Some(tables) = &mut self.tables {
            tables.store(events, &self.center);
        }
        let mut made = Vec::new();
        for event in events {
            (self.watch)(self.now, Sight::Event(event));
            self.ledger.note(event)?;
            self.note_offer(event, by_hand, &mut made);
            self.agent_hears(event);
            self.customer_hears(event);
        }
        laws::count_back(&self.center, &mut made)?;
        self.perform(outcome.effects);
        self.check(events, &made)
    }

    /// Notes the offer that an event tells of, and what has come into line after those already made.
    fn note_offer(&self, event: &Event, by_hand: Option<Assign>, made: &mut Vec<Made>) {
        match *event {
            Event::Offered { session, media, agent, .. } => {
                let work = Work { conversation: session.conversation, media };
                // Whoever is given several at once was idle before the first alone.
                let is_again = made.iter().any(|made| made.agent == agent);
                let before = self.people[self.person_at[&agent]].last_acd_at;
                made.push(Made {
                    work,
                    agent,
                    idle_since: if is_again { Some(self.now) } else { before },
                    before: PerMedia::default(),
                    is_by_hand: by_hand.is_some_and(|assign| {
                        (assign.conversation, assign.agent) == (work.conversation, agent) && made.is_empty()
                    }),
                    came_later: BTreeSet::new(),
                });
            }
            Event::Queued { session, media, .. } => {
                let work = Work { conversation: session.conversation, media };
                for made in made {
                    made.came_later.insert(work);
                }
            }
            _ => {}
        }
    }

    fn check(&mut self, events: &[Event], made: &[Made]) -> Result<(), Broken> {
        for conversation in events.iter().filter_map(Event::conversation) {
            self.center.conversation(conversation).map_or(Ok(()), laws::check_conversation)?;
        }
        made.iter().try_for_each(|made| laws::check_capacity(&self.center, made))?;
        if self.step.is_multiple_of(self.day.whole_every.max(1)) && self.day.whole_every > 0 {
            self.check_whole(made)?;
            // A core that was just built again says how long its lines are once something happens in it.
            if !events.is_empty() {
                Floor::of(&self.center)?.check_alerts(self.ledger.alerts())?;
            }
        }
        self.note_idle_times(events);
        Ok(())
    }

    /// Everything that must hold of the whole.
    pub(crate) fn check_whole(&self, made: &[Made]) -> Result<(), Broken> {
        Floor::of(&self.center)?.check(self.now, made, !self.scenario.faults.any())?;
        let is_same = self.ledger.live().iter().copied().eq(self.center.conversations().map(|of| of.id));
        ensure(is_same, "what has begun and is not closed is there", || format!("{:?}", self.ledger.live()))?;
        let places = self.center.conversations().flat_map(laws::places_in);
        ensure(
            self.ledger.works().eq(places),
            "what is queued waits until it is answered or leaves",
            || format!("{:?}", self.ledger),
        )?;
        match &self.tables {
            Some(tables) => tables.check(&self.center),
            None => Ok(()),
        }
    }

    /// Since when agents are idle, before the next step changes it.
    fn note_idle_times(&mut self, events: &[Event]) {
        for user in events.iter().filter_map(Event::agent) {
            if let (Some(agent), Some(at)) = (self.center.agent(user), self.person_at.get(&user)) {
                self.people[*at].last_acd_at = agent.last_acd_at;
            }
        }
    }

    /// All is over: whoever waits for somebody who will not come is sent home, and then nothing may be left.
    fn close(&mut self) -> Result<(), Broken> {
        self.now = self.now.max(Scenario::at(self.scenario.closes));
        self.settle_people();
        let left: Vec<_> = self.center.conversations().map(|conversation| conversation.id).collect();
        for conversation in left {
            self.deliver(Command::DisconnectConversation(conversation))?;
        }
        self.run()?;
        let left = self.center.conversations().next();
        ensure(left.is_none(), "what is ended is over", || format!("{left:?}"))?;
        ensure(self.center.wake_at().is_none(), "when all is over nothing is due", String::new)?;
        if let Some(tables) = &self.tables {
            tables.check_objects(&self.center)?;
        }
        Floor::of(&self.center)?.check_empty()
    }

    pub(crate) fn rebuilt(&mut self, center: ContactCenter) {
        self.center = center;
        self.ledger.forget_alerts();
        self.faults.rebuilds += 1;
        (self.watch)(self.now, Sight::Rebuilt);
    }

    /// Whether a conversation that a command begins is over already: the store has it, though the core has forgotten.
    fn is_known_to_store(&self, command: &Command) -> bool {
        let id = match command {
            Command::StartChat(chat) => chat.conversation,
            Command::CreateCallback(create) => create.conversation,
            _ => return false,
        };
        self.customers.is_closed(id)
    }
}

pub(crate) fn organization(ids: &mut Ids) -> Organization {
    let id: OrganizationId = ids.next();
    Organization { id, name: "Harbour Bank".to_owned(), utilization: Default::default() }
}

/// Two people acted at the same time, and one came too late.
const fn is_race(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::StaleOffer(_)
            | Refusal::UnknownConversation(_)
            | Refusal::WrongStage(_)
            | Refusal::AlreadyOn(_)
            | Refusal::NotOnQueue(_)
    )
}

/// A span until the next of so many things an hour; none if there are none.
pub(crate) fn until_next(per_hour: f64, chance: &mut Chance) -> Option<Duration> {
    (per_hour > 0.0).then(|| crate::distribution::seconds(3_600.0 / per_hour * chance.exponential()))
}
