//! An organization's engagement as the shell sees it: rows, notices and jobs.

use std::{collections::BTreeSet, sync::Arc};

use eyeline_engagement::{Effect, Engagement, Escalation, Event, Policy, Stage};
use eyeline_model::{EscalationId, OrganizationId, Timestamp};
use eyeline_shell::{Cipher, Job, Record, Stamped, Statement, Store, StoreError, System};

/// What the escalations' documents are sealed for.
const DOCUMENT: &str = "escalations.document";

/// One organization's engagement.
pub(crate) struct Organization {
    pub(crate) id: OrganizationId,
    pub(crate) cipher: Cipher,
    pub(crate) policy: Policy,
}

impl Organization {
    fn upsert(&self, escalation: &Escalation) -> Statement {
        let document = serde_json::to_vec(escalation).expect("an escalation is plain data");
        let ended_at = match &escalation.stage {
            Stage::Ended(ended) => Some(ended.at),
            _ => None,
        };
        Statement::new(
            "INSERT INTO escalations (id, organization_id, conversation_id, stage, requested_at, ended_at, document)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (id) DO UPDATE
             SET stage = excluded.stage, ended_at = excluded.ended_at, document = excluded.document",
        )
        .bind(escalation.id)
        .bind(self.id)
        .bind(escalation.conversation)
        .bind(escalation.stage.name())
        .bind(escalation.requested_at)
        .bind(ended_at)
        .bind(self.cipher.seal(DOCUMENT, &document))
    }

    fn open(&self, sealed: &[u8]) -> Result<Escalation, StoreError> {
        let document = self.cipher.open(DOCUMENT, sealed).ok_or(StoreError::WrongMasterKey)?;
        serde_json::from_slice(&document)
            .map_err(|source| StoreError::Document { what: "escalation", source })
    }
}

impl System for Organization {
    type Core = Engagement;
    type Notice = Arc<Escalation>;

    const NAME: &'static str = "engagement";

    fn cipher(&self) -> &Cipher {
        &self.cipher
    }

    fn organization(&self) -> OrganizationId {
        self.id
    }

    async fn rebuild(&self, store: &Store, now: Timestamp) -> Result<Engagement, StoreError> {
        let remembered = Statement::new(
            "SELECT document FROM escalations
             WHERE organization_id = $1 AND (ended_at IS NULL OR ended_at > $2)",
        );
        let rows = store.query(remembered.bind(self.id).bind(now - self.policy.keep)).await?;
        let escalations: Result<Vec<_>, _> =
            rows.iter().map(|row| self.open(row.blob("document")?)).collect();
        Ok(Engagement::restore(rand::random(), self.policy.clone(), escalations?))
    }

    fn record(&self, event: &Event) -> Record {
        Record {
            kind: event.fact.name(),
            subject: event.escalation.to_string(),
            body: serde_json::to_vec(&event.fact).expect("a fact is plain data"),
        }
    }

    fn writes(&self, core: &Engagement, events: &[Stamped<Event>]) -> Vec<Statement> {
        changed(core, events).map(|escalation| self.upsert(escalation)).collect()
    }

    fn notices(&self, core: &Engagement, events: &[Stamped<Event>]) -> Vec<Arc<Escalation>> {
        changed(core, events).cloned().map(Arc::new).collect()
    }

    fn job(&self, now: Timestamp, effect: &Effect) -> Job {
        Job {
            // Tasks of one conversation are done in order, also across its escalations: a callback is taken
            // back before the next one is asked for.
            subject: effect.conversation.to_string(),
            kind: effect.task.name().to_owned(),
            revision: effect.revision,
            due: now,
            body: serde_json::to_vec(effect).expect("an effect is plain data"),
        }
    }
}

