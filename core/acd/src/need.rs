//! What a place asks of an agent at the moment.

use std::sync::Arc;

use eyeline_model::{LabelId, Search};

use crate::{
    Acd, EvaluationMethod,
    agent::Person,
    index::{AbilityAt, GroupAt},
    known::{AbilitySet, how_well},
    place::Place,
    terms::Terms,
};

/// What is asked of an agent at the moment, when nobody is named. Places that need the same wait for the same
/// people.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Need {
    /// Sorted. Nobody may lack any of them.
    pub(crate) abilities: AbilitySet,
    pub(crate) terms: Option<Arc<Terms>>,
    pub(crate) label: Option<LabelId>,
    pub(crate) scope: Scope,
}

/// Which members are asked.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) enum Scope {
    #[default]
    Everybody,
    /// Those up to this ring.
    UpToRing(u8),
    /// Those of these groups; sorted.
    Groups(Vec<GroupAt>),
}

impl Scope {
    pub(crate) fn includes(&self, ring: u8, groups: &[GroupAt]) -> bool {
        match self {
            Self::Everybody => true,
            Self::UpToRing(up_to) => ring <= *up_to,
            Self::Groups(some) => some.iter().any(|group| groups.contains(group)),
        }
    }
}

impl Need {
    /// Whether a member may have it as far as skills go.
    pub(crate) fn is_met(&self, person: &Person) -> bool {
        self.abilities.iter().all(|ability| how_well(&person.known, *ability).is_some())
            && self.terms.as_ref().is_none_or(|terms| terms.is_met(&person.known))
    }

    /// How well a member meets it: the sum of proficiencies in what is asked for, which compares like the mean.
    pub(crate) fn skill(&self, person: &Person) -> u32 {
        let proficiency = |ability: AbilityAt| {
            how_well(&person.known, ability).map_or(0, |how_well| u32::from(how_well.hundredths()))
        };
        let Some(terms) = &self.terms else {
            return self.abilities.iter().map(|ability| proficiency(*ability)).sum();
        };
        let mentioned = terms.mentioned();
        let others = self.abilities.iter().filter(|ability| !mentioned.contains(ability));
        others.chain(&mentioned).map(|ability| proficiency(*ability)).sum()
    }
}

impl Acd {
    /// What a place asks for whose search names nobody, into `need`.
    pub(crate) fn need_of(&self, place: &Place, need: &mut Need) {
        need.abilities.clear();
        need.terms = None;
        need.label = place.label();
        need.scope = self.scope_of(place.search());
        let queue = &self.queues[place.queue];
        if queue.settings.evaluation == EvaluationMethod::NoSkills
            || queue.settings.disregards_skills(place.search())
        {
            return;
        }
        let removed = match place.search() {
            Search::Bullseye { ring, .. } => queue.removed_in(*ring),
            _ => &[],
        };
        let expression = place.wishes.as_ref().and_then(|wishes| wishes.expression.as_ref());
        match expression {
            None => {
                let skills = place.skills.iter().copied();
                need.abilities.extend(skills.filter(|skill| !removed.contains(skill)));
            }
            Some((_, terms)) if removed.is_empty() => need.terms = Some(terms.clone()),
            Some((_, terms)) => need.terms = terms.without(removed).map(Arc::new),
        }
        if let Some(terms) = &need.terms {
            need.abilities.extend(terms.necessary());
        }
        need.abilities.extend(place.language);
        need.abilities.sort_unstable();
    }

    fn scope_of(&self, search: &Search) -> Scope {
        match search {
            Search::Bullseye { ring, .. } => Scope::UpToRing(*ring),
            Search::Conditional { groups, .. } => {
                let mut groups: Vec<GroupAt> =
                    groups.iter().filter_map(|group| self.groups.get(group).copied()).collect();
                groups.sort_unstable();
                Scope::Groups(groups)
            }
            _ => Scope::Everybody,
        }
    }
}
