//! The shell: the loop around a core, and what the loop needs to keep its word.
//!
//! One [`Loop`] owns one core. It takes commands, lets the core decide, commits the events, the tables they
//! change and the jobs they call for in one transaction, and only then answers and publishes. Commands that
//! arrive during a commit share the next one (group commit).
//!
//! Never: decides anything a core could decide, or knows which system it runs.
//! Invariant: nobody hears of an event that is not on disk.
//!
//! Start reading at [`Loop::start`].

mod cipher;
mod clock;
mod commit;
mod connector;
mod login;
mod outbox;
mod pipe;
mod rate_limit;
mod run;
mod secret;
mod store;

pub use cipher::{Cipher, Keyring};
pub use clock::now;
pub use commit::{Job, Record, Stamped, System};
pub use connector::{ConnectError, Connector, Remote, Stream, WebSocket};
pub use login::Login;
pub use outbox::{Outbox, Performed};
pub use pipe::{AlreadyAttached, Pipe};
pub use rate_limit::{Count, RateLimit};
pub use run::{Committed, Error as LoopError, Handle, Loop};
pub use secret::{Secret, fingerprint};
pub use store::{Error as StoreError, Row, Statement, Store, Value};
