//! Chooses the overload of every call and the slot of every name, so that nothing is left to find out at run
//! time but values.

use super::{
    CompileError,
    constant::constant,
    evaluate::{Call, Node, Variable},
    functions::{Overload, functions, nearest, operators},
    scope::Scope,
    signature::{Listed, Parameter, Wanted, WantedKind},
    syntax::{Operator, Part, Syntax},
};
use crate::{
    Kind, Type, Value,
    value::{canonical, is_dialing_code},
};

/// A part that is checked, with its type.
type Checked = (Node, Type);

/// Checks a whole expression.
///
/// # Errors
/// If a name is unknown or a call has no overload that fits.
pub(super) fn check(tree: &Syntax, scope: &Scope) -> Result<Checked, CompileError> {
    let checked = Checker { scope }.part(tree)?;
    outermost_only(&checked.0, true)?;
    Ok(checked)
}

/// An expression where a value of `wanted` is wanted.
///
/// # Errors
/// If it is of another type that no function converts into it.
pub(super) fn convert(node: Node, of: Type, wanted: Type) -> Result<Node, CompileError> {
    if of == wanted {
        return Ok(node);
    }
    if of == Type::one(Kind::Unknown) {
        return Ok(Node::Constant(Value::unset(wanted)));
    }
    let name = match (wanted.kind, of.kind) {
        (Kind::Audio, Kind::Prompt) => "ToAudio".to_owned(),
        (Kind::Audio, Kind::String) => "ToAudioTTS".to_owned(),
        (Kind::Audio, Kind::Integer | Kind::Decimal) => "ToAudioNumber".to_owned(),
        (Kind::Audio, Kind::Boolean) => "ToAudioBool".to_owned(),
        (Kind::Audio, kind) => format!("ToAudio{}", kind.name()),
        (Kind::Integer, _) => "ToInt".to_owned(),
        (Kind::Boolean, _) => "ToBool".to_owned(),
        (kind, _) => format!("To{}", kind.name()),
    };
    let overloads = if wanted.list { &[] } else { functions(&name) };
    let chosen = overloads.iter().find_map(|overload| Some((overload, fit(overload, &[of]).ok()?)));
    let Some((overload, returns)) = chosen.filter(|(_, returns)| *returns == wanted) else {
        return Err(error(1, format!("this is {of}, and {wanted} is wanted here")));
    };
    Ok(Node::Call(Box::new(Call { column: 1, overload, arguments: vec![node], returns })))
}

fn error(column: usize, message: String) -> CompileError {
    CompileError { column, message, undeclared: None }
}

struct Checker<'a> {
    scope: &'a Scope,
}

