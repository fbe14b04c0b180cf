//! The simplest day comes to what the formulas say.

use crate::{Erlang, Estimate, Estimates};

/// Independent days of each kind.
const DAYS: u64 = 24;

/// What a formula says.
struct Formula {
    p_wait: f64,
    asa_s: f64,
    service_level: f64,
    abandon: f64,
    occupancy: f64,
}

/// The steady state of the queue as a birth and death process: with `n` customers in the system one comes at rate
/// λ and one leaves at rate min(n, c)·μ + (n - c)⁺·θ (Erlang 1917, Palm 1957). Waits follow from who is ahead.
fn formula(day: &Erlang) -> Formula {
    let (arrivals, service) = (day.rate_per_hour / 3_600.0, 1.0 / day.aht_s);
    let agents = day.agents;
    // Zero patience: nobody waits, so the system is never fuller than its agents.
    let (gives_up, most) = match day.patience_s {
        None => (0.0, 20_000),
        Some(0.0) => (0.0, agents),
        Some(patience) => (1.0 / patience, 20_000),
    };
    let mut state = vec![1.0_f64];
    for n in 1..=most {
        let leave = n.min(agents) as f64 * service + n.saturating_sub(agents) as f64 * gives_up;
        let next = state[n - 1] * arrivals / leave;
        state.push(next);
        if n > agents && next < 1e-18 {
            break;
        }
    }
    let all: f64 = state.iter().sum();
    state.iter_mut().for_each(|share| *share /= all);
    let p_wait: f64 = state[agents..].iter().sum();
    let queue: f64 = state.iter().enumerate().map(|(n, share)| n.saturating_sub(agents) as f64 * share).sum();
    let busy: f64 = state.iter().enumerate().map(|(n, share)| n.min(agents) as f64 * share).sum();
    let abandon = match day.patience_s {
        Some(0.0) => p_wait,
        _ => gives_up * queue / arrivals,
    };
    let waiting = if day.patience_s == Some(0.0) { &[][..] } else { &state[agents..] };
    let (in_time, answered_waits) = tagged(waiting, agents as f64 * service, gives_up, day.service_level_s);
    Formula {
        p_wait,
        asa_s: answered_waits / (1.0 - abandon),
        service_level: 1.0 - p_wait + in_time,
        abandon,
        occupancy: busy / agents as f64,
    }
}

/// Follows customers who find `ahead[k]` others waiting: the share that is served within `time`, and the mean over all
/// of the wait of those who are served at all. Their place moves up at rate cμ + kθ, they give up at rate θ; solved by
/// the fourth-order Runge-Kutta method.
fn tagged(ahead: &[f64], served: f64, gives_up: f64, time: f64) -> (f64, f64) {
    let rate = |place: usize| served + place as f64 * gives_up;
    let slope = |waits: &[f64]| -> Vec<f64> {
        (0..waits.len())
            .map(|place| {
                let moved_up = waits.get(place + 1).map_or(0.0, |behind| rate(place + 1) * behind);
                moved_up - (rate(place) + gives_up) * waits[place]
            })
            .collect()
    };
    let Some(fastest) = ahead.len().checked_sub(1).map(|last| rate(last) + gives_up) else {
        return (0.0, 0.0);
    };
    let step = (0.2 / fastest).min(time / 50.0);
    let mut waits = ahead.to_vec();
    let (mut in_time, mut weighted, mut at) = (0.0, 0.0, 0.0);
    // Until nearly everybody is served or gone.
    while waits.iter().sum::<f64>() > 1e-10 {
        let shifted = |by: f64, along: &[f64]| -> Vec<f64> {
            waits.iter().zip(along).map(|(wait, slope)| wait + by * slope).collect()
        };
        let one = slope(&waits);
        let two = slope(&shifted(step / 2.0, &one));
        let three = slope(&shifted(step / 2.0, &two));
        let four = slope(&shifted(step, &three));
        let next: Vec<f64> = (0..waits.len())
            .map(|k| waits[k] + step / 6.0 * (one[k] + 2.0 * two[k] + 2.0 * three[k] + four[k]))
            .collect();
        let now_served = served * step * (waits[0] + next[0]) / 2.0;
        let within = ((time - at) / step).clamp(0.0, 1.0);
        in_time += now_served * within;
        weighted += now_served * (at + step / 2.0);
        (waits, at) = (next, at + step);
    }
    (in_time, weighted)
}

fn simulated(day: &Erlang) -> Estimates {
    let days: Vec<_> = (1..=DAYS).map(|seed| day.play(seed).expect("no law is broken")).collect();
    Estimates::of(&days)
}

fn check(day: Erlang) {
    let (wanted, found) = (formula(&day), simulated(&day));
    let pairs = [
        ("share that waits", wanted.p_wait, found.p_wait),
        ("mean wait of the answered", wanted.asa_s, found.asa_s),
        ("service level", wanted.service_level, found.service_level),
        ("share that gives up", wanted.abandon, found.abandon),
        ("occupancy", wanted.occupancy, found.occupancy),
    ];
    for (name, wanted, found) in pairs {
        let Estimate { mean: Some(mean), se: Some(se) } = found else { panic!("{name}: {found:?}") };
        println!("{name}: {wanted:.5} {mean:.5} ± {se:.5} z {:.2}", (mean - wanted) / se);
    }
    for (name, wanted, found) in pairs {
        let Estimate { mean: Some(mean), se: Some(se) } = found else { panic!("{name}: {found:?}") };
        // Milliseconds are rounded to; what is certain has no error.
        assert!((mean - wanted).abs() <= 3.0 * se + 1e-6, "{name}: {mean} ± {se} instead of {wanted}");
    }
}

const DAY: Erlang = Erlang {
    agents: 10,
    aht_s: 180.0,
    rate_per_hour: 170.0,
    patience_s: None,
    service_level_s: 20.0,
    arrivals: 8_000.0,
};

#[test]
fn patient_customers_wait_as_erlang_c_says() {
    check(DAY);
}

#[test]
fn customers_who_give_up_wait_as_erlang_a_says() {
    check(Erlang { rate_per_hour: 210.0, patience_s: Some(120.0), ..DAY });
}

#[test]
fn customers_without_patience_are_lost_as_erlang_b_says() {
    check(Erlang { patience_s: Some(0.0), ..DAY });
}
