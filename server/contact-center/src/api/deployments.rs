//! Messenger deployments, for administrators and for the page that opens a chat.

use axum::{Json, Router, extract::State, http::header, response::IntoResponse, routing::get};
use eyeline_contact_center::{Command, Configuration as Configured, ContactCenter, Deployment, Object};
use eyeline_genesys::{
    EntityListing, EntityRef,
    deployment::{
        ActiveConfiguration, Apps, Configuration, ConfigurationRef, ConversationDisconnect, ConversationsApp,
        DisconnectKind, FileUpload, LauncherButton, MessengerSettings, PublicConfiguration, PublicMessenger,
        Status, Styles, Switch, UpdateDeployment, WebDeployment,
    },
};
use eyeline_model::{DeploymentId, FlowId};

use crate::{
    caller::Caller,
    config::AfterDisconnect,
    origin::Origin,
    permission::Rule,
    refused::{Reason, Refused},
    request::{At, Body},
    routes::Routes,
    service::Shared,
};

const DEPLOYMENTS: &str = "/api/v2/webdeployments/deployments";
const CONFIGURATIONS: &str = "/api/v2/webdeployments/configurations";
const VERSION: &str = "1";
const LANGUAGES: [&str; 3] = ["en-us", "fr", "ar"];

pub(super) fn routes(routes: Routes) -> Routes {
    let deployments = Rule::All(&["webDeployments:deployment:view"]);
    let configurations = Rule::All(&["webDeployments:configuration:view"]);
    routes
        .get(DEPLOYMENTS, deployments, list)
        .get("/api/v2/webdeployments/deployments/{deployment_id}", deployments, show)
        .get("/api/v2/webdeployments/deployments/{deployment_id}/configurations", Rule::SignedIn, active)
        .put(
            "/api/v2/webdeployments/deployments/{deployment_id}",
            Rule::All(&["webDeployments:deployment:edit"]),
            update,
        )
        .get(CONFIGURATIONS, configurations, list_configurations)
}

/// What a page reads without a token.
pub(super) fn public() -> Router<Shared> {
    Router::new()
        .route("/webdeployments/v1/deployments/{deployment_id}/config.json", get(public_configuration))
}

async fn found(caller: &Caller, id: DeploymentId) -> Result<Deployment, Refused> {
    let found = caller.organization.read(move |core| core.configuration().deployments.get(&id).cloned());
    found.await?.ok_or(Refused(Reason::NotFound))
}

/// Gives it another name and another flow, or none. Which queue its chats wait in, the vendor's shape does not say: it
/// stays.
async fn update(
    caller: Caller,
    At(id): At<DeploymentId>,
    Body(wanted): Body<UpdateDeployment>,
) -> Result<Json<WebDeployment>, Refused> {
    let organization = &caller.organization;
    let turn = organization.turn_to_edit().await;
    let mut deployment = found(&caller, id).await?;
    if let Some(name) = wanted.name.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
        name.clone_into(&mut deployment.name);
    }
    let no_flow = || Refused::invalid("flow", "There is no such flow that is published.");
    let flow = wanted.flow.and_then(|flow| flow.id).map(|id| id.parse::<FlowId>().map_err(|_| no_flow()));
    deployment.flow = flow.transpose()?;
    organization.send(Command::Configure(Object::Deployment(deployment))).await?;
    drop(turn);
    show(caller, At(id)).await
}

async fn list(caller: Caller) -> Result<Json<EntityListing<WebDeployment>>, Refused> {
    every(&caller, view).await
}

async fn show(caller: Caller, At(id): At<DeploymentId>) -> Result<Json<WebDeployment>, Refused> {
    let shown = caller.organization.read(move |core| {
        let configuration = core.configuration();
        configuration.deployments.get(&id).map(|deployment| view(deployment, configuration))
    });
    shown.await?.map(Json).ok_or(Refused(Reason::NotFound))
}

