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
    /// What was known, when it was published, of the data actions that it asks.
    #[serde(default, skip_serializing_if = "Contracts::is_empty")]
    pub contracts: Contracts,
}

/// A flow whose published version compiles, and its code.
///
/// A large flow takes long to compile, so that is done wherever there is time for it, and a contact center takes
/// the result as it is.
#[derive(Clone, Debug)]
pub struct CheckedFlow {
    pub(crate) flow: Flow,
    pub(crate) code: eyeline_flow::Flow,
    warnings: Report,
}

impl PartialEq for CheckedFlow {
    fn eq(&self, other: &Self) -> bool {
        // The code follows from it.
        self.flow == other.flow
    }
}

impl CheckedFlow {
    /// The flow.
    pub const fn flow(&self) -> &Flow {
        &self.flow
    }

    /// The code of its published version.
    pub const fn code(&self) -> &eyeline_flow::Flow {
        &self.code
    }

    /// What its author should know about it all the same.
    pub const fn warnings(&self) -> &Report {
        &self.warnings
    }

    /// The same, published as another version.
    #[must_use]
    pub fn numbered(mut self, version: u32) -> Self {
        self.flow.published.version = version;
        self.code.identity.version = version;
        self
    }
}

impl Flow {
    /// The first version of a flow.
    pub fn new(id: FlowId, name: impl Into<String>, kind: FlowKind, text: impl Into<Arc<str>>) -> Self {
        let published = PublishedFlow {
            version: 1,
            text: text.into(),
            substitutions: BTreeMap::new(),
            contracts: Contracts::new(),
        };
        Self { id, name: name.into(), kind, published, earlier: Vec::new() }
    }

    /// Compiles the published version, so that it can be [published](crate::Command::Publish). Of the contracts only
    /// those are kept on which it relies.
    ///
    /// # Errors
    /// With everything that is wrong with it, if anything is.
    pub fn check(mut self) -> Result<CheckedFlow, Report> {
        let Publication { flow: code, report } = self.compile_version(&self.published)?;
        self.published.contracts = self.published.contracts.named_by(&code);
        Ok(CheckedFlow { flow: self, code, warnings: report })
    }

    pub(crate) fn compile_version(&self, published: &PublishedFlow) -> Result<Publication, Report> {
        let file = self.file();
        let source =
            Source { file: &file, text: &published.text, substitutions: published.substitutions.clone() };
        let identity = FlowVersion { flow: self.id.to_string(), version: published.version };
        eyeline_flow::Flow::publish(&source, identity, &published.contracts)
    }

    /// What its file is called in reports.
    pub(crate) fn file(&self) -> String {
        format!("{}.yaml", self.name)
    }

    /// Every version that is kept.
    pub(crate) fn versions(&self) -> impl Iterator<Item = &PublishedFlow> {
        std::iter::once(&self.published).chain(&self.earlier)
    }
}
