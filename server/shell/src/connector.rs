//! How one system reaches another: through a pipe in the same process, or over the network.
//!
//! The requests and the websocket's bytes are the same either way; only configuration tells.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, Uri, header, uri::Authority};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, client_async_tls_with_config,
    tungstenite::{client::IntoClientRequest as _, protocol::WebSocketConfig},
};

use crate::Pipe;

/// A system that has not answered for so long is taken for gone.
const PATIENCE: Duration = Duration::from_secs(15);
/// An answer that is longer is refused.
const ANSWER_BYTES: usize = 4 * 1024 * 1024;
/// A websocket message that is longer ends the connection.
const MESSAGE_BYTES: usize = 1024 * 1024;
/// The name by which systems in one process call each other.
const IN_MEMORY: &str = "eyeline.internal";

/// Why another system could not be reached.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address makes no sense.
    #[error("{0} is no address of a system")]
    Address(String),
    /// The pipe leads nowhere yet.
    #[error("the other system has not been started")]
    NotAttached,
    /// It did not answer in time.
    #[error("no answer within {} s", PATIENCE.as_secs())]
    Timeout,
    /// The connection broke.
    #[error("the connection has failed")]
    Broken(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl ConnectError {
    fn broken(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Broken(error.into())
    }
}

/// A stream of bytes to another system, whatever it runs over.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A websocket to another system.
pub type WebSocket = WebSocketStream<MaybeTlsStream<Box<dyn Stream>>>;

/// The way to another system. Cheap to clone.
#[derive(Clone)]
pub enum Connector {
    /// Through a pipe in the same process.
    InMemory(Pipe),
    /// Over the network.
    Http(Remote),
}

/// A system at an address.
#[derive(Clone)]
pub struct Remote {
    base_url: String,
    http: reqwest::Client,
}

impl Connector {
    /// The way to the system at `base_url`, such as `https://api.mypurecloud.de`.
    pub fn http(base_url: &str) -> Result<Self, ConnectError> {
        let base_url = base_url.trim_end_matches('/');
        let parsed: Uri = base_url.parse().map_err(|_| ConnectError::Address(base_url.to_owned()))?;
        if !matches!(parsed.scheme_str(), Some("http" | "https")) || parsed.authority().is_none() {
            return Err(ConnectError::Address(base_url.to_owned()));
        }
        let http = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(ConnectError::broken)?;
        Ok(Self::Http(Remote { base_url: base_url.to_owned(), http }))
    }

    /// Sends `request`, whose URI is a path, and reads the whole answer.
    pub async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Bytes>, ConnectError> {
        let answer = async {
            match self {
                Self::InMemory(pipe) => through(pipe, request).await,
                Self::Http(remote) => remote.send(request).await,
            }
        };
        timeout(PATIENCE, answer).await.map_err(|_| ConnectError::Timeout)?
    }

    /// Opens the websocket that the other system names as `uri`. In the same process only its path counts.
    pub async fn websocket(&self, uri: &str) -> Result<WebSocket, ConnectError> {
        let address = || ConnectError::Address(uri.to_owned());
        let uri: Uri = uri.parse().map_err(|_| address())?;
        let connected = async {
            let (stream, uri): (Box<dyn Stream>, String) = match self {
                Self::InMemory(pipe) => {
                    let path = uri.path_and_query().ok_or_else(address)?;
                    let stream = pipe.open().ok_or(ConnectError::NotAttached)?;
                    (Box::new(stream), format!("ws://{IN_MEMORY}{path}"))
                }
                Self::Http(_) => {
                    let authority = uri.authority().ok_or_else(address)?;
                    (Box::new(tcp(authority, uri.scheme_str()).await?), uri.to_string())
                }
            };
            let request = uri.into_client_request().map_err(ConnectError::broken)?;
            let limits = WebSocketConfig::default().max_message_size(Some(MESSAGE_BYTES));
            let upgraded = client_async_tls_with_config(request, stream, Some(limits), None).await;
            Ok(upgraded.map_err(ConnectError::broken)?.0)
        };
        timeout(PATIENCE, connected).await.map_err(|_| ConnectError::Timeout)?
    }
}

impl Remote {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Bytes>, ConnectError> {
        let (parts, body) = request.into_parts();
        let url = format!("{}{}", self.base_url, parts.uri);
        let sent = self.http.request(parts.method, url).headers(parts.headers).body(body).send().await;
        let mut answer = sent.map_err(ConnectError::broken)?;
        let mut read = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(ConnectError::broken)? {
            if read.len() + chunk.len() > ANSWER_BYTES {
                return Err(ConnectError::broken("the answer is too long"));
            }
            read.extend_from_slice(&chunk);
        }
        let mut response = Response::new(Bytes::from(read));
        *response.status_mut() = answer.status();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(response)
    }
}

async fn through(pipe: &Pipe, request: Request<Vec<u8>>) -> Result<Response<Bytes>, ConnectError> {
    let stream = pipe.open().ok_or(ConnectError::NotAttached)?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(ConnectError::broken)?;
    // It ends with the one answer it carries.
    tokio::spawn(connection);
    let mut request = request.map(|body| Full::new(Bytes::from(body)));
    request.headers_mut().insert(header::HOST, header::HeaderValue::from_static(IN_MEMORY));
    let (parts, body) = sender.send_request(request).await.map_err(ConnectError::broken)?.into_parts();
    let body = Limited::new(body, ANSWER_BYTES).collect().await.map_err(ConnectError::Broken)?;
    Ok(Response::from_parts(parts, body.to_bytes()))
}

async fn tcp(authority: &Authority, scheme: Option<&str>) -> Result<TcpStream, ConnectError> {
    let default_port = if matches!(scheme, Some("wss" | "https")) { 443 } else { 80 };
    let address = (authority.host().trim_matches(['[', ']']), authority.port_u16().unwrap_or(default_port));
    let stream = TcpStream::connect(address).await.map_err(ConnectError::broken)?;
    stream.set_nodelay(true).map_err(ConnectError::broken)?;
    Ok(stream)
}

#[cfg(test)]
mod tests {
    use axum::{
        Router,
        extract::{WebSocketUpgrade, ws},
        routing::{any, post},
    };
    use futures::{SinkExt as _, StreamExt as _};
    use tokio_tungstenite::tungstenite::Message;

    use super::*;

    fn router() -> Router {
        let echo = async |upgrade: WebSocketUpgrade| {
            upgrade.on_upgrade(async |mut socket: ws::WebSocket| {
                while let Some(Ok(message)) = socket.recv().await {
                    if socket.send(message).await.is_err() {
                        break;
                    }
                }
            })
        };
        Router::new().route("/echo", post(async |body: String| body)).route("/socket", any(echo))
    }

    async fn remote() -> Connector {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        tokio::spawn(async move { axum::serve(listener, router()).await });
        Connector::http(&format!("http://{address}/")).expect("an address")
    }

    async fn speak(connector: &Connector, socket: &str) {
        let request = Request::post("/echo").body(b"hello".to_vec()).expect("valid");
        let answer = connector.send(request).await.expect("an answer");
        assert_eq!((answer.status().as_u16(), &answer.body()[..]), (200, &b"hello"[..]));
        let mut socket = connector.websocket(socket).await.expect("a websocket");
        socket.send(Message::text("hello")).await.expect("sent");
        assert_eq!(socket.next().await.expect("open").expect("unbroken"), Message::text("hello"));
    }

    #[tokio::test]
    async fn in_one_process_requests_and_websockets_go_through_a_pipe() {
        let connector = Connector::InMemory(Pipe::to(router()));
        speak(&connector, "wss://elsewhere.example/socket").await;
    }

    #[tokio::test]
    async fn in_two_processes_they_go_over_the_network() {
        let connector = remote().await;
        let Connector::Http(Remote { base_url, .. }) = &connector else { panic!("remote") };
        let socket = format!("{}/socket", base_url.replacen("http", "ws", 1));
        speak(&connector, &socket).await;
    }

    #[tokio::test]
    async fn a_pipe_that_leads_nowhere_says_so() {
        let connector = Connector::InMemory(Pipe::default());
        let request = Request::get("/").body(Vec::new()).expect("valid");
        assert!(matches!(connector.send(request).await, Err(ConnectError::NotAttached)));
    }

    #[test]
    fn an_address_needs_a_scheme_and_a_host() {
        for address in ["", "localhost:8080", "ftp://host", "/api", "http://"] {
            assert!(Connector::http(address).is_err(), "{address}");
        }
    }
}
