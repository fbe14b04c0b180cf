//! Why a conversation rings where it rings, or waits, with names.

use eyeline_acd::{Explanation, Formula, KeptAway, Method, Obstacle};
use eyeline_contact_center::{Configuration, ContactCenter};
use eyeline_conversation::{
    Conversation, DisconnectReason, Party, RoutingDecision, Session, Stage as SessionStage,
};
use eyeline_genesys::{DateTime, EntityRef};
use eyeline_model::{Candidate, LanguageId, QueueEntry, QueueId, RoutingRequest, SkillId, Timestamp, UserId};
use serde::Serialize;

use crate::view::word;

/// Why a conversation rings where it rings, or waits.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Explained {
    conversation_id: String,
    at: DateTime,
    /// Its stays in queues, oldest first.
    stays: Vec<Stay>,
}

/// A stay in a queue.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Stay {
    queue: EntityRef,
    media_type: &'static str,
    since: DateTime,
    until: Option<DateTime>,
    end: Option<StayEnd>,
    needs: Needs,
    decisions: Vec<Decision>,
    now: Option<Now>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum StayEnd {
    Answered,
    Abandoned,
    Transferred,
}

/// What is asked of an agent.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Needs {
    priority: i32,
    skills: Vec<EntityRef>,
    language: Option<EntityRef>,
    preferred: Vec<Preferred>,
    direct: Option<EntityRef>,
}

#[derive(Debug, Serialize)]
struct Preferred {
    agent: EntityRef,
    score: u8,
}

/// Whom it was offered to, and why.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Decision {
    at: DateTime,
    agent: EntityRef,
    found_by: Method,
    stage: u8,
    compared: u16,
    idle_since: Option<DateTime>,
    stars: f64,
    runner_up: Option<EntityRef>,
    looked_at: usize,
    candidates: Vec<Other>,
    kept_away: Vec<Kept>,
    end: Option<OfferEnd>,
    ended_at: Option<DateTime>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum OfferEnd {
    Answered,
    NoAnswer,
    Declined,
    Withdrawn,
}

/// Somebody who could have it, too.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Other {
    agent: EntityRef,
    idle_since: Option<DateTime>,
    stars: f64,
}

/// What keeps agents away.
#[derive(Debug, Serialize)]
struct Kept {
    by: &'static str,
    /// The skill or language that is lacking.
    of: Option<EntityRef>,
    count: usize,
    some: Vec<EntityRef>,
}

/// How it stands at the moment.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Now {
    position: Option<usize>,
    estimated_wait_seconds: Option<i64>,
    formula: Option<&'static str>,
    method: Method,
    stage: u8,
    until: Option<DateTime>,
    looked_at: usize,
    candidates: usize,
    first: Vec<EntityRef>,
    kept_away: Vec<Kept>,
}

/// Why a conversation rings where it rings, or waits; `conversation` may be closed.
pub(crate) fn explained(now: Timestamp, core: &ContactCenter, conversation: &Conversation) -> Explained {
    let names = Names { configuration: core.configuration(), conversation };
    let waiting = core.explain(now, conversation.id).map_or_else(Vec::new, |explained| explained.waiting);
    let stays = conversation.sessions().filter_map(|(participant, session)| {
        let Party::Acd(entry) = &participant.party else { return None };
        // A promise for later waits in no line yet.
        session.connected_at()?;
        let explanation = waiting.iter().find(|of| of.work.media == session.media());
        let explanation = explanation.filter(|_| session.stage.is_live());
        let now = explanation.map(|explanation| names.now(now, core, entry, explanation));
        Some(names.stay(session, entry, now))
    });
    Explained { conversation_id: conversation.id.to_string(), at: word::time(now), stays: stays.collect() }
}

/// A conversation, and the names of what is spoken of.
struct Names<'a> {
    configuration: &'a Configuration,
    conversation: &'a Conversation,
}

