//! Where a request comes from.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The network address that a request comes from; those of which it is not known count as one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Peer(Option<IpAddr>);

impl Peer {
    fn of(connected: Option<IpAddr>, headers: &HeaderMap) -> Self {
        let connected = connected.map(|address| address.to_canonical());
        // A proxy stands beside us and writes down whom it serves, last. Anybody else could write what they like.
        let told = connected.filter(is_neighbour).and_then(|_| forwarded(headers));
        Self(told.or(connected).map(site))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let connected = ConnectInfo::<SocketAddr>::from_request_parts(parts, state).await;
        Ok(Self::of(connected.ok().map(|ConnectInfo(address)| address.ip()), &parts.headers))
    }
}

fn is_neighbour(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
    }
}

fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let line = headers.get_all(FORWARDED_FOR).iter().next_back()?.to_str().ok()?;
    let last = line.rsplit(',').next()?.trim();
    let address = last.parse().ok().or_else(|| Some(last.parse::<SocketAddr>().ok()?.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

/// Whoever has one address of IPv6 has the 2⁶⁴ beside it, too (RFC 4291 §2.5.1).
fn site(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn peer(connected: &str, forwarded: &[&str]) -> String {
        let lines = forwarded.iter().map(|line| (FORWARDED_FOR.parse().unwrap(), line.parse().unwrap()));
        let Peer(address) = Peer::of(connected.parse().ok(), &HeaderMap::from_iter(lines));
        address.map_or_else(|| "nobody".to_owned(), |address| address.to_string())
    }

    #[test]
    fn a_proxy_is_believed_about_whom_it_serves_and_nobody_else_is() {
        assert_eq!(peer("203.0.113.7", &[]), "203.0.113.7");
        assert_eq!(peer("203.0.113.7", &["198.51.100.1"]), "203.0.113.7");
        for proxy in ["127.0.0.1", "::1", "10.0.0.2", "fd00::2", "::ffff:10.0.0.2"] {
            assert_eq!(peer(proxy, &["1.1.1.1, 198.51.100.1"]), "198.51.100.1", "{proxy}");
            assert_eq!(peer(proxy, &["1.1.1.1", "198.51.100.1:4711"]), "198.51.100.1", "{proxy}");
        }
        assert_eq!(peer("10.0.0.2", &["unknown"]), "10.0.0.2");
        assert_eq!(peer("", &["198.51.100.1"]), "nobody");
    }

    #[test]
    fn whoever_has_many_addresses_counts_once() {
        assert_eq!(peer("2001:db8::1", &[]), peer("2001:db8::ffff:2", &[]));
        assert_ne!(peer("2001:db8::1", &[]), peer("2001:db8:0:1::1", &[]));
    }

    proptest! {
        #[test]
        fn no_header_makes_it_panic(line in "[ -~]{0,40}") {
            drop(peer("127.0.0.1", &[&line]));
        }
    }
}
