//! The laws can be broken: each is shown something that breaks it.

use std::collections::BTreeSet;

use eyeline_acd::{Band, Work};
use eyeline_contact_center::{
    Agent, Answer, Command, ContactCenter, Event, Membership, Object, Presence, Queue, Refusal,
    RoutingStatus, Snapshot, User,
};
use eyeline_conversation::{Conversation, Customer, Participant, Party, Session, SessionKey, SessionKind};
use eyeline_model::{
    CommunicationId, ConversationId, Core as _, Ids, Media, PerMedia, QueueEntry, QueueId, RoutingRequest,
    Search, Timestamp, UserId,
};
use uuid::Uuid;

use crate::{
    laws::{Floor, Made, check_capacity},
    ledger::Ledger,
    world::organization,
};

const NOW: Timestamp = Timestamp(1_000_000);

fn id<T: From<Uuid>>(number: u128) -> T {
    T::from(Uuid::from_u128(number))
}

fn session(number: u128) -> SessionKey {
    SessionKey { conversation: id(number), participant: id(number), communication: id(number) }
}

fn queued(number: u128) -> Event {
    let request = RoutingRequest::to(id(1));
    Event::Queued { session: session(number), media: Media::Message, request }
}

/// Offer `number` of conversation `of` to an agent.
fn offered(number: u128, of: u128, agent: u128) -> Event {
    let session = SessionKey { communication: id(number), ..session(of) };
    Event::Offered { session, media: Media::Message, queue: id(1), agent: id(agent), until: NOW }
}

fn answered(number: u128, of: u128, agent: u128) -> Event {
    let session = SessionKey { communication: id(number), ..session(of) };
    let (media, queue, agent) = (Media::Message, id(1), id(agent));
    Event::Answered { session, media, queue, agent, waited: Default::default() }
}

/// What the ledger says of such events, the last of which breaks a law.
fn broken(events: &[Event]) -> &'static str {
    let mut ledger = Ledger::default();
    let (last, first) = events.split_last().expect("there are events");
    first.iter().for_each(|event| ledger.note(event).expect("nothing is wrong yet"));
    ledger.note(last).expect_err("the last breaks a law").law
}

#[test]
fn events_that_contradict_each_other_are_noticed() {
    let wait = [queued(1), queued(1)];
    assert_eq!(broken(&wait), "nothing waits that waits or is served already");
    assert_eq!(broken(&[offered(11, 1, 5)]), "only what waits is offered");
    let twice = [queued(1), offered(11, 1, 5), offered(12, 1, 6)];
    assert_eq!(broken(&twice), "nothing rings on two desks");
    let both = [queued(1), queued(2), offered(11, 1, 5), offered(12, 2, 5)];
    assert_eq!(broken(&both), "an agent is offered one thing at a time");
    let stranger = [queued(1), offered(11, 1, 5), answered(11, 1, 6)];
    assert_eq!(broken(&stranger), "whoever answers was asked");
    let again = [queued(1), offered(11, 1, 5), answered(11, 1, 5), answered(11, 1, 5)];
    assert_eq!(broken(&again), "whoever answers was asked");
    let start = Event::ConversationStarted { conversation: id(1) };
    assert_eq!(broken(&[start.clone(), start]), "a conversation begins once");
    let closed = Event::ConversationClosed { conversation: Box::new(Conversation::new(id(1), NOW)) };
    assert_eq!(broken(std::slice::from_ref(&closed)), "a conversation closes once");
    let start = Event::ConversationStarted { conversation: id(1) };
    assert_eq!(broken(&[start, queued(1), closed]), "in a closed conversation nothing goes on");
}

#[test]
fn an_alert_out_of_turn_is_noticed() {
    let mut ledger = Ledger::default();
    let mut says = |is_raised| {
        let alert = Event::DepthAlerted { queue: id(1), media: Media::Message, depth: 3, is_raised };
        ledger.note(&alert).map_err(|broken| broken.law)
    };
    assert_eq!(says(false), Err("a line becomes long and short in turn"));
    assert_eq!(says(true), Ok(()));
    assert_eq!(says(true), Err("a line becomes long and short in turn"));
    assert_eq!(says(false), Ok(()));
}

#[test]
fn a_long_line_of_which_nobody_hears_is_noticed_and_so_is_an_alert_of_a_short_one() {
    let mut center = neglected();
    let mut queue = center.configuration().queues[&id(1)].clone();
    queue.routing.depth_alert = PerMedia::from_fn(|_| Some(Band { opens_at: 1, closes_at: 0 }));
    center.handle(NOW, Command::Configure(Object::Queue(queue))).expect("the queue is known");
    let check = |raised: &[Media]| {
        let raised = raised.iter().map(|media| (id::<QueueId>(1), *media)).collect();
        let floor = Floor::of(&center).expect("every agent is a user");
        floor.check_alerts(&raised).map_err(|broken| broken.law)
    };
    assert_eq!(check(&[Media::Message]), Ok(()));
    assert_eq!(check(&[]), Err("somebody hears of a long line"));
    assert_eq!(check(&[Media::Message, Media::Callback]), Err("somebody hears when a line is short"));
}

