//! The whole document.

use super::{
    Action, Container, Declaration, FlowKind, Room, Setting, Target, container, kind::OTHER_KINDS, reader,
    sequence, variable,
};
use crate::{
    report::{Position, Report, nearest},
    source::{Entry, Node},
};

/// A flow, as its file says it.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Document {
    pub(crate) at: Position,
    pub(crate) kind: FlowKind,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) division: Option<String>,
    pub(crate) languages: Languages,
    pub(crate) variables: Vec<Declaration>,
    pub(crate) greeting: Option<Setting>,
    pub(crate) hold_music: Option<Setting>,
    /// How long a menu waits, and how often it is said again, where it does not say so itself.
    pub(crate) menu_timeout: Option<Setting>,
    pub(crate) menu_repeats: Option<Setting>,
    /// What an action takes for a setting that it leaves out: action, setting, value.
    pub(crate) defaults: Vec<(String, String, Setting)>,
    pub(crate) errors: ErrorHandling,
    pub(crate) start: Start,
    /// The state that comes again and again while somebody waits in a queue.
    pub(crate) periodic: Option<Target>,
    pub(crate) containers: Vec<Container>,
}

/// The languages of a flow, as IETF tags.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Languages {
    pub(crate) default: String,
    pub(crate) supported: Vec<String>,
}

/// Where a run begins.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Start {
    At(Target),
    Actions(Vec<Action>),
    /// The file does not say; the first part is meant.
    First,
}

/// What becomes of a run that cannot go on.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct ErrorHandling {
    pub(crate) audio: Option<Setting>,
    pub(crate) handling: Handling,
}

/// `settingsErrorHandling.errorHandling`
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Handling {
    Disconnect,
    Queue(Setting),
    Go(Target),
    Flow(Setting),
    EndState,
    EndWorkflow,
}

const KEYS: &[&str] = &[
    "name",
    "description",
    "division",
    "startUpRef",
    "startUpTaskActions",
    "startUpState",
    "periodicStateRef",
    "defaultLanguage",
    "supportedLanguages",
    "variables",
    "initialGreeting",
    "settingsActionDefaults",
    "settingsErrorHandling",
    "settingsInQueueCall",
    "settingsMenu",
    "settingsPrompts",
    "settingsSpeechRec",
    "settingsOutboundCall",
    "settingsInboundChat",
    "settingsCommonModule",
    "settingsUserPrompt",
    "menus",
    "tasks",
    "states",
    "referencedObjects",
    "promptsSettings",
];

/// The document in a file; none if it is no flow that could run.
pub(crate) fn read(root: &Node, report: &mut Report) -> Option<Document> {
    let (kind, entry) = root_of(root, report)?;
    let flow = &entry.value;
    reader::known_keys(flow, kind.key(), KEYS, report);
    let name = reader::text(flow, "name", report).unwrap_or_else(|| {
        reader::missing(entry.at, kind.key(), "name", report);
        String::new()
    });
    let setting = |group: Option<&str>, key: &str, report: &mut Report| {
        let map = group.map_or(Some(flow), |group| flow.get(group));
        let node = map.and_then(|map| map.get(key));
        node.map(|node| Setting::read(node, report)).filter(|setting| !setting.is_unset())
    };
    Some(Document {
        at: entry.at,
        kind,
        name,
        description: reader::text(flow, "description", report),
        division: reader::text(flow, "division", report),
        languages: languages(flow, report),
        variables: variable::variables(flow, report),
        greeting: setting(None, "initialGreeting", report),
        hold_music: setting(Some("settingsInQueueCall"), "holdMusic", report),
        menu_timeout: setting(Some("settingsMenu"), "menuSelectionTimeout", report),
        menu_repeats: setting(Some("settingsMenu"), "repeatCount", report),
        defaults: defaults(flow, report),
        errors: errors(flow, kind, report),
        start: start(flow, report),
        periodic: periodic(flow, kind, report),
        containers: container::containers(flow, report),
    })
}

/// The only root key, which names the kind.
fn root_of<'a>(root: &'a Node, report: &mut Report) -> Option<(FlowKind, &'a Entry)> {
    let Some(entry) = root.only() else {
        let keys: Vec<&str> = root.entries().iter().map(|entry| entry.key.as_str()).collect();
        let what = match keys.as_slice() {
            [] => "the file is no flow".to_owned(),
            keys => format!("a flow has one root key, and this has {}: {}", keys.len(), keys.join(", ")),
        };
        report.error_instead(
            root.at,
            what,
            "inboundCall: {name: X, startUpRef: ..., menus: [...], tasks: [...]}",
        );
        return None;
    };
    if let Some(kind) = FlowKind::named(&entry.key) {
        return Some((kind, entry));
    }
    let others = OTHER_KINDS.iter().any(|other| other.eq_ignore_ascii_case(&entry.key));
    let keys = FlowKind::ALL.map(FlowKind::key);
    let what = if others {
        format!("flows of the kind {:?} do not run here", entry.key)
    } else {
        format!("there is no kind of flow {:?}", entry.key)
    };
    let near = nearest(&entry.key, keys).filter(|_| !others);
    let instead = near.map_or_else(|| keys.join(", "), |near| format!("did you mean {near:?}?"));
    report.error_instead(entry.at, what, instead);
    None
}

