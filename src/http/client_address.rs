//! Tells who calls, for the rate limit.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};

/// The header by which a proxy names its caller.
const FORWARDED_FOR: &str = "x-forwarded-for";
/// Headers that show that a proxy is in between, though they do not name one caller we could read.
const OTHER_FORWARDING: [&str; 2] = ["forwarded", "x-real-ip"];

/// The caller to count a request for; none is exempt: this machine itself and the control socket.
///
/// A forwarding header counts only if a proxy on this machine sent it (anyone else could write what they like), and
/// of its addresses only the last, which that proxy has added itself.
pub fn counted(headers: &HeaderMap, extensions: &Extensions) -> Option<IpAddr> {
    let ConnectInfo(peer) = extensions.get::<ConnectInfo<SocketAddr>>()?;
    let peer = peer.ip().to_canonical();
    if !peer.is_loopback() {
        return Some(network(peer));
    }
    let named = headers.get_all(FORWARDED_FOR).iter().next_back();
    let behind_proxy = named.is_some() || OTHER_FORWARDING.iter().any(|name| headers.contains_key(*name));
    let last = named.and_then(|value| value.to_str().ok()).and_then(|text| text.rsplit(',').next());
    let address = last.and_then(|text| text.trim().parse::<IpAddr>().ok());
    behind_proxy.then(|| network(address.unwrap_or(peer).to_canonical()))
}

/// Whether a request comes from this machine itself, and not through a proxy on it.
pub fn is_local(headers: &HeaderMap, extensions: &Extensions) -> bool {
    counted(headers, extensions).is_none()
}

/// An IPv6 caller owns a whole /64.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(peer: &str, forwarded: Option<&str>) -> Option<String> {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 4711)));
        let mut headers = HeaderMap::new();
        if let Some(value) = forwarded {
            headers.insert(FORWARDED_FOR, value.parse().unwrap());
        }
        counted(&headers, &extensions).map(|address| address.to_string())
    }

    #[test]
    fn only_a_proxy_on_this_machine_is_believed() {
        assert_eq!(caller("127.0.0.1", None), None);
        assert_eq!(caller("::1", None), None);
        assert_eq!(caller("203.0.113.9", Some("127.0.0.1")).as_deref(), Some("203.0.113.9"));
        assert_eq!(caller("127.0.0.1", Some("10.0.0.1, 203.0.113.9")).as_deref(), Some("203.0.113.9"));
        assert_eq!(caller("127.0.0.1", Some("nonsense")).as_deref(), Some("127.0.0.1"));
        assert_eq!(caller("2001:db8::1:2:3:4", None).as_deref(), Some("2001:db8::"));
    }
}
