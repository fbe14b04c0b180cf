//! The core's refusals and the vendor's reasons for them: one table.

use eyeline_acd::CannotOffer;
use eyeline_contact_center::{ObjectKey, Refusal};
use eyeline_genesys::error::Reason;

use crate::view::word::media_type;

/// The reason that a refusal is on the wire.
pub(crate) fn reason(refusal: &Refusal) -> Reason {
    match refusal {
        Refusal::UnknownConversation(_)
        | Refusal::UnknownParticipant(_)
        | Refusal::UnknownSession(_)
        | Refusal::UnknownMessage(_) => Reason::NotFound,
        Refusal::Unknown(key) => {
            let (field, what) = named(key);
            Reason::invalid(field, format!("There is no such {what}."))
        }
        Refusal::ConversationExists(_) => Reason::Conflict("The conversation exists already.".into()),
        Refusal::MessageExists(_) => Reason::Conflict("The message was accepted before.".into()),
        Refusal::InUse(_) => Reason::Conflict("It is still in use.".into()),
        Refusal::StaleOffer(_) => {
            Reason::Conflict("The offer is over: answered, declined, timed out or withdrawn.".into())
        }
        Refusal::NotYourOffer { .. } => Reason::NotAuthorized,
        Refusal::WrongStage(wrong) => {
            Reason::Conflict(format!("The session is {}, not {}.", wrong.found, wrong.wanted))
        }
        Refusal::NotAnAgent(_) => Reason::invalid("participantId", "The participant is not an agent."),
        Refusal::NotACustomer(_) => Reason::invalid("participantId", "The participant is not the customer."),
        Refusal::WrongMedia { wanted } => {
            Reason::invalid("communicationId", format!("The session is not a {}.", media_type(*wanted)))
        }
        Refusal::AlreadyOn(media) => {
            Reason::Conflict(format!("The conversation has a live {} session already.", media_type(*media)))
        }
        Refusal::NotWaiting(_) => Reason::Conflict("The conversation does not wait in a queue.".into()),
        Refusal::CannotOffer(why) => Reason::Conflict(cannot_offer(*why).into()),
        Refusal::ToOneself => Reason::invalid("userId", "Nobody hands a customer on to themselves."),
        Refusal::NotOnQueue(_) => Reason::Conflict("The user is not on queue.".into()),
        Refusal::CodeRequired => Reason::invalid("code", "A wrap-up code must be chosen."),
        Refusal::CodeNotAllowed(_) => Reason::invalid("code", "The queue does not use this wrap-up code."),
        Refusal::AfterCallWorkIsForced => {
            Reason::Conflict("The queue gives a fixed time for after-call work.".into())
        }
        Refusal::DoesNotCompile(report) => Reason::invalid("flow", report.to_string()),
        Refusal::NotChecked(_) => Reason::Conflict("The flow was changed at the same time.".into()),
        Refusal::WrongFlowKind { .. } => Reason::invalid("flowId", "The flow is for something else."),
        Refusal::OutOfRange(what) => Reason::invalid(what, format!("{what} is out of range.")),
    }
}

fn cannot_offer(why: CannotOffer) -> &'static str {
    match why {
        CannotOffer::NotWaiting => "The conversation does not wait in a queue.",
        CannotOffer::Ringing => "The conversation rings on a desk already.",
        CannotOffer::UnknownAgent | CannotOffer::NotThere => "The user is off queue, or does not respond.",
        CannotOffer::Alerting => "Something rings on the user's desk already.",
        CannotOffer::NoRoom => "The user has as much to do as they may have.",
    }
}

/// The field of a request that names such a thing, and what people call it.
fn named(key: &ObjectKey) -> (&'static str, &'static str) {
    match key {
        ObjectKey::Organization | ObjectKey::Routing => ("organizationId", "organization"),
        ObjectKey::Label(_) => ("label", "utilization label"),
        ObjectKey::Skill(_) => ("skillIds", "skill"),
        ObjectKey::Language(_) => ("languageId", "language"),
        ObjectKey::WrapUpCode(_) => ("code", "wrap-up code"),
        ObjectKey::Group(_) => ("memberGroups", "group"),
        ObjectKey::Flow(_) => ("flowId", "flow"),
        ObjectKey::Queue(_) => ("queueId", "queue"),
        ObjectKey::Deployment(_) => ("deploymentId", "deployment"),
        ObjectKey::User(_) => ("userId", "user"),
        ObjectKey::Membership { .. } => ("userId", "member of the queue"),
    }
}
