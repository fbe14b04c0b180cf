//! `eyeline demo`: an example organization, ready to try, with one-click sign-in.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context as _, Result};
use axum::{
    Form, Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use clap::Args;
use eyeline_contact_center_server::{ContactCenter, Role, SeededClient, SeededOrganization, seed};
use eyeline_model::{OrganizationId, UserId};
use serde::{Deserialize, Serialize};
use tracing::error;

use crate::{
    config::{Config, StoreConfig},
    serve::{self, Installation},
};

const NAME: &str = "Harbour Bank";

/// How the demonstration runs.
#[derive(Args)]
pub(crate) struct Options {
    /// Where to serve; port 0 means any.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// A folder to keep the data in; a temporary one if not given.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Writes what a tool needs to know to this file, as JSON.
    #[arg(long)]
    info: Option<PathBuf>,
}

/// What tests and tools need to know; also served to the demonstration's own pages.
#[derive(Serialize)]
struct Info {
    base_url: String,
    #[serde(flatten)]
    seeded: SeededOrganization,
    pages: Pages,
}

#[derive(Serialize)]
struct Pages {
    home: String,
    site: String,
    desk: String,
    admin: String,
}

/// Runs the demonstration until it is asked to stop.
pub(crate) async fn run(options: Options) -> Result<()> {
    // Removed when the demonstration ends.
    let scratch = tempfile::Builder::new().prefix("eyeline-demo-").tempdir()?;
    let data = options.data.unwrap_or_else(|| scratch.path().to_owned());
    let mut config =
        Config { listen: options.listen, data, store: StoreConfig::default(), ..Config::read(None)? };
    let listener = serve::bind(&config).await?;
    config.listen = listener.local_addr()?;

    let (store, keyring) = serve::open(&config).await?;
    let seeded = seed(&store, &keyring, NAME).await.context("the example organization cannot be set up")?;
    let installation = Installation {
        organization: OrganizationId(seeded.organization.id),
        engagement: engagement_client(&seeded)?,
        desk: client(&seeded, "eyeline-desk")?.id.to_string(),
    };
    let info = Arc::new(Info::new(&config, seeded));
    if let Some(file) = &options.info {
        write(file, &info)?;
    }
    greet(&info);
    let extra = {
        let info = info.clone();
        move |center: &Arc<ContactCenter>| router(center.clone(), info)
    };
    serve::run(&config, listener, (store, keyring), installation, extra).await
}

impl Info {
    fn new(config: &Config, seeded: SeededOrganization) -> Self {
        let base_url = config.public_url();
        let page = |path: &str| format!("{base_url}{path}");
        let pages =
            Pages { home: page("/"), site: page("/site/"), desk: page("/desk/"), admin: page("/admin/") };
        Self { base_url, seeded, pages }
    }
}

fn engagement_client(seeded: &SeededOrganization) -> Result<(String, String)> {
    let client = client(seeded, "engagement")?;
    let secret = client.secret.clone().context("engagement's client has no secret")?;
    Ok((client.id.to_string(), secret))
}

fn client<'a>(seeded: &'a SeededOrganization, name: &str) -> Result<&'a SeededClient> {
    let client = seeded.oauth_clients.iter().find(|client| client.name == name);
    client.with_context(|| format!("the example organization has no client {name}"))
}

fn write(file: &Path, info: &Info) -> Result<()> {
    // Whoever waits for the file must never see half of it.
    let half = file.with_extension("part");
    std::fs::write(&half, serde_json::to_vec_pretty(info)?)?;
    std::fs::rename(&half, file).with_context(|| format!("cannot write {}", file.display()))
}

fn greet(info: &Info) {
    println!("Eyeline is ready. Open {} and choose who to be.\n", info.pages.home);
    println!("  the bank's page   {}", info.pages.site);
    println!("  the agent's desk  {}", info.pages.desk);
    println!("  administration    {}\n", info.pages.admin);
    for user in &info.seeded.users {
        println!("  {:<14} {:<30} {}", user.name, user.email, user.password);
    }
    println!("\nCtrl-C stops it.");
}

#[derive(Clone)]
struct Demo {
    center: Arc<ContactCenter>,
    info: Arc<Info>,
}

/// What only the demonstration serves: its facts, and signing in by a click.
fn router(center: Arc<ContactCenter>, info: Arc<Info>) -> Router {
    Router::new()
        .route(
            "/demo/info.json",
            get(|State(demo): State<Demo>| async move { Json(&*demo.info).into_response() }),
        )
        .route("/demo/sign-in", post(sign_in))
        .with_state(Demo { center, info })
}

#[derive(Deserialize)]
struct SignIn {
    user: UserId,
}

async fn sign_in(State(demo): State<Demo>, Form(SignIn { user }): Form<SignIn>) -> Response {
    let Some(person) = demo.info.seeded.users.iter().find(|person| person.id == user) else {
        return (StatusCode::NOT_FOUND, "Nobody here has that id.").into_response();
    };
    let page = if person.roles.contains(&Role::Administrator) { "/admin/" } else { "/desk/" };
    match demo.center.sign_in(user).await {
        Ok(Some(cookie)) => {
            let headers = HeaderMap::from_iter([(header::SET_COOKIE, cookie)]);
            (headers, Redirect::to(page)).into_response()
        }
        Ok(None) => (StatusCode::NOT_FOUND, "Nobody here has that id.").into_response(),
        Err(error) => {
            error!(error = &error as &dyn std::error::Error, "could not sign {user} in");
            (StatusCode::SERVICE_UNAVAILABLE, "Signing in does not work just now. Try again.").into_response()
        }
    }
}
