//! A running emulator: lines out of it, characters into it, its exit code. Nothing here waits for ever.

use std::{
    ffi::OsStr,
    io::{BufRead as _, BufReader, Read, Write as _},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, anyhow, bail};

const QEMU: &str = "qemu-system-arm";

/// How long a line or the end may take. Where all is well it is a fraction of a second.
const PATIENCE: Duration = Duration::from_secs(20);

const GLANCE: Duration = Duration::from_millis(10);

/// An emulator, which ends with this value.
pub(super) struct Machine {
    child: Child,
    input: ChildStdin,
    lines: Receiver<String>,
    complaints: Option<JoinHandle<String>>,
    /// It was waited for in vain. What it says later would be taken for the answer to something else.
    is_silent: bool,
}

impl Machine {
    /// Starts the emulator. Its standard output and input are taken.
    pub(super) fn start<I, S>(arguments: I) -> Result<Self>
    where
        I: IntoIterator<Item = S>,
        S: AsRef<OsStr>,
    {
        let mut child = Command::new(QEMU)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start `{QEMU}` (Debian: qemu-system-arm)"))?;
        let input = child.stdin.take().context("no standard input")?;
        let output = child.stdout.take().context("no standard output")?;
        let complaints = child.stderr.take().context("no standard error")?;
        Ok(Self {
            child,
            input,
            lines: lines(output),
            complaints: Some(thread::spawn(move || text(complaints))),
            is_silent: false,
        })
    }

    /// Waits for the next line of its output.
    pub(super) fn line(&mut self) -> Result<String> {
        self.is_heard()?;
        match self.lines.recv_timeout(PATIENCE) {
            Ok(line) => Ok(line),
            Err(RecvTimeoutError::Timeout) => {
                self.is_silent = true;
                bail!("the firmware said nothing for {} s", PATIENCE.as_secs())
            }
            Err(RecvTimeoutError::Disconnected) => Err(self.autopsy()),
        }
    }

    /// Shows lines until there are no more, none of which may take longer than `patience`, and waits for its end.
    pub(super) fn finish(&mut self, patience: Duration) -> Result<i32> {
        loop {
            match self.lines.recv_timeout(patience) {
                Ok(line) => println!("{line}"),
                Err(RecvTimeoutError::Timeout) => {
                    bail!("the firmware said nothing for {} s", patience.as_secs())
                }
                Err(RecvTimeoutError::Disconnected) => return self.exit_code(),
            }
        }
    }

    /// Sends one character to its standard input.
    pub(super) fn send(&mut self, character: u8) -> Result<()> {
        self.input
            .write_all(&[character])
            .and_then(|()| self.input.flush())
            .context("the emulator takes no requests")
    }

    /// Waits for its end.
    pub(super) fn exit_code(&mut self) -> Result<i32> {
        self.is_heard()?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait()? {
                return status.code().context("the emulator was killed");
            }
            if Instant::now() > deadline {
                bail!("the emulator has not ended in {} s", PATIENCE.as_secs());
            }
            thread::sleep(GLANCE);
        }
    }

    fn is_heard(&self) -> Result<()> {
        if self.is_silent {
            bail!("the firmware has been silent before");
        }
        Ok(())
    }

    /// Why it said no more.
    fn autopsy(&mut self) -> anyhow::Error {
        let code = match self.exit_code() {
            Ok(code) => code.to_string(),
            Err(error) => return error,
        };
        let complaints = self.complaints.take().map(JoinHandle::join);
        let complaints = complaints.and_then(Result::ok).unwrap_or_default();
        anyhow!(
            "the emulator ended with exit code {code}: {}",
            complaints.trim()
        )
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Lines as they come, until there are no more.
fn lines(output: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

fn text(mut stream: impl Read) -> String {
    let mut bytes = Vec::new();
    // What came before a failure is still worth showing.
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}
