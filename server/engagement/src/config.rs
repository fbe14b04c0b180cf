//! What engagement is told at its start.

use eyeline_engagement::Policy;
use eyeline_genesys::client::Credentials;
use eyeline_model::OrganizationId;
use eyeline_shell::{ConnectError, Connector, Login};

/// What engagement is told at its start.
#[derive(Clone, Debug)]
pub struct Config {
    /// Whose engagement it is.
    pub organization: OrganizationId,
    /// Where customers and agents find our pages, such as `https://video.example.com`.
    pub public_url: String,
    /// How long customers are asked to be patient.
    pub policy: Policy,
    /// As whom engagement signs in to the contact center.
    pub contact_center: Credentials,
    /// As whom engagement makes rooms at the conference.
    pub conference: Login,
    /// As whom the conference tells engagement what happens in the rooms.
    pub event_sink: Login,
}

/// The ways to the systems that engagement is a client of.
#[derive(Clone)]
pub struct Connectors {
    /// To the contact center's API.
    pub contact_center: Connector,
    /// To where the contact center grants tokens; a vendor's cloud has another host for that.
    pub sign_in: Connector,
    /// To the conference.
    pub conference: Connector,
}

impl Connectors {
    /// The ways to a contact center and a conference; tokens are granted where `contact_center` leads.
    pub fn new(contact_center: Connector, conference: Connector) -> Self {
        Self { sign_in: contact_center.clone(), contact_center, conference }
    }

    /// The ways to the Genesys Cloud Platform API at `base_url` and to a conference. Where the API is at
    /// `https://api.…`, tokens are granted at `https://login.…`, as in the vendor's cloud.
    pub fn genesys_cloud(base_url: &str, conference: Connector) -> Result<Self, ConnectError> {
        let sign_in = Connector::http(&base_url.replacen("://api.", "://login.", 1))?;
        Ok(Self { contact_center: Connector::http(base_url)?, sign_in, conference })
    }
}
