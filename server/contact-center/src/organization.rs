//! One tenant at work: its loop, its keys, and its configuration at hand.

use std::sync::{Arc, Mutex};

use eyeline_contact_center::{Command, Configuration, ContactCenter, Event, Refusal};
use eyeline_conversation::Conversation;
use eyeline_model::{ConversationId, OrganizationId};
use eyeline_shell::{Cipher, Handle, LoopError, Store};

use crate::{
    refusal,
    refused::{Reason, Refused},
    rows::Rows,
    system::ContactCenterSystem,
};

/// One tenant at work.
pub(crate) struct Organization {
    pub(crate) id: OrganizationId,
    pub(crate) cipher: Cipher,
    pub(crate) rows: Rows,
    pub(crate) handle: Handle<ContactCenterSystem>,
    configuration: Mutex<Arc<Configuration>>,
    editing: tokio::sync::Mutex<()>,
}

impl Organization {
    pub(crate) fn new(rows: Rows, handle: Handle<ContactCenterSystem>, configuration: Configuration) -> Self {
        let cipher = rows.cipher.clone();
        let configuration = Mutex::new(Arc::new(configuration));
        Self {
            id: rows.organization,
            cipher,
            rows,
            handle,
            configuration,
            editing: tokio::sync::Mutex::default(),
        }
    }

    /// The configuration of a moment ago: good for names. What must be exact is read from the core.
    pub(crate) fn configuration(&self) -> Arc<Configuration> {
        self.configuration.lock().expect("no panic while held").clone()
    }

    pub(crate) fn set_configuration(&self, configuration: Arc<Configuration>) {
        *self.configuration.lock().expect("no panic while held") = configuration;
    }

    pub(crate) fn name(&self) -> String {
        self.configuration().organization.name.clone()
    }

    /// Has `command` decided; it is on disk when this returns.
    pub(crate) async fn send(&self, command: Command) -> Result<Vec<Event>, Refused> {
        self.handle.send(command).await.map_err(refused)
    }

    /// Whoever reads a thing, changes some of it and writes it back does so in their turn: what two change at once
    /// must both be there.
    pub(crate) async fn turn_to_edit(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.editing.lock().await
    }

    /// Looks at the core.
    pub(crate) async fn read<R: Send + 'static>(
        &self,
        view: impl FnOnce(&ContactCenter) -> R + Send + 'static,
    ) -> Result<R, Refused> {
        self.handle.read(view).await.ok_or(Refused(Reason::Unavailable))
    }

    /// A conversation that goes on.
    pub(crate) async fn live(&self, id: ConversationId) -> Result<Conversation, Refused> {
        self.read(move |core| core.conversation(id).cloned()).await?.ok_or(Refused(Reason::NotFound))
    }

    /// A conversation, whether it goes on or not.
    pub(crate) async fn conversation(
        &self,
        store: &Store,
        id: ConversationId,
    ) -> Result<Conversation, Refused> {
        match self.read(move |core| core.conversation(id).cloned()).await? {
            Some(conversation) => Ok(conversation),
            None => self.rows.conversation(store, id).await?.ok_or(Refused(Reason::NotFound)),
        }
    }
}

fn refused(error: LoopError<Refusal>) -> Refused {
    match error {
        LoopError::Refused(refusal) => Refused(refusal::reason(&refusal)),
        LoopError::NotCommitted => Refused(Reason::Internal),
        LoopError::Stopped => Refused(Reason::Unavailable),
    }
}
