//! `eyeline flow publish`: brings a flow to a contact center, and has it published there.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result, anyhow};
use clap::Args;
use eyeline_flow::{Flow, FlowVersion, Position, Problem, Report, Severity, Source};
use eyeline_genesys::{
    EntityListing,
    client::{self, Caller, Credentials, Refused},
    error::FlowProblem,
    flow::{self as wire, DescribeFlow},
    oauth::TokenResponse,
};
use eyeline_shell::Connector;
use serde::de::DeserializeOwned;

use super::{
    MISUSED,
    check::{Outcome, contracts, say, substitution},
};

/// Publishes a flow at a contact center: whoever comes from now on is led by it.
///
/// The flow of the file's type and name is made if it is not there. What is wrong with
/// the file is printed as `eyeline flow check` prints it; here that a queue or a person
/// is not there counts, too.
///
/// The exit code is 0 if the flow is published, 1 if the file has an error, and 2 if it
/// cannot be read, or if the contact center cannot be reached or refuses.
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Options {
    /// A flow, as the vendor's editor exports it (YAML).
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What stands for {{placeholder}} in the file; may be repeated.
    #[arg(long = "set", value_name = "PLACEHOLDER=VALUE", value_parser = substitution)]
    substitutions: Vec<(String, String)>,
    /// The configuration with the data actions that the flow asks ([[data_actions]]); without it the types of
    /// what they give are guessed.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where the contact center is, such as https://video.example.com.
    #[arg(long, env = "EYELINE_URL")]
    url: String,
    /// The OAuth client to sign in as (client credentials).
    #[arg(long, env = "EYELINE_CLIENT_ID", requires = "client_secret", required_unless_present = "token")]
    client_id: Option<String>,
    /// Its secret; other people on the machine see what is written here, but not the environment.
    #[arg(long, env = "EYELINE_CLIENT_SECRET", hide_env_values = true)]
    client_secret: Option<String>,
    /// An access token, instead of a client.
    #[arg(long, env = "EYELINE_TOKEN", hide_env_values = true)]
    token: Option<String>,
}

pub(crate) async fn run(options: &Options) -> Result<ExitCode> {
    let file = options.file.display().to_string();
    let text = match fs::read_to_string(&options.file) {
        Ok(text) => text,
        Err(error) => return Ok(cannot(&anyhow!("{file} cannot be read: {error}"))),
    };
    let contracts = match contracts(options.config.as_deref()) {
        Ok(contracts) => contracts,
        Err(error) => return Ok(cannot(&error)),
    };
    let substitutions = options.substitutions.iter().cloned().collect();
    let source = Source { file: &file, text: &text, substitutions };
    let identity = FlowVersion { flow: file.clone(), version: 1 };
    let publication = match Flow::publish(&source, identity, &contracts) {
        Ok(publication) => publication,
        Err(report) => return unsound(report),
    };
    say(&publication.report.to_string())?;
    let configuration =
        wire::Configuration { configuration: text.clone(), substitutions: source.substitutions.clone() };
    match published(options, &publication.flow, &configuration).await {
        Ok(version) => {
            say(&format!("{} is published as version {version}.\n", publication.flow.name))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => match problems(&error) {
            Some(problems) => unsound(Report { file, problems }),
            None => Ok(cannot(&error)),
        },
    }
}

fn cannot(error: &anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    ExitCode::from(MISUSED)
}

fn unsound(report: Report) -> Result<ExitCode> {
    let outcome = Outcome::of_one(report);
    say(&outcome.text())?;
    Ok(outcome.exit_code())
}

/// What the contact center says is wrong with the file, if that is why it refuses.
fn problems(error: &anyhow::Error) -> Option<Vec<Problem>> {
    let Some(Refused::Status { error, .. }) = error.downcast_ref() else { return None };
    let problems: Vec<_> = error.errors.iter().filter_map(FlowProblem::read).map(problem).collect();
    (!problems.is_empty()).then_some(problems)
}

fn problem(problem: FlowProblem) -> Problem {
    let FlowProblem { is_warning, line, column, what, instead } = problem;
    let severity = if is_warning { Severity::Warning } else { Severity::Error };
    Problem { severity, at: Position { line, column }, what, instead }
}

/// Does all of it; returns the version's number.
async fn published(options: &Options, flow: &Flow, configuration: &wire::Configuration) -> Result<String> {
    let center = Center::enter(options).await?;
    let id = center.flow(flow).await?;
    let caller = &center.caller;
    let saved: wire::FlowVersion =
        center.ask(caller.save_flow(&id, configuration)).await.context("the flow is not saved")?;
    center
        .ask::<wire::Operation>(caller.act_on_flow("checkin", &id))
        .await
        .context("it is not checked in")?;
    // This version: somebody else may have checked in another meanwhile.
    let publish = caller.publish_flow(&id, &saved.id);
    center.ask::<wire::Operation>(publish).await.context("it is not published")?;
    Ok(saved.commit_version.unwrap_or(saved.id))
}

/// A contact center, and as whom we are there.
struct Center {
    connector: Connector,
    caller: Caller,
}

impl Center {
    async fn enter(options: &Options) -> Result<Self> {
        let connector = Connector::http(&options.url)?;
        let token = match (&options.token, &options.client_id, &options.client_secret) {
            (Some(token), ..) => token.clone(),
            (None, Some(client_id), Some(client_secret)) => {
                let credentials =
                    Credentials { client_id: client_id.clone(), client_secret: client_secret.clone() };
                let answer: TokenResponse =
                    ask(&connector, credentials.sign_in()).await.context("signing in does not work")?;
                answer.access_token
            }
            _ => unreachable!("the command line has asked for one of them"),
        };
        let caller = Caller::bearer(&token).map_err(|_| anyhow!("the token is none"))?;
        Ok(Self { connector, caller })
    }

    async fn ask<T: DeserializeOwned>(&self, request: http::Request<Vec<u8>>) -> Result<T> {
        ask(&self.connector, request).await
    }

    /// The id of the flow of this type and name, made if it is not there.
    async fn flow(&self, flow: &Flow) -> Result<String> {
        let (kind, name) = (flow.kind.key(), flow.name.as_str());
        let listed: EntityListing<wire::Flow> =
            self.ask(self.caller.flows_named(kind, name)).await.context("flows cannot be listed")?;
        let is_it = |known: &wire::Flow| {
            known.name.to_lowercase() == name.to_lowercase() && known.kind.eq_ignore_ascii_case(kind)
        };
        if let Some(known) = listed.entities.into_iter().find(is_it) {
            return Ok(known.id);
        }
        let new = DescribeFlow {
            name: Some(name.to_owned()),
            description: flow.description.clone(),
            kind: Some(kind.to_uppercase()),
        };
        let made: wire::Flow =
            self.ask(self.caller.create_flow(&new)).await.context("the flow is not made")?;
        Ok(made.id)
    }
}

async fn ask<T: DeserializeOwned>(connector: &Connector, request: http::Request<Vec<u8>>) -> Result<T> {
    let answer = connector.send(request).await?;
    let answer = client::read(answer.status(), answer.headers(), answer.body());
    answer.map_err(|refused| {
        let why = match &refused {
            Refused::Status { error, .. } => error.message.clone(),
            Refused::Unreadable { .. } => String::new(),
        };
        let refused = anyhow::Error::new(refused);
        if why.is_empty() { refused } else { refused.context(why) }
    })
}
