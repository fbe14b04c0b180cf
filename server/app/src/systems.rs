//! The three systems, introduced to each other.
//!
//! Engagement is a client of the contact center and of the conference, and the conference tells engagement what
//! happens in its rooms. In one process they meet over pipes; the requests are the ones that would travel a network.

use std::{net::SocketAddr, sync::Arc};

use anyhow::{Context as _, Result};
use axum::Router;
use eyeline_conference_server as conference;
use eyeline_contact_center_server as contact_center;
use eyeline_engagement_server as engagement;
use eyeline_genesys::client::Credentials;
use eyeline_shell::{Connector, Keyring, Login, Outbox, Pipe, Store};

use crate::{
    config::{Config, ContactCenterConfig},
    pages,
    serve::Installation,
};

/// The path on which engagement hears of the rooms.
const EVENT_SINK: &str = "/api/eyeline/v1/eventsink";

/// The running systems.
pub(crate) struct Systems {
    contact_center: Arc<contact_center::ContactCenter>,
    conference: conference::Conference,
    engagement: engagement::Engagement,
}

impl Systems {
    /// Starts all three for `organization`; each goes on where its tables say it was.
    pub(crate) async fn start(
        config: &Config,
        store: &Store,
        keyring: &Keyring,
        installation: &Installation,
    ) -> Result<Self> {
        let outbox = Outbox::new(store.clone());
        let (to_contact_center, to_conference, to_engagement) =
            (Pipe::default(), Pipe::default(), Pipe::default());

        let center =
            contact_center::start(store.clone(), keyring, outbox.clone(), contact_center_config(config)?)
                .await
                .context("the contact center does not start")?;
        to_contact_center.attach(center.router())?;

        let management = engagement_login(keyring);
        let conference_end = Connector::InMemory(to_conference.clone());
        let (connectors, (client_id, client_secret)) = match &config.contact_center {
            ContactCenterConfig::Embedded => {
                let contact_center_end = Connector::InMemory(to_contact_center);
                let connectors = engagement::Connectors::new(contact_center_end, conference_end);
                (connectors, installation.engagement.clone())
            }
            ContactCenterConfig::GenesysCloud { base_url, client_id, client_secret } => {
                let connectors = engagement::Connectors::genesys_cloud(base_url, conference_end)?;
                (connectors, (client_id.clone(), client_secret.clone()))
            }
        };
        let engagement_config = engagement::Config {
            organization: installation.organization,
            public_url: config.public_url(),
            policy: config.engagement.policy(),
            contact_center: Credentials { client_id, client_secret },
            conference: management.clone(),
            event_sink: management.clone(),
        };
        let engagement = engagement::start(engagement_config, store.clone(), outbox, keyring, connectors)
            .await
            .context("engagement does not start")?;
        to_engagement.attach(engagement.router.clone())?;

        let room_service = conference::Config {
            node: "eyeline".to_owned(),
            server_key: keyring.signing_key("conference").to_vec(),
            management: management.clone(),
            media: media_config(config),
            event_sink: Some(conference::EventSink {
                connector: Connector::InMemory(to_engagement.clone()),
                path: EVENT_SINK.to_owned(),
                login: management,
            }),
        };
        let conference = conference::Conference::start(room_service, store.clone())
            .await
            .context("the conference does not start")?;
        to_conference.attach(conference.router())?;
        Ok(Self { contact_center: Arc::new(center), conference, engagement })
    }

    /// The contact center, for what the demonstration adds to it.
    pub(crate) fn contact_center(&self) -> &Arc<contact_center::ContactCenter> {
        &self.contact_center
    }

    /// Everything the systems answer, on one origin.
    pub(crate) fn router(&self) -> Router {
        self.contact_center.router().merge(self.conference.router()).merge(self.engagement.router.clone())
    }

    /// Lets every client go, so that it comes back to the next start, and finishes what is under way.
    pub(crate) async fn stop(self) {
        self.conference.stop();
        self.engagement.stop().await;
        self.contact_center.stop();
    }
}

fn contact_center_config(config: &Config) -> Result<contact_center::Config> {
    let defaults = contact_center::Config::default();
    let login_page = pages::sign_in().unwrap_or(defaults.login_page);
    let data_actions = contact_center::DataActions::new(config.data_actions.clone())
        .context("the configuration cannot be used")?;
    Ok(contact_center::Config { public_url: config.public_url.clone(), login_page, data_actions, ..defaults })
}

/// As whom engagement and the conference talk to each other: nobody has to invent or keep a password for it.
fn engagement_login(keyring: &Keyring) -> Login {
    let key = keyring.signing_key("engagement at the conference");
    let password = key.iter().map(|byte| format!("{byte:02x}")).collect();
    Login { user: "engagement".to_owned(), password }
}

fn media_config(config: &Config) -> eyeline_edge::Config {
    let defaults = eyeline_edge::Config::default();
    eyeline_edge::Config {
        workers: config.media.workers.unwrap_or(defaults.workers),
        bind: SocketAddr::new(config.media.bind, config.media.port.unwrap_or(0)),
        public: config.media.public,
    }
}
