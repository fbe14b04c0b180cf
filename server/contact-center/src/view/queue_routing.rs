//! How a queue looks for agents, in the vendor's words.

use std::collections::BTreeSet;

use eyeline_acd::{
    Band, ConditionalRule, EvaluationMethod, LastAgentMode, Metric, Operator, PredictiveRouting,
    PreferredAgents, PreferredRule, Ring, RoutingMethod,
};
use eyeline_contact_center::{Configuration, OverflowRule, Queue, QueueRouting};
use eyeline_genesys::{
    EntityRef,
    queue_routing::{self as wire, ConditionMetric, ConditionOperator, ExpansionKind, RuleOperator},
    routing::{self, SkillEvaluationMethod},
};
use eyeline_model::{Duration, GroupId, Media};

use crate::view::routing::{self as routing_view, skill_named};

/// Adds to a queue what it says of routing.
pub(crate) fn add(shown: &mut routing::Queue, queue: &Queue, configuration: &Configuration) {
    let QueueRouting { evaluation, method, last_agent, direct, owned_for, member_groups, .. } =
        &*queue.routing;
    shown.skill_evaluation_method = Some(match evaluation {
        EvaluationMethod::AllSkills => SkillEvaluationMethod::All,
        EvaluationMethod::BestSkills { .. } => SkillEvaluationMethod::Best,
        EvaluationMethod::NoSkills => SkillEvaluationMethod::None,
    });
    shown.routing_rules = Some(queue.preferred_rules.iter().map(preferred_rule).collect());
    match method {
        RoutingMethod::Standard | RoutingMethod::Predictive(_) => {}
        RoutingMethod::Bullseye(rings) => {
            let rings = rings.iter().map(|of| ring(of, configuration)).collect();
            shown.bullseye = Some(wire::Bullseye { rings });
        }
        RoutingMethod::Conditional(rules) => {
            let rules = rules.iter().map(|rule| conditional_rule(rule, configuration)).collect();
            shown.conditional_group_routing = Some(wire::ConditionalGroupRouting { rules });
        }
    }
    shown.last_agent_routing_mode = Some(match last_agent {
        LastAgentMode::Disabled => wire::LastAgentRoutingMode::Disabled,
        LastAgentMode::QueueMembersOnly => wire::LastAgentRoutingMode::QueueMembersOnly,
        LastAgentMode::AnyAgent => wire::LastAgentRoutingMode::AnyAgent,
    });
    shown.member_groups = Some(groups(member_groups, configuration));
    shown.direct_routing = direct.map(|direct| {
        Some(wire::DirectRouting {
            backup_queue_id: direct.backup_queue.map(|queue| queue.to_string()),
            wait_for_agent: Some(direct.wait.is_some()),
            agent_wait_seconds: direct.wait.map(|wait| wait.as_secs()),
        })
    });
    shown.agent_owned_routing = Some(wire::AgentOwnedRouting {
        enable_agent_owned_callbacks: Some(true),
        max_owned_callback_hours: Some(owned_for.as_secs() / 3_600),
    });
    shown.message_in_queue_flow = queue.in_queue_flows.message.map(|id| {
        let name = configuration.flows.get(&id).map(|flow| flow.name.clone());
        Some(EntityRef { name, ..EntityRef::to(id.to_string()) })
    });
    shown.eyeline = Some(extension(&queue.routing));
}

fn preferred_rule(rule: &PreferredRule) -> wire::RoutingRule {
    let (operator, threshold) = match rule.who {
        PreferredAgents::Any => (RuleOperator::Any, None),
        PreferredAgents::Scored { at_least } => (RuleOperator::MeetsThreshold, Some(i64::from(at_least))),
    };
    wire::RoutingRule { operator, threshold, wait_seconds: Some(seconds(rule.wait)) }
}

fn ring(ring: &Ring, configuration: &Configuration) -> wire::Ring {
    let skills = ring.removes.iter().map(|skill| skill_named(configuration, *skill));
    wire::Ring {
        expansion_criteria: vec![wire::ExpansionCriterium {
            kind: ExpansionKind::TimeoutSeconds,
            threshold: seconds(ring.wait),
        }],
        actions: wire::RingActions { skills_to_remove: skills.collect() },
        member_groups: groups(&ring.groups, configuration),
    }
}

fn conditional_rule(
    rule: &ConditionalRule,
    configuration: &Configuration,
) -> wire::ConditionalGroupRoutingRule {
    let (metric, condition_value) = match rule.metric {
        Metric::EstimatedWaitTime => (ConditionMetric::EstimatedWaitTime, rule.value as f64 / 1_000.0),
        Metric::ServiceLevel => (ConditionMetric::ServiceLevel, rule.value as f64 / 10.0),
    };
    wire::ConditionalGroupRoutingRule {
        queue: rule.queue.map(|id| routing_view::queue(configuration, id)),
        metric,
        operator: match rule.operator {
            Operator::LessThan => ConditionOperator::LessThan,
            Operator::AtMost => ConditionOperator::LessThanOrEqualTo,
            Operator::GreaterThan => ConditionOperator::GreaterThan,
            Operator::AtLeast => ConditionOperator::GreaterThanOrEqualTo,
        },
        condition_value,
        groups: groups(&rule.groups, configuration),
        wait_seconds: Some(seconds(rule.wait)),
    }
}

fn groups(groups: &BTreeSet<GroupId>, configuration: &Configuration) -> Vec<wire::MemberGroup> {
    let group = |id: &GroupId| wire::MemberGroup {
        id: id.to_string(),
        name: configuration.groups.get(id).map(|group| group.name.clone()),
        kind: Some(wire::GROUP.to_owned()),
    };
    groups.iter().map(group).collect()
}

fn extension(routing: &QueueRouting) -> wire::QueueExtension {
    let media = |media: Media| {
        let counting = routing.service_level[media];
        wire::MediaExtension {
            overflow: routing.overflow[media].map(|rule| Some(overflow(rule))),
            depth_alert: routing.depth_alert[media].map(|band| Some(depth(band))),
            service_level_includes_flow_outs: Some(counting.includes_flow_outs),
            service_level_excludes_abandons: Some(counting.excludes_abandons),
        }
    };
    wire::QueueExtension {
        evaluation_window: match routing.evaluation {
            EvaluationMethod::BestSkills { window } => Some(window),
            EvaluationMethod::AllSkills | EvaluationMethod::NoSkills => None,
        },
        score_first: Some(routing.score_first),
        skip_when_none_reachable: Some(routing.skip_when_none_reachable),
        predictive: match routing.method {
            RoutingMethod::Predictive(PredictiveRouting { timeout, respects_skills }) => {
                let (timeout_seconds, respect_skills) = (seconds(timeout), respects_skills);
                Some(Some(wire::Predictive { timeout_seconds, respect_skills }))
            }
            _ => None,
        },
        message: Some(media(Media::Message)),
        callback: Some(media(Media::Callback)),
    }
}

fn overflow(rule: OverflowRule) -> wire::Overflow {
    wire::Overflow {
        queue_id: rule.to.to_string(),
        as_callback: rule.as_callback,
        depth: rule.depth.map(depth),
        wait_seconds: rule
            .wait
            .map(|band| wire::Band { from: seconds(band.opens_at), to: seconds(band.closes_at) }),
    }
}

fn depth(band: Band<usize>) -> wire::Band {
    wire::Band { from: band.opens_at as f64, to: band.closes_at as f64 }
}

fn seconds(time: Duration) -> f64 {
    time.as_millis() as f64 / 1_000.0
}
