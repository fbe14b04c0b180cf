//! Makes the tree of an expression from its text, by the vendor's grammar.
//!
//! From loose to tight: `?:` (to the left; its branches are `and`s), `or`, `and`, `|`, `&`, `== !=`, `> >= < <=`,
//! `+ -`, `* / %`, `^` (to the right), `! ~`, `-`, then names, calls, fields and indices.

use rust_decimal::Decimal;

use super::{
    CompileError,
    syntax::{Operator, Part, Syntax},
    token::{Token, What, tokens},
};

/// The longest text, in characters; the vendor's limit.
pub(super) const MAX_LENGTH: usize = 32_000;
/// The deepest nesting. The vendor allows 60 calls; parentheses count here, so it is more.
pub(super) const MAX_DEPTH: usize = 100;
/// The largest Integer that may be written; the vendor's limit.
pub(super) const MAX_INTEGER: i64 = 999_999_999_999_999;

/// How tightly the operators bind that stand between their operands.
const TERNARY: u8 = 1;
const AND: u8 = 3;
const POWER: u8 = 10;
/// Between `^` and the signs before an operand.
const PREFIX: u8 = 11;

fn binary(symbol: &str) -> Option<(u8, Operator)> {
    Some(match symbol {
        "or" => (2, Operator::Or),
        "and" => (AND, Operator::And),
        "|" => (4, Operator::BitOr),
        "&" => (5, Operator::BitAnd),
        "==" => (6, Operator::Equal),
        "!=" => (6, Operator::NotEqual),
        ">" => (7, Operator::Greater),
        ">=" => (7, Operator::GreaterOrEqual),
        "<" => (7, Operator::Less),
        "<=" => (7, Operator::LessOrEqual),
        "+" => (8, Operator::Add),
        "-" => (8, Operator::Subtract),
        "*" => (9, Operator::Multiply),
        "/" => (9, Operator::Divide),
        "%" => (9, Operator::Remainder),
        "^" => (POWER, Operator::Power),
        _ => return None,
    })
}

/// The tree of a text.
///
/// # Errors
/// If the text is too long, too deep, or not of the grammar.
pub(super) fn parse(text: &str) -> Result<Syntax, CompileError> {
    if text.chars().nth(MAX_LENGTH).is_some() {
        return Err(error(MAX_LENGTH + 1, format!("an expression has at most {MAX_LENGTH} characters")));
    }
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0 };
    if parser.peek() == &What::End {
        return Err(error(1, "an expression is missing here; write NOT_SET for no value".into()));
    }
    let tree = parser.expression(TERNARY)?;
    match parser.peek() {
        What::End => Ok(tree),
        _ => Err(parser.unexpected()),
    }
}

fn error(column: usize, message: String) -> CompileError {
    CompileError { column, message, undeclared: None }
}

struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    at: usize,
    /// Of the calls of this parser that wait for another.
    depth: usize,
}

impl<'a> Parser<'a> {
    /// Operators that bind at least as tightly as `floor`, and their operands.
    fn expression(&mut self, floor: u8) -> Result<Syntax, CompileError> {
        self.deeper(|parser| {
            let mut left = parser.prefix()?;
            loop {
                let column = parser.column();
                let What::Symbol(symbol) = *parser.peek() else { return Ok(left) };
                if symbol == "?" && floor <= TERNARY {
                    parser.at += 1;
                    let then = parser.expression(AND)?;
                    parser.expect(
                        ":",
                        "a ? b : c has its second half after a colon; put an or into parentheses",
                    )?;
                    let otherwise = parser.expression(AND)?;
                    left = operator(column, Operator::If, vec![left, then, otherwise])?;
                    continue;
                }
                let Some((tightness, which)) = binary(symbol).filter(|(tightness, _)| *tightness >= floor)
                else {
                    return Ok(left);
                };
                parser.at += 1;
                // Everything but ^ goes from left to right.
                let right = parser.expression(if tightness == POWER { POWER } else { tightness + 1 })?;
                left = operator(column, which, vec![left, right])?;
            }
        })
    }

