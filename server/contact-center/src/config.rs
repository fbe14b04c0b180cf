//! What an installation may set.

use eyeline_model::Duration;

use crate::data_actions::DataActions;

/// What an installation may set about its contact center.
#[derive(Clone, Debug)]
pub struct Config {
    /// The address that clients reach us by, such as `https://eyeline.example.com`; without it, what they asked for.
    pub public_url: Option<String>,
    /// The sign-in page that `GET /login` shows: a whole HTML document.
    pub login_page: String,
    /// Requests a token may make in a minute, unless its client has a limit of its own.
    pub requests_per_minute: u32,
    /// Whether tokens are also given by the implicit grant, which leaves them in the browser's history.
    pub implicit_grant: bool,
    /// How long an access token lasts.
    pub token_lifetime: Duration,
    /// How long a signed-in browser is remembered.
    pub login_lifetime: Duration,
    /// What a chat may still do once the agent has left it.
    pub after_disconnect: AfterDisconnect,
    /// How often a notification channel shows that it is alive.
    pub heartbeat: std::time::Duration,
    /// What flows can ask of other systems.
    pub data_actions: DataActions,
}

/// What a chat may still do once the agent has left it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AfterDisconnect {
    /// Go on: the next message begins a new conversation.
    Send,
    /// Be read; the guest must start anew.
    ReadOnly,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            public_url: None,
            login_page: DEFAULT_LOGIN_PAGE.to_owned(),
            requests_per_minute: 300,
            implicit_grant: false,
            token_lifetime: Duration::from_secs(24 * 3_600),
            login_lifetime: Duration::from_secs(12 * 3_600),
            after_disconnect: AfterDisconnect::Send,
            heartbeat: std::time::Duration::from_secs(30),
            data_actions: DataActions::default(),
        }
    }
}

/// Plain enough to work in any browser; the product brings its own. It is posted to its own address, with the way back.
const DEFAULT_LOGIN_PAGE: &str = r#"<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sign in</title></head>
<body><main><h1>Sign in</h1><form method="post">
<p><label>Email <input name="email" type="email" autocomplete="username" required></label></p>
<p><label>Password <input name="password" type="password" autocomplete="current-password" required></label></p>
<button>Sign in</button></form></main></body></html>
"#;
