//! How decimals are written.

use rust_decimal::{Decimal, RoundingStrategy};

/// As many places as it has, but at least one: `8.0`, `166.375`.
pub(crate) fn decimal_text(number: Decimal) -> String {
    padded(number.normalize(), 1)
}

/// With exactly so many places, a half rounded away from zero: 1.125 with two is `1.13`.
pub(crate) fn fixed_text(number: Decimal, places: u32) -> String {
    let rounded = number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    padded(rounded, places)
}

/// With zeros up to so many places. The crate's own formatter has no room for 29 digits and many places behind
/// them.
fn padded(number: Decimal, places: u32) -> String {
    // There is a negative zero, which nobody wants to read.
    let number = if number.is_zero() { Decimal::ZERO } else { number };
    let missing = places.saturating_sub(number.scale()) as usize;
    let point = if number.scale() == 0 && missing > 0 { "." } else { "" };
    format!("{number}{point}{}", "0".repeat(missing))
}
