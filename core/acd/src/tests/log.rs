//! The log against a plain list, with so many agents that pages come and go.

use eyeline_model::{Media, Proficiency, Timestamp, UserId};
use proptest::{prelude::*, sample::Index};
use uuid::Uuid;

use crate::{
    agent::{Person, Seat},
    index::{AbilityAt, AgentAt, QueueAt, Slab},
    known::{Known, MediaSet},
    log::{Log, Sieve},
    page::{Filter, Signature},
};

const QUEUE: QueueAt = QueueAt(0);

#[derive(Clone, Debug)]
enum Step {
    /// Somebody works, and is ready again.
    Work(Index),
    /// Somebody works, and is not ready any more.
    Leave(Index),
    Return(Index),
    /// All up to somebody work, one after the other, but for every so manieth.
    Shift(Index, usize),
    Learn(Index, u16),
    Remove(Index),
    /// Slots are in the wrong order.
    Shuffle,
}

/// A log, and the same members in a list, longest idle first.
struct Both {
    agents: Slab<AgentAt, Person>,
    log: Log,
    list: Vec<AgentAt>,
    clock: i64,
}

impl Both {
    fn new(members: usize) -> Self {
        let mut both = Self { agents: Slab::default(), log: Log::default(), list: Vec::new(), clock: 0 };
        for number in 0..members {
            let mut person = Person::new(UserId(Uuid::from_u128(number as u128)));
            person.known.push(known(number as u16));
            person.seats.push(Seat { queue: QUEUE, ring: 1, joined: 1 });
            let agent = both.agents.insert(person);
            both.log.add(agent, &mut both.agents[agent]);
            // Who has not worked yet comes before those who were there already.
            both.list.insert(0, agent);
            both.set_ready(agent, true);
        }
        both
    }

    fn set_ready(&mut self, agent: AgentAt, is_ready: bool) {
        let person = &mut self.agents[agent];
        let ready = MediaSet::from_fn(|media| is_ready && media == Media::Message);
        let before = std::mem::replace(&mut person.ready, ready);
        self.log.set_ready(person.slot, before, ready);
    }

    fn touch(&mut self, agent: AgentAt) {
        self.clock += 1;
        self.log.touch(Timestamp(self.clock), agent, &mut self.agents[agent]);
        if self.log.is_untidy() {
            self.log.tidy(&mut self.agents);
        }
        self.list.retain(|other| *other != agent);
        self.list.push(agent);
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::Work(agent) | Step::Leave(agent) => {
                let agent = *agent.get(&self.list);
                self.touch(agent);
                self.set_ready(agent, matches!(step, Step::Work(_)));
            }
            Step::Return(agent) => self.set_ready(*agent.get(&self.list), true),
            Step::Shift(end, but) => {
                let shift = self.list[..=end.index(self.list.len())].to_vec();
                for (number, agent) in shift.into_iter().enumerate().filter(|(number, _)| number % but != 0) {
                    self.touch(agent);
                    self.set_ready(agent, number % 3 != 0);
                }
            }
            Step::Learn(agent, ability) => {
                let person = &mut self.agents[*agent.get(&self.list)];
                let before = person.signature();
                person.known[0] = known(*ability);
                self.log.repaint(person.slot, &before, &person.signature());
            }
            Step::Remove(agent) => {
                let agent = *agent.get(&self.list);
                self.set_ready(agent, false);
                self.log.remove(&self.agents[agent]);
                self.list.retain(|other| *other != agent);
            }
            Step::Shuffle => self.log.sort(&mut self.agents),
        }
    }

    /// All who are ready and may have an ability come out in order.
    fn check(&self, ability: u16) {
        self.log.check(&self.agents);
        let ability = known(ability).ability;
        let filter = Filter {
            ready_for: Some(Media::Message),
            all: Signature::of([ability]),
            seats: Signature::default().and_seats([(QUEUE, 1)].into_iter()),
            groups: Signature::default(),
        };
        let found: Vec<AgentAt> = Sieve::new(&self.log, filter).collect();
        let may_be = |agent: &AgentAt| {
            let person = &self.agents[*agent];
            person.ready.has(Media::Message) && person.known[0].ability == ability
        };
        assert_eq!(found, self.list.iter().copied().filter(may_be).collect::<Vec<_>>());
    }
}

fn known(ability: u16) -> Known {
    Known { ability: AbilityAt(ability % 5), how_well: Proficiency::FULL }
}

fn step() -> impl Strategy<Value = Step> {
    let index = any::<Index>;
    prop_oneof![
        index().prop_map(Step::Work),
        index().prop_map(Step::Leave),
        index().prop_map(Step::Return),
        (index(), 2_usize..40).prop_map(|(end, but)| Step::Shift(end, but)),
        (index(), 0_u16..5).prop_map(|(agent, ability)| Step::Learn(agent, ability)),
        index().prop_map(Step::Remove),
        Just(Step::Shuffle),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_log_finds_whom_a_list_finds(steps in proptest::collection::vec(step(), 1..40)) {
        let mut both = Both::new(2_000);
        for (number, step) in steps.iter().enumerate() {
            both.take(step);
            both.check(number as u16);
        }
    }
}
