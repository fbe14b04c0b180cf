//! A queue's members, longest idle first, and who of them is ready for what.
//!
//! Every member has one slot, in the order of their last work; whoever is given work moves to the end. Beside
//! the slots lie columns of bits, one for each thing that is ever asked for (a skill, a language, a ring, a
//! group) and one for each medium on which members are ready. Whom to offer something is the first bit that is
//! set in all the columns it asks for: 64 members are looked at at once.
//!
//! Slots that were left behind are empty and never ready; they are swept out when there are too many. A slot's
//! bits are painted when its member becomes ready, so that those who are busy cost nothing.
//!
//! Invariants: a ready bit is set only in its member's slot, and then the slot is painted; all slots before word
//! `first` of a medium are not ready for it.

use eyeline_model::{Media, Timestamp};

use crate::{
    index::{AbilityAt, AgentAt, GroupAt},
    known::{Known, MediaSet},
};

const NOBODY: u32 = u32::MAX;
const MEDIA: usize = Media::ALL.len();

/// A member's number in one log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct MemberAt(u32);

/// What a column of bits says of members.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Trait {
    Has(AbilityAt),
    /// In this ring or one before.
    UpToRing(u8),
    In(GroupAt),
}

#[derive(Clone, Copy, Debug)]
struct Member {
    agent: AgentAt,
    slot: u32,
    ring: u8,
    is_painted: bool,
}

/// What a slot is painted with.
#[derive(Clone, Copy)]
pub(crate) struct Paint<'a> {
    pub(crate) known: &'a [Known],
    pub(crate) groups: &'a [GroupAt],
}

#[derive(Debug, Default)]
pub(crate) struct Log {
    members: Vec<Member>,
    vacant: Vec<u32>,
    /// Whose slot it is.
    slots: Vec<u32>,
    /// Where the columns of rings and groups are.
    scopes: Vec<(Trait, u16)>,
    /// Where an ability's column is; short, for most are never asked for.
    column_of: Vec<u16>,
    /// First come the columns that tell who is ready for which medium.
    bits: Matrix,
    /// The first word of `ready` that may not be zero.
    first: [usize; MEDIA],
    ready_count: [u32; MEDIA],
    /// Nobody in the log had their last work after this.
    latest: Option<Timestamp>,
    /// Slots are not in order.
    is_shuffled: bool,
}

const NO_COLUMN: u16 = u16::MAX;

/// Columns of bits, in one piece, so that a bit is found without looking anything up.
#[derive(Debug)]
struct Matrix {
    words: Vec<u64>,
    /// Words in a column.
    height: usize,
}

impl Default for Matrix {
    fn default() -> Self {
        Self { words: vec![0; MEDIA], height: 1 }
    }
}

impl Matrix {
    fn column(&self, column: usize) -> &[u64] {
        &self.words[column * self.height..(column + 1) * self.height]
    }

    fn has(&self, column: usize, slot: u32) -> bool {
        self.column(column)[slot as usize / 64] & (1 << (slot % 64)) != 0
    }

    fn set(&mut self, column: usize, slot: u32) {
        self.words[column * self.height + slot as usize / 64] |= 1 << (slot % 64);
    }

    fn clear(&mut self, column: usize, slot: u32) {
        self.words[column * self.height + slot as usize / 64] &= !(1 << (slot % 64));
    }

    fn width(&self) -> usize {
        self.words.len() / self.height
    }

    fn add_column(&mut self) -> usize {
        self.words.resize(self.words.len() + self.height, 0);
        self.width() - 1
    }

    /// Keeps the columns whose number `keep` says, and makes all of them `height` words high; `move_bits` says
    /// how a column's bits come into a new one.
    fn rebuild(
        &self,
        height: usize,
        keep: impl Fn(usize) -> bool,
        move_bits: impl Fn(&[u64], &mut [u64]),
    ) -> Self {
        let kept: Vec<usize> = (0..self.width()).filter(|column| keep(*column)).collect();
        let mut words = vec![0; kept.len() * height];
        for (column, into) in kept.into_iter().zip(words.chunks_mut(height)) {
            move_bits(self.column(column), into);
        }
        Self { words, height }
    }

    /// Makes room for more slots.
    fn grow(&mut self) {
        let height = self.height + self.height / 4 + 1;
        *self = self.rebuild(height, |_| true, |from, into| into[..from.len()].copy_from_slice(from));
    }
}

