//! What a request says of how a queue looks for agents.

use std::{collections::BTreeSet, str::FromStr};

use eyeline_acd::{
    Band, ConditionalRule, DirectRouting, EvaluationMethod, LastAgentMode, Metric, Operator,
    PredictiveRouting, PreferredAgents, PreferredRule, Ring, RoutingMethod,
};
use eyeline_contact_center::{OverflowRule, Queue, QueueRouting};
use eyeline_genesys::{
    EntityRef,
    queue_routing::{self as wire, ConditionMetric, ConditionOperator, LastAgentRoutingMode, RuleOperator},
    routing::{self, SkillEvaluationMethod},
};
use eyeline_model::{Duration, Media};

use crate::refused::Refused;

/// How long an agent who was asked for is waited for, if a request does not say.
const AGENT_WAIT: Duration = Duration::from_secs(60);
/// Whatever is longer makes no sense; what does, the core says.
const LONGEST_S: f64 = 30.0 * 86_400.0;

/// Changes what `wanted` says of routing; what it does not say stays.
pub(super) fn change(queue: &mut Queue, wanted: &routing::Queue) -> Result<(), Refused> {
    if let Some(rules) = &wanted.routing_rules {
        queue.preferred_rules = rules.iter().map(preferred_rule).collect::<Result<_, _>>()?;
    }
    let routing = &mut *queue.routing;
    if let Some(evaluation) = wanted.skill_evaluation_method {
        routing.evaluation = match (evaluation, routing.evaluation) {
            (SkillEvaluationMethod::All, _) => EvaluationMethod::AllSkills,
            (SkillEvaluationMethod::None, _) => EvaluationMethod::NoSkills,
            (SkillEvaluationMethod::Best, known @ EvaluationMethod::BestSkills { .. }) => known,
            (SkillEvaluationMethod::Best, _) => {
                EvaluationMethod::BestSkills { window: EvaluationMethod::WINDOW }
            }
        };
    }
    if let Some(method) = method(&routing.method, wanted)? {
        routing.method = method;
    }
    if let Some(mode) = wanted.last_agent_routing_mode {
        routing.last_agent = match mode {
            LastAgentRoutingMode::Disabled => LastAgentMode::Disabled,
            LastAgentRoutingMode::QueueMembersOnly => LastAgentMode::QueueMembersOnly,
            LastAgentRoutingMode::AnyAgent => LastAgentMode::AnyAgent,
        };
    }
    if let Some(groups) = &wanted.member_groups {
        routing.member_groups = group_ids(groups)?;
    }
    if let Some(given) = &wanted.direct_routing {
        routing.direct = given.as_ref().map(direct).transpose()?;
    }
    if let Some(hours) = wanted.agent_owned_routing.as_ref().and_then(|owned| owned.max_owned_callback_hours)
    {
        let hours = u8::try_from(hours);
        let hours = hours.map_err(|_| Refused::invalid("maxOwnedCallbackHours", "This is out of range."))?;
        routing.owned_for = Duration::from_secs(i64::from(hours) * 3_600);
    }
    if let Some(given) = &wanted.message_in_queue_flow {
        let flow = given.as_ref().map(|flow| id_of("messageInQueueFlow", flow));
        queue.in_queue_flows.message = flow.transpose()?;
    }
    if wanted.queue_flow.is_some() {
        return Err(Refused::invalid("queueFlow", "There are no calls yet that a flow could keep company."));
    }
    if wanted.email_in_queue_flow.is_some() {
        return Err(Refused::invalid("emailInQueueFlow", "There are no e-mails."));
    }
    wanted.eyeline.as_ref().map_or(Ok(()), |extension| extend(routing, extension))
}

fn preferred_rule(rule: &wire::RoutingRule) -> Result<PreferredRule, Refused> {
    let who = match rule.operator {
        RuleOperator::Any => PreferredAgents::Any,
        RuleOperator::MeetsThreshold => {
            let score = rule.threshold.and_then(|threshold| u8::try_from(threshold).ok());
            let at_least =
                score.ok_or_else(|| Refused::invalid("routingRules.threshold", "A score of 0 to 100."))?;
            PreferredAgents::Scored { at_least }
        }
    };
    Ok(PreferredRule {
        who,
        wait: seconds("routingRules.waitSeconds", rule.wait_seconds.unwrap_or_default())?,
    })
}

