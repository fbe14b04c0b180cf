//! A skill expression in numbers.

use eyeline_model::{Comparison, Proficiency, SkillExpression};

use crate::{
    index::AbilityAt,
    known::{Ability, Catalogue, Known, how_well},
};

/// A skill expression in numbers.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Terms {
    Has(AbilityAt),
    Compare { ability: AbilityAt, is: Comparison, to: Proficiency },
    All(Vec<Terms>),
    Any(Vec<Terms>),
    Not(Box<Terms>),
}

impl Terms {
    pub(crate) fn new(expression: &SkillExpression, catalogue: &mut Catalogue) -> Self {
        match expression {
            SkillExpression::Has(skill) => Self::Has(catalogue.number(Ability::Skill(*skill))),
            SkillExpression::Compare { skill, is, to } => {
                Self::Compare { ability: catalogue.number(Ability::Skill(*skill)), is: *is, to: *to }
            }
            SkillExpression::All(parts) => {
                Self::All(parts.iter().map(|part| Self::new(part, catalogue)).collect())
            }
            SkillExpression::Any(parts) => {
                Self::Any(parts.iter().map(|part| Self::new(part, catalogue)).collect())
            }
            SkillExpression::Not(part) => Self::Not(Box::new(Self::new(part, catalogue))),
        }
    }

    pub(crate) fn is_met(&self, known: &[Known]) -> bool {
        match self {
            Self::Has(ability) => how_well(known, *ability).is_some(),
            Self::Compare { ability, is, to } => {
                how_well(known, *ability).is_some_and(|proficiency| is.holds(proficiency, *to))
            }
            Self::All(parts) => parts.iter().all(|part| part.is_met(known)),
            Self::Any(parts) => parts.iter().any(|part| part.is_met(known)),
            Self::Not(part) => !part.is_met(known),
        }
    }

    /// What nobody can lack who meets the terms; sorted.
    pub(crate) fn necessary(&self) -> Vec<AbilityAt> {
        let mut necessary = match self {
            Self::Has(ability) | Self::Compare { ability, .. } => vec![*ability],
            Self::All(parts) => parts.iter().flat_map(Self::necessary).collect(),
            Self::Any(parts) => {
                let mut parts = parts.iter().map(Self::necessary);
                let first = parts.next().unwrap_or_default();
                parts.fold(first, |both, part| {
                    both.into_iter().filter(|ability| part.contains(ability)).collect()
                })
            }
            Self::Not(_) => Vec::new(),
        };
        necessary.sort_unstable();
        necessary.dedup();
        necessary
    }

    /// Every ability that is mentioned; sorted.
    pub(crate) fn mentioned(&self) -> Vec<AbilityAt> {
        let mut mentioned = match self {
            Self::Has(ability) | Self::Compare { ability, .. } => vec![*ability],
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::mentioned).collect(),
            Self::Not(part) => part.mentioned(),
        };
        mentioned.sort_unstable();
        mentioned.dedup();
        mentioned
    }

    /// The terms when some abilities do not matter any more; none if then anybody meets them. More people meet
    /// them than before, never fewer.
    pub(crate) fn without(&self, removed: &[AbilityAt]) -> Option<Self> {
        match self {
            Self::Has(ability) | Self::Compare { ability, .. } => {
                (!removed.contains(ability)).then(|| self.clone())
            }
            Self::All(parts) => {
                let left: Vec<Self> = parts.iter().filter_map(|part| part.without(removed)).collect();
                (!left.is_empty()).then_some(Self::All(left))
            }
            Self::Any(parts) => {
                let left: Option<Vec<Self>> = parts.iter().map(|part| part.without(removed)).collect();
                left.map(Self::Any)
            }
            Self::Not(part) => {
                let is_touched = part.mentioned().iter().any(|ability| removed.contains(ability));
                (!is_touched).then(|| self.clone())
            }
        }
    }
}
