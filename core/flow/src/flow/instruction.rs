//! The instructions of a compiled flow.

use std::{fmt, sync::Arc};

use super::Operand;
use crate::{Position, Slot, Type, action::Verb};

/// An instruction, and where it comes from.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) at: Position,
    /// What its author calls the action.
    pub(crate) name: Arc<str>,
    pub(crate) does: Instruction,
}

/// One step. Places are indices into the room's code.
#[derive(Clone, Debug)]
pub(crate) enum Instruction {
    /// Asks the world, and waits for its answer.
    Ask(Box<AskCode>),
    /// Gives a variable a value.
    Assign {
        slot: Slot,
        of: Type,
        value: Operand,
    },
    /// Goes on if the condition is true.
    BranchTo {
        condition: Operand,
        otherwise: usize,
    },
    /// Goes to the first case whose value is the same.
    Match {
        on: Operand,
        cases: Vec<(Operand, usize)>,
        default: usize,
    },
    Jump(usize),
    /// Counts a loop's turns from here.
    LoopBegin {
        counter: u16,
        count: Operand,
    },
    /// Goes on with the next turn, or leaves the loop.
    Loop {
        counter: u16,
        index: Option<Slot>,
        exit: usize,
    },
    /// Does a task, and comes back.
    Call(Box<CallCode>),
    /// Goes to another room for good.
    Go(usize),
    /// Comes back from a task, or ends the run.
    Return {
        path: Option<String>,
    },
    /// Counts how often a menu is said from here.
    MenuBegin,
    /// Says a menu, and waits for a choice.
    Menu(Box<MenuCode>),
    /// Goes to the menu before this one.
    PreviousMenu,
    /// Says the latest menu again.
    RepeatMenu,
    /// Ends a state; the flow waits for the next message, if there can be one.
    EndState,
    /// Ends a workflow.
    EndWorkflow {
        reason: Option<Operand>,
    },
}

/// An action that asks the world for something.
#[derive(Clone, Debug)]
pub(crate) struct AskCode {
    pub(crate) key: &'static str,
    pub(crate) verb: Verb,
    pub(crate) subject: Vec<String>,
    pub(crate) settings: Vec<(&'static str, Given)>,
    pub(crate) inputs: Vec<(String, Operand)>,
    pub(crate) pairs: Vec<PairCode>,
    pub(crate) results: Vec<ResultCode>,
    pub(crate) outputs: Vec<(&'static str, usize)>,
    /// Where a run goes on that takes an output which the file leaves out.
    pub(crate) next: usize,
    /// Whether a failure has an output of its own.
    pub(crate) may_fail: bool,
}

/// What a setting was given.
#[derive(Clone, Debug)]
pub(crate) enum Given {
    One(Operand),
    Each(Vec<Operand>),
    Word(String),
    Digits { least: u8, most: u8, terminator: Option<char> },
    Hold(HoldCode),
}

/// How long to play music.
#[derive(Clone, Debug)]
pub(crate) enum HoldCode {
    Once,
    For(Operand),
}

/// An attribute of the participant.
#[derive(Clone, Debug)]
pub(crate) enum PairCode {
    Get { name: Operand, slot: Slot },
    Set { name: Operand, value: Operand },
}

/// A variable that takes a result.
#[derive(Clone, Debug)]
pub(crate) struct ResultCode {
    pub(crate) result: String,
    pub(crate) slot: Slot,
    pub(crate) of: Type,
    /// Whether it tells of a failure.
    pub(crate) of_failure: bool,
}

/// A task that is done in between.
#[derive(Clone, Debug)]
pub(crate) struct CallCode {
    pub(crate) room: usize,
    /// Variables of the task, and what they are given.
    pub(crate) inputs: Vec<(Slot, Type, Operand)>,
    /// Variables of the task, and those of the caller that take their values.
    pub(crate) outputs: Vec<(Slot, Slot)>,
    pub(crate) paths: Vec<(String, usize)>,
    pub(crate) default: usize,
}

/// A menu.
#[derive(Clone, Debug)]
pub(crate) struct MenuCode {
    pub(crate) audio: Option<Operand>,
    pub(crate) timeout: Option<Operand>,
    pub(crate) repeats: Option<Operand>,
    pub(crate) choices: Vec<ChoiceCode>,
    pub(crate) default: Option<usize>,
}

/// A choice, also one of another menu that can be made everywhere.
#[derive(Clone, Debug)]
pub(crate) struct ChoiceCode {
    pub(crate) key: Option<char>,
    pub(crate) terms: Vec<String>,
    pub(crate) room: usize,
    pub(crate) to: usize,
}

impl fmt::Display for Instruction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ask(ask) => {
                f.write_str(ask.key)?;
                for (output, to) in &ask.outputs {
                    write!(f, " {output}→{to}")?;
                }
                write!(f, " →{}", ask.next)
            }
            Self::Assign { of, .. } => write!(f, "assign {of}"),
            Self::BranchTo { otherwise, .. } => write!(f, "branch no→{otherwise}"),
            Self::Match { cases, default, .. } => {
                f.write_str("match")?;
                for (_, to) in cases {
                    write!(f, " →{to}")?;
                }
                write!(f, " default→{default}")
            }
            Self::Jump(to) => write!(f, "jump →{to}"),
            Self::LoopBegin { counter, .. } => write!(f, "loop begin #{counter}"),
            Self::Loop { counter, exit, .. } => write!(f, "loop #{counter} exit→{exit}"),
            Self::Call(call) => {
                write!(f, "call {}", call.room)?;
                for (path, to) in &call.paths {
                    write!(f, " {path}→{to}")?;
                }
                write!(f, " →{}", call.default)
            }
            Self::Go(room) => write!(f, "go {room}"),
            Self::Return { path } => write!(f, "return {}", path.as_deref().unwrap_or_default()),
            Self::MenuBegin => f.write_str("menu begin"),
            Self::Menu(menu) => {
                f.write_str("menu")?;
                for choice in &menu.choices {
                    write!(f, " {}→{}:{}", choice.key.unwrap_or('-'), choice.room, choice.to)?;
                }
                Ok(())
            }
            Self::PreviousMenu => f.write_str("previous menu"),
            Self::RepeatMenu => f.write_str("repeat menu"),
            Self::EndState => f.write_str("end state"),
            Self::EndWorkflow { .. } => f.write_str("end workflow"),
        }
    }
}
