//! A contact center, a conference and engagement, as the binary puts them together.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::{Body, BodyDataStream},
    extract::Request,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use eyeline_conference_server::{Conference, EventSink};
use eyeline_contact_center_server::{
    self as contact_center, ContactCenter, Role, SeededOrganization, SeededUser, seed,
};
use eyeline_engagement_server::{Connectors, Engagement};
use eyeline_genesys::client::Credentials;
use eyeline_model::{ConversationId, OrganizationId};
use eyeline_shell::{Connector, Login, Outbox, Pipe};
use futures::StreamExt as _;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tower::ServiceExt as _;

use crate::{
    bed::{Bed, ask, config},
    people::{Agent, Customer, soon},
};

/// How engagement reaches the contact center and the conference.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seam {
    InMemory,
    Network,
}

/// Whoever serves an address at the moment: a system that is restarted keeps its address.
#[derive(Clone, Default)]
struct Front(Arc<Mutex<Option<Router>>>);

impl Front {
    fn router(&self) -> Router {
        let front = self.clone();
        Router::new().fallback(move |request: Request| async move { front.answer(request).await })
    }

    async fn answer(&self, request: Request) -> Response {
        let router = self.0.lock().expect("no panic while held").clone();
        match router {
            Some(router) => router.oneshot(request).await.expect("infallible"),
            None => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        }
    }

    fn serve(&self, router: Option<Router>) {
        *self.0.lock().expect("no panic while held") = router;
    }
}

/// The systems around engagement, and engagement itself.
pub(crate) struct World {
    bed: Bed,
    seam: Seam,
    seeded: SeededOrganization,
    /// Always there but in the moment of a restart.
    desks: Option<ContactCenter>,
    desks_front: Front,
    /// The way of customers' and agents' pages to the contact center.
    contact_center: Connector,
    conference: Connector,
    /// Where the contact center and the conference are served, for those who come by the network.
    origin: String,
    conference_origin: String,
    front: Front,
    engagement: Option<Engagement>,
}

impl World {
    pub(crate) async fn new(seam: Seam) -> Self {
        let bed = Bed::new().await;
        let seeded =
            seed(&bed.store, &bed.keyring, "Harbour Bank").await.expect("the demonstration is set up");
        let (listener, origin) = port().await;
        let desks_front = Front::default();
        serve(listener, desks_front.router());
        let contact_center = Connector::InMemory(Pipe::to(desks_front.router()));

        let (listener, conference_origin) = port().await;
        let conference = Pipe::default();
        let mut world = Self {
            bed,
            seam,
            seeded,
            desks: None,
            desks_front,
            contact_center,
            conference: Connector::InMemory(conference.clone()),
            origin,
            conference_origin,
            front: Front::default(),
            engagement: None,
        };
        world.restart_contact_center().await;
        world.restart_engagement().await;
        // Engagement first, for the conference tells it at once that it has started.
        let meetings = Conference::start(conference_config(&world.front), world.bed.store.clone());
        let meetings = meetings.await.expect("the conference starts");
        serve(listener, meetings.router());
        conference.attach(meetings.router()).expect("for the first time");
        world
    }

    /// Starts the contact center, after stopping it if need be.
    pub(crate) async fn restart_contact_center(&mut self) {
        self.desks_front.serve(None);
        if let Some(desks) = self.desks.take() {
            desks.stop();
        }
        let config = contact_center::Config {
            public_url: Some(self.origin.clone()),
            implicit_grant: true,
            requests_per_minute: 1_000_000,
            ..contact_center::Config::default()
        };
        let outbox = Outbox::new(self.bed.store.clone());
        let desks = contact_center::start(self.bed.store.clone(), &self.bed.keyring, outbox, config);
        let desks = desks.await.expect("the contact center starts");
        self.desks_front.serve(Some(desks.router()));
        self.desks = Some(desks);
    }

    /// Starts engagement, after stopping it if need be.
    pub(crate) async fn restart_engagement(&mut self) {
        self.stop_engagement().await;
        let connectors = match self.seam {
            Seam::InMemory => Connectors::new(self.contact_center.clone(), self.conference.clone()),
            Seam::Network => {
                let conference = Connector::http(&self.conference_origin).expect("an address");
                Connectors::genesys_cloud(&self.origin, conference).expect("an address")
            }
        };
        let client =
            self.seeded.oauth_clients.iter().find(|client| client.roles.contains(&Role::Integration));
        let client = client.expect("a client for engagement");
        let mut config = config();
        config.organization = self.organization();
        config.contact_center = Credentials {
            client_id: client.id.to_string(),
            client_secret: client.secret.clone().expect("it signs in by itself"),
        };
        config.policy.return_within = eyeline_model::Duration::from_millis(300);
        let engagement = self.bed.engagement(config, connectors).await;
        self.front.serve(Some(engagement.router.clone()));
        self.engagement = Some(engagement);
    }