/// The method that a request asks for; none if it says nothing of it. An empty one switches off its own kind only.
fn method(known: &RoutingMethod, wanted: &routing::Queue) -> Result<Option<RoutingMethod>, Refused> {
    let rings = wanted.bullseye.as_ref().map(|bullseye| &bullseye.rings[..]);
    let rules = wanted.conditional_group_routing.as_ref().map(|conditional| &conditional.rules[..]);
    Ok(match (rings.unwrap_or_default(), rules.unwrap_or_default()) {
        ([], []) => match known {
            RoutingMethod::Bullseye(_) if rings.is_some() => Some(RoutingMethod::Standard),
            RoutingMethod::Conditional(_) if rules.is_some() => Some(RoutingMethod::Standard),
            _ => None,
        },
        _ if wanted.eyeline.as_ref().is_some_and(|eyeline| matches!(eyeline.predictive, Some(Some(_)))) => {
            let why = "A queue has either predictive, bullseye or conditional group routing.";
            return Err(Refused::invalid("eyeline.predictive", why));
        }
        (rings, []) => Some(RoutingMethod::Bullseye(rings.iter().map(ring).collect::<Result<_, _>>()?)),
        ([], rules) => {
            Some(RoutingMethod::Conditional(rules.iter().map(conditional_rule).collect::<Result<_, _>>()?))
        }
        (_, _) => {
            let why = "A queue has either bullseye or conditional group routing.";
            return Err(Refused::invalid("conditionalGroupRouting", why));
        }
    })
}

fn ring(ring: &wire::Ring) -> Result<Ring, Refused> {
    let wait = ring.expansion_criteria.first().map_or(0.0, |criterium| criterium.threshold);
    let skills = ring.actions.skills_to_remove.iter();
    Ok(Ring {
        wait: seconds("bullseye.rings.expansionCriteria.threshold", wait)?,
        removes: skills
            .map(|skill| id_of("bullseye.rings.actions.skillsToRemove", skill))
            .collect::<Result<_, _>>()?,
        groups: group_ids(&ring.member_groups)?,
    })
}

fn conditional_rule(rule: &wire::ConditionalGroupRoutingRule) -> Result<ConditionalRule, Refused> {
    const VALUE: &str = "conditionalGroupRouting.rules.conditionValue";
    let (metric, value) = match rule.metric {
        ConditionMetric::EstimatedWaitTime => {
            (Metric::EstimatedWaitTime, seconds(VALUE, rule.condition_value)?.as_millis())
        }
        ConditionMetric::ServiceLevel if (0.0..=100.0).contains(&rule.condition_value) => {
            (Metric::ServiceLevel, (rule.condition_value * 10.0).round() as i64)
        }
        ConditionMetric::ServiceLevel => {
            return Err(Refused::invalid(VALUE, "A share is 0 to 100 per cent."));
        }
    };
    let queue = rule.queue.as_ref().map(|queue| id_of("conditionalGroupRouting.rules.queue", queue));
    Ok(ConditionalRule {
        queue: queue.transpose()?,
        metric,
        operator: match rule.operator {
            ConditionOperator::LessThan => Operator::LessThan,
            ConditionOperator::LessThanOrEqualTo => Operator::AtMost,
            ConditionOperator::GreaterThan => Operator::GreaterThan,
            ConditionOperator::GreaterThanOrEqualTo => Operator::AtLeast,
        },
        value,
        groups: group_ids(&rule.groups)?,
        wait: seconds("conditionalGroupRouting.rules.waitSeconds", rule.wait_seconds.unwrap_or_default())?,
    })
}

fn direct(wanted: &wire::DirectRouting) -> Result<DirectRouting, Refused> {
    let waits = wanted.wait_for_agent.unwrap_or(wanted.agent_wait_seconds.is_some());
    let wait = match wanted.agent_wait_seconds {
        Some(given) => seconds("directRouting.agentWaitSeconds", given as f64)?,
        None => AGENT_WAIT,
    };
    let backup = wanted.backup_queue_id.as_deref();
    Ok(DirectRouting {
        wait: waits.then_some(wait),
        backup_queue: backup.map(|id| parsed("directRouting.backupQueueId", id)).transpose()?,
    })
}

