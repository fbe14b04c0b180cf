//! From a document to code: names become slots, addresses places, expressions trees that only wait for
//! values.

mod asks;
mod body;
mod contracts;
mod declarations;
mod literal;
mod menus;
mod operands;
mod rooms;

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    Contracts, Kind, Reference, Referred, Scope, Type,
    document::{Document, Handling, Setting, Start, Target},
    flow::{ErrorCode, Flow, FlowVersion, HandlingCode, Instruction, Line, Operand, Parameter, RoomCode},
    report::{Position, Report, nearest},
};

use rooms::Plan;

#[cfg(test)]
mod tests;

/// Compiles a document. What is wrong goes into the report; the flow is then not to be used.
pub(crate) fn compile(
    document: &Document,
    identity: FlowVersion,
    contracts: &Contracts,
    report: &mut Report,
) -> Flow {
    let mut compiler = Compiler { document, contracts, report, references: BTreeMap::new() };
    let plan = compiler.plan();
    let mut rooms: Vec<RoomCode> = (0..plan.rooms.len()).map(|room| compiler.room(&plan, room)).collect();
    menus::spread(&mut rooms, &plan);
    let entry = compiler.entry(&plan);
    rooms.push(entry);
    let errors = compiler.errors(&plan);
    let recurs = compiler.recurs(&plan);
    let parameters = |wanted: fn(&crate::document::Declaration) -> bool| {
        let declared = document.variables.iter().filter(|variable| wanted(variable));
        let parameter = declared.filter_map(|variable| {
            let (slot, of) = plan.base.find(&variable.name)?;
            Some(Parameter { name: variable.name.clone(), of, slot })
        });
        parameter.collect()
    };
    let built_in = Scope::new();
    let built_in =
        built_in.variables().filter_map(|(name, _)| Some((name.to_lowercase(), plan.base.find(name)?)));
    let mut flow = Flow {
        identity,
        kind: document.kind,
        name: document.name.clone(),
        description: document.description.clone(),
        division: document.division.clone(),
        default_language: document.languages.default.clone(),
        languages: document.languages.supported.clone(),
        inputs: parameters(|variable| variable.is_input),
        outputs: parameters(|variable| variable.is_output),
        references: Vec::new(),
        entry: rooms.len() - 1,
        recurs,
        rooms,
        built_in: built_in.collect(),
        errors,
        fingerprint: 0,
    };
    flow.references = compiler.references();
    flow.fingerprint = fingerprint(&(flow.listing() + &built_in_names()));
    flow
}

/// Where a variable is kept follows from what is built in: a run cannot go on where more is.
fn built_in_names() -> String {
    Scope::new().variables().map(|(name, of)| format!("{name} {of}\n")).collect()
}

/// FNV-1a: the same on every machine and in every version.
fn fingerprint(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// What compiling needs everywhere.
struct Compiler<'a> {
    document: &'a Document,
    contracts: &'a Contracts,
    report: &'a mut Report,
    references: BTreeMap<(Referred, String), Position>,
}

