//! Actions that ask the world for something.

use std::sync::Arc;

use super::{Compiler, body::Body, operands};
use crate::{
    FlowKind, Kind, Referred, Scope, Type,
    action::{Field, Form, Shape, Verb, shape},
    document::{Action, Ask, Pair, Setting},
    flow::{AskCode, Given, HoldCode, Instruction, Line, PairCode, ResultCode},
    source::{Node, Plain},
};

impl<'a> Body<'_, 'a, '_> {
    pub(super) fn ask(&mut self, action: &'a Action, ask: &'a Ask) {
        let mut code = AskCode {
            key: ask.shape.key,
            verb: ask.shape.verb,
            subject: ask.subject.clone(),
            settings: self.compiler.settings(ask.shape, &ask.settings, self.scope),
            inputs: self.inputs(ask),
            pairs: self.pairs(ask),
            results: self.results(ask),
            outputs: Vec::new(),
            next: 0,
            may_fail: self.may_fail(ask),
        };
        self.check_audience(action, ask.shape);
        self.compiler.check_contract(action, ask);
        if ask.shape.verb == Verb::EvaluateSchedule && ask.settings.is_empty() {
            let what = "evaluateSchedule says neither which schedule nor which emergency group";
            self.compiler.report.error_instead(action.at, what, "schedule: {lit: {name: X}}");
        }
        self.refer(action, ask);
        let place = self.code.len();
        self.code.push(Line {
            at: action.at,
            name: Arc::from(action.name.as_str()),
            does: Instruction::Jump(0),
        });
        let mut ends = Vec::new();
        for (output, actions) in &ask.outputs {
            code.outputs.push((output, self.code.len()));
            self.sequence(actions);
            ends.push(self.add(action, Instruction::Jump(0)));
        }
        code.next = self.code.len();
        for end in ends {
            self.code[end].does = Instruction::Jump(code.next);
        }
        self.code[place].does = Instruction::Ask(Box::new(code));
    }

    /// Messages and chats have no failure output (`help.mypurecloud.com/articles/inbound-message-flows`),
    /// unless the file says otherwise: a transfer that fails there goes to the flow's error handling.
    fn may_fail(&self, ask: &Ask) -> bool {
        let said = ask.outputs.iter().any(|(output, _)| *output == "failure");
        let transfer = ask.shape.verb.leaves();
        said || (ask.shape.outputs.contains(&"failure")
            && !(transfer && self.compiler.document.kind.is_written()))
    }

    /// Nobody hears what a message flow plays, or reads what a call flow writes. Common modules are parts of
    /// either.
    fn check_audience(&mut self, action: &Action, shape: &Shape) {
        let kind = self.compiler.document.kind;
        let deaf = shape.verb.needs_a_listener() && !kind.is_voice();
        let blind = shape.verb.needs_a_reader() && !kind.is_written();
        if (deaf || blind) && kind != FlowKind::CommonModule {
            let what = format!("{} has no place in a flow of the kind {:?}", shape.key, kind.key());
            self.compiler.report.error(action.at, what);
        }
    }

    fn refer(&mut self, action: &Action, ask: &Ask) {
        let what = match ask.shape.verb {
            Verb::CallData => Referred::DataAction,
            Verb::CallCommonModule => Referred::Module,
            Verb::DataTableLookup => Referred::DataTable,
            Verb::CreateCallback | Verb::SetScreenPop => Referred::Script,
            _ => return,
        };
        if !ask.subject.is_empty() {
            self.compiler.refer(what, &ask.subject.join("/"), action.at);
        }
    }

    fn inputs(&mut self, ask: &Ask) -> Vec<(String, crate::flow::Operand)> {
        let contract = self.compiler.contract(ask);
        let inputs = ask.inputs.iter().filter(|(_, setting)| !setting.is_unset());
        inputs
            .map(|(name, setting)| {
                let wanted = contract.and_then(|contract| contract.input(name));
                (name.clone(), operands::operand(self.compiler, setting, wanted, self.scope))
            })
            .collect()
    }

    fn pairs(&mut self, ask: &Ask) -> Vec<PairCode> {
        let text = Type::one(Kind::String);
        let mut pairs = Vec::new();
        for pair in &ask.pairs {
            match pair {
                Pair::Get { name, variable, at } => {
                    let name = self.compiler.operand(name, text, self.scope);
                    match self.scope.find(variable) {
                        Some((slot, _)) => pairs.push(PairCode::Get { name, slot }),
                        None => operands::no_variable(self.compiler, variable, *at, self.scope),
                    }
                }
                Pair::Set { name, value } => pairs.push(PairCode::Set {
                    name: self.compiler.operand(name, text, self.scope),
                    value: self.compiler.operand(value, text, self.scope),
                }),
            }
        }
        pairs
    }

    fn results(&mut self, ask: &Ask) -> Vec<ResultCode> {
        let mut results = Vec::new();
        for binding in &ask.results {
            match self.scope.find(&binding.variable) {
                Some((slot, of)) => results.push(ResultCode {
                    result: binding.result.clone(),
                    slot,
                    of,
                    of_failure: binding.of_failure,
                }),
                None => operands::no_variable(self.compiler, &binding.variable, binding.at, self.scope),
            }
        }
        results
    }
}

