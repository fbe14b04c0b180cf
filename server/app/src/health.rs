//! Whether the process lives, whether it can serve, and what it counts.

use anyhow::{Context as _, Result};
use axum::{Router, http::StatusCode, routing::get};
use eyeline_shell::Store;
use metrics_exporter_prometheus::PrometheusBuilder;

/// Routes of `/health/live`, `/health/ready` and `/metrics` (Prometheus text format).
pub(crate) fn router(store: Store) -> Result<Router> {
    let prometheus =
        PrometheusBuilder::new().install_recorder().context("the metrics recorder is already there")?;
    let ready = move || {
        let store = store.clone();
        async move {
            if store.is_ready().await {
                (StatusCode::OK, "ready")
            } else {
                (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer")
            }
        }
    };
    Ok(Router::new()
        .route("/health/live", get(|| async { "live" }))
        .route("/health/ready", get(ready))
        .route("/metrics", get(move || async move { prometheus.render() })))
}
