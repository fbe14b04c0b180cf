//! Engagement by its routes.

mod bed;
mod journey;
mod odd_vendor;
mod people;
mod refusals;
mod world;
