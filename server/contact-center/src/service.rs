//! What every handler shares.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use eyeline_model::{DeploymentId, OrganizationId};
use eyeline_shell::{Store, now};

use crate::{
    Config,
    guest::{jwt::Signer, registry::Guests},
    notification::channels::Channels,
    oauth::token::Token,
    organization::Organization,
    rate_limit::{Count, RateLimit},
};

/// What every handler shares.
pub(crate) type Shared = Arc<Service>;

/// The running contact centers of an installation.
pub(crate) struct Service {
    pub(crate) config: Config,
    pub(crate) store: Store,
    pub(crate) channels: Channels,
    pub(crate) guests: Guests,
    pub(crate) signer: Signer,
    organizations: BTreeMap<OrganizationId, Arc<Organization>>,
    requests: Mutex<RateLimit<Vec<u8>>>,
}

impl Service {
    pub(crate) fn new(
        config: Config,
        store: Store,
        signer: Signer,
        organizations: impl IntoIterator<Item = Arc<Organization>>,
    ) -> Self {
        Self {
            config,
            store,
            channels: Channels::default(),
            guests: Guests::default(),
            signer,
            organizations: organizations
                .into_iter()
                .map(|organization| (organization.id, organization))
                .collect(),
            requests: Mutex::new(RateLimit::new()),
        }
    }

    pub(crate) fn organization(&self, id: OrganizationId) -> Option<Arc<Organization>> {
        self.organizations.get(&id).cloned()
    }

    pub(crate) fn organizations(&self) -> impl Iterator<Item = &Arc<Organization>> {
        self.organizations.values()
    }

    /// The organization that a messenger belongs to.
    pub(crate) fn organization_of(&self, deployment: DeploymentId) -> Option<Arc<Organization>> {
        let has = |organization: &&Arc<Organization>| {
            organization.configuration().deployments.contains_key(&deployment)
        };
        self.organizations().find(has).cloned()
    }

    /// Counts a request of whoever holds `token`.
    pub(crate) fn count_request(&self, token: &Token) -> Count {
        let allowed = token.requests_per_minute.unwrap_or(self.config.requests_per_minute);
        let mut requests = self.requests.lock().expect("no panic while held");
        requests.count(now(), token.fingerprint.clone(), allowed)
    }
}
