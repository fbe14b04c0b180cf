//! From a configuration to a process that serves, and back to a clean end.

use std::{future::Future, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use anyhow::{Context as _, Result};
use axum::{
    Json, Router,
    extract::ConnectInfo,
    http::{HeaderValue, header},
    routing::get,
    serve::Listener,
};
use eyeline_contact_center_server::{ContactCenter, install};
use eyeline_model::OrganizationId;
use eyeline_shell::{Keyring, Store};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::json;
use tokio::{
    net::{TcpListener, TcpStream},
    signal::unix::{SignalKind, signal},
    sync::watch,
    task::JoinSet,
    time::timeout,
};
use tower::ServiceExt as _;
use tower_http::{
    compression::CompressionLayer, set_header::SetResponseHeaderLayer, timeout::RequestBodyDeadlineLayer,
};
use tracing::{info, warn};

use crate::{
    config::{Config, Organization},
    health, pages,
    systems::Systems,
};

/// How long open requests may take to end once we were asked to stop.
const FAREWELL: Duration = Duration::from_secs(3);
/// How long a client may take to say what it wants, and then again to send all of a body. Who is slower is let go: a
/// connection on which nothing is asked costs as much as one that is used.
const PATIENCE: Duration = Duration::from_secs(30);

/// Opens the store and the keys beside it.
pub(crate) async fn open(config: &Config) -> Result<(Store, Keyring)> {
    std::fs::create_dir_all(&config.data)
        .with_context(|| format!("cannot make the data folder {}", config.data.display()))?;
    let keyring = Keyring::at(&config.data.join("master.key")).context("cannot read the master key")?;
    let store = match &config.store.url {
        Some(url) => Store::postgres(url).await?,
        None => Store::sqlite(&config.data.join("eyeline.db")).await?,
    };
    Ok((store, keyring))
}

/// Binds the address that is configured; port 0 means any.
pub(crate) async fn bind(config: &Config) -> Result<TcpListener> {
    TcpListener::bind(config.listen).await.with_context(|| format!("cannot listen on {}", config.listen))
}

/// What must be known of an organization to serve it.
pub(crate) struct Installation {
    /// Which.
    pub(crate) organization: OrganizationId,
    /// The OAuth client, id and secret, as which engagement comes to the contact center in this process.
    pub(crate) engagement: (String, String),
    /// The OAuth client of the desk's page.
    pub(crate) desk: String,
}

/// Serves the installation that `config` describes, setting it up if it is new.
pub(crate) async fn installed(config: &Config) -> Result<()> {
    let listener = bind(config).await?;
    let (store, keyring) = open(config).await?;
    let Organization { name, administrator } = &config.organization;
    let installed =
        install(&store, &keyring, name, administrator).await.context("cannot set up the organization")?;
    if let Some(password) = &installed.first_password {
        println!("{name} is set up. Sign in as {administrator} with the password {}", password.reveal());
    }
    let installation = Installation {
        organization: installed.organization,
        engagement: installed.engagement,
        desk: installed.desk,
    };
    run(config, listener, (store, keyring), installation, |_| Router::new()).await
}

/// Runs all systems behind `listener` until the process is asked to stop. `extra` adds routes.
pub(crate) async fn run(
    config: &Config,
    listener: TcpListener,
    (store, keyring): (Store, Keyring),
    installation: Installation,
    extra: impl FnOnce(&Arc<ContactCenter>) -> Router,
) -> Result<()> {
    let health = health::router(store.clone())?;
    let desk = json!({ "client_id": installation.desk, "redirect_uri": "/desk/" });
    let systems = Systems::start(config, &store, &keyring, &installation).await?;
    let router = systems
        .router()
        .merge(extra(systems.contact_center()))
        .merge(health)
        .merge(pages::router())
        .route("/desk/config.json", get(move || async move { Json(desk) }));
    info!("serving on http://{}", listener.local_addr()?);
    serve(listener, router).await;
    farewell(systems.stop()).await;
    store.close().await;
    Ok(())
}

/// Serves `router` until the process is asked to stop (SIGTERM, Ctrl-C).
async fn serve(mut listener: TcpListener, router: Router) {
    let router = guarded(router);
    let (stopping, stop) = watch::channel(());
    let mut connections = JoinSet::new();
    let mut asked_to_stop = pin!(asked_to_stop());
    loop {
        tokio::select! {
            (stream, address) = Listener::accept(&mut listener) => {
                connections.spawn(connection(stream, address, router.clone(), stop.clone()));
            }
            Some(_) = connections.join_next() => {}
            () = &mut asked_to_stop => break,
        }
    }
    drop(listener);
    drop(stopping);
    let ended = timeout(FAREWELL, async { while connections.join_next().await.is_some() {} });
    if ended.await.is_err() {
        info!("connections that were still open have been closed");
    }
}

/// What holds for every answer and every request, whichever system it is of.
fn guarded(router: Router) -> Router {
    let header = |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    router
        .layer(CompressionLayer::new())
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        // Answers are personal unless they say otherwise.
        .layer(header(header::CACHE_CONTROL, "no-store"))
        .layer(RequestBodyDeadlineLayer::new(PATIENCE))
}

/// Answers one client until it leaves, is too slow, or all stop; what it has asked for by then is still answered.
async fn connection(stream: TcpStream, address: SocketAddr, router: Router, mut stop: watch::Receiver<()>) {
    let answer = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(address));
        router.clone().oneshot(request)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), answer).with_upgrades());
    tokio::select! {
        // A client that breaks off, or off the protocol, concerns nobody else.
        _ = connection.as_mut() => return,
        _ = stop.changed() => {}
    }
    connection.as_mut().graceful_shutdown();
    drop(connection.await);
}

/// Ends `stopping` within the time for a farewell.
async fn farewell(stopping: impl Future<Output = ()>) {
    if timeout(FAREWELL, stopping).await.is_err() {
        warn!("some work was still under way; it goes on at the next start");
    }
}

async fn asked_to_stop() {
    let mut terminate = signal(SignalKind::terminate()).expect("a handler for SIGTERM can be set");
    tokio::select! {
        _ = terminate.recv() => info!("asked to stop (SIGTERM)"),
        _ = tokio::signal::ctrl_c() => info!("asked to stop (Ctrl-C)"),
    }
}

#[cfg(test)]
mod tests {
    use axum::{body::Bytes, routing::post};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    /// What a client hears that says `said` and then nothing, until it is let go. Time is skipped while both wait.
    async fn heard_by(said: &str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, address) = listener.accept().await.unwrap();
        let router = guarded(Router::new().route("/", post(async |_: Bytes| "all of it")));
        let (_running, stop) = watch::channel(());
        client.write_all(said.as_bytes()).await.unwrap();
        let mut heard = String::new();
        let (_, read) =
            tokio::join!(connection(stream, address, router, stop), client.read_to_string(&mut heard));
        read.unwrap();
        heard
    }

    #[tokio::test(start_paused = true)]
    async fn who_does_not_say_what_they_want_is_let_go() {
        for said in ["", "POST / HTTP/1.1\r\nhost: a\r\nx-"] {
            let heard = heard_by(said).await;
            assert!(!heard.contains("200"), "{said:?}: {heard}");
        }
        let heard = heard_by("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nhalf").await;
        assert!(heard.starts_with("HTTP/1.1 400"), "{heard}");
        let heard = heard_by("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nwhole").await;
        assert!(
            heard.starts_with("HTTP/1.1 200") && heard.contains("x-content-type-options: nosniff"),
            "{heard}"
        );
    }
}