#[test]
fn an_answer_behind_the_fence_is_noticed() {
    let mut ledger = Ledger::default();
    [queued(1), offered(11, 1, 5)].iter().for_each(|event| ledger.note(event).expect("nothing is wrong"));
    let answer = |agent: u128, offer: u128| Answer {
        conversation: id(1),
        communication: id::<CommunicationId>(offer),
        agent: id(agent),
    };
    let law = |answer, result: Result<&[Event], &Refusal>| {
        ledger.judge(answer, result).map_err(|broken| broken.law)
    };
    assert_eq!(law(answer(5, 11), Ok(&[answered(11, 1, 5)])), Ok(()));
    assert_eq!(law(answer(6, 11), Ok(&[answered(11, 1, 6)])), Err("only an offer that rings is answered"));
    assert_eq!(law(answer(5, 12), Ok(&[answered(12, 1, 5)])), Err("only an offer that rings is answered"));
    assert_eq!(law(answer(5, 12), Ok(&[])), Err("an answer to nothing is refused"));
    let refusal = Refusal::StaleOffer(id(11));
    assert_eq!(law(answer(5, 11), Err(&refusal)), Err("a good answer is taken"));
    assert_eq!(law(answer(6, 11), Err(&refusal)), Ok(()));
}

/// A contact center in which somebody waits and somebody is free, as no core would leave it.
fn neglected() -> ContactCenter {
    let (queue, user): (QueueId, UserId) = (id(1), id(5));
    let request = RoutingRequest::to(queue);
    let entry = QueueEntry { request, enqueued_at: NOW, sequence: 1, search: Search::Standard };
    let mut conversation = Conversation::new(id::<ConversationId>(1), NOW);
    for (number, party) in [Party::Customer(Customer::default()), Party::Acd(entry)].into_iter().enumerate() {
        let number = number as u128 + 1;
        let session = Session::connected(id(number), SessionKind::Message, NOW);
        let (attributes, sessions) = (Default::default(), vec![session]);
        conversation.participants.push(Participant {
            id: id(number),
            joined_at: NOW,
            party,
            attributes,
            sessions,
        });
    }
    let mut agent = Agent::new(user, NOW);
    (agent.presence, agent.status) = (Presence::OnQueue, RoutingStatus::Idle);
    let objects = vec![
        Object::Queue(Queue::new(queue, "advice")),
        Object::User(User::new(user, "Ana")),
        Object::Membership(Membership::new(queue, user)),
    ];
    let snapshot = Snapshot { objects, agents: vec![agent], conversations: vec![conversation] };
    ContactCenter::rebuild(1, organization(&mut Ids::new(1)), snapshot)
}

#[test]
fn somebody_who_waits_while_somebody_is_free_is_noticed_until_the_core_has_matched_them() {
    let mut center = neglected();
    let check = |center: &ContactCenter| {
        Floor::of(center).and_then(|floor| floor.check(NOW, &[], true)).map_err(|broken| broken.law)
    };
    assert_eq!(check(&center), Err("nothing waits that somebody ready could have"));
    center.wake(NOW);
    assert_eq!(check(&center), Ok(()));
    let late = Timestamp(NOW.0 + 60_000);
    let floor = Floor::of(&center).expect("every agent is a user");
    assert_eq!(
        floor.check(late, &[], true).map_err(|broken| broken.law),
        Err("nothing rings beyond its time")
    );
    assert_eq!(floor.check_empty().map_err(|broken| broken.law), Err("when all is over nobody is busy"));
}

#[test]
fn an_offer_beyond_somebodys_utilization_is_noticed() {
    let mut center = neglected();
    center.wake(NOW);
    let work = Work { conversation: id(1), media: Media::Message };
    let made = Made {
        work,
        agent: id(5),
        idle_since: None,
        before: PerMedia::default(),
        is_by_hand: false,
        came_later: BTreeSet::new(),
    };
    assert_eq!(check_capacity(&center, &made), Ok(()));
    let mut utilization = eyeline_acd::Utilization::default();
    utilization.0.message.capacity = 0;
    let user = User { utilization: Some(utilization), ..User::new(id(5), "Ana") };
    let configured = Command::Configure(Object::User(user));
    center.handle(NOW, configured).expect("the user is known");
    let broken = check_capacity(&center, &made).map_err(|broken| broken.law);
    assert_eq!(broken, Err("no agent has more than they may"));
}
