//! Menus: something to listen to, and keys to press.

use super::{Action, Setting, action, reader, sequence};
use crate::{
    report::{Position, Report, nearest},
    source::Node,
};

/// A menu.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Menu {
    pub(crate) at: Position,
    pub(crate) audio: Option<Setting>,
    /// How long to wait for a choice.
    pub(crate) selection_timeout: Option<Setting>,
    /// How often the menu is said again.
    pub(crate) repeat_count: Option<Setting>,
    pub(crate) choices: Vec<Choice>,
    /// Which choice is taken when none was made; by its `refId`, or else by its name.
    pub(crate) default: Option<String>,
}

/// A choice of a menu.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Choice {
    pub(crate) at: Position,
    pub(crate) name: String,
    pub(crate) reference: Option<String>,
    pub(crate) key: Option<char>,
    /// Whether the key works in every menu of the flow.
    pub(crate) everywhere: bool,
    /// What to say instead of pressing the key, in any language.
    pub(crate) terms: Vec<String>,
    pub(crate) leads: Leads,
}

/// Where a choice leads.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Leads {
    Actions(Vec<Action>),
    SubMenu(Box<Menu>),
}

const KEYS: &[&str] = &[
    "name",
    "refId",
    "description",
    "audio",
    "settingsMenu",
    "settingsSpeechRec",
    "choices",
    "defaultChildMenuRef",
    "defaultChoiceName",
    "menuDefault",
    "trackingId",
    "variables",
];

/// What a choice has besides what its action has.
pub(super) const CHOICE_KEYS: &[&str] =
    &["name", "dtmf", "globalDtmf", "globalSpeechRecTerms", "speechRecTerms", "trackingId", "refId"];

const SETTINGS: &[&str] =
    &["extensionDialingMaxDelay", "listenForExtensionDialing", "menuSelectionTimeout", "repeatCount"];

pub(super) fn read(body: &Node, report: &mut Report) -> Menu {
    let keys = [KEYS, CHOICE_KEYS].concat();
    reader::known_keys(body, "a menu", &keys, report);
    let setting = |map: Option<&Node>, key: &str, report: &mut Report| {
        map.and_then(|map| map.get(key)).map(|node| Setting::read(node, report))
    };
    let settings = body.get("settingsMenu");
    if let Some(settings) = settings {
        reader::known_keys(settings, "settingsMenu", SETTINGS, report);
    }
    let default = ["defaultChildMenuRef", "defaultChoiceName", "menuDefault"];
    let default = default.into_iter().find_map(|key| body.get(key));
    let default = default.and_then(|node| node.get("name").unwrap_or(node).text());
    // `./choices/menuTask[Name_52]`
    let default =
        default.map(|text| text.split_once('[').map_or(text, |(_, name)| name.trim_end_matches(']')));
    let default = default.map(str::to_owned);
    Menu {
        at: body.at,
        audio: setting(Some(body), "audio", report),
        selection_timeout: setting(settings, "menuSelectionTimeout", report),
        repeat_count: setting(settings, "repeatCount", report),
        choices: choices(body, report),
        default,
    }
}

fn choices(body: &Node, report: &mut Report) -> Vec<Choice> {
    let Some(list) = body.get("choices").filter(|list| !list.items().is_empty()) else {
        report.warn(body.at, "the menu has no choices");
        return Vec::new();
    };
    let mut choices: Vec<Choice> = Vec::new();
    for item in list.items() {
        let Some(choice) = choice(item, report) else { continue };
        let twice = choice.key.and_then(|key| choices.iter().find(|other| other.key == Some(key)));
        if let Some(other) = twice {
            let what = format!("the choices {:?} and {:?} have the same key", other.name, choice.name);
            report.error(choice.at, what);
        }
        choices.push(choice);
    }
    choices
}

fn choice(item: &Node, report: &mut Report) -> Option<Choice> {
    let Some(entry) = item.only().filter(|entry| entry.key.starts_with("menu")) else {
        let what = "a choice is a map with one key, such as menuTask, menuTransferToAcd or menuSubMenu";
        report.error_instead(item.at, what, "- menuTask: {name: X, dtmf: digit_1, task: {actions: [...]}}");
        return None;
    };
    let body = &entry.value;
    let leads = match entry.key.as_str() {
        "menuTask" => {
            let keys = [CHOICE_KEYS, &["task"]].concat();
            reader::known_keys(body, "menuTask", &keys, report);
            Leads::Actions(sequence::under(body, "task", report))
        }
        "menuSubMenu" => Leads::SubMenu(Box::new(read(body, report))),
        // `menuTransferToAcd` is the action transferToAcd, and so on.
        other => {
            let word = &other["menu".len()..];
            let key =
                word.chars().next()?.to_ascii_lowercase().to_string() + word.get(1..).unwrap_or_default();
            Leads::Actions(action::of(&key, entry.at, body, CHOICE_KEYS, report).into_iter().collect())
        }
    };
    let everywhere = body.get("globalDtmf").is_some_and(Node::is_true);
    Some(Choice {
        at: entry.at,
        name: reader::text(body, "name", report).unwrap_or_else(|| entry.key.clone()),
        reference: reader::text(body, "refId", report),
        key: key(body, report),
        everywhere,
        terms: terms(body),
        leads,
    })
}

/// `dtmf: digit_1`
fn key(body: &Node, report: &mut Report) -> Option<char> {
    let node = body.get("dtmf").filter(|node| !node.is_nothing())?;
    let word = node.text().unwrap_or_default();
    let key = match word.strip_prefix("digit_").unwrap_or(word) {
        "star" | "*" => Some('*'),
        "pound" | "#" => Some('#'),
        "none" => return None,
        digit => digit.chars().next().filter(|c| c.is_ascii_digit() && digit.len() == 1),
    };
    if key.is_none() {
        let known = ["digit_0", "digit_1", "digit_9", "digit_star", "digit_pound"];
        let near = nearest(word, known).unwrap_or("digit_1");
        report.error_instead(node.at, format!("{word:?} is no key"), format!("dtmf: {near}"));
    }
    key
}

/// `speechRecTerms: {en-us: {terms: [yes]}}`
fn terms(body: &Node) -> Vec<String> {
    let languages = body.get("speechRecTerms").map(Node::entries).unwrap_or_default();
    let lists = languages.iter().filter_map(|language| language.value.get("terms"));
    lists.flat_map(Node::items).filter_map(Node::text).map(str::to_owned).collect()
}
