//! Actions that steer the flow.

use super::{
    ANY, Action, Assignment, Binding, CallTask, Case, Setting, Target, What, binding, data, reader, sequence,
    variable,
};
use crate::{
    Kind, Type,
    report::{Position, Report},
    source::{Node, Shape},
};

/// Cases of a switch (the vendor's editor allows no more).
const CASES: usize = 64;

pub(super) fn read(
    key: &str,
    at: Position,
    body: &Node,
    further: &[&str],
    report: &mut Report,
) -> Option<What> {
    let known: Vec<&str> = [ANY, further, own_keys(key)].concat();
    reader::known_keys(body, key, &known, report);
    Some(match key {
        "updateData" => What::UpdateData(assignments(at, body, report)),
        "decision" => decision(at, body, report)?,
        "switch" => switch(at, body, report)?,
        "loop" => {
            let (index, count, body) = repeated("loop", "loopCount", at, body, report)?;
            What::Loop { index, count, body }
        }
        "loopUntil" => {
            let cases = until_cases(body, report);
            let (index, count, body) = repeated("loopUntil", "maxLoopCount", at, body, report)?;
            What::LoopUntil { index, count, body, cases }
        }
        "loopNext" => What::LoopNext,
        "loopExit" => What::LoopExit,
        "callTask" => What::CallTask(Box::new(call(at, body, report)?)),
        "jumpToTask" => What::Go(Target::read(at, body, key, "targetTaskRef", report)?),
        "jumpToMenu" => What::Go(Target::read(at, body, key, "targetMenuRef", report)?),
        "changeState" => What::Go(Target::read(at, body, key, "targetStateRef", report)?),
        "endTask" => {
            let path = body.get("outputPath").and_then(|node| node.get("name").unwrap_or(node).text());
            What::EndTask { path: path.map(str::to_owned) }
        }
        "endState" => What::EndState,
        "endWorkflow" => {
            What::EndWorkflow { reason: body.get("exitReason").map(|node| Setting::read(node, report)) }
        }
        "previousMenu" => What::PreviousMenu,
        _ => What::RepeatMenu,
    })
}

fn own_keys(key: &str) -> &'static [&'static str] {
    match key {
        "updateData" => &["statements"],
        "decision" => &["condition"],
        "switch" => &["evaluate"],
        "loop" => &["currentIndex", "loopCount"],
        "loopUntil" => &["currentIndex", "maxLoopCount", "untilCases"],
        "callTask" => &["targetTaskRef", "taskInputs", "taskOutputs"],
        "jumpToTask" => &["targetTaskRef"],
        "jumpToMenu" => &["targetMenuRef"],
        "changeState" => &["targetStateRef"],
        "endTask" => &["outputPath"],
        "endWorkflow" => &["exitReason"],
        _ => &[],
    }
}

/// `statements: [{string: {variable, value}}]`, done in order.
fn assignments(at: Position, body: &Node, report: &mut Report) -> Vec<Assignment> {
    let statements = body.get("statements").map(Node::items).unwrap_or_default();
    if statements.is_empty() {
        let instead = "statements: [{string: {variable: Task.x, value: {exp: ...}}}]";
        report.warn_instead(at, "updateData has no statements", instead);
    }
    statements.iter().filter_map(|statement| assignment(statement, report)).collect()
}

fn assignment(statement: &Node, report: &mut Report) -> Option<Assignment> {
    let Some(entry) = statement.only() else {
        let instead = "- string: {variable: Task.x, value: {exp: ...}}";
        report.error_instead(statement.at, "a statement is a map with the type as its only key", instead);
        return None;
    };
    let Some(of) = variable::typed(&entry.key) else {
        let instead = "string, integer, boolean, stringCollection, queue, ...";
        report.error_instead(entry.at, format!("{:?} is no type", entry.key), instead);
        return None;
    };
    reader::known_keys(&entry.value, "a statement", &["variable", "value"], report);
    let name = entry.value.get("variable").map(|node| node.get("var").unwrap_or(node));
    let Some(variable) = name.and_then(Node::text) else {
        reader::missing(entry.at, "a statement", "variable", report);
        return None;
    };
    let value = entry.value.get("value").map(|node| Setting::read(node, report));
    let value = value.unwrap_or(Setting::Unset { at: entry.at });
    Some(Assignment { at: entry.at, variable: variable.to_owned(), of, value })
}

