//! The tree of an expression, as it was written.

use std::fmt;

use rust_decimal::Decimal;

use super::token::is_name;
use crate::value::decimal_text;

/// A part of an expression, and where it is.
#[derive(Clone, Debug)]
pub(super) struct Syntax {
    /// Of the operator, the function's name, or the first character.
    pub(super) column: usize,
    /// How many levels there are, this one included.
    pub(super) depth: usize,
    pub(super) part: Part,
}

/// What a part is.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Part {
    NotSet,
    Boolean(bool),
    Integer(i64),
    Decimal(Decimal),
    Text(String),
    /// A variable or constant: `Flow.name`, with the fields that follow.
    Name(Vec<String>),
    /// An operator with its one, two or three operands.
    Operator(Operator, Vec<Syntax>),
    /// A function with its arguments.
    Call(String, Vec<Syntax>),
    /// A property of something that is no variable.
    Property(Box<Syntax>, String),
    /// `list[0]`, `currency["code"]`
    Index(Box<Syntax>, Box<Syntax>),
}

/// The operators, by what they do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Operator {
    If,
    Or,
    And,
    BitOr,
    BitAnd,
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
    Not,
    BitNot,
    Negate,
}

impl Operator {
    /// As it is written.
    pub(super) const fn symbol(self) -> &'static str {
        match self {
            Self::If => "?",
            Self::Or => "or",
            Self::And => "and",
            Self::BitOr => "|",
            Self::BitAnd => "&",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Add => "+",
            Self::Subtract | Self::Negate => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
            Self::Power => "^",
            Self::Not => "!",
            Self::BitNot => "~",
        }
    }
}

/// Two trees are the same wherever they stand.
impl PartialEq for Syntax {
    fn eq(&self, other: &Self) -> bool {
        self.part == other.part
    }
}

/// In parentheses wherever an operator has operands, so that reading it back gives the same tree.
impl fmt::Display for Syntax {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.part {
            Part::NotSet => f.write_str("NOT_SET"),
            Part::Boolean(value) => write!(f, "{value}"),
            Part::Integer(value) => write!(f, "{value}"),
            Part::Decimal(value) => f.write_str(&decimal_text(*value)),
            Part::Text(text) => write_quoted(f, text),
            Part::Name(fields) => {
                f.write_str(&fields[0])?;
                fields[1..].iter().try_for_each(|field| write_field(f, field))
            }
            Part::Operator(Operator::Negate, operands) => write!(f, "-({})", operands[0]),
            Part::Operator(Operator::If, operands) => {
                write!(f, "({} ? {} : {})", operands[0], operands[1], operands[2])
            }
            Part::Operator(operator, operands) => match operands.as_slice() {
                [operand] => write!(f, "({}{operand})", operator.symbol()),
                [left, right] => write!(f, "({left} {} {right})", operator.symbol()),
                _ => unreachable!("only ? takes three operands"),
            },
            Part::Call(name, arguments) => {
                write!(f, "{name}(")?;
                for (index, argument) in arguments.iter().enumerate() {
                    write!(f, "{}{argument}", if index > 0 { ", " } else { "" })?;
                }
                f.write_str(")")
            }
            Part::Property(of, name) => {
                write!(f, "{of}")?;
                write_field(f, name)
            }
            Part::Index(of, index) => write!(f, "{of}[{index}]"),
        }
    }
}

fn write_field(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    f.write_str(".")?;
    if is_name(name) { f.write_str(name) } else { write_quoted(f, name) }
}

fn write_quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}
