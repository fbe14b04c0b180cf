//! Queues.

use eyeline_acd::ScoringMethod;
use eyeline_contact_center::{AfterCallWorkMode, Configuration, MediaSettings, Member, Queue};
use eyeline_genesys::{
    EntityRef,
    routing::{self as wire, AcwPrompt, AcwSettings, ServiceLevel},
};
use eyeline_model::{Media, UserId};

use crate::view::queue_routing;

/// A queue; with `joined` as one user sees it.
pub(crate) fn queue(queue: &Queue, configuration: &Configuration, user: Option<UserId>) -> wire::Queue {
    let members = configuration.everybody_in(queue);
    let count = |counts: fn(&Member) -> bool| {
        let counted = members.iter().filter(|member| counts(member)).count();
        Some(u32::try_from(counted).unwrap_or(u32::MAX))
    };
    let organization = &configuration.organization;
    let mut shown = wire::Queue {
        id: Some(queue.id.to_string()),
        name: Some(queue.name.clone()),
        division: Some(EntityRef::to(organization.id.to_string()).named(organization.name.as_str())),
        description: Some(queue.description.clone()),
        date_created: None,
        date_modified: None,
        member_count: count(|_| true),
        user_member_count: count(|member| member.by_user),
        joined_member_count: count(|member| member.membership.joined),
        media_settings: Some(wire::QueueMediaSettings {
            callback: Some(media_settings(queue.media[Media::Callback])),
            message: Some(media_settings(queue.media[Media::Message])),
        }),
        scoring_method: Some(match queue.scoring {
            ScoringMethod::TimestampAndPriority => wire::ScoringMethod::TimestampAndPriority,
            ScoringMethod::PriorityOnly => wire::ScoringMethod::PriorityOnly,
        }),
        acw_settings: Some(acw_settings(queue.after_call_work)),
        joined: user.map(|user| configuration.member(queue, user).is_some_and(|of| of.membership.joined)),
        self_uri: Some(format!("/api/v2/routing/queues/{}", queue.id)),
        ..wire::Queue::default()
    };
    queue_routing::add(&mut shown, queue, configuration);
    shown
}

fn media_settings(settings: MediaSettings) -> wire::MediaSettings {
    wire::MediaSettings {
        enable_auto_answer: Some(settings.auto_answer),
        alerting_timeout_seconds: Some(settings.alerting_timeout.as_secs()),
        service_level: Some(ServiceLevel {
            percentage: f64::from(settings.service_level.percent) / 100.0,
            duration_ms: settings.service_level.within.as_millis(),
        }),
    }
}

fn acw_settings(mode: AfterCallWorkMode) -> AcwSettings {
    let prompt = match mode {
        AfterCallWorkMode::Optional => AcwPrompt::Optional,
        AfterCallWorkMode::Mandatory => AcwPrompt::Mandatory,
        AfterCallWorkMode::MandatoryTimeout(_) => AcwPrompt::MandatoryTimeout,
        AfterCallWorkMode::MandatoryForcedTimeout(_) => AcwPrompt::MandatoryForcedTimeout,
        AfterCallWorkMode::AgentRequested(_) => AcwPrompt::AgentRequested,
    };
    AcwSettings { wrapup_prompt: Some(prompt), timeout_ms: mode.timeout().map(|timeout| timeout.as_millis()) }
}
