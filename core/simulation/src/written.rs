//! The tables of a scenario file, as written.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScenarioTable {
    pub(crate) name: String,
    pub(crate) opens: Spanned<String>,
    pub(crate) closes: Spanned<String>,
    #[serde(default)]
    pub(crate) skills: Vec<String>,
    #[serde(default)]
    pub(crate) languages: Vec<String>,
    #[serde(default)]
    pub(crate) queue: Vec<QueueTable>,
    #[serde(default)]
    pub(crate) arrivals: Vec<ArrivalsTable>,
    #[serde(default)]
    pub(crate) burst: Vec<BurstTable>,
    #[serde(default)]
    pub(crate) agents: Vec<AgentsTable>,
    pub(crate) faults: Option<FaultsTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct QueueTable {
    pub(crate) name: Spanned<String>,
    #[serde(default = "twenty_seconds")]
    pub(crate) service_level_s: Spanned<f64>,
    #[serde(default = "twenty")]
    pub(crate) alerting_s: Spanned<i64>,
    #[serde(default)]
    pub(crate) after_call_work: AfterCallWorkTable,
    #[serde(default = "a_minute")]
    pub(crate) after_call_work_timeout_s: Spanned<i64>,
    #[serde(default = "never")]
    pub(crate) prefers_for_s: Spanned<f64>,
    #[serde(default)]
    pub(crate) by_priority_only: bool,
    #[serde(default)]
    pub(crate) auto_answer: bool,
    pub(crate) overflow: Option<Spanned<OverflowTable>>,
    #[serde(default = "no_rings")]
    pub(crate) rings: Spanned<Vec<RingTable>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OverflowTable {
    pub(crate) to: Spanned<String>,
    #[serde(default)]
    pub(crate) as_callback: bool,
    pub(crate) depth: Option<Spanned<BandTable<usize>>>,
    pub(crate) wait_s: Option<Spanned<BandTable<f64>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BandTable<T> {
    pub(crate) from: T,
    pub(crate) to: T,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RingTable {
    pub(crate) wait_s: Option<Spanned<f64>>,
    #[serde(default)]
    pub(crate) removes: Vec<Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AfterCallWorkTable {
    #[default]
    Optional,
    Mandatory,
    Timeout,
    ForcedTimeout,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ArrivalsTable {
    pub(crate) name: Option<Spanned<String>>,
    pub(crate) queue: Spanned<String>,
    pub(crate) media: Spanned<MediaName>,
    pub(crate) per_half_hour: Spanned<Vec<f64>>,
    pub(crate) handling: Spanned<DistributionTable>,
    pub(crate) patience: Option<Spanned<DistributionTable>>,
    #[serde(default)]
    pub(crate) skills: Vec<Spanned<String>>,
    pub(crate) language: Option<Spanned<String>>,
    #[serde(default)]
    pub(crate) priority: i32,
    pub(crate) ahead: Option<Spanned<DistributionTable>>,
    pub(crate) escalates: Option<EscalationTable>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MediaName {
    Chat,
    Callback,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EscalationTable {
    pub(crate) queue: Spanned<String>,
    pub(crate) share: Spanned<f64>,
    pub(crate) after: Spanned<DistributionTable>,
    pub(crate) handling: Spanned<DistributionTable>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(deny_unknown_fields)]
pub(crate) struct DistributionTable {
    pub(crate) mean_s: Option<f64>,
    pub(crate) cv: Option<f64>,
    pub(crate) fixed_s: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BurstTable {
    pub(crate) arrivals: Spanned<String>,
    pub(crate) at: Spanned<String>,
    pub(crate) within_s: Spanned<f64>,
    pub(crate) count: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgentsTable {
    pub(crate) name: String,
    #[serde(default = "one")]
    pub(crate) count: usize,
    pub(crate) queues: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) skills: BTreeMap<Spanned<String>, Spanned<f64>>,
    #[serde(default)]
    pub(crate) languages: Vec<Spanned<String>>,
    #[serde(default = "the_first")]
    pub(crate) ring: Spanned<u8>,
    pub(crate) shift: Spanned<String>,
    #[serde(default)]
    pub(crate) breaks: Vec<Spanned<String>>,
    #[serde(default = "four_chats")]
    pub(crate) chats: Spanned<u8>,
    #[serde(default = "one_callback")]
    pub(crate) callbacks: Spanned<u8>,
    #[serde(default = "yes")]
    pub(crate) interrupts_chats: bool,
    pub(crate) answers_after: Option<Spanned<DistributionTable>>,
    pub(crate) after_call_work: Option<Spanned<DistributionTable>>,
    #[serde(default = "never")]
    pub(crate) misses: Spanned<f64>,
    #[serde(default = "never")]
    pub(crate) declines: Spanned<f64>,
    pub(crate) returns_after: Option<Spanned<DistributionTable>>,
    #[serde(default = "never")]
    pub(crate) sick: Spanned<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FaultsTable {
    #[serde(default = "never")]
    pub(crate) crashes_per_hour: Spanned<f64>,
    #[serde(default = "never")]
    pub(crate) lost_turns: Spanned<f64>,
    #[serde(default = "never")]
    pub(crate) duplicates: Spanned<f64>,
    #[serde(default = "never")]
    pub(crate) late: Spanned<f64>,
    #[serde(default)]
    pub(crate) wakes_late: bool,
    #[serde(default = "never")]
    pub(crate) meddling_per_hour: Spanned<f64>,
}

// What is not written has no place in the file.
fn unwritten<T>(value: T) -> Spanned<T> {
    Spanned::new(0..0, value)
}

fn twenty_seconds() -> Spanned<f64> {
    unwritten(20.0)
}

fn twenty() -> Spanned<i64> {
    unwritten(20)
}

fn a_minute() -> Spanned<i64> {
    unwritten(60)
}

fn one() -> usize {
    1
}

fn four_chats() -> Spanned<u8> {
    unwritten(4)
}

fn one_callback() -> Spanned<u8> {
    unwritten(1)
}

fn the_first() -> Spanned<u8> {
    unwritten(1)
}

fn no_rings() -> Spanned<Vec<RingTable>> {
    unwritten(Vec::new())
}

fn yes() -> bool {
    true
}

fn never() -> Spanned<f64> {
    unwritten(0.0)
}
