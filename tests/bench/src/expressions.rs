//! What a flow's expression costs: the one by which a conversation comes back to the agent whom it knows.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use eyeline_flow::{Context, Directory, Expression, Kind, Scope, Type, User, Value, Variables};
use eyeline_model::Timestamp;
use uuid::Uuid;

use crate::figure::{Target, figure, quantile};

const PREFERRED: &str = "MakeList(MakeAgentScorePair(FindUserById(State.auviousAgentUserId), 100))";
const USERS: u128 = 1_000;
/// One reading of the clock costs as much as a small expression: so many are evaluated between two.
const BATCH: u32 = 100;
const BATCHES: usize = 2_000;

/// Prints what compiling and evaluating costs.
pub(crate) fn run() -> Result<()> {
    let mut directory = Directory::default();
    (0..USERS).for_each(|number| directory.add_user(user(number)));
    let context = Context::new(Timestamp(1_800_000_000_000), &directory);
    let mut scope = Scope::new();
    let agent = scope.declare("State.auviousAgentUserId", Type::one(Kind::String));
    let expression = Expression::compile(PREFERRED, &scope).ok().context("the expression should compile")?;
    let mut variables = Variables::default();
    variables.set(agent, Value::from(Uuid::from_u128(USERS / 2).to_string().as_str()));
    let found = expression.evaluate(&variables, &context).ok().context("it should have a value")?;
    ensure!(
        matches!(&found, Value::List(list) if list.items.len() == 1),
        "the agent should be found: {found:?}"
    );

    let mut evaluations = timed(|| drop(black_box(expression.evaluate(black_box(&variables), &context))));
    told("preferred agent, evaluated, median", &mut evaluations, 0.5, Target::AtMost(2.0));
    told("preferred agent, evaluated, p99", &mut evaluations, 0.99, Target::None);
    let mut compilations = timed(|| drop(black_box(Expression::compile(black_box(PREFERRED), &scope))));
    told("preferred agent, compiled, median", &mut compilations, 0.5, Target::None);
    Ok(())
}

fn user(number: u128) -> User {
    let id = Uuid::from_u128(number).to_string();
    let name = format!("Agent {number}");
    User {
        id: id.as_str().into(),
        name: name.as_str().into(),
        username: format!("{id}@harbour.example").into(),
    }
}

/// How long `work` takes, in batches.
fn timed(mut work: impl FnMut()) -> Vec<Duration> {
    let batch = |_| {
        let begun = Instant::now();
        (0..BATCH).for_each(|_| work());
        begun.elapsed() / BATCH
    };
    (0..BATCHES).map(batch).collect()
}

fn told(name: &str, times: &mut [Duration], q: f64, target: Target) {
    let time = quantile(times, q).unwrap_or_default();
    figure("expressions", name, time.as_secs_f64() * 1e6, "µs", target);
}
