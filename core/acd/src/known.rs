//! What an agent knows, is ready for and may do, in numbers.

use eyeline_model::{Duration, LanguageId, Media, Proficiency, SkillId, Timestamp};

use smallvec::SmallVec;

use crate::index::{AbilityAt, At, Door};

/// Some abilities, sorted. Few ask for more than these.
pub(crate) type AbilitySet = SmallVec<[AbilityAt; 8]>;
/// What an agent knows, sorted by ability. Few know more than these.
pub(crate) type Knowledge = SmallVec<[Known; 8]>;

const MEDIA: usize = Media::ALL.len();

/// An ability and how far it goes. An agent's are sorted by ability.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Known {
    pub(crate) ability: AbilityAt,
    pub(crate) how_well: Proficiency,
}

/// How well an ability is known, if at all.
pub(crate) fn how_well(known: &[Known], ability: AbilityAt) -> Option<Proficiency> {
    // Agents know a handful of things; looking at each is faster than anything clever.
    known.iter().find(|known| known.ability == ability).map(|known| known.how_well)
}

/// Something that an agent can be asked to know.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Ability {
    Skill(SkillId),
    Language(LanguageId),
}

/// Every skill and language that was ever mentioned.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    at: Door<Ability, AbilityAt>,
    abilities: Vec<Ability>,
    /// How many agents have it.
    holders: Vec<u32>,
}

impl Catalogue {
    pub(crate) fn number(&mut self, ability: Ability) -> AbilityAt {
        let Self { at, abilities, holders } = self;
        *at.entry(ability).or_insert_with(|| {
            abilities.push(ability);
            holders.push(0);
            AbilityAt::at(abilities.len() - 1)
        })
    }

    pub(crate) fn ability(&self, at: AbilityAt) -> Ability {
        self.abilities[at.number()]
    }

    pub(crate) fn skill(&self, at: AbilityAt) -> Option<SkillId> {
        match self.ability(at) {
            Ability::Skill(skill) => Some(skill),
            Ability::Language(_) => None,
        }
    }

    pub(crate) fn language(&self, at: AbilityAt) -> Option<LanguageId> {
        match self.ability(at) {
            Ability::Skill(_) => None,
            Ability::Language(language) => Some(language),
        }
    }

    pub(crate) fn learned(&mut self, known: &[Known]) {
        known.iter().for_each(|known| self.holders[known.ability.number()] += 1);
    }

    pub(crate) fn unlearned(&mut self, known: &[Known]) {
        known.iter().for_each(|known| self.holders[known.ability.number()] -= 1);
    }

    /// The one that fewest agents have.
    pub(crate) fn rarest(&self, among: &[AbilityAt]) -> Option<AbilityAt> {
        among.iter().copied().min_by_key(|ability| self.holders[ability.number()])
    }
}

/// Some media.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct MediaSet(u8);

impl MediaSet {
    pub(crate) fn from_fn(is_in: impl Fn(Media) -> bool) -> Self {
        Self(
            Media::ALL
                .into_iter()
                .filter(|media| is_in(*media))
                .fold(0, |set, media| set | 1 << media.index()),
        )
    }

    pub(crate) const fn has(self, media: Media) -> bool {
        self.0 & (1 << media.index()) != 0
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Media> {
        Media::ALL.into_iter().filter(move |media| self.has(*media))
    }
}

/// A small count for each medium.
pub(crate) type Counts = [u8; MEDIA];

/// A moment that may never have been.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Moment(i64);

impl Moment {
    pub(crate) const NEVER: Self = Self(i64::MIN);

    pub(crate) const fn get(self) -> Option<Timestamp> {
        if self.0 == i64::MIN { None } else { Some(Timestamp(self.0)) }
    }
}

impl Default for Moment {
    fn default() -> Self {
        Self::NEVER
    }
}

impl From<Option<Timestamp>> for Moment {
    fn from(at: Option<Timestamp>) -> Self {
        at.map_or(Self::NEVER, |at| Self(at.0))
    }
}

impl From<Timestamp> for Moment {
    fn from(at: Timestamp) -> Self {
        Self(at.0)
    }
}

/// An agent's last work counts for this long; after it they count as never having had any
/// (`genesys-cloud-acd-processing`).
pub(crate) const LOOK_BACK: Duration = Duration::from_secs(7 * 24 * 3_600);
