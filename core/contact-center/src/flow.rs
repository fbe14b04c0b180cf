//! Flows as they are configured.

use std::{collections::BTreeMap, sync::Arc};

use eyeline_flow::{Contracts, FlowKind, FlowVersion, Publication, Report, Source};
use eyeline_model::FlowId;
use serde::{Deserialize, Serialize};

/// What is done with a conversation before an agent has it, as its author published it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Flow {
    /// Which flow.
    pub id: FlowId,
    /// What people call it. Other flows go on in it by this name, in any case.
    pub name: String,
    /// What it is for: what its file says.
    pub kind: FlowKind,
    /// What whoever comes now is led through.
    pub published: PublishedFlow,
    /// Earlier versions in which conversations still are. The core keeps them; what a command says here does not
    /// matter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<PublishedFlow>,
}

/// One version of a flow, which never changes again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PublishedFlow {
    /// Counted up with every publication.
    pub version: u32,
    /// The file: YAML, at most 1 MiB.
    pub text: Arc<str>,
    /// What stands for each `{{placeholder}}` in it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub substitutions: BTreeMap<String, String>,
}

impl Flow {
    /// The first version of a flow.
    pub fn new(id: FlowId, name: impl Into<String>, kind: FlowKind, text: impl Into<Arc<str>>) -> Self {
        let published = PublishedFlow { version: 1, text: text.into(), substitutions: BTreeMap::new() };
        Self { id, name: name.into(), kind, published, earlier: Vec::new() }
    }

    /// Compiles the published version: for whoever wants to know, before it is configured, what is to be said about
    /// it.
    ///
    /// # Errors
    /// With everything that is wrong with it, if anything is.
    pub fn compile(&self) -> Result<Publication, Report> {
        self.compile_version(&self.published)
    }

    pub(crate) fn compile_version(&self, published: &PublishedFlow) -> Result<Publication, Report> {
        let file = format!("{}.yaml", self.name);
        let source =
            Source { file: &file, text: &published.text, substitutions: published.substitutions.clone() };
        let identity = FlowVersion { flow: self.id.to_string(), version: published.version };
        eyeline_flow::Flow::publish(&source, identity, &Contracts::new())
    }

    /// Every version that is kept.
    pub(crate) fn versions(&self) -> impl Iterator<Item = &PublishedFlow> {
        std::iter::once(&self.published).chain(&self.earlier)
    }
}
