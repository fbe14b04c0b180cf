//! The core's refusals and what they are on the wire: one table.

use eyeline_contact_center::{ObjectKey, Refusal};
use eyeline_model::Media;

use crate::refused::Refused;

/// What a refusal is on the wire.
pub(crate) fn refused(refusal: &Refusal) -> Refused {
    match refusal {
        Refusal::UnknownConversation(_)
        | Refusal::UnknownParticipant(_)
        | Refusal::UnknownSession(_)
        | Refusal::UnknownMessage(_) => Refused::NotFound,
        Refusal::Unknown(key) => {
            let (field, what) = named(key);
            Refused::invalid(field, format!("There is no such {what}."))
        }
        Refusal::ConversationExists(_) => Refused::Conflict("The conversation exists already.".into()),
        Refusal::MessageExists(_) => Refused::Conflict("The message was accepted before.".into()),
        Refusal::InUse(_) => Refused::Conflict("It is still in use.".into()),
        Refusal::StaleOffer(_) => {
            Refused::Conflict("The offer is over: answered, declined, timed out or withdrawn.".into())
        }
        Refusal::NotYourOffer { .. } => Refused::NotAuthorized,
        Refusal::WrongStage(wrong) => {
            Refused::Conflict(format!("The session is {}, not {}.", wrong.found, wrong.wanted))
        }
        Refusal::NotAnAgent(_) => Refused::invalid("participantId", "The participant is not an agent."),
        Refusal::NotACustomer(_) => Refused::invalid("participantId", "The participant is not the customer."),
        Refusal::WrongMedia { wanted } => {
            Refused::invalid("communicationId", format!("The session is not a {}.", medium(*wanted)))
        }
        Refusal::AlreadyOn(media) => {
            Refused::Conflict(format!("The conversation has a live {} session already.", medium(*media)))
        }
        Refusal::NotWaiting(_) => Refused::Conflict("The conversation does not wait in a queue.".into()),
        Refusal::NotOnQueue(_) => Refused::Conflict("The user is not on queue.".into()),
        Refusal::CodeRequired => Refused::invalid("code", "A wrap-up code must be chosen."),
        Refusal::CodeNotAllowed(_) => Refused::invalid("code", "The queue does not use this wrap-up code."),
        Refusal::AfterCallWorkIsForced => {
            Refused::Conflict("The queue gives a fixed time for after-call work.".into())
        }
        Refusal::OutOfRange(what) => Refused::invalid(what, format!("{what} is out of range.")),
    }
}

/// The field of a request that names such a thing, and what people call it.
fn named(key: &ObjectKey) -> (&'static str, &'static str) {
    match key {
        ObjectKey::Organization => ("organizationId", "organization"),
        ObjectKey::Skill(_) => ("skillIds", "skill"),
        ObjectKey::Language(_) => ("languageId", "language"),
        ObjectKey::WrapUpCode(_) => ("code", "wrap-up code"),
        ObjectKey::Queue(_) => ("queueId", "queue"),
        ObjectKey::Deployment(_) => ("deploymentId", "deployment"),
        ObjectKey::User(_) => ("userId", "user"),
        ObjectKey::Membership { .. } => ("userId", "member of the queue"),
    }
}

fn medium(media: Media) -> &'static str {
    match media {
        Media::Message => "message",
        Media::Callback => "callback",
    }
}
