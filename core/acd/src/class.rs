//! What nobody could have so far, by what it asks for.
//!
//! Places that need the same are one class, in which only the first can be next. Whoever becomes free is held
//! against the first of each class, and not against all of them either: a class is filed under the rarest
//! ability it asks for, and an agent looks only under those they have. What else it asks for is noted in the
//! file in short, so that most are passed over without being looked up.

use std::collections::BTreeMap;

use eyeline_model::Media;

use crate::{
    Acd,
    agent::Person,
    index::{AbilityAt, AgentAt, ClassAt, Identified, PlaceAt, QueueAt},
    line::Line,
    need::{Need, Scope},
    page::{Brief, Signature},
    place::Standing,
    rank::Rank,
    roll::Roll,
};

/// Places that need the same.
#[derive(Debug)]
pub(crate) struct Class {
    key: ClassKey,
    /// Under which ability it is filed.
    pivot: Option<AbilityAt>,
    /// Most classes have no other.
    first: PlaceAt,
    others: Roll,
}

impl Identified for Class {
    type Id = ClassKey;

    fn id(&self) -> &ClassKey {
        &self.key
    }
}

/// What makes places wait for the same people.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct ClassKey {
    queue: QueueAt,
    media: Media,
    need: Need,
}

/// Classes by their first, and what they ask for.
#[derive(Debug, Default)]
struct File {
    classes: BTreeMap<(Rank, ClassAt), Brief>,
    /// The rank of the first, at hand: most files are passed over for it.
    first: Option<Rank>,
}

impl File {
    fn insert(&mut self, rank: Rank, class: ClassAt, asks: Brief) {
        self.classes.insert((rank, class), asks);
        self.first = Some(self.first.map_or(rank, |first| first.min(rank)));
    }

    fn remove(&mut self, rank: Rank, class: ClassAt) {
        self.classes.remove(&(rank, class));
        if self.first == Some(rank) {
            self.first = self.classes.first_key_value().map(|((rank, _), _)| *rank);
        }
    }

    const fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    /// Classes whose first comes before `best`, and that ask for no more than `abilities`.
    fn before(&self, best: Option<Rank>, abilities: Brief) -> impl Iterator<Item = (Rank, ClassAt)> {
        let is_before = move |rank: Rank| best.is_none_or(|best| rank < best);
        let classes = self.first.is_some_and(is_before).then(|| self.classes.iter());
        let before = classes.into_iter().flatten().take_while(move |((rank, _), _)| is_before(*rank));
        before.filter(move |(_, asks)| asks.may_be_within(abilities)).map(|(key, _)| *key)
    }
}

/// The classes of a line that ask the same members.
#[derive(Debug)]
pub(crate) struct Lane {
    scope: Scope,
    /// Those that ask for no ability.
    plain: File,
    /// Under which abilities something is filed: most agents are done with a look at this.
    pivots: Signature,
    /// One file for each bit of `pivots`, in their order.
    filed: Vec<File>,
}

impl Lane {
    fn new(scope: Scope) -> Self {
        Self { scope, plain: File::default(), pivots: Signature::default(), filed: Vec::new() }
    }

    fn file(&mut self, pivot: Option<AbilityAt>) -> &mut File {
        let Some(column) = pivot.map(Signature::column_of) else { return &mut self.plain };
        let at = self.pivots.rank(column);
        if !self.pivots.has(column) {
            self.pivots.set(column);
            self.filed.insert(at, File::default());
        }
        &mut self.filed[at]
    }

    fn unfile(&mut self, pivot: Option<AbilityAt>, first: Rank, class: ClassAt) {
        let file = self.file(pivot);
        file.remove(first, class);
        if file.is_empty()
            && let Some(column) = pivot.map(Signature::column_of)
        {
            self.filed.remove(self.pivots.rank(column));
            self.pivots.clear(column);
        }
    }

    /// Where something may be that somebody can have.
    fn files(&self, abilities: &Signature) -> impl Iterator<Item = &File> {
        let columns = self.pivots.common(abilities).columns();
        std::iter::once(&self.plain).chain(columns.map(|column| &self.filed[self.pivots.rank(column)]))
    }

    fn is_empty(&self) -> bool {
        self.plain.is_empty() && self.filed.is_empty()
    }
}

