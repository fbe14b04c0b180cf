//! A socket that never leaves the process: HTTP/1.1 over an in-memory pipe, to a router.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, OnceLock},
};

use axum::{Router, extract::connect_info::MockConnectInfo};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use tokio::io::DuplexStream;
use tracing::debug;

/// Bytes under way in each direction; a writer that is further ahead waits for the reader.
const PIPE_BYTES: usize = 64 * 1024;

/// The way to a router in the same process. Cheap to clone.
///
/// Two systems that call each other each need the other's router first, so a pipe may be laid before there
/// is anything at its end.
#[derive(Clone, Default)]
pub struct Pipe {
    router: Arc<OnceLock<Router>>,
}

/// A pipe's end can be attached only once.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the pipe leads to another router already")]
pub struct AlreadyAttached;

impl Pipe {
    /// A pipe to `router`.
    pub fn to(router: Router) -> Self {
        let pipe = Self::default();
        pipe.attach(router).expect("a new pipe leads nowhere");
        pipe
    }

    /// Lets the pipe lead to `router`.
    pub fn attach(&self, router: Router) -> Result<(), AlreadyAttached> {
        // Whoever comes through the pipe comes from this machine.
        let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        self.router.set(router.layer(MockConnectInfo(here))).map_err(|_| AlreadyAttached)
    }

    /// Opens a connection; `None` while the pipe leads nowhere.
    pub(crate) fn open(&self) -> Option<DuplexStream> {
        let service = TowerToHyperService::new(self.router.get()?.clone());
        let (client, server) = tokio::io::duplex(PIPE_BYTES);
        tokio::spawn(async move {
            let connection = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(server), service)
                .with_upgrades();
            if let Err(error) = connection.await {
                // The client has gone away in the middle of something, as clients do.
                debug!(error = &error as &dyn std::error::Error, "a connection through a pipe has broken");
            }
        });
        Some(client)
    }
}
