//! What is read is what is meant, and what cannot be read is pointed at.

use uuid::Uuid;

use super::SkillExpression;
use crate::{Proficiency, SkillId};

const NAMES: [&str; 4] = ["loans", "kyc", "trainee", "Private banking"];

fn skill_named(name: &str) -> Option<SkillId> {
    let at = NAMES.iter().position(|known| *known == name)?;
    Some(SkillId(Uuid::from_u128(at as u128)))
}

fn name_of(skill: SkillId) -> String {
    NAMES[skill.0.as_u128() as usize].to_owned()
}

fn parse(text: &str) -> SkillExpression {
    SkillExpression::parse(text, skill_named).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Whether somebody with these stars meets the expression; below zero the skill is not there at all.
fn is_met(text: &str, stars: [f64; 4]) -> bool {
    parse(text).is_met(&|skill| Proficiency::new(stars[skill.0.as_u128() as usize]))
}

#[test]
fn and_binds_closer_than_or_and_not_closest() {
    let text = "loans or kyc and not trainee";
    assert!(is_met(text, [1.0, -1.0, 1.0, -1.0]));
    assert!(is_met(text, [-1.0, 1.0, -1.0, -1.0]));
    assert!(!is_met(text, [-1.0, 1.0, 1.0, -1.0]));
    assert!(!is_met("(loans or kyc) and not trainee", [1.0, -1.0, 1.0, -1.0]));
}

#[test]
fn a_proficiency_is_compared_as_written() {
    for (text, met) in [
        ("loans >= 3", true),
        ("loans > 3", false),
        ("loans = 3", true),
        ("loans == 3", true),
        ("loans != 3", false),
        ("loans < 3", false),
        ("loans <= 3.0", true),
        ("loans > 2.5", true),
    ] {
        assert_eq!(is_met(text, [3.0, -1.0, -1.0, -1.0]), met, "{text}");
    }
}

#[test]
fn who_lacks_a_skill_meets_no_comparison_with_it() {
    for sign in [">=", ">", "=", "!=", "<", "<="] {
        assert!(!is_met(&format!("loans {sign} 2"), [-1.0; 4]), "{sign}");
    }
}

#[test]
fn what_is_printed_reads_the_same_again() {
    for text in [
        "loans",
        "not (loans or kyc)",
        "loans >= 3.5 and (kyc or \"Private banking\") and not trainee",
        "loans and kyc or trainee",
        "(loans or kyc) and (trainee or kyc < 2)",
        "not not loans",
    ] {
        let expression = parse(text);
        let printed = expression.display(&name_of).to_string();
        assert_eq!(printed, text);
        assert_eq!(parse(&printed), expression);
    }
}

#[test]
fn errors_name_the_column() {
    for (text, error) in [
        ("", "column 1: a skill, “not” or “(” is expected"),
        ("loans and", "column 10: a skill, “not” or “(” is expected"),
        ("loans and >= 3", "column 11: a skill, “not” or “(” is expected"),
        ("loans kyc", "column 7: “and”, “or” or the end is expected"),
        ("loans >= kyc", "column 10: a proficiency from 0 to 5 is expected"),
        ("loans >= 5.1", "column 10: a proficiency from 0 to 5 is expected"),
        ("(loans or kyc", "column 14: “)” is expected"),
        ("loans)", "column 6: “and”, “or” or the end is expected"),
        ("mortgages", "column 1: no skill is called “mortgages”"),
        ("loans & kyc", "column 7: “&” means nothing here"),
        ("\"Private banking", "column 1: the closing quote is missing"),
        ("é", "column 1: no skill is called “é”"),
    ] {
        let found = SkillExpression::parse(text, skill_named).expect_err(text);
        assert_eq!(found.to_string(), error, "{text}");
    }
}

#[test]
fn an_expression_has_a_size() {
    let deep = format!("{}loans{}", "(".repeat(400), ")".repeat(400));
    let long = vec!["loans"; 51].join(" and ");
    for text in [deep, "not ".repeat(4_000) + "loans", long] {
        let error = SkillExpression::parse(&text, skill_named).expect_err("too large");
        assert!(error.to_string().contains("at most"), "{error}");
    }
}
