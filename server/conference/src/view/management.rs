//! Rooms as the management API has them.

use std::collections::BTreeSet;

use eyeline_conference::{CallType, Settings};
use eyeline_pexip::{
    management::{self, Conference, ConferenceChange, EnableChat},
    token,
};

use super::call_type;
use crate::rooms::{Alias, Profile, Room, is_storable, key};

/// Why a room cannot be configured like that: the field and what is wrong with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Invalid {
    pub(crate) field: &'static str,
    pub(crate) reason: &'static str,
}

pub(crate) fn conference(room: &Room) -> Conference {
    let Profile { name, description, aliases, tag, settings } = room.profile.clone();
    Conference {
        id: room.number.0,
        resource_uri: resource_uri(room),
        name,
        aliases: aliases
            .into_iter()
            .map(|Alias { alias, description }| management::Alias { alias, description })
            .collect(),
        service_type: "conference".to_owned(),
        description,
        allow_guests: settings.allow_guests,
        pin: settings.pin.unwrap_or_default(),
        guest_pin: settings.guest_pin.unwrap_or_default(),
        participant_limit: settings.participant_limit,
        call_type: call_type(settings.call_type),
        guests_can_present: settings.guests_can_present,
        mute_all_guests: settings.mute_all_guests,
        enable_chat: if settings.chat_enabled { EnableChat::Yes } else { EnableChat::No },
        tag,
    }
}

pub(crate) fn resource_uri(room: &Room) -> String {
    format!("/api/admin/configuration/v1/conference/{}/", room.number.0)
}

/// The profile with a change applied.
pub(crate) fn changed(profile: Profile, change: ConferenceChange) -> Result<Profile, Invalid> {
    if change.service_type.is_some_and(|service_type| service_type != "conference") {
        return Err(Invalid { field: "service_type", reason: "Only conference is supported." });
    }
    let before = profile.settings;
    let pin = |change: Option<String>, before: Option<String>| match change {
        Some(pin) => Some(pin).filter(|pin| !pin.is_empty()),
        None => before,
    };
    let settings = Settings {
        pin: pin(change.pin, before.pin),
        guest_pin: pin(change.guest_pin, before.guest_pin),
        allow_guests: change.allow_guests.unwrap_or(before.allow_guests),
        participant_limit: change.participant_limit.unwrap_or(before.participant_limit),
        guests_can_present: change.guests_can_present.unwrap_or(before.guests_can_present),
        mute_all_guests: change.mute_all_guests.unwrap_or(before.mute_all_guests),
        chat_enabled: change.enable_chat.map_or(before.chat_enabled, |chat| chat != EnableChat::No),
        call_type: change.call_type.map_or(before.call_type, |call_type| match call_type {
            token::CallType::Video => CallType::Video,
            token::CallType::VideoOnly => CallType::VideoOnly,
            token::CallType::Audio => CallType::Audio,
        }),
    };
    let aliases = change.aliases.map_or(profile.aliases, |aliases| {
        aliases
            .into_iter()
            .map(|management::Alias { alias, description }| Alias { alias, description })
            .collect()
    });
    let changed = Profile {
        name: change.name.unwrap_or(profile.name),
        description: change.description.unwrap_or(profile.description),
        aliases,
        tag: change.tag.unwrap_or(profile.tag),
        settings,
    };
    check(&changed)?;
    Ok(changed)
}

fn check(profile: &Profile) -> Result<(), Invalid> {
    let invalid = |field, reason| Err(Invalid { field, reason });
    let is_name = |name: &str| (1..=250).contains(&name.chars().count()) && is_storable(name);
    if !is_name(&profile.name) {
        return invalid("name", "Between 1 and 250 characters.");
    }
    if profile.aliases.iter().any(|alias| !is_name(&alias.alias)) {
        return invalid("aliases", "Between 1 and 250 characters.");
    }
    let aliases: BTreeSet<String> = profile.aliases.iter().map(|alias| key(&alias.alias)).collect();
    if aliases.len() < profile.aliases.len() {
        return invalid("aliases", "Each only once.");
    }
    let Settings { pin, guest_pin, allow_guests, .. } = &profile.settings;
    let is_pin =
        |pin: &String| (4..=20).contains(&pin.len()) && pin.bytes().all(|byte| byte.is_ascii_digit());
    if pin.iter().chain(guest_pin).any(|pin| !is_pin(pin)) {
        return invalid("pin", "Between 4 and 20 digits.");
    }
    match (pin, guest_pin) {
        (None, _) if *allow_guests => invalid("pin", "A host PIN is needed where guests are allowed."),
        (None, Some(_)) => invalid("guest_pin", "A guest PIN needs a host PIN."),
        (Some(pin), Some(guest_pin)) if pin == guest_pin => {
            invalid("guest_pin", "The guest PIN must differ from the host PIN.")
        }
        (Some(pin), Some(guest_pin)) if pin.len() != guest_pin.len() => {
            invalid("guest_pin", "The guest PIN must be as long as the host PIN.")
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(change: ConferenceChange) -> Result<Profile, Invalid> {
        changed(Profile::default(), ConferenceChange { name: Some("room".to_owned()), ..change })
    }

    #[test]
    fn guests_need_a_host_pin_that_differs_from_theirs_and_is_as_long() {
        let pins = |pin: &str, guest: &str| ConferenceChange {
            allow_guests: Some(true),
            pin: Some(pin.to_owned()),
            guest_pin: Some(guest.to_owned()),
            ..ConferenceChange::default()
        };
        assert!(new(pins("1234", "5678")).is_ok());
        assert!(new(pins("1234", "")).is_ok());
        assert_eq!(new(pins("", "")).expect_err("no host").field, "pin");
        assert_eq!(new(pins("1234", "1234")).expect_err("same").field, "guest_pin");
        assert_eq!(new(pins("1234", "56789")).expect_err("longer").field, "guest_pin");
        assert_eq!(new(pins("12a4", "")).expect_err("letters").field, "pin");
    }

    #[test]
    fn what_a_change_does_not_name_stays() {
        let profile =
            new(ConferenceChange { pin: Some("1234".to_owned()), ..Default::default() }).expect("good");
        let tagged = ConferenceChange { tag: Some("t".to_owned()), ..Default::default() };
        let changed = changed(profile.clone(), tagged).expect("good");
        assert_eq!((changed.tag.as_str(), changed.settings), ("t", profile.settings));
    }
}
