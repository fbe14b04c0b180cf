//! How a queue looks for agents, and where it sends what it cannot hold.

use std::collections::{BTreeMap, BTreeSet};

use eyeline_acd::{
    Band, ConditionalRule, DirectRouting, EvaluationMethod, LastAgentMode, Overflow, QueueSettings, Ring,
    RoutingMethod, ServiceLevelSettings,
};
use eyeline_model::{Duration, GroupId, PerMedia, QueueId};
use serde::{Deserialize, Serialize};

use crate::Queue;

/// How a queue looks for agents, and where it sends what it cannot hold.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct QueueRouting {
    /// How an agent is chosen among those who may have it.
    pub evaluation: EvaluationMethod,
    /// How an agent is looked for when nobody in particular is wanted.
    pub method: RoutingMethod,
    /// Within a stage the preferred agent of the highest score is asked first, not the longest idle.
    pub score_first: bool,
    /// A stage of preferred agents in which nobody is on queue and answers is over at once.
    pub skip_when_none_reachable: bool,
    /// Whether whoever spoke with the customer last is asked first.
    pub last_agent: LastAgentMode,
    /// How conversations are treated that ask for one very agent; without, as if they did not.
    pub direct: Option<DirectRouting>,
    /// How long a callback waits for its owner: 1 to 168 hours.
    pub owned_for: Duration,
    /// The groups whose people are members.
    pub member_groups: BTreeSet<GroupId>,
    /// Where to go when the line is too long.
    pub overflow: PerMedia<Option<OverflowRule>>,
    /// At which length of the line somebody should hear of it, and at which not any more.
    pub depth_alert: PerMedia<Option<Band<usize>>>,
    /// What counts for the service level.
    pub service_level: PerMedia<ServiceLevelCounting>,
}

/// Where a line sends what it cannot hold. Nobody is sent to a queue in which they have been on the same medium, so
/// that nobody goes in circles.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OverflowRule {
    /// Into which queue.
    pub to: QueueId,
    /// What goes there is a callback, whatever it was here; it keeps its time in line. Otherwise waiting begins anew.
    #[serde(default)]
    pub as_callback: bool,
    /// By how many wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depth: Option<Band<usize>>,
    /// By how long the longest has waited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<Band<Duration>>,
}

/// What counts for a service level (`configure-the-service-level-calculation`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ServiceLevelCounting {
    /// Whoever went elsewhere unanswered counts as not answered in time.
    pub includes_flow_outs: bool,
    /// Whoever gave up does not count.
    pub excludes_abandons: bool,
    /// Whoever gave up within this time does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excludes_abandons_within: Option<Duration>,
}

impl Default for QueueRouting {
    /// Among all members at once, by all skills, the longest idle; nothing overflows.
    fn default() -> Self {
        Self {
            evaluation: EvaluationMethod::default(),
            method: RoutingMethod::default(),
            score_first: false,
            skip_when_none_reachable: false,
            last_agent: LastAgentMode::default(),
            direct: None,
            owned_for: QueueSettings::OWNED_FOR,
            member_groups: BTreeSet::new(),
            overflow: PerMedia::default(),
            depth_alert: PerMedia::default(),
            service_level: PerMedia::default(),
        }
    }
}

impl QueueRouting {
    pub(crate) fn rings(&self) -> &[Ring] {
        match &self.method {
            RoutingMethod::Bullseye(rings) => rings,
            RoutingMethod::Standard | RoutingMethod::Conditional(_) | RoutingMethod::Predictive(_) => &[],
        }
    }

    pub(crate) fn rings_mut(&mut self) -> &mut [Ring] {
        match &mut self.method {
            RoutingMethod::Bullseye(rings) => rings,
            RoutingMethod::Standard | RoutingMethod::Conditional(_) | RoutingMethod::Predictive(_) => &mut [],
        }
    }

    pub(crate) fn rules(&self) -> &[ConditionalRule] {
        match &self.method {
            RoutingMethod::Conditional(rules) => rules,
            RoutingMethod::Standard | RoutingMethod::Bullseye(_) | RoutingMethod::Predictive(_) => &[],
        }
    }

    /// The groups that it names.
    pub(crate) fn groups(&self) -> impl Iterator<Item = GroupId> {
        let rings = self.rings().iter().flat_map(|ring| &ring.groups);
        let rules = self.rules().iter().flat_map(|rule| &rule.groups);
        self.member_groups.iter().chain(rings).chain(rules).copied()
    }

    /// The groups whose people are members, and the ring in which they are then.
    pub(crate) fn rings_of_groups(&self) -> BTreeMap<GroupId, u8> {
        let in_rings = (1..=u8::MAX).zip(self.rings());
        let in_rings = in_rings.flat_map(|(ring, of)| of.groups.iter().map(move |group| (*group, ring)));
        let in_rules = self.rules().iter().flat_map(|rule| &rule.groups);
        let in_first = self.member_groups.iter().chain(in_rules).map(|group| (*group, 1));
        let mut rings = BTreeMap::new();
        for (group, ring) in in_first.chain(in_rings) {
            rings.entry(group).or_insert(ring);
        }
        rings
    }

    /// The other queues that it names.
    pub(crate) fn queues(&self) -> impl Iterator<Item = QueueId> {
        let overflow = [self.overflow.message, self.overflow.callback];
        let overflow = overflow.into_iter().flatten().map(|rule| rule.to);
        let backup = self.direct.and_then(|direct| direct.backup_queue);
        self.rules().iter().filter_map(|rule| rule.queue).chain(overflow).chain(backup)
    }
}

impl Queue {
    /// The queue as routing sees it.
    pub(crate) fn routing_settings(&self) -> QueueSettings {
        let routing = &self.routing;
        QueueSettings {
            scoring: self.scoring,
            evaluation: routing.evaluation,
            method: routing.method.clone(),
            alerting_timeout: PerMedia::from_fn(|media| self.media[media].alerting_timeout),
            preferred_rules: self.preferred_rules.clone(),
            score_first: routing.score_first,
            skip_when_none_reachable: routing.skip_when_none_reachable,
            last_agent: routing.last_agent,
            direct: routing.direct,
            owned_for: routing.owned_for,
            member_groups: routing.member_groups.clone(),
            overflow: PerMedia::from_fn(|media| {
                let OverflowRule { to, depth, wait, .. } = routing.overflow[media]?;
                Some(Overflow { to, depth, wait })
            }),
            depth_alert: routing.depth_alert,
            service_level: PerMedia::from_fn(|media| {
                let counting = routing.service_level[media];
                ServiceLevelSettings {
                    within: self.media[media].service_level.within,
                    includes_flow_outs: counting.includes_flow_outs,
                    excludes_abandons: counting.excludes_abandons,
                    excludes_abandons_within: counting.excludes_abandons_within,
                }
            }),
        }
    }
}
