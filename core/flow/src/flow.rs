//! A published flow: compiled, checked, and never changed again.

mod instruction;
mod operand;
mod reference;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub(crate) use instruction::{
    AskCode, CallCode, ChoiceCode, Given, HoldCode, Instruction, Line, MenuCode, PairCode, ResultCode,
};
pub(crate) use operand::Operand;
pub use reference::{Reference, Referred};

use crate::{Contracts, FlowKind, Report, Slot, Source, Type, compile};

/// Which flow, and which version of it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct FlowVersion {
    /// The flow's id in the organization.
    pub flow: String,
    /// Counted up with every publication.
    pub version: u32,
}

/// A flow that can run.
#[derive(Clone, Debug)]
pub struct Flow {
    /// Which flow, and which version of it.
    pub identity: FlowVersion,
    /// What it is for.
    pub kind: FlowKind,
    /// What its author calls it.
    pub name: String,
    /// What its author says of it.
    pub description: Option<String>,
    /// Whose it is.
    pub division: Option<String>,
    /// The IETF tag of its default language.
    pub default_language: String,
    /// The IETF tags of all its languages.
    pub languages: Vec<String>,
    /// Its variables that whoever starts it may give.
    pub inputs: Vec<Parameter>,
    /// Its variables that whoever started it gets in the end.
    pub outputs: Vec<Parameter>,
    /// Everything of the organization that it names.
    pub references: Vec<Reference>,
    pub(crate) rooms: Vec<RoomCode>,
    pub(crate) entry: usize,
    /// The room that comes again and again while somebody waits in a queue.
    pub(crate) recurs: Option<usize>,
    pub(crate) built_in: BTreeMap<String, (Slot, Type)>,
    pub(crate) errors: ErrorCode,
    /// Tells apart what was compiled differently: a run cannot go on in other code.
    pub(crate) fingerprint: u64,
}

/// A variable by which a flow is given something, or gives it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parameter {
    /// `Flow.customerId`
    pub name: String,
    /// What it holds.
    pub of: Type,
    pub(crate) slot: Slot,
}

/// A task, state or menu, compiled.
#[derive(Clone, Debug)]
pub(crate) struct RoomCode {
    pub(crate) name: String,
    pub(crate) is_menu: bool,
    /// Its own variables.
    pub(crate) locals: Vec<(Slot, Type)>,
    pub(crate) code: Vec<Line>,
}

/// What becomes of a run that cannot go on.
#[derive(Clone, Debug)]
pub(crate) struct ErrorCode {
    pub(crate) audio: Option<Operand>,
    pub(crate) handling: HandlingCode,
}

#[derive(Clone, Debug)]
pub(crate) enum HandlingCode {
    Disconnect,
    Queue(Operand),
    Go(usize),
    Flow(String),
    EndState,
    EndWorkflow,
}

/// A flow, and what its author should know about it all the same.
#[derive(Clone, Debug)]
pub struct Publication {
    /// The flow.
    pub flow: Flow,
    /// Warnings.
    pub report: Report,
}

impl Flow {
    /// Publishes a flow: reads its file, checks it, and compiles it.
    ///
    /// # Errors
    /// With everything that is wrong with it, if anything is.
    pub fn publish(
        source: &Source<'_>,
        identity: FlowVersion,
        contracts: &Contracts,
    ) -> Result<Publication, Report> {
        let mut report = Report::new(source.file);
        let document = source.read(&mut report).and_then(|root| crate::document::read(&root, &mut report));
        let flow = document.map(|document| compile::compile(&document, identity, contracts, &mut report));
        let report = report.sorted();
        match flow {
            Some(flow) if !report.has_errors() => Ok(Publication { flow, report }),
            _ => Err(report),
        }
    }

    /// The compiled flow, line by line: for those who ask why a run went where it went.
    pub fn listing(&self) -> String {
        let mut text = String::new();
        for (number, room) in self.rooms.iter().enumerate() {
            let mark = if number == self.entry { "*" } else { " " };
            text += &format!("{mark}{number} {}\n", room.name);
            for (pc, line) in room.code.iter().enumerate() {
                text += &format!("  {pc:>3}  {:<8} {}\n", line.at.to_string(), line.does);
            }
        }
        text
    }
}
