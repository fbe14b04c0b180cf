//! What NOT_SET does, operator by operator and function by function.

use expect_test::expect;

use super::check;

#[test]
fn equality_and_questions_take_it() {
    check(
        r#"
        NOT_SET
        NOT_SET == NOT_SET
        ToInt(NOT_SET) == ToDecimal(NOT_SET)
        Flow.none == NOT_SET
        Flow.none == ""
        Flow.none != "a"
        Flow.count == NOT_SET
        IsSet(NOT_SET)
        IsSet(Flow.none)
        IsNotSetOrEmpty(Flow.none)
        AreEqual(NOT_SET, NOT_SET)
        AreEqual(Flow.none, "a")
        Compare(NOT_SET, "")
        Append(Flow.none, "a", NOT_SET)
        Append(Flow.none, NOT_SET)
        Sum(NOT_SET, 2)
        Average(NOT_SET, 2.0, 4.0)
        "#,
        expect![[r#"
            NOT_SET
                Unknown null
            NOT_SET == NOT_SET
                Boolean true
            ToInt(NOT_SET) == ToDecimal(NOT_SET)
                Boolean true
            Flow.none == NOT_SET
                Boolean true
            Flow.none == ""
                Boolean false
            Flow.none != "a"
                Boolean true
            Flow.count == NOT_SET
                Boolean false
            IsSet(NOT_SET)
                Boolean false
            IsSet(Flow.none)
                Boolean false
            IsNotSetOrEmpty(Flow.none)
                Boolean true
            AreEqual(NOT_SET, NOT_SET)
                Boolean true
            AreEqual(Flow.none, "a")
                Boolean false
            Compare(NOT_SET, "")
                Integer -1
            Append(Flow.none, "a", NOT_SET)
                String "a"
            Append(Flow.none, NOT_SET)
                String ""
            Sum(NOT_SET, 2)
                Integer 2
            Average(NOT_SET, 2.0, 4.0)
                Decimal 3.0
        "#]],
    );
}

#[test]
fn conditions_take_it_for_false_and_branches_as_it_is() {
    check(
        r#"
        If(ToBool(NOT_SET), 1, 2)
        If(NOT_SET, 1, 2)
        ToBool(NOT_SET) ? 1 : 2
        If(true, NOT_SET, 2)
        If(false, 1, NOT_SET)
        If(true, NOT_SET, NOT_SET)
        "#,
        expect![[r#"
            If(ToBool(NOT_SET), 1, 2)
                Integer 2
            If(NOT_SET, 1, 2)
                Integer 2
            ToBool(NOT_SET) ? 1 : 2
                Integer 2
            If(true, NOT_SET, 2)
                Integer null
            If(false, 1, NOT_SET)
                Integer null
            If(true, NOT_SET, NOT_SET)
                column 1: If: of which type NOT_SET is cannot be told; write ToString(NOT_SET), for instance
        "#]],
    );
}

#[test]
fn arithmetic_order_and_logic_refuse_it() {
    check(
        r#"
        ToInt(NOT_SET) + 1
        1 - NOT_SET
        Flow.none + "a"
        ToDecimal(NOT_SET) > 1
        ToBool(NOT_SET) and true
        true or ToBool(NOT_SET)
        false or ToBool(NOT_SET)
        !ToBool(NOT_SET)
        Left(Flow.none, 1)
        Length(NOT_SET)
        Contains("a", Flow.none)
        MakeDuration(1, ToInt(NOT_SET), 0, 0)
        MakeList(NOT_SET)
        MakeEmptyList(NOT_SET)
        "#,
        expect![[r#"
            ToInt(NOT_SET) + 1
                column 16: +: one is NOT_SET
            1 - NOT_SET
                column 3: - does not take (Integer, NOT_SET); there are Integer - Integer, Currency - Currency, Decimal - Decimal, Decimal - Integer, Integer - Decimal, Duration - Duration, …
            Flow.none + "a"
                column 11: +: one is NOT_SET
            ToDecimal(NOT_SET) > 1
                column 20: >: one is NOT_SET
            ToBool(NOT_SET) and true
                column 17: and: one is NOT_SET
            true or ToBool(NOT_SET)
                Boolean true
            false or ToBool(NOT_SET)
                column 7: or: other is NOT_SET
            !ToBool(NOT_SET)
                column 1: !: value is NOT_SET
            Left(Flow.none, 1)
                column 1: Left: text is NOT_SET
            Length(NOT_SET)
                column 1: Length does not take (NOT_SET); there are Length(text: String) -> Integer
            Contains("a", Flow.none)
                column 1: Contains: find is NOT_SET
            MakeDuration(1, ToInt(NOT_SET), 0, 0)
                column 1: MakeDuration: hours is NOT_SET
            MakeList(NOT_SET)
                column 1: MakeList: of which type NOT_SET is cannot be told; write ToString(NOT_SET), for instance
            MakeEmptyList(NOT_SET)
                column 1: MakeEmptyList: of which type NOT_SET is cannot be told; write ToString(NOT_SET), for instance
        "#]],
    );
}

#[test]
fn what_decides_is_all_that_is_evaluated() {
    check(
        r#"
        false and ToInt("x") == 1
        true or ToInt("x") == 1
        true and ToInt("x") == 1
        If(true, 1, ToInt("x"))
        false ? ToInt("x") : 1
        "#,
        expect![[r#"
            false and ToInt("x") == 1
                Boolean false
            true or ToInt("x") == 1
                Boolean true
            true and ToInt("x") == 1
                column 10: ToInt: "x" is no Integer
            If(true, 1, ToInt("x"))
                Integer 1
            false ? ToInt("x") : 1
                Integer 1
        "#]],
    );
}

#[test]
fn a_collection_is_never_not_set_only_empty() {
    check(
        r#"
        MakeList(1, NOT_SET)
        MakeEmptyList(ToString(NOT_SET))
        IsSet(1)
        Count(MakeList(NOT_SET, 1))
        MakeEmptyList(1) == MakeEmptyList(2)
        MakeList(ToInt(NOT_SET)) == MakeList(ToDecimal(NOT_SET))
        Email.Message.cc
        "#,
        expect![[r#"
            MakeList(1, NOT_SET)
                IntegerCollection [1,null]
            MakeEmptyList(ToString(NOT_SET))
                StringCollection []
            IsSet(1)
                Boolean true
            Count(MakeList(NOT_SET, 1))
                Integer 2
            MakeEmptyList(1) == MakeEmptyList(2)
                Boolean true
            MakeList(ToInt(NOT_SET)) == MakeList(ToDecimal(NOT_SET))
                Boolean true
            Email.Message.cc
                EmailAddressCollection []
        "#]],
    );
}
