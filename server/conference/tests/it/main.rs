//! The conference over HTTP, with media over real sockets on loopback.

mod calls;
mod entry;
mod garbage;
mod management;
mod node;
mod peer;
mod sink;
mod stream;