    pub(crate) async fn stop_engagement(&mut self) {
        self.front.serve(None);
        if let Some(engagement) = self.engagement.take() {
            engagement.stop().await;
        }
    }

    /// The agent whose name begins so, at their desk and on queue.
    pub(crate) async fn agent(&self, name: &str) -> Agent {
        let is_called = |user: &&SeededUser| user.name.to_lowercase().starts_with(name);
        let user = self.seeded.users.iter().find(is_called).expect("one of the seeded people");
        let desks = self.desks.as_ref().expect("the contact center runs");
        let cookie = desks.sign_in(user.id).await.expect("the store answers").expect("a known user");
        let client = self.seeded.oauth_clients.iter().find(|client| !client.redirect_uris.is_empty());
        let client = client.expect("a client for pages").id;
        let query = format!("response_type=token&client_id={client}&redirect_uri={}/desk/", self.origin);
        let request = http::Request::get(format!("/oauth/authorize?{query}"))
            .header(header::COOKIE, cookie.to_str().expect("ASCII").split(';').next().expect("a pair"))
            .body(Vec::new())
            .expect("a request");
        let answer = self.contact_center.send(request).await.expect("an answer");
        let location = answer.headers().get(header::LOCATION).expect("a redirect").to_str().expect("ASCII");
        let token = location.split(['#', '&', '?']).find_map(|pair| pair.strip_prefix("access_token="));
        let token = token.unwrap_or_else(|| panic!("no token in {location}")).to_owned();
        Agent::on_queue(&self.contact_center, token).await
    }

    /// A customer who has begun to chat.
    pub(crate) async fn customer(&self) -> Customer {
        let deployment = self.seeded.deployments.first().expect("a messenger").id.to_string();
        Customer::chat(&self.contact_center, &self.origin, &deployment).await
    }

    /// The customer asks for a call; the page that follows it.
    pub(crate) async fn escalate(&self, customer: &mut Customer, body: Value) -> Page {
        let code = self.ask_for_call(customer, body).await;
        self.page(&code).await
    }

    /// The customer asks for a call; the secret by which its page can ask after it.
    pub(crate) async fn ask_for_call(&self, customer: &mut Customer, body: Value) -> String {
        let (status, created) = self.post("/create", &customer.jwt().await, body).await;
        assert_eq!(status, StatusCode::OK, "{created}");
        created["videoengager"]["code"].as_str().expect("a code").to_owned()
    }

    /// Posts to engagement with a token.
    pub(crate) async fn post(&self, path: &str, token: &str, body: Value) -> (StatusCode, Value) {
        let request = Request::post(path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()));
        let answer = ask(&self.front.router(), request.expect("a request")).await;
        (answer.status(), serde_json::from_slice(answer.body()).expect("JSON"))
    }

    pub(crate) fn organization(&self) -> OrganizationId {
        OrganizationId(self.seeded.organization.id)
    }

    /// A page that follows an escalation.
    pub(crate) async fn page(&self, code: &str) -> Page {
        Page::open(self.front.router(), code).await
    }

    /// The agent's way into the room; `None` if there is none.
    pub(crate) async fn room(&self, agent: &Agent, conversation: ConversationId) -> Option<Value> {
        let request = Request::get(format!("/api/eyeline/v1/conversations/{conversation}/room"))
            .header(header::AUTHORIZATION, format!("Bearer {}", agent.token))
            .body(Body::empty());
        let answer = ask(&self.front.router(), request.expect("a request")).await;
        let body: Value = serde_json::from_slice(answer.body()).expect("JSON");
        match answer.status() {
            StatusCode::OK => Some(body),
            StatusCode::NOT_FOUND => None,
            status => panic!("{status}: {body}"),
        }
    }

    /// Joins a room with its ticket.
    pub(crate) async fn join(&self, room: &Value, name: &str) {
        let (status, answer) = self.request_token(room, name).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }

    /// Waits until a room is there no more.
    pub(crate) async fn room_is_gone(&self, room: &Value) {
        while self.request_token(room, "a late guest").await.0 != StatusCode::NOT_FOUND {
            tokio::task::yield_now().await;
        }
    }

    async fn request_token(&self, room: &Value, name: &str) -> (StatusCode, Value) {
        let alias = room["alias"].as_str().expect("an alias");
        let body = json!({ "display_name": name, "token": room["ticket"], "multistream": true });
        let request = http::Request::post(format!("/api/client/v2/conferences/{alias}/request_token"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(body.to_string().into_bytes());
        let answer = self.conference.send(request.expect("a request")).await.expect("an answer");
        (answer.status(), serde_json::from_slice(answer.body()).expect("JSON"))
    }

    /// Tells engagement of the adviser's leg, as the conference does.
    pub(crate) async fn tell_of_leg(&self, meeting: &Value, connection: &str) {
        let data = json!({
            "uuid": "the adviser's leg",
            "conference": meeting["meeting"]["room"]["alias"],
            "service_tag": meeting["id"],
            "role": "chair",
            "connection": connection,
        });
        let report = json!({ "node": "n", "seq": 1, "version": 2, "time": 1.0, "event": "participant_updated", "data": data });
        let request = Request::post("/api/eyeline/v1/eventsink")
            .header(header::AUTHORIZATION, "Basic Y29uZmVyZW5jZTpzZWNyZXQ=")
            .body(Body::from(report.to_string()));
        let answer = ask(&self.front.router(), request.expect("a request")).await;
        assert_eq!(answer.status(), StatusCode::OK);
    }
}

fn conference_config(front: &Front) -> eyeline_conference_server::Config {
    eyeline_conference_server::Config {
        node: "node".to_owned(),
        server_key: b"a secret of thirty-two bytes....".to_vec(),
        management: Login { user: "engagement".to_owned(), password: "secret".to_owned() },
        media: eyeline_edge::Config { workers: 1, ..eyeline_edge::Config::default() },
        event_sink: Some(EventSink {
            connector: Connector::InMemory(Pipe::to(front.router())),
            path: "/api/eyeline/v1/eventsink".to_owned(),
            login: Login { user: "conference".to_owned(), password: "secret".to_owned() },
        }),
    }
}

/// A port of its own, and its address.
async fn port() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    (listener, format!("http://{address}"))
}

