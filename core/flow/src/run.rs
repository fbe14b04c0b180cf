//! A flow that runs: from one answer of the world to the next.

mod effect;
mod expire;
mod fault;
mod frame;
mod given;
mod limits;
mod machine;
mod menu;
mod reply;
mod results;
mod room;
mod standing;
mod step;
mod task;
mod trouble;
mod turns;

pub use effect::{
    AcdTransfer, Announcement, Call, Callback, Collect, DataAction, Effect, EffectId, Elsewhere, Find,
    FlowTransfer, Menu, MenuChoice, Music, NumberTransfer, PreferredAgent, Screen, Task, UserTransfer,
};
pub use fault::Fault;
pub(crate) use limits::LOOP_TURNS;
pub use limits::Limits;
pub use reply::{Failure, Reply};
pub use standing::{End, Standing};
pub use step::{FlowRun, Start, Step, World};

#[cfg(test)]
mod tests;