/// Members.
impl Log {
    pub(crate) fn members(&self) -> impl Iterator<Item = (AgentAt, u8)> {
        let live = self.slots.iter().filter(|slot| **slot != NOBODY);
        live.map(|slot| {
            let member = &self.members[*slot as usize];
            (member.agent, member.ring)
        })
    }

    /// How many are ready for a medium.
    pub(crate) fn ready_count(&self, media: Media) -> usize {
        self.ready_count[media.index()] as usize
    }

    pub(crate) fn ring(&self, at: MemberAt) -> u8 {
        self.members[at.0 as usize].ring
    }

    /// A new member, who is ready for nothing yet.
    pub(crate) fn add(&mut self, agent: AgentAt, ring: u8, last: Option<Timestamp>) -> MemberAt {
        let member = Member { agent, slot: NOBODY, ring, is_painted: false };
        let number = match self.vacant.pop() {
            Some(number) => {
                self.members[number as usize] = member;
                number
            }
            None => {
                self.members.push(member);
                u32::try_from(self.members.len() - 1).expect("there are fewer agents")
            }
        };
        self.append(number, last);
        MemberAt(number)
    }

    /// Takes out a member who is ready for nothing.
    pub(crate) fn remove(&mut self, at: MemberAt) {
        let slot = self.members[at.0 as usize].slot;
        self.slots[slot as usize] = NOBODY;
        self.vacant.push(at.0);
    }

    fn append(&mut self, number: u32, last: Option<Timestamp>) {
        self.is_shuffled |= last < self.latest;
        self.latest = self.latest.max(last);
        let slot = u32::try_from(self.slots.len()).expect("slots are swept");
        self.slots.push(number);
        if self.slots.len() > 64 * self.bits.height {
            self.bits.grow();
        }
        let member = &mut self.members[number as usize];
        member.slot = slot;
        member.is_painted = false;
    }

    /// A member's last work is another one; they are ready for nothing, having been `ready` until now.
    pub(crate) fn touch(&mut self, at: MemberAt, ready: MediaSet, last: Option<Timestamp>) {
        let slot = self.members[at.0 as usize].slot;
        for media in ready.iter() {
            self.become_busy(media.index(), slot);
        }
        if slot as usize + 1 == self.slots.len() && last >= self.latest {
            self.latest = last;
            return;
        }
        self.slots[slot as usize] = NOBODY;
        self.append(at.0, last);
        if self.slots.len() > self.members.len() + self.members.len() / 2 + 64 {
            self.sweep();
        }
    }

    /// A member is ready for other media than before.
    pub(crate) fn set_ready(&mut self, at: MemberAt, before: MediaSet, after: MediaSet, paint: Paint<'_>) {
        if !after.is_empty() && !self.members[at.0 as usize].is_painted {
            self.paint(at, paint);
        }
        let slot = self.members[at.0 as usize].slot;
        for media in Media::ALL {
            match (before.has(media), after.has(media)) {
                (false, true) => self.become_ready(media.index(), slot),
                (true, false) => self.become_busy(media.index(), slot),
                _ => {}
            }
        }
    }

    fn become_ready(&mut self, media: usize, slot: u32) {
        self.bits.set(media, slot);
        self.ready_count[media] += 1;
        self.first[media] = self.first[media].min(slot as usize / 64);
    }

    fn become_busy(&mut self, media: usize, slot: u32) {
        self.bits.clear(media, slot);
        self.ready_count[media] -= 1;
        let first = &mut self.first[media];
        let words = self.bits.column(media);
        while words.get(*first) == Some(&0) {
            *first += 1;
        }
    }
}

/// Columns.
impl Log {
    /// Fills in a slot's bits.
    fn paint(&mut self, at: MemberAt, paint: Paint<'_>) {
        let Member { slot, ring, .. } = self.members[at.0 as usize];
        self.members[at.0 as usize].is_painted = true;
        for known in paint.known {
            let column = self.column_of.get(usize::from(known.ability.0)).copied().unwrap_or(NO_COLUMN);
            if column != NO_COLUMN {
                self.bits.set(usize::from(column), slot);
            }
        }
        for scope in 0..self.scopes.len() {
            let (of, column) = self.scopes[scope];
            let is_so = match of {
                Trait::UpToRing(up_to) => ring <= up_to,
                Trait::In(group) => paint.groups.contains(&group),
                Trait::Has(_) => false,
            };
            if is_so {
                self.bits.set(usize::from(column), slot);
            }
        }
    }

