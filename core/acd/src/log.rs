//! Everybody, longest idle first, and who of them is ready for what.
//!
//! Every agent has one slot, in the order of their last work; whoever is given work moves to the end. Slots come
//! in [pages](Page), which say of all their agents at once who is ready and may be the right one: who knows what
//! is asked for, and is a member of the queue. Whom to offer something is the first who passes; whether they
//! really can be asked is looked up then.
//!
//! Slots that were left behind are empty. A page without agents goes; when too many are half empty, two
//! neighbours become one, a few agents at a time, so that nothing ever has to be done with all at once.
//!
//! Invariants: whoever has a slot is painted there with what they can be asked for; in the pages before the
//! `first` of a medium nobody is ready for it.

use eyeline_model::{Media, Timestamp};

use crate::{
    agent::Person,
    index::{AgentAt, PageAt, Slab},
    known::MediaSet,
    page::{Bits, Filter, Page, SLOTS, Signature},
};

const MEDIA: usize = Media::ALL.len();

/// A slot's number: which page, and where there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct SlotAt(u32);

impl SlotAt {
    /// Of somebody who has none yet.
    pub(crate) const NONE: Self = Self(u32::MAX);

    const fn new(page: PageAt, slot: usize) -> Self {
        Self(page.0 * SLOTS as u32 + slot as u32)
    }

    const fn page(self) -> PageAt {
        PageAt(self.0 / SLOTS as u32)
    }

    const fn slot(self) -> usize {
        self.0 as usize % SLOTS
    }
}

#[derive(Debug, Default)]
pub(crate) struct Log {
    pages: Slab<PageAt, Box<Page>>,
    /// Pages that were left, to be used again: allocators rarely find such aligned room a second time.
    spare: Vec<Box<Page>>,
    /// The pages as they follow each other. Whoever works moves to the last one.
    order: Vec<PageAt>,
    /// How many slots of the last page have been given out.
    taken: usize,
    /// How many slots at the beginning of the first page are left for those who have not worked yet.
    ahead: usize,
    /// The page into which agents of those after it are moved at the moment, and how many were.
    gathering: Option<PageAt>,
    gathered: usize,
    /// The first page in which somebody may be ready.
    first: [usize; MEDIA],
    len: usize,
    /// Nobody had their last work after this.
    latest: Option<Timestamp>,
    /// Slots are not in order.
    is_shuffled: bool,
}

/// Agents.
impl Log {
    fn pages(&self) -> impl Iterator<Item = &Page> {
        self.order.iter().map(|page| &*self.pages[*page])
    }

    /// Somebody new, who is ready for nothing yet.
    pub(crate) fn add(&mut self, agent: AgentAt, person: &mut Person) {
        self.len += 1;
        let last = person.last_acd_at.get();
        person.slot = match last {
            None => self.prepend(agent, &person.signature()),
            Some(_) => self.append(agent, &person.signature(), last),
        };
    }

    /// Takes out somebody who is ready for nothing.
    pub(crate) fn remove(&mut self, person: &Person) {
        self.len -= 1;
        self.vacate(person.slot);
    }

    /// Somebody had something to do just now, and is ready for nothing any more.
    pub(crate) fn touch(&mut self, now: Timestamp, agent: AgentAt, person: &mut Person) {
        let ready = std::mem::take(&mut person.ready);
        self.set_ready(person.slot, ready, MediaSet::default());
        person.last_acd_at = now.into();
        if self.is_last(person.slot) && Some(now) >= self.latest {
            self.latest = Some(now);
            return;
        }
        self.vacate(person.slot);
        person.slot = self.append(agent, &person.signature(), Some(now));
    }

    /// Somebody is ready for other media than before.
    pub(crate) fn set_ready(&mut self, at: SlotAt, before: MediaSet, after: MediaSet) {
        for media in Media::ALL {
            match (before.has(media), after.has(media)) {
                (false, true) => self.become_ready(media.index(), at),
                (true, false) => self.become_busy(media.index(), at),
                _ => {}
            }
        }
    }

    fn become_ready(&mut self, media: usize, at: SlotAt) {
        self.pages[at.page()].become_ready(media, at.slot());
        if self.order.get(self.first[media]) != Some(&at.page()) {
            self.first[media] = self.first[media].min(self.position(at.page()));
        }
    }

