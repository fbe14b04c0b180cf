//! What an agent must be able to do, when that is more than a list of skills.
//!
//! ```text
//! expression := all ("or" all)*          all       := one ("and" one)*
//! one        := "not" one | "(" expression ")" | skill [comparison proficiency]
//! skill      := word | "words in quotes"            comparison := >= | > | = | != | < | <=
//! ```
//!
//! `loans >= 3.5 and (kyc or "Private banking") and not trainee`. Whoever lacks a skill meets no comparison with
//! it.

mod parse;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use parse::{ExpressionError, ExpressionProblem};

use crate::{Proficiency, SkillId};

/// A condition on an agent's skills.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkillExpression {
    /// Has the skill, however well.
    Has(SkillId),
    /// Has the skill, and so well.
    Compare {
        /// Which skill.
        skill: SkillId,
        /// How the agent's proficiency must relate to `to`.
        is: Comparison,
        /// The proficiency to compare with.
        to: Proficiency,
    },
    /// Meets each of them.
    All(Vec<SkillExpression>),
    /// Meets one of them at least.
    Any(Vec<SkillExpression>),
    /// Does not meet it.
    Not(Box<SkillExpression>),
}

/// How one proficiency relates to another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// `>=`
    AtLeast,
    /// `>`
    Above,
    /// `=`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Below,
    /// `<=`
    AtMost,
}

impl Comparison {
    /// Whether `this` relates so to `that`.
    pub fn holds(self, this: Proficiency, that: Proficiency) -> bool {
        match self {
            Self::AtLeast => this >= that,
            Self::Above => this > that,
            Self::Equal => this == that,
            Self::Unequal => this != that,
            Self::Below => this < that,
            Self::AtMost => this <= that,
        }
    }

    const fn symbol(self) -> &'static str {
        match self {
            Self::AtLeast => ">=",
            Self::Above => ">",
            Self::Equal => "=",
            Self::Unequal => "!=",
            Self::Below => "<",
            Self::AtMost => "<=",
        }
    }
}

impl SkillExpression {
    /// The most conditions in one expression.
    pub const CONDITIONS_LIMIT: usize = 50;
    /// How deep parentheses and `not` may nest.
    pub const DEPTH_LIMIT: usize = 16;

    /// Reads an expression as people write it; `skill_named` finds the skill that a name means.
    pub fn parse(text: &str, skill_named: impl Fn(&str) -> Option<SkillId>) -> Result<Self, ExpressionError> {
        parse::parse(text, &skill_named)
    }

    /// Whether somebody meets the expression whose proficiency in a skill, if they have it, `known` tells.
    pub fn is_met(&self, known: &impl Fn(SkillId) -> Option<Proficiency>) -> bool {
        match self {
            Self::Has(skill) => known(*skill).is_some(),
            Self::Compare { skill, is, to } => {
                known(*skill).is_some_and(|proficiency| is.holds(proficiency, *to))
            }
            Self::All(parts) => parts.iter().all(|part| part.is_met(known)),
            Self::Any(parts) => parts.iter().any(|part| part.is_met(known)),
            Self::Not(part) => !part.is_met(known),
        }
    }

    /// Every skill that is mentioned, each time it is.
    pub fn skills(&self) -> Vec<SkillId> {
        match self {
            Self::Has(skill) | Self::Compare { skill, .. } => vec![*skill],
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::skills).collect(),
            Self::Not(part) => part.skills(),
        }
    }

    /// The expression as people write it, in the names that `name_of` gives to skills.
    pub fn display<'a>(&'a self, name_of: &'a dyn Fn(SkillId) -> String) -> impl fmt::Display + 'a {
        Written { expression: self, name_of, inside: Inside::Nothing }
    }
}

/// What an expression is written in the middle of, which decides on parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Inside {
    Nothing,
    Any,
    All,
    Not,
}

struct Written<'a> {
    expression: &'a SkillExpression,
    name_of: &'a dyn Fn(SkillId) -> String,
    inside: Inside,
}

impl fmt::Display for Written<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.expression {
            SkillExpression::Has(skill) => self.name(*skill, f),
            SkillExpression::Compare { skill, is, to } => {
                self.name(*skill, f)?;
                write!(f, " {} {}", is.symbol(), to.stars())
            }
            SkillExpression::All(parts) => self.join(parts, " and ", Inside::All, f),
            SkillExpression::Any(parts) => self.join(parts, " or ", Inside::Any, f),
            SkillExpression::Not(part) => {
                write!(f, "not {}", Written { expression: part, inside: Inside::Not, ..*self })
            }
        }
    }
}

impl Written<'_> {
    fn name(&self, skill: SkillId, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = (self.name_of)(skill);
        if parse::is_word(&name) { f.write_str(&name) } else { write!(f, "\"{name}\"") }
    }

    fn join(
        &self,
        parts: &[SkillExpression],
        word: &str,
        inside: Inside,
        f: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        let in_parentheses = self.inside >= inside;
        f.write_str(if in_parentheses { "(" } else { "" })?;
        for (at, expression) in parts.iter().enumerate() {
            f.write_str(if at == 0 { "" } else { word })?;
            write!(f, "{}", Written { expression, inside, ..*self })?;
        }
        f.write_str(if in_parentheses { ")" } else { "" })
    }
}
