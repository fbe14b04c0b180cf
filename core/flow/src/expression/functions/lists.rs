//! Collections.

use super::{Arguments, Line, Outcome, by};
use crate::{Kind, List, Value, expression::evaluate::element};

pub(super) const TABLE: &[Line] = &[
    ("MakeList(items: T?...) -> T[]", by(make_list)),
    ("MakeEmptyList(like: T?) -> T[]", by(make_empty_list)),
    ("AddItem(list: T[], item: T?) -> T[]", by(add_item)),
    ("GetAt(list: T[], index: Integer 0..) -> T", by(get_at)),
    ("Count(list: Any[]) -> Integer", by(count)),
    ("Find(list: T[], item: T?) -> Integer[]", by(find)),
    ("FindFirst(list: T[], item: T?) -> Integer", by(find_first)),
];

fn make_list(a: &Arguments<'_>) -> Outcome {
    Ok(List::new(a.returns.kind, a.values.to_vec()).into())
}

/// The argument only says of what.
fn make_empty_list(a: &Arguments<'_>) -> Outcome {
    Ok(a.not_set())
}

/// Behind the others. A variable keeps what it holds until it is assigned.
fn add_item(a: &Arguments<'_>) -> Outcome {
    let [list, item] = a.values else { unreachable!("the signature has two parameters") };
    let items = list.items().iter().chain([item]).cloned();
    Ok(List::new(a.returns.kind, items.collect()).into())
}

fn get_at(a: &Arguments<'_>) -> Outcome {
    element(&a.values[0], &a.values[1])
}

fn count(a: &Arguments<'_>) -> Outcome {
    Ok(number(a.values[0].items().len()))
}

fn number(index: usize) -> Value {
    i64::try_from(index).unwrap_or(i64::MAX).into()
}

fn find(a: &Arguments<'_>) -> Outcome {
    Ok(List::new(Kind::Integer, places(a).map(number).collect()).into())
}

fn find_first(a: &Arguments<'_>) -> Outcome {
    Ok(places(a).next().map_or(Value::Integer(-1), number))
}

/// Where the collection has the item.
fn places<'a>(a: &Arguments<'a>) -> impl Iterator<Item = usize> {
    let [list, item] = a.values else { unreachable!("the signature has two parameters") };
    let items: &'a [Value] = list.items();
    items.iter().enumerate().filter(|(_, known)| known.equals(item)).map(|(index, _)| index)
}