    fn become_busy(&mut self, media: usize, at: SlotAt) {
        self.pages[at.page()].become_busy(media, at.slot());
        let Self { order, first, pages, .. } = self;
        while order.get(first[media]).is_some_and(|page| !pages[*page].is_hopeful(media)) {
            first[media] += 1;
        }
    }

    /// Somebody can be asked for something else than before.
    pub(crate) fn repaint(&mut self, at: SlotAt, before: &Signature, after: &Signature) {
        if before != after {
            self.pages[at.page()].repaint(at.slot(), before, after);
        }
    }
}

/// Pages.
impl Log {
    /// Most who are looked for are near the end.
    fn position(&self, page: PageAt) -> usize {
        self.order.iter().rposition(|other| *other == page).expect("every page is in order")
    }

    fn is_last(&self, at: SlotAt) -> bool {
        self.order.last() == Some(&at.page()) && at.slot() + 1 == self.taken
    }

    /// Behind everybody.
    fn append(&mut self, agent: AgentAt, signature: &Signature, last: Option<Timestamp>) -> SlotAt {
        self.is_shuffled |= last < self.latest;
        self.latest = self.latest.max(last);
        let page = match self.order.last() {
            Some(page) if self.taken < SLOTS => *page,
            full => self.begin_page(full.copied()),
        };
        let slot = self.taken;
        self.taken += 1;
        self.pages[page].seat(slot, agent, signature);
        SlotAt::new(page, slot)
    }

    /// Before everybody.
    fn prepend(&mut self, agent: AgentAt, signature: &Signature) -> SlotAt {
        if self.ahead == 0 {
            let page = self.new_page();
            if self.order.is_empty() {
                self.taken = SLOTS;
            }
            self.insert_page(0, page);
            self.ahead = SLOTS;
        }
        self.ahead -= 1;
        let page = self.order[0];
        self.pages[page].seat(self.ahead, agent, signature);
        SlotAt::new(page, self.ahead)
    }

    fn begin_page(&mut self, full: Option<PageAt>) -> PageAt {
        if let Some(full) = full.filter(|full| self.pages[*full].is_empty()) {
            self.drop_page(full);
        }
        let page = self.new_page();
        self.order.push(page);
        self.taken = 0;
        page
    }

    fn new_page(&mut self) -> PageAt {
        let page = self.spare.pop().map(|mut page| {
            *page = Page::default();
            page
        });
        self.pages.insert(page.unwrap_or_default())
    }

    fn insert_page(&mut self, position: usize, page: PageAt) {
        self.order.insert(position, page);
        for first in self.first.iter_mut().filter(|first| **first >= position) {
            *first += 1;
        }
        if position == 0 {
            self.ahead = 0;
        }
    }

    fn vacate(&mut self, at: SlotAt) {
        let page = &mut self.pages[at.page()];
        page.vacate(at.slot());
        if page.is_empty() && self.order.last() != Some(&at.page()) {
            self.drop_page(at.page());
        }
    }

    /// A page without agents goes.
    fn drop_page(&mut self, at: PageAt) {
        let position = self.position(at);
        self.order.remove(position);
        self.gathering = self.gathering.filter(|gathering| *gathering != at);
        for first in self.first.iter_mut().filter(|first| **first > position) {
            *first -= 1;
        }
        if position == 0 {
            self.ahead = 0;
        }
        let page = self.pages.remove(at);
        if self.spare.is_empty() {
            self.spare.push(page);
        }
    }
}

/// Order.
impl Log {
    /// Whether slots must be [sorted](Log::sort) before they are looked through.
    pub(crate) const fn is_shuffled(&self) -> bool {
        self.is_shuffled
    }

    /// Somebody's order is not that of their slot any more.
    pub(crate) const fn shuffle(&mut self) {
        self.is_shuffled = true;
    }

    /// Brings the slots in the order of everybody's last work.
    pub(crate) fn sort(&mut self, agents: &mut Slab<AgentAt, Person>) {
        let mut everybody: Vec<(AgentAt, MediaSet)> = self.pages().flat_map(Page::agents).collect();
        everybody.sort_by_key(|(agent, _)| agents[*agent].last_acd_at);
        let spare = self.order.iter().map(|page| self.pages.remove(*page)).collect();
        *self = Self { len: self.len, spare, ..Self::default() };
        for (agent, ready) in everybody {
            let person = &mut agents[agent];
            person.slot = self.append(agent, &person.signature(), person.last_acd_at.get());
            self.set_ready(person.slot, MediaSet::default(), ready);
        }
        self.spare.truncate(1);
    }

