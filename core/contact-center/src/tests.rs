//! What the contact center decides, told as scenarios, and what never happens whatever it is told.

mod after_call_work;
mod callbacks;
mod chats;
mod configuration;
mod flows;
mod handover;
mod in_queue;
mod known_failures;
mod offers;
mod organization_routing;
mod queues;
mod random;
mod rebuild;
mod scenario;
