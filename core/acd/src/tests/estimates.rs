//! How long a wait will be, and how a line did.

use eyeline_model::{
    CommunicationId, ConversationId, Duration, Ids, Media, PerMedia, QueueId, RoutingRequest, Timestamp,
    UserId,
};

use crate::{
    Abilities, Acd, Departure, Estimate, Formula, Outcomes, QueueSettings, ServiceLevelSettings, Utilization,
    Work,
};

/// One queue, and agents who answer everything at once and talk for `talk`.
struct Office {
    acd: Acd,
    ids: Ids,
    now: Timestamp,
    queue: QueueId,
}

impl Office {
    fn new() -> Self {
        let mut ids = Ids::new(3);
        let queue = ids.next();
        let mut acd = Acd::new(Utilization::default());
        acd.put_queue(queue, QueueSettings::default());
        Self { acd, ids, now: Timestamp(1_000_000), queue }
    }

    fn hire(&mut self) -> UserId {
        let agent = self.ids.next();
        self.acd.put_agent(agent, Abilities::default());
        self.acd.join(self.queue, agent);
        self.acd.go_on_queue(self.now, agent);
        agent
    }

    fn arrive(&mut self) -> Work {
        let work = Work { conversation: self.ids.next::<ConversationId>(), media: Media::Callback };
        let entry = self.acd.place(self.now, work.media, RoutingRequest::to(self.queue));
        self.acd.enqueue(work, entry);
        work
    }

    fn answer(&mut self) -> CommunicationId {
        self.arrive();
        let offer =
            self.acd.assign(self.now, &mut self.ids)[0].offer().expect("somebody is free").communication;
        self.acd.answer(self.now, offer).expect("it rings");
        offer
    }

    fn serve(&mut self, talk: Duration) {
        let offer = self.answer();
        self.now = self.now + talk;
        self.acd.hang_up(self.now, offer);
        self.acd.release(offer);
    }

    fn estimate(&self, work: Option<Work>) -> (i64, Formula) {
        let Estimate { wait, formula } =
            self.acd.estimated_wait(self.now, self.queue, Media::Callback, work).expect("the queue is known");
        (wait.as_secs(), formula)
    }
}

#[test]
fn the_wait_is_handling_time_times_those_ahead_over_agents() {
    let mut office = Office::new();
    office.hire();
    office.hire();
    office.serve(Duration::from_secs(100));
    office.serve(Duration::from_secs(200));
    let work = [office.arrive(), office.arrive(), office.arrive()];
    office.acd.assign(office.now, &mut office.ids);
    assert_eq!(office.estimate(Some(work[0])), (0, Formula::Simple), "it rings already");
    assert_eq!(office.estimate(Some(work[2])), (75, Formula::Simple));
    assert_eq!(office.estimate(None), (150, Formula::Simple));
}

#[test]
fn nobody_waits_for_an_agent_who_is_ready() {
    let mut office = Office::new();
    office.hire();
    assert_eq!(office.estimate(None), (0, Formula::Simple));
}

#[test]
fn once_enough_is_known_those_who_give_up_shorten_the_wait() {
    let mut office = Office::new();
    office.hire();
    (0..30).for_each(|_| office.serve(Duration::from_secs(100)));
    for _ in 0..10 {
        let work = office.arrive();
        office.acd.withdraw(office.now, work, Departure::Abandoned);
    }
    office.answer();
    assert_eq!(office.estimate(None), (75, Formula::Abandon));
}

#[test]
fn without_agents_the_estimate_is_the_longest_wait_so_far() {
    let mut office = Office::new();
    assert_eq!(office.estimate(None), (300, Formula::Simple), "nothing is known, so five minutes are taken");
    office.arrive();
    office.now = office.now + Duration::from_secs(1_000);
    assert_eq!(office.estimate(None), (1_000, Formula::Simple));
}