impl Checker<'_> {
    fn part(&self, tree: &Syntax) -> Result<Checked, CompileError> {
        match &tree.part {
            Part::NotSet => Ok(literal(Value::NotSet(Kind::Unknown))),
            Part::Boolean(value) => Ok(literal((*value).into())),
            Part::Integer(value) => Ok(literal((*value).into())),
            Part::Decimal(value) => Ok(literal((*value).into())),
            Part::Text(text) => Ok(literal(text.as_str().into())),
            Part::Name(fields) => self.name(tree.column, fields),
            Part::Operator(operator, operands) => {
                let overloads = operators(operator_name(*operator));
                self.call(tree.column, operator.symbol(), overloads, operands)
            }
            Part::Call(name, arguments) => {
                let overloads = functions(name);
                if overloads.is_empty() {
                    return Err(error(tree.column, no_function(name)));
                }
                self.call(tree.column, overloads[0].signature.name, overloads, arguments)
            }
            Part::Property(of, name) => {
                let of = self.part(of)?;
                property(tree.column, of, name)
            }
            Part::Index(of, index) => self.index(tree.column, of, index),
        }
    }

    /// A variable, or a constant, and the properties that are asked of it.
    fn name(&self, column: usize, fields: &[String]) -> Result<Checked, CompileError> {
        let joined = fields.iter().take(2).map(String::as_str).collect::<Vec<_>>().join(".");
        let variable = self.scope.find(&joined).map(|found| (found, fields.len().min(2)));
        let variable = variable.or_else(|| self.scope.find(&fields[0]).map(|found| (found, 1)));
        let (mut checked, used) = match (variable, constant(fields)) {
            (Some(((slot, of), used)), _) => {
                let name = self.scope.name(slot).to_owned();
                let node = match of.kind {
                    Kind::Unknown => Node::Constant(Value::NotSet(Kind::Unknown)),
                    _ => Node::Variable(Box::new(Variable { column, slot, of, name })),
                };
                ((node, of), used)
            }
            (None, Some((value, used))) => (literal(value), used),
            (None, None) => return Err(no_name(column, fields)),
        };
        for field in &fields[used..] {
            checked = property(column, checked, field)?;
        }
        Ok(checked)
    }

    fn index(&self, column: usize, of: &Syntax, index: &Syntax) -> Result<Checked, CompileError> {
        let (node, of) = self.part(of)?;
        let (index_node, index_of) = self.part(index)?;
        let is = |kind| index_of == Type::one(kind);
        if of.list && is(Kind::Integer) {
            let node = Node::Element { column, list: Box::new(node), index: Box::new(index_node) };
            return Ok((node, Type::one(of.kind)));
        }
        if of == Type::one(Kind::Json) && (is(Kind::Integer) || is(Kind::String)) {
            let node = Node::Member { column, json: Box::new(node), key: Box::new(index_node) };
            return Ok((node, of));
        }
        match index_node {
            Node::Constant(Value::String(name)) if !of.list => property(index.column, (node, of), &name),
            _ if of.list => {
                Err(error(index.column, format!("an index is an Integer, and this is {index_of}")))
            }
            _ => Err(error(index.column, format!("of {of} only a property is taken, by its name in quotes"))),
        }
    }

    fn call(
        &self,
        column: usize,
        name: &str,
        overloads: &'static [Overload],
        arguments: &[Syntax],
    ) -> Result<Checked, CompileError> {
        let checked = arguments.iter().map(|argument| self.part(argument)).collect::<Result<Vec<_>, _>>()?;
        let given: Vec<Type> = checked.iter().map(|(_, of)| *of).collect();
        let mut reason = None;
        for overload in overloads {
            match fit(overload, &given) {
                Ok(returns) => {
                    let nodes: Vec<Node> = checked.into_iter().map(|(node, _)| node).collect();
                    return self.chosen(column, overload, returns, arguments, nodes);
                }
                Err(misfit) => reason = reason.or(misfit),
            }
        }
        Err(error(column, reason.unwrap_or_else(|| no_overload(name, overloads, &given))))
    }

    /// A call whose overload fits, if its literals are within their limits. NOT_SET becomes that of its parameter.
    fn chosen(
        &self,
        column: usize,
        overload: &'static Overload,
        returns: Type,
        written: &[Syntax],
        mut arguments: Vec<Node>,
    ) -> Result<Checked, CompileError> {
        let same = same_kind(overload, &arguments_of(&arguments));
        for (index, node) in arguments.iter_mut().enumerate() {
            let parameter = overload.signature.parameter(index);
            let refuse = |message: String| {
                error(written[index].column, format!("{}: {message}", overload.signature.name))
            };
            match node {
                Node::Constant(value) => {
                    restricted(parameter, value).map_err(refuse)?;
                    if matches!(value, Value::NotSet(Kind::Unknown)) {
                        let kind = match parameter.wanted.what {
                            WantedKind::Exactly(kind) => kind,
                            WantedKind::Same { .. } => same.unwrap_or(Kind::String),
                            WantedKind::Playable => Kind::Audio,
                            WantedKind::Any => Kind::Unknown,
                        };
                        *value = Value::NotSet(kind);
                    }
                }
                _ if parameter.literal => {
                    return Err(refuse(format!("{} is written as a literal", parameter.name)));
                }
                _ => {}
            }
        }
        Ok((Node::Call(Box::new(Call { column, overload, arguments, returns })), returns))
    }
}

fn literal(value: Value) -> Checked {
    let of = value.of();
    (Node::Constant(value), of)
}

/// The types of nodes as far as a literal says them; only used to type literal NOT_SETs.
fn arguments_of(nodes: &[Node]) -> Vec<Type> {
    nodes.iter().map(node_type).collect()
}

fn node_type(node: &Node) -> Type {
    match node {
        Node::Constant(value) => value.of(),
        Node::Variable(variable) => variable.of,
        Node::Call(call) => call.returns,
        Node::Property { property, .. } => property.of,
        Node::Element { list, .. } => Type::one(node_type(list).kind),
        Node::Member { .. } => Type::one(Kind::Json),
        Node::Column { .. } => Type::one(Kind::String),
    }
}