impl Compiler<'_> {
    /// What is played before everything else.
    pub(super) fn greeting(&mut self, audio: &Setting, scope: &Scope, next: usize) -> Instruction {
        let shape = shape("playAudio").expect("the catalogue has playAudio");
        let settings = self.settings(shape, &[("audio", audio.clone())], scope);
        Instruction::Ask(Box::new(AskCode {
            key: shape.key,
            verb: shape.verb,
            subject: Vec::new(),
            settings,
            inputs: Vec::new(),
            pairs: Vec::new(),
            results: Vec::new(),
            outputs: Vec::new(),
            next,
            may_fail: false,
        }))
    }

    /// What an action says itself, and what the flow says for all actions of its kind.
    fn settings(
        &mut self,
        shape: &'static Shape,
        said: &[(&'static str, Setting)],
        scope: &Scope,
    ) -> Vec<(&'static str, Given)> {
        let document = self.document;
        let mut given = Vec::new();
        for field in shape.fields {
            let own = said.iter().find(|(key, _)| *key == field.key).map(|(_, setting)| setting);
            let default = || {
                let defaults = document.defaults.iter();
                let default =
                    |(action, key, _): &&(String, String, Setting)| action == shape.key && key == field.key;
                defaults.into_iter().find(default).map(|(_, _, setting)| setting)
            };
            if let Some(setting) = own.or_else(default) {
                given.extend(self.given(field, setting, scope).map(|given| (field.key, given)));
            }
        }
        given
    }

    fn given(&mut self, field: &Field, setting: &Setting, scope: &Scope) -> Option<Given> {
        match field.form {
            Form::Value(of) => Some(Given::One(self.operand(setting, of, scope))),
            Form::Audio => Some(Given::One(self.operand(setting, Type::one(Kind::Audio), scope))),
            Form::Name => Some(Given::Word(self.name(setting, Referred::Flow))),
            Form::Each(key, of) => Some(self.each(key, of, setting, scope)),
            Form::Word => match setting {
                Setting::Literal(node) => node.text().map(|text| Given::Word(text.to_owned())),
                _ => None,
            },
            Form::Digits => self.digits(setting),
            Form::PlayStyle => self.play_style(setting, scope),
        }
    }

    /// `[{acdSkill: {lit: {name: X}}}, …]`, or one expression for all.
    fn each(&mut self, key: &str, of: Kind, setting: &Setting, scope: &Scope) -> Given {
        let Setting::Literal(node) = setting else {
            return Given::One(self.operand(setting, Type::list(of), scope));
        };
        let mut each = Vec::new();
        for item in node.items() {
            let Some(value) = item.get(key) else {
                self.report.error_instead(
                    item.at,
                    format!("{key:?} is wanted here"),
                    format!("- {key}: ..."),
                );
                continue;
            };
            let setting = Setting::read(value, self.report);
            each.push(self.operand(&setting, Type::one(of), scope));
        }
        Given::Each(each)
    }

    fn digits(&mut self, setting: &Setting) -> Option<Given> {
        let Setting::Literal(node) = setting else { return self.no_digits(setting) };
        let number = |node: Option<&Node>| match node?.plain()? {
            Plain::Integer(number) => u8::try_from(number).ok().filter(|number| *number > 0),
            _ => None,
        };
        if let Some(exact) = number(node.get("exact")) {
            return Some(Given::Digits { least: exact, most: exact, terminator: None });
        }
        let range = node.get("range");
        let (least, most) = (number(range?.get("min")), number(range?.get("max")));
        let (Some(least), Some(most)) = (least, most) else { return self.no_digits(setting) };
        if least > most {
            return self.no_digits(setting);
        }
        let terminator = range?.get("terminatingDtmf").and_then(Node::text);
        let terminator = match terminator.map(|word| word.strip_prefix("digit_").unwrap_or(word)) {
            Some("star" | "*") => Some('*'),
            Some("none") => None,
            Some(digit) if digit.len() == 1 && digit.as_bytes()[0].is_ascii_digit() => digit.chars().next(),
            _ => Some('#'),
        };
        Some(Given::Digits { least, most, terminator })
    }

    fn no_digits(&mut self, setting: &Setting) -> Option<Given> {
        let instead = "digits: {exact: 4}, or digits: {range: {min: 1, max: 8}}";
        self.report.error_instead(setting.at(), "this says not how many digits", instead);
        None
    }

    fn play_style(&mut self, setting: &Setting, scope: &Scope) -> Option<Given> {
        let Setting::Literal(node) = setting else { return None };
        let Some(duration) = node.get("duration") else { return Some(Given::Hold(HoldCode::Once)) };
        let duration = Setting::read(duration, self.report);
        Some(Given::Hold(HoldCode::For(self.operand(&duration, Type::one(Kind::Duration), scope))))
    }
}
