//! What a flow can do, action by action: which settings there are, what they hold, and where each output
//! leads.

mod catalogue;
mod invented;
mod shape;
mod unsupported;

pub(crate) use catalogue::{CONTROL, SHAPES, shape};
pub(crate) use invented::invented;
pub(crate) use shape::{Field, Form, Shape, Verb};
pub(crate) use unsupported::UNSUPPORTED;
