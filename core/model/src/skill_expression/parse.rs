//! Reads an expression, and says where it cannot.

use std::{fmt, iter::Peekable, vec::IntoIter};

use super::{Comparison, SkillExpression};
use crate::{Proficiency, SkillId};

/// Why a text is no expression, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExpressionError {
    /// The column, in characters, counted from one; one past the end if something is missing there.
    pub column: usize,
    /// What is wrong there.
    pub problem: ExpressionProblem,
}

/// What is wrong with an expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ExpressionProblem {
    /// A skill, `not` or `(` should stand there, and something else does, or nothing.
    SkillExpected,
    /// No skill has this name.
    UnknownSkill(String),
    /// A number from 0 to 5 should stand there.
    ProficiencyExpected,
    /// `)` should stand there.
    ParenthesisExpected,
    /// `and`, `or` or the end should stand there.
    EndExpected,
    /// The name's closing quote is missing.
    QuoteExpected,
    /// No such sign is known.
    UnknownSign(char),
    /// More than [`SkillExpression::CONDITIONS_LIMIT`] conditions.
    TooLong,
    /// Nested deeper than [`SkillExpression::DEPTH_LIMIT`].
    TooDeep,
}

impl fmt::Display for ExpressionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {}: ", self.column)?;
        match &self.problem {
            ExpressionProblem::SkillExpected => f.write_str("a skill, “not” or “(” is expected"),
            ExpressionProblem::UnknownSkill(name) => write!(f, "no skill is called “{name}”"),
            ExpressionProblem::ProficiencyExpected => f.write_str("a proficiency from 0 to 5 is expected"),
            ExpressionProblem::ParenthesisExpected => f.write_str("“)” is expected"),
            ExpressionProblem::EndExpected => f.write_str("“and”, “or” or the end is expected"),
            ExpressionProblem::QuoteExpected => f.write_str("the closing quote is missing"),
            ExpressionProblem::UnknownSign(sign) => write!(f, "“{sign}” means nothing here"),
            ExpressionProblem::TooLong => {
                write!(f, "at most {} conditions", SkillExpression::CONDITIONS_LIMIT)
            }
            ExpressionProblem::TooDeep => write!(f, "at most {} levels deep", SkillExpression::DEPTH_LIMIT),
        }
    }
}

impl std::error::Error for ExpressionError {}

#[derive(Clone, PartialEq, Debug)]
enum Token {
    /// A word: a name, a number, or `and`, `or`, `not`.
    Word(String),
    /// A name in quotes.
    Quoted(String),
    Is(Comparison),
    Open,
    Close,
}

/// Whether a name can be written without quotes.
pub(super) fn is_word(name: &str) -> bool {
    let is_keyword = ["and", "or", "not"].iter().any(|keyword| name.eq_ignore_ascii_case(keyword));
    !name.is_empty() && name.chars().all(in_word) && !is_keyword
}

fn in_word(sign: char) -> bool {
    sign.is_alphanumeric() || matches!(sign, '_' | '-' | '.')
}

fn tokens(text: &str) -> Result<Vec<(usize, Token)>, ExpressionError> {
    let mut tokens = Vec::new();
    let mut signs = text.chars().enumerate().peekable();
    while let Some((at, sign)) = signs.next() {
        let column = at + 1;
        let mut follows = |wanted: char| signs.next_if(|(_, sign)| *sign == wanted).is_some();
        let token = match sign {
            _ if sign.is_whitespace() => continue,
            '(' => Token::Open,
            ')' => Token::Close,
            '>' if follows('=') => Token::Is(Comparison::AtLeast),
            '>' => Token::Is(Comparison::Above),
            '<' if follows('=') => Token::Is(Comparison::AtMost),
            '<' => Token::Is(Comparison::Below),
            '!' if follows('=') => Token::Is(Comparison::Unequal),
            '=' => {
                follows('=');
                Token::Is(Comparison::Equal)
            }
            '"' => {
                let mut name = String::new();
                loop {
                    match signs.next() {
                        Some((_, '"')) => break Token::Quoted(name),
                        Some((_, sign)) => name.push(sign),
                        None => {
                            return Err(ExpressionError {
                                column,
                                problem: ExpressionProblem::QuoteExpected,
                            });
                        }
                    }
                }
            }
            _ if in_word(sign) => {
                let mut word = String::from(sign);
                while let Some((_, sign)) = signs.next_if(|(_, sign)| in_word(*sign)) {
                    word.push(sign);
                }
                Token::Word(word)
            }
            _ => return Err(ExpressionError { column, problem: ExpressionProblem::UnknownSign(sign) }),
        };
        tokens.push((column, token));
    }
    Ok(tokens)
}

