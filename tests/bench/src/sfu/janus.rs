//! Janus with its video room, as Debian packages it, on a port of its own and with one thread for media.

use std::{
    fs,
    net::{IpAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, anyhow, bail};
use serde_json::{Value, json};
use str0m::media::{Direction, Mid};
use tempfile::TempDir;
use tokio_tungstenite::tungstenite::{Message, WebSocket, client::IntoClientRequest as _};

use super::{
    account::Account,
    peer::{Offering, Peer},
};

const PROGRAM: &str = "/usr/bin/janus";
const ROOM: u64 = 1;
/// How long it may take to start, or to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running Janus, and our session at it.
pub(super) struct Janus {
    process: Child,
    socket: WebSocket<TcpStream>,
    session: u64,
    asked: u64,
    feed: u64,
    _folder: TempDir,
}

impl Janus {
    /// Starts it; none where it is not installed.
    pub(super) fn start(address: IpAddr) -> Result<Option<Self>> {
        if !Path::new(PROGRAM).exists() {
            return Ok(None);
        }
        let folder = tempfile::tempdir()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        configure(folder.path(), port, address)?;
        let process = Command::new(PROGRAM)
            .arg(format!("--configs-folder={}", folder.path().display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("janus does not start")?;
        Self::greet(process, port, folder).map(Some)
    }

    fn greet(mut process: Child, port: u16, folder: TempDir) -> Result<Self> {
        let socket = open(port).inspect_err(|_| end(&mut process))?;
        let mut janus = Self { process, socket, session: 0, asked: 0, feed: 0, _folder: folder };
        janus.session = id(&janus.ask(json!({ "janus": "create" }))?)?;
        Ok(janus)
    }

    /// A client that sends video. Its call is set up when this returns, for nobody can watch it before.
    pub(super) fn publisher(&mut self, address: IpAddr) -> Result<(Peer, Mid)> {
        let offering = Offering::new(address, Direction::SendOnly)?;
        let handle = self.attach()?;
        let join = json!({ "request": "joinandconfigure", "ptype": "publisher", "room": ROOM });
        let joined = self.tell(handle, join, Some(("offer", &offering.sdp)))?;
        self.feed = joined["plugindata"]["data"]["id"].as_u64().context("a publisher has an id")?;
        let (mut peer, line) = offering.answered(sdp(&joined)?)?;
        peer.connect()?;
        self.hear(|event| event["janus"] == "webrtcup" && event["sender"] == handle)?;
        Ok((peer, line))
    }

    /// A client that receives it.
    pub(super) fn receiver(&mut self, address: IpAddr) -> Result<Peer> {
        let handle = self.attach()?;
        let streams = json!([{ "feed": self.feed }]);
        let join = json!({ "request": "join", "ptype": "subscriber", "room": ROOM, "streams": streams });
        let offered = self.tell(handle, join, None)?;
        let (peer, answer) = Peer::answering(address, sdp(&offered)?)?;
        self.tell(handle, json!({ "request": "start" }), Some(("answer", &answer)))?;
        Ok(peer)
    }

    /// Processor time of the process so far.
    pub(super) fn busy(&self) -> Result<Duration> {
        Account::of_process(self.process.id()).busy()
    }

    fn attach(&mut self) -> Result<u64> {
        let attach =
            json!({ "janus": "attach", "plugin": "janus.plugin.videoroom", "session_id": self.session });
        id(&self.ask(attach)?)
    }

    fn tell(&mut self, handle: u64, body: Value, jsep: Option<(&str, &str)>) -> Result<Value> {
        let mut message =
            json!({ "janus": "message", "session_id": self.session, "handle_id": handle, "body": body });
        if let Some((kind, sdp)) = jsep {
            message["jsep"] = json!({ "type": kind, "sdp": sdp });
        }
        self.ask(message)
    }

    fn ask(&mut self, mut message: Value) -> Result<Value> {
        self.asked += 1;
        let transaction = json!(self.asked.to_string());
        message["transaction"] = transaction.clone();
        self.socket.send(Message::text(message.to_string()))?;
        // What takes time is acknowledged first and answered later.
        let answer = self.hear(|event| event["transaction"] == transaction && event["janus"] != "ack")?;
        match answer.get("error").or_else(|| answer["plugindata"]["data"].get("error")) {
            Some(error) => bail!("janus refuses {message}: {error}"),
            None => Ok(answer),
        }
    }

    fn hear(&mut self, wanted: impl Fn(&Value) -> bool) -> Result<Value> {
        loop {
            if let Message::Text(text) = self.socket.read().context("janus is silent")? {
                let event: Value = serde_json::from_str(&text)?;
                if wanted(&event) {
                    return Ok(event);
                }
            }
        }
    }
}

impl Drop for Janus {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}

fn end(process: &mut Child) {
    // It may have ended by itself.
    let _ = process.kill();
    let _ = process.wait();
}

fn id(answer: &Value) -> Result<u64> {
    answer["data"]["id"].as_u64().with_context(|| format!("janus answers without an id: {answer}"))
}

fn sdp(event: &Value) -> Result<&str> {
    event["jsep"]["sdp"].as_str().with_context(|| format!("janus answers without a description: {event}"))
}

/// Opens the API's websocket, as soon as there is one.
fn open(port: u16) -> Result<WebSocket<TcpStream>> {
    let until = Instant::now() + PATIENCE;
    let stream = loop {
        match TcpStream::connect(("127.0.0.1", port)) {
            Ok(stream) => break stream,
            Err(error) if Instant::now() > until => return Err(error).context("janus does not listen"),
            Err(_) => thread::sleep(Duration::from_millis(50)),
        }
    };
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut request = format!("ws://127.0.0.1:{port}/").into_client_request()?;
    request.headers_mut().insert("Sec-WebSocket-Protocol", "janus-protocol".parse()?);
    let opened = tokio_tungstenite::tungstenite::client(request, stream);
    opened.map(|(socket, _)| socket).map_err(|error| anyhow!("janus does not speak: {error}"))
}

fn configure(folder: &Path, port: u16, address: IpAddr) -> Result<()> {
    let files = [
        // One loop for all media, as one worker of ours; no session ends because nobody keeps it alive.
        (
            "janus.jcfg",
            format!(
                r#"general: {{ debug_level = 2, session_timeout = 0, event_loops = 1 }}
                   nat: {{ ice_enforce_list = "{address}" }}
                   plugins: {{ disable = "{}" }}
                   transports: {{ disable = "{}" }}"#,
                others("plugins", "libjanus_videoroom.so"),
                others("transports", "libjanus_websockets.so"),
            ),
        ),
        (
            "janus.transport.websockets.jcfg",
            format!(r#"general: {{ ws = true, ws_port = {port}, ws_ip = "127.0.0.1", wss = false }}"#),
        ),
        (
            "janus.plugin.videoroom.jcfg",
            format!(
                r#"room-{ROOM}: {{ description = "bench", publishers = 1, videocodec = "vp8", notify_joining = false }}"#
            ),
        ),
    ];
    for (name, text) in files {
        fs::write(folder.join(name), text)?;
    }
    Ok(())
}

/// The libraries of `kind` beside `wanted`, as Janus wants them listed: none of them is to take time.
fn others(kind: &str, wanted: &str) -> String {
    let folders = [std::env::consts::ARCH, ""].map(|arch| match arch {
        "" => format!("/usr/lib/janus/{kind}"),
        arch => format!("/usr/lib/{arch}-linux-gnu/janus/{kind}"),
    });
    let files = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    let names = files.map(|file| file.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.ends_with(".so") && name != wanted).collect::<Vec<_>>().join(",")
}
