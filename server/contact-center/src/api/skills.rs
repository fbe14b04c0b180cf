//! Skills and languages: the organization's, and each user's.

use axum::{Json, extract::OriginalUri, http::StatusCode};
use eyeline_acd::Proficiency;
use eyeline_contact_center::{
    Command, Configuration, Language, Object, SetLanguages, SetSkills, Skill, User,
};
use eyeline_genesys::{
    EntityListing,
    routing::{RoutingLanguage, RoutingSkill, UserRoutingLanguage, UserRoutingSkill},
};
use eyeline_model::{LanguageId, SkillId, UserId};

use crate::{
    caller::Caller,
    draw::draw,
    listing::Page,
    permission::Rule,
    refused::{Reason, Refused},
    request::{At, Body, Params},
    routes::Routes,
    view::skill,
};

pub(super) fn routes(routes: Routes) -> Routes {
    let assign = Rule::All(&["routing:skill:assign"]);
    routes
        .get("/api/v2/routing/skills", Rule::Any(&["routing:skill:view"]), skills)
        .post(
            "/api/v2/routing/skills",
            Rule::Any(&["routing:skill:manage", "routing:skill:create"]),
            add_skill,
        )
        .get("/api/v2/routing/skills/{skill_id}", Rule::Any(&["routing:skill:view"]), one_skill)
        .get("/api/v2/routing/languages", Rule::SignedIn, languages)
        .post("/api/v2/routing/languages", Rule::Any(&["routing:skill:manage"]), add_language)
        .get("/api/v2/routing/languages/{language_id}", Rule::SignedIn, one_language)
        .get("/api/v2/users/{user_id}/routingskills", Rule::SignedIn, skills_of)
        .post("/api/v2/users/{user_id}/routingskills", assign, give_skill)
        .delete("/api/v2/users/{user_id}/routingskills/{skill_id}", assign, take_skill)
        .get("/api/v2/users/{user_id}/routinglanguages", Rule::SignedIn, languages_of)
        .post(
            "/api/v2/users/{user_id}/routinglanguages",
            Rule::Any(&["routing:skill:assign", "routing:language:assign"]),
            give_language,
        )
}

async fn skills(
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    params: Params,
) -> Result<Json<EntityListing<RoutingSkill>>, Refused> {
    let page = Page::of(&uri, &params)?;
    let shown = caller.organization.read(move |core| {
        let named = |skill: &&Skill| params.look_for(&skill.name);
        page.show(core.configuration().skills.values().filter(named).collect(), skill::skill)
    });
    shown.await.map(Json)
}

async fn languages(
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    params: Params,
) -> Result<Json<EntityListing<RoutingLanguage>>, Refused> {
    let page = Page::of(&uri, &params)?;
    let shown = caller.organization.read(move |core| {
        let named = |language: &&Language| params.look_for(&language.name);
        page.show(core.configuration().languages.values().filter(named).collect(), skill::language)
    });
    shown.await.map(Json)
}

async fn one_skill(caller: Caller, At(id): At<SkillId>) -> Result<Json<RoutingSkill>, Refused> {
    let found = caller.organization.read(move |core| core.configuration().skills.get(&id).cloned()).await?;
    Ok(Json(skill::skill(&found.ok_or(Reason::NotFound)?)))
}

async fn one_language(caller: Caller, At(id): At<LanguageId>) -> Result<Json<RoutingLanguage>, Refused> {
    let found =
        caller.organization.read(move |core| core.configuration().languages.get(&id).cloned()).await?;
    Ok(Json(skill::language(&found.ok_or(Reason::NotFound)?)))
}

async fn add_skill(caller: Caller, Body(wanted): Body<RoutingSkill>) -> Result<Json<RoutingSkill>, Refused> {
    let new = Skill { id: draw::<SkillId>(), name: name(wanted)? };
    caller.organization.send(Command::Configure(Object::Skill(new.clone()))).await?;
    Ok(Json(skill::skill(&new)))
}

