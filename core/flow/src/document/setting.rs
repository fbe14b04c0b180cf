//! What stands under a setting's key: a literal, an expression, a variable, a text to speak, or nothing.

use super::reader::known_keys;
use crate::{
    report::{Position, Report},
    source::Node,
};

/// A setting. Exported files write exactly one of the forms; some settings take a bare word.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Setting {
    /// `{lit: …}`, or what stands there without it.
    Literal(Node),
    /// `{exp: …}`
    Expression { text: String, at: Position },
    /// `{var: Task.x}`
    Variable { name: String, at: Position },
    /// `{tts: …}`
    Speech { text: String, at: Position },
    /// `{prompt: Prompt.x}`
    Prompt { name: String, at: Position },
    /// `{noValue: true}`, `{none: true}`, or nothing.
    Unset { at: Position },
}

const FORMS: &[&str] = &["lit", "exp", "var", "tts", "prompt", "noValue", "none"];

impl Setting {
    pub(crate) fn read(node: &Node, report: &mut Report) -> Self {
        let at = node.at;
        if node.is_nothing() {
            return Self::Unset { at };
        }
        let forms: Vec<_> =
            node.entries().iter().filter(|entry| FORMS.contains(&entry.key.as_str())).collect();
        let [form] = forms.as_slice() else {
            if let [first, second, ..] = forms.as_slice() {
                let what = format!("{:?} and {:?} cannot stand together", first.key, second.key);
                report.error_instead(second.at, what, "leave one of them");
            }
            return Self::Literal(node.clone());
        };
        let further = node.entries().iter().find(|entry| entry.key != form.key && entry.value.is_nothing());
        match further.filter(|_| form.key == "exp") {
            Some(further) => {
                // `{exp: Left(a, 2)}` is two entries: a comma within braces ends one.
                let what = "within braces, an expression with a comma stands in quotes";
                report.error_instead(further.at, what, "{exp: 'Left(Flow.x, 2)'}");
            }
            None => known_keys(node, "a value", &[&form.key], report),
        }
        let text = |report: &mut Report| {
            let text = form.value.text().map(str::to_owned);
            text.unwrap_or_else(|| {
                report.error(form.value.at, format!("{:?} is followed by a text", form.key));
                String::new()
            })
        };
        match form.key.as_str() {
            "lit" if form.value.is_nothing() => Self::Unset { at },
            "lit" => Self::Literal(form.value.clone()),
            "exp" => Self::Expression { text: text(report), at: form.value.at },
            "var" => Self::Variable { name: text(report), at: form.value.at },
            "tts" => Self::Speech { text: text(report), at: form.value.at },
            "prompt" => Self::Prompt { name: text(report), at: form.value.at },
            _ => Self::Unset { at },
        }
    }

    pub(crate) const fn at(&self) -> Position {
        match self {
            Self::Literal(node) => node.at,
            Self::Expression { at, .. }
            | Self::Variable { at, .. }
            | Self::Speech { at, .. }
            | Self::Prompt { at, .. }
            | Self::Unset { at } => *at,
        }
    }

    pub(crate) const fn is_unset(&self) -> bool {
        matches!(self, Self::Unset { .. })
    }
}
