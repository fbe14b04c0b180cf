//! A store and an organization for one test.

use axum::{
    Router,
    body::{Body, Bytes},
    http::{Request, Response},
};
use eyeline_engagement::Policy;
use eyeline_engagement_server::{Config, Connectors, Engagement};
use eyeline_genesys::client::Credentials;
use eyeline_model::OrganizationId;
use eyeline_shell::{Keyring, Login, Outbox, Store};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;
use uuid::Uuid;

pub(crate) const ORGANIZATION: OrganizationId = OrganizationId(Uuid::from_u128(7));

pub(crate) struct Bed {
    pub(crate) store: Store,
    pub(crate) keyring: Keyring,
    _folder: tempfile::TempDir,
}

impl Bed {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::sqlite(&folder.path().join("eyeline.db")).await.expect("SQLite opens");
        Self { store, keyring: Keyring::new([1; 32]), _folder: folder }
    }

    pub(crate) async fn engagement(&self, config: Config, connectors: Connectors) -> Engagement {
        let outbox = Outbox::new(self.store.clone());
        eyeline_engagement_server::start(config, self.store.clone(), outbox, &self.keyring, connectors)
            .await
            .expect("engagement starts")
    }
}

pub(crate) fn config() -> Config {
    Config {
        organization: ORGANIZATION,
        public_url: "https://video.example.com/".to_owned(),
        policy: Policy::default(),
        contact_center: Credentials {
            client_id: "engagement".to_owned(),
            client_secret: "secret".to_owned(),
        },
        conference: Login { user: "engagement".to_owned(), password: "secret".to_owned() },
        event_sink: Login { user: "conference".to_owned(), password: "secret".to_owned() },
    }
}

/// One request to a router, and its whole answer.
pub(crate) async fn ask(router: &Router, request: Request<Body>) -> Response<Bytes> {
    let (parts, body) = router.clone().oneshot(request).await.expect("infallible").into_parts();
    let body = body.collect().await.expect("a whole answer").to_bytes();
    Response::from_parts(parts, body)
}
