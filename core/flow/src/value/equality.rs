//! When two values are equal, as `==` sees it.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::Value;

impl Value {
    /// Equality of the language: whole numbers equal decimals of the same worth, telephone numbers are compared
    /// without their spelling, and what is NOT_SET equals only what is NOT_SET.
    pub(crate) fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::NotSet(_), Self::NotSet(_)) => true,
            (Self::Integer(whole), Self::Decimal(decimal))
            | (Self::Decimal(decimal), Self::Integer(whole)) => Decimal::from(*whole) == *decimal,
            (Self::PhoneNumber(one), Self::PhoneNumber(other)) => one.address() == other.address(),
            (Self::List(one), Self::List(other)) => {
                one.items.len() == other.items.len()
                    && one.items.iter().zip(other.items.iter()).all(|(one, other)| one.equals(other))
            }
            (Self::Named(one), Self::Named(other)) => {
                one.of == other.of && same(&one.id, &other.id, &one.name, &other.name)
            }
            (Self::User(one), Self::User(other)) => same(&one.id, &other.id, &one.username, &other.username),
            (Self::Prompt(one), Self::Prompt(other)) => {
                one.of == other.of && same(&one.id, &other.id, &one.name, &other.name)
            }
            _ => self == other,
        }
    }
}

/// By id, where both have one; by name, in any case, otherwise.
fn same(id: &Arc<str>, other_id: &Arc<str>, name: &Arc<str>, other_name: &Arc<str>) -> bool {
    if id.is_empty() || other_id.is_empty() {
        return name.to_lowercase() == other_name.to_lowercase() && (!name.is_empty() || id == other_id);
    }
    id == other_id
}
