//! Passwords: argon2id, with a limit on how many are checked at once.

use argon2::{
    Argon2, Params,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use tokio::sync::Semaphore;

/// Checks at once. Each takes 46 MiB and a core; further ones wait.
static CHECKS: Semaphore = Semaphore::const_new(2);

/// As strong as the default of 19 MiB and two passes (OWASP, Password Storage Cheat Sheet). The C library's allocator
/// gives so much back to the system at once; less than 32 MiB it would keep for every thread that ever checked one.
fn argon2() -> Argon2<'static> {
    Params::new(46 * 1_024, 1, 1, None).expect("the parameters are valid").into()
}

/// What is stored in a password's place.
pub(crate) async fn hash(password: String) -> String {
    apart(move || {
        let hash = argon2().hash_password(password.as_bytes());
        hash.expect("the parameters are valid").to_string()
    })
    .await
}

/// Whether `password` is the one behind `stored`. Without a stored one it takes as long and says no, so that the time
/// does not tell who has a login.
pub(crate) async fn verify(password: String, stored: Option<String>) -> bool {
    apart(move || match stored.as_deref().map(PasswordHash::new) {
        Some(Ok(stored)) => argon2().verify_password(password.as_bytes(), &stored).is_ok(),
        _ => {
            drop(argon2().hash_password(password.as_bytes()));
            false
        }
    })
    .await
}

async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let _place = CHECKS.acquire().await.expect("never closed");
    tokio::task::spawn_blocking(work).await.expect("hashing does not panic")
}
