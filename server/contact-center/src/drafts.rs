//! Flows as their authors work on them: who has one in hand, and the versions it has.
//!
//! What of a flow leads conversations is an object of the core; which version that is, the core says.

use std::{collections::BTreeMap, sync::Arc};

use eyeline_contact_center::PublishedFlow;
use eyeline_flow::{Contracts, FlowKind};
use eyeline_model::{FlowId, Timestamp, UserId};
use eyeline_shell::{Statement, Store, StoreError};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::rows::Rows;

const FLOW: &str = "flows.sealed";
const VERSION: &str = "flow_versions.sealed";

/// A flow as its authors work on it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Draft {
    pub(crate) id: FlowId,
    pub(crate) kind: FlowKind,
    /// Of each kind one flow has it, in whatever case.
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    /// Who alone may change it until they check it in.
    pub(crate) lock: Option<Author>,
    /// How many versions it has had.
    pub(crate) counted: u32,
    /// Those that are kept, oldest first.
    pub(crate) versions: Vec<Version>,
}

/// Who works on a flow.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Author {
    User(UserId),
    /// An OAuth client by itself.
    Client(Uuid),
}

/// A version, but for what it holds.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Version {
    pub(crate) number: u32,
    pub(crate) author: Author,
    pub(crate) saved_at: Timestamp,
    pub(crate) checked_in_at: Option<Timestamp>,
    pub(crate) published_at: Option<Timestamp>,
    /// When another version took its place.
    pub(crate) published_until: Option<Timestamp>,
}

/// What a version holds.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Written {
    pub(crate) text: Arc<str>,
    pub(crate) substitutions: BTreeMap<String, String>,
}

impl Written {
    pub(crate) fn published(self, version: u32, contracts: Contracts) -> PublishedFlow {
        PublishedFlow { version, text: self.text, substitutions: self.substitutions, contracts }
    }
}

impl Draft {
    /// Versions of a flow that are kept. One more drops the oldest, but never the published one.
    pub(crate) const VERSIONS_KEPT: usize = 100;

    /// A flow without versions.
    pub(crate) fn new(id: FlowId, kind: FlowKind, name: String, author: Author) -> Self {
        Self { id, kind, name, description: None, lock: Some(author), counted: 0, versions: Vec::new() }
    }

    /// Whether somebody else has it in hand.
    pub(crate) fn is_locked_for(&self, author: Author) -> bool {
        self.lock.is_some_and(|holder| holder != author)
    }

    pub(crate) fn version(&self, number: u32) -> Option<&Version> {
        self.versions.iter().find(|version| version.number == number)
    }

    /// The newest version that is checked in.
    pub(crate) fn checked_in(&self) -> Option<&Version> {
        self.versions.iter().rfind(|version| version.checked_in_at.is_some())
    }

    /// Counts a new version; returns the number of the one that is dropped for it, if one must be.
    pub(crate) fn add_version(
        &mut self,
        now: Timestamp,
        author: Author,
        published: Option<u32>,
    ) -> Option<u32> {
        let full = self.versions.len() >= Self::VERSIONS_KEPT;
        let oldest = self.versions.iter().position(|version| Some(version.number) != published);
        let dropped = oldest.filter(|_| full).map(|oldest| self.versions.remove(oldest).number);
        self.counted += 1;
        self.versions.push(Version {
            number: self.counted,
            author,
            saved_at: now,
            checked_in_at: None,
            published_at: None,
            published_until: None,
        });
        dropped
    }

    /// Everything that was saved is there for others, too, and anybody may change it.
    pub(crate) fn check_in(&mut self, now: Timestamp) {
        for version in &mut self.versions {
            version.checked_in_at.get_or_insert(now);
        }
        self.lock = None;
    }

    /// Drops what was not checked in; returns its numbers.
    pub(crate) fn revert(&mut self) -> Vec<u32> {
        let (kept, dropped): (Vec<_>, Vec<_>) =
            self.versions.drain(..).partition(|version| version.checked_in_at.is_some());
        (self.versions, self.lock) = (kept, None);
        dropped.into_iter().map(|version| version.number).collect()
    }

    /// Conversations that begin now are led by this version, and by no other.
    pub(crate) fn publish(&mut self, now: Timestamp, number: Option<u32>) {
        for version in &mut self.versions {
            if Some(version.number) == number {
                (version.published_at, version.published_until) = (Some(now), None);
            } else if version.published_at.is_some() {
                version.published_until.get_or_insert(now);
            }
        }
    }
}

