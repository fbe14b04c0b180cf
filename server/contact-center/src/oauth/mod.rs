//! Signing in: OAuth clients, tokens, the sign-in page, and the browser's session behind it.

pub(crate) mod authorize;
pub(crate) mod client;
pub(crate) mod grant;
pub(crate) mod lock;
pub(crate) mod login;
pub(crate) mod password;
pub(crate) mod session;
pub(crate) mod token;