async fn active(caller: Caller, At(id): At<DeploymentId>) -> Result<Json<ActiveConfiguration>, Refused> {
    let Json(deployment) = show(caller.clone(), At(id)).await?;
    let configuration_version = configuration(&found(&caller, id).await?);
    Ok(Json(ActiveConfiguration { configuration_version, deployment }))
}

async fn list_configurations(caller: Caller) -> Result<Json<EntityListing<Configuration>>, Refused> {
    every(&caller, |deployment, _| configuration(deployment)).await
}

async fn every<T: Send + 'static>(
    caller: &Caller,
    view: fn(&Deployment, &Configured) -> T,
) -> Result<Json<EntityListing<T>>, Refused> {
    let read = move |core: &ContactCenter| {
        let configuration = core.configuration();
        configuration.deployments.values().map(|deployment| view(deployment, configuration)).collect()
    };
    let all: Vec<T> = caller.organization.read(read).await?;
    let total = Some(all.len() as u64);
    Ok(Json(EntityListing { total, ..EntityListing::whole(all) }))
}

fn view(deployment: &Deployment, configuration: &Configured) -> WebDeployment {
    let flow = deployment.flow.map(|id| EntityRef {
        name: configuration.flows.get(&id).map(|flow| flow.name.clone()),
        self_uri: Some(format!("/api/v2/flows/{id}")),
        ..EntityRef::to(id.to_string())
    });
    WebDeployment {
        id: deployment.id.to_string(),
        name: deployment.name.clone(),
        description: None,
        allow_all_domains: true,
        allowed_domains: Vec::new(),
        status: Status::Active,
        flow,
        configuration: ConfigurationRef {
            id: deployment.id.to_string(),
            name: Some(deployment.name.clone()),
            version: VERSION.to_owned(),
            self_uri: None,
        },
        date_created: None,
        self_uri: Some(format!("{DEPLOYMENTS}/{}", deployment.id)),
    }
}

/// Each deployment has one configuration, under its own id.
fn configuration(deployment: &Deployment) -> Configuration {
    Configuration {
        id: deployment.id.to_string(),
        name: deployment.name.clone(),
        version: VERSION.to_owned(),
        languages: LANGUAGES.map(str::to_owned).to_vec(),
        default_language: LANGUAGES[0].to_owned(),
        messenger: MessengerSettings { enabled: true },
        status: Status::Active,
        self_uri: Some(format!("{CONFIGURATIONS}/{}/versions/{VERSION}", deployment.id)),
    }
}

async fn public_configuration(
    State(service): State<Shared>,
    origin: Origin,
    At(id): At<DeploymentId>,
) -> Result<impl IntoResponse, Refused> {
    service.organization_of(id).ok_or(Reason::NotFound)?;
    let kind = match service.config.after_disconnect {
        AfterDisconnect::Send => DisconnectKind::Send,
        AfterDisconnect::ReadOnly => DisconnectKind::ReadOnly,
    };
    let body = PublicConfiguration {
        id: id.to_string(),
        version: VERSION.to_owned(),
        languages: LANGUAGES.map(str::to_owned).to_vec(),
        default_language: LANGUAGES[0].to_owned(),
        api_endpoint: origin.as_str().to_owned(),
        messenger: PublicMessenger {
            enabled: true,
            apps: Apps {
                conversations: ConversationsApp {
                    messaging_endpoint: origin.websocket(),
                    show_agent_typing_indicator: true,
                    show_user_typing_indicator: true,
                    auto_start: Switch { enabled: false },
                    conversation_disconnect: ConversationDisconnect { enabled: true, kind },
                    conversation_clear: Switch { enabled: true },
                },
            },
            styles: Styles { primary_color: "#1d4ed8".to_owned() },
            launcher_button: LauncherButton { visibility: "On".to_owned() },
            file_upload: FileUpload { modes: Vec::new(), enable_attachments: false },
        },
        journey_events: Switch { enabled: false },
        status: Status::Active,
        auth: Switch { enabled: false },
    };
    Ok(([(header::CACHE_CONTROL, "no-cache")], Json(body)))
}
