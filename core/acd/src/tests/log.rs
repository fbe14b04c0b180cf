//! A queue's log against a plain list, with so many members that pages come and go.

use eyeline_model::{Media, Timestamp, UserId};
use proptest::{prelude::*, sample::Index};
use uuid::Uuid;

use crate::{
    agent::{Person, Seat},
    index::{AbilityAt, AgentAt, QueueAt, Slab},
    known::MediaSet,
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
            person.signature = signature(number as u16);
            let agent = both.agents.insert(person);
            let slot = both.log.add(agent, None);
            both.agents[agent].seats.push(Seat { queue: QUEUE, slot, ring: 1, joined: 1 });
            both.list.push(agent);
            both.set_ready(agent, true);
        }
        both
    }

    fn set_ready(&mut self, agent: AgentAt, is_ready: bool) {
        let person = &mut self.agents[agent];
        let ready = MediaSet::from_fn(|media| is_ready && media == Media::Message);
        let before = std::mem::replace(&mut person.ready, ready);
        self.log.set_ready(person.seats[0].slot, before, ready, person.paint(1));
    }

    fn touch(&mut self, agent: AgentAt) {
        self.clock += 1;
        let person = &mut self.agents[agent];
        let now = Some(Timestamp(self.clock));
        person.last_acd_at = now.into();
        let ready = std::mem::take(&mut person.ready);
        person.seats[0].slot = self.log.touch(person.seats[0].slot, agent, ready, now);
        if self.log.is_untidy() {
            self.log.tidy(QUEUE, &mut self.agents);
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
                person.signature = signature(*ability);
                self.log.repaint(person.seats[0].slot, person.ready, person.paint(1));
            }
            Step::Remove(agent) => {
                let agent = *agent.get(&self.list);
                self.set_ready(agent, false);
                self.log.remove(self.agents[agent].seats[0].slot);
                self.list.retain(|other| *other != agent);
            }
            Step::Shuffle => self.log.sort(QUEUE, &mut self.agents),
        }
    }

    /// All who are ready and may have an ability come out in order.
    fn check(&self, ability: u16) {
        self.log.check();
        let all = signature(ability);
        let filter = Filter { media: Media::Message, all, any: Signature::default(), up_to_ring: None };
        let mut sieve = Sieve::new(&self.log, filter);
        let found: Vec<AgentAt> = std::iter::from_fn(|| sieve.next_while(|_| true)).collect();
        let may_be = |agent: &AgentAt| {
            let person = &self.agents[*agent];
            person.ready.has(Media::Message) && person.signature.common(all) == all
        };
        assert_eq!(found, self.list.iter().copied().filter(may_be).collect::<Vec<_>>());
    }
}

fn signature(ability: u16) -> Signature {
    Signature::of(&[AbilityAt(ability % 5)])
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