/// Operators are kept in the table by their symbol; the two minuses are told apart.
fn operator_name(operator: Operator) -> &'static str {
    match operator {
        Operator::Negate => "negate",
        other => other.symbol(),
    }
}

fn property(column: usize, (node, of): Checked, name: &str) -> Result<Checked, CompileError> {
    if of == Type::one(Kind::Json) {
        let key = Box::new(Node::Constant(name.into()));
        return Ok((Node::Member { column, json: Box::new(node), key }, of));
    }
    if of.list {
        return Err(error(column, format!("{of} has no property {name}: take an item first, [0]")));
    }
    if of.kind == Kind::Contact {
        let node = Node::Column { column, contact: Box::new(node), name: name.into() };
        return Ok((node, Type::one(Kind::String)));
    }
    let Some(property) = of.kind.property(name) else {
        let known: Vec<&str> = of.kind.properties().iter().map(|property| property.name).collect();
        let message = match known.as_slice() {
            [] => format!("{of} has no properties, and so no {name}"),
            some => format!("{of} has no property {name}; it has {}", some.join(", ")),
        };
        return Err(error(column, message));
    };
    Ok((Node::Property { column, of: Box::new(node), property }, property.of))
}

/// What an overload gives for arguments of these types. If it does not take them: the reason, if there is a
/// better one than that it does not.
fn fit(overload: &Overload, given: &[Type]) -> Result<Type, Option<String>> {
    let signature = &overload.signature;
    let (least, most) = signature.arity();
    if given.len() < least || most.is_some_and(|most| given.len() > most) {
        return Err(None);
    }
    let taken = given.iter().enumerate().all(|(index, of)| takes(signature.parameter(index), *of));
    if !taken {
        return Err(None);
    }
    let generic = |wanted: Wanted| matches!(wanted.what, WantedKind::Same { .. });
    if !signature.parameters.iter().any(|parameter| generic(parameter.wanted)) {
        let WantedKind::Exactly(kind) = signature.returns.what else { return Err(None) };
        return Ok(Type { kind, list: signature.returns.list });
    }
    let Some(same) = same_kind(overload, given) else { return Err(mixed(overload, given)) };
    let kind = match signature.returns.what {
        WantedKind::Exactly(kind) => kind,
        _ => same,
    };
    Ok(Type { kind, list: signature.returns.list })
}

fn takes(parameter: &Parameter, given: Type) -> bool {
    if given == Type::one(Kind::Unknown) {
        return parameter.may_be_not_set && !parameter.wanted.list;
    }
    parameter.wanted.takes(given)
}

/// The one kind of all arguments that are to be of the same kind; none if there are several, or only NOT_SETs
/// where that does not do.
fn same_kind(overload: &Overload, given: &[Type]) -> Option<Kind> {
    let mut same = None;
    let mut or_string = false;
    for (index, of) in given.iter().enumerate() {
        let WantedKind::Same { or_string: or } = overload.signature.parameter(index).wanted.what else {
            continue;
        };
        or_string |= or;
        if of.kind == Kind::Unknown {
            continue;
        }
        if same.is_some_and(|same| same != of.kind) {
            return None;
        }
        same = Some(of.kind);
    }
    same.or(or_string.then_some(Kind::String))
}

/// Why there is no one kind.
fn mixed(overload: &Overload, given: &[Type]) -> Option<String> {
    let name = overload.signature.name;
    let mut kinds: Vec<Kind> = Vec::new();
    for (index, of) in given.iter().enumerate() {
        let generic = matches!(overload.signature.parameter(index).wanted.what, WantedKind::Same { .. });
        if generic && of.kind != Kind::Unknown && !kinds.contains(&of.kind) {
            kinds.push(of.kind);
        }
    }
    let advice = if kinds.contains(&Kind::Decimal) && kinds.contains(&Kind::Integer) {
        "; ToDecimal(…) makes a Decimal of an Integer"
    } else {
        ""
    };
    match kinds.as_slice() {
        [] => Some(format!(
            "{name}: of which type NOT_SET is cannot be told; write ToString(NOT_SET), for instance"
        )),
        [one, other, ..] => Some(format!(
            "{name} takes values of one type, and these are {} and {}{advice}",
            one.name(),
            other.name()
        )),
        _ => None,
    }
}

