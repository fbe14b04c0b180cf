//! The loop, the store and the outbox together, on each database.

mod tally;

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use eyeline_model::{OrganizationId, Timestamp};
use eyeline_shell::{LoopError, Outbox, Performed, Statement};
use tally::{Bed, Count, Refused};
use uuid::Uuid;

/// Runs a test on SQLite, and on PostgreSQL where the environment names one.
macro_rules! on_each_database {
    ($($(#[$doc:meta])* async fn $name:ident($bed:ident: &Bed) $body:block)*) => {$(
        $(#[$doc])*
        #[tokio::test]
        async fn $name() {
            for bed in Bed::each().await {
                let $bed = &bed;
                $body
                bed.strike().await;
            }
        }
    )*};
}

on_each_database! {
    async fn what_was_answered_is_there_after_a_restart(bed: &Bed) {
        let handle = bed.start().await;
        for _ in 0..3 {
            handle.send(Count::Add(2)).await.expect("added");
        }
        drop(handle);
        let again = bed.start().await;
        assert_eq!(again.read(|tally| tally.total).await, Some(6));
        let logged = bed.store.query(Statement::new("SELECT kind FROM events ORDER BY id")).await.expect("log");
        assert_eq!(logged.len(), 3);
    }

    async fn a_refusal_changes_nothing(bed: &Bed) {
        let handle = bed.start().await;
        let refused = handle.send(Count::Add(-1)).await;
        assert!(matches!(refused, Err(LoopError::Refused(Refused))));
        assert_eq!(handle.read(|tally| tally.total).await, Some(0));
    }

    async fn a_broken_core_is_built_again_from_the_store(bed: &Bed) {
        let handle = bed.start().await;
        handle.send(Count::Add(5)).await.expect("added");
        assert!(matches!(handle.send(Count::Break).await, Err(LoopError::NotCommitted)));
        handle.send(Count::Add(1)).await.expect("the loop goes on");
        assert_eq!(handle.read(|tally| tally.total).await, Some(6));
    }

    /// Many at once, while turns are lost and the core breaks: what was answered is there, and nothing else is.
    async fn exactly_what_was_answered_is_there(bed: &Bed) {
        let handle = bed.start().await;
        let clients = (0..16).map(|client| {
            let handle = handle.clone();
            tokio::spawn(async move {
                let mut added = 0;
                for round in 0..40 {
                    match (client, round % 10) {
                        (0, 3) => assert!(handle.send(Count::Spoil).await.is_err()),
                        (1, 7) => assert!(handle.send(Count::Break).await.is_err()),
                        _ => added += i64::from(handle.send(Count::Add(1)).await.is_ok()),
                    }
                }
                added
            })
        });
        let clients: Vec<_> = clients.collect();
        let mut added = 0;
        for client in clients {
            added += client.await.expect("the client went on");
        }
        assert!(added > 0);
        assert_eq!(handle.read(|tally| tally.total).await, Some(added));
        let rows = bed.store.query(Statement::new("SELECT total FROM tally")).await.expect("the tally");
        assert_eq!(rows[0].int("total").expect("a number"), added);
    }

    async fn notices_come_after_the_commit(bed: &Bed) {
        let handle = bed.start().await;
        let mut notices = handle.subscribe();
        handle.send(Count::Add(4)).await.expect("added");
        assert_eq!(notices.recv().await.expect("a notice")[..], [4]);
    }

    async fn a_commit_does_every_statement_in_its_order_or_none(bed: &Bed) {
        let row = |id: i64| Statement::new("INSERT INTO tally (id, total) VALUES ($1, $2)").bind(id).bind(id * 10);
        let double = || Statement::new("UPDATE tally SET total = total * 2");
        let statements = (1..=45).map(row).chain([double(), double()]).chain((46..=100).map(row));
        bed.store.commit(statements.collect()).await.expect("each id is new");
        let read = || bed.store.query(Statement::new("SELECT total FROM tally ORDER BY id"));
        let totals: Vec<i64> =
            read().await.expect("rows").iter().map(|row| row.int("total").expect("a total")).collect();
        assert_eq!(totals, (1..=45).map(|id| id * 40).chain((46..=100).map(|id| id * 10)).collect::<Vec<_>>());

        let twice = (101..=140).chain([120]).map(row).collect();
        bed.store.commit(twice).await.expect_err("an id comes twice");
        assert_eq!(read().await.expect("rows").len(), 100);
    }

    async fn a_job_is_done_once_tried_again_and_kept_in_order(bed: &Bed) {
        let handle = bed.start().await;
        handle.send(Count::Post { subject: "a", revision: 1 }).await.expect("posted");
        handle.send(Count::Post { subject: "a", revision: 1 }).await.expect("posted again under the same key");
        handle.send(Count::Post { subject: "a", revision: 2 }).await.expect("posted");
        let (done, mut all) = tokio::sync::mpsc::unbounded_channel();
        let tries = Arc::new(AtomicU32::new(0));
        let outbox = Outbox::new(bed.store.clone());
        let cipher = bed.cipher().await;
        let work = outbox.work("tally", bed.organization(), cipher, move |job| {
            let (tries, done) = (tries.clone(), done.clone());
            async move {
                if tries.fetch_add(1, Ordering::SeqCst) == 0 {
                    return Performed::Later("the other side is away".to_owned());
                }
                done.send(job.revision).expect("the test listens");
                Performed::Done
            }
        });
        tokio::select! {
            () = work => unreachable!("the worker goes on until it is dropped"),
            () = async {
                assert_eq!(all.recv().await, Some(1));
                assert_eq!(all.recv().await, Some(2));
            } => {}
        }
    }

    async fn a_job_that_cannot_be_read_is_set_aside_where_an_operator_sees_it_and_the_next_is_done(bed: &Bed) {
        let handle = bed.start().await;
        for revision in 1..=3 {
            handle.send(Count::Post { subject: "a", revision }).await.expect("posted");
        }
        let spoil = Statement::new("UPDATE outbox SET body = $1 WHERE revision = 1").bind(vec![0_u8; 40]);
        bed.store.commit(vec![spoil]).await.expect("it is nonsense now");
        let (done, mut all) = tokio::sync::mpsc::unbounded_channel();
        let outbox = Outbox::new(bed.store.clone());
        let work = outbox.work("tally", bed.organization(), bed.cipher().await, move |job| {
            let done = done.clone();
            async move {
                done.send(job.revision).expect("the test listens");
                if job.revision == 2 { Performed::Never("nobody can".to_owned()) } else { Performed::Done }
            }
        });
        tokio::select! {
            () = work => unreachable!("the worker goes on until it is dropped"),
            () = async {
                assert_eq!(all.recv().await, Some(2));
                assert_eq!(all.recv().await, Some(3));
            } => {}
        }
        let seen = "SELECT revision, failure FROM outbox WHERE failure IS NOT NULL ORDER BY revision";
        let seen = bed.store.query(Statement::new(seen)).await.expect("what an operator sees");
        let seen: Vec<_> = seen.iter().map(|row| (row.int("revision").ok(), row.text("failure").ok())).collect();
        let unreadable = "it cannot be read: the store's data was sealed with another master key";
        assert_eq!(seen, [(Some(1), Some(unreadable)), (Some(2), Some("nobody can"))]);
    }

    async fn a_job_waits_for_none_of_another_organization(bed: &Bed) {
        let handle = bed.start().await;
        handle.send(Count::Post { subject: "a", revision: 1 }).await.expect("posted");
        let elsewhere = OrganizationId::from(Uuid::new_v4());
        let give = Statement::new("UPDATE outbox SET organization_id = $1").bind(elsewhere);
        bed.store.commit(vec![give]).await.expect("it is another's");
        handle.send(Count::Post { subject: "a", revision: 2 }).await.expect("posted");
        let (done, mut all) = tokio::sync::mpsc::unbounded_channel();
        let outbox = Outbox::new(bed.store.clone());
        let work = outbox.work("tally", bed.organization(), bed.cipher().await, move |job| {
            let done = done.clone();
            async move {
                done.send(job.revision).expect("the test listens");
                Performed::Done
            }
        });
        let waited = tokio::time::timeout(std::time::Duration::from_secs(20), async {
            tokio::select! {
                () = work => unreachable!("the worker goes on until it is dropped"),
                revision = all.recv() => revision,
            }
        });
        assert_eq!(waited.await.expect("it waits for nothing"), Some(2));
    }

    async fn a_job_that_died_with_its_process_is_done_at_once_unless_another_may_be_at_it(bed: &Bed) {
        let handle = bed.start().await;
        handle.send(Count::Post { subject: "a", revision: 1 }).await.expect("posted");
        let lease = Statement::new("UPDATE outbox SET lease_until = $1");
        let soon = Timestamp(eyeline_shell::now().as_millis() + 1_500);
        bed.store.commit(vec![lease.bind(soon)]).await.expect("claimed by a process that has died");
        let (done, mut all) = tokio::sync::mpsc::unbounded_channel();
        let outbox = Outbox::new(bed.store.clone());
        let work = outbox.work("tally", bed.organization(), bed.cipher().await, move |_| {
            let done = done.clone();
            async move {
                done.send(eyeline_shell::now()).expect("the test listens");
                Performed::Done
            }
        });
        tokio::select! {
            () = work => unreachable!("the worker goes on until it is dropped"),
            at = all.recv() => assert_eq!(at.expect("done") < soon, bed.store.has_one_process()),
        }
    }
}