impl Compiler<'_> {
    fn refer(&mut self, what: Referred, name: &str, at: Position) {
        let first = self.references.entry((what, name.to_owned())).or_insert(at);
        *first = at.min(*first);
    }

    fn references(self) -> Vec<Reference> {
        let references = self.references.into_iter();
        references.map(|((what, name), at)| Reference { at, what, name }).collect()
    }

    /// What happens before the first room: variables get their values, a caller is greeted.
    fn entry(&mut self, plan: &Plan<'_>) -> RoomCode {
        let document = self.document;
        let mut code = Vec::new();
        let mut add = |at, does| code.push(Line { at, name: Arc::from("start"), does });
        for variable in &document.variables {
            let Some((slot, of)) = plan.base.find(&variable.name) else { continue };
            if let Some(initial) = variable.initial.as_ref().filter(|initial| !initial.is_unset()) {
                let value = self.operand(initial, of, &plan.base);
                add(variable.at, Instruction::Assign { slot, of, value });
            }
        }
        if let (Some(music), Some((slot, of))) = (&document.hold_music, plan.base.find("Flow.HoldPrompt")) {
            let value = self.operand(music, of, &plan.base);
            add(music.at(), Instruction::Assign { slot, of, value });
        }
        if let Some(greeting) = document.greeting.as_ref().filter(|_| document.kind.is_voice()) {
            let next = code.len() + 1;
            let ask = self.greeting(greeting, &plan.base, next);
            code.push(Line { at: greeting.at(), name: Arc::from("initialGreeting"), does: ask });
        }
        let does = plan.start.map_or(Instruction::Return { path: None }, Instruction::Go);
        code.push(Line { at: document.at, name: Arc::from("start"), does });
        RoomCode { name: "start".to_owned(), is_menu: false, locals: Vec::new(), code }
    }

    fn errors(&mut self, plan: &Plan<'_>) -> ErrorCode {
        let errors = &self.document.errors;
        let of = Type::one(Kind::Audio);
        let audio = errors.audio.as_ref().filter(|_| self.document.kind.is_voice());
        let audio = audio.map(|audio| self.operand(audio, of, &plan.base));
        let handling = match &errors.handling {
            Handling::Disconnect => HandlingCode::Disconnect,
            Handling::EndState => HandlingCode::EndState,
            Handling::EndWorkflow => HandlingCode::EndWorkflow,
            Handling::Queue(queue) => {
                HandlingCode::Queue(self.operand(queue, Type::one(Kind::Queue), &plan.base))
            }
            Handling::Flow(flow) => HandlingCode::Flow(self.name(flow, Referred::Flow)),
            Handling::Go(target) => {
                self.find(target, plan).map_or(HandlingCode::Disconnect, HandlingCode::Go)
            }
        };
        ErrorCode { audio, handling }
    }

    /// What comes again and again while somebody waits in a queue: the periodic state, or else the start-up task.
    fn recurs(&mut self, plan: &Plan<'_>) -> Option<usize> {
        let document = self.document;
        if let Some(target) = &document.periodic {
            let found = self.find(target, plan);
            if found.is_some() && found == plan.start {
                self.report
                    .error(target.at, "the periodic state must not be the one that the flow starts in");
            }
            return found;
        }
        let is_task = matches!(document.start, Start::Actions(_));
        plan.start.filter(|_| document.kind.is_in_queue() && (is_task || document.kind.is_voice()))
    }

    /// The room of an address: by its `refId`, or else by its name.
    fn find(&mut self, target: &Target, plan: &Plan<'_>) -> Option<usize> {
        let rooms = || plan.rooms.iter().enumerate().filter(|(_, planned)| planned.room == Some(target.room));
        let by_reference = rooms().find(|(_, planned)| planned.reference == Some(&target.name));
        let found = by_reference.or_else(|| rooms().find(|(_, planned)| planned.name == target.name));
        if found.is_none() {
            let what = format!("there is no {} {:?}", target.room.name(), target.name);
            let names = rooms().flat_map(|(_, planned)| [Some(planned.name), planned.reference]);
            match nearest(&target.name, names.flatten().filter(|_| !self.report.is_full())) {
                Some(near) => self.report.error_instead(target.at, what, format!("did you mean {near:?}?")),
                None => self.report.error(target.at, what),
            }
        }
        found.map(|(room, _)| room)
    }

    /// `{name: X}`, or the name alone.
    fn name(&mut self, setting: &Setting, what: Referred) -> String {
        let name = match setting {
            Setting::Literal(node) => node.text().or_else(|| node.get("name")?.text()),
            _ => None,
        };
        match name {
            Some(name) => {
                self.refer(what, name, setting.at());
                name.to_owned()
            }
            None => {
                self.report.error_instead(setting.at(), "a name is wanted here", "{name: X}");
                String::new()
            }
        }
    }

    fn operand(&mut self, setting: &Setting, of: Type, scope: &Scope) -> Operand {
        operands::operand(self, setting, Some(of), scope)
    }
}
