//! What every handler shares.

use std::{collections::BTreeMap, sync::Arc, time::Instant};

use eyeline_model::{DeploymentId, OrganizationId};
use eyeline_shell::{Count, RateLimit, Store};
use uuid::Uuid;

use crate::{
    Config,
    guest::{jwt::Signer, registry::Guests},
    notification::channels::Channels,
    oauth::{login::SignIns, token::Token},
    organization::Organization,
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
    pub(crate) sign_ins: SignIns,
    organizations: BTreeMap<OrganizationId, Arc<Organization>>,
    /// By the fingerprint of a token, or the session of a guest.
    requests: RateLimit<Vec<u8>>,
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
            sign_ins: SignIns::default(),
            organizations: organizations
                .into_iter()
                .map(|organization| (organization.id, organization))
                .collect(),
            requests: RateLimit::default(),
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
        self.requests.count(Instant::now(), token.fingerprint.clone(), allowed)
    }

    /// Counts a request of a guest.
    pub(crate) fn count_guest_request(&self, session: Uuid) -> Count {
        self.requests.count(Instant::now(), session.into_bytes().to_vec(), self.config.requests_per_minute)
    }
}
