//! Tells another system what happens in rooms: at least once, in order.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use eyeline_pexip::sink::{EventName, Report};
use http::{Request, StatusCode, header};
use serde::Serialize;
use tokio::sync::mpsc;

use crate::{config::EventSink, view};

/// Reports that wait while the other system does not answer. Later ones are lost, and counted.
const WAITING_REPORTS: usize = 10_000;
/// The first pause after a failure; it doubles up to the longest.
const SHORTEST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// The way to the event sink, if there is one; cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Sink {
    reports: Option<mpsc::Sender<Unsent>>,
}

struct Unsent {
    at_s: f64,
    event: EventName,
    data: serde_json::Value,
}

impl Sink {
    pub(crate) fn start(node: &str, target: Option<EventSink>) -> Self {
        let reports = target.map(|target| {
            let (reports, waiting) = mpsc::channel(WAITING_REPORTS);
            tokio::spawn(deliver(node.to_owned(), target, waiting));
            reports
        });
        let sink = Self { reports };
        sink.tell(EventName::EventsinkStarted, &serde_json::json!({}));
        sink
    }

    pub(crate) fn tell(&self, event: EventName, data: &impl Serialize) {
        let Some(reports) = &self.reports else { return };
        let data = serde_json::to_value(data).expect("a report is plain data");
        let unsent = Unsent { at_s: view::seconds(eyeline_shell::now()), event, data };
        if reports.try_send(unsent).is_err() {
            metrics::counter!("conference_sink_reports_lost_total").increment(1);
            tracing::error!("the event sink does not keep up: a report was lost");
        }
    }
}

async fn deliver(node: String, target: EventSink, mut waiting: mpsc::Receiver<Unsent>) {
    // A node that is started again goes on beyond what it has told before, or it would look like repetition.
    let mut seq = eyeline_shell::now().as_millis().unsigned_abs();
    while let Some(Unsent { at_s, event, data }) = waiting.recv().await {
        seq += 1;
        let report = Report { node: node.clone(), seq, version: 2, time: at_s, event, data };
        insist(&target, &serde_json::to_vec(&report).expect("a report is plain data")).await;
    }
}

/// Tells until it is heard, or until it is clear that it never will be.
async fn insist(target: &EventSink, report: &[u8]) {
    let mut pause = SHORTEST_PAUSE;
    loop {
        match send(target, report.to_vec()).await {
            Ok(()) => return,
            Err(NotTaken::Never(status)) => {
                metrics::counter!("conference_sink_reports_lost_total").increment(1);
                return tracing::error!("the event sink does not want a report, which is lost: {status}");
            }
            Err(NotTaken::Yet(reason)) => {
                let pause_ms = pause.as_millis();
                tracing::warn!(pause_ms, "the event sink did not take a report: {reason}");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }
}

/// Why a report was not taken.
enum NotTaken {
    /// It may be, later.
    Yet(String),
    /// There is something wrong with the report itself. Those after it must not wait for it.
    Never(StatusCode),
}

async fn send(target: &EventSink, body: Vec<u8>) -> Result<(), NotTaken> {
    let login = STANDARD.encode(format!("{}:{}", target.login.user, target.login.password));
    let request = Request::post(&target.path)
        .header(header::AUTHORIZATION, format!("Basic {login}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(body)
        .map_err(|error| NotTaken::Yet(error.to_string()))?;
    let answer = target.connector.send(request).await;
    match answer.map_err(|error| NotTaken::Yet(error.to_string()))?.status() {
        status if status.is_success() => Ok(()),
        status @ (StatusCode::BAD_REQUEST
        | StatusCode::PAYLOAD_TOO_LARGE
        | StatusCode::UNSUPPORTED_MEDIA_TYPE
        | StatusCode::UNPROCESSABLE_ENTITY) => Err(NotTaken::Never(status)),
        status => Err(NotTaken::Yet(format!("it answered {status}"))),
    }
}
