//! Tells another system what happens in rooms: at least once, in order.

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use eyeline_pexip::sink::{EventName, Report};
use http::{Request, header};
use serde::Serialize;
use tokio::sync::mpsc;

use crate::{
    config::{Config, EventSink},
    view,
};

/// Reports that wait while the other system does not answer. Later ones are lost, and counted.
const WAITING_REPORTS: usize = 10_000;
/// The first pause after a failure; it doubles up to the longest.
const SHORTEST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// The way to the event sink, if there is one; cheap to clone.
#[derive(Clone)]
pub(crate) struct Sink {
    reports: Option<mpsc::Sender<Unsent>>,
}

struct Unsent {
    at_s: f64,
    event: EventName,
    data: serde_json::Value,
}

impl Sink {
    pub(crate) fn start(config: &Config) -> Self {
        let reports = config.event_sink.clone().map(|target| {
            let (reports, waiting) = mpsc::channel(WAITING_REPORTS);
            let node: Arc<str> = config.node.as_str().into();
            tokio::spawn(deliver(node, target, waiting));
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

async fn deliver(node: Arc<str>, target: EventSink, mut waiting: mpsc::Receiver<Unsent>) {
    let mut seq = 0;
    while let Some(Unsent { at_s, event, data }) = waiting.recv().await {
        seq += 1;
        let report = Report { node: node.to_string(), seq, version: 2, time: at_s, event, data };
        let body = serde_json::to_vec(&report).expect("a report is plain data");
        let mut pause = SHORTEST_PAUSE;
        while let Err(reason) = send(&target, body.clone()).await {
            tracing::warn!(pause_ms = pause.as_millis(), "the event sink did not take a report: {reason}");
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

async fn send(target: &EventSink, body: Vec<u8>) -> Result<(), String> {
    let login = STANDARD.encode(format!("{}:{}", target.login.user, target.login.password));
    let request = Request::post(&target.path)
        .header(header::AUTHORIZATION, format!("Basic {login}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(body)
        .map_err(|error| error.to_string())?;
    let answer = target.connector.send(request).await.map_err(|error| error.to_string())?;
    let status = answer.status();
    if status.is_success() { Ok(()) } else { Err(format!("it answered {status}")) }
}
