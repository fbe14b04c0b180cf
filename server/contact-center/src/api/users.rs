//! People.

use std::sync::Arc;

use axum::{
    Json,
    extract::{OriginalUri, State},
};
use eyeline_contact_center::{Command, ContactCenter, Object, User};
use eyeline_genesys::{
    EntityListing,
    presence::SystemPresence,
    user::{self as wire, ServerDate},
};
use eyeline_model::UserId;
use eyeline_shell::{Secret, now};

use crate::{
    api::organization,
    caller::Caller,
    draw::draw,
    listing::Page,
    logins::{self, Login},
    oauth::{password, token},
    organization::Organization,
    permission::{Role, Rule},
    refused::{Reason, Refused},
    request::{At, Body, Params},
    routes::Routes,
    service::Shared,
    view::{self, presence, skill, user::Person, word},
};

/// Characters of a password at the least (NIST SP 800-63B §5.1.1.1).
const PASSWORD_CHARACTERS: usize = 8;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v2/users", Rule::SignedIn, list)
        .post("/api/v2/users", Rule::Any(&["directory:user:add"]), create)
        .get("/api/v2/users/me", Rule::SignedIn, me)
        .get("/api/v2/users/{user_id}", Rule::SignedIn, show)
}

async fn list(
    State(service): State<Shared>,
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    params: Params,
) -> Result<Json<EntityListing<wire::User>>, Refused> {
    let page = Page::of(&uri, &params)?;
    let organization = &caller.organization;
    let logins = logins::all(&service.store, &organization.cipher, organization.id).await?;
    let shown = organization.read(move |core| {
        let wanted: Vec<&str> = params.list("id").collect();
        let is_wanted = |user: &&User| wanted.is_empty() || wanted.contains(&user.id.to_string().as_str());
        let mut users: Vec<_> = core.configuration().users.values().filter(is_wanted).collect();
        users.sort_by_key(|user| user.name.reveal());
        page.show(users, |user| view(core, user, logins.get(&user.id), &params))
    });
    shown.await.map(Json)
}

pub(super) fn view(core: &ContactCenter, user: &User, login: Option<&Login>, params: &Params) -> wire::User {
    let person = Person { user, agent: core.agent(user.id), login, configuration: core.configuration() };
    view::user::user(person, &|name| params.has("expand", name))
}

async fn show(
    State(service): State<Shared>,
    caller: Caller,
    At(id): At<UserId>,
    params: Params,
) -> Result<Json<wire::User>, Refused> {
    found(&service, &caller, id, params).await.map(Json)
}

async fn found(service: &Shared, caller: &Caller, id: UserId, params: Params) -> Result<wire::User, Refused> {
    let login = login(service, caller, id).await?;
    let shown = caller.organization.read(move |core| {
        let user = core.configuration().users.get(&id)?;
        Some(view(core, user, login.as_ref(), &params))
    });
    Ok(shown.await?.ok_or(Reason::NotFound)?)
}

async fn login(service: &Shared, caller: &Caller, user: UserId) -> Result<Option<Login>, Refused> {
    let organization = &caller.organization;
    Ok(logins::of_user(&service.store, &organization.cipher, organization.id, user).await?)
}

async fn me(
    State(service): State<Shared>,
    caller: Caller,
    params: Params,
) -> Result<Json<wire::User>, Refused> {
    let id = caller.require_user()?;
    let login = login(&service, &caller, id).await?;
    let token = params.has("expand", "token").then(|| token::info(&caller));
    let shown = caller.organization.read(move |core| {
        let configuration = core.configuration();
        let wants = |name: &str| params.has("expand", name);
        let definitions =
            || SystemPresence::ALL.map(|system| presence::definition(system, "/api/v2/presencedefinitions"));
        let skills = || configuration.skills.values().map(skill::skill).collect();
        let languages = || configuration.languages.values().map(skill::language).collect();
        Some(wire::User {
            date: wants("date").then(|| ServerDate { current_date: Some(word::time(now())) }),
            organization: wants("organization").then(|| organization::view(configuration)),
            presence_definitions: wants("presencedefinitions").then(|| definitions().to_vec()),
            routing_skills: wants("routingskills").then(skills),
            routing_languages: wants("routinglanguages").then(languages),
            token,
            ..view(core, configuration.users.get(&id)?, login.as_ref(), &params)
        })
    });
    Ok(Json(shown.await?.ok_or(Reason::NotFound)?))
}

/// A new agent. Without a password they cannot sign in.
async fn create(
    State(service): State<Shared>,
    caller: Caller,
    Body(wanted): Body<wire::CreateUser>,
) -> Result<Json<wire::User>, Refused> {
    let (name, email) = (wanted.name.trim(), wanted.email.trim());
    if name.is_empty() {
        return Err(Refused::invalid("name", "A name is required."));
    }
    if !email.contains('@') {
        return Err(Refused::invalid("email", "An e-mail address is required."));
    }
    let password = wanted.password.unwrap_or_else(|| Secret::draw().reveal().to_owned());
    if password.chars().count() < PASSWORD_CHARACTERS {
        return Err(Refused::invalid(
            "password",
            format!("A password has at least {PASSWORD_CHARACTERS} characters."),
        ));
    }
    let user = User { login: Some(email.to_owned().into()), ..User::new(draw(), name) };
    let id = user.id;
    let login = Login { user: id, email: email.to_owned().into(), roles: vec![Role::Agent] };
    let hash = password::hash(password).await;
    // Whoever asks may hang up; a login without its user would keep the address taken for ever.
    let made = tokio::spawn(make(service.clone(), caller.organization.clone(), user, login, hash));
    made.await.expect("it is not given up")?;
    found(&service, &caller, id, Params::default()).await.map(Json)
}

/// Makes a user together with their login; refused if the address is taken.
async fn make(
    service: Shared,
    organization: Arc<Organization>,
    user: User,
    login: Login,
    password: String,
) -> Result<(), Refused> {
    let insert = login.insert(organization.id, &organization.cipher, password);
    if service.store.change(vec![insert]).await? == [0] {
        return Err(Refused(Reason::Conflict("The e-mail address is taken.".into())));
    }
    organization.send(Command::Configure(Object::User(user))).await.map(drop)
}
