//! The control socket: the same API on a Unix socket, with an administrator's rights, for whoever owns its folder.

use std::fs::{self, Permissions};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener as StdListener;
use std::os::unix::net::UnixStream as StdStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::{Extension, Router};
use serde::Serialize;
use serde::de::DeserializeOwned;
use socket2::{Domain, SockAddr, Socket, Type};
use tokio::net::UnixListener;
use tokio_util::sync::CancellationToken;

use super::problem::ProblemBody;
use super::rights::Admin;
use super::server::Stopping;
use super::staff_session::SignedIn;

/// The socket's name in the data folder.
const NAME: &str = "control.sock";

/// So many callers may wait to be let in.
const BACKLOG: i32 = 128;

/// Above what the server itself allows a request.
const PATIENCE: Duration = Duration::from_secs(40);

/// Where the control socket of a data folder is.
pub fn path(data: &Path) -> PathBuf {
    data.join(NAME)
}

/// A listening control socket; its file goes when it is dropped.
#[derive(Debug)]
pub struct Control {
    listener: UnixListener,
    _file: SocketFile,
}

#[derive(Debug)]
struct SocketFile(PathBuf);

impl Drop for SocketFile {
    fn drop(&mut self) {
        // If it is gone already, so much the better.
        let _ = fs::remove_file(&self.0);
    }
}

/// Listens on `path`, replacing what a killed server left; the caller holds the store, so no other server runs.
pub fn listen(path: &Path) -> io::Result<Control> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
    socket.bind(&SockAddr::unix(path)?)?;
    let file = SocketFile(path.to_owned());
    // Nobody can connect before it listens, so nobody gets in while the mode is still wide.
    fs::set_permissions(path, Permissions::from_mode(0o600))?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    let listener = UnixListener::from_std(StdListener::from(OwnedFd::from(socket)))?;
    Ok(Control { listener, _file: file })
}

/// Serves the routes with an administrator's rights until `stop`.
pub async fn serve(control: Control, routes: Router, stop: CancellationToken) -> io::Result<()> {
    let routes = routes.layer(Admin::granted()).layer(Extension(SignedIn::at_the_machine()));
    let routes = routes.layer(Extension(Stopping(stop.clone())));
    axum::serve(control.listener, routes).with_graceful_shutdown(stop.cancelled_owned()).await
}

/// Talks to a running server through its control socket.
#[derive(Debug, Clone)]
pub struct Client(reqwest::Client);

/// Why the running server did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// It answered, with a problem.
    #[error("{}", .0.detail)]
    Problem(ProblemBody),
    /// It did not answer, or not in a way we understand.
    #[error("正在运行的助企没有回应")]
    Unreachable(#[from] reqwest::Error),
}

impl Client {
    /// A client, if a server listens on `path` just now.
    pub fn connect(path: &Path) -> Option<Self> {
        StdStream::connect(path).ok()?;
        reqwest::Client::builder().unix_socket(path).timeout(PATIENCE).build().map(Self).ok()
    }

    /// Reads what is at `route`, such as `/api/v1/tickets`.
    pub async fn get<T: DeserializeOwned>(&self, route: &str, query: &[(&str, String)]) -> Result<T, ClientError> {
        self.answer(self.0.get(address(route)).query(query)).await
    }

    /// Sends a JSON body to `route`.
    pub async fn post<T: DeserializeOwned>(&self, route: &str, body: &impl Serialize) -> Result<T, ClientError> {
        self.answer(self.0.post(address(route)).json(body)).await
    }

    /// Has what is at `route` removed.
    pub async fn delete<T: DeserializeOwned>(&self, route: &str) -> Result<T, ClientError> {
        self.answer(self.0.delete(address(route))).await
    }

    async fn answer<T: DeserializeOwned>(&self, request: reqwest::RequestBuilder) -> Result<T, ClientError> {
        let response = request.send().await?;
        if response.status().is_success() {
            return Ok(response.json().await?);
        }
        Err(ClientError::Problem(response.json().await?))
    }
}

fn address(route: &str) -> String {
    format!("http://control{route}")
}
