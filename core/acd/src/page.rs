//! A page of a queue's log: some hundred slots, and who of those in them is ready and can be asked for what.
//!
//! What a member can be asked for is a handful of bits, and a page keeps them turned on their side: for each bit
//! a cache line that says of all its members at once who has it. The lines of a page lie together, so that the
//! last page, in which everybody is painted who becomes ready, stays in a near cache.

use eyeline_model::Media;

use crate::{
    index::{AbilityAt, AgentAt, GroupAt},
    known::MediaSet,
};

const MEDIA: usize = Media::ALL.len();
/// Slots in a page.
pub(crate) const SLOTS: usize = 64 * WORDS;
/// A bit for each slot fills a cache line.
const WORDS: usize = 8;
/// Bits of a signature.
const COLUMNS: usize = 128;
/// Rings that are kept apart. Whoever is in a later one counts as in the last of these.
const RINGS: usize = crate::Ring::LIMIT;

/// What somebody can be asked for, in few bits: each ability and each group sets one.
///
/// Several share a bit. Who lacks a bit that is asked for cannot be the right one; who has all of them may be,
/// and is looked at closely.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Signature(u128);

impl Signature {
    pub(crate) fn new(abilities: impl Iterator<Item = AbilityAt>, groups: &[GroupAt]) -> Self {
        let columns = abilities.map(of_ability).chain(groups.iter().copied().map(of_group));
        Self(columns.fold(0, |bits, column| bits | 1 << column))
    }
}

fn of_ability(ability: AbilityAt) -> u32 {
    u32::from(ability.0) % COLUMNS as u32
}

/// Groups are few, and are counted from the other end.
fn of_group(group: GroupAt) -> u32 {
    COLUMNS as u32 - 1 - u32::from(group.0) % COLUMNS as u32
}

impl Signature {
    pub(crate) fn of(abilities: &[AbilityAt]) -> Self {
        Self::new(abilities.iter().copied(), &[])
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The bit that stands for an ability, maybe among others.
    pub(crate) fn column_of(ability: AbilityAt) -> usize {
        of_ability(ability) as usize
    }

    pub(crate) const fn has(self, column: usize) -> bool {
        self.0 & 1 << column != 0
    }

    pub(crate) const fn set(&mut self, column: usize) {
        self.0 |= 1 << column;
    }

    pub(crate) const fn clear(&mut self, column: usize) {
        self.0 &= !(1 << column);
    }

    /// How many bits are set before this one.
    pub(crate) const fn rank(self, column: usize) -> usize {
        (self.0 & ((1 << column) - 1)).count_ones() as usize
    }

    /// What both have.
    pub(crate) const fn common(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The same, shorter and less exact.
    pub(crate) const fn brief(self) -> Brief {
        Brief((self.0 >> 64) as u64 | self.0 as u64)
    }

    pub(crate) fn columns(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let column = (left != 0).then(|| left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some(column)
        })
    }
}

/// A [`Signature`] in half the bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Brief(u64);

impl Brief {
    /// Whether `other` may have all that this has.
    pub(crate) const fn may_be_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }
}

/// What a slot is painted with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Paint {
    pub(crate) signature: Signature,
    pub(crate) ring: u8,
}

/// Which of a page's members may be the right ones.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Filter {
    pub(crate) media: Media,
    /// Who has all of these.
    pub(crate) all: Signature,
    /// Who has one of these, if it is not empty.
    pub(crate) any: Signature,
    /// Who is in this ring or one before.
    pub(crate) up_to_ring: Option<u8>,
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

/// Members in some hundred slots.
#[derive(Debug)]
pub(crate) struct Page {
    live: Bits,
    ready: [Bits; MEDIA],
    columns: [Bits; COLUMNS],
    rings: [Bits; RINGS],
    agents: [AgentAt; SLOTS],
}

