//! The demonstration: an organization with people, queues and programs to sign in with.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use eyeline_acd::{PreferredAgents, PreferredRule, Proficiency};
use eyeline_contact_center::{
    AfterCallWorkMode, Agent, Deployment, Language, Membership, Object, Organization, Queue, Skill, User,
    WrapUpCode,
};
use eyeline_genesys::oauth::GrantType;
use eyeline_model::{DeploymentId, Duration, Ids, LanguageId, OrganizationId, QueueId, SkillId, UserId};
use eyeline_shell::{Keyring, Statement, Store, StoreError, fingerprint, now};
use futures::future::join_all;
use serde::Serialize;
use uuid::Uuid;

use crate::{
    logins::Login,
    oauth::{client::Client, password},
    permission::Role,
    rows::Rows,
};

/// What an installation's demonstration consists of, with what is needed to sign in.
#[derive(Clone, Serialize)]
pub struct SeededOrganization {
    /// The organization.
    pub organization: SeededThing,
    /// Programs that may use the API.
    pub oauth_clients: Vec<SeededClient>,
    /// People.
    pub users: Vec<SeededUser>,
    /// Queues.
    pub queues: Vec<SeededThing>,
    /// Skills.
    pub skills: Vec<SeededThing>,
    /// Languages.
    pub languages: Vec<SeededThing>,
    /// Labels of after-call work.
    pub wrap_up_codes: Vec<SeededThing>,
    /// Messengers.
    pub deployments: Vec<SeededDeployment>,
}

/// Something with an id and a name.
#[derive(Clone, Serialize)]
pub struct SeededThing {
    /// Its id.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
}

/// A program that may use the API.
#[derive(Clone, Serialize)]
pub struct SeededClient {
    /// Its id.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// Its secret; none for a page, which proves itself by PKCE.
    pub secret: Option<String>,
    /// `CLIENT-CREDENTIALS` or `CODE`.
    pub grant: GrantType,
    /// What it may do by itself.
    pub roles: Vec<Role>,
    /// Where a code may be sent.
    pub redirect_uris: Vec<String>,
}

/// A person.
#[derive(Clone, Serialize)]
pub struct SeededUser {
    /// Who.
    pub id: UserId,
    /// What to call them.
    pub name: String,
    /// What they sign in with.
    pub email: String,
    /// The password that goes with it.
    pub password: String,
    /// What they may do.
    pub roles: Vec<Role>,
    /// What they speak.
    pub languages: Vec<String>,
    /// What they can do.
    pub skills: Vec<String>,
}

/// A messenger.
#[derive(Clone, Serialize)]
pub struct SeededDeployment {
    /// Its id.
    pub id: DeploymentId,
    /// Where its chats wait.
    pub queue_id: QueueId,
}

struct Person {
    name: &'static str,
    email: &'static str,
    role: Role,
    languages: &'static [&'static str],
    skills: &'static [&'static str],
    queues: &'static [&'static str],
}

const VIDEO_ADVICE: &str = "Video advice";
const GENERAL: &str = "General";
const LANGUAGES: [&str; 5] = ["English", "Spanish", "Arabic", "French", "Chinese"];
const SKILLS: [&str; 4] = ["Mortgages", "Cards", "Savings", "Identity check"];
const WRAP_UP_CODES: [&str; 5] =
    ["Resolved", "Follow-up agreed", "Passed to a specialist", "Customer left", "Technical problem"];

const PEOPLE: [Person; 7] = [
    Person {
        name: "Ana García",
        email: "ana.garcia@harbour.example",
        role: Role::Agent,
        languages: &["Spanish", "English"],
        skills: &["Mortgages", "Savings"],
        queues: &[VIDEO_ADVICE, GENERAL],
    },
    Person {
        name: "Sara Mansour",
        email: "sara.mansour@harbour.example",
        role: Role::Agent,
        languages: &["Arabic", "English", "French"],
        skills: &["Cards", "Identity check"],
        queues: &[VIDEO_ADVICE],
    },
    Person {
        name: "Omar Haddad",
        email: "omar.haddad@harbour.example",
        role: Role::Agent,
        languages: &["Arabic", "English"],
        skills: &["Mortgages", "Identity check"],
        queues: &[VIDEO_ADVICE, GENERAL],
    },
    Person {
        name: "Lina Novak",
        email: "lina.novak@harbour.example",
        role: Role::Agent,
        languages: &["English", "French"],
        skills: &["Cards", "Savings"],
        queues: &[VIDEO_ADVICE, GENERAL],
    },
    Person {
        name: "Bo Chen",
        email: "bo.chen@harbour.example",
        role: Role::Agent,
        languages: &["English", "Chinese"],
        skills: &["Cards"],
        queues: &[VIDEO_ADVICE, GENERAL],
    },
    Person {
        name: "Maya Rossi",
        email: "maya.rossi@harbour.example",
        role: Role::Supervisor,
        languages: &["English"],
        skills: &[],
        queues: &[],
    },
    Person {
        name: "Ada Clarke",
        email: "ada.clarke@harbour.example",
        role: Role::Administrator,
        languages: &["English"],
        skills: &[],
        queues: &[],
    },
];

