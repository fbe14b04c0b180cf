//! One measured figure, as one JSON line that `cargo xtask bench` collects.

use std::time::Duration;

use serde_json::json;

/// What a figure is held against.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    AtLeast(f64),
    AtMost(f64),
    /// Printed for comparison.
    None,
}

/// Prints a figure of benchmark `bench`.
pub(crate) fn figure(bench: &str, name: &str, value: f64, unit: &str, target: Target) {
    let (wanted, met) = match target {
        Target::AtLeast(least) => (format!("≥ {least}"), Some(value >= least)),
        Target::AtMost(most) => (format!("≤ {most}"), Some(value <= most)),
        Target::None => (String::new(), None),
    };
    let value = (value * 100.0).round() / 100.0;
    println!(
        "{}",
        json!({ "bench": bench, "figure": name, "value": value, "unit": unit, "target": wanted, "met": met })
    );
}

/// The value below which the share `q` of `values` lies (nearest rank); none of no values.
pub(crate) fn quantile(values: &mut [Duration], q: f64) -> Option<Duration> {
    values.sort_unstable();
    let rank = (q * values.len() as f64).ceil() as usize;
    values.get(rank.saturating_sub(1)).copied()
}

/// A span as a figure.
pub(crate) fn millis(span: Duration) -> f64 {
    span.as_secs_f64() * 1_000.0
}
