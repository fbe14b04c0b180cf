//! Actions that ask the world for something, read by their shape.

use super::{ANY, Action, Ask, Binding, Pair, Setting, binding, data, reader, sequence};
use crate::{
    action::{Field, Form, Shape, Verb},
    report::{Position, Report},
    source::Node,
};

/// Keys that say how an action looks or sounds elsewhere, and have no effect here.
const WITHOUT_EFFECT: &[&str] = &[
    "suppressRecording",
    "messageBodyStyle",
    "alertOnTransfer",
    "positionInQueueAudio",
    "estimatedWaitTimeAudio",
    "specificRoundingIntervals",
    "evaluate",
    "failureOutputs",
    "includeTerminatingDtmfInResultData",
    "releaseLinkTransfer",
];

pub(super) fn read(
    shape: &'static Shape,
    at: Position,
    body: &Node,
    further: &[&str],
    report: &mut Report,
) -> Ask {
    let mut known: Vec<&str> = [ANY, further, WITHOUT_EFFECT, data::keys(shape.verb)].concat();
    known.extend(shape.fields.iter().map(|field| field.key));
    known.extend(shape.results.iter().map(|(result, _)| *result));
    reader::known_keys(body, shape.key, &known, report);
    let mut ask = Ask {
        shape,
        subject: Vec::new(),
        settings: settings(shape, at, body, report),
        inputs: Vec::new(),
        pairs: pairs(shape.verb, body, report),
        results: results(shape, body, report),
        outputs: outputs(shape, body, report),
    };
    data::read(&mut ask, at, body, report);
    ask
}

fn settings(
    shape: &'static Shape,
    at: Position,
    body: &Node,
    report: &mut Report,
) -> Vec<(&'static str, Setting)> {
    let mut settings = Vec::new();
    for field in shape.fields {
        let node = body.get(field.key).or_else(|| data::nested(body, field.key));
        let setting = node.map(|node| setting(field, node, report));
        match setting.filter(|setting| !setting.is_unset()) {
            Some(setting) => settings.push((field.key, setting)),
            None if field.required => reader::missing(at, shape.key, field.key, report),
            None => {}
        }
    }
    settings
}

/// A list of values, and a form of its own, keep their parts; everything else is a setting.
fn setting(field: &Field, node: &Node, report: &mut Report) -> Setting {
    let is_list = matches!(field.form, Form::Each(..)) && !node.items().is_empty();
    let is_map =
        matches!(field.form, Form::Name | Form::Digits | Form::PlayStyle) && !node.entries().is_empty();
    if is_list || (is_map && node.get("noValue").is_none()) {
        Setting::Literal(node.clone())
    } else {
        Setting::read(node, report)
    }
}

fn results(shape: &'static Shape, body: &Node, report: &mut Report) -> Vec<Binding> {
    let failure = body.get("failureOutputs");
    let mut results = Vec::new();
    for (result, of) in shape.results {
        let node = body.get(result).or_else(|| failure?.get(result));
        let bound = node.and_then(|node| binding(result, node, Some(*of), report));
        results.extend(bound.map(|bound| Binding { of_failure: result.starts_with("error"), ..bound }));
    }
    results
}

fn outputs(shape: &'static Shape, body: &Node, report: &mut Report) -> Vec<(&'static str, Vec<Action>)> {
    let mut outputs = Vec::new();
    for entry in body.get("outputs").map(Node::entries).unwrap_or_default() {
        // Any action may have a failure output, whatever the vendor's editor shows.
        let known = shape.outputs.iter().chain(&["failure"]).find(|known| **known == entry.key);
        match known {
            Some(known) => outputs.push((*known, sequence::of(&entry.value, report))),
            None => reader::unknown_output(entry, shape.key, shape.outputs, report),
        }
    }
    outputs
}

/// `attributes: [{attribute: {name, variable | value}}]`
fn pairs(verb: Verb, body: &Node, report: &mut Report) -> Vec<Pair> {
    let key = match verb {
        Verb::GetParticipantData | Verb::GetConversationData => "variable",
        Verb::SetParticipantData | Verb::SetConversationData => "value",
        _ => return Vec::new(),
    };
    let items = reader::items(body, "attributes", &["attribute"], report);
    if items.is_empty() {
        report.warn_instead(
            body.at,
            "there are no attributes",
            "attributes: [{attribute: {name: {lit: x}, ...}}]",
        );
    }
    items.into_iter().filter_map(|item| pair(item, key, report)).collect()
}

fn pair(item: &Node, key: &str, report: &mut Report) -> Option<Pair> {
    reader::known_keys(item, "an attribute", &["name", key], report);
    for needed in ["name", key] {
        if item.get(needed).is_none() {
            reader::missing(item.at, "an attribute", needed, report);
        }
    }
    let (name, other) = (item.get("name")?, item.get(key)?);
    let name = Setting::read(name, report);
    if key == "value" {
        return Some(Pair::Set { name, value: Setting::read(other, report) });
    }
    variable(other, report).map(|variable| Pair::Get { name, variable, at: other.at })
}

/// `variable: Task.x`, or `variable: {var: Task.x}`.
fn variable(node: &Node, report: &mut Report) -> Option<String> {
    match Setting::read(node, report) {
        Setting::Variable { name, .. } => Some(name),
        Setting::Literal(node) if node.text().is_some() => node.text().map(str::to_owned),
        Setting::Unset { .. } => None,
        other => {
            report.error_instead(other.at(), "this is no variable", "variable: Task.x");
            None
        }
    }
}
