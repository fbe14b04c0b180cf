//! A queue's members, longest idle first, and who of them is ready for what.
//!
//! Every member has one slot, in the order of their last work; whoever is given work moves to the end. Slots
//! come in [pages](Page), which say of all their members at once who is ready and may be the right one. Whom to
//! offer something is the first who passes; whether they really can be asked is looked up then.
//!
//! Slots that were left behind are empty. A page without members goes; when too many are half empty, two
//! neighbours become one, a few members at a time, so that nothing ever has to be done with all at once. A slot
//! is painted with what its member can be asked for when they become ready, so that those who are busy cost
//! nothing.
//!
//! Invariants: only members are ready, and then their slot is painted; in the pages before the `first` of a
//! medium nobody is ready for it.

use eyeline_model::{Media, Timestamp};

use crate::{
    agent::Person,
    index::{AgentAt, PageAt, QueueAt, Slab},
    known::MediaSet,
    page::{Bits, Filter, Page, Paint, SLOTS},
};

const MEDIA: usize = Media::ALL.len();

/// A slot's number in one log: which page, and where there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct SlotAt(u32);

impl SlotAt {
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
    /// The pages as they follow each other. The last one is where members are added.
    order: Vec<PageAt>,
    /// How many slots of the last page have been given out.
    taken: usize,
    /// The page into which members of those after it are moved at the moment, and how many were.
    gathering: Option<PageAt>,
    gathered: usize,
    /// The first page in which somebody may be ready.
    first: [usize; MEDIA],
    ready_count: [usize; MEDIA],
    members: usize,
    /// Nobody in the log had their last work after this.
    latest: Option<Timestamp>,
    /// Slots are not in order.
    is_shuffled: bool,
}

/// Members.
impl Log {
    pub(crate) fn members(&self) -> impl Iterator<Item = AgentAt> {
        self.pages().flat_map(|page| page.members().map(|(agent, _)| agent))
    }

    fn pages(&self) -> impl Iterator<Item = &Page> {
        self.order.iter().map(|page| &*self.pages[*page])
    }

    /// How many are ready for a medium.
    pub(crate) fn ready_count(&self, media: Media) -> usize {
        self.ready_count[media.index()]
    }

    /// A new member, who is ready for nothing yet.
    pub(crate) fn add(&mut self, agent: AgentAt, last: Option<Timestamp>) -> SlotAt {
        self.members += 1;
        self.append(agent, last)
    }

    /// Takes out a member who is ready for nothing.
    pub(crate) fn remove(&mut self, at: SlotAt) {
        self.members -= 1;
        self.vacate(at);
    }

    /// A member's last work is another one; they are ready for nothing, having been `ready` until now. Returns
    /// where they are from now on.
    pub(crate) fn touch(
        &mut self,
        at: SlotAt,
        agent: AgentAt,
        ready: MediaSet,
        last: Option<Timestamp>,
    ) -> SlotAt {
        ready.iter().for_each(|media| self.become_busy(media.index(), at));
        if self.is_last(at) && last >= self.latest {
            self.latest = last;
            return at;
        }
        self.vacate(at);
        self.append(agent, last)
    }

    /// A member is ready for other media than before.
    pub(crate) fn set_ready(&mut self, at: SlotAt, before: MediaSet, after: MediaSet, paint: Paint) {
        if before.is_empty() && !after.is_empty() {
            self.pages[at.page()].paint(at.slot(), paint);
        }
        for media in Media::ALL {
            match (before.has(media), after.has(media)) {
                (false, true) => self.become_ready(media.index(), at),
                (true, false) => self.become_busy(media.index(), at),
                _ => {}
            }
        }
    }

    /// A member, who is `ready`, has learned, or moved to another ring or group.
    pub(crate) fn repaint(&mut self, at: SlotAt, ready: MediaSet, paint: Paint) {
        let page = &mut self.pages[at.page()];
        page.wipe(at.slot());
        if !ready.is_empty() {
            page.paint(at.slot(), paint);
        }
    }

    fn become_ready(&mut self, media: usize, at: SlotAt) {
        self.pages[at.page()].become_ready(media, at.slot());
        self.ready_count[media] += 1;
        let position = self.position(at.page());
        self.first[media] = self.first[media].min(position);
    }