async fn add_language(
    caller: Caller,
    Body(wanted): Body<RoutingLanguage>,
) -> Result<Json<RoutingLanguage>, Refused> {
    let new = Language { id: draw::<LanguageId>(), name: name(wanted)? };
    caller.organization.send(Command::Configure(Object::Language(new.clone()))).await?;
    Ok(Json(skill::language(&new)))
}

fn name(wanted: RoutingSkill) -> Result<String, Refused> {
    let name = wanted.name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    name.ok_or_else(|| Refused::invalid("name", "A name is required."))
}

/// Looks at a user.
async fn look<R: Send + 'static>(
    caller: &Caller,
    user: UserId,
    view: impl FnOnce(&User, &Configuration) -> R + Send + 'static,
) -> Result<R, Refused> {
    let seen = caller.organization.read(move |core| {
        let configuration = core.configuration();
        configuration.users.get(&user).map(|user| view(user, configuration))
    });
    Ok(seen.await?.ok_or(Reason::NotFound)?)
}

async fn skills_of(
    caller: Caller,
    At(user): At<UserId>,
    OriginalUri(uri): OriginalUri,
    params: Params,
) -> Result<Json<EntityListing<UserRoutingSkill>>, Refused> {
    let skills = look(&caller, user, |user, configuration| skill::skills_of(&user.skills, configuration));
    Ok(Json(Page::of(&uri, &params)?.cut(skills.await?)))
}

async fn languages_of(
    caller: Caller,
    At(user): At<UserId>,
    OriginalUri(uri): OriginalUri,
    params: Params,
) -> Result<Json<EntityListing<UserRoutingLanguage>>, Refused> {
    let languages =
        look(&caller, user, |user, configuration| skill::languages_of(&user.languages, configuration));
    Ok(Json(Page::of(&uri, &params)?.cut(languages.await?)))
}

async fn give_skill(
    caller: Caller,
    At(id): At<UserId>,
    Body(given): Body<UserRoutingSkill>,
) -> Result<Json<UserRoutingSkill>, Refused> {
    let given = (id_of::<SkillId>(given.id)?, proficiency(given.proficiency)?);
    let _turn = caller.organization.turn_to_edit().await;
    let mut skills = look(&caller, id, |user, _| user.skills.clone()).await?;
    skills.extend([given]);
    caller.organization.send(Command::SetSkills(SetSkills { user: id, skills })).await?;
    let shown = look(&caller, id, move |_, configuration| skill::skills_of(&[given].into(), configuration));
    shown.await?.pop().map(Json).ok_or(Refused(Reason::Internal))
}

async fn take_skill(caller: Caller, At((id, skill)): At<(UserId, SkillId)>) -> Result<StatusCode, Refused> {
    let _turn = caller.organization.turn_to_edit().await;
    let mut skills = look(&caller, id, |user, _| user.skills.clone()).await?;
    skills.remove(&skill).ok_or(Reason::NotFound)?;
    caller.organization.send(Command::SetSkills(SetSkills { user: id, skills })).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn give_language(
    caller: Caller,
    At(id): At<UserId>,
    Body(given): Body<UserRoutingLanguage>,
) -> Result<Json<UserRoutingLanguage>, Refused> {
    let given = (id_of::<LanguageId>(given.id)?, proficiency(given.proficiency)?);
    let _turn = caller.organization.turn_to_edit().await;
    let mut languages = look(&caller, id, |user, _| user.languages.clone()).await?;
    languages.extend([given]);
    caller.organization.send(Command::SetLanguages(SetLanguages { user: id, languages })).await?;
    let shown =
        look(&caller, id, move |_, configuration| skill::languages_of(&[given].into(), configuration));
    shown.await?.pop().map(Json).ok_or(Refused(Reason::Internal))
}

fn id_of<T: std::str::FromStr>(id: Option<String>) -> Result<T, Refused> {
    id.and_then(|id| id.parse().ok()).ok_or_else(|| Refused::invalid("id", "An id is required."))
}

fn proficiency(stars: Option<f64>) -> Result<Proficiency, Refused> {
    let proficiency = stars.map_or(Some(Proficiency::default()), Proficiency::new);
    proficiency.ok_or_else(|| Refused::invalid("proficiency", "proficiency must be 0.0 to 5.0."))
}