pub(super) fn parse(
    text: &str,
    skill_named: &dyn Fn(&str) -> Option<SkillId>,
) -> Result<SkillExpression, ExpressionError> {
    let tokens = tokens(text)?.into_iter().peekable();
    let mut parser = Parser { tokens, end: text.chars().count() + 1, skill_named, conditions: 0, depth: 0 };
    let expression = parser.any()?;
    match parser.tokens.peek() {
        None => Ok(expression),
        Some(_) => Err(parser.error(ExpressionProblem::EndExpected)),
    }
}

struct Parser<'a> {
    tokens: Peekable<IntoIter<(usize, Token)>>,
    end: usize,
    skill_named: &'a dyn Fn(&str) -> Option<SkillId>,
    conditions: usize,
    depth: usize,
}

impl Parser<'_> {
    /// A problem with the token that comes next.
    fn error(&mut self, problem: ExpressionProblem) -> ExpressionError {
        ExpressionError { column: self.column(), problem }
    }

    fn column(&mut self) -> usize {
        self.tokens.peek().map_or(self.end, |(column, _)| *column)
    }

    /// Takes a keyword, if it comes next.
    fn keyword(&mut self, keyword: &str) -> bool {
        let is = |token: &Token| matches!(token, Token::Word(word) if word.eq_ignore_ascii_case(keyword));
        self.tokens.next_if(|(_, token)| is(token)).is_some()
    }

    fn any(&mut self) -> Result<SkillExpression, ExpressionError> {
        let mut parts = vec![self.all()?];
        while self.keyword("or") {
            parts.push(self.all()?);
        }
        Ok(several(parts, SkillExpression::Any))
    }

    fn all(&mut self) -> Result<SkillExpression, ExpressionError> {
        let mut parts = vec![self.one()?];
        while self.keyword("and") {
            parts.push(self.one()?);
        }
        Ok(several(parts, SkillExpression::All))
    }

    fn one(&mut self) -> Result<SkillExpression, ExpressionError> {
        if self.depth == SkillExpression::DEPTH_LIMIT {
            return Err(self.error(ExpressionProblem::TooDeep));
        }
        self.depth += 1;
        let one = self.one_inside()?;
        self.depth -= 1;
        Ok(one)
    }

    fn one_inside(&mut self) -> Result<SkillExpression, ExpressionError> {
        if self.keyword("not") {
            return Ok(SkillExpression::Not(Box::new(self.one()?)));
        }
        let column = self.column();
        let named = match self.tokens.next_if(|(_, token)| !matches!(token, Token::Close | Token::Is(_))) {
            Some((_, Token::Open)) => return self.closed(),
            Some((_, Token::Word(name))) if is_word(&name) => name,
            Some((_, Token::Quoted(name))) => name,
            _ => return Err(ExpressionError { column, problem: ExpressionProblem::SkillExpected }),
        };
        let Some(skill) = (self.skill_named)(&named) else {
            return Err(ExpressionError { column, problem: ExpressionProblem::UnknownSkill(named) });
        };
        self.conditions += 1;
        if self.conditions > SkillExpression::CONDITIONS_LIMIT {
            return Err(ExpressionError { column, problem: ExpressionProblem::TooLong });
        }
        match self.tokens.next_if(|(_, token)| matches!(token, Token::Is(_))) {
            Some((_, Token::Is(is))) => Ok(SkillExpression::Compare { skill, is, to: self.proficiency()? }),
            _ => Ok(SkillExpression::Has(skill)),
        }
    }

    /// The rest of what stands in parentheses.
    fn closed(&mut self) -> Result<SkillExpression, ExpressionError> {
        let inside = self.any()?;
        match self.tokens.next_if(|(_, token)| *token == Token::Close) {
            Some(_) => Ok(inside),
            None => Err(self.error(ExpressionProblem::ParenthesisExpected)),
        }
    }

    fn proficiency(&mut self) -> Result<Proficiency, ExpressionError> {
        let column = self.column();
        let stars = match self.tokens.next() {
            Some((_, Token::Word(word))) => word.parse().ok().and_then(Proficiency::new),
            _ => None,
        };
        stars.ok_or(ExpressionError { column, problem: ExpressionProblem::ProficiencyExpected })
    }
}

fn several(
    mut parts: Vec<SkillExpression>,
    join: impl FnOnce(Vec<SkillExpression>) -> SkillExpression,
) -> SkillExpression {
    if parts.len() == 1 { parts.remove(0) } else { join(parts) }
}