fn decision(at: Position, body: &Node, report: &mut Report) -> Option<What> {
    let Some(condition) = body.get("condition").map(|node| Setting::read(node, report)) else {
        reader::missing(at, "decision", "condition", report);
        return None;
    };
    let nothing = Node { at, shape: Shape::Map(Vec::new()) };
    let outputs = body.get("outputs").unwrap_or(&nothing);
    reader::known_outputs(outputs, "decision", &["yes", "no"], report);
    let (yes, no) = (sequence::under(outputs, "yes", report), sequence::under(outputs, "no", report));
    if yes.is_empty() && no.is_empty() {
        report.warn(at, "both outputs of the decision are empty");
    }
    Some(What::Decision { condition, yes, no })
}

/// `evaluate: {firstTrue: {cases, default}}`, or `evaluate: {firstMatch: {string: {value, cases, default}}}`; some
/// tools write `matchExpression: {expression, cases, default}` for the latter.
fn switch(at: Position, body: &Node, report: &mut Report) -> Option<What> {
    let style = body.get("evaluate").and_then(Node::only);
    let chosen = style.and_then(|style| match style.key.as_str() {
        "firstTrue" => Some((&style.value, None)),
        "firstMatch" => style.value.only().map(|typed| (&typed.value, Some("value"))),
        "matchExpression" => Some((&style.value, Some("expression"))),
        _ => None,
    });
    let Some((choice, on)) = chosen else {
        let instead = "evaluate: {firstTrue: {cases: [{case: {value: {exp: ...}, actions: [...]}}]}}";
        report.error_instead(at, "switch does not say how it chooses", instead);
        return None;
    };
    let on_node = on.and_then(|key| choice.get(key));
    if let (Some(key), None) = (on, on_node) {
        reader::missing(choice.at, "switch", key, report);
        return None;
    }
    let matching = on_node.map(|node| Setting::read(node, report));
    let known = [&["cases", "default"], on.as_slice()].concat();
    reader::known_keys(choice, "switch", &known, report);
    let cases = cases(choice, "cases", &["case"], report);
    if cases.len() > CASES {
        report.error(at, format!("a switch has at most {CASES} cases"));
    }
    Some(What::Switch { matching, cases, default: sequence::under(choice, "default", report) })
}

fn cases(map: &Node, key: &str, each: &[&str], report: &mut Report) -> Vec<Case> {
    let mut cases = Vec::new();
    for item in reader::items(map, key, each, report) {
        reader::known_keys(item, "a case", &["name", "value", "condition", "actions"], report);
        match item.get("value").or_else(|| item.get("condition")).map(|node| Setting::read(node, report)) {
            Some(value) => cases.push(Case { at: item.at, value, actions: sequence::of(item, report) }),
            None => reader::missing(item.at, "a case", "value", report),
        }
    }
    cases
}

/// The reasons to stop, each with the output of its name.
fn until_cases(body: &Node, report: &mut Report) -> Vec<Case> {
    let mut cases = cases(body, "untilCases", &["untilCase", "case"], report);
    let names = body.get("untilCases").map(Node::items).unwrap_or_default();
    let names = names.iter().filter_map(|item| item.only()?.value.get("name")?.text());
    for (case, name) in cases.iter_mut().zip(names) {
        if let Some(output) = body.get("outputs").and_then(|outputs| outputs.get(name)) {
            case.actions = sequence::of(output, report);
        }
    }
    cases
}

type Repeated = (Option<Binding>, Setting, Vec<Action>);

fn repeated(key: &str, count: &str, at: Position, body: &Node, report: &mut Report) -> Option<Repeated> {
    let index = body.get("currentIndex");
    let index = index.and_then(|node| binding("currentIndex", node, Some(Type::one(Kind::Integer)), report));
    let Some(node) = body.get(count) else {
        reader::missing(at, key, count, report);
        return None;
    };
    let count = Setting::read(node, report);
    let actions =
        body.get("outputs").map_or_else(Vec::new, |outputs| sequence::under(outputs, "loop", report));
    if actions.is_empty() {
        report.warn_instead(at, "nothing is repeated", "outputs: {loop: {actions: [...]}}");
    }
    Some((index, count, actions))
}

fn call(at: Position, body: &Node, report: &mut Report) -> Option<CallTask> {
    let target = Target::read(at, body, "callTask", "targetTaskRef", report)?;
    let mut paths = Vec::new();
    let mut default = Vec::new();
    if let Some(outputs) = body.get("outputs") {
        reader::known_outputs(outputs, "callTask", &["paths", "default"], report);
        for item in reader::items(outputs, "paths", &["path"], report) {
            match reader::text(item, "name", report) {
                Some(name) => paths.push((name, sequence::of(item, report))),
                None => reader::missing(item.at, "a path", "name", report),
            }
        }
        default = sequence::under(outputs, "default", report);
    }
    let inputs = data::inputs(body, "taskInputs", report);
    let outputs = data::bound(body, "taskOutputs", |_| None, report);
    Some(CallTask { target, inputs, outputs, paths, default })
}
