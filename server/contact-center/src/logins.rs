//! Who may sign in: e-mail addresses, passwords and roles.

use std::collections::BTreeMap;

use eyeline_contact_center::{Command, Object, User};
use eyeline_model::{OrganizationId, Pii, UserId};
use eyeline_shell::{Cipher, Handle, Row, Statement, Store, StoreError};

use tracing::warn;

use crate::{permission::Role, roles, rows::Rows, system::ContactCenterSystem};

const EMAIL: &str = "logins.email";

/// A user's login.
#[derive(Clone, Debug)]
pub(crate) struct Login {
    pub(crate) user: UserId,
    pub(crate) email: Pii<String>,
    pub(crate) roles: Vec<Role>,
}

impl Login {
    /// The statement that keeps it, with a password as [`crate::oauth::password::hash`] made it. It changes nothing if
    /// the address is taken.
    pub(crate) fn insert(
        &self,
        organization: OrganizationId,
        cipher: &Cipher,
        password: String,
    ) -> Statement {
        let email = self.email.reveal();
        Statement::new(
            "INSERT INTO logins (user_id, organization_id, email_index, email, password, roles)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organization_id, email_index) DO NOTHING",
        )
        .bind(self.user)
        .bind(organization)
        .bind(cipher.blind_index(&email.to_lowercase()))
        .bind(cipher.seal(EMAIL, email.as_bytes()))
        .bind(password)
        .bind(roles::write(&self.roles))
    }

    fn read(row: &Row, cipher: &Cipher) -> Result<Self, StoreError> {
        let email = cipher.open(EMAIL, row.blob("email")?).and_then(|email| String::from_utf8(email).ok());
        Ok(Self {
            user: row.parse("user_id")?,
            email: email.ok_or(StoreError::WrongMasterKey)?.into(),
            roles: roles::read(row.text("roles")?),
        })
    }
}

/// The login of one user of an organization.
pub(crate) async fn of_user(
    store: &Store,
    cipher: &Cipher,
    organization: OrganizationId,
    user: UserId,
) -> Result<Option<Login>, StoreError> {
    let select = Statement::new(
        "SELECT user_id, email, roles FROM logins WHERE user_id = $1 AND organization_id = $2",
    );
    let rows = store.query(select.bind(user).bind(organization)).await?;
    rows.first().map(|row| Login::read(row, cipher)).transpose()
}

/// Every login of an organization, by its user.
pub(crate) async fn all(
    store: &Store,
    cipher: &Cipher,
    organization: OrganizationId,
) -> Result<BTreeMap<UserId, Login>, StoreError> {
    let select = Statement::new("SELECT user_id, email, roles FROM logins WHERE organization_id = $1");
    let rows = store.query(select.bind(organization)).await?;
    let logins = rows.iter().map(|row| Login::read(row, cipher));
    logins.map(|login| login.map(|login| (login.user, login))).collect()
}

/// Tells the core of logins that it does not know: flows find people by them. Users have their login from the start;
/// those of an earlier version of ours had none.
pub(crate) async fn tell(
    store: &Store,
    rows: &Rows,
    handle: &Handle<ContactCenterSystem>,
) -> Result<(), StoreError> {
    for (id, login) in all(store, &rows.cipher, rows.organization).await? {
        let known = handle.read(move |core| core.configuration().users.get(&id).cloned()).await.flatten();
        let Some(user) = known.filter(|user| user.login.as_ref() != Some(&login.email)) else { continue };
        let user = User { login: Some(login.email), ..user };
        if let Err(error) = handle.send(Command::Configure(Object::User(user))).await {
            warn!(user.id = %id, ?error, "flows will not find user {id} by their login");
        }
    }
    Ok(())
}
