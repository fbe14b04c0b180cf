//! Where media comes in.

use std::{
    net::{IpAddr, SocketAddr},
    thread,
};

use crate::Error;

/// Where media comes in.
#[derive(Clone, Debug)]
pub struct Config {
    /// How many workers; each has a thread and a port.
    pub workers: usize,
    /// The address of the first worker's socket; further workers take the ports after it. Port 0 lets the
    /// operating system choose.
    pub bind: SocketAddr,
    /// The address that clients reach, where that is not the one bound.
    pub public: Option<IpAddr>,
}

impl Default for Config {
    /// One worker per processor, on loopback.
    fn default() -> Self {
        let workers = thread::available_parallelism().map_or(1, usize::from);
        Self { workers, bind: SocketAddr::from(([127, 0, 0, 1], 0)), public: None }
    }
}

impl Config {
    /// The address that clients are told to send to.
    pub(crate) fn advertised(&self) -> Result<IpAddr, Error> {
        let ip = self.public.unwrap_or(self.bind.ip());
        let is_for_nobody = match ip {
            IpAddr::V4(ip) => ip.is_link_local() || ip.is_broadcast(),
            IpAddr::V6(_) => false,
        };
        if ip.is_unspecified() || ip.is_multicast() || is_for_nobody {
            return Err(Error::NoPublicAddress(SocketAddr::new(ip, self.bind.port())));
        }
        Ok(ip)
    }
}
