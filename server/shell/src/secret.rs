//! Secrets that grant access, and how they are kept: only as fingerprints.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::{TryRng as _, rngs::SysRng};
use sha2::{Digest as _, Sha256};

/// A value that grants access to whoever shows it. It prints as `‹secret›`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Draws 256 bits from the operating system, as 43 URL-safe characters.
    ///
    /// # Panics
    /// If the operating system has no randomness to give; nothing secret can be made then.
    pub fn draw() -> Self {
        Self(URL_SAFE_NO_PAD.encode(random::<32>()))
    }

    /// The secret itself, for the one who is to hold it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored in the secret's place.
    pub fn fingerprint(&self) -> Vec<u8> {
        fingerprint(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹secret›")
    }
}

/// SHA-256 of a secret. Enough for secrets of full entropy; passwords take argon2 instead.
pub fn fingerprint(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SysRng.try_fill_bytes(&mut bytes).expect("the operating system gives randomness");
    bytes
}
