//! Actions that name what they ask with keys of their own: data actions, common modules, data tables,
//! scripts.

use super::{Ask, Binding, Setting, binding, reader};
use crate::{
    Kind, Type,
    action::Verb,
    report::{Position, Report},
    source::{Entry, Node},
};

/// Keys of such an action besides its settings.
pub(super) const fn keys(verb: Verb) -> &'static [&'static str] {
    match verb {
        Verb::CallData => &["category"],
        Verb::CallCommonModule => &["commonModule"],
        Verb::DataTableLookup => &["dataTable", "lookupValue"],
        Verb::CreateCallback => &["script", "scriptInputs"],
        Verb::SetScreenPop => &["screenPopScript", "scriptInputs"],
        Verb::GetParticipantData
        | Verb::SetParticipantData
        | Verb::GetConversationData
        | Verb::SetConversationData => &["attributes"],
        Verb::EvaluateSchedule => &["evaluationType"],
        _ => &[],
    }
}

/// A setting that stands further down: `evaluationType: {schedule: {selectedSchedule: …}}`.
pub(super) fn nested<'a>(body: &'a Node, key: &str) -> Option<&'a Node> {
    let selected = match key {
        "schedule" => "selectedSchedule",
        "emergencyGroup" => "selectedEmergencyGroup",
        _ => return None,
    };
    body.get("evaluationType")?.get(key)?.get(selected)
}

pub(super) fn read(ask: &mut Ask, at: Position, body: &Node, report: &mut Report) {
    match ask.shape.verb {
        Verb::CallData => data_action(ask, at, body, report),
        Verb::CallCommonModule => module(ask, at, body, report),
        Verb::DataTableLookup => data_table(ask, at, body, report),
        Verb::CreateCallback => script(ask, "script", body, report),
        Verb::SetScreenPop => script(ask, "screenPopScript", body, report),
        _ => {}
    }
}

/// `category: {<integration>: {dataAction: {<name>: {inputs, successOutputs, failureOutputs}}}}`
fn data_action(ask: &mut Ask, at: Position, body: &Node, report: &mut Report) {
    let category = body.get("category").and_then(Node::only);
    let action = category.and_then(|category| category.value.get("dataAction")).and_then(Node::only);
    let (Some(category), Some(action)) = (category, action) else {
        let instead = "category: {<integration>: {dataAction: {<name>: {inputs: ..., successOutputs: ...}}}}";
        report.error_instead(at, "callData does not say which data action", instead);
        return;
    };
    reader::known_keys(&category.value, "a category", &["dataAction"], report);
    let keys = ["inputs", "successOutputs", "failureOutputs"];
    reader::known_keys(&action.value, "a data action", &keys, report);
    ask.subject = vec![category.key.clone(), action.key.clone()];
    ask.inputs = inputs(&action.value, "inputs", report);
    ask.results = bound(&action.value, "successOutputs", |_| None, report);
    let failure = |name: &str| Some(Type::one(if name == "status" { Kind::Integer } else { Kind::String }));
    ask.results.extend(failed(&action.value, failure, report));
}

/// `commonModule: {<name>: {ver_latestPublished: {inputs, outputs}}}`
fn module(ask: &mut Ask, at: Position, body: &Node, report: &mut Report) {
    let Some(module) = body.get("commonModule").and_then(Node::only) else {
        let instead = "commonModule: {<name>: {ver_latestPublished: {inputs: ..., outputs: ...}}}";
        report.error_instead(at, "callCommonModule does not say which module", instead);
        return;
    };
    let version = module.value.only().filter(|entry| entry.key.starts_with("ver_"));
    let given = version.map_or(&module.value, |version| &version.value);
    reader::known_keys(given, "a common module", &["inputs", "outputs"], report);
    ask.subject = vec![module.key.clone()];
    ask.inputs = inputs(given, "inputs", report);
    ask.results = bound(given, "outputs", |_| None, report);
}

/// `dataTable: {<name>: {lookupValue, foundOutputs, failureOutputs}}`
fn data_table(ask: &mut Ask, at: Position, body: &Node, report: &mut Report) {
    let Some(table) = body.get("dataTable").and_then(Node::only) else {
        let instead =
            "dataTable: {<name>: {lookupValue: {exp: ...}, foundOutputs: {<column>: {var: Task.x}}}}";
        report.error_instead(at, "dataTableLookup does not say which table", instead);
        return;
    };
    ask.subject = vec![table.key.clone()];
    match table.value.get("lookupValue").or_else(|| body.get("lookupValue")) {
        Some(node) => ask.inputs = vec![("lookupValue".to_owned(), Setting::read(node, report))],
        None => reader::missing(at, "dataTableLookup", "lookupValue", report),
    }
    ask.results = bound(&table.value, "foundOutputs", |_| None, report);
    let failure = |_: &str| Some(Type::one(Kind::String));
    ask.results.extend(failed(&table.value, failure, report));
}

/// `screenPopScript: {<name>: {inputs}}`, and `scriptInputs` beside it.
fn script(ask: &mut Ask, key: &str, body: &Node, report: &mut Report) {
    ask.inputs = inputs(body, "scriptInputs", report);
    let node = body.get(key).filter(|node| !node.is_nothing() && node.get("noValue").is_none());
    let Some(node) = node else { return };
    if let Some(name) = node.text().or_else(|| node.get("name")?.text()) {
        ask.subject = vec![name.to_owned()];
    } else if let Some(Entry { key, value, .. }) = node.only() {
        let version = value.only().filter(|entry| entry.key.starts_with("ver_"));
        ask.subject = vec![key.clone()];
        ask.inputs.extend(inputs(version.map_or(value, |version| &version.value), "inputs", report));
    }
}

pub(super) fn inputs(map: &Node, key: &str, report: &mut Report) -> Vec<(String, Setting)> {
    let entries = map.get(key).map(Node::entries).unwrap_or_default();
    entries.iter().map(|entry| (entry.key.clone(), Setting::read(&entry.value, report))).collect()
}

pub(super) fn bound(
    map: &Node,
    key: &str,
    of: impl Fn(&str) -> Option<Type>,
    report: &mut Report,
) -> Vec<Binding> {
    let entries = map.get(key).map(Node::entries).unwrap_or_default();
    entries.iter().filter_map(|entry| binding(&entry.key, &entry.value, of(&entry.key), report)).collect()
}

/// `failureOutputs`
fn failed(map: &Node, of: impl Fn(&str) -> Option<Type>, report: &mut Report) -> Vec<Binding> {
    let bound = bound(map, "failureOutputs", of, report);
    bound.into_iter().map(|binding| Binding { of_failure: true, ..binding }).collect()
}