impl Line {
    /// The classes that ask these members.
    fn lane(&mut self, scope: &Scope) -> &mut Lane {
        let at = self.lanes.iter().position(|lane| lane.scope == *scope).unwrap_or_else(|| {
            self.lanes.push(Lane::new(scope.clone()));
            self.lanes.len() - 1
        });
        &mut self.lanes[at]
    }
}

impl Acd {
    /// The place waits among its like.
    pub(crate) fn park(&mut self, at: PlaceAt) {
        let place = &self.places[at];
        let mut need = Need::default();
        self.need_of(place, &mut need);
        let key = ClassKey { queue: place.queue, media: place.work.media, need };
        let class = match self.classes.find(&key) {
            Some(class) => self.join_class(class, at),
            None => self.open_class(key, at),
        };
        self.places[at].standing = Standing::Parked(class);
    }

    /// Files a class under its first, which was another one `before`.
    fn file(&mut self, at: ClassAt, before: Option<Rank>) {
        let Class { key, pivot, first, .. } = &self.classes[at];
        let file = self.queues[key.queue].lines[key.media].lane(&key.need.scope).file(*pivot);
        if let Some(before) = before {
            file.remove(before, at);
        }
        let asks = Signature::of(key.need.abilities.iter().copied()).brief();
        file.insert(self.places[*first].rank(), at, asks);
    }

    fn join_class(&mut self, class: ClassAt, new: PlaceAt) -> ClassAt {
        let Class { first, others, .. } = &mut self.classes[class];
        let before = self.places[*first].rank();
        if self.places[new].rank() < before {
            others.insert(std::mem::replace(first, new), &self.places);
            self.file(class, Some(before));
        } else {
            others.insert(new, &self.places);
        }
        class
    }

    fn open_class(&mut self, key: ClassKey, first: PlaceAt) -> ClassAt {
        let pivot = self.catalogue.rarest(&key.need.abilities);
        let class = self.classes.insert(Class { key, pivot, first, others: Roll::default() });
        self.file(class, None);
        class
    }

    /// The place is not among its like any more.
    pub(crate) fn unpark(&mut self, at: PlaceAt) {
        let Standing::Parked(class) = self.places[at].standing else { return };
        let rank = self.places[at].rank();
        self.places[at].standing = Standing::Waiting;
        let Class { first, others, .. } = &mut self.classes[class];
        if *first != at {
            others.remove(at, &self.places);
            return;
        }
        match others.first() {
            Some(next) => {
                *first = next;
                others.remove(next, &self.places);
                self.file(class, Some(rank));
            }
            None => self.close_class(class, rank),
        }
    }

    fn close_class(&mut self, class: ClassAt, first: Rank) {
        let Class { key, pivot, .. } = self.classes.remove(class);
        let line = &mut self.queues[key.queue].lines[key.media];
        line.lane(&key.need.scope).unfile(pivot, first, class);
        line.lanes.retain(|lane| !lane.is_empty());
    }

    /// The highest ranked work in all the agent's queues that they may have: one queue can starve another, as it
    /// is meant to be (`genesys-cloud-acd-processing`).
    pub(crate) fn best_work(&self, at: AgentAt) -> Option<(Rank, PlaceAt)> {
        let person = &self.agents[at];
        let mut best: Option<(Rank, PlaceAt)> = self.best_named_work(person);
        let abilities = person.abilities();
        for seat in &person.seats {
            let queue = &self.queues[seat.queue];
            for media in person.ready.iter() {
                let lanes = queue.lines[media].lanes.iter();
                let lanes = lanes.filter(|lane| lane.scope.includes(seat.ring, person.groups()));
                lanes.for_each(|lane| self.best_in_lane(person, &abilities, lane, &mut best));
            }
        }
        best
    }

    fn best_in_lane(
        &self,
        person: &Person,
        abilities: &Signature,
        lane: &Lane,
        best: &mut Option<(Rank, PlaceAt)>,
    ) {
        for file in lane.files(abilities) {
            let before = file.before(best.map(|(rank, _)| rank), abilities.brief());
            let found = before.map(|(rank, class)| (rank, &self.classes[class])).find(|(_, class)| {
                let need = &class.key.need;
                need.is_met(person) && self.has_label_room(person, need.label)
            });
            *best = found.map(|(rank, class)| (rank, class.first)).or(*best);
        }
    }
}
