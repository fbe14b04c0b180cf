//! What the router decides, told as scenarios, and compared with the oracle.

mod agrees_with_oracle;
mod estimates;
mod routing;
mod scenario;
