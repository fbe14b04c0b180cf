//! Encryption of what is personal, at rest: one key per organization, wrapped by the installation's key.

use std::{collections::HashMap, path::Path, sync::Mutex};

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead as _, KeyInit as _, Payload},
};
use eyeline_model::OrganizationId;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::{Statement, Store, StoreError, secret::random};

const NONCE_BYTES: usize = 24;

/// Seals and opens one organization's personal data (XChaCha20-Poly1305, a fresh random nonce per value).
#[derive(Clone)]
pub struct Cipher {
    aead: XChaCha20Poly1305,
    index_key: [u8; 32],
}

impl Cipher {
    fn new(key: [u8; 32]) -> Self {
        let index_key = mac(&key, b"eyeline blind index");
        Self { aead: XChaCha20Poly1305::new(&key.into()), index_key }
    }

    /// Encrypts `plain`. `place` (table and column, say) is bound to it: it opens only there.
    pub fn seal(&self, place: &str, plain: &[u8]) -> Vec<u8> {
        let nonce = random::<NONCE_BYTES>();
        let payload = Payload { msg: plain, aad: place.as_bytes() };
        let sealed =
            self.aead.encrypt(&XNonce::from(nonce), payload).expect("a value fits into memory twice");
        [&nonce[..], &sealed].concat()
    }

    /// Decrypts what [`Cipher::seal`] made; `None` if it was altered, moved to another place, or is another's.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        self.aead.decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: place.as_bytes() }).ok()
    }

    /// A keyed fingerprint by which a sealed value can be found again, but not guessed from the table alone.
    pub fn blind_index(&self, value: &str) -> Vec<u8> {
        mac(&self.index_key, value.as_bytes()).to_vec()
    }
}

fn mac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    let mut mac =
        <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// The installation's master key and the organizations' keys that it wraps.
pub struct Keyring {
    master: Cipher,
    signing_key: [u8; 32],
    opened: Mutex<HashMap<OrganizationId, Cipher>>,
}

impl Keyring {
    /// A keyring from the installation's 256-bit master key.
    pub fn new(master: [u8; 32]) -> Self {
        let signing_key = mac(&master, b"eyeline signing key");
        Self { master: Cipher::new(master), signing_key, opened: Mutex::default() }
    }

    /// Reads the master key from `path`, or draws one and writes it there, readable by the owner only.
    pub fn at(path: &Path) -> std::io::Result<Self> {
        match std::fs::read(path) {
            Ok(bytes) => {
                let key = bytes.try_into().map_err(|_| {
                    std::io::Error::new(
                        std::io::ErrorKind::InvalidData,
                        "the master key is not 32 bytes long",
                    )
                })?;
                Ok(Self::new(key))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let key = random::<32>();
                write_private(path, &key)?;
                Ok(Self::new(key))
            }
            Err(error) => Err(error),
        }
    }

    /// A key for signing tickets and tokens that must outlive a restart; `purpose` keeps uses apart.
    pub fn signing_key(&self, purpose: &str) -> [u8; 32] {
        mac(&self.signing_key, purpose.as_bytes())
    }

    /// The cipher of `organization`; its key is made and stored, wrapped, the first time it is asked for.
    pub async fn cipher(&self, store: &Store, organization: OrganizationId) -> Result<Cipher, StoreError> {
        if let Some(cipher) = self.opened.lock().expect("no panic while held").get(&organization) {
            return Ok(cipher.clone());
        }
        let fresh = self.master.seal("organization_keys.wrapped", &random::<32>());
        let insert = Statement::new(
            "INSERT INTO organization_keys (organization_id, wrapped) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        );
        store.commit(vec![insert.bind(organization).bind(fresh)]).await?;
        let select = Statement::new("SELECT wrapped FROM organization_keys WHERE organization_id = $1");
        let rows = store.query(select.bind(organization)).await?;
        let wrapped = rows.first().map(|row| row.blob("wrapped")).transpose()?.unwrap_or_default();
        let key = self.master.open("organization_keys.wrapped", wrapped).and_then(|key| key.try_into().ok());
        let cipher = Cipher::new(key.ok_or(StoreError::WrongMasterKey)?);
        self.opened.lock().expect("no panic while held").insert(organization, cipher.clone());
        Ok(cipher)
    }
}

fn write_private(path: &Path, key: &[u8; 32]) -> std::io::Result<()> {
    use std::{io::Write as _, os::unix::fs::OpenOptionsExt as _};
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(key)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_only_unaltered_and_only_in_its_place() {
        let cipher = Cipher::new([7; 32]);
        let sealed = cipher.seal("users.personal", b"Ana");
        assert_eq!(cipher.open("users.personal", &sealed).as_deref(), Some(&b"Ana"[..]));
        assert_eq!(cipher.open("messages.body", &sealed), None);
        for byte in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[byte] ^= 1;
            assert_eq!(cipher.open("users.personal", &altered), None);
        }
    }
}
