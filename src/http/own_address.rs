//! Tells under which address a caller has reached us.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::http::uri::Authority;
use axum::http::{Extensions, HeaderMap};

/// The address without a slash at its end. A proxy's word on host and scheme counts only if the proxy is on this machine.
pub fn of(headers: &HeaderMap, extensions: &Extensions) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let behind_proxy = extensions.get::<ConnectInfo<SocketAddr>>().is_some_and(|peer| peer.0.ip().is_loopback());
    let named = |name: &str| text(name).filter(|_| behind_proxy);
    let hosts = [named("x-forwarded-host"), text("host")];
    let host = hosts.into_iter().flatten().find(|host| host.parse::<Authority>().is_ok()).unwrap_or("localhost");
    let is_https = named("x-forwarded-proto").is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"));
    format!("{}://{host}", if is_https { "https" } else { "http" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, headers: &[(&'static str, &'static str)]) -> String {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 4711)));
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        of(&headers.collect(), &extensions)
    }

    #[test]
    fn only_a_proxy_on_this_machine_names_another_address() {
        let forwarded =
            [("host", "127.0.0.1:8080"), ("x-forwarded-host", "zq.example"), ("x-forwarded-proto", "https")];
        assert_eq!(seen("127.0.0.1", &forwarded), "https://zq.example");
        assert_eq!(seen("203.0.113.9", &forwarded), "http://127.0.0.1:8080");
        assert_eq!(seen("127.0.0.1", &[("host", "a\"b")]), "http://localhost");
    }
}
