//! Collections.

use std::collections::HashSet;

use super::{Arguments, Line, Outcome, by};
use crate::{Kind, List, Value, expression::evaluate::element};

pub(super) const TABLE: &[Line] = &[
    ("MakeList(items: T?...) -> T[]", by(make_list)),
    ("MakeEmptyList(like: T?) -> T[]", by(make_empty_list)),
    ("AddItem(list: T[], items: T?...) -> T[]", by(add_item)),
    ("AddItemAt(list: T[], index: Integer 0.., item: T?) -> T[]", by(add_item_at)),
    ("RemoveItem(list: T[], items: T?...) -> T[]", by(remove_item)),
    ("RemoveItemAt(list: T[], index: Integer 0..) -> T[]", by(remove_item_at)),
    ("RemoveDups(list: T[]) -> T[]", by(remove_dups)),
    ("ReplaceItem(list: T[], item: T?, replacement: T?) -> T[]", by(replace_item)),
    ("ReplaceItemFirst(list: T[], item: T?, replacement: T?) -> T[]", by(replace_item_first)),
    ("ReplaceItemAt(list: T[], index: Integer 0.., replacement: T?) -> T[]", by(replace_item_at)),
    ("GetAt(list: T[], index: Integer 0..) -> T", by(get_at)),
    ("Count(list: Any[]) -> Integer", by(count)),
    ("Find(list: T[], item: T?) -> Integer[]", by(find)),
    ("FindFirst(list: T[], item: T?) -> Integer", by(find_first)),
];

/// Different items that are neither texts nor whole numbers, and are compared one by one.
const COMPARED: usize = 1_000;

fn make_list(a: &Arguments<'_>) -> Outcome {
    Ok(List::new(a.returns.kind, a.values.to_vec()).into())
}

/// The argument only says of what.
fn make_empty_list(a: &Arguments<'_>) -> Outcome {
    Ok(a.not_set())
}

/// Behind the others. A variable keeps what it holds until it is assigned.
fn add_item(a: &Arguments<'_>) -> Outcome {
    let (list, added) = a.values.split_first().expect("the signature begins with a collection");
    changed(a, list.items().iter().chain(added).cloned())
}

/// Before the one that has the index now; at the end, if the index is the number of all.
fn add_item_at(a: &Arguments<'_>) -> Outcome {
    let [list, index, item] = a.values else { unreachable!("the signature has three parameters") };
    let items = list.items();
    let at = place(index, items.len() + 1, items.len())?;
    changed(a, items[..at].iter().chain([item]).chain(&items[at..]).cloned())
}

/// Wherever they are.
fn remove_item(a: &Arguments<'_>) -> Outcome {
    let (list, removed) = a.values.split_first().expect("the signature begins with a collection");
    let stays = |item: &&Value| !removed.iter().any(|removed| removed.equals(item));
    changed(a, list.items().iter().filter(stays).cloned())
}

fn remove_item_at(a: &Arguments<'_>) -> Outcome {
    let items = a.values[0].items();
    let at = place(&a.values[1], items.len(), items.len())?;
    changed(a, items[..at].iter().chain(&items[at + 1..]).cloned())
}

/// The first of each stays.
fn remove_dups(a: &Arguments<'_>) -> Outcome {
    let (mut texts, mut others) = (HashSet::new(), Vec::<&Value>::new());
    let mut kept = Vec::new();
    for item in a.values[0].items() {
        let is_new = match item {
            Value::String(text) => texts.insert(text.to_string()),
            Value::Integer(number) => texts.insert(number.to_string()),
            other => {
                let is_new = !others.iter().any(|known| known.equals(other));
                if is_new {
                    others.push(other);
                }
                is_new
            }
        };
        if others.len() > COMPARED {
            return Err(format!("the collection has more than {COMPARED} different items"));
        }
        kept.extend(is_new.then(|| item.clone()));
    }
    changed(a, kept)
}

/// Wherever it is.
fn replace_item(a: &Arguments<'_>) -> Outcome {
    replaced(a, usize::MAX)
}

fn replace_item_first(a: &Arguments<'_>) -> Outcome {
    replaced(a, 1)
}

fn replaced(a: &Arguments<'_>, mut most: usize) -> Outcome {
    let [list, item, replacement] = a.values else { unreachable!("the signature has three parameters") };
    let items = list.items().iter().map(|known| {
        let is_it = most > 0 && known.equals(item);
        most -= usize::from(is_it);
        if is_it { replacement } else { known }
    });
    changed(a, items.cloned())
}

fn replace_item_at(a: &Arguments<'_>) -> Outcome {
    let [list, index, replacement] = a.values else { unreachable!("the signature has three parameters") };
    let items = list.items();
    let at = place(index, items.len(), items.len())?;
    changed(a, items[..at].iter().chain([replacement]).chain(&items[at + 1..]).cloned())
}

/// The collection as it is then; it is not longer than one may be, for that is checked of every result.
fn changed(a: &Arguments<'_>, items: impl IntoIterator<Item = Value>) -> Outcome {
    Ok(List::new(a.returns.kind, items.into_iter().collect()).into())
}

/// An index below `end`, of a collection of `len`.
fn place(index: &Value, end: usize, len: usize) -> Result<usize, String> {
    let Value::Integer(index) = index else { return Err("the index is NOT_SET".into()) };
    let at = usize::try_from(*index).ok().filter(|at| *at < end);
    at.ok_or_else(|| format!("there is no place {index} in a collection of {len}"))
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
