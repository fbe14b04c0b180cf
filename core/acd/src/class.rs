//! What nobody could have so far, by what it asks for.
//!
//! Places that need the same are one class, in which only the first can be next. Whoever becomes free is held
//! against the first of each class, and not against all of them either: a class is filed under the rarest
//! ability it asks for, and an agent looks only under those they have.

use std::{collections::BTreeSet, sync::Arc};

use eyeline_model::Media;

use crate::{
    Acd,
    agent::Person,
    index::{AbilityAt, AgentAt, ClassAt, Door, PlaceAt, QueueAt},
    line::Line,
    need::{Need, Scope},
    place::Standing,
    rank::Rank,
    roll::Roll,
};

/// Places that need the same.
#[derive(Debug)]
pub(crate) struct Class {
    key: Arc<ClassKey>,
    /// Under which ability it is filed.
    pivot: Option<AbilityAt>,
    /// Most classes have no other.
    first: (Rank, PlaceAt),
    others: Roll,
}

/// What makes places wait for the same people.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct ClassKey {
    queue: QueueAt,
    media: Media,
    need: Need,
}

/// Which class is which.
pub(crate) type ClassByKey = Door<Arc<ClassKey>, ClassAt>;

/// The classes of a line that ask the same members.
#[derive(Debug)]
pub(crate) struct Lane {
    scope: Scope,
    /// Those that ask for nothing rare, by their first.
    plain: BTreeSet<(Rank, ClassAt)>,
    filed: Door<AbilityAt, BTreeSet<(Rank, ClassAt)>>,
    /// Under which abilities something is filed: most agents are done with a look at this.
    pivots: Vec<u64>,
}

impl Lane {
    fn file(&mut self, pivot: Option<AbilityAt>) -> &mut BTreeSet<(Rank, ClassAt)> {
        match pivot {
            None => &mut self.plain,
            Some(ability) => {
                let (word, bit) = (usize::from(ability.0) / 64, ability.0 % 64);
                self.pivots.resize(self.pivots.len().max(word + 1), 0);
                self.pivots[word] |= 1 << bit;
                self.filed.entry(ability).or_default()
            }
        }
    }

    fn unfile(&mut self, pivot: Option<AbilityAt>, first: Rank, class: ClassAt) {
        let file = self.file(pivot);
        file.remove(&(first, class));
        if file.is_empty()
            && let Some(ability) = pivot
        {
            self.filed.remove(&ability);
            self.pivots[usize::from(ability.0) / 64] &= !(1 << (ability.0 % 64));
        }
    }

    fn has_pivot(&self, ability: AbilityAt) -> bool {
        let word = self.pivots.get(usize::from(ability.0) / 64);
        word.is_some_and(|word| word & (1 << (ability.0 % 64)) != 0)
    }

    fn is_empty(&self) -> bool {
        self.plain.is_empty() && self.filed.is_empty()
    }
}

impl Line {
    /// The classes that ask these members.
    fn lane(&mut self, scope: &Scope) -> &mut Lane {
        let at = self.lanes.iter().position(|lane| lane.scope == *scope).unwrap_or_else(|| {
            let scope = scope.clone();
            self.lanes.push(Lane {
                scope,
                plain: BTreeSet::new(),
                filed: Door::default(),
                pivots: Vec::new(),
            });
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
        let rank = place.rank;
        let class = match self.class_at.get(&key) {
            Some(class) => self.join_class(*class, (rank, at)),
            None => self.open_class(key, (rank, at)),
        };
        self.places[at].standing = Standing::Parked(class);
    }

    /// Files a class under its first.
    fn file_of(&mut self, class: ClassAt) -> &mut BTreeSet<(Rank, ClassAt)> {
        let Class { key, pivot, .. } = &self.classes[class];
        self.queues[key.queue].lines[key.media].lane(&key.need.scope).file(*pivot)
    }

    fn join_class(&mut self, class: ClassAt, new: (Rank, PlaceAt)) -> ClassAt {
        let Class { first, others, .. } = &mut self.classes[class];
        if new < *first {
            let before = std::mem::replace(first, new);
            others.insert(before.0, before.1);
            let file = self.file_of(class);
            file.remove(&(before.0, class));
            file.insert((new.0, class));
        } else {
            others.insert(new.0, new.1);
        }
        class
    }

    fn open_class(&mut self, key: ClassKey, first: (Rank, PlaceAt)) -> ClassAt {
        let key = Arc::new(key);
        let pivot = self.catalogue.rarest(&key.need.abilities);
        let class = self.classes.insert(Class { key: key.clone(), pivot, first, others: Roll::default() });
        self.class_at.insert(key, class);
        self.file_of(class).insert((first.0, class));
        class
    }

    /// The place is not among its like any more.
    pub(crate) fn unpark(&mut self, at: PlaceAt) {
        let Standing::Parked(class) = self.places[at].standing else { return };
        let rank = self.places[at].rank;
        self.places[at].standing = Standing::Waiting;
        let Class { first, others, .. } = &mut self.classes[class];
        if first.0 != rank {
            others.remove(rank);
            return;
        }
        match others.first() {
            Some(next) => {
                *first = next;
                others.remove(next.0);
                let file = self.file_of(class);
                file.remove(&(rank, class));
                file.insert((next.0, class));
            }
            None => self.close_class(class),
        }
    }

    fn close_class(&mut self, class: ClassAt) {
        let Class { key, pivot, first, .. } = self.classes.remove(class);
        self.class_at.remove(&key);
        let line = &mut self.queues[key.queue].lines[key.media];
        line.lane(&key.need.scope).unfile(pivot, first.0, class);
        line.lanes.retain(|lane| !lane.is_empty());
    }

    /// The highest ranked work in all the agent's queues that they may have: one queue can starve another, as it
    /// is meant to be (`genesys-cloud-acd-processing`).
    pub(crate) fn best_work(&self, at: AgentAt) -> Option<(Rank, PlaceAt)> {
        let person = &self.agents[at];
        let mut best: Option<(Rank, PlaceAt)> = self.best_named_work(person);
        for seat in &person.seats {
            let queue = &self.queues[seat.queue];
            for media in person.ready.iter() {
                let lanes = &queue.lines[media].lanes;
                for lane in lanes {
                    if lane.scope.includes(queue.log.ring(seat.member), person.groups()) {
                        self.best_in_lane(person, lane, &mut best);
                    }
                }
            }
        }
        best
    }

    fn best_in_lane(&self, person: &Person, lane: &Lane, best: &mut Option<(Rank, PlaceAt)>) {
        let known = person.known.iter().filter(|known| lane.has_pivot(known.ability));
        let known = known.filter_map(|known| lane.filed.get(&known.ability));
        for file in std::iter::once(&lane.plain).chain(known) {
            for (rank, class) in file {
                if best.is_some_and(|(best, _)| best <= *rank) {
                    break;
                }
                let Class { key, first, .. } = &self.classes[*class];
                if key.need.is_met(person) && self.has_label_room(person, key.need.label) {
                    *best = Some(*first);
                    break;
                }
            }
        }
    }
}