impl Names<'_> {
    fn stay(&self, session: &Session, entry: &QueueEntry, now: Option<Now>) -> Stay {
        let until = session.stage.disconnected_at();
        let decisions = self.conversation.decisions.iter().filter(|decision| {
            decision.media == session.media()
                && decision.queue == entry.request.queue
                && decision.at >= session.connected_at().unwrap_or(entry.enqueued_at)
                && until.is_none_or(|until| decision.at <= until)
        });
        let decisions: Vec<Decision> =
            decisions.map(|decision| self.decision(decision, &entry.request)).collect();
        let was_answered = || decisions.iter().any(|decision| decision.end == Some(OfferEnd::Answered));
        let end = session.stage.disconnect_reason().map(|reason| match reason {
            DisconnectReason::Transfer if was_answered() => StayEnd::Answered,
            DisconnectReason::Transfer => StayEnd::Transferred,
            _ => StayEnd::Abandoned,
        });
        Stay {
            queue: queue(self.configuration, entry.request.queue),
            media_type: word::media_type(session.media()),
            since: word::time(entry.enqueued_at),
            until: until.map(word::time),
            end,
            needs: self.needs(&entry.request),
            decisions,
            now,
        }
    }

    fn needs(&self, request: &RoutingRequest) -> Needs {
        let preferred = request.preferred.iter();
        Needs {
            priority: request.priority,
            skills: request.skills.iter().map(|skill| skill_named(self.configuration, *skill)).collect(),
            language: request.language.map(|language| language_named(self.configuration, language)),
            preferred: preferred
                .map(|preferred| Preferred { agent: self.agent(preferred.agent), score: preferred.score })
                .collect(),
            direct: request.direct.map(|direct| self.agent(direct)),
        }
    }

    fn decision(&self, decision: &RoutingDecision, request: &RoutingRequest) -> Decision {
        let offered = self.conversation.session(decision.offer).map(|(_, session)| session);
        let (end, ended_at) = offered.and_then(offer_end).unzip();
        let asked = asked(request);
        Decision {
            at: word::time(decision.at),
            agent: self.agent(decision.agent),
            found_by: decision.found_by,
            stage: decision.stage,
            compared: decision.compared,
            idle_since: decision.idle_since.map(word::time),
            stars: stars(decision.skill, asked),
            runner_up: decision.runner_up.map(|agent| self.agent(agent)),
            looked_at: decision.looked_at,
            candidates: decision.others.iter().map(|candidate| self.other(candidate, asked)).collect(),
            kept_away: decision.kept_away.iter().map(|kept| self.kept(kept)).collect(),
            end,
            ended_at: ended_at.map(word::time),
        }
    }

    fn now(&self, now: Timestamp, core: &ContactCenter, entry: &QueueEntry, why: &Explanation) -> Now {
        let (id, media) = (why.work.conversation, why.work.media);
        let estimate = core.estimated_wait(now, entry.request.queue, media, Some(id));
        Now {
            position: core.position(id, media),
            estimated_wait_seconds: estimate.map(|estimate| estimate.wait.as_secs()),
            formula: estimate.map(|estimate| match estimate.formula {
                Formula::Simple => "SIMPLE",
                Formula::Abandon => "ABANDON",
            }),
            method: why.method,
            stage: why.stage,
            until: why.until.map(word::time),
            looked_at: why.looked_at,
            candidates: why.candidates,
            first: why.first.iter().map(|candidate| self.agent(candidate.agent)).collect(),
            kept_away: why.kept_away.iter().map(|kept| self.kept(kept)).collect(),
        }
    }

    fn other(&self, candidate: &Candidate, asked: usize) -> Other {
        Other {
            agent: self.agent(candidate.agent),
            idle_since: candidate.idle_since.map(word::time),
            stars: stars(candidate.skill, asked),
        }
    }

    fn kept(&self, kept: &KeptAway) -> Kept {
        let of = match kept.by {
            Obstacle::LacksSkill(skill) => Some(skill_named(self.configuration, skill)),
            Obstacle::LacksLanguage(language) => Some(language_named(self.configuration, language)),
            _ => None,
        };
        let some = kept.some.iter().map(|agent| self.agent(*agent)).collect();
        Kept { by: obstacle(kept.by), of, count: kept.count, some }
    }

    fn agent(&self, id: UserId) -> EntityRef {
        agent(self.configuration, id)
    }
}

/// What became of an offer, and when; none while it rings.
fn offer_end(session: &Session) -> Option<(OfferEnd, Timestamp)> {
    if let Some(at) = session.connected_at() {
        return Some((OfferEnd::Answered, at));
    }
    let at = session.stage.disconnected_at()?;
    Some(match session.stage {
        SessionStage::Disconnected { reason: DisconnectReason::Timeout, .. } => (OfferEnd::NoAnswer, at),
        SessionStage::Disconnected { reason: DisconnectReason::Client, .. } => (OfferEnd::Declined, at),
        _ => (OfferEnd::Withdrawn, at),
    })
}

/// Of how many proficiencies a decision's skill is the sum.
fn asked(request: &RoutingRequest) -> usize {
    request.skills.len() + usize::from(request.language.is_some())
}

/// The mean proficiency, 0 to 5; `sum` is in hundredths of a star.
fn stars(sum: u32, asked: usize) -> f64 {
    if asked == 0 { 0.0 } else { f64::from(sum) / 100.0 / asked as f64 }
}

pub(crate) fn queue(configuration: &Configuration, id: QueueId) -> EntityRef {
    named(id.to_string(), configuration.queues.get(&id).map(|queue| queue.name.as_str()))
}

pub(crate) fn agent(configuration: &Configuration, id: UserId) -> EntityRef {
    named(id.to_string(), configuration.users.get(&id).map(|user| user.name.reveal().as_str()))
}

pub(crate) fn skill_named(configuration: &Configuration, id: SkillId) -> EntityRef {
    named(id.to_string(), configuration.skills.get(&id).map(|skill| skill.name.as_str()))
}

fn language_named(configuration: &Configuration, id: LanguageId) -> EntityRef {
    named(id.to_string(), configuration.languages.get(&id).map(|language| language.name.as_str()))
}

/// A thing that is no more has no name.
fn named(id: String, name: Option<&str>) -> EntityRef {
    let reference = EntityRef::to(id);
    match name {
        Some(name) => reference.named(name),
        None => reference,
    }
}

const fn obstacle(by: Obstacle) -> &'static str {
    match by {
        Obstacle::NotNamed => "not_named",
        Obstacle::NotAMember => "not_a_member",
        Obstacle::BelowRing => "below_ring",
        Obstacle::NotInGroups => "not_in_groups",
        Obstacle::OffQueue => "off_queue",
        Obstacle::NotResponding => "not_responding",
        Obstacle::Alerting => "alerting",
        Obstacle::NoCapacity => "no_capacity",
        Obstacle::NoLabelCapacity => "no_label_capacity",
        Obstacle::LacksSkill(_) => "lacks_skill",
        Obstacle::LacksLanguage(_) => "lacks_language",
        Obstacle::FailsExpression => "fails_expression",
    }
}