    fn become_busy(&mut self, media: usize, at: SlotAt) {
        self.pages[at.page()].become_busy(media, at.slot());
        self.ready_count[media] -= 1;
        let Self { order, first, pages, .. } = self;
        while order.get(first[media]).is_some_and(|page| !pages[*page].is_hopeful(media)) {
            first[media] += 1;
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

    fn append(&mut self, agent: AgentAt, last: Option<Timestamp>) -> SlotAt {
        self.is_shuffled |= last < self.latest;
        self.latest = self.latest.max(last);
        let page = match self.order.last() {
            Some(page) if self.taken < SLOTS => *page,
            full => self.begin_page(full.copied()),
        };
        let slot = self.taken;
        self.taken += 1;
        self.pages[page].seat(slot, agent);
        SlotAt::new(page, slot)
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

    fn vacate(&mut self, at: SlotAt) {
        let page = &mut self.pages[at.page()];
        page.vacate(at.slot());
        if page.is_empty() && self.order.last() != Some(&at.page()) {
            self.drop_page(at.page());
        }
    }

    /// A page without members goes.
    fn drop_page(&mut self, at: PageAt) {
        let position = self.position(at);
        self.order.remove(position);
        self.gathering = self.gathering.filter(|gathering| *gathering != at);
        for first in self.first.iter_mut().filter(|first| **first > position) {
            *first -= 1;
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

    /// The order of a member is not that of their slot any more.
    pub(crate) const fn shuffle(&mut self) {
        self.is_shuffled = true;
    }

    /// Brings the slots in the order of members' last work.
    pub(crate) fn sort(&mut self, queue: QueueAt, agents: &mut Slab<AgentAt, Person>) {
        let mut members: Vec<(AgentAt, MediaSet)> = self.pages().flat_map(Page::members).collect();
        members.sort_by_key(|(agent, _)| agents[*agent].last_acd_at);
        let spare = self.order.iter().map(|page| self.pages.remove(*page)).collect();
        *self = Self { members: self.members, spare, ..Self::default() };
        for (agent, ready) in members {
            let at = self.append(agent, agents[agent].last_acd_at.get());
            let paint = agents[agent].sit(queue, at);
            self.set_ready(at, MediaSet::default(), ready, paint);
        }
        self.spare.truncate(1);
    }

    /// Whether [`Log::tidy`] has something to do: two pages are becoming one, or too many are half empty, which
    /// is looked at when one has just begun.
    pub(crate) fn is_untidy(&self) -> bool {
        let is_sparse = || self.pages.len() * SLOTS > 2 * (self.members + SLOTS);
        self.gathering.is_some() || (self.taken == 1 && is_sparse())
    }

    /// Moves a few members closer together: into a page of their own, before those in which they are, as long as
    /// they fit.
    pub(crate) fn tidy(&mut self, queue: QueueAt, agents: &mut Slab<AgentAt, Person>) {
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
            let slot = SlotAt::new(at, self.gathered);
            self.gathered += 1;
            let paint = agents[agent].sit(queue, slot);
            self.pages[at].restore(slot.slot(), agent, ready, paint);
            for media in ready.iter() {
                self.first[media.index()] = self.first[media.index()].min(position);
            }
        }
        if self.pages[from].is_empty() {
            self.drop_page(from);
        }
    }

    /// Before the two neighbours that have fewest members, if they have room for each other.
    fn begin_gathering(&mut self) -> Option<PageAt> {
        let pairs = self.order[..self.order.len() - 1].windows(2).enumerate();
        let len = |page: &PageAt| self.pages[*page].len();
        let pairs = pairs.map(|(position, pair)| (pair.iter().map(len).sum::<usize>(), position));
        let (_, position) = pairs.min().filter(|(members, _)| *members <= SLOTS)?;
        let page = self.new_page();
        self.order.insert(position, page);
        for first in self.first.iter_mut().filter(|first| **first >= position) {
            *first += 1;
        }
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
        let pages = log.order[log.first[filter.media.index()]..].iter();
        Self { log, filter, pages, page: None, passed: Bits::default() }
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

impl Log {
    /// What must be true of every log; looked at by tests and debug builds.
    pub(crate) fn check(&self) {
        self.pages().for_each(Page::check);
        assert_eq!(self.pages().map(Page::len).sum::<usize>(), self.members, "members are counted");
        assert_eq!(self.order.len(), self.pages.len(), "every page is in order");
        for media in 0..MEDIA {
            let ready: usize = self.pages().map(|page| page.ready_count(media)).sum();
            assert_eq!(ready, self.ready_count[media], "the ready are counted");
            let mut before = self.pages().take(self.first[media]);
            assert!(before.all(|page| !page.is_hopeful(media)), "nobody is ready before the first page");
        }
    }
}
