//! The contact center, as a client of its API sees it.

use std::{collections::HashMap, fmt::Display, sync::Mutex, time::Duration};

use eyeline_genesys::{
    client::{self, Caller, Conversation, Credentials, Me},
    oauth::TokenResponse,
};
use eyeline_model::{ConversationId, QueueId};
use eyeline_shell::Connector;
use http::{Request, StatusCode};
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use crate::failure::Failure;

/// A token is not used in its last minute: a request may be under way for a while.
const TOKEN_MARGIN: Duration = Duration::from_secs(60);
/// No token is used for longer without a new one.
const LONGEST_LIFE: Duration = Duration::from_secs(24 * 60 * 60);
/// Names of queues that are remembered.
const QUEUES: usize = 10_000;

struct Token {
    caller: Caller,
    until: Instant,
}

/// The contact center, reached with engagement's own credentials, or with somebody else's token.
pub(crate) struct ContactCenter {
    api: Connector,
    sign_in: Connector,
    credentials: Credentials,
    /// Whoever finds it stale gets a new one while the others wait for it.
    token: tokio::sync::Mutex<Option<Token>>,
    queue_names: Mutex<HashMap<QueueId, String>>,
}

impl ContactCenter {
    pub(crate) fn new(api: Connector, sign_in: Connector, credentials: Credentials) -> Self {
        Self {
            api,
            sign_in,
            credentials,
            token: tokio::sync::Mutex::default(),
            queue_names: Mutex::default(),
        }
    }

    /// The way to the contact center, for its websocket.
    pub(crate) const fn connector(&self) -> &Connector {
        &self.api
    }

    /// Asks as engagement, and reads the answer.
    pub(crate) async fn ask<T: DeserializeOwned>(
        &self,
        build: impl Fn(&Caller) -> Request<Vec<u8>>,
    ) -> Result<T, Failure> {
        let answer = self.send(build).await?;
        Ok(client::read(answer.status(), answer.headers(), answer.body())?)
    }

    /// Asks as engagement for something that is done or not.
    pub(crate) async fn tell(&self, build: impl Fn(&Caller) -> Request<Vec<u8>>) -> Result<(), Failure> {
        let answer = self.send(build).await?;
        Ok(client::check(answer.status(), answer.headers(), answer.body())?)
    }

    /// Asks as somebody else, and reads the answer.
    pub(crate) async fn ask_as<T: DeserializeOwned>(&self, request: Request<Vec<u8>>) -> Result<T, Failure> {
        let answer = self.api.send(request).await?;
        Ok(client::read(answer.status(), answer.headers(), answer.body())?)
    }

    /// Whether `caller` is a guest whose JWT the contact center honours.
    pub(crate) async fn is_guest(&self, caller: &Caller) -> Result<bool, Failure> {
        let answer = self.api.send(caller.guest_messages()).await?;
        match client::check(answer.status(), answer.headers(), answer.body()) {
            Ok(()) => Ok(true),
            Err(refused) if refused.is_passing() => Err(refused.into()),
            Err(_) => Ok(false),
        }
    }

    /// Who `caller` is; `None` if the contact center does not honour the token.
    pub(crate) async fn who_is(&self, caller: &Caller) -> Result<Option<Me>, Failure> {
        match self.ask_as(caller.me()).await {
            Ok(me) => Ok(Some(me)),
            Err(failure) if failure.is_passing() && failure.status() != Some(StatusCode::UNAUTHORIZED) => {
                Err(failure)
            }
            Err(_) => Ok(None),
        }
    }

    /// A conversation; `None` if there is none, or none that engagement may see.
    pub(crate) async fn conversation(&self, id: ConversationId) -> Result<Option<Conversation>, Failure> {
        found(self.ask(|caller| caller.conversation(id)).await)
    }

    /// A queue's name, asked for once.
    pub(crate) async fn queue_name(&self, id: QueueId) -> Result<Option<String>, Failure> {
        if let Some(name) = self.queue_names.lock().expect("no panic while held").get(&id) {
            return Ok(Some(name.clone()));
        }
        let Some(queue) = found(self.ask::<client::Queue>(|caller| caller.queue(id)).await)? else {
            return Ok(None);
        };
        let mut names = self.queue_names.lock().expect("no panic while held");
        if names.len() >= QUEUES {
            names.clear();
        }
        names.insert(id, queue.name.clone());
        Ok(Some(queue.name))
    }

    async fn send(
        &self,
        build: impl Fn(&Caller) -> Request<Vec<u8>>,
    ) -> Result<http::Response<bytes::Bytes>, Failure> {
        let answer = self.api.send(build(&self.caller().await?)).await?;
        if answer.status() != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        // Revoked before its time: one more try with a new one.
        *self.token.lock().await = None;
        Ok(self.api.send(build(&self.caller().await?)).await?)
    }

    async fn caller(&self) -> Result<Caller, Failure> {
        let mut token = self.token.lock().await;
        if let Some(token) = token.as_ref().filter(|token| Instant::now() < token.until) {
            return Ok(token.caller.clone());
        }
        let answer = self.sign_in.send(self.credentials.sign_in()).await?;
        let granted: TokenResponse = client::read(answer.status(), answer.headers(), answer.body())?;
        let caller = Caller::bearer(&granted.access_token).map_err(|_| unreadable("the token is not one"))?;
        let life = Duration::from_secs(granted.expires_in).min(LONGEST_LIFE);
        // A token of less than two minutes is used for half its life.
        let until = Instant::now() + life.saturating_sub(TOKEN_MARGIN).max(life / 2);
        *token = Some(Token { caller: caller.clone(), until });
        Ok(caller)
    }
}

fn found<T>(answer: Result<T, Failure>) -> Result<Option<T>, Failure> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(failure) if failure.status() == Some(StatusCode::NOT_FOUND) => Ok(None),
        Err(failure) => Err(failure),
    }
}

fn unreadable(reason: impl Display) -> client::Refused {
    client::Refused::Unreadable { reason: reason.to_string() }
}