    /// Paints a slot anew that was painted with `before`, after a member has learned, or moved to another ring
    /// or group.
    pub(crate) fn repaint(&mut self, at: MemberAt, ring: u8, before: Paint<'_>, after: Paint<'_>) {
        let member = &mut self.members[at.0 as usize];
        member.ring = ring;
        let slot = member.slot;
        if !member.is_painted {
            return;
        }
        let abilities = before.known.iter().filter_map(|known| self.find(Trait::Has(known.ability)));
        let columns: Vec<u16> = abilities.chain(self.scopes.iter().map(|(_, column)| *column)).collect();
        columns.into_iter().for_each(|column| self.bits.clear(usize::from(column), slot));
        self.paint(at, after);
    }

    fn find(&self, of: Trait) -> Option<u16> {
        match of {
            Trait::Has(ability) => {
                self.column_of.get(usize::from(ability.0)).copied().filter(|column| *column != NO_COLUMN)
            }
            Trait::UpToRing(_) | Trait::In(_) => {
                self.scopes.iter().find(|(known, _)| *known == of).map(|(_, column)| *column)
            }
        }
    }

    /// Whether a column has been asked for before.
    pub(crate) fn has_column(&self, of: Trait) -> bool {
        self.find(of).is_some()
    }

    /// Begins a column; `is_so` says which members it is true of.
    pub(crate) fn add_column(&mut self, of: Trait, is_so: impl Fn(AgentAt, u8) -> bool) {
        let column = self.bits.add_column();
        for (slot, number) in self.slots.iter().enumerate() {
            let Some(member) = self.members.get(*number as usize) else { continue };
            if member.is_painted && is_so(member.agent, member.ring) {
                self.bits.set(column, slot as u32);
            }
        }
        let column = u16::try_from(column).expect("there are fewer columns");
        match of {
            Trait::Has(ability) => {
                let at = usize::from(ability.0);
                self.column_of.resize(self.column_of.len().max(at + 1), NO_COLUMN);
                self.column_of[at] = column;
            }
            Trait::UpToRing(_) | Trait::In(_) => self.scopes.push((of, column)),
        }
    }

    /// Forgets the columns, some of which are about to mean something else; they are begun again when asked for.
    pub(crate) fn forget_columns(&mut self) {
        self.bits = self.bits.rebuild(
            self.bits.height,
            |column| column < MEDIA,
            |from, into| into.copy_from_slice(from),
        );
        self.column_of.clear();
        self.scopes.clear();
    }
}

/// Order.
impl Log {
    /// Whether slots must be [sorted](Log::sort) before they are looked through.
    pub(crate) const fn is_shuffled(&self) -> bool {
        self.is_shuffled
    }

    /// The order of a member is not that of their slot any more.
    pub(crate) const fn shuffle(&mut self) {
        self.is_shuffled = true;
    }

    /// Brings the slots in the order of members' last work.
    pub(crate) fn sort(&mut self, last: impl Fn(AgentAt) -> Option<Timestamp>) {
        let mut order: Vec<u32> = (0..self.slots.len() as u32).collect();
        order.retain(|slot| self.slots[*slot as usize] != NOBODY);
        order.sort_by_key(|slot| last(self.members[self.slots[*slot as usize] as usize].agent));
        self.latest =
            order.last().and_then(|slot| last(self.members[self.slots[*slot as usize] as usize].agent));
        self.is_shuffled = false;
        self.rearrange(&order);
    }

    /// Takes out empty slots.
    fn sweep(&mut self) {
        let order: Vec<u32> =
            (0..self.slots.len() as u32).filter(|slot| self.slots[*slot as usize] != NOBODY).collect();
        self.rearrange(&order);
    }

    /// Moves the slots `order` to the front, in this order, and drops all others.
    fn rearrange(&mut self, order: &[u32]) {
        let mut new_slot = vec![NOBODY; self.slots.len()];
        for (new, old) in order.iter().enumerate() {
            new_slot[*old as usize] = new as u32;
        }
        let height = order.len() / 64 + order.len() / 128 + 2;
        self.bits = self.bits.rebuild(height, |_| true, |from, into| move_bits(from, &new_slot, into));
        self.slots = order.iter().map(|old| self.slots[*old as usize]).collect();
        for (slot, number) in self.slots.iter().enumerate() {
            self.members[*number as usize].slot = slot as u32;
        }
        for (media, first) in self.first.iter_mut().enumerate() {
            *first = self.bits.column(media).iter().take_while(|word| **word == 0).count();
        }
    }
}

