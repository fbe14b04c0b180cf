//! Who is expected to do best.
//!
//! Genesys learns that from what came of earlier conversations, and keeps to itself how. This is not that: it is a rule
//! that anybody can follow by hand, and gives the same answer for the same facts. Whoever knows better puts another one
//! in the place of [`Prospects::score`], of which nothing else here knows more than that it is a number.

use crate::{
    Acd,
    agent::Person,
    known::{AbilitySet, how_well},
    place::Place,
};

/// What is known of an agent and a piece of work before they meet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Prospects {
    /// The sum of the agent's proficiencies in what is asked for, in hundredths of a star.
    pub skill: u32,
    /// In how many abilities.
    pub asked: u32,
    /// How much the agent does already on this medium.
    pub busy: u8,
    /// How much they may do.
    pub capacity: u8,
}

impl Prospects {
    /// Hundredths of a star at the most, for each ability.
    const FULL: u32 = 500;

    /// 0 to 100: three quarters for how well the agent knows what is asked for, one quarter for how free they are.
    /// Who is asked for nothing in particular is known by everybody.
    pub fn score(self) -> u8 {
        let Self { skill, asked, busy, capacity } = self;
        let knows = (75 * skill).checked_div(asked * Self::FULL).unwrap_or(75).min(75);
        let free = u32::from(capacity.saturating_sub(busy));
        let is_free = (25 * free).checked_div(u32::from(capacity)).unwrap_or(0);
        u8::try_from(knows + is_free).expect("both together are 100 at the most")
    }
}

impl Acd {
    /// How well an agent is expected to do what waits.
    pub(crate) fn prospects(&self, person: &Person, place: &Place) -> Prospects {
        let asked = asked_of(place);
        let known = |ability| how_well(&person.known, ability).map_or(0, |how_well| how_well.hundredths());
        Prospects {
            skill: asked.iter().map(|ability| u32::from(known(*ability))).sum(),
            asked: u32::try_from(asked.len()).expect("few abilities are asked for"),
            busy: person.busy[place.work.media.index()],
            capacity: person.capacity(place.work.media, &self.limits),
        }
    }
}

/// What is asked for, whether anybody must have it or not.
fn asked_of(place: &Place) -> AbilitySet {
    let expression = place.wishes.as_ref().and_then(|wishes| wishes.expression.as_ref());
    let mut asked: AbilitySet = match expression {
        Some((_, terms)) => terms.mentioned().into_iter().collect(),
        None => place.skills.clone(),
    };
    asked.extend(place.language);
    asked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_knows_more_is_expected_to_do_better_and_so_is_who_has_less_to_do() {
        let score = |skill, asked, busy, capacity| Prospects { skill, asked, busy, capacity }.score();
        assert_eq!(score(0, 0, 0, 1), 100, "nothing is asked for, and the agent is free");
        assert_eq!(score(500, 1, 0, 4), 100);
        assert_eq!(score(500, 1, 2, 4), 87);
        assert_eq!(score(250, 1, 0, 4), 62);
        assert_eq!(score(500, 2, 0, 4), 62, "one of two");
        assert_eq!(score(0, 3, 4, 4), 0);
        assert_eq!(score(0, 3, 0, 0), 0, "who may do nothing is not free");
    }
}
