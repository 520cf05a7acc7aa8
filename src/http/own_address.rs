//! Tells under which address a caller has reached us.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::http::uri::Authority;
use axum::http::{Extensions, HeaderMap};

/// The address without a slash at its end. A proxy's word on host and scheme counts only if the proxy is on this machine.
pub fn of(headers: &HeaderMap, extensions: &Extensions) -> String {
    let hosts = [from_proxy("x-forwarded-host", headers, extensions), text("host", headers)];
    let host = hosts.into_iter().flatten().find(|host| host.parse::<Authority>().is_ok()).unwrap_or("localhost");
    format!("{}://{host}", if is_https(headers, extensions) { "https" } else { "http" })
}

/// Whether a proxy on this machine says that its caller came over https.
pub fn is_https(headers: &HeaderMap, extensions: &Extensions) -> bool {
    from_proxy("x-forwarded-proto", headers, extensions).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"))
}

fn from_proxy<'a>(name: &str, headers: &'a HeaderMap, extensions: &Extensions) -> Option<&'a str> {
    let on_this_machine = extensions.get::<ConnectInfo<SocketAddr>>().is_some_and(|peer| peer.0.ip().is_loopback());
    text(name, headers).filter(|_| on_this_machine)
}

fn text<'a>(name: &str, headers: &'a HeaderMap) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
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
