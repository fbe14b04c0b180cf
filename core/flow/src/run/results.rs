//! What becomes of the world's answers.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    End, Failure, Reply, Task,
    machine::{Machine, Pending},
    step::fitting,
    trouble::Trouble,
};
use crate::{
    Kind, List, Type, Value,
    action::Verb,
    flow::{AskCode, Instruction, PairCode},
};

/// What an answer means for the action that wanted it.
enum Outcome {
    /// It goes on at this output.
    Output(&'static str),
    /// At an output that the world names.
    Named(String),
    Failed(Failure),
    Left,
}

impl<'a> Machine<'a> {
    /// Goes on with the answer that was awaited.
    pub(super) fn answer(&mut self, reply: Reply) {
        let Some(pending) = self.run.pending.take() else { return };
        let asked = self.run.awaited.take().map(|effect| effect.task);
        match (pending, &self.line().does) {
            (Pending::Menu, _) => self.chosen(&reply),
            (Pending::Apology, _) => self.handle(),
            (Pending::Rescue, _) => match reply {
                Reply::Failed(failure) => {
                    self.note(format!("{}: {}", failure.kind, failure.message), false);
                    self.rescue();
                }
                _ => return self.end(End::Transferred),
            },
            (Pending::Before, Instruction::Ask(ask)) => return self.ask_now(ask),
            (Pending::Failed, Instruction::Ask(ask)) => self.take(ask, "failure"),
            (Pending::Ask, Instruction::Ask(ask)) => match self.outcome(ask, asked, reply) {
                Outcome::Output(output) => self.take(ask, output),
                Outcome::Named(output) => self.take(ask, &output),
                Outcome::Failed(failure) => self.fail(ask, &failure),
                Outcome::Left => return self.end(End::Transferred),
            },
            _ => self.fault("an answer came where nothing was asked".to_owned()),
        }
        self.go_on();
    }

    fn outcome(&mut self, ask: &AskCode, asked: Option<Task>, reply: Reply) -> Outcome {
        match (ask.verb, reply) {
            (_, Reply::Failed(failure)) => Outcome::Failed(failure),
            (verb, Reply::Done) if verb.leaves() => Outcome::Left,
            (Verb::CollectInput, Reply::Digits(digits)) => {
                self.set_result(ask, "inputData", digits.reveal().as_str().into());
                Outcome::Output("success")
            }
            // Nobody pressed a key: that is no fault of anybody's.
            (Verb::CollectInput, _) => Outcome::Output("failure"),
            (Verb::Find { .. }, Reply::Found(value)) => {
                self.set_result(ask, "findResult", value);
                Outcome::Output("found")
            }
            (Verb::GetExternalContact, Reply::Found(value)) => {
                self.set_result(ask, "externalResult", value);
                Outcome::Output("found")
            }
            (Verb::Find { .. } | Verb::DataTableLookup | Verb::GetExternalContact, Reply::NotFound) => {
                Outcome::Output("notFound")
            }
            (Verb::GetParticipantData | Verb::GetConversationData, Reply::Attributes(attributes)) => {
                self.set_attributes(ask, attributes.reveal());
                Outcome::Output("found")
            }
            (Verb::GetConversationData, Reply::NotFound) => Outcome::Output("notFound"),
            (Verb::CallData | Verb::CallCommonModule, Reply::Data(data)) => {
                self.set_data(ask, data.reveal(), "success")
            }
            (Verb::CallData | Verb::CallCommonModule, Reply::Done) => {
                self.set_data(ask, &BTreeMap::new(), "success")
            }
            (Verb::DataTableLookup, Reply::Data(data)) => self.set_data(ask, data.reveal(), "found"),
            (Verb::EvaluateSchedule | Verb::EvaluateScheduleGroup, Reply::Schedule { output, schedules }) => {
                let schedules = schedules.into_iter().map(Value::from).collect();
                self.set_result(ask, "inServiceSchedules", List::new(Kind::String, schedules).into());
                Outcome::Named(output)
            }
            (verb, Reply::Done | Reply::Digits(_)) if wants_no_result(verb) => {
                if let Some(Task::SetLanguage { language }) = asked {
                    self.run.language = language;
                }
                Outcome::Output("success")
            }
            (_, other) => {
                let kind = match other {
                    Reply::Done => "Done",
                    Reply::NoInput => "NoInput",
                    _ => "something else",
                };
                Outcome::Failed(Failure::new(
                    "unexpectedReply",
                    format!("the answer to {} was {kind}", ask.key),
                ))
            }
        }
    }

