//! The contact center's API: Genesys Platform API, notifications, guest messaging.
//!
//! Holds: who is signed in, which sockets listen to what, and how fast they may go.
//! Decides: who may ask for what. What an answer leads to, the core decides.
//! Never: lets one organization see another's, or lets a client hear of what is not on disk.
//!
//! Start reading at [`start`], then [`api`] for a request's way in and [`notification`] for the way out.

mod api;
mod caller;
mod config;
mod data_actions;
mod drafts;
mod draw;
mod flow_references;
mod guest;
mod install;
mod listing;
mod logins;
mod messages;
mod notification;
mod oauth;
mod organization;
mod origin;
mod peer;
mod perform;
mod permission;
mod refusal;
mod refused;
mod request;
mod roles;
mod routes;
mod rows;
mod seed;
mod service;
mod system;
mod view;

use std::sync::Arc;

use axum::{Router, extract::DefaultBodyLimit, http::HeaderValue, routing::any};
use eyeline_contact_center::{Command, Event, Refusal};
use eyeline_model::{OrganizationId, UserId};
use eyeline_shell::{Keyring, Loop, LoopError, Outbox, Statement, Store, StoreError, System as _};
use tokio::task::JoinHandle;
use tower_http::cors::{AllowHeaders, Any, CorsLayer};
use tracing::info;

pub use config::{AfterDisconnect, Config};
pub use data_actions::{DataAction, DataActions, Misconfigured, Output, TypedOutput};
pub use install::{Installed, install};
pub use permission::Role;
pub use seed::{SeededClient, SeededDeployment, SeededOrganization, SeededThing, SeededUser, seed};

use crate::{
    guest::jwt::Signer,
    oauth::session::{self, LoginSession},
    organization::Organization,
    refused::{Reason, Refused},
    request::BODY_LIMIT,
    rows::Rows,
    service::{Service, Shared},
    system::ContactCenterSystem,
};

/// The contact centers of an installation, at work.
pub struct ContactCenter {
    service: Shared,
    /// They tell clients of what has happened, and do what flows have asked for.
    workers: Vec<JoinHandle<()>>,
}

/// Builds every organization's contact center from the store and sets it to work.
pub async fn start(
    store: Store,
    keyring: &Keyring,
    outbox: Outbox,
    config: Config,
) -> Result<ContactCenter, StoreError> {
    let rows = store.query(Statement::new("SELECT id FROM organizations")).await?;
    let mut organizations = Vec::with_capacity(rows.len());
    for row in &rows {
        let id = row.parse("id")?;
        let rows = Rows { organization: id, cipher: keyring.cipher(&store, id).await? };
        let system = ContactCenterSystem { rows: rows.clone() };
        let (handle, _) = Loop::start(system, store.clone(), outbox.clone()).await?;
        logins::tell(&store, &rows, &handle).await?;
        let notices = handle.subscribe();
        let configuration = handle.read(|core| core.configuration().clone()).await;
        let configuration = configuration.expect("the loop lives as long as its handle");
        info!(organization.id = %id, "contact center of {} is at work", configuration.organization.name);
        organizations.push((Arc::new(Organization::new(rows, handle, configuration)), notices));
    }
    let signer = Signer::new(&keyring.signing_key("guest messaging"));
    let known = organizations.iter().map(|(organization, _)| organization.clone());
    let service = Arc::new(Service::new(config, store, signer, known));
    let mut workers = Vec::with_capacity(2 * organizations.len());
    for (organization, notices) in organizations {
        workers.push(tokio::spawn(work(outbox.clone(), organization.clone(), service.clone())));
        let published = notification::publisher::publish(service.clone(), organization, notices);
        workers.push(tokio::spawn(published));
    }
    Ok(ContactCenter { workers, service })
}

/// Does what flows have asked for.
async fn work(outbox: Outbox, organization: Arc<Organization>, service: Shared) {
    let (id, cipher) = (organization.id, organization.cipher.clone());
    let perform = move |job| perform::perform(organization.clone(), service.config.data_actions.clone(), job);
    outbox.work(ContactCenterSystem::NAME, id, cipher, perform).await;
}

impl ContactCenter {
    /// Everything that clients reach by HTTP.
    pub fn router(&self) -> Router {
        // Tokens travel in a header, so no page can borrow a browser's standing by asking from elsewhere.
        let anywhere = CorsLayer::new()
            .allow_origin(Any)
            .allow_methods(Any)
            .allow_headers(AllowHeaders::mirror_request())
            .expose_headers(Any);
        Router::new()
            .merge(api::router(&self.service))
            .merge(guest::history::router())
            .merge(oauth::grant::router())
            .merge(nothing_else())
            .layer(anywhere)
            .merge(oauth::authorize::router())
            .merge(oauth::login::router())
            .merge(notification::socket::router())
            .merge(guest::socket::router())
            .method_not_allowed_fallback(async || Refused(Reason::MethodNotAllowed))
            .layer(DefaultBodyLimit::max(BODY_LIMIT))
            .with_state(self.service.clone())
    }

    /// Signs `user` in without a password; returns the cookie for their browser. For demonstrations.
    pub async fn sign_in(&self, user: UserId) -> Result<Option<HeaderValue>, StoreError> {
        let is_known =
            |organization: &&Arc<Organization>| organization.configuration().users.contains_key(&user);
        let Some(organization) = self.service.organizations().find(is_known) else { return Ok(None) };
        let session = LoginSession { organization: organization.id, user };
        session::begin(&self.service, session).await.map(Some)
    }

    /// Has `command` decided without the API before it; it is on disk when this returns. For measurements.
    pub async fn send(
        &self,
        organization: OrganizationId,
        command: Command,
    ) -> Result<Vec<Event>, LoopError<Refusal>> {
        let organization = self.service.organization(organization).ok_or(LoopError::Stopped)?;
        organization.handle.send(command).await
    }

    /// Tells every client to come back later and lets go of its socket. What was answered is on disk.
    pub fn stop(&self) {
        self.service.channels.restart(None, false);
        self.service.guests.restart();
    }
}

/// Everything else below our own places is answered as well: that it is not there.
fn nothing_else() -> Router<Shared> {
    const PLACES: [&str; 3] = ["/api/v2", "/oauth", "/webdeployments"];
    let unknown = async || Refused(Reason::NotFound);
    PLACES.into_iter().fold(Router::new(), |router, place| {
        router
            .route(place, any(unknown))
            .route(&format!("{place}/"), any(unknown))
            .route(&format!("{place}/{{*path}}"), any(unknown))
    })
}

impl Drop for ContactCenter {
    fn drop(&mut self) {
        for worker in &self.workers {
            worker.abort();
        }
    }
}
