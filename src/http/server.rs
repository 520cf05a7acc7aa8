//! Listens and serves until it is asked to stop, then lets what is under way end.

use std::io;
use std::net::SocketAddr;

use axum::{Extension, Router};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Says why an address cannot be listened on, and what helps.
#[derive(Debug, thiserror::Error)]
#[error("不能在 {address} 上提供服务：{reason}")]
pub struct ListenError {
    address: SocketAddr,
    reason: String,
}

/// Tells answers that go on for long that the server is asked to stop; they must end, or it waits for them.
#[derive(Debug, Clone)]
pub struct Stopping(pub CancellationToken);

/// Takes the port.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, ListenError> {
    TcpListener::bind(address).await.map_err(|error| {
        let reason = match error.kind() {
            io::ErrorKind::AddrInUse => "这个端口已被别的程序占用（也许助企已经在运行）。\
                 请停掉它，或在设置里换一个 server.listen"
                .to_owned(),
            io::ErrorKind::PermissionDenied => "没有权限使用这个端口，请换一个 1024 以上的端口".to_owned(),
            io::ErrorKind::AddrNotAvailable => "这台机器没有这个地址，请检查设置里的 server.listen".to_owned(),
            _ => error.to_string(),
        };
        ListenError { address, reason }
    })
}

/// Serves the routes until `stop`; returns once every request under way has been answered.
pub async fn serve(listener: TcpListener, routes: Router, stop: CancellationToken) -> io::Result<()> {
    let routes = routes.layer(Extension(Stopping(stop.clone()))).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, routes).with_graceful_shutdown(stop.cancelled_owned()).await
}
