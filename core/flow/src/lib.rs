//! Architect flows: what a contact center does with a conversation before an agent has it.
//!
//! Holds: the language of the vendor's flow editor, its types and functions; the flows that are written in
//! it; and how far each running one has come. Decides: whether a flow is sound, when it is published; what
//! the world is asked for next, when it runs. Never: looks at a clock, asks a database, plays a sound. The
//! moment, the directory of people and queues, the facts of the conversation and the answers to what was
//! asked are arguments. Invariants: whatever the text, reading, compiling and evaluating it end, and end
//! without a panic. The same run with the same arguments gives the same effects. An answer that comes twice
//! changes nothing.
//!
//! The rules of expressions are those of Genesys Cloud Architect: its grammar, its table of functions with
//! their overloads and which parameters may be NOT_SET, and its documented examples. Where these disagree or
//! are silent, the choice is in `docs/decisions/0009-expression-rulings.md`; for flows, in
//! `docs/decisions/0010-flow-rulings.md`.
//!
//! ```
//! use std::collections::BTreeMap;
//!
//! use eyeline_flow::{
//!     Contracts, Directory, Flow, FlowRun, FlowVersion, Limits, Reply, Source, Start, Task, World,
//! };
//! use eyeline_model::Timestamp;
//!
//! let text = "
//! inboundCall:
//!   name: Hello
//!   tasks:
//!     - task:
//!         name: Greet
//!         actions:
//!           - playAudio: {name: Greet, audio: {tts: '{{greeting}}'}}
//!           - transferToAcd: {name: Queue, targetQueue: {lit: {name: Support}}}
//! ";
//! let source = Source::new("hello.yaml", text).with("greeting", "Welcome");
//! let identity = FlowVersion { flow: "hello".to_owned(), version: 1 };
//! let flow = Flow::publish(&source, identity, &Contracts::new())?.flow;
//!
//! let (directory, facts) = (Directory::default(), BTreeMap::new());
//! let world =
//!     World { directory: &directory, facts: &facts, default_queue: None, limits: Limits::default() };
//! let (mut run, step) = FlowRun::start(&flow, Timestamp(0), Start::default(), &world);
//! assert!(matches!(step.effects[0].task, Task::Play { .. }));
//!
//! // The shell plays it, keeps the run meanwhile, and comes back.
//! let step = run.resume(&flow, Timestamp(2_000), step.effects[0].id, Reply::Done, &world);
//! assert!(matches!(&step.effects[0].task, Task::TransferToAcd(acd) if &*acd.queue.name == "Support"));
//! run.resume(&flow, Timestamp(2_001), step.effects[0].id, Reply::Done, &world);
//! assert!(run.is_over());
//! # Ok::<(), eyeline_flow::Report>(())
//! ```
//!
//! Start reading at [`Expression`] (the functions are in `expression/functions.rs`), or at [`Flow::publish`]
//! and [`FlowRun::start`].

mod action;
mod compile;
mod contract;
mod document;
mod expression;
mod flow;
mod report;
mod run;
mod source;
mod value;

pub use contract::{Contract, Contracts};
pub use document::FlowKind;
pub use expression::{
    Answer, CompileError, Context, Directory, EvalError, Expression, Scope, Slot, Variables, answer,
};
pub use flow::{Flow, FlowVersion, Parameter, Publication, Reference, Referred};
pub use report::{Position, Problem, Report, Severity};
pub use run::{
    AcdTransfer, Announcement, Call, Callback, Collect, DataAction, Effect, EffectId, Elsewhere, End,
    Failure, Fault, Find, FlowRun, FlowTransfer, Limits, Menu, MenuChoice, Music, NumberTransfer,
    PreferredAgent, Reply, Screen, Standing, Start, Step, Task, UserTransfer, World,
};
pub use source::Source;
pub use value::{
    AgentScorePair, Audio, Choice, Currency, EmailAddress, Kind, List, Named, PhoneNumber, Prompt,
    PromptKind, Property, Record, Spoken, Type, UnsuitableJson, User, Value,
};
