//! People.

use axum::{
    Json,
    extract::{OriginalUri, State},
};
use eyeline_contact_center::{Agent, Command, Configuration, Object, User};
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
    permission::{Role, Rule},
    refused::Refused,
    request::{At, Body, Params},
    routes::Routes,
    service::Shared,
    view::{
        presence, skill,
        user::{Person, user},
        word,
    },
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
    let (configuration, agents) = organization
        .read(|core| (core.configuration().clone(), core.agents().copied().collect::<Vec<_>>()))
        .await?;
    let wanted: Vec<&str> = params.list("id").collect();
    let mut users: Vec<_> = configuration
        .users
        .values()
        .filter(|user| wanted.is_empty() || wanted.contains(&user.id.to_string().as_str()))
        .collect();
    users.sort_by_key(|user| user.name.reveal());
    let wants = |name: &str| params.has("expand", name);
    let shown = users.into_iter().map(|one| {
        user(
            Person {
                user: one,
                agent: agents.iter().find(|agent| agent.user == one.id),
                login: logins.iter().find(|login| login.user == one.id),
                configuration: &configuration,
            },
            &wants,
        )
    });
    Ok(Json(page.cut(shown.collect())))
}

async fn show(
    State(service): State<Shared>,
    caller: Caller,
    At(id): At<UserId>,
    params: Params,
) -> Result<Json<wire::User>, Refused> {
    Found::by(&service, &caller, id).await.map(|found| Json(found.shown(&params)))
}

async fn me(
    State(service): State<Shared>,
    caller: Caller,
    params: Params,
) -> Result<Json<wire::User>, Refused> {
    let found = Found::by(&service, &caller, caller.require_user()?).await?;
    let mut me = found.shown(&params);
    let wants = |name: &str| params.has("expand", name);
    let configuration = &found.configuration;
    me.date = wants("date").then(|| ServerDate { current_date: Some(word::time(now())) });
    me.organization = wants("organization").then(|| organization::view(configuration));
    me.presence_definitions = wants("presencedefinitions").then(|| {
        SystemPresence::ALL.map(|system| presence::definition(system, "/api/v2/presencedefinitions")).to_vec()
    });
    me.routing_skills =
        wants("routingskills").then(|| configuration.skills.values().map(skill::skill).collect());
    me.routing_languages =
        wants("routinglanguages").then(|| configuration.languages.values().map(skill::language).collect());
    me.token = wants("token").then(|| token::info(&caller));
    Ok(Json(me))
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
    let user = User::new(draw(), name);
    let id = user.id;
    let login = Login { user: id, email: email.to_owned().into(), roles: vec![Role::Agent] };
    let organization = &caller.organization;
    let hash = password::hash(password).await;
    let insert = login.insert(organization.id, &organization.cipher, hash);
    if service.store.change(vec![insert]).await? == [0] {
        return Err(Refused::Conflict("The e-mail address is taken.".into()));
    }
    organization.send(Command::Configure(Object::User(user))).await?;
    Found::by(&service, &caller, id).await.map(|found| Json(found.shown(&Params::default())))
}

/// A user with everything that is known of them.
struct Found {
    user: User,
    agent: Option<Agent>,
    login: Option<Login>,
    configuration: Configuration,
}

impl Found {
    async fn by(service: &Shared, caller: &Caller, id: UserId) -> Result<Self, Refused> {
        let organization = &caller.organization;
        let read = organization.read(move |core| (core.configuration().clone(), core.agent(id).copied()));
        let (configuration, agent) = read.await?;
        let user = configuration.users.get(&id).cloned().ok_or(Refused::NotFound)?;
        let login = logins::of_user(&service.store, &organization.cipher, id).await?;
        Ok(Self { user, agent, login, configuration })
    }

    fn shown(&self, params: &Params) -> wire::User {
        let person = Person {
            user: &self.user,
            agent: self.agent.as_ref(),
            login: self.login.as_ref(),
            configuration: &self.configuration,
        };
        user(person, &|name| params.has("expand", name))
    }
}
