//! Settings become operands.

use std::sync::Arc;

use super::{Compiler, literal};
use crate::{
    Audio, Expression, Kind, Prompt, PromptKind, Referred, Scope, Type, Value,
    document::Setting,
    flow::Operand,
    report::{Position, nearest},
};

/// What a setting gives where a value of a type is wanted, or any value. What is wrong goes into the report.
pub(super) fn operand(
    compiler: &mut Compiler<'_>,
    setting: &Setting,
    wanted: Option<Type>,
    scope: &Scope,
) -> Operand {
    let of = wanted.unwrap_or(Type::one(Kind::String));
    let plays = wanted.is_some_and(|of| of == Type::one(Kind::Audio));
    let constant = match setting {
        Setting::Expression { text, at } => return expression(compiler, text, *at, wanted, scope),
        Setting::Variable { name, at } => return expression(compiler, name, *at, wanted, scope),
        Setting::Unset { .. } => Ok(Value::unset(of)),
        Setting::Literal(node) => literal::value(compiler, node, wanted),
        Setting::Speech { text, .. } if plays => {
            Ok(Audio::Tts { text: text.as_str().into(), language: None, spelled: false }.into())
        }
        Setting::Speech { text, .. } if of == Type::one(Kind::String) => Ok(text.as_str().into()),
        Setting::Prompt { name, at } if plays || of == Type::one(Kind::Prompt) => {
            let prompt = prompt(compiler, name, *at);
            Ok(if plays { Audio::Prompt { prompt }.into() } else { Value::Prompt(prompt) })
        }
        Setting::Speech { .. } => Err("a text to speak has no place here".to_owned()),
        Setting::Prompt { .. } => Err("a prompt has no place here".to_owned()),
    };
    Operand::Constant(constant.unwrap_or_else(|what| {
        compiler.report.error(setting.at(), what);
        Value::unset(of)
    }))
}

fn expression(
    compiler: &mut Compiler<'_>,
    text: &str,
    at: Position,
    wanted: Option<Type>,
    scope: &Scope,
) -> Operand {
    let compiled = match wanted {
        Some(of) => Expression::compile_as(text, scope, of),
        None => Expression::compile(text, scope),
    };
    match compiled {
        Ok(expression) => Operand::Expression(Box::new(expression)),
        Err(error) => {
            let what = format!("{} (character {} of the expression)", error.message, error.column);
            let meant = if compiler.report.is_full() { None } else { error.meant(scope) };
            match meant {
                Some(near) => compiler.report.error_instead(at, what, format!("did you mean {near}?")),
                None => compiler.report.error(at, what),
            }
            Operand::Constant(Value::unset(wanted.unwrap_or(Type::one(Kind::String))))
        }
    }
}

/// `Prompt.Welcome`, `PromptSystem.on_hold_music`; a bare name is one of the organization's.
pub(super) fn prompt(compiler: &mut Compiler<'_>, name: &str, at: Position) -> Arc<Prompt> {
    let (of, bare) = match name.split_once('.') {
        Some((family, bare)) if family.eq_ignore_ascii_case("PromptSystem") => (PromptKind::System, bare),
        Some((family, bare)) if family.eq_ignore_ascii_case("Prompt") => (PromptKind::User, bare),
        _ => (PromptKind::User, name),
    };
    if of == PromptKind::User {
        compiler.refer(Referred::Object(Kind::Prompt), bare, at);
    }
    Arc::new(Prompt::by_name(of, bare))
}

/// Says that a variable is not there.
pub(super) fn no_variable(compiler: &mut Compiler<'_>, name: &str, at: Position, scope: &Scope) {
    let what = format!("there is no variable {name}");
    let names = scope.variables().map(|(name, _)| name).filter(|_| !compiler.report.is_full());
    match nearest(name, names) {
        Some(near) => compiler.report.error_instead(at, what, format!("did you mean {near}?")),
        None => compiler.report.error(at, what),
    }
}
