//! A place in a queue, in numbers.

use std::sync::Arc;

use eyeline_model::{
    LabelId, QueueEntry, RoutingRequest, ScoredAgent, Search, SkillExpression, Timestamp, UserId,
};

use crate::{
    Acd, ScoringMethod, Work,
    index::{AbilityAt, AssignmentAt, ClassAt, Identified, QueueAt},
    known::{Ability, AbilitySet},
    rank::Rank,
    terms::Terms,
};

/// A place in a queue.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) work: Work,
    /// By which it was ranked.
    pub(crate) scoring: ScoringMethod,
    pub(crate) queue: QueueAt,
    pub(crate) priority: i32,
    pub(crate) language: Option<AbilityAt>,
    /// Sorted.
    pub(crate) skills: AbilitySet,
    pub(crate) wishes: Option<Box<Wishes>>,
    pub(crate) enqueued_at: Timestamp,
    pub(crate) sequence: u64,
    /// None: every member.
    pub(crate) search: Option<Box<Search>>,
    pub(crate) standing: Standing,
    /// Among those at which the next [`assign`](Acd::assign) looks.
    pub(crate) is_fresh: bool,
    /// Another queue should take it; until the caller has decided on that, nobody is looked for.
    pub(crate) is_held: bool,
    /// Has never been looked at.
    pub(crate) is_new: bool,
    /// For too long, as was seen.
    pub(crate) has_waited: bool,
    pub(crate) has_overflowed: bool,
}

/// What few conversations ask for.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Wishes {
    pub(crate) expression: Option<(SkillExpression, Arc<Terms>)>,
    pub(crate) label: Option<LabelId>,
    pub(crate) preferred: Vec<ScoredAgent>,
    pub(crate) direct: Option<UserId>,
    pub(crate) last_agent: Option<UserId>,
    pub(crate) is_agent_owned: bool,
}

/// How a place stands with agents.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Standing {
    /// Waits. Fresh, or only agents who are named may have it.
    Waiting,
    /// Waits among those that ask for the same, for nobody could have it so far.
    Parked(ClassAt),
    /// Rings on a desk.
    Ringing(AssignmentAt),
}

impl Identified for Place {
    type Id = Work;

    fn id(&self) -> &Work {
        &self.work
    }
}

impl Place {
    /// Worked out, for there are many places.
    pub(crate) fn rank(&self) -> Rank {
        Rank::new(self.priority, self.enqueued_at, self.sequence, self.scoring)
    }

    pub(crate) fn label(&self) -> Option<LabelId> {
        self.wishes.as_ref()?.label
    }

    pub(crate) fn preferred(&self) -> &[ScoredAgent] {
        self.wishes.as_ref().map_or(&[], |wishes| &wishes.preferred)
    }

    pub(crate) fn search(&self) -> &Search {
        self.search.as_deref().unwrap_or(&Search::Standard)
    }
}

/// Taking in and giving out.
impl Acd {
    /// The skills of a request, in numbers.
    pub(crate) fn numbers_of(&mut self, request: &RoutingRequest) -> (AbilitySet, Option<AbilityAt>) {
        let catalogue = &mut self.catalogue;
        let mut skills: AbilitySet =
            request.skills.iter().map(|skill| catalogue.number(Ability::Skill(*skill))).collect();
        skills.sort_unstable();
        (skills, request.language.map(|language| catalogue.number(Ability::Language(language))))
    }

    pub(crate) fn wishes_of(&mut self, request: &RoutingRequest) -> Option<Box<Wishes>> {
        let expression = request.expression.clone().map(|expression| {
            let terms = Terms::new(&expression, &mut self.catalogue);
            (expression, Arc::new(terms))
        });
        let wishes = Wishes {
            expression,
            label: request.label,
            preferred: request.preferred.clone(),
            direct: request.direct,
            last_agent: request.last_agent,
            is_agent_owned: request.is_agent_owned,
        };
        (wishes != Wishes::default()).then(|| Box::new(wishes))
    }

    pub(crate) fn request_of(&self, place: &Place) -> RoutingRequest {
        let wishes = place.wishes.as_deref().cloned().unwrap_or_default();
        RoutingRequest {
            queue: self.queues[place.queue].id,
            language: place.language.and_then(|language| self.catalogue.language(language)),
            skills: place.skills.iter().filter_map(|skill| self.catalogue.skill(*skill)).collect(),
            expression: wishes.expression.map(|(expression, _)| expression),
            label: wishes.label,
            priority: place.priority,
            preferred: wishes.preferred,
            direct: wishes.direct,
            last_agent: wishes.last_agent,
            is_agent_owned: wishes.is_agent_owned,
        }
    }

    pub(crate) fn entry_of(&self, place: &Place) -> QueueEntry {
        QueueEntry {
            request: self.request_of(place),
            enqueued_at: place.enqueued_at,
            sequence: place.sequence,
            search: place.search().clone(),
        }
    }
}
