//! What the router decides, told as scenarios, and compared with the oracle.

mod agrees_with_oracle;
mod estimates;
mod evaluation;
mod known_failures;
mod lines;
mod log;
mod methods;
mod routing;
mod scenario;