impl Rows {
    /// Adds a flow; changes nothing if another of its kind has its name.
    pub(crate) fn add_draft(&self, draft: &Draft) -> Statement {
        Statement::new(
            "INSERT INTO flows (id, organization_id, name_index, sealed) VALUES ($1, $2, $3, $4)
             ON CONFLICT (organization_id, name_index) DO NOTHING",
        )
        .bind(draft.id)
        .bind(self.organization)
        .bind(self.name_index(draft))
        .bind(self.seal(FLOW, draft))
    }

    pub(crate) fn put_draft(&self, draft: &Draft) -> Statement {
        Statement::new("UPDATE flows SET name_index = $2, sealed = $3 WHERE id = $1")
            .bind(draft.id)
            .bind(self.name_index(draft))
            .bind(self.seal(FLOW, draft))
    }

    fn name_index(&self, draft: &Draft) -> Vec<u8> {
        self.cipher.blind_index(&format!("{} {}", draft.kind.key(), draft.name.to_lowercase()))
    }

    pub(crate) fn remove_draft(&self, flow: FlowId) -> Vec<Statement> {
        let versions = Statement::new("DELETE FROM flow_versions WHERE flow_id = $1").bind(flow);
        vec![versions, Statement::new("DELETE FROM flows WHERE id = $1").bind(flow)]
    }

    pub(crate) fn add_written(&self, flow: FlowId, version: u32, written: &Written) -> Statement {
        Statement::new(
            "INSERT INTO flow_versions (flow_id, version, organization_id, sealed) VALUES ($1, $2, $3, $4)",
        )
        .bind(flow)
        .bind(i64::from(version))
        .bind(self.organization)
        .bind(self.seal(VERSION, written))
    }

    pub(crate) fn remove_written(flow: FlowId, version: u32) -> Statement {
        let remove = Statement::new("DELETE FROM flow_versions WHERE flow_id = $1 AND version = $2");
        remove.bind(flow).bind(i64::from(version))
    }

    /// Every flow of the organization, in no order.
    pub(crate) async fn drafts(&self, store: &Store) -> Result<Vec<Draft>, StoreError> {
        let select = Statement::new("SELECT sealed FROM flows WHERE organization_id = $1");
        let rows = store.query(select.bind(self.organization)).await?;
        rows.iter().map(|row| self.open(row, FLOW, "flow")).collect()
    }

    pub(crate) async fn draft(&self, store: &Store, flow: FlowId) -> Result<Option<Draft>, StoreError> {
        let select = Statement::new("SELECT sealed FROM flows WHERE id = $1 AND organization_id = $2");
        let rows = store.query(select.bind(flow).bind(self.organization)).await?;
        rows.first().map(|row| self.open(row, FLOW, "flow")).transpose()
    }

    pub(crate) async fn written(
        &self,
        store: &Store,
        flow: FlowId,
        version: u32,
    ) -> Result<Option<Written>, StoreError> {
        let select = Statement::new(
            "SELECT sealed FROM flow_versions WHERE flow_id = $1 AND version = $2 AND organization_id = $3",
        );
        let rows = store.query(select.bind(flow).bind(i64::from(version)).bind(self.organization)).await?;
        rows.first().map(|row| self.open(row, VERSION, "version of a flow")).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AUTHOR: Author = Author::Client(Uuid::nil());

    fn draft() -> Draft {
        Draft::new(FlowId(Uuid::nil()), FlowKind::InboundMessage, "Welcome".to_owned(), AUTHOR)
    }

    fn numbers(draft: &Draft) -> Vec<u32> {
        draft.versions.iter().map(|version| version.number).collect()
    }

    #[test]
    fn the_oldest_version_goes_when_there_are_too_many_but_never_the_published_one() {
        let mut draft = draft();
        let dropped: Vec<u32> =
            (0..102).filter_map(|at| draft.add_version(Timestamp(at), AUTHOR, Some(1))).collect();
        assert_eq!((dropped, draft.versions.len()), (vec![2, 3], Draft::VERSIONS_KEPT));
        assert_eq!((numbers(&draft)[..2].to_vec(), draft.counted), (vec![1, 4], 102));
    }

    #[test]
    fn what_was_not_checked_in_is_dropped_and_its_number_is_not_used_again() {
        let mut draft = draft();
        draft.add_version(Timestamp(1), AUTHOR, None);
        draft.check_in(Timestamp(2));
        draft.add_version(Timestamp(3), AUTHOR, None);
        assert_eq!((draft.revert(), numbers(&draft), draft.lock), (vec![2], vec![1], None));
        draft.add_version(Timestamp(4), AUTHOR, None);
        assert_eq!(numbers(&draft), [1, 3]);
        assert_eq!(draft.checked_in().map(|version| version.number), Some(1));
    }
}
