//! What routing knows of an agent.

use std::collections::{BTreeMap, BTreeSet};

use eyeline_model::{
    CommunicationId, LanguageId, PerMedia, QueueId, RoutingRequest, SkillId, Timestamp, UserId,
};

use crate::{Assignment, Proficiency, Utilization};

/// What an agent can do, as configured.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Abilities {
    /// What they can do, and how well.
    pub skills: BTreeMap<SkillId, Proficiency>,
    /// What they speak, and how well.
    pub languages: BTreeMap<LanguageId, Proficiency>,
    /// How much they do at once, where it differs from the default.
    pub utilization: Option<Utilization>,
}

/// What has become of an agent, beside the work they have.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AgentState {
    /// On queue since then; none when off queue.
    pub on_queue_since: Option<Timestamp>,
    /// Left an offer unanswered, and has not come back.
    pub not_responding: bool,
    /// When they were last offered something, or a session of such an offer ended. Presence does not change it.
    pub last_acd_at: Option<Timestamp>,
}

/// An agent. How busy they are follows from `assignments` and is kept nowhere else.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Agent {
    /// What they can do.
    pub abilities: Abilities,
    /// What has become of them.
    pub state: AgentState,
    /// The queues they have joined.
    pub queues: BTreeSet<QueueId>,
    /// What they have been given, by the offer's fence token.
    pub assignments: BTreeMap<CommunicationId, Assignment>,
}

impl Agent {
    /// The offer that rings on their desk; there is never more than one.
    pub fn alerting(&self) -> Option<CommunicationId> {
        self.assignments.iter().find(|(_, assignment)| assignment.is_alerting()).map(|(offer, _)| *offer)
    }

    /// How much they have on each medium: ringing, connected and in after-call work.
    pub fn busy(&self) -> PerMedia<usize> {
        let mut count = PerMedia::default();
        for assignment in self.assignments.values() {
            count[assignment.work.media] += 1;
        }
        count
    }

    /// How well they meet a request: the sum of their proficiencies in all it asks for, which compares like the mean;
    /// none if they lack any of it.
    pub(crate) fn skill(&self, request: &RoutingRequest) -> Option<u32> {
        let skills = request.skills.iter().map(|skill| self.abilities.skills.get(skill));
        let language = request.language.iter().map(|language| self.abilities.languages.get(language));
        skills.chain(language).map(|proficiency| proficiency.map(|p| u32::from(p.hundredths()))).sum()
    }

    /// Where and for what they are ready. An agent whose desk rings is ready for nothing: one offer at a time.
    pub(crate) fn readiness(&self, id: UserId, default: &Utilization) -> Option<Readiness> {
        let on_queue_since = self.state.on_queue_since?;
        if self.state.not_responding || self.alerting().is_some() {
            return None;
        }
        let utilization = self.abilities.utilization.as_ref().unwrap_or(default);
        let busy = self.busy();
        let idle = Idle { last_acd_at: self.state.last_acd_at, on_queue_since, agent: id };
        Some(Readiness { idle, media: PerMedia::from_fn(|media| utilization.has_room(&busy, media)) })
    }
}

/// What an agent is ready for, and their turn among those who are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Readiness {
    pub(crate) idle: Idle,
    pub(crate) media: PerMedia<bool>,
}

/// Whose turn it is among ready agents; the smaller has been idle for longer. Never having had anything comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Idle {
    pub(crate) last_acd_at: Option<Timestamp>,
    pub(crate) on_queue_since: Timestamp,
    pub(crate) agent: UserId,
}
