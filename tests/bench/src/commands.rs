//! Durable commands: the real contact center on a SQLite file, and clients that each wait for their answer.
//!
//! Every client plays one chat after the other: start, offer, answer, words both ways, attributes, end, wrap-up;
//! somebody's presence changes in between. A command counts when its answer is there, and that is when it is on
//! disk.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, anyhow};
use eyeline_contact_center::{
    Answer, Command, Event, Membership, NewMessage, Object, Presence, ReceiveMessage, SendMessage, SessionOf,
    SetAttributes, SetPresence, StartChat, User, WrapUpSession,
};
use eyeline_contact_center_server::{Config, ContactCenter, SeededOrganization, seed, start};
use eyeline_conversation::{Content, Customer, SessionKey};
use eyeline_model::{ConversationId, DeploymentId, Ids, OrganizationId, Pii, QueueId, UserId, WrapUpCodeId};
use eyeline_shell::{Keyring, Outbox, Store};

use crate::figure::{Target, figure, millis, quantile};

/// Clients, each with one command under way.
const CLIENTS: u64 = 64;
/// Agents on queue: more than there are chats, so that every chat is offered at once.
const AGENTS: u64 = 200;
/// Caches fill and files grow before anything is counted.
const WARM_UP: Duration = Duration::from_secs(3);
const MEASURED: Duration = Duration::from_secs(15);
/// Messages of each side, beside the customer's first.
const EXCHANGES: usize = 3;

/// Prints commands a second, and how long one takes.
pub(crate) fn run() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    // The folder for temporary files may be in memory; this one is on a disk.
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    let folder = tempfile::Builder::new().prefix("bench-").tempdir_in(target)?;
    let mut latencies = runtime.block_on(measure(&folder.path().join("eyeline.db")))?;
    let rate = latencies.len() as f64 / MEASURED.as_secs_f64();
    let median = quantile(&mut latencies, 0.5).context("no command was answered")?;
    let slow = quantile(&mut latencies, 0.99).context("no command was answered")?;
    let named = |name: &str| format!("{name}, {CLIENTS} clients");
    figure("commands", &named("durable commands"), rate, "/s", Target::AtLeast(5_000.0));
    figure("commands", &named("latency, median"), millis(median), "ms", Target::None);
    figure("commands", &named("latency, p99"), millis(slow), "ms", Target::AtMost(20.0));
    Ok(())
}

/// The latency of every command that was answered in the measured time.
async fn measure(file: &Path) -> Result<Vec<Duration>> {
    let store = Store::sqlite(file).await?;
    let keyring = Keyring::new([7; 32]);
    let seeded = seed(&store, &keyring, "Harbour Bank").await?;
    let center = start(store.clone(), &keyring, Outbox::new(store.clone()), Config::default()).await?;
    let house = Arc::new(House::open(center, &seeded).await?);
    let clients: Vec<_> = (0..CLIENTS).map(|number| Client::new(house.clone(), number)).collect();
    let clients: Vec<_> = clients.into_iter().map(|client| tokio::spawn(client.play())).collect();
    tokio::time::sleep(WARM_UP + MEASURED).await;
    house.is_over.store(true, Ordering::Relaxed);
    let mut latencies = Vec::new();
    for client in clients {
        latencies.extend(client.await??);
    }
    store.close().await;
    Ok(latencies)
}

/// The contact center with its agents on queue.
struct House {
    center: ContactCenter,
    organization: OrganizationId,
    deployment: DeploymentId,
    queue: QueueId,
    code: WrapUpCodeId,
    counted_from: Instant,
    is_over: AtomicBool,
}

impl House {
    async fn open(center: ContactCenter, seeded: &SeededOrganization) -> Result<Self> {
        let messenger = seeded.deployments.first().context("a messenger is seeded")?;
        let code = seeded.wrap_up_codes.first().context("a code is seeded")?;
        let mut house = Self {
            center,
            organization: OrganizationId(seeded.organization.id),
            deployment: messenger.id,
            queue: messenger.queue_id,
            code: WrapUpCodeId(code.id),
            counted_from: Instant::now(),
            is_over: AtomicBool::new(false),
        };
        let mut ids = Ids::new(1);
        for _ in 0..AGENTS {
            let agent = house.hire(ids.next()).await?;
            house.set_presence(agent, Presence::OnQueue).await?;
        }
        house.counted_from = Instant::now() + WARM_UP;
        Ok(house)
    }