    /// Whether [`Log::tidy`] has something to do: two pages are becoming one, or too many are half empty, which
    /// is looked at when one has just begun.
    pub(crate) fn is_untidy(&self) -> bool {
        let is_sparse = || 2 * self.pages.len() * SLOTS > 3 * self.len + 4 * SLOTS;
        self.gathering.is_some() || (self.taken == 1 && is_sparse())
    }

    /// Moves a few agents closer together: into a page of their own, before those in which they are, as long as
    /// they fit.
    pub(crate) fn tidy(&mut self, agents: &mut Slab<AgentAt, Person>) {
        /// More would make somebody wait.
        const AT_ONCE: usize = 8;
        let Some(at) = self.gathering.or_else(|| self.begin_gathering()) else { return };
        let position = self.position(at);
        let from = self.order[position + 1];
        let is_last = position + 2 == self.order.len();
        if is_last || self.gathered + self.pages[from].len() > SLOTS {
            self.gathering = None;
            return;
        }
        for _ in 0..AT_ONCE {
            let Some((agent, ready)) = self.pages[from].take_first() else { break };
            let person = &mut agents[agent];
            self.pages[at].seat(self.gathered, agent, &person.signature());
            person.slot = SlotAt::new(at, self.gathered);
            self.gathered += 1;
            for media in ready.iter() {
                self.pages[at].become_ready(media.index(), person.slot.slot());
                self.first[media.index()] = self.first[media.index()].min(position);
            }
        }
        if self.pages[from].is_empty() {
            self.drop_page(from);
        }
    }

    /// Before the two neighbours that have fewest agents, if they have room for each other.
    fn begin_gathering(&mut self) -> Option<PageAt> {
        let pairs = self.order[..self.order.len() - 1].windows(2).enumerate();
        let len = |page: &PageAt| self.pages[*page].len();
        let pairs = pairs.map(|(position, pair)| (pair.iter().map(len).sum::<usize>(), position));
        let (_, position) = pairs.min().filter(|(agents, _)| *agents <= SLOTS)?;
        let page = self.new_page();
        self.insert_page(position, page);
        (self.gathering, self.gathered) = (Some(page), 0);
        self.gathering
    }
}

/// Looking for somebody.
pub(crate) struct Sieve<'a> {
    log: &'a Log,
    filter: Filter,
    /// The pages not yet looked at.
    pages: std::slice::Iter<'a, PageAt>,
    page: Option<&'a Page>,
    passed: Bits,
}

impl<'a> Sieve<'a> {
    pub(crate) fn new(log: &'a Log, filter: Filter) -> Self {
        let first = filter.ready_for.map_or(0, |media| log.first[media.index()]);
        Self { log, filter, pages: log.order[first..].iter(), page: None, passed: Bits::default() }
    }

    /// The next who may be the right one, as long as `may_go_on` says so of the next page.
    pub(crate) fn next_while(&mut self, may_go_on: impl Fn(&Page) -> bool) -> Option<AgentAt> {
        loop {
            if let (Some(page), Some(slot)) = (self.page, self.passed.take_first()) {
                return Some(page.agent(slot));
            }
            let page = &self.log.pages[*self.pages.next()?];
            if !may_go_on(page) {
                return None;
            }
            self.passed = page.sift(&self.filter);
            self.page = Some(page);
        }
    }
}

impl Iterator for Sieve<'_> {
    type Item = AgentAt;

    fn next(&mut self) -> Option<AgentAt> {
        self.next_while(|_| true)
    }
}

impl Log {
    /// What must be true of every log; looked at by tests and debug builds.
    pub(crate) fn check(&self, agents: &Slab<AgentAt, Person>) {
        self.pages().for_each(|page| page.check(|agent| agents[agent].signature()));
        assert_eq!(self.pages().map(Page::len).sum::<usize>(), self.len, "everybody is counted");
        assert_eq!(self.order.len(), self.pages.len(), "every page is in order");
        for (page, slots) in self.order.iter().zip(self.pages()) {
            for (agent, _) in slots.agents() {
                assert_eq!(agents[agent].slot.page(), *page, "everybody knows where they are");
            }
        }
        for media in 0..MEDIA {
            let mut before = self.pages().take(self.first[media]);
            assert!(before.all(|page| !page.is_hopeful(media)), "nobody is ready before the first page");
        }
    }
}
