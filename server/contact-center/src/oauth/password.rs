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
    let place = CHECKS.acquire().await.expect("never closed");
    // The place goes with the work, which goes on also when whoever asked for it hangs up.
    let work = move || {
        let _place = place;
        work()
    };
    tokio::task::spawn_blocking(work).await.expect("hashing does not panic")
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn who_hangs_up_makes_no_room_for_another_check() {
        let free = CHECKS.available_permits();
        let (started, has_started) = tokio::sync::oneshot::channel();
        let (finish, may_finish) = mpsc::channel::<()>();
        let check = tokio::spawn(apart(move || {
            started.send(()).expect("somebody listens");
            may_finish.recv().expect("it is said when");
        }));
        has_started.await.expect("it starts");
        check.abort();
        assert!(check.await.expect_err("given up").is_cancelled());
        assert_eq!(CHECKS.available_permits(), free - 1);
        finish.send(()).expect("it goes on");
        drop(CHECKS.acquire_many(u32::try_from(free).expect("a few")).await.expect("never closed"));
    }
}