#[test]
fn no_estimate_for_what_does_not_wait_there() {
    let mut office = Office::new();
    let (elsewhere, stranger) = (office.ids.next::<QueueId>(), office.ids.next());
    assert_eq!(office.acd.estimated_wait(office.now, elsewhere, Media::Callback, None), None);
    let work = Work { conversation: stranger, media: Media::Callback };
    assert_eq!(office.acd.estimated_wait(office.now, office.queue, Media::Callback, Some(work)), None);
}

#[test]
fn each_formula_can_be_asked_for_by_name() {
    let mut office = Office::new();
    office.hire();
    let by = |office: &Office, formula| {
        let estimate = office.acd.estimated_wait_by(formula, office.now, office.queue, Media::Callback, None);
        estimate.map(|estimate| estimate.wait.as_secs())
    };
    assert_eq!(by(&office, Formula::Abandon), None, "too little is known");
    (0..30).for_each(|_| office.serve(Duration::from_secs(100)));
    for _ in 0..10 {
        let work = office.arrive();
        office.acd.withdraw(office.now, work, Departure::Abandoned);
    }
    office.answer();
    assert_eq!(by(&office, Formula::Simple), Some(100));
    assert_eq!(by(&office, Formula::Abandon), Some(75));
}

/// Two answered in time, one late, one given up at once and one after a while, one gone elsewhere.
fn outcomes(settings: ServiceLevelSettings) -> Office {
    let mut office = Office::new();
    let service_level = PerMedia::from_fn(|_| settings);
    office.acd.put_queue(office.queue, QueueSettings { service_level, ..QueueSettings::default() });
    let wait = |office: &mut Office, seconds: i64| {
        let work = office.arrive();
        office.now = office.now + Duration::from_secs(seconds);
        work
    };
    for (seconds, departure) in
        [(2, Departure::Abandoned), (90, Departure::Abandoned), (5, Departure::FlowedOut)]
    {
        let work = wait(&mut office, seconds);
        office.acd.withdraw(office.now, work, departure);
    }
    let agent = office.hire();
    for seconds in [0, 20, 21] {
        office.arrive();
        let offer =
            office.acd.assign(office.now, &mut office.ids)[0].offer().expect("she is free").communication;
        office.now = office.now + Duration::from_secs(seconds);
        office.acd.answer(office.now, offer).expect("it rings");
        office.acd.hang_up(office.now, offer);
        office.acd.release(offer);
    }
    assert!(office.acd.agent(agent).is_some_and(|agent| agent.assignments.is_empty()));
    office
}

fn permille(settings: ServiceLevelSettings) -> Option<u16> {
    let office = outcomes(settings);
    office.acd.service_level(office.now, office.queue, Media::Callback).expect("the queue is known").permille
}

#[test]
fn the_service_level_counts_what_its_switches_say() {
    let plain = ServiceLevelSettings::default();
    assert_eq!(permille(plain), Some(400), "two of three answered and two who gave up");
    assert_eq!(permille(ServiceLevelSettings { includes_flow_outs: true, ..plain }), Some(333));
    assert_eq!(permille(ServiceLevelSettings { excludes_abandons: true, ..plain }), Some(666));
    let excludes_abandons_within = Some(Duration::from_secs(5));
    assert_eq!(permille(ServiceLevelSettings { excludes_abandons_within, ..plain }), Some(500));
}

#[test]
fn the_service_level_is_that_of_the_last_half_hour() {
    let mut office = outcomes(ServiceLevelSettings::default());
    office.now = office.now + Duration::from_secs(31 * 60);
    let level =
        office.acd.service_level(office.now, office.queue, Media::Callback).expect("the queue is known");
    assert_eq!((level.permille, level.outcomes), (None, Outcomes::default()));
    let all = office.acd.outcomes(office.queue, Media::Callback).expect("the queue is known");
    assert_eq!((all.answered, all.in_time, all.abandoned, all.flowed_out), (3, 2, 2, 1));
}
