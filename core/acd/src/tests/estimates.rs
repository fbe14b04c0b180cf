//! How long a wait will be.

use eyeline_model::{
    CommunicationId, ConversationId, Duration, Ids, Media, QueueId, RoutingRequest, Timestamp, UserId,
};

use crate::{Abilities, Acd, Estimate, Formula, QueueSettings, Utilization, Work};

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
        let entry = self.acd.place(self.now, RoutingRequest::to(self.queue));
        self.acd.enqueue(work, entry);
        work
    }

    fn answer(&mut self) -> CommunicationId {
        self.arrive();
        let offer = self.acd.assign(self.now, &mut self.ids)[0].communication;
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
        office.acd.withdraw(work);
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