    fn set_result(&mut self, ask: &AskCode, result: &str, value: Value) {
        for taker in ask.results.iter().filter(|taker| taker.result == result) {
            self.set(taker.slot, fitting(&value, taker.of));
        }
    }

    /// Attributes that are not set leave their variables NOT_SET.
    fn set_attributes(&mut self, ask: &AskCode, attributes: &BTreeMap<String, String>) {
        for pair in &ask.pairs {
            let PairCode::Get { name, slot } = pair else { continue };
            let name = self.value(name).ok().and_then(|name| name.text());
            let value = name.and_then(|name| attributes.get(&name));
            let text = Type::one(Kind::String);
            self.set(*slot, value.map_or_else(|| Value::unset(text), |value| value.as_str().into()));
        }
    }

    /// Results that are not there leave their variables NOT_SET; one of another type is a failure.
    fn set_data(
        &mut self,
        ask: &AskCode,
        data: &BTreeMap<String, serde_json::Value>,
        output: &'static str,
    ) -> Outcome {
        let mut values = Vec::new();
        for taker in ask.results.iter().filter(|taker| !taker.of_failure) {
            let json = data.get(&taker.result).unwrap_or(&serde_json::Value::Null);
            match read(json, taker.of) {
                Some(value) => values.push((taker.slot, value)),
                None => {
                    let message = format!("{:?} is no {}", taker.result, taker.of);
                    return Outcome::Failed(Failure::new("unsuitableResult", message));
                }
            }
        }
        values.into_iter().for_each(|(slot, value)| self.set(slot, value));
        Outcome::Output(output)
    }

    /// The variables that take what is known of a failure.
    pub(super) fn set_failure(&mut self, ask: &AskCode, failure: &Failure) {
        for taker in ask.results.iter().filter(|taker| taker.of_failure) {
            let value = match taker.result.as_str() {
                "errorType" | "errorCode" => failure.kind.as_str().into(),
                "errorMessage" | "userMessage" => failure.message.as_str().into(),
                other => match failure.details.get(other) {
                    Some(json) => read(json, taker.of).unwrap_or_else(|| Value::unset(taker.of)),
                    None => continue,
                },
            };
            self.set(taker.slot, fitting(&value, taker.of));
        }
    }

    /// Plays what the caller hears when a transfer failed. Whether there is something to play.
    pub(super) fn apologise(&mut self, ask: &'a AskCode) -> bool {
        let audio = self.audio(ask, "failureTransferAudio");
        match audio {
            Ok(Some(audio)) if self.flow.kind.is_voice() && self.run.trouble != Trouble::LastResort => {
                let language = Arc::from(self.run.language.as_str());
                self.suspend(Pending::Failed, Task::Play { audio, language }, None);
                true
            }
            _ => false,
        }
    }
}

/// Whether an action is content to be done.
const fn wants_no_result(verb: Verb) -> bool {
    !matches!(
        verb,
        Verb::CollectInput
            | Verb::Find { .. }
            | Verb::GetExternalContact
            | Verb::GetParticipantData
            | Verb::GetConversationData
            | Verb::CallData
            | Verb::CallCommonModule
            | Verb::DataTableLookup
            | Verb::EvaluateSchedule
            | Verb::EvaluateScheduleGroup
    )
}

/// A result as a variable of a type takes it. Texts are read as numbers and the other way round, for the
/// world is not always as exact as its contracts.
fn read(json: &serde_json::Value, of: Type) -> Option<Value> {
    let exact = Value::from_json(json, of).ok();
    exact.or_else(|| match json {
        serde_json::Value::String(text) => Value::from_json(&serde_json::from_str(text).ok()?, of).ok(),
        serde_json::Value::Array(_) | serde_json::Value::Object(_) | serde_json::Value::Null => None,
        single => Value::from_json(&single.to_string().into(), of).ok(),
    })
}