/// Sets up the demonstration organization `name`, unless it is there already, and says how to sign in.
///
/// Ids, passwords and secrets follow from the installation's master key and the name: the same every time, and
/// nobody else's.
pub async fn seed(store: &Store, keyring: &Keyring, name: &str) -> Result<SeededOrganization, StoreError> {
    let plan = Plan::new(&keyring.signing_key("demonstration"), name);
    let id = OrganizationId(plan.seeded.organization.id);
    let known = Statement::new("SELECT id FROM organizations WHERE id = $1");
    if store.query(known.bind(id)).await?.is_empty() {
        let rows = Rows { organization: id, cipher: keyring.cipher(store, id).await? };
        store.commit(plan.statements(&rows).await).await?;
    }
    Ok(plan.seeded)
}

/// Everything that is to be stored.
struct Plan {
    objects: Vec<Object>,
    clients: Vec<Client>,
    seeded: SeededOrganization,
}

/// Draws ids and secrets that follow from a key.
struct Draw {
    key: String,
    ids: Ids,
}

impl Draw {
    fn new(key: &[u8; 32], name: &str) -> Self {
        let key = format!("{} {name}", URL_SAFE_NO_PAD.encode(key));
        let digest = fingerprint(&key);
        let seed = digest.first_chunk::<8>().copied().expect("a digest has 32 bytes");
        Self { key, ids: Ids::new(u64::from_be_bytes(seed)) }
    }

    fn secret(&self, of: &str) -> String {
        URL_SAFE_NO_PAD.encode(fingerprint(&format!("{} {of}", self.key)))
    }

    fn password(&self, of: &str) -> String {
        let secret = self.secret(of).replace(['-', '_'], "");
        secret.chars().take(16).collect()
    }

    fn things(&mut self, names: &[&str]) -> Vec<SeededThing> {
        names.iter().map(|name| SeededThing { id: self.ids.next(), name: (*name).to_owned() }).collect()
    }
}

impl Plan {
    fn new(key: &[u8; 32], name: &str) -> Self {
        let mut draw = Draw::new(key, name);
        let organization = SeededThing { id: draw.ids.next(), name: name.to_owned() };
        let seeded = SeededOrganization {
            queues: draw.things(&[VIDEO_ADVICE, GENERAL]),
            skills: draw.things(&SKILLS),
            languages: draw.things(&LANGUAGES),
            wrap_up_codes: draw.things(&WRAP_UP_CODES),
            users: PEOPLE.iter().map(|person| draw.user(person)).collect(),
            oauth_clients: Vec::new(),
            deployments: Vec::new(),
            organization,
        };
        let mut plan = Self { objects: Vec::new(), clients: Vec::new(), seeded };
        plan.add_configuration();
        plan.add_people();
        plan.add_deployment(DeploymentId(draw.ids.next()));
        plan.add_clients(&mut draw);
        plan
    }

    fn add_configuration(&mut self) {
        let seeded = &self.seeded;
        self.objects.push(Object::Organization(Organization {
            id: OrganizationId(seeded.organization.id),
            name: seeded.organization.name.clone(),
            utilization: Default::default(),
        }));
        let skills =
            seeded.skills.iter().map(|skill| Skill { id: SkillId(skill.id), name: skill.name.clone() });
        self.objects.extend(skills.map(Object::Skill));
        let languages = seeded.languages.iter();
        let languages = languages.map(|one| Language { id: LanguageId(one.id), name: one.name.clone() });
        self.objects.extend(languages.map(Object::Language));
        let codes = seeded.wrap_up_codes.iter();
        let codes = codes.map(|code| WrapUpCode { id: code.id.into(), name: code.name.clone() });
        self.objects.extend(codes.map(Object::WrapUpCode));
        let queues = seeded.queues.iter().map(|queue| Queue {
            // The agent who already chats with the customer is asked first.
            preferred_rules: vec![PreferredRule { who: PreferredAgents::Any, wait: Duration::from_secs(20) }],
            after_call_work: if queue.name == VIDEO_ADVICE {
                AfterCallWorkMode::MandatoryTimeout(Duration::from_secs(120))
            } else {
                AfterCallWorkMode::Optional
            },
            ..Queue::new(QueueId(queue.id), queue.name.as_str())
        });
        self.objects.extend(queues.map(Object::Queue));
    }

