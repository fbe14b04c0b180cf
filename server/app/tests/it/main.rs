//! The binary, run as an operator runs it.

mod documented;
mod flow_check;
mod flow_eval;
mod flow_publish;
mod simulate;

use std::{
    fmt,
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
    thread,
};

const EYELINE: &str = env!("CARGO_BIN_EXE_eyeline");

/// What a command has said, and how it ended.
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("what is said is UTF-8");
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// For a reader: standard output, then the other if anything was said there, then the exit code.
impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.out)?;
        self.err.lines().try_for_each(|line| writeln!(f, "2> {line}"))?;
        writeln!(f, "exit code {}", self.code.unwrap_or(-1))
    }
}

/// A command that has not been started; it reads and says what the test wants.
fn eyeline(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(EYELINE);
    command.args(arguments).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs a command to its end.
fn run(folder: &Path, arguments: &[&str], input: &[u8]) -> Said {
    let mut child = eyeline(folder, arguments).spawn().expect("the binary starts");
    let mut stdin = child.stdin.take().expect("its input");
    let output = thread::scope(|scope| {
        // Beside the reading: neither side waits for the other's pipe to have room.
        scope.spawn(move || {
            // A command that has not read everything says why itself.
            let _all_read = stdin.write_all(input);
        });
        child.wait_with_output().expect("it ends")
    });
    output.into()
}
