//! Who may come in, and as what.

use eyeline_model::{Duration, ParticipantId, Pii, Timestamp};

use crate::{Credential, Refusal, Role, Settings, TicketId};

/// Which PINs a client may be asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PinPrompt {
    /// Guests need one too.
    pub guests_too: bool,
}

/// Wrong PINs that are let pass in [`PIN_WINDOW`].
const WRONG_PINS: usize = 10;
const PIN_WINDOW: Duration = Duration::from_secs(60);

/// Guessing a PIN must take longer than a conference.
#[derive(Clone, Debug, Default)]
pub(crate) struct PinAttempts {
    wrong: Vec<Timestamp>,
}

/// A proven right to come in.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) role: Role,
    pub(crate) name: Option<Pii<String>>,
    pub(crate) returns_as: Option<ParticipantId>,
    pub(crate) ticket: Option<(TicketId, Timestamp)>,
}

impl Entry {
    fn as_role(role: Role) -> Self {
        Self { role, name: None, returns_as: None, ticket: None }
    }
}

/// The role that a credential gives. Whether a ticket is used or a seat revoked is the room's to know.
pub(crate) fn prove(
    now: Timestamp,
    settings: &Settings,
    attempts: &mut PinAttempts,
    credential: Credential,
) -> Result<Entry, Refusal> {
    match credential {
        Credential::Ticket { expires_at, .. } if expires_at <= now => Err(Refusal::TicketExpired),
        Credential::Ticket { id, role, name, expires_at } => {
            Ok(Entry { name, ticket: Some((id, expires_at)), ..Entry::as_role(role) })
        }
        Credential::Seat { participant, role } => {
            Ok(Entry { returns_as: Some(participant), ..Entry::as_role(role) })
        }
        Credential::Pin(typed) => prove_pin(now, settings, attempts, typed.as_deref()).map(Entry::as_role),
    }
}

fn prove_pin(
    now: Timestamp,
    settings: &Settings,
    attempts: &mut PinAttempts,
    typed: Option<&str>,
) -> Result<Role, Refusal> {
    let Some(host_pin) = settings.pin.as_deref() else { return Ok(Role::Host) };
    let guests_too = settings.guest_pin.is_some() || !settings.allow_guests;
    let guest_enters_freely = !guests_too;
    match typed {
        // Clients send the word for "no PIN" once they have been told that guests need none.
        Some("none") if guest_enters_freely => Ok(Role::Guest),
        None | Some("" | "none") => Err(Refusal::PinNeeded(PinPrompt { guests_too })),
        Some(_) if attempts.are_too_many(now) => Err(Refusal::TooManyAttempts),
        Some(pin) if pin == host_pin => Ok(Role::Host),
        Some(pin) if settings.allow_guests && Some(pin) == settings.guest_pin.as_deref() => Ok(Role::Guest),
        Some(_) => {
            attempts.wrong.push(now);
            Err(Refusal::InvalidPin)
        }
    }
}

impl PinAttempts {
    fn are_too_many(&mut self, now: Timestamp) -> bool {
        self.forget(now);
        self.wrong.len() >= WRONG_PINS
    }

    /// Forgets what was tried too long ago to count.
    pub(crate) fn forget(&mut self, now: Timestamp) {
        self.wrong.retain(|at| now - *at < PIN_WINDOW);
    }

    /// When the oldest attempt stops counting.
    pub(crate) fn oldest_counts_until(&self) -> Option<Timestamp> {
        self.wrong.first().map(|at| *at + PIN_WINDOW)
    }
}
