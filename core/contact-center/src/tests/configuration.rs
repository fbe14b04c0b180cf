//! Setting up: what is refused, and what goes with what is taken away.

use eyeline_acd::{Proficiency, Utilization};
use eyeline_model::{
    Core, Duration, Ids, Outcome, QueueId, RoutingRequest, ScoredAgent, SkillExpression, SkillId, UserId,
};

use super::scenario::{START, organization, play};
use crate::*;

fn handle(center: &mut ContactCenter, command: Command) -> Result<Vec<Event>, Refusal> {
    center.handle(START, command).map(|Outcome { events, .. }| events)
}

fn configure(center: &mut ContactCenter, object: Object) -> Result<Vec<Event>, Refusal> {
    handle(center, Command::Configure(object))
}

#[test]
fn a_thing_that_refers_to_nothing_is_refused() {
    let mut center = ContactCenter::new(1, organization());
    let mut ids = Ids::new(5);
    let (queue, user, skill) = (ids.next(), ids.next(), ids.next());
    let membership = Object::Membership(Membership::new(queue, user));
    assert_eq!(configure(&mut center, membership), Err(Refusal::Unknown(ObjectKey::Queue(queue))));
    let mut agent = User::new(user, "Ana");
    agent.skills.insert(skill, Proficiency::FULL);
    assert_eq!(configure(&mut center, Object::User(agent)), Err(Refusal::Unknown(ObjectKey::Skill(skill))));
    assert_eq!(center.agent(user), None, "a refusal changes nothing");
}

#[test]
fn a_group_is_there_as_long_as_a_queue_asks_it_and_its_people_go_with_it() {
    let mut play = play(
        "
        queue advice
        agent ana
        agent bo
        ",
    );
    let (ana, bo, advice) = (play.id("ana"), play.id("bo"), play.id("advice"));
    let center = &mut play.center;
    let (group, ghost) = (Ids::new(7).next(), Ids::new(8).next());
    let key = ObjectKey::Group(group);
    let change = |users: &[UserId], belong| {
        Command::ChangeGroup(ChangeGroup { group, users: users.iter().copied().collect(), belong })
    };
    let mut queue = center.configuration().queues[&advice].clone();
    queue.routing.member_groups.insert(group);
    assert_eq!(configure(center, Object::Queue(queue.clone())), Err(Refusal::Unknown(key)));
    assert_eq!(handle(center, change(&[ana], true)), Err(Refusal::Unknown(key)));
    let board = Group { id: group, name: "Board".to_owned(), description: String::new() };
    configure(center, Object::Group(board)).expect("a group");
    configure(center, Object::Queue(queue.clone())).expect("the group is there");

    let nobody = Err(Refusal::Unknown(ObjectKey::User(ghost)));
    assert_eq!(handle(center, change(&[ana, ghost], true)), nobody);
    assert_eq!(center.configuration().people_of(group).count(), 0, "all of them or none");
    assert_eq!(handle(center, change(&[ana, bo], true)).expect("both").len(), 2);
    assert_eq!(handle(center, change(&[ana], true)), Ok(Vec::new()), "she belongs to it already");
    assert_eq!(handle(center, change(&[bo], false)).expect("not any more").len(), 1);
    assert_eq!(center.configuration().sizes_of_groups(), [(group, 1)].into());

    assert_eq!(handle(center, Command::Remove(key)), Err(Refusal::InUse(key)));
    queue.routing.member_groups.clear();
    configure(center, Object::Queue(queue)).expect("nobody asks the group");
    handle(center, Command::Remove(key)).expect("nobody needs it");
    assert!(center.configuration().users[&ana].groups.is_empty());
}

#[test]
fn settings_out_of_range_are_refused() {
    let mut center = ContactCenter::new(1, organization());
    let mut queue = Queue::new(Ids::new(5).next(), "advice");
    queue.media.message.alerting_timeout = Duration::from_secs(6);
    assert_eq!(
        configure(&mut center, Object::Queue(queue.clone())),
        Err(Refusal::OutOfRange("alerting timeout"))
    );
    queue.media.message.alerting_timeout = Duration::from_secs(7);
    queue.after_call_work = AfterCallWorkMode::MandatoryTimeout(Duration::ZERO);
    assert_eq!(
        configure(&mut center, Object::Queue(queue)),
        Err(Refusal::OutOfRange("after-call work timeout"))
    );
    let mut utilization = Utilization::default();
    utilization.0.message.capacity = 26;
    let organization = Object::Organization(Organization { utilization, ..organization() });
    assert_eq!(configure(&mut center, organization), Err(Refusal::OutOfRange("capacity")));
}

#[test]
fn what_is_needed_cannot_be_removed() {
    let mut play = play(
        "
        queue advice
        agent ana  skills es
        0s  guest callback c1 wants es
        ",
    );
    let keys = [
        ObjectKey::Queue(play.id("advice")),
        ObjectKey::User(play.id("ana")),
        ObjectKey::Skill(play.id("es")),
    ];
    for key in keys {
        assert_eq!(handle(&mut play.center, Command::Remove(key)), Err(Refusal::InUse(key)));
    }
}

