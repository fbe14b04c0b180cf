//! Which tree a text is.

use expect_test::expect;

use super::check;
use crate::expression::parse::parse;

/// The tree, with all its parentheses.
fn tree(text: &str) -> String {
    parse(text).map_or_else(|error| error.to_string(), |tree| tree.to_string())
}

#[test]
fn a_chain_of_conditions_goes_to_the_left() {
    assert_eq!(tree("a.b ? 1 : 2 ? 3 : 4"), "((a.b ? 1 : 2) ? 3 : 4)");
}

#[test]
fn a_condition_takes_an_or_and_its_branches_only_ands() {
    assert_eq!(tree("true or false ? true and true : false"), "((true or false) ? (true and true) : false)");
    assert_eq!(tree("true ? (false or true) : true"), "(true ? (false or true) : true)");
    assert_eq!(
        tree("true ? false or true : true"),
        "column 14: : is missing before or: a ? b : c has its second half after a colon; put an or into parentheses"
    );
}

#[test]
fn operators_bind_as_the_vendors_do() {
    assert_eq!(tree("1 + 2 * 3 ^ 4"), "(1 + (2 * (3 ^ 4)))");
    assert_eq!(tree("2 ^ 3 ^ 4"), "(2 ^ (3 ^ 4))");
    assert_eq!(tree("8 - 4 - 2"), "((8 - 4) - 2)");
    assert_eq!(tree("~1 ^ 2"), "((~1) ^ 2)");
    assert_eq!(tree("-2 ^ 2"), "(-2 ^ 2)");
    assert_eq!(tree("1 & 2 == 2"), "(1 & (2 == 2))");
    assert_eq!(tree("1 | 2 & 3"), "(1 | (2 & 3))");
    assert_eq!(tree("1 < 2 == 2 > 1"), "((1 < 2) == (2 > 1))");
    assert_eq!(tree("true and false or true"), "((true and false) or true)");
    assert_eq!(tree("!!true"), "(!(!true))");
    assert_eq!(tree("!-1"), "(!-1)");
    assert_eq!(tree("-Left(\"1\", 1)"), "-(Left(\"1\", 1))");
}

#[test]
fn words_have_no_case() {
    assert_eq!(tree("TRUE AnD Not_Set"), "(true and NOT_SET)");
}

#[test]
fn names_are_latin_cjk_and_quoted() {
    assert_eq!(tree("Flow.$lastInput"), "Flow.$lastInput");
    assert_eq!(tree("Flow.été_2"), "Flow.été_2");
    assert_eq!(tree("Flow.\u{4e2d}\u{6587}"), "Flow.\u{4e2d}\u{6587}");
    assert_eq!(tree("Flow.\"Odd name\".id"), "Flow.\"Odd name\".id");
    assert_eq!(tree("Flow.list[0].id"), "Flow.list[0].id");
    assert_eq!(tree("F()[1][\"a\"].b"), "F()[1][\"a\"].b");
}

#[test]
fn numbers_may_begin_or_end_with_the_point() {
    assert_eq!(tree("5. + .5"), "(5.0 + 0.5)");
}

#[test]
fn texts_have_five_escapes() {
    assert_eq!(tree(r#""a\"b\\c\n\r\td""#), r#""a\"b\\c\n\r\td""#);
}

#[test]
fn what_is_wrong_is_shown_with_its_column_and_what_to_write() {
    check(
        r#"
        1 +
        1 + * 2
        (1 + 2
        1 + 2)
        Left("a", 1
        Left("a" 1)
        "abc
        "a\qb"
        'abc'
        “abc”
        true && false
        true || false
        1 = 1
        1 <> 2
        1; 2
        --1
        -!true
        (Flow.texts)[0]
        Flow.
        Flow. name
        _x
        {1, 2}
        5 5
        null
        Left
        lefft("a", 1)
        Flow.nobody
        Format.Number.nothing
        "a" ? 1 : 2
        "#,
        expect![[r#"
            1 +
                column 4: the end does not fit here: something is missing
            1 + * 2
                column 5: * does not fit here: a value is missing before it
            (1 + 2
                column 7: ) is missing before the end: this parenthesis is never closed
            1 + 2)
                column 6: ) does not fit here: this parenthesis was never opened, or a value is missing before it
            Left("a", 1
                column 1: the parenthesis of this call is never closed
            Left("a" 1)
                column 10: 1 does not fit here: an operator is missing before it
            "abc
                column 1: this text has no closing "
            "a\qb"
                column 4: a \ in a text is written \\; \", \n, \r and \t are known
            'abc'
                column 1: ' does not fit here: put texts into double quotes
            “abc”
                column 1: “ does not fit here: use straight double quotes: "
            true && false
                column 6: && is not of this language: write and
            true || false
                column 6: || is not of this language: write or
            1 = 1
                column 3: = does not fit here: write == to compare; an expression cannot assign
            1 <> 2
                column 3: <> is not of this language: write !=
            1; 2
                column 2: ; does not fit here: separate arguments by commas
            --1
                column 2: a - after a - goes into parentheses: -(-…)
            -!true
                column 2: a ! after a - goes into parentheses: -(!…)
            (Flow.texts)[0]
                column 13: [ does not fit here: only variables and calls have an index; use GetAt(list, index)
            Flow.
                column 5: . does not fit here: a property's name follows the point directly
            Flow. name
                column 5: . does not fit here: a property's name follows the point directly
            _x
                column 1: _ does not fit here: a name begins with a letter
            {1, 2}
                column 1: { does not fit here: make collections with MakeList(…)
            5 5
                column 3: 5 does not fit here: an operator is missing before it
            null
                column 1: null is not known; write NOT_SET for no value
            Left
                column 1: Left is a function: write Left(text: String, length: Integer 0..) -> String
            lefft("a", 1)
                column 1: there is no function lefft; did you mean Left?
            Flow.nobody
                column 1: the variable Flow.nobody is not declared
            Format.Number.nothing
                column 1: Format.Number.nothing names no constant
            "a" ? 1 : 2
                column 5: ? does not take (String, Integer, Integer); there are ?(condition: Boolean?, then: T?, otherwise: T?) -> T, ?(condition: Boolean?, then: T[], otherwise: T[]) -> T[], ?(condition: Boolean?, then: Audio, otherwise: Audio) -> Audio
        "#]],
    );
}
