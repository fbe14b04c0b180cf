//! Who and what there is in the organization.

use std::sync::Arc;

use super::{Arguments, Line, Outcome, by};
use crate::{AgentScorePair, Kind, List, PromptKind, User, Value};

pub(super) const TABLE: &[Line] = &[
    ("FindUser(email: String?) -> User", by(find_by_name)),
    ("FindUserById(id: String?) -> User", by(find_by_id)),
    ("FindUsersById(ids: String[]) -> User[]", by(find_users_by_id)),
    ("FindQueue(nameOrId: String?) -> Queue", by(find)),
    ("FindQueueById(id: String?) -> Queue", by(find_by_id)),
    ("FindSkill(nameOrId: String?) -> Skill", by(find)),
    ("FindLanguageSkill(nameOrId: String?) -> LanguageSkill", by(find)),
    ("FindGroup(nameOrId: String?) -> Group", by(find)),
    ("FindGroupById(id: String?) -> Group", by(find_by_id)),
    ("FindSchedule(nameOrId: String?) -> Schedule", by(find)),
    ("FindScheduleGroup(nameOrId: String?) -> ScheduleGroup", by(find)),
    ("FindEmergencyGroup(nameOrId: String?) -> EmergencyGroup", by(find)),
    ("FindWrapupCode(nameOrId: String?) -> WrapupCode", by(find)),
    ("FindUserPrompt(name: String?) -> Prompt", by(find_user_prompt)),
    ("FindSystemPrompt(name: String?) -> Prompt", by(find_system_prompt)),
    ("ToUser(username: String?) -> User", by(to_entry)),
    ("ToUser(user: User?) -> User", by(to_entry)),
    ("ToQueue(name: String?) -> Queue", by(to_entry)),
    ("ToQueue(queue: Queue?) -> Queue", by(to_entry)),
    ("ToGroup(name: String?) -> Group", by(to_entry)),
    ("ToGroup(group: Group?) -> Group", by(to_entry)),
    ("ToSkill(name: String?) -> Skill", by(to_entry)),
    ("ToSkill(skill: Skill?) -> Skill", by(to_entry)),
    ("ToLanguageSkill(name: String?) -> LanguageSkill", by(to_entry)),
    ("ToLanguageSkill(skill: LanguageSkill?) -> LanguageSkill", by(to_entry)),
    ("ToScheduleGroup(name: String?) -> ScheduleGroup", by(to_entry)),
    ("ToScheduleGroup(group: ScheduleGroup?) -> ScheduleGroup", by(to_entry)),
    ("ToWrapupCode(name: String?) -> WrapupCode", by(to_entry)),
    ("ToWrapupCode(code: WrapupCode?) -> WrapupCode", by(to_entry)),
    ("MakeAgentScorePair(agent: User?, score: Integer? 0..100) -> AgentScorePair", by(make_agent_score_pair)),
    (
        "MakeListAgentScorePair(agents: User[], scores: Integer[]) -> AgentScorePair[]",
        by(make_list_agent_score_pair),
    ),
    (
        "MakeListAgentScorePair(agents: User[], score: Integer? 0..100) -> AgentScorePair[]",
        by(make_list_agent_score_pair),
    ),
];

/// NOT_SET if there is none, or several by that name.
fn find(a: &Arguments<'_>) -> Outcome {
    let of = a.returns.kind;
    let directory = a.context.directory;
    let found = a.text_if_set(0).and_then(|text| {
        if is_id(&text) {
            return directory.by_id(of, &text).or_else(|| directory.by_name(of, &text));
        }
        directory.by_name(of, &text).or_else(|| directory.by_id(of, &text))
    });
    Ok(found.unwrap_or_else(|| a.not_set()))
}

/// Whether a text has the form of an id: a UUID.
fn is_id(text: &str) -> bool {
    let digits: Vec<usize> = text.trim().split('-').map(str::len).collect();
    digits == [8, 4, 4, 4, 12] && text.trim().chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}

fn find_by_id(a: &Arguments<'_>) -> Outcome {
    let found = a.text_if_set(0).and_then(|id| a.context.directory.by_id(a.returns.kind, &id));
    Ok(found.unwrap_or_else(|| a.not_set()))
}

fn find_by_name(a: &Arguments<'_>) -> Outcome {
    let found = a.text_if_set(0).and_then(|name| a.context.directory.by_name(a.returns.kind, &name));
    Ok(found.unwrap_or_else(|| a.not_set()))
}

/// As many users as ids, in their order; NOT_SET for those that nobody has, so that scores still fit.
fn find_users_by_id(a: &Arguments<'_>) -> Outcome {
    let user = |id: &Value| match id {
        Value::String(id) => a.context.directory.by_id(Kind::User, id),
        _ => None,
    };
    let users = a.values[0].items().iter().map(|id| user(id).unwrap_or(Value::NotSet(Kind::User)));
    Ok(List::new(Kind::User, users.collect()).into())
}

fn find_user_prompt(a: &Arguments<'_>) -> Outcome {
    prompt(a, PromptKind::User)
}

fn find_system_prompt(a: &Arguments<'_>) -> Outcome {
    prompt(a, PromptKind::System)
}

fn prompt(a: &Arguments<'_>, of: PromptKind) -> Outcome {
    let found = a.text_if_set(0).and_then(|name| a.context.directory.prompt(of, &name));
    Ok(found.map_or_else(|| a.not_set(), Value::Prompt))
}

/// What is named must exist: a conversion does not fail silently.
fn to_entry(a: &Arguments<'_>) -> Outcome {
    match &a.values[0] {
        Value::String(name) if !name.trim().is_empty() => {
            let of = a.returns.kind;
            let found = a.context.directory.by_name(of, name);
            found.ok_or_else(|| format!("the organization has no {} {name:?}", of.name()))
        }
        Value::String(_) | Value::NotSet(_) => Ok(a.not_set()),
        entry => Ok(entry.clone()),
    }
}

fn make_agent_score_pair(a: &Arguments<'_>) -> Outcome {
    Ok(pair(&a.values[0], &a.values[1]))
}

fn pair(agent: &Value, score: &Value) -> Value {
    let agent: Option<Arc<User>> = match agent {
        Value::User(agent) => Some(agent.clone()),
        _ => None,
    };
    let score = match score {
        Value::Integer(score) => u8::try_from(*score).ok(),
        _ => None,
    };
    Value::AgentScorePair(Arc::new(AgentScorePair { agent, score }))
}

/// One score for each agent, or one for all.
fn make_list_agent_score_pair(a: &Arguments<'_>) -> Outcome {
    let (agents, scores) = (a.values[0].items(), a.values[1].items());
    let one_for_all = !a.values[1].of().list;
    if !one_for_all && agents.len() != scores.len() {
        return Err(format!("there are {} agents and {} scores", agents.len(), scores.len()));
    }
    let outside = |score: &&Value| matches!(score, Value::Integer(score) if !(0..=100).contains(score));
    if let Some(Value::Integer(score)) = scores.iter().find(outside) {
        return Err(format!("a score lies between 0 and 100, and was {score}"));
    }
    let score = |index: usize| &scores[if one_for_all { 0 } else { index }];
    let pairs = agents.iter().enumerate().map(|(index, agent)| pair(agent, score(index)));
    Ok(List::new(Kind::AgentScorePair, pairs.collect()).into())
}
