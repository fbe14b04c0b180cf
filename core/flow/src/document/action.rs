//! One action.

mod ask;
mod branch;
mod data;

use super::{Setting, Target, reader, sequence, variable};
use crate::{
    Type,
    action::{CONTROL, SHAPES, Shape, UNSUPPORTED, invented, shape},
    report::{Position, Report, nearest},
    source::{Entry, Node},
};

/// An action, and what follows from it.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Action {
    pub(crate) at: Position,
    /// Its key in the file.
    pub(crate) key: String,
    /// What its author calls it.
    pub(crate) name: String,
    pub(crate) what: What,
}

/// What an action does.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum What {
    Ask(Box<Ask>),
    UpdateData(Vec<Assignment>),
    Decision {
        condition: Setting,
        yes: Vec<Action>,
        no: Vec<Action>,
    },
    /// The first case that is true, or that equals `matching`.
    Switch {
        matching: Option<Setting>,
        cases: Vec<Case>,
        default: Vec<Action>,
    },
    Loop {
        index: Option<Binding>,
        count: Setting,
        body: Vec<Action>,
    },
    LoopUntil {
        index: Option<Binding>,
        count: Setting,
        body: Vec<Action>,
        cases: Vec<Case>,
    },
    LoopNext,
    LoopExit,
    CallTask(Box<CallTask>),
    /// `jumpToTask`, `jumpToMenu`, `changeState`
    Go(Target),
    EndTask {
        path: Option<String>,
    },
    EndState,
    EndWorkflow {
        reason: Option<Setting>,
    },
    PreviousMenu,
    RepeatMenu,
    /// Does not run here, and goes on with its failure output, or else its default one.
    Unsupported {
        instead: Vec<Action>,
    },
}

/// An action that asks the world for something.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) shape: &'static Shape,
    /// What is asked for, where that is no setting: the data action with its category, the module, the
    /// script.
    pub(crate) subject: Vec<String>,
    pub(crate) settings: Vec<(&'static str, Setting)>,
    /// What a data action, module or script is given.
    pub(crate) inputs: Vec<(String, Setting)>,
    /// Attributes that are read or written.
    pub(crate) pairs: Vec<Pair>,
    pub(crate) results: Vec<Binding>,
    pub(crate) outputs: Vec<(&'static str, Vec<Action>)>,
}

impl PartialEq for Ask {
    fn eq(&self, other: &Self) -> bool {
        self.shape.key == other.shape.key
            && self.subject == other.subject
            && self.settings == other.settings
            && self.inputs == other.inputs
            && self.pairs == other.pairs
            && self.results == other.results
            && self.outputs == other.outputs
    }
}

/// A result, and the variable that takes it.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Binding {
    pub(crate) at: Position,
    /// What the action calls it.
    pub(crate) result: String,
    pub(crate) variable: String,
    /// What it is; none if only the world knows.
    pub(crate) of: Option<Type>,
    /// Whether it tells of a failure.
    pub(crate) of_failure: bool,
}

/// An attribute of the participant.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Pair {
    Get { name: Setting, variable: String, at: Position },
    Set { name: Setting, value: Setting },
}

/// `string: {variable: Task.x, value: {exp: …}}`
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Assignment {
    pub(crate) at: Position,
    pub(crate) variable: String,
    pub(crate) of: Type,
    pub(crate) value: Setting,
}

/// A case of a switch, or a reason to leave a loop.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Case {
    pub(crate) at: Position,
    pub(crate) value: Setting,
    pub(crate) actions: Vec<Action>,
}

/// `callTask`
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct CallTask {
    pub(crate) target: Target,
    /// Variables of the task, and what they are given.
    pub(crate) inputs: Vec<(String, Setting)>,
    /// Variables of the task, and who takes them when it has ended.
    pub(crate) outputs: Vec<Binding>,
    /// Sequences by the name of the path on which the task ended.
    pub(crate) paths: Vec<(String, Vec<Action>)>,
    pub(crate) default: Vec<Action>,
}

/// Keys that any action may have.
const ANY: &[&str] = &["name", "refId", "trackingId", "description", "outputs"];

/// An item of a list of actions: a map with the action's key alone.
pub(super) fn read(item: &Node, report: &mut Report) -> Option<Action> {
    let Some(Entry { key, at, value }) = item.only() else {
        let made_up = item.entries().iter().find_map(|entry| invented(&entry.key));
        let instead = made_up.unwrap_or("- playAudio: {name: X, audio: {tts: ...}}");
        report.error_instead(item.at, "an action is a map with one key, which says what it does", instead);
        return None;
    };
    of(key, *at, value, &[], report)
}

/// The action of a key. `further` are keys that it may have where it stands.
pub(super) fn of(
    key: &str,
    at: Position,
    body: &Node,
    further: &[&str],
    report: &mut Report,
) -> Option<Action> {
    let name = reader::text(body, "name", report).unwrap_or_else(|| key.to_owned());
    let what = match shape(key) {
        Some(shape) => What::Ask(Box::new(ask::read(shape, at, body, further, report))),
        None if CONTROL.contains(&key) => branch::read(key, at, body, further, report)?,
        None => unsupported(key, at, body, report)?,
    };
    Some(Action { at, key: key.to_owned(), name, what })
}

fn unsupported(key: &str, at: Position, body: &Node, report: &mut Report) -> Option<What> {
    if !UNSUPPORTED.contains(&key) {
        let what = format!("there is no action {key:?}");
        let near = nearest(key, SHAPES.iter().map(|shape| shape.key).chain(CONTROL.iter().copied()));
        if let Some(instead) = invented(key) {
            report.error_instead(
                at,
                format!("{what}; this is not what the vendor's editor exports"),
                instead,
            );
            return None;
        } else if let Some(near) = near {
            report.error_instead(at, what, format!("did you mean {near:?}?"));
            return None;
        }
    }
    let outputs = body.get("outputs");
    let path =
        ["failure", "default"].into_iter().find(|path| outputs.is_some_and(|map| map.get(path).is_some()));
    let what = format!("the action {key:?} does not run here");
    report.warn_instead(
        at,
        what,
        match path {
            Some(path) => format!("a run goes on with its output {path:?}"),
            None => "a run goes on with the next action".to_owned(),
        },
    );
    let instead = match (outputs, path) {
        (Some(outputs), Some(path)) => sequence::under(outputs, path, report),
        _ => Vec::new(),
    };
    // What the other outputs say is checked too: it may run one day.
    for entry in outputs.map(Node::entries).unwrap_or_default() {
        if Some(entry.key.as_str()) != path {
            sequence::of(&entry.value, report);
        }
    }
    Some(What::Unsupported { instead })
}

/// `{var: Task.x}` under a key that takes a result.
fn binding(result: &str, node: &Node, of: Option<Type>, report: &mut Report) -> Option<Binding> {
    match Setting::read(node, report) {
        Setting::Unset { .. } => None,
        Setting::Variable { name, at } => {
            Some(Binding { at, result: result.to_owned(), variable: name, of, of_failure: false })
        }
        other => {
            let what = format!("{result:?} names the variable that takes it");
            report.error_instead(other.at(), what, format!("{result}: {{var: Task.x}}"));
            None
        }
    }
}