impl Default for Page {
    fn default() -> Self {
        let none = Bits::default();
        Self {
            live: none,
            ready: [none; MEDIA],
            columns: [none; COLUMNS],
            rings: [none; RINGS],
            agents: [AgentAt(0); SLOTS],
        }
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

    /// Its members, longest idle first, and what they are ready for.
    pub(crate) fn members(&self) -> impl Iterator<Item = (AgentAt, MediaSet)> {
        let mut live = self.live;
        let slots = std::iter::from_fn(move || live.take_first());
        slots.map(|slot| (self.agents[slot], self.readiness(slot)))
    }

    fn readiness(&self, slot: usize) -> MediaSet {
        MediaSet::from_fn(|media| self.ready[media.index()].has(slot))
    }

    /// Takes out the member who has been idle for longest, and what they are ready for.
    pub(crate) fn take_first(&mut self) -> Option<(AgentAt, MediaSet)> {
        let slot = self.live.take_first()?;
        let ready = self.readiness(slot);
        self.ready.iter_mut().for_each(|ready| ready.clear(slot));
        Some((self.agents[slot], ready))
    }

    /// Puts in a member who comes from another page.
    pub(crate) fn restore(&mut self, slot: usize, agent: AgentAt, ready: MediaSet, paint: Paint) {
        self.seat(slot, agent);
        if !ready.is_empty() {
            self.paint(slot, paint);
        }
        ready.iter().for_each(|media| self.ready[media.index()].set(slot));
    }

    /// Who has been idle for longest, whether ready or not.
    pub(crate) fn first(&self) -> Option<AgentAt> {
        let mut live = self.live;
        live.take_first().map(|slot| self.agents[slot])
    }

    pub(crate) const fn seat(&mut self, slot: usize, agent: AgentAt) {
        self.live.set(slot);
        self.agents[slot] = agent;
    }

    /// The member goes, who is ready for nothing. The slot is not used again.
    pub(crate) const fn vacate(&mut self, slot: usize) {
        self.live.clear(slot);
    }

    /// How many are ready for a medium.
    pub(crate) fn ready_count(&self, media: usize) -> usize {
        self.ready[media].len()
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

    /// Fills in the bits of a slot that has none, or has the same.
    pub(crate) fn paint(&mut self, slot: usize, paint: Paint) {
        paint.signature.columns().for_each(|column| self.columns[column].set(slot));
        self.rings[ring_index(paint.ring)].set(slot);
    }

    /// Takes back all bits of a slot.
    pub(crate) fn wipe(&mut self, slot: usize) {
        self.columns.iter_mut().chain(&mut self.rings).for_each(|column| column.clear(slot));
    }

    /// Who passes; maybe too many, never too few.
    pub(crate) fn sift(&self, filter: &Filter) -> Bits {
        let mut passed = self.ready[filter.media.index()];
        for column in filter.all.columns() {
            if passed.is_empty() {
                return passed;
            }
            passed.retain(&self.columns[column]);
        }
        if !filter.any.is_empty() {
            passed.retain(&union(filter.any.columns().map(|column| &self.columns[column])));
        }
        if let Some(ring) = filter.up_to_ring {
            passed.retain(&union(&self.rings[..=ring_index(ring)]));
        }
        passed
    }

    /// What must be true of every page.
    pub(crate) fn check(&self) {
        for slot in self.ready.iter().flat_map(|ready| (0..SLOTS).filter(|slot| ready.has(*slot))) {
            assert!(self.live.has(slot), "only members are ready");
            assert_eq!(self.rings.iter().filter(|ring| ring.has(slot)).count(), 1, "the ready are painted");
        }
    }
}

fn union<'a>(all: impl IntoIterator<Item = &'a Bits>) -> Bits {
    all.into_iter().fold(Bits::default(), |mut any, bits| {
        any.extend(bits);
        any
    })
}

fn ring_index(ring: u8) -> usize {
    usize::from(ring).clamp(1, RINGS) - 1
}
