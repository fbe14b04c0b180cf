//! E-mail addresses.

use std::sync::Arc;

use super::{Arguments, Line, Outcome, by};
use crate::{EmailAddress, Value};

pub(super) const TABLE: &[Line] = &[
    ("EmailAddressDomainPart(address: EmailAddress) -> String", by(domain_part)),
    ("EmailAddressDomainPart(address: String?) -> String", by(domain_part)),
    ("EmailAddressLocalPart(address: EmailAddress) -> String", by(local_part)),
    ("EmailAddressLocalPart(address: String?) -> String", by(local_part)),
    ("MakeEmailAddress(address: String) -> EmailAddress", by(make_email_address)),
    ("MakeEmailAddress(address: String, name: String?) -> EmailAddress", by(make_email_address)),
];

/// NOT_SET if it is no address.
fn domain_part(a: &Arguments<'_>) -> Outcome {
    Ok(address(a)
        .and_then(|address| Some(EmailAddress::parts(&address)?.1.into()))
        .unwrap_or_else(|| a.not_set()))
}

fn local_part(a: &Arguments<'_>) -> Outcome {
    Ok(address(a)
        .and_then(|address| Some(EmailAddress::parts(&address)?.0.into()))
        .unwrap_or_else(|| a.not_set()))
}

fn address(a: &Arguments<'_>) -> Option<Arc<str>> {
    match &a.values[0] {
        Value::EmailAddress(address) => Some(address.id.clone()),
        Value::String(address) => Some(address.clone()),
        _ => None,
    }
}

fn make_email_address(a: &Arguments<'_>) -> Outcome {
    let name = if a.count() == 2 { a.text_if_set(1) } else { None };
    Ok(Value::EmailAddress(Arc::new(EmailAddress { id: a.text(0), name })))
}