#[test]
fn a_skill_goes_from_everybody_who_has_it() {
    let mut play = play(
        "
        queue advice
        agent ana  skills es
        ",
    );
    let (ana, es) = (play.id("ana"), ObjectKey::Skill(play.id("es")));
    let events = handle(&mut play.center, Command::Remove(es)).expect("nobody waits for it");
    let objects: Vec<_> = events.iter().filter_map(Event::object).collect();
    assert_eq!(objects, [ObjectKey::User(ana), es]);
    assert!(play.center.configuration().users[&ana].skills.is_empty());
}

#[test]
fn memberships_go_with_their_queue_and_their_user() {
    let mut play = play(
        "
        queue advice
        queue claims
        agent ana
        agent bo
        ",
    );
    let (ana, bo, advice, claims) = (play.id("ana"), play.id("bo"), play.id("advice"), play.id("claims"));
    let removed = |play: &mut super::scenario::Play, key| {
        let events = handle(&mut play.center, Command::Remove(key)).expect("nobody needs it");
        events.iter().filter_map(Event::object).collect::<Vec<_>>()
    };
    let membership = |queue, user| ObjectKey::Membership { queue, user };
    let claims_gone = [membership(claims, ana), membership(claims, bo), ObjectKey::Queue(claims)];
    assert_eq!(removed(&mut play, ObjectKey::Queue(claims)), claims_gone);
    assert_eq!(removed(&mut play, ObjectKey::User(bo)), [membership(advice, bo), ObjectKey::User(bo)]);
    assert_eq!(play.center.agent(bo), None);
    assert_eq!(play.center.configuration().members(advice).count(), 1);
}

#[test]
fn a_skill_learned_brings_the_conversation_that_waited_for_it() {
    let mut play = play(
        "
        queue advice
        agent ana  skills es
        agent bo
        0s  ana off
        0s  guest callback c1 wants es
        ",
    );
    let (bo, es) = (play.id("bo"), play.id("es"));
    let skills = [(es, Proficiency::FULL)].into();
    let events =
        handle(&mut play.center, Command::SetSkills(SetSkills { user: bo, skills })).expect("bo can learn");
    assert!(events.iter().any(|event| matches!(event, Event::Offered { agent, .. } if *agent == bo)));
}

#[test]
fn whatever_a_waiting_conversation_mentions_is_known_and_stays() {
    let mut play = play(
        "
        queue advice
        agent ana  skills es fr
        agent bo
        agent cy
        agent di
        0s  ana off
        0s  bo off
        0s  cy off
        0s  di off
        ",
    );
    let (ana, bo, cy, di): (UserId, UserId, UserId, UserId) =
        (play.id("ana"), play.id("bo"), play.id("cy"), play.id("di"));
    let (es, fr): (SkillId, SkillId) = (play.id("es"), play.id("fr"));
    let queue: QueueId = play.id("advice");
    let request = |expression, last_agent, direct, preferred| RoutingRequest {
        expression,
        last_agent,
        direct,
        preferred,
        ..RoutingRequest::to(queue)
    };
    let mut ids = Ids::new(6);
    let mut ask = |request: RoutingRequest| {
        let create = CreateCallback {
            conversation: ids.next(),
            customer: CallbackFor::New(Default::default()),
            request,
            callback: Default::default(),
            attributes: Default::default(),
        };
        handle(&mut play.center, Command::CreateCallback(create)).map(drop)
    };
    let nobody: UserId = Ids::new(7).next();
    let unknown = Err(Refusal::Unknown(ObjectKey::User(nobody)));
    assert_eq!(ask(request(None, Some(nobody), None, Vec::new())), unknown);
    assert_eq!(ask(request(None, None, Some(nobody), Vec::new())), unknown);
    let skill: SkillId = Ids::new(7).next();
    let has = |skill| Some(SkillExpression::Not(Box::new(SkillExpression::Has(skill))));
    assert_eq!(
        ask(request(has(skill), None, None, Vec::new())),
        Err(Refusal::Unknown(ObjectKey::Skill(skill)))
    );
    let preferred = vec![ScoredAgent { agent: cy, score: 50 }];
    assert_eq!(ask(request(has(es), Some(ana), Some(bo), preferred)), Ok(()));
    for key in [ObjectKey::Skill(es), ObjectKey::User(ana), ObjectKey::User(bo), ObjectKey::User(cy)] {
        let outcome = handle(&mut play.center, Command::Remove(key)).map(drop);
        assert_eq!(outcome, Err(Refusal::InUse(key)));
    }
    for key in [ObjectKey::Skill(fr), ObjectKey::User(di)] {
        assert_eq!(handle(&mut play.center, Command::Remove(key)).map(drop), Ok(()));
    }
}
