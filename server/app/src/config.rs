//! What an operator sets: one TOML file, and the environment over it.
//!
//! `EYELINE__STORE__URL` overrides `url` in `[store]`, and so on for every key.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use eyeline_contact_center_server::DataAction;
use eyeline_engagement::Policy;
use eyeline_model::Duration;
use serde::Deserialize;

/// The whole configuration; every key has a default.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// Where HTTP and websockets are served.
    pub(crate) listen: SocketAddr,
    /// The address by which browsers reach us, such as `https://video.example.com`; without it, `listen`.
    pub(crate) public_url: Option<String>,
    /// The folder of the database file and the master key.
    pub(crate) data: PathBuf,
    pub(crate) organization: Organization,
    pub(crate) store: StoreConfig,
    pub(crate) media: MediaConfig,
    pub(crate) contact_center: ContactCenterConfig,
    pub(crate) engagement: EngagementConfig,
    /// What flows can ask of other systems.
    pub(crate) data_actions: Vec<DataAction>,
}

/// How long customers are asked to be patient.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct EngagementConfig {
    /// Seconds without an answer after which a customer is offered other ways again; 180 if not set.
    pub(crate) offers_after_s: Option<u32>,
    /// Seconds that a customer waits for an adviser whose connection was lost; 20 if not set.
    pub(crate) return_within_s: Option<u32>,
}

impl EngagementConfig {
    /// The policy, with engagement's own defaults for what is not set.
    pub(crate) fn policy(&self) -> Policy {
        let seconds = |set: Option<u32>, default| set.map_or(default, |set| Duration::from_secs(set.into()));
        let defaults = Policy::default();
        Policy {
            offers_after: seconds(self.offers_after_s, defaults.offers_after),
            return_within: seconds(self.return_within_s, defaults.return_within),
            ..defaults
        }
    }
}

/// What a new installation is called, and who runs it; read only at the very first start.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Organization {
    /// The organization's name.
    pub(crate) name: String,
    /// The e-mail address with which its first administrator signs in.
    pub(crate) administrator: String,
}

impl Default for Organization {
    fn default() -> Self {
        Self { name: "My organization".to_owned(), administrator: "admin@localhost".to_owned() }
    }
}

/// Where everything durable is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct StoreConfig {
    /// A PostgreSQL URL; without one, a SQLite file in the data folder.
    pub(crate) url: Option<String>,
}

/// Where browsers reach the media workers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct MediaConfig {
    /// The address that the workers' UDP sockets are bound to.
    pub(crate) bind: IpAddr,
    /// The address that is told to browsers, where it is another one (NAT).
    pub(crate) public: Option<IpAddr>,
    /// Worker threads, one UDP port each; one a core if not set.
    pub(crate) workers: Option<usize>,
    /// The first worker's UDP port, the next one has the next; any free ports if not set.
    pub(crate) port: Option<u16>,
}

/// Which contact center engagement is a client of.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, tag = "mode")]
pub(crate) enum ContactCenterConfig {
    /// The one in this process, over a pipe in memory.
    #[default]
    Embedded,
    /// Another one that speaks the Genesys Cloud Platform API.
    GenesysCloud {
        /// Where its API is, such as `https://api.mypurecloud.ie`.
        base_url: String,
        /// The OAuth client that engagement signs in with (client credentials).
        client_id: String,
        /// Its secret.
        client_secret: String,
    },
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            data: PathBuf::from("data"),
            organization: Organization::default(),
            store: StoreConfig::default(),
            media: MediaConfig::default(),
            contact_center: ContactCenterConfig::default(),
            engagement: EngagementConfig::default(),
            data_actions: Vec::new(),
        }
    }
}

impl Default for MediaConfig {
    fn default() -> Self {
        Self { bind: IpAddr::V4(Ipv4Addr::LOCALHOST), public: None, workers: None, port: None }
    }
}

impl Config {
    /// Reads `file`, if one is given, and the environment.
    pub(crate) fn read(file: Option<&Path>) -> Result<Self> {
        let mut sources = config::Config::builder();
        if let Some(file) = file {
            sources = sources.add_source(config::File::from(file).format(config::FileFormat::Toml));
        }
        let environment = config::Environment::with_prefix("EYELINE").prefix_separator("__").separator("__");
        let read = sources.add_source(environment.try_parsing(true)).build()?.try_deserialize();
        read.context("the configuration cannot be used")
    }

    /// Where browsers find us.
    pub(crate) fn public_url(&self) -> String {
        self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.listen))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_actions_keep_the_case_of_their_names() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("eyeline.toml");
        let text = r#"
            [[data_actions]]
            category = "CRM"
            action = "Customer"
            url = "https://crm.example.com/customers/{customerId}"
            headers = { Authorization = "Bearer secret" }
            outputs = { preferredAgent = "/advisers/0/id" }
        "#;
        std::fs::write(&file, text).expect("written");
        let config = Config::read(Some(&file)).expect("it can be used");
        let action = &config.data_actions[0];
        assert_eq!((action.category.as_str(), action.action.as_str()), ("CRM", "Customer"));
        assert_eq!(action.outputs["preferredAgent"].at(), "/advisers/0/id");
        assert!(!format!("{config:?}").contains("secret"));
    }
}
