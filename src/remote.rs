//! The one client for outgoing calls: https, or http to a private address; no redirects, limits of size and time.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::{Host, Url};

/// A longer answer is none: nobody needs so many bytes for what we ask.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// Why a call brought nothing; no reason repeats what was sent or came.
#[derive(Debug, thiserror::Error)]
pub enum RemoteError {
    /// The address may not be called.
    #[error("地址要用 https；只有本机和内网的地址可以用 http")]
    Address,
    /// The client could not be made.
    #[error("the client for outgoing calls cannot be made")]
    Client(#[source] reqwest::Error),
    /// There is no way to the service, or it broke off.
    #[error("the service cannot be reached")]
    Unreachable(#[source] reqwest::Error),
    /// It took too long.
    #[error("the service is too slow")]
    TooSlow,
    /// It refused.
    #[error("the service answers with status {0}")]
    Status(u16),
    /// Its answer is too long.
    #[error("the answer of the service is longer than {MOST_BYTES} bytes")]
    TooLong,
    /// Its answer is not of the kind that was asked for.
    #[error("the service gives no answer of the kind")]
    OfAnotherKind,
}

/// A service outside of the house.
#[derive(Debug, Clone)]
pub struct Remote {
    client: reqwest::Client,
    base: Url,
    key: Option<SecretString>,
}

impl Remote {
    /// The service at an address, with the key it wants.
    pub fn new(base: &Url, key: Option<SecretString>) -> Result<Self, RemoteError> {
        let client = reqwest::Client::builder().redirect(Policy::none());
        let client = match (base.scheme(), base.host()) {
            ("https", Some(_)) => client,
            ("http", Some(host)) if may_be_near(&host) => client.no_proxy().dns_resolver(Arc::new(Near)),
            _ => return Err(RemoteError::Address),
        };
        let client = client.build().map_err(RemoteError::Client)?;
        Ok(Self { client, base: base.clone(), key })
    }

    /// Posts something below the address and gives the answer, all of it within `limit`.
    pub async fn post<A: DeserializeOwned>(
        &self,
        path: &str,
        asked: &impl Serialize,
        limit: Duration,
    ) -> Result<A, RemoteError> {
        let mut address = self.base.clone();
        address.set_path(&format!("{}/{path}", self.base.path().trim_end_matches('/')));
        let mut request = self.client.post(address).timeout(limit).json(asked);
        if let Some(key) = &self.key {
            request = request.bearer_auth(key.expose_secret());
        }
        let response = request.send().await.map_err(failed)?;
        let status = response.status();
        if !status.is_success() {
            return Err(RemoteError::Status(status.as_u16()));
        }
        let body = read(response).await?;
        serde_json::from_slice(&body).map_err(|_| RemoteError::OfAnotherKind)
    }
}

/// The body of a response as it comes, no further than the limit.
async fn read(mut response: reqwest::Response) -> Result<Vec<u8>, RemoteError> {
    let mut body = Vec::new();
    while let Some(part) = response.chunk().await.map_err(failed)? {
        if body.len() + part.len() > MOST_BYTES {
            return Err(RemoteError::TooLong);
        }
        body.extend_from_slice(&part);
    }
    Ok(body)
}

fn failed(error: reqwest::Error) -> RemoteError {
    if error.is_timeout() { RemoteError::TooSlow } else { RemoteError::Unreachable(error.without_url()) }
}

/// Whether an address may be one of this machine or of a private network; a name is looked up when it is called.
fn may_be_near(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(_) => true,
        Host::Ipv4(address) => is_near((*address).into()),
        Host::Ipv6(address) => is_near((*address).into()),
    }
}

fn is_near(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    }
}

/// Looks names up and gives only addresses of this machine and of private networks.
struct Near;

impl Resolve for Near {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let near: Vec<SocketAddr> = found.filter(|address| is_near(address.ip())).collect();
            if near.is_empty() {
                return Err(RemoteError::Address.into());
            }
            Ok(Box::new(near.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_stays_in_the_house() {
        let may = |address: &str| Remote::new(&address.parse().unwrap(), None).is_ok();
        for near in [
            "https://api.example.com/v1",
            "http://127.0.0.1:11434/v1",
            "http://[::1]/v1",
            "http://10.1.2.3/v1",
            "http://192.168.0.9/v1",
            "http://[fd00::1]/v1",
            "http://[::ffff:10.0.0.1]/v1",
            "http://ollama:11434/v1",
        ] {
            assert!(may(near), "{near}");
        }
        for far in [
            "http://8.8.8.8/v1",
            "http://169.254.169.254/latest",
            "http://[::ffff:8.8.8.8]/v1",
            "http://134744072/v1",
            "http://[fe80::1]/v1",
            "ftp://10.0.0.1/",
            "file:///etc/passwd",
        ] {
            assert!(!may(far), "{far}");
        }
    }

    #[tokio::test]
    async fn a_name_leads_only_to_near_addresses_over_http() {
        let near = Near.resolve("localhost".parse().unwrap()).await.unwrap();
        assert!(near.map(|address| address.ip()).all(is_near));
        assert!(!is_near("8.8.8.8".parse().unwrap()));
    }
}
