//! A page of the log: some hundred slots, and who of those in them is ready and can be asked for what.
//!
//! What an agent can be asked for is a handful of bits, and a page keeps them turned on their side: for each bit
//! a cache line that says of all its agents at once who has it. The lines of a page lie together, so that the
//! last page, in which everybody is painted who has just worked, stays in a near cache.

use eyeline_model::Media;

use crate::{
    index::{AbilityAt, AgentAt, GroupAt, QueueAt},
    known::MediaSet,
};

const MEDIA: usize = Media::ALL.len();
/// Slots in a page.
pub(crate) const SLOTS: usize = 64 * WORDS;
/// A bit for each slot fills a cache line.
const WORDS: usize = 8;
/// Bits of a signature: so many for abilities and groups, and so many for seats in queues.
const COLUMNS: usize = ABILITIES + SEATS;
const ABILITIES: usize = 128;
const SEATS: usize = 64;
/// Rings that are kept apart. Whoever is in a later one counts as in the last of these.
pub(crate) const RINGS: usize = crate::Ring::LIMIT;

/// What somebody can be asked for, in few bits: each ability, each group and each seat sets one.
///
/// Several share a bit. Who lacks a bit that is asked for cannot be the right one; who has all of them may be,
/// and is looked at closely.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Signature([u64; COLUMNS / 64]);

impl Signature {
    pub(crate) fn of(abilities: impl IntoIterator<Item = AbilityAt>) -> Self {
        Self::default().and(abilities.into_iter().map(of_ability))
    }

    pub(crate) fn of_groups(groups: &[GroupAt]) -> Self {
        Self::default().and_groups(groups)
    }

    pub(crate) fn and_groups(self, groups: &[GroupAt]) -> Self {
        self.and(groups.iter().copied().map(of_group))
    }

    /// Each seat is in a queue and there in a ring.
    pub(crate) fn and_seats(self, seats: impl Iterator<Item = (QueueAt, u8)>) -> Self {
        self.and(seats.map(of_seat))
    }

    fn and(mut self, columns: impl Iterator<Item = usize>) -> Self {
        columns.for_each(|column| self.set(column));
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The bit that stands for an ability, maybe among others.
    pub(crate) fn column_of(ability: AbilityAt) -> usize {
        of_ability(ability)
    }

    pub(crate) const fn has(&self, column: usize) -> bool {
        self.0[column / 64] & 1 << (column % 64) != 0
    }

    pub(crate) const fn set(&mut self, column: usize) {
        self.0[column / 64] |= 1 << (column % 64);
    }

    pub(crate) const fn clear(&mut self, column: usize) {
        self.0[column / 64] &= !(1 << (column % 64));
    }

    /// How many bits are set before this one.
    pub(crate) fn rank(&self, column: usize) -> usize {
        let before = self.0[..column / 64].iter().map(|word| word.count_ones()).sum::<u32>();
        let within = self.0[column / 64] & ((1 << (column % 64)) - 1);
        (before + within.count_ones()) as usize
    }

    /// What both have.
    pub(crate) fn common(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|word| self.0[word] & other.0[word]))
    }

    /// What of it are abilities and groups, shorter and less exact.
    pub(crate) const fn brief(&self) -> Brief {
        Brief(self.0[0] | self.0[1])
    }

    pub(crate) fn columns(&self) -> impl Iterator<Item = usize> + use<> {
        let words = self.0.into_iter().enumerate();
        words.flat_map(|(word, mut left)| {
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(64 * word + bit)
            })
        })
    }
}

fn of_ability(ability: AbilityAt) -> usize {
    usize::from(ability.0) % ABILITIES
}

/// Groups are few, and are counted from the other end.
fn of_group(group: GroupAt) -> usize {
    ABILITIES - 1 - usize::from(group.0) % ABILITIES
}

/// Queues' first rings come one after the other; later rings are few.
fn of_seat((queue, ring): (QueueAt, u8)) -> usize {
    const APART: usize = 11;
    ABILITIES + (usize::from(queue.0) + APART * ring_index(ring)) % SEATS
}

/// Which of a queue's counts a ring has.
pub(crate) fn ring_index(ring: u8) -> usize {
    usize::from(ring).clamp(1, RINGS) - 1
}

/// The abilities of a [`Signature`] in half the bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Brief(u64);

impl Brief {
    /// Whether `other` may have all that this has.
    pub(crate) const fn may_be_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }
}

/// Which of a page's agents may be the right ones.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Filter {
    /// Who is ready for this; none: everybody, ready or not.
    pub(crate) ready_for: Option<Media>,
    /// Who has all of these.
    pub(crate) all: Signature,
    /// Who has one of these.
    pub(crate) seats: Signature,
    /// Who has one of these, if it is not empty.
    pub(crate) groups: Signature,
}

/// A bit for each slot.
#[repr(align(64))]
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bits([u64; WORDS]);

impl Bits {
    const fn has(&self, slot: usize) -> bool {
        self.0[slot / 64] & (1 << (slot % 64)) != 0
    }