fn changed<'a>(core: &'a Engagement, events: &[Stamped<Event>]) -> impl Iterator<Item = &'a Escalation> {
    let ids: BTreeSet<EscalationId> = events.iter().map(|stamped| stamped.event.escalation).collect();
    ids.into_iter().filter_map(|id| core.escalation(id))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use eyeline_engagement::{CallMedia, CallbackAnswer, Command, Customer, Queue, Request, Routing, Wish};
    use eyeline_model::{ConversationId, Ids, ParticipantId, Pii, QueueId};
    use eyeline_shell::{Handle, Keyring, Loop, Outbox};

    use super::*;

    const NAME: &str = "Kim Holgersson";

    struct Bed {
        store: Store,
        id: OrganizationId,
        _folder: tempfile::TempDir,
    }

    impl Bed {
        /// SQLite, and PostgreSQL where the environment names one.
        async fn each() -> Vec<Self> {
            let bed = |store| Self {
                store,
                id: Ids::new(rand::random()).next(),
                _folder: tempfile::tempdir().expect("a folder"),
            };
            let folder = tempfile::tempdir().expect("a folder");
            let store = Store::sqlite(&folder.path().join("eyeline.db")).await.expect("SQLite opens");
            let mut beds = vec![Self { _folder: folder, ..bed(store) }];
            if let Ok(url) = std::env::var("EYELINE_TEST_POSTGRES") {
                beds.push(bed(Store::postgres(&url).await.expect("PostgreSQL answers")));
            }
            beds
        }

        async fn start(&self) -> Handle<Organization> {
            let cipher = Keyring::new([1; 32]).cipher(&self.store, self.id).await.expect("a key");
            let system = Organization { id: self.id, cipher, policy: Policy::default() };
            let outbox = Outbox::new(self.store.clone());
            Loop::start(system, self.store.clone(), outbox).await.expect("the loop starts").0
        }
    }

    fn request(ids: &mut Ids) -> (ConversationId, Command) {
        let conversation = ids.next();
        let request = Request {
            conversation,
            code: Pii::new(format!("code of {conversation}")),
            customer: Customer {
                participant: ids.next::<ParticipantId>(),
                name: Pii::from(NAME),
                telephone: Some(Pii::from("+46 70 000 00 00")),
                attributes: BTreeMap::new(),
            },
            queue: Queue { id: ids.next::<QueueId>(), name: "Video advice".to_owned() },
            routing: Routing::default(),
            media: CallMedia::Video,
            past: Vec::new(),
        };
        (conversation, Command::Request(Box::new(request)))
    }

    #[tokio::test]
    async fn what_was_answered_is_there_after_a_restart() {
        for bed in Bed::each().await {
            let mut ids = Ids::new(rand::random());
            let handle = bed.start().await;
            let (waits, command) = request(&mut ids);
            handle.send(command).await.expect("requested");
            let (left, command) = request(&mut ids);
            handle.send(command).await.expect("requested");
            let both = move |core: &Engagement| {
                [waits, left].map(|id| core.by_conversation(id).cloned().expect("both are known"))
            };
            let [first, second] = handle.read(both).await.expect("running");
            let placed =
                Command::Callback { escalation: first.id, attempt: 1, answer: CallbackAnswer::Placed };
            handle.send(placed).await.expect("placed");
            handle.send(Command::Wish { escalation: second.id, wish: Wish::Leave }).await.expect("left");
            let before = handle.read(both).await.expect("running");
            drop(handle);
            let after = bed.start().await.read(both).await.expect("running again");
            assert_eq!(before, after);
        }
    }

    #[tokio::test]
    async fn nothing_personal_is_legible_in_the_tables() {
        for bed in Bed::each().await {
            let handle = bed.start().await;
            handle.send(request(&mut Ids::new(rand::random())).1).await.expect("requested");
            let columns = [
                Statement::new("SELECT document AS sealed FROM escalations WHERE organization_id = $1"),
                Statement::new("SELECT body AS sealed FROM events WHERE organization_id = $1"),
                Statement::new("SELECT body AS sealed FROM outbox WHERE organization_id = $1"),
            ];
            for column in columns {
                for row in bed.store.query(column.bind(bed.id)).await.expect("rows") {
                    let sealed = row.blob("sealed").expect("bytes");
                    assert!(!sealed.windows(NAME.len()).any(|window| window == NAME.as_bytes()));
                }
            }
        }
    }
}
