//! A flow as a document: what its file says, checked for form but not yet for sense.

mod action;
mod container;
mod header;
mod kind;
mod menu;
mod reader;
mod sequence;
mod setting;
mod target;
mod variable;

pub(crate) use action::{Action, Ask, Assignment, Binding, CallTask, Case, Pair, What};
pub(crate) use container::{Container, Holding};
pub(crate) use header::{Document, Handling, Start, read};
pub use kind::FlowKind;
pub(crate) use menu::{Choice, Leads, Menu};
pub(crate) use setting::Setting;
pub(crate) use target::{Room, Target};
pub(crate) use variable::Declaration;

#[cfg(test)]
mod tests;
