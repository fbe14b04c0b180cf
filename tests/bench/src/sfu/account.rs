//! The kernel's account of processor time.

use std::{fs, path::PathBuf, time::Duration};

use anyhow::{Context as _, Result};

/// Ticks a second in which the kernel counts (`getconf CLK_TCK`; 100 on every Linux).
const TICKS: f64 = 100.0;

/// The account of a process or of one of our threads.
pub(super) struct Account(PathBuf);

impl Account {
    pub(super) fn of_process(id: u32) -> Self {
        Self(format!("/proc/{id}/stat").into())
    }

    /// That of our own thread called `name`.
    pub(super) fn of_thread(name: &str) -> Result<Self> {
        let tasks = fs::read_dir("/proc/self/task")?.flatten();
        let mut folders = tasks.map(|task| task.path());
        let is_it =
            |folder: &PathBuf| fs::read_to_string(folder.join("comm")).is_ok_and(|comm| comm.trim() == name);
        let folder = folders.find(is_it).with_context(|| format!("there is no thread {name}"))?;
        Ok(Self(folder.join("stat")))
    }

    /// Processor time so far (proc(5): utime and stime are fields 14 and 15).
    pub(super) fn busy(&self) -> Result<Duration> {
        let text =
            fs::read_to_string(&self.0).with_context(|| format!("cannot read {}", self.0.display()))?;
        // The second field is a name in brackets, which may itself hold spaces.
        let (_, fields) = text.rsplit_once(") ").context("stat has a name in brackets")?;
        let ticks = fields.split(' ').skip(11).take(2).map(str::parse::<f64>).sum::<Result<f64, _>>()?;
        Ok(Duration::from_secs_f64(ticks / TICKS))
    }
}