fn languages(flow: &Node, report: &mut Report) -> Languages {
    let default = reader::text(flow, "defaultLanguage", report).unwrap_or_else(|| "en-us".to_owned());
    let supported = flow.get("supportedLanguages").map(Node::entries).unwrap_or_default();
    let mut supported: Vec<String> = supported.iter().map(|entry| entry.key.clone()).collect();
    if !supported.iter().any(|tag| tag.eq_ignore_ascii_case(&default)) {
        supported.insert(0, default.clone());
    }
    Languages { default, supported }
}

fn start(flow: &Node, report: &mut Report) -> Start {
    if let Some(node) = flow.get("startUpRef").filter(|node| !node.is_nothing()) {
        return Target::parse(node, report).map_or(Start::First, Start::At);
    }
    match flow.get("startUpTaskActions") {
        Some(list) => Start::Actions(sequence::actions(list, report)),
        None => Start::First,
    }
}

/// `periodicStateRef: "/inqueueShortMessage/states/state[Again_12]"`
fn periodic(flow: &Node, kind: FlowKind, report: &mut Report) -> Option<Target> {
    let node = flow.get("periodicStateRef").filter(|node| !node.is_nothing())?;
    if kind != FlowKind::InqueueMessage {
        report.warn(node.at, "only flows for messages that wait in a queue have a periodic state");
        return None;
    }
    let target = Target::parse(node, report)?;
    if target.room != Room::State {
        report.error_instead(node.at, "this is no state", "\"/inqueueShortMessage/states/state[Again_12]\"");
    }
    Some(target)
}

/// `settingsActionDefaults: {collectInput: {noEntryTimeout: {lit: {seconds: 5}}}}`
fn defaults(flow: &Node, report: &mut Report) -> Vec<(String, String, Setting)> {
    let actions = flow.get("settingsActionDefaults").map(Node::entries).unwrap_or_default();
    let mut defaults = Vec::new();
    for action in actions {
        for entry in action.value.entries() {
            let setting = Setting::read(&entry.value, report);
            if !setting.is_unset() {
                defaults.push((action.key.clone(), entry.key.clone(), setting));
            }
        }
    }
    defaults
}

fn errors(flow: &Node, kind: FlowKind, report: &mut Report) -> ErrorHandling {
    let last_resort = match kind {
        // A call in a queue goes on waiting without a flow.
        FlowKind::Workflow | FlowKind::CommonModule | FlowKind::InqueueCall => Handling::EndWorkflow,
        FlowKind::InqueueMessage => Handling::EndState,
        _ => Handling::Disconnect,
    };
    let Some(settings) = flow.get("settingsErrorHandling") else {
        return ErrorHandling { audio: None, handling: last_resort };
    };
    reader::known_keys(settings, "settingsErrorHandling", &["errorHandling", "preHandlingAudio"], report);
    let audio = settings.get("preHandlingAudio").map(|node| Setting::read(node, report));
    let handling = settings.get("errorHandling").filter(|node| !node.is_nothing());
    let handling = handling.and_then(|node| handling_of(node, kind, report)).unwrap_or(last_resort);
    ErrorHandling { audio: audio.filter(|audio| !audio.is_unset()), handling }
}

fn handling_of(node: &Node, kind: FlowKind, report: &mut Report) -> Option<Handling> {
    let Some(entry) = node.only() else {
        report.error_instead(
            node.at,
            "errorHandling is a map with one key",
            "errorHandling: {disconnect: {none: true}}",
        );
        return None;
    };
    let body = &entry.value;
    let setting = |key: &str, report: &mut Report| match body.get(key) {
        Some(node) => Some(Setting::read(node, report)),
        None => {
            reader::missing(entry.at, &entry.key, key, report);
            None
        }
    };
    match entry.key.as_str() {
        "disconnect" => Some(Handling::Disconnect),
        "endInQueueState" if kind == FlowKind::InqueueMessage => Some(Handling::EndState),
        "endWorkflow" | "endTask" | "endFlow" => Some(Handling::EndWorkflow),
        "queue" => setting("targetQueue", report).map(Handling::Queue),
        "flow" => {
            let node = body.get("targetFlow").unwrap_or(body);
            Some(Handling::Flow(Setting::Literal(node.clone())))
        }
        "task" => Target::read(entry.at, body, "task", "targetTaskRef", report).map(Handling::Go),
        "menu" => Target::read(entry.at, body, "menu", "targetMenuRef", report).map(Handling::Go),
        "state" => Target::read(entry.at, body, "state", "targetStateRef", report).map(Handling::Go),
        _ => {
            let known = ["disconnect", "queue", "task", "menu", "state", "flow", "endWorkflow"];
            let what = format!("there is no error handling {:?}", entry.key);
            report.error_instead(entry.at, what, known.join(", "));
            None
        }
    }
}