fn serve(listener: TcpListener, router: Router) {
    tokio::spawn(async move { axum::serve(listener, router).await });
}

/// A customer's page that follows an escalation.
pub(crate) struct Page {
    pub(crate) code: String,
    front: Router,
    events: BodyDataStream,
    read: String,
}

impl Page {
    pub(crate) async fn open(front: Router, code: &str) -> Self {
        let request = Request::get(format!("/api/eyeline/v1/escalations/{code}/events")).body(Body::empty());
        let answer = front.clone().oneshot(request.expect("a request")).await.expect("infallible");
        assert_eq!(answer.status(), StatusCode::OK);
        let events = answer.into_body().into_data_stream();
        Self { code: code.to_owned(), front, events, read: String::new() }
    }

    /// Waits until the escalation is in `stage`.
    pub(crate) async fn until(&mut self, stage: &str) -> Value {
        self.until_that(stage, |told| told["stage"] == stage).await
    }

    /// Waits until `wanted` is told.
    pub(crate) async fn until_that(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        soon(what, async {
            loop {
                let told = self.next().await;
                if wanted(&told) {
                    return told;
                }
            }
        })
        .await
    }

    async fn next(&mut self) -> Value {
        loop {
            if let Some((event, rest)) = self.read.split_once("\n\n") {
                let data =
                    event.lines().find_map(|line| line.strip_prefix("data: ")).map(serde_json::from_str);
                let is_ours = event.lines().any(|line| line == "event: escalation");
                self.read = rest.to_owned();
                if let Some(told) = data.filter(|_| is_ours) {
                    return told.expect("events are JSON");
                }
                continue;
            }
            let bytes = self.events.next().await.expect("the page is told on").expect("unbroken");
            self.read.push_str(std::str::from_utf8(&bytes).expect("UTF-8"));
        }
    }

    /// Follows the link into the room, as a browser does: the status, and where it leads.
    pub(crate) async fn follow_link(&self) -> (StatusCode, String) {
        let request =
            Request::get(format!("/api/eyeline/v1/escalations/{}/room", self.code)).body(Body::empty());
        let answer = ask(&self.front, request.expect("a request")).await;
        let location =
            answer.headers().get(header::LOCATION).map(|location| location.to_str().expect("ASCII"));
        (answer.status(), location.unwrap_or_default().to_owned())
    }

    /// Waits until the page is told no more.
    pub(crate) async fn until_closed(mut self) {
        soon("the end of the stream", async { while self.events.next().await.is_some() {} }).await;
    }

    /// Wants something of the escalation; what is answered.
    pub(crate) async fn wish(&mut self, wish: &str, body: Value) -> Value {
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let request = Request::post(format!("/api/eyeline/v1/escalations/{}/{wish}", self.code))
            .header(header::CONTENT_TYPE, "application/json")
            .body(body);
        let answer = ask(&self.front, request.expect("a request")).await;
        let told: Value = serde_json::from_slice(answer.body()).expect("JSON");
        assert_eq!(answer.status(), StatusCode::OK, "{told}");
        told
    }
}
