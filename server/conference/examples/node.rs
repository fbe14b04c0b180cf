//! A conference by itself, for trying clients against it: `cargo run --example node -- 127.0.0.1:8090`.
//!
//! Rooms are made by the management API with the login `admin`, `admin`; they are gone when it ends.

use std::{error::Error, net::SocketAddr};

use eyeline_conference_server::{Conference, Config};
use eyeline_shell::{Login, Secret, Store};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_env_filter(tracing_subscriber::EnvFilter::from_default_env()).init();
    let listen: SocketAddr = std::env::args().nth(1).as_deref().unwrap_or("127.0.0.1:8090").parse()?;
    let folder = tempfile::tempdir()?;
    let store = Store::sqlite(&folder.path().join("conference.db")).await?;
    let config = Config {
        node: "example".to_owned(),
        server_key: Secret::draw().reveal().as_bytes().to_vec(),
        management: Login { user: "admin".to_owned(), password: "admin".to_owned() },
        media: eyeline_edge::Config::default(),
        event_sink: None,
    };
    let conference = Conference::start(config, store).await?;
    let listener = tokio::net::TcpListener::bind(listen).await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, conference.router()).await?;
    Ok(())
}
