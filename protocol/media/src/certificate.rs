//! What legs recognise the node by.

use str0m::config::DtlsCert;

/// Proves the node's identity to every leg. Making one is slow; one is enough for a process.
#[derive(Clone, Debug)]
pub struct Certificate(pub(crate) DtlsCert);

impl Certificate {
    /// Draws a new certificate from the operating system's randomness.
    ///
    /// # Panics
    /// If the operating system has no randomness to give.
    pub fn generate() -> Self {
        let provider = str0m::crypto::from_feature_flags();
        provider.install_process_default();
        let certificate = str0m::crypto::from_feature_flags()
            .dtls_provider
            .generate_certificate()
            .expect("the operating system gives randomness");
        Self(certificate)
    }
}
