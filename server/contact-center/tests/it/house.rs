//! A running contact center with a demonstration organization, and the ways to reach it.

use std::sync::Arc;

use axum::Router;
use eyeline_contact_center_server::{Config, ContactCenter, SeededOrganization, SeededUser, seed, start};
use eyeline_shell::{Keyring, Outbox, Store};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::call::{Api, Socket};

/// The master key of tests; the demonstration's ids and secrets follow from it.
const MASTER: [u8; 32] = [7; 32];
const NAME: &str = "Harbour Bank";

/// A running contact center.
pub(crate) struct House {
    pub(crate) center: ContactCenter,
    pub(crate) router: Router,
    pub(crate) seeded: SeededOrganization,
    pub(crate) address: String,
    pub(crate) store: Store,
    config: Config,
    place: Place,
}

/// Where a house keeps what it knows.
#[derive(Clone)]
enum Place {
    /// Removed when the last house in it is.
    Folder(Arc<TempDir>),
    Postgres(String),
}

impl Place {
    fn folder() -> Self {
        Self::Folder(TempDir::new().unwrap().into())
    }

    async fn store(&self) -> Store {
        match self {
            Self::Folder(folder) => Store::sqlite(&folder.path().join("eyeline.db")).await.unwrap(),
            Self::Postgres(url) => Store::postgres(url).await.unwrap(),
        }
    }
}

impl House {
    /// A house on SQLite.
    pub(crate) async fn new() -> Self {
        Self::with(Config::default()).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        Self::on(Place::folder(), config, NAME).await
    }

    /// A house on PostgreSQL; none unless the environment names a server. Its organization is new every time.
    pub(crate) async fn on_postgres() -> Option<Self> {
        let place = Place::Postgres(std::env::var("EYELINE_TEST_POSTGRES").ok()?);
        let name = format!("{NAME} {}", uuid::Uuid::from_bytes(rand::random()));
        Some(Self::on(place, Config::default(), &name).await)
    }

    /// A house that two organizations share.
    pub(crate) async fn shared_with(neighbour: &str) -> (Self, SeededOrganization) {
        let place = Place::folder();
        let neighbour = seed(&place.store().await, &Keyring::new(MASTER), neighbour).await.unwrap();
        (Self::on(place, Config::default(), NAME).await, neighbour)
    }

    /// The same house after its process has died: everything but the store is built anew.
    pub(crate) async fn restarted(self) -> Self {
        let (place, config) = (self.place.clone(), self.config.clone());
        let name = self.seeded.organization.name.clone();
        drop(self);
        Self::on(place, config, &name).await
    }

    /// The same, configured otherwise.
    pub(crate) async fn restarted_with(mut self, config: Config) -> Self {
        self.config = config;
        self.restarted().await
    }

    async fn on(place: Place, config: Config, name: &str) -> Self {
        let store = place.store().await;
        let keyring = Keyring::new(MASTER);
        let seeded = seed(&store, &keyring, name).await.unwrap();
        let center =
            start(store.clone(), &keyring, Outbox::new(store.clone()), config.clone()).await.unwrap();
        let router = center.router();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let served = router.clone();
        tokio::spawn(async move { axum::serve(listener, served).await });
        Self { center, router, seeded, address, store, config, place }
    }

    /// The API without a token.
    pub(crate) fn nobody(&self) -> Api {
        Api::new(self.router.clone(), &self.address)
    }

    /// The API for the client `tests`.
    pub(crate) async fn program(&self) -> Api {
        self.client("tests").await
    }

    /// The API for a client with a secret.
    pub(crate) async fn client(&self, name: &str) -> Api {
        self.nobody().with_client(&self.seeded, name).await
    }

    /// The API for a user, signed in as the desk does it.
    pub(crate) async fn user(&self, name: &str) -> Api {
        self.nobody().signed_in(&self.seeded, self.person(name)).await
    }

    /// An agent, signed in and on queue.
    pub(crate) async fn on_queue(&self, name: &str) -> Api {
        let api = self.user(name).await;
        api.set_presence(&self.person(name).id.to_string(), "OnQueue").await;
        api
    }

    pub(crate) fn person(&self, name: &str) -> &SeededUser {
        self.seeded.users.iter().find(|user| user.name.starts_with(name)).unwrap()
    }

    pub(crate) fn queue(&self, name: &str) -> String {
        self.seeded.queues.iter().find(|queue| queue.name == name).unwrap().id.to_string()
    }

    /// A guest's browser, its session configured with `token`.
    pub(crate) async fn guest(&self, token: &str) -> Socket {
        let mut socket = self.stranger().await;
        let session = self.configured(&mut socket, token, json!({})).await;
        assert_eq!(session["body"]["connected"], true, "{session}");
        socket
    }

    /// A guest's browser that has not said who it is.
    pub(crate) async fn stranger(&self) -> Socket {
        let deployment = self.seeded.deployments[0].id;
        Socket::open(&format!("ws://{}/v1?deploymentId={deployment}", self.address)).await
    }

    /// Configures a guest's session and returns the answer.
    pub(crate) async fn configured(&self, socket: &mut Socket, token: &str, more: Value) -> Value {
        let mut request = json!({
            "action": "configureSession", "token": token, "tracingId": "configure",
            "deploymentId": self.seeded.deployments[0].id,
        });
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        socket.say(&request).await;
        socket.hear().await
    }
}
