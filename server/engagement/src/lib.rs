//! Engagement's API: escalation to video, the widget's server side.
//!
//! Engagement is a client of two public protocols: the Genesys Platform API of a contact center and the Pexip
//! API of a conference. Whether these run in the same process or on another continent, only the
//! [`Connectors`] know.
//!
//! Start reading at [`start`]; then at `perform.rs` for what the core's tasks do to the world, and at
//! `watch.rs` for what the world tells the core.

mod api;
mod conference;
mod config;
mod contact_center;
mod engine;
mod failure;
mod line;
mod observe;
mod perform;
mod system;
mod watch;

use std::sync::Arc;

use axum::Router;
use eyeline_engagement::Command;
use eyeline_model::OrganizationId;
use eyeline_shell::{Connector, Keyring, Loop, Outbox, Store, StoreError, System};
use tokio::task::JoinSet;

pub use config::{Config, Connectors};

/// A running engagement. Dropping it stops all of its work but that of requests under way.
pub struct Engagement {
    /// The routes it serves.
    pub router: Router,
    tasks: JoinSet<()>,
    /// Pages listen until this is dropped.
    open: tokio::sync::watch::Sender<()>,
}

impl Engagement {
    /// Stops the work in the background and waits for its end.
    pub async fn stop(mut self) {
        drop((self.router, self.open));
        self.tasks.shutdown().await;
    }
}

/// Starts engagement on `store`: rebuilds what it knew, and goes on where it was.
pub async fn start(
    config: Config,
    store: Store,
    outbox: Outbox,
    keyring: &Keyring,
    connectors: Connectors,
) -> Result<Engagement, StoreError> {
    let cipher = keyring.cipher(&store, config.organization).await?;
    let organization = system::Organization {
        id: config.organization,
        cipher: cipher.clone(),
        policy: config.policy.clone(),
    };
    let (handle, loop_task) = Loop::start(organization, store, outbox.clone()).await?;
    // A conference in the same process was started together with this.
    let rooms_lost = matches!(connectors.conference, Connector::InMemory(_));
    let contact_center = contact_center::ContactCenter::new(
        connectors.contact_center,
        connectors.sign_in,
        config.contact_center.clone(),
    );
    let conference = conference::Conference::new(connectors.conference, &config.conference);
    let engine = Arc::new(engine::Engine { handle, contact_center, conference });
    engine.tell(Command::Restarted { rooms_lost }).await;
    let watched = Arc::new(watch::Watched::default());
    let queues =
        engine.handle.read(|core| core.live().map(|escalation| escalation.queue.id).collect::<Vec<_>>());
    queues.await.into_iter().flatten().for_each(|queue| watched.add(queue));

    let mut tasks = JoinSet::new();
    tasks.spawn(watch::watch(engine.clone(), watched.clone()));
    tasks.spawn(line::watch(engine.clone()));
    tasks.spawn(line::welcome(engine.clone()));
    tasks.spawn(work(outbox, config.organization, cipher, engine.clone()));
    let (open, is_open) = tokio::sync::watch::channel(());
    let router = api::Api::new(engine, watched, &config, is_open).router();
    // The loop ends by itself when the last of these has let go of its handle.
    drop(loop_task);
    Ok(Engagement { router, tasks, open })
}

async fn work(
    outbox: Outbox,
    organization: OrganizationId,
    cipher: eyeline_shell::Cipher,
    engine: Arc<engine::Engine>,
) {
    let perform = move |job| perform::perform(engine.clone(), job);
    outbox.work(system::Organization::NAME, organization, cipher, perform).await;
}
