//! A PostgreSQL server of the tests' own: started in a temporary folder on a free port, stopped after.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context as _, Result, bail};
use tempfile::TempDir;

use crate::{
    run::{find, output},
    setup::is_root,
};

/// How often the server is asked whether it is up, a tenth of a second apart.
const PATIENCE: u32 = 300;

/// A running server; dropping it stops it.
pub(crate) struct Postgres {
    server: Child,
    port: u16,
    /// Holds the data until the server has stopped.
    _folder: TempDir,
}

/// The folder with PostgreSQL's programs, if it is installed.
pub(crate) fn programs() -> Option<PathBuf> {
    // Debian keeps them off the path, one folder a version.
    let versions = fs::read_dir("/usr/lib/postgresql").ok();
    let mut folders: Vec<PathBuf> =
        versions.into_iter().flatten().flatten().map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders
        .into_iter()
        .rev()
        .find(|folder| folder.join("initdb").is_file())
        .or_else(|| find("initdb").and_then(|program| program.parent().map(Path::to_owned)))
}

impl Postgres {
    /// Starts a server and waits until it answers.
    pub(crate) fn start() -> Result<Self> {
        let programs = programs().context("PostgreSQL is not installed")?;
        let folder = tempfile::Builder::new().prefix("eyeline-postgres-").tempdir()?;
        let data = folder.path().join("data");
        give_to_postgres(folder.path())?;
        let mut initdb = as_postgres(&programs.join("initdb"))?;
        output(initdb.args(["--auth=trust", "--username=eyeline", "--encoding=UTF8", "-D"]).arg(&data))?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut server = as_postgres(&programs.join("postgres"))?;
        server
            .arg("-D")
            .arg(&data)
            .args(["-p", &port.to_string(), "-h", "127.0.0.1", "-k"])
            .arg(folder.path());
        // Tests ask what is committed, not what survives a power cut.
        server.args(["-c", "fsync=off", "-c", "max_connections=200"]);
        let log = fs::File::create(folder.path().join("log"))?;
        let server = server.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?;
        let mut this = Self { server, port, _folder: folder };
        this.wait(&programs)?;
        Ok(this)
    }

    /// Where tests find it.
    pub(crate) fn url(&self) -> String {
        format!("postgres://eyeline@127.0.0.1:{}/postgres", self.port)
    }

    fn wait(&mut self, programs: &Path) -> Result<()> {
        for _ in 0..PATIENCE {
            let mut ready = Command::new(programs.join("pg_isready"));
            if output(ready.args(["-h", "127.0.0.1", "-p", &self.port.to_string()])).is_ok() {
                return Ok(());
            }
            if let Some(status) = self.server.try_wait()? {
                bail!("PostgreSQL ended while starting ({status})");
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        bail!("PostgreSQL did not answer on port {}", self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGINT is PostgreSQL's fast shutdown: it ends its own children.
        let stopped = Command::new("kill").args(["-INT", &self.server.id().to_string()]).status();
        if !stopped.is_ok_and(|status| status.success()) {
            drop(self.server.kill());
        }
        drop(self.server.wait());
    }
}

/// PostgreSQL refuses to run as root; Debian's package brings a user for it.
fn as_postgres(program: &Path) -> Result<Command> {
    if !is_root()? {
        return Ok(Command::new(program));
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
    command.current_dir("/");
    Ok(command)
}

fn give_to_postgres(folder: &Path) -> Result<()> {
    if is_root()? {
        output(Command::new("chown").arg("postgres:postgres").arg(folder))?;
    }
    Ok(())
}
