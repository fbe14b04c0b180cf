//! A new installation: one organization with a queue, a messenger and its first administrator, and the clients of our
//! own programs.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use eyeline_contact_center::{Agent, Deployment, Object, Organization, Queue, User};
use eyeline_genesys::oauth::GrantType;
use eyeline_model::{DeploymentId, Ids, OrganizationId, QueueId, UserId};
use eyeline_shell::{Keyring, Secret, Statement, Store, StoreError, fingerprint, now};
use uuid::Uuid;

use crate::{
    logins::Login,
    oauth::{client::Client, password},
    permission::Role,
    rows::Rows,
};

/// Requests a minute that a person at the desk may make: a good deal more than one click a second.
const DESK_REQUESTS: u32 = 1_200;
/// Requests a minute that engagement may make; it serves every customer at once.
const ENGAGEMENT_REQUESTS: u32 = 1_000_000;

/// What must be known of an installation to serve it.
pub struct Installed {
    /// Its organization.
    pub organization: OrganizationId,
    /// The id and secret of engagement's OAuth client.
    pub engagement: (String, String),
    /// The id of the desk's OAuth client.
    pub desk: String,
    /// The first administrator's password, only when they have just been made.
    pub first_password: Option<Secret>,
}

/// Finds the installation in `store`, or makes it: organization `name`, and an administrator who signs in as `email`.
///
/// # Errors
/// If the store does not answer, or was made with another master key.
pub async fn install(
    store: &Store,
    keyring: &Keyring,
    name: &str,
    email: &str,
) -> Result<Installed, StoreError> {
    let plan = Plan::new(&keyring.signing_key("installation"));
    let known = Statement::new("SELECT id FROM organizations WHERE id = $1").bind(plan.organization);
    let mut first_password = None;
    if store.query(known).await?.is_empty() {
        let password = Secret::draw();
        let rows =
            Rows { organization: plan.organization, cipher: keyring.cipher(store, plan.organization).await? };
        let hash = password::hash(password.reveal().to_owned()).await;
        store.commit(plan.statements(&rows, name, email, hash)).await?;
        first_password = Some(password);
    }
    Ok(Installed {
        organization: plan.organization,
        engagement: (plan.engagement.to_string(), plan.secret),
        desk: plan.desk.to_string(),
        first_password,
    })
}

/// Ids and the one secret that follow from the master key, so that nothing of it need be kept in the clear.
struct Plan {
    organization: OrganizationId,
    administrator: UserId,
    engagement: Uuid,
    desk: Uuid,
    queue: QueueId,
    deployment: DeploymentId,
    secret: String,
}

impl Plan {
    fn new(key: &[u8; 32]) -> Self {
        let secret = URL_SAFE_NO_PAD.encode(fingerprint(&URL_SAFE_NO_PAD.encode(key)));
        let seed = key.first_chunk::<8>().copied().expect("a key has 32 bytes");
        let mut ids = Ids::new(u64::from_be_bytes(seed));
        Self {
            organization: ids.next(),
            administrator: ids.next(),
            engagement: ids.next(),
            desk: ids.next(),
            queue: ids.next(),
            deployment: ids.next(),
            secret,
        }
    }

    fn statements(&self, rows: &Rows, name: &str, email: &str, password: String) -> Vec<Statement> {
        let utilization = Default::default();
        let organization = Organization { id: self.organization, name: name.to_owned(), utilization };
        let login = Some(email.to_owned().into());
        let administrator = User { login, ..User::new(self.administrator, "Administrator") };
        let login = Login {
            user: self.administrator,
            email: email.to_owned().into(),
            roles: vec![Role::Administrator],
        };
        let messenger =
            Deployment { id: self.deployment, name: "Messenger".to_owned(), queue: self.queue, flow: None };
        vec![
            Statement::new("INSERT INTO organizations (id, created_at) VALUES ($1, $2)")
                .bind(self.organization)
                .bind(now()),
            rows.put_object(&Object::Organization(organization)),
            rows.put_object(&Object::User(administrator)),
            rows.put_object(&Object::Queue(Queue::new(self.queue, "General"))),
            rows.put_object(&Object::Deployment(messenger)),
            rows.put_agent(&Agent::new(self.administrator, now())),
            login.insert(self.organization, &rows.cipher, password),
            self.engagement().insert(),
            self.desk().insert(),
        ]
    }

    fn engagement(&self) -> Client {
        Client {
            id: self.engagement,
            organization: self.organization,
            name: "engagement".to_owned(),
            grant: GrantType::ClientCredentials,
            secret_fingerprint: Some(fingerprint(&self.secret)),
            redirect_uris: Vec::new(),
            roles: vec![Role::Integration],
            requests_per_minute: Some(ENGAGEMENT_REQUESTS),
        }
    }

    fn desk(&self) -> Client {
        Client {
            id: self.desk,
            organization: self.organization,
            name: "eyeline-desk".to_owned(),
            grant: GrantType::Code,
            secret_fingerprint: None,
            redirect_uris: vec!["/desk/".to_owned(), "/admin/".to_owned()],
            roles: Vec::new(),
            requests_per_minute: Some(DESK_REQUESTS),
        }
    }
}