    const fn set(&mut self, slot: usize) {
        self.0[slot / 64] |= 1 << (slot % 64);
    }

    const fn clear(&mut self, slot: usize) {
        self.0[slot / 64] &= !(1 << (slot % 64));
    }

    fn retain(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= other);
    }

    fn extend(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word |= other);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().fold(0, |any, word| any | word) == 0
    }

    fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Takes out the first that is set.
    pub(crate) fn take_first(&mut self) -> Option<usize> {
        let word = self.0.iter().position(|word| *word != 0)?;
        let bit = self.0[word].trailing_zeros() as usize;
        self.0[word] &= self.0[word] - 1;
        Some(word * 64 + bit)
    }
}

/// Agents in some hundred slots.
#[derive(Debug)]
pub(crate) struct Page {
    live: Bits,
    ready: [Bits; MEDIA],
    columns: [Bits; COLUMNS],
    agents: [AgentAt; SLOTS],
}

impl Default for Page {
    fn default() -> Self {
        let none = Bits::default();
        Self { live: none, ready: [none; MEDIA], columns: [none; COLUMNS], agents: [AgentAt(0); SLOTS] }
    }
}

impl Page {
    pub(crate) fn len(&self) -> usize {
        self.live.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.live.is_empty()
    }

    pub(crate) const fn agent(&self, slot: usize) -> AgentAt {
        self.agents[slot]
    }

    /// Its agents, longest idle first, and what they are ready for.
    pub(crate) fn agents(&self) -> impl Iterator<Item = (AgentAt, MediaSet)> {
        let mut live = self.live;
        let slots = std::iter::from_fn(move || live.take_first());
        slots.map(|slot| (self.agents[slot], self.readiness(slot)))
    }

    fn readiness(&self, slot: usize) -> MediaSet {
        MediaSet::from_fn(|media| self.ready[media.index()].has(slot))
    }

    /// Takes out who has been idle for longest, and what they are ready for.
    pub(crate) fn take_first(&mut self) -> Option<(AgentAt, MediaSet)> {
        let slot = self.live.take_first()?;
        let ready = self.readiness(slot);
        self.ready.iter_mut().for_each(|ready| ready.clear(slot));
        Some((self.agents[slot], ready))
    }

    /// Who has been idle for longest, whether ready or not.
    pub(crate) fn first(&self) -> Option<AgentAt> {
        let mut live = self.live;
        live.take_first().map(|slot| self.agents[slot])
    }

    /// Puts somebody into a slot in which nobody was before; they are ready for nothing yet.
    pub(crate) fn seat(&mut self, slot: usize, agent: AgentAt, signature: &Signature) {
        self.live.set(slot);
        self.agents[slot] = agent;
        self.paint(slot, signature);
    }

    /// Whoever is in the slot goes, who is ready for nothing. The slot is not used again.
    pub(crate) const fn vacate(&mut self, slot: usize) {
        self.live.clear(slot);
    }

    pub(crate) fn is_hopeful(&self, media: usize) -> bool {
        !self.ready[media].is_empty()
    }

    pub(crate) const fn become_ready(&mut self, media: usize, slot: usize) {
        self.ready[media].set(slot);
    }

    pub(crate) const fn become_busy(&mut self, media: usize, slot: usize) {
        self.ready[media].clear(slot);
    }

    fn paint(&mut self, slot: usize, signature: &Signature) {
        signature.columns().for_each(|column| self.columns[column].set(slot));
    }

    /// Whoever is in the slot had one signature, and has another one.
    pub(crate) fn repaint(&mut self, slot: usize, before: &Signature, after: &Signature) {
        before.columns().for_each(|column| self.columns[column].clear(slot));
        self.paint(slot, after);
    }

    /// Who passes; maybe too many, never too few.
    pub(crate) fn sift(&self, filter: &Filter) -> Bits {
        let mut passed = filter.ready_for.map_or(self.live, |media| self.ready[media.index()]);
        if passed.is_empty() {
            return passed;
        }
        for column in filter.all.columns() {
            passed.retain(&self.columns[column]);
        }
        passed.retain(&self.union(&filter.seats));
        if !filter.groups.is_empty() {
            passed.retain(&self.union(&filter.groups));
        }
        passed
    }

    /// Who has one of these.
    fn union(&self, some: &Signature) -> Bits {
        some.columns().fold(Bits::default(), |mut any, column| {
            any.extend(&self.columns[column]);
            any
        })
    }

    /// What must be true of every page.
    pub(crate) fn check(&self, signature_of: impl Fn(AgentAt) -> Signature) {
        for slot in self.ready.iter().flat_map(|ready| (0..SLOTS).filter(|slot| ready.has(*slot))) {
            assert!(self.live.has(slot), "only who is there is ready");
        }
        for slot in (0..SLOTS).filter(|slot| self.live.has(*slot)) {
            let signature = signature_of(self.agents[slot]);
            assert!(signature.columns().all(|column| self.columns[column].has(slot)), "everybody is painted");
        }
    }
}
