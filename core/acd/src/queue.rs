//! A queue as routing sees it.

use std::collections::BTreeSet;

use eyeline_model::{Duration, GroupId, PerMedia, QueueId, Search};

use crate::{
    Band, DirectRouting, EvaluationMethod, LastAgentMode, Overflow, PreferredRule, RoutingMethod,
    ScoringMethod, ServiceLevelSettings,
    index::{AbilityAt, GroupAt, QueueAt},
    line::Line,
    page::{self, RINGS, Signature},
};

/// What a queue's administrator has set that matters to routing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QueueSettings {
    /// How what waits is ranked.
    pub scoring: ScoringMethod,
    /// How an agent is chosen among those who may have it.
    pub evaluation: EvaluationMethod,
    /// How an agent is looked for when nobody in particular is wanted.
    pub method: RoutingMethod,
    /// How long an offer rings.
    pub alerting_timeout: PerMedia<Duration>,
    /// The stages in which preferred agents are asked; without any, nobody is preferred.
    pub preferred_rules: Vec<PreferredRule>,
    /// Within a stage the preferred agent of the highest score is asked first, not the longest idle. Genesys'
    /// help says both in different places.
    pub score_first: bool,
    /// A stage in which nobody is on queue and answers is over at once. Genesys waits it out.
    pub skip_when_none_reachable: bool,
    /// Whether whoever spoke with the customer last is asked first; not while agents are preferred, and not with
    /// conditional routing.
    pub last_agent: LastAgentMode,
    /// How conversations are treated that ask for one very agent; without, as if they did not.
    pub direct: Option<DirectRouting>,
    /// How long a callback waits for its owner: 1 to 168 hours.
    pub owned_for: Duration,
    /// The groups whose people are members.
    pub member_groups: BTreeSet<GroupId>,
    /// Where to go when the line is too long.
    pub overflow: PerMedia<Option<Overflow>>,
    /// At which length of the line somebody should hear of it, and at which not any more.
    pub depth_alert: PerMedia<Option<Band<usize>>>,
    /// What is promised, and what counts.
    pub service_level: PerMedia<ServiceLevelSettings>,
}

impl Default for QueueSettings {
    fn default() -> Self {
        Self {
            scoring: ScoringMethod::default(),
            evaluation: EvaluationMethod::default(),
            method: RoutingMethod::default(),
            alerting_timeout: PerMedia::default(),
            preferred_rules: Vec::new(),
            score_first: false,
            skip_when_none_reachable: false,
            last_agent: LastAgentMode::default(),
            direct: None,
            owned_for: Self::OWNED_FOR,
            member_groups: BTreeSet::new(),
            overflow: PerMedia::default(),
            depth_alert: PerMedia::default(),
            service_level: PerMedia::default(),
        }
    }
}

impl QueueSettings {
    /// How long a callback waits for its owner if nothing else is set: a day, our choice.
    pub const OWNED_FOR: Duration = Duration::from_secs(24 * 3_600);

    /// Every group that makes its people members, and the ring in which they are then.
    pub(crate) fn groups(&self) -> impl Iterator<Item = (GroupId, u8)> {
        let (rings, rules) = match &self.method {
            RoutingMethod::Standard | RoutingMethod::Predictive(_) => (&[][..], &[][..]),
            RoutingMethod::Bullseye(rings) => (&rings[..], &[][..]),
            RoutingMethod::Conditional(rules) => (&[][..], &rules[..]),
        };
        let in_rings = (1..=u8::MAX).zip(rings);
        let in_rings = in_rings.flat_map(|(ring, of)| of.groups.iter().map(move |group| (*group, ring)));
        let in_rules = rules.iter().flat_map(|rule| rule.groups.iter().map(|group| (*group, 1)));
        self.member_groups.iter().map(|group| (*group, 1)).chain(in_rings).chain(in_rules)
    }

    /// Whether skills do not matter while the search is at this stage.
    pub(crate) fn disregards_skills(&self, search: &Search) -> bool {
        let RoutingMethod::Predictive(predictive) = &self.method else { return false };
        !predictive.respects_skills && matches!(search, Search::Predictive { .. })
    }

    /// The rings, if the queue has such.
    pub(crate) fn rings(&self) -> &[crate::Ring] {
        match &self.method {
            RoutingMethod::Bullseye(rings) => rings,
            RoutingMethod::Standard | RoutingMethod::Conditional(_) | RoutingMethod::Predictive(_) => &[],
        }
    }
}

/// A queue.
#[derive(Debug)]
pub(crate) struct Queue {
    pub(crate) id: QueueId,
    pub(crate) settings: QueueSettings,
    /// The groups whose people are members, and in which ring.
    pub(crate) groups: Vec<(GroupAt, u8)>,
    /// What is not asked for any more in each ring, counted from the first.
    pub(crate) removed: Vec<Vec<AbilityAt>>,
    /// How many members are in each ring.
    pub(crate) in_ring: [u32; RINGS],
    pub(crate) lines: PerMedia<Line>,
}

impl Queue {
    /// The ring of somebody who joined in ring `joined` (0: did not) and belongs to `groups`; 0 if no member.
    pub(crate) fn ring(&self, joined: u8, groups: &[GroupAt]) -> u8 {
        let by_group = self.groups.iter().filter(|(group, _)| groups.contains(group)).map(|(_, ring)| *ring);
        by_group.chain((joined > 0).then_some(joined)).min().unwrap_or(0)
    }

    /// The seats in the queue's rings up to this one, as far as somebody has such a seat.
    pub(crate) fn seats(&self, at: QueueAt, up_to: u8) -> Signature {
        let rings = (1..=RINGS as u8).take(page::ring_index(up_to) + 1);
        let taken = rings.filter(|ring| self.in_ring[page::ring_index(*ring)] > 0);
        Signature::default().and_seats(taken.map(|ring| (at, ring)))
    }

    /// What is not asked for any more in a ring, counted from one.
    pub(crate) fn removed_in(&self, ring: u8) -> &[AbilityAt] {
        let before = usize::from(ring).saturating_sub(1).min(self.removed.len().saturating_sub(1));
        self.removed.get(before).map_or(&[], |removed| removed)
    }
}
