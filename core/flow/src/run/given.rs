//! What an action was given, by its type: none if a setting is not there, or NOT_SET.

use eyeline_model::{Duration, Pii};

use super::{Failure, machine::Machine};
use crate::{
    Audio, Named, Prompt, User, Value,
    flow::{AskCode, Given},
};

/// A value, or why there is none.
pub(super) type Answer<T> = Result<T, Failure>;

impl Machine<'_> {
    pub(super) fn one(&self, ask: &AskCode, key: &str) -> Answer<Option<Value>> {
        let given = ask.settings.iter().find(|(setting, _)| *setting == key);
        let Some((_, Given::One(operand))) = given else { return Ok(None) };
        let value =
            self.value(operand).map_err(|what| Failure::new("expression", format!("{key}: {what}")))?;
        Ok((!value.is_not_set()).then_some(value))
    }

    pub(super) fn audio(&self, ask: &AskCode, key: &str) -> Answer<Option<Pii<Audio>>> {
        Ok(match self.one(ask, key)? {
            Some(Value::Audio(audio)) => Some(Pii::new((*audio).clone())),
            Some(Value::Prompt(prompt)) => Some(Pii::new(Audio::Prompt { prompt })),
            _ => None,
        })
    }

    pub(super) fn text(&self, ask: &AskCode, key: &str) -> Answer<Option<String>> {
        Ok(self.one(ask, key)?.and_then(|value| value.text()))
    }

    pub(super) fn integer(&self, ask: &AskCode, key: &str) -> Answer<Option<i64>> {
        Ok(match self.one(ask, key)? {
            Some(Value::Integer(value)) => Some(value),
            _ => None,
        })
    }

    pub(super) fn boolean(&self, ask: &AskCode, key: &str) -> Answer<Option<bool>> {
        Ok(match self.one(ask, key)? {
            Some(Value::Boolean(value)) => Some(value),
            _ => None,
        })
    }

    pub(super) fn duration(&self, ask: &AskCode, key: &str) -> Answer<Option<Duration>> {
        Ok(match self.one(ask, key)? {
            Some(Value::Duration(value)) => Some(value),
            _ => None,
        })
    }

    pub(super) fn named(&self, ask: &AskCode, key: &str) -> Answer<Option<Named>> {
        Ok(match self.one(ask, key)? {
            Some(Value::Named(named)) => Some((*named).clone()),
            _ => None,
        })
    }

    pub(super) fn user(&self, ask: &AskCode, key: &str) -> Answer<Option<User>> {
        Ok(match self.one(ask, key)? {
            Some(Value::User(user)) => Some((*user).clone()),
            _ => None,
        })
    }

    pub(super) fn prompt(&self, ask: &AskCode, key: &str) -> Answer<Option<Prompt>> {
        Ok(match self.one(ask, key)? {
            Some(Value::Prompt(prompt)) => Some((*prompt).clone()),
            _ => None,
        })
    }

    fn fact(&self, name: &str) -> Option<&Value> {
        self.run.variables.get(self.flow.built_in.get(name)?.0)
    }

    pub(super) fn fact_position(&self) -> Option<i64> {
        match self.fact("call.positioninqueue") {
            Some(Value::Integer(position)) => Some(*position),
            _ => None,
        }
    }

    pub(super) fn fact_duration(&self) -> Option<Duration> {
        match self.fact("call.estimatedwaittime") {
            Some(Value::Duration(wait)) => Some(*wait),
            _ => None,
        }
    }
}

/// A setting that is one word.
pub(super) fn word(ask: &AskCode, key: &str) -> Option<String> {
    ask.settings.iter().find_map(|(setting, given)| match given {
        Given::Word(word) if *setting == key && !word.is_empty() => Some(word.clone()),
        _ => None,
    })
}

/// An action cannot do without this.
pub(super) fn not_set(key: &str) -> Failure {
    Failure::new("notSet", format!("{key} is NOT_SET"))
}