    fn add_people(&mut self) {
        for (person, user) in PEOPLE.iter().zip(&self.seeded.users) {
            let known = |names: &[&str], things: &[SeededThing]| -> Vec<Uuid> {
                things
                    .iter()
                    .filter(|thing| names.contains(&thing.name.as_str()))
                    .map(|thing| thing.id)
                    .collect()
            };
            let skills = known(person.skills, &self.seeded.skills).into_iter();
            let languages = known(person.languages, &self.seeded.languages).into_iter();
            self.objects.push(Object::User(User {
                skills: skills.map(|id| (SkillId(id), Proficiency::FULL)).collect::<BTreeMap<_, _>>(),
                languages: languages
                    .map(|id| (LanguageId(id), Proficiency::FULL))
                    .collect::<BTreeMap<_, _>>(),
                login: Some(person.email.into()),
                ..User::new(user.id, person.name)
            }));
            let queues = known(person.queues, &self.seeded.queues).into_iter();
            let memberships = queues.map(|queue| Membership::new(QueueId(queue), user.id));
            self.objects.extend(memberships.map(Object::Membership));
        }
    }

    fn add_deployment(&mut self, id: DeploymentId) {
        let queue = self.seeded.queues.iter().find(|queue| queue.name == VIDEO_ADVICE);
        let queue_id = QueueId(queue.expect("the queue is planned above").id);
        self.objects.push(Object::Deployment(Deployment {
            id,
            name: "Site".to_owned(),
            queue: queue_id,
            flow: None,
        }));
        self.seeded.deployments.push(SeededDeployment { id, queue_id });
    }

    fn add_clients(&mut self, draw: &mut Draw) {
        let organization = OrganizationId(self.seeded.organization.id);
        let mut program = |name: &str, roles: &[Role]| SeededClient {
            id: draw.ids.next(),
            name: name.to_owned(),
            secret: Some(draw.secret(name)),
            grant: GrantType::ClientCredentials,
            roles: roles.to_vec(),
            redirect_uris: Vec::new(),
        };
        let engagement = program("engagement", &[Role::Integration]);
        let tests = program("tests", &[Role::Integration, Role::Administrator]);
        let desk = SeededClient {
            id: draw.ids.next(),
            name: "eyeline-desk".to_owned(),
            secret: None,
            grant: GrantType::Code,
            roles: Vec::new(),
            redirect_uris: vec!["/desk/".to_owned(), "/admin/".to_owned()],
        };
        self.seeded.oauth_clients = vec![engagement, tests, desk];
        self.clients =
            self.seeded.oauth_clients.iter().map(|client| client.registered(organization)).collect();
    }

    async fn statements(&self, rows: &Rows) -> Vec<Statement> {
        let organization = Statement::new("INSERT INTO organizations (id, created_at) VALUES ($1, $2)")
            .bind(rows.organization);
        let mut statements = vec![organization.bind(now())];
        statements.extend(self.objects.iter().map(|object| rows.put_object(object)));
        statements.extend(self.clients.iter().map(Client::insert));
        let passwords = self.seeded.users.iter().map(|user| password::hash(user.password.clone()));
        for (user, password) in self.seeded.users.iter().zip(join_all(passwords).await) {
            let login = Login { user: user.id, email: user.email.clone().into(), roles: user.roles.clone() };
            statements.push(rows.put_agent(&Agent::new(user.id, now())));
            statements.push(login.insert(rows.organization, &rows.cipher, password));
        }
        statements
    }
}

impl Draw {
    fn user(&mut self, person: &Person) -> SeededUser {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        SeededUser {
            id: self.ids.next(),
            name: person.name.to_owned(),
            email: person.email.to_owned(),
            password: self.password(person.email),
            roles: vec![person.role],
            languages: owned(person.languages),
            skills: owned(person.skills),
        }
    }
}

impl SeededClient {
    fn registered(&self, organization: OrganizationId) -> Client {
        /// Programs of our own may ask as often as they need; a desk, a good deal more than one click a second.
        const PROGRAM: u32 = 1_000_000;
        const PAGE: u32 = 1_200;
        Client {
            id: self.id,
            organization,
            name: self.name.clone(),
            grant: self.grant,
            secret_fingerprint: self.secret.as_deref().map(fingerprint),
            redirect_uris: self.redirect_uris.clone(),
            roles: self.roles.clone(),
            requests_per_minute: Some(if self.secret.is_some() { PROGRAM } else { PAGE }),
        }
    }
}