    /// `!` and `~` before themselves or a `-`; `-` only before an operand, and only once.
    fn prefix(&mut self) -> Result<Syntax, CompileError> {
        let column = self.column();
        match *self.peek() {
            What::Symbol("!") => self.sign(column, Operator::Not),
            What::Symbol("~") => self.sign(column, Operator::BitNot),
            What::Symbol("-") => {
                self.at += 1;
                if let What::Symbol(sign @ ("-" | "!" | "~")) = *self.peek() {
                    let advice = format!("a {sign} after a - goes into parentheses: -({sign}…)");
                    return Err(error(self.column(), advice));
                }
                match self.number("-")? {
                    Some(part) => leaf(column, part),
                    None => {
                        self.primary().and_then(|operand| operator(column, Operator::Negate, vec![operand]))
                    }
                }
            }
            _ => self.primary(),
        }
    }

    fn sign(&mut self, column: usize, which: Operator) -> Result<Syntax, CompileError> {
        self.at += 1;
        let operand = self.expression(PREFIX)?;
        operator(column, which, vec![operand])
    }

    fn primary(&mut self) -> Result<Syntax, CompileError> {
        let column = self.column();
        if let Some(part) = self.number("")? {
            return leaf(column, part);
        }
        let what = self.peek().clone();
        let part = match what {
            What::Symbol("(") => {
                self.at += 1;
                let inner = self.expression(TERNARY)?;
                self.expect(")", "this parenthesis is never closed")?;
                return Ok(inner);
            }
            What::Symbol("true") => Part::Boolean(true),
            What::Symbol("false") => Part::Boolean(false),
            What::Symbol("not_set") => Part::NotSet,
            What::Text(text) => Part::Text(text),
            What::Name(name) => return self.named(column, name),
            _ => return Err(self.unexpected()),
        };
        self.at += 1;
        leaf(column, part)
    }

    /// A literal number, taken, if one stands here.
    fn number(&mut self, sign: &str) -> Result<Option<Part>, CompileError> {
        let column = self.column();
        let part = match self.peek() {
            What::Integer(digits) => {
                let within = |value: &i64| value.abs() <= MAX_INTEGER;
                let Some(value) = format!("{sign}{digits}").parse().ok().filter(within) else {
                    let message = format!("an Integer lies between -{MAX_INTEGER} and {MAX_INTEGER}");
                    return Err(error(column, message));
                };
                Part::Integer(value)
            }
            What::Decimal(digits) => {
                let exact = Decimal::from_str_exact(&format!("{sign}0{digits}0"));
                let exact = exact.or_else(|_| Decimal::from_str_exact(&format!("{sign}0{digits}")));
                let Ok(value) = exact else {
                    return Err(error(column, "a Decimal has at most 28 digits".into()));
                };
                Part::Decimal(value.normalize())
            }
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(part))
    }

    /// A call or a variable, and what is asked of it.
    fn named(&mut self, column: usize, name: &'a str) -> Result<Syntax, CompileError> {
        self.at += 1;
        let mut tree = if self.peek() == &What::Symbol("(") {
            self.at += 1;
            let arguments = self.arguments(column)?;
            Syntax::new(column, Part::Call(name.to_owned(), arguments))?
        } else {
            let mut fields = vec![name.to_owned()];
            while let Some(field) = self.field() {
                fields.push(field);
            }
            leaf(column, Part::Name(fields))?
        };
        loop {
            let column = self.column();
            if let Some(field) = self.field() {
                tree = Syntax::new(column, Part::Property(Box::new(tree), field))?;
            } else if self.peek() == &What::Symbol("[") {
                self.at += 1;
                let index = self.expression(TERNARY)?;
                self.expect("]", "this bracket is never closed")?;
                tree = Syntax::new(column, Part::Index(Box::new(tree), Box::new(index)))?;
            } else {
                return Ok(tree);
            }
        }
    }