/// What the vendor's queues do not have.
fn extend(routing: &mut QueueRouting, wanted: &wire::QueueExtension) -> Result<(), Refused> {
    if let (Some(wanted), EvaluationMethod::BestSkills { window }) =
        (wanted.evaluation_window, &mut routing.evaluation)
    {
        *window = wanted;
    }
    match &wanted.predictive {
        Some(Some(given)) => routing.method = predictive(given)?,
        Some(None) if matches!(routing.method, RoutingMethod::Predictive(_)) => {
            routing.method = RoutingMethod::Standard;
        }
        Some(None) | None => {}
    }
    routing.score_first = wanted.score_first.unwrap_or(routing.score_first);
    let skips = wanted.skip_when_none_reachable;
    routing.skip_when_none_reachable = skips.unwrap_or(routing.skip_when_none_reachable);
    for (media, wanted) in [(Media::Message, &wanted.message), (Media::Callback, &wanted.callback)] {
        let Some(wanted) = wanted else { continue };
        if let Some(given) = &wanted.overflow {
            routing.overflow[media] = given.as_ref().map(overflow).transpose()?;
        }
        if let Some(given) = wanted.depth_alert {
            let band = given.map(|band| depth("eyeline.depthAlert", band));
            routing.depth_alert[media] = band.transpose()?;
        }
        let counting = &mut routing.service_level[media];
        counting.includes_flow_outs =
            wanted.service_level_includes_flow_outs.unwrap_or(counting.includes_flow_outs);
        counting.excludes_abandons =
            wanted.service_level_excludes_abandons.unwrap_or(counting.excludes_abandons);
    }
    Ok(())
}

fn predictive(wanted: &wire::Predictive) -> Result<RoutingMethod, Refused> {
    let timeout = seconds("eyeline.predictive.timeoutSeconds", wanted.timeout_seconds)?;
    let respects_skills = wanted.respect_skills;
    Ok(RoutingMethod::Predictive(PredictiveRouting { timeout, respects_skills }))
}

fn overflow(wanted: &wire::Overflow) -> Result<OverflowRule, Refused> {
    const WAIT: &str = "eyeline.overflow.waitSeconds";
    let wait = wanted.wait_seconds.map(|band| {
        Ok::<_, Refused>(Band { opens_at: seconds(WAIT, band.from)?, closes_at: seconds(WAIT, band.to)? })
    });
    Ok(OverflowRule {
        to: parsed("eyeline.overflow.queueId", &wanted.queue_id)?,
        as_callback: wanted.as_callback,
        depth: wanted.depth.map(|band| depth("eyeline.overflow.depth", band)).transpose()?,
        wait: wait.transpose()?,
    })
}

fn depth(field: &'static str, band: wire::Band) -> Result<Band<usize>, Refused> {
    let whole = |value: f64| {
        let fits = value.fract() == 0.0 && (0.0..=1e6).contains(&value);
        if fits { Ok(value as usize) } else { Err(Refused::invalid(field, "A whole number, not negative.")) }
    };
    Ok(Band { opens_at: whole(band.from)?, closes_at: whole(band.to)? })
}

fn seconds(field: &'static str, seconds: f64) -> Result<Duration, Refused> {
    if (0.0..=LONGEST_S).contains(&seconds) {
        Ok(Duration::from_millis((seconds * 1_000.0).round() as i64))
    } else {
        Err(Refused::invalid(field, "This is out of range."))
    }
}

fn group_ids<I: FromStr + Ord>(groups: &[wire::MemberGroup]) -> Result<BTreeSet<I>, Refused> {
    if groups.iter().any(|group| group.kind.as_deref().is_some_and(|kind| kind != wire::GROUP)) {
        return Err(Refused::invalid(
            "memberGroups.type",
            "There are groups, and neither teams nor skill groups.",
        ));
    }
    groups.iter().map(|group| parsed("memberGroups", &group.id)).collect()
}

fn id_of<I: FromStr>(field: &'static str, of: &EntityRef) -> Result<I, Refused> {
    parsed(field, of.id.as_deref().unwrap_or_default())
}

fn parsed<I: FromStr>(field: &'static str, id: &str) -> Result<I, Refused> {
    id.parse().map_err(|_| Refused::invalid(field, "This is not an id."))
}
