//! Settings that can be met, and those that are refused.

use std::collections::BTreeMap;

use eyeline_acd::{
    Band, ConditionalRule, EvaluationMethod, PredictiveRouting, PreferredAgents, Ring, RoutingMethod,
    Utilization,
};
use eyeline_flow::FlowKind;
use eyeline_model::{Duration, LabelId, Media};

use crate::{Backup, ContactCenter, Object, ObjectKey, Queue, Refusal, User, in_queue::in_queue_kind};

impl ContactCenter {
    /// Refuses what refers to something unknown, or is out of range.
    pub(crate) fn check(&self, object: &Object) -> Result<(), Refusal> {
        match object {
            Object::Organization(organization) => check_utilization(&organization.utilization),
            Object::Routing(routing) => self.check_label_limits(&routing.label_limits),
            Object::Label(_)
            | Object::Skill(_)
            | Object::Language(_)
            | Object::WrapUpCode(_)
            | Object::Group(_) => Ok(()),
            // Looked at where it is published.
            Object::Flow(_) => Ok(()),
            Object::Deployment(deployment) => {
                self.known(ObjectKey::Queue(deployment.queue))?;
                deployment.flow.map_or(Ok(()), |flow| self.check_flow(flow, FlowKind::is_written_entry))
            }
            Object::Queue(queue) => self.check_queue(queue),
            Object::User(user) => self.check_user(user),
            Object::Membership(membership) => {
                self.known(ObjectKey::Queue(membership.queue))?;
                self.known(ObjectKey::User(membership.user))?;
                let fits = (1..=Ring::LIMIT).contains(&usize::from(membership.ring));
                if fits { Ok(()) } else { Err(Refusal::OutOfRange("ring")) }
            }
        }
    }

    fn check_user(&self, user: &User) -> Result<(), Refusal> {
        user.skills.keys().try_for_each(|skill| self.known(ObjectKey::Skill(*skill)))?;
        user.languages.keys().try_for_each(|language| self.known(ObjectKey::Language(*language)))?;
        user.groups.iter().try_for_each(|group| self.known(ObjectKey::Group(*group)))?;
        match user.backup {
            Some(Backup::Agent(agent)) => self.known(ObjectKey::User(agent))?,
            Some(Backup::Queue(queue)) => self.known(ObjectKey::Queue(queue))?,
            None => {}
        }
        user.label_limits.as_ref().map_or(Ok(()), |limits| self.check_label_limits(limits))?;
        user.utilization.as_ref().map_or(Ok(()), check_utilization)
    }

    fn check_label_limits(&self, limits: &BTreeMap<LabelId, u8>) -> Result<(), Refusal> {
        limits.keys().try_for_each(|label| self.known(ObjectKey::Label(*label)))?;
        let fits = |limit: &u8| *limit <= Utilization::CAPACITY_LIMIT;
        if limits.values().all(fits) { Ok(()) } else { Err(Refusal::OutOfRange("capacity")) }
    }

    fn check_queue(&self, queue: &Queue) -> Result<(), Refusal> {
        queue.wrap_up_codes.iter().try_for_each(|code| self.known(ObjectKey::WrapUpCode(*code)))?;
        for media in Media::ALL {
            let settings = &queue.media[media];
            check_range("alerting timeout", settings.alerting_timeout, (7, 900))?;
            if let Some(flow) = queue.in_queue_flows[media] {
                self.check_flow(flow, |kind| kind == in_queue_kind(media))?;
            }
            check_range("service level", settings.service_level.within, (0, 86_400))?;
            if settings.service_level.percent > 100 {
                return Err(Refusal::OutOfRange("service level"));
            }
        }
        if let Some(timeout) = queue.after_call_work.timeout() {
            check_range("after-call work timeout", timeout, (1, 3_600))?;
        }
        self.check_routing(queue)?;
        check_preferred_rules(queue)
    }

    fn check_routing(&self, queue: &Queue) -> Result<(), Refusal> {
        let routing = &queue.routing;
        for other in routing.queues() {
            self.known(ObjectKey::Queue(other))?;
        }
        for group in routing.groups() {
            self.known(ObjectKey::Group(group))?;
        }
        let skills = routing.rings().iter().flat_map(|ring| &ring.removes);
        skills.into_iter().try_for_each(|skill| self.known(ObjectKey::Skill(*skill)))?;
        let fits = |what, fits: bool| if fits { Ok(()) } else { Err(Refusal::OutOfRange(what)) };
        fits("rings", routing.rings().len() <= Ring::LIMIT)?;
        let removes = |ring: &Ring| ring.removes.len() <= Ring::SKILLS_LIMIT;
        fits("removed skills", routing.rings().iter().all(removes))?;
        fits("conditional rules", routing.rules().len() <= ConditionalRule::LIMIT)?;
        let waits = routing.rings().iter().map(|ring| ring.wait);
        for wait in waits.chain(routing.rules().iter().map(|rule| rule.wait)) {
            check_range("wait of a ring or rule", wait, (0, 86_400))?;
        }
        if let RoutingMethod::Predictive(predictive) = &routing.method {
            check_range("predictive time-out", predictive.timeout, PredictiveRouting::TIMEOUT_S)?;
        }
        if let EvaluationMethod::BestSkills { window } = routing.evaluation {
            fits("evaluation window", (1..=WINDOW_LIMIT).contains(&window))?;
        }
        if let Some(wait) = routing.direct.and_then(|direct| direct.wait) {
            check_range("wait for the agent asked for", wait, (60, 864_000))?;
        }
        check_range("wait for the owner", routing.owned_for, (3_600, 168 * 3_600))?;
        for media in Media::ALL {
            let alert = routing.depth_alert[media];
            fits("depth alert", alert.is_none_or(|band| band.closes_at < band.opens_at))?;
            let Some(rule) = routing.overflow[media] else { continue };
            fits("overflow queue", rule.to != queue.id)?;
            fits("overflow depth", rule.depth.is_none_or(|band| band.closes_at < band.opens_at))?;
            fits("overflow wait", rule.wait.is_none_or(is_a_wait))?;
        }
        Ok(())
    }
}

/// The most agents among whom the best is looked for.
const WINDOW_LIMIT: usize = 10_000;

fn is_a_wait(band: Band<Duration>) -> bool {
    let within = Duration::ZERO..=Duration::from_secs(86_400);
    band.closes_at < band.opens_at && within.contains(&band.closes_at) && within.contains(&band.opens_at)
}

fn check_preferred_rules(queue: &Queue) -> Result<(), Refusal> {
    if queue.preferred_rules.len() > Queue::PREFERRED_RULES_LIMIT {
        return Err(Refusal::OutOfRange("preferred rules"));
    }
    for rule in &queue.preferred_rules {
        check_range("preferred rule's wait", rule.wait, (0, 86_400))?;
        if matches!(rule.who, PreferredAgents::Scored { at_least } if at_least > 100) {
            return Err(Refusal::OutOfRange("preferred rule's score"));
        }
    }
    Ok(())
}

fn check_utilization(utilization: &Utilization) -> Result<(), Refusal> {
    let fits = |media| utilization.0[media].capacity <= Utilization::CAPACITY_LIMIT;
    if Media::ALL.into_iter().all(fits) { Ok(()) } else { Err(Refusal::OutOfRange("capacity")) }
}

fn check_range(what: &'static str, value: Duration, (least_s, most_s): (i64, i64)) -> Result<(), Refusal> {
    let fits = (Duration::from_secs(least_s)..=Duration::from_secs(most_s)).contains(&value);
    if fits { Ok(()) } else { Err(Refusal::OutOfRange(what)) }
}