/// What was given, what there is, and which conversion would help.
fn no_overload(name: &str, overloads: &[Overload], given: &[Type]) -> String {
    let word = |of: &Type| if of.kind == Kind::Unknown { "NOT_SET".to_owned() } else { of.to_string() };
    let words: Vec<String> = given.iter().map(word).collect();
    let mut known: Vec<String> = overloads.iter().map(|overload| overload.signature.shown()).collect();
    let more = if known.len() > SHOWN { ", …" } else { "" };
    known.truncate(SHOWN);
    let helps = |from: Kind, to: Kind| {
        let replaced = given.iter().map(|of| if of.kind == from { Type { kind: to, ..*of } } else { *of });
        let replaced: Vec<Type> = replaced.collect();
        given.iter().any(|of| of.kind == from)
            && overloads.iter().any(|overload| fit(overload, &replaced).is_ok())
    };
    let text = given.iter().any(|of| of.kind == Kind::String);
    let advice = if helps(Kind::Integer, Kind::Decimal) {
        "; ToDecimal(…) makes a Decimal of an Integer"
    } else if text && given.iter().any(|of| helps(of.kind, Kind::String)) {
        "; ToString(…) makes a String of it"
    } else {
        ""
    };
    format!("{name} does not take ({}){advice}; there are {}{more}", words.join(", "), known.join(", "))
}

/// How many overloads are listed to somebody who missed all of them.
const SHOWN: usize = 6;

fn no_function(name: &str) -> String {
    match nearest(name) {
        Some(known) => format!("there is no function {name}; did you mean {known}?"),
        None => format!("there is no function {name}"),
    }
}

fn no_name(column: usize, fields: &[String]) -> CompileError {
    let name = fields.join(".");
    if let [only] = fields
        && let [function, ..] = functions(only)
    {
        return error(column, format!("{only} is a function: write {}", function.signature.text));
    }
    let family = fields[0].to_lowercase();
    let message = match family.as_str() {
        "null" | "nil" | "none" | "undefined" => {
            return error(column, format!("{name} is not known; write NOT_SET for no value"));
        }
        "format" | "system" | "language" => return error(column, format!("{name} names no constant")),
        "flow" | "task" | "state" | "session" => format!("the variable {name} is not declared"),
        _ => format!("{name} is neither a variable nor a function; put texts into double quotes"),
    };
    // What follows the first two fields is asked of the variable.
    let undeclared = Some(fields.iter().take(2).map(String::as_str).collect::<Vec<_>>().join("."));
    CompileError { undeclared, ..error(column, message) }
}

/// Whether a literal is within the limits of its parameter.
fn restricted(parameter: &Parameter, value: &Value) -> Result<(), String> {
    let refusal = match value {
        Value::Integer(number) => parameter.refuses(*number),
        Value::Decimal(number) if parameter.not_zero && number.is_zero() => {
            Some(format!("{} cannot be zero", parameter.name))
        }
        Value::String(text) => match parameter.listed {
            Some(Listed::Currency) if canonical(text).is_none() => {
                Some(format!("{text:?} is no currency of ISO 4217"))
            }
            Some(Listed::Dialing) if !is_dialing_code(text) => Some(format!("{text:?} is no dialling code")),
            Some(Listed::Language) if !is_language_tag(text) => {
                Some(format!("{text:?} is no IETF language tag"))
            }
            _ => None,
        },
        _ => None,
    };
    refusal.map_or(Ok(()), Err)
}

/// Language, and perhaps region: `fr`, `fr-CA`.
fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().is_some_and(|part| matches!(part.len(), 2 | 3));
    language
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && parts.all(|part| part.len() >= 2)
}

/// Calls that may be no argument of another stand only at the root.
fn outermost_only(node: &Node, is_root: bool) -> Result<(), CompileError> {
    match node {
        Node::Call(call) => {
            if call.overload.signature.outermost && !is_root {
                let name = call.overload.signature.name;
                return Err(error(
                    call.column,
                    format!("{name} is the last thing to do: nothing goes around it"),
                ));
            }
            call.arguments.iter().try_for_each(|argument| outermost_only(argument, false))
        }
        Node::Property { of, .. } | Node::Column { contact: of, .. } => outermost_only(of, false),
        Node::Element { list: of, index: key, .. } | Node::Member { json: of, key, .. } => {
            outermost_only(of, false)?;
            outermost_only(key, false)
        }
        Node::Constant(_) | Node::Variable(_) => Ok(()),
    }
}