    async fn hire(&self, user: UserId) -> Result<UserId> {
        self.send(Command::Configure(Object::User(User::new(user, "Ana García")))).await?;
        let membership = Membership::new(self.queue, user);
        self.send(Command::Configure(Object::Membership(membership))).await?;
        Ok(user)
    }

    async fn set_presence(&self, user: UserId, presence: Presence) -> Result<Vec<Event>> {
        self.send(Command::SetPresence(SetPresence { user, presence })).await
    }

    async fn send(&self, command: Command) -> Result<Vec<Event>> {
        let sent = self.center.send(self.organization, command).await;
        sent.map_err(|error| anyhow!("a command was not carried out: {error:?}"))
    }
}

/// One customer after the other, and the agent whom each of them meets.
struct Client {
    house: Arc<House>,
    ids: Ids,
    latencies: Vec<Duration>,
}

impl Client {
    fn new(house: Arc<House>, number: u64) -> Self {
        Self { house, ids: Ids::new(1_000 + number), latencies: Vec::new() }
    }

    async fn play(mut self) -> Result<Vec<Duration>> {
        // Not on queue: their comings and goings concern nobody's chat.
        let supervisor = self.ids.next();
        self.house.hire(supervisor).await?;
        while !self.house.is_over.load(Ordering::Relaxed) {
            for presence in [Presence::Available, Presence::Meal] {
                self.send(Command::SetPresence(SetPresence { user: supervisor, presence })).await?;
                self.chat().await?;
            }
        }
        Ok(self.latencies)
    }

    async fn chat(&mut self) -> Result<()> {
        let conversation = self.ids.next();
        let (session, agent) = self.begin(conversation).await?;
        let communication = session.communication;
        let answered = self.send(Command::Answer(Answer { conversation, communication, agent })).await?;
        let joined = answered.iter().any(|event| matches!(event, Event::Answered { .. }));
        anyhow::ensure!(joined, "the agent did not come into the chat");
        for _ in 0..EXCHANGES {
            let message = self.message("Of course. May I ask which of your two loans you mean?");
            self.send(Command::SendMessage(SendMessage { conversation, communication, message })).await?;
            let message = self.message("The one for the house. We would like to repay some of it early.");
            self.send(Command::ReceiveMessage(ReceiveMessage { conversation, message })).await?;
        }
        let attributes = [("reason".to_owned(), Some(Pii::from("early repayment")))].into();
        let participant = session.participant;
        self.send(Command::SetAttributes(SetAttributes { conversation, participant, attributes })).await?;
        let session = SessionOf { conversation, communication };
        self.send(Command::Disconnect(session)).await?;
        let wrap_up = WrapUpSession {
            session,
            code: self.house.code,
            notes: Some("Explained the early repayment fee.".into()),
            provisional: false,
        };
        self.send(Command::WrapUp(wrap_up)).await?;
        Ok(())
    }

    /// The customer's first words; the session in which they were offered to an agent.
    async fn begin(&mut self, conversation: ConversationId) -> Result<(SessionKey, UserId)> {
        let attribute = |name: &str, value: &str| (name.to_owned(), Pii::from(value));
        let chat = StartChat {
            conversation,
            deployment: self.house.deployment,
            customer: Customer { name: Some("Layla Haddad".into()), address: None },
            attributes: [
                attribute("name", "Layla Haddad"),
                attribute("email", "layla@example.com"),
                attribute("phone", "+971505550142"),
                attribute("locale", "en"),
            ]
            .into(),
            language: None,
            message: Some(self.message("Hello. I have a question about my home loan.")),
        };
        let begun = self.send(Command::StartChat(chat)).await?;
        let offered = begun.into_iter().find_map(|event| match event {
            Event::Offered { session, agent, .. } if session.conversation == conversation => {
                Some((session, agent))
            }
            _ => None,
        });
        offered.context("no agent was free for a chat")
    }

    fn message(&mut self, text: &str) -> NewMessage {
        let content = Content { text: text.to_owned(), ..Content::default() };
        NewMessage { id: self.ids.next(), content: Pii::new(content) }
    }

    async fn send(&mut self, command: Command) -> Result<Vec<Event>> {
        let sent = Instant::now();
        let events = self.house.send(command).await?;
        let answered = Instant::now();
        let counted = self.house.counted_from..self.house.counted_from + MEASURED;
        if counted.contains(&answered) {
            self.latencies.push(answered - sent);
        }
        Ok(events)
    }
}