/// The bits where their slots are now; those of slots that are no more are lost.
fn move_bits(words: &[u64], new_slot: &[u32], into: &mut [u64]) {
    for (at, word) in words.iter().enumerate() {
        let mut left = *word;
        while left != 0 {
            let slot = at * 64 + left.trailing_zeros() as usize;
            left &= left - 1;
            match new_slot.get(slot) {
                Some(new) if *new != NOBODY => into[*new as usize / 64] |= 1 << (new % 64),
                _ => {}
            }
        }
    }
}

/// Looking for somebody.
pub(crate) struct Sieve<'a> {
    log: &'a Log,
    ready: &'a [u64],
    all: [&'a [u64]; Sieve::WIDTH],
    all_len: usize,
    any: Option<Vec<&'a [u64]>>,
    word: usize,
    left: u64,
    end: usize,
}

impl<'a> Sieve<'a> {
    /// Conditions beyond so many are left to whoever looks at the candidates.
    pub(crate) const WIDTH: usize = 8;

    /// The members who are ready for a medium, have each of the traits `all` and one of `any`, if that is asked
    /// for. Every trait has a column.
    pub(crate) fn new(
        log: &'a Log,
        media: Media,
        all: impl Iterator<Item = Trait>,
        any: Option<impl Iterator<Item = Trait>>,
    ) -> Self {
        let words = |of: Trait| log.bits.column(usize::from(log.find(of).expect("the column was asked for")));
        let ready = log.bits.column(media.index());
        let mut sieve = Self {
            log,
            ready,
            all: [&[]; Self::WIDTH],
            all_len: 0,
            any: any.map(|any| any.map(words).collect()),
            word: log.first[media.index()],
            left: 0,
            end: log.slots.len().div_ceil(64),
        };
        for words in all.take(Self::WIDTH).map(words) {
            sieve.all[sieve.all_len] = words;
            sieve.all_len += 1;
        }
        sieve.left = if sieve.word < sieve.end { sieve.of_word(sieve.word) } else { 0 };
        sieve
    }

    fn of_word(&self, word: usize) -> u64 {
        let mut bits = self.ready[word];
        for words in &self.all[..self.all_len] {
            bits &= words[word];
        }
        if let Some(any) = self.any.as_ref().filter(|_| bits != 0) {
            bits &= any.iter().fold(0, |any, words| any | words[word]);
        }
        bits
    }

    /// The next candidate.
    pub(crate) fn next(&mut self) -> Option<AgentAt> {
        self.next_while(None::<fn(AgentAt) -> bool>)
    }

    /// The next candidate, as long as `may_go_on` says so of somebody who has been idle for no less than all
    /// whose bits come after.
    pub(crate) fn next_while(&mut self, may_go_on: Option<impl Fn(AgentAt) -> bool>) -> Option<AgentAt> {
        while self.left == 0 {
            self.word += 1;
            if self.word >= self.end {
                return None;
            }
            if let Some(may_go_on) = &may_go_on
                && !self.log.first_from(self.word * 64).is_some_and(may_go_on)
            {
                return None;
            }
            self.left = self.of_word(self.word);
        }
        let slot = self.word * 64 + self.left.trailing_zeros() as usize;
        self.left &= self.left - 1;
        Some(self.log.members[self.log.slots[slot] as usize].agent)
    }
}

impl Log {
    /// The member in the first slot from this one on that is not empty.
    fn first_from(&self, slot: usize) -> Option<AgentAt> {
        let number = self.slots[slot.min(self.slots.len())..].iter().find(|number| **number != NOBODY)?;
        Some(self.members[*number as usize].agent)
    }

    /// What must be true of every log; looked at by tests and debug builds.
    pub(crate) fn check(&self) {
        for media in 0..MEDIA {
            let ready = self.bits.column(media);
            let count: u32 = ready.iter().map(|word| word.count_ones()).sum();
            assert_eq!(count, self.ready_count[media], "the ready are counted");
            let mut before = ready.iter().take(self.first[media]);
            assert!(before.all(|word| *word == 0), "nobody is ready before the first word");
            for slot in (0..self.slots.len() as u32).filter(|slot| self.bits.has(media, *slot)) {
                let member = self.members.get(self.slots[slot as usize] as usize);
                assert!(member.is_some_and(|member| member.is_painted && member.slot == slot));
            }
        }
    }
}
