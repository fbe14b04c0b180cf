//! Skills and languages, the organization's and a user's.

use std::collections::BTreeMap;

use eyeline_acd::Proficiency;
use eyeline_contact_center::{Configuration, Language, Skill};
use eyeline_genesys::routing::{
    RoutingLanguage, RoutingSkill, SkillState, UserRoutingLanguage, UserRoutingSkill,
};
use eyeline_model::{LanguageId, SkillId};

pub(crate) fn skill(skill: &Skill) -> RoutingSkill {
    entity(skill.id.to_string(), &skill.name, "/api/v2/routing/skills")
}

pub(crate) fn language(language: &Language) -> RoutingLanguage {
    entity(language.id.to_string(), &language.name, "/api/v2/routing/languages")
}

fn entity(id: String, name: &str, uri: &str) -> RoutingSkill {
    let self_uri = Some(format!("{uri}/{id}"));
    RoutingSkill {
        id: Some(id),
        name: Some(name.to_owned()),
        state: Some(SkillState::Active),
        date_modified: None,
        version: Some("1".to_owned()),
        self_uri,
    }
}

/// What a user can do.
pub(crate) fn skills_of(
    skills: &BTreeMap<SkillId, Proficiency>,
    configuration: &Configuration,
) -> Vec<UserRoutingSkill> {
    let one = |(id, proficiency): (&SkillId, &Proficiency)| UserRoutingSkill {
        id: Some(id.to_string()),
        name: configuration.skills.get(id).map(|skill| skill.name.clone()),
        proficiency: Some(proficiency.stars()),
        state: Some(SkillState::Active),
        skill_uri: Some(format!("/api/v2/routing/skills/{id}")),
        self_uri: None,
    };
    skills.iter().map(one).collect()
}

/// What a user speaks.
pub(crate) fn languages_of(
    languages: &BTreeMap<LanguageId, Proficiency>,
    configuration: &Configuration,
) -> Vec<UserRoutingLanguage> {
    let one = |(id, proficiency): (&LanguageId, &Proficiency)| UserRoutingLanguage {
        id: Some(id.to_string()),
        name: configuration.languages.get(id).map(|language| language.name.clone()),
        proficiency: Some(proficiency.stars()),
        state: Some(SkillState::Active),
        language_uri: Some(format!("/api/v2/routing/languages/{id}")),
        self_uri: None,
    };
    languages.iter().map(one).collect()
}
