//! Engagement by its routes.

mod bed;
mod journey;
mod people;
mod refusals;
mod world;