    fn field(&mut self) -> Option<String> {
        let field = match self.peek() {
            What::Field(name) => (*name).to_owned(),
            What::QuotedField(name) => name.clone(),
            _ => return None,
        };
        self.at += 1;
        Some(field)
    }

    fn arguments(&mut self, column: usize) -> Result<Vec<Syntax>, CompileError> {
        let mut arguments = Vec::new();
        if self.peek() == &What::Symbol(")") {
            self.at += 1;
            return Ok(arguments);
        }
        loop {
            arguments.push(self.expression(TERNARY)?);
            match self.peek() {
                What::Symbol(",") => self.at += 1,
                What::Symbol(")") => {
                    self.at += 1;
                    return Ok(arguments);
                }
                What::End => {
                    return Err(error(column, "the parenthesis of this call is never closed".into()));
                }
                _ => return Err(self.unexpected()),
            }
        }
    }

    fn deeper(
        &mut self,
        inner: impl FnOnce(&mut Self) -> Result<Syntax, CompileError>,
    ) -> Result<Syntax, CompileError> {
        if self.depth == MAX_DEPTH {
            return Err(too_deep(self.column()));
        }
        self.depth += 1;
        let tree = inner(self);
        self.depth -= 1;
        tree
    }

    fn peek(&self) -> &What<'a> {
        &self.tokens[self.at].what
    }

    fn column(&self) -> usize {
        self.tokens[self.at].column
    }

    fn expect(&mut self, symbol: &'static str, otherwise: &str) -> Result<(), CompileError> {
        if self.peek() != &What::Symbol(symbol) {
            let found = self.found();
            return Err(error(self.column(), format!("{symbol} is missing before {found}: {otherwise}")));
        }
        self.at += 1;
        Ok(())
    }

    fn found(&self) -> String {
        match self.peek() {
            What::End => "the end".to_owned(),
            What::Symbol(symbol) => (*symbol).to_owned(),
            What::Name(name) | What::Integer(name) | What::Decimal(name) => (*name).to_owned(),
            What::Field(name) => format!(".{name}"),
            What::QuotedField(name) => format!(".{name:?}"),
            What::Text(text) => format!("{text:?}"),
        }
    }

    fn unexpected(&self) -> CompileError {
        let advice = match self.peek() {
            What::End => "something is missing",
            What::Symbol(")") => "this parenthesis was never opened, or a value is missing before it",
            What::Symbol("]") => "this bracket was never opened, or a value is missing before it",
            What::Symbol("[") => "only variables and calls have an index; use GetAt(list, index)",
            What::Symbol(",") => "commas separate the arguments of a function",
            What::Symbol(":") => "a colon belongs to a ? b : c, and an or inside it goes into parentheses",
            What::Symbol(_) => "a value is missing before it",
            What::Field(_) | What::QuotedField(_) => "only variables and calls have properties",
            _ => "an operator is missing before it",
        };
        error(self.column(), format!("{} does not fit here: {advice}", self.found()))
    }
}

fn too_deep(column: usize) -> CompileError {
    error(
        column,
        format!("an expression is nested at most {MAX_DEPTH} deep; use an Update Data step between"),
    )
}

fn leaf(column: usize, part: Part) -> Result<Syntax, CompileError> {
    Syntax::new(column, part)
}

fn operator(column: usize, which: Operator, operands: Vec<Syntax>) -> Result<Syntax, CompileError> {
    Syntax::new(column, Part::Operator(which, operands))
}

impl Syntax {
    /// # Errors
    /// If it is nested too deeply: whoever walks over a tree may call itself.
    fn new(column: usize, part: Part) -> Result<Self, CompileError> {
        let inner = match &part {
            Part::Operator(_, parts) | Part::Call(_, parts) => {
                parts.iter().map(|part| part.depth).max().unwrap_or(0)
            }
            Part::Property(of, _) => of.depth,
            Part::Index(of, index) => of.depth.max(index.depth),
            _ => 0,
        };
        if inner >= MAX_DEPTH {
            return Err(too_deep(column));
        }
        Ok(Self { column, depth: inner + 1, part })
    }
}
