//! QEMU's machine protocol: a JSON object per line, a command at a time.

use std::{
    io::{BufRead as _, BufReader, Read, Write},
    os::unix::net::UnixStream,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

/// How long the socket may take to appear, and an answer to come.
const PATIENCE: Duration = Duration::from_secs(10);

const GLANCE: Duration = Duration::from_millis(10);

/// A connection that takes commands.
pub(super) struct Qmp<S> {
    stream: BufReader<S>,
}

impl Qmp<UnixStream> {
    /// Connects to an emulator that may still be starting.
    pub(super) fn connect(socket: &Path) -> Result<Self> {
        let deadline = Instant::now() + PATIENCE;
        let stream = loop {
            match UnixStream::connect(socket) {
                Ok(stream) => break stream,
                Err(_) if Instant::now() < deadline => thread::sleep(GLANCE),
                Err(error) => return Err(error).context("the emulator opens no QMP socket"),
            }
        };
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Self::over(stream)
    }
}

impl<S: Read + Write> Qmp<S> {
    /// Waits for the greeting and leaves the negotiation, in which no other command is taken.
    fn over(stream: S) -> Result<Self> {
        let mut qmp = Self {
            stream: BufReader::new(stream),
        };
        let greeting = qmp.message()?;
        if greeting.get("QMP").is_none() {
            bail!("QMP begins with {greeting}");
        }
        qmp.execute("qmp_capabilities", &json!({}))?;
        Ok(qmp)
    }

    /// Sets a property of an object.
    pub(super) fn set(&mut self, object: &str, property: &str, value: i64) -> Result<()> {
        let arguments = json!({ "path": object, "property": property, "value": value });
        self.execute("qom-set", &arguments)?;
        Ok(())
    }

    fn execute(&mut self, command: &str, arguments: &Value) -> Result<Value> {
        let mut line = json!({ "execute": command, "arguments": arguments }).to_string();
        line.push('\n');
        self.stream.get_mut().write_all(line.as_bytes())?;
        loop {
            let mut message = self.message()?;
            if let Some(error) = message.get("error") {
                bail!("QEMU refuses {command} {arguments}: {error}");
            }
            if let Some(answer) = message.get_mut("return") {
                return Ok(answer.take());
            }
            // What is left is an event, and none matters here.
        }
    }

    fn message(&mut self) -> Result<Value> {
        let mut line = String::new();
        let length = self.stream.read_line(&mut line).context("no QMP answer")?;
        if length == 0 {
            bail!("the emulator has closed QMP");
        }
        serde_json::from_str(&line).with_context(|| format!("not QMP: {}", line.trim()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    /// An emulator that says what it says, whatever it is asked.
    struct Script {
        says: io::Cursor<Vec<u8>>,
        heard: Vec<u8>,
    }

    impl Script {
        fn new(lines: &[&str]) -> Self {
            Self {
                says: io::Cursor::new(lines.join("\n").into_bytes()),
                heard: Vec::new(),
            }
        }
    }

    impl Read for Script {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.says.read(buffer)
        }
    }

    impl Write for Script {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.heard.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    const GREETING: &str = r#"{"QMP": {"version": {}, "capabilities": []}}"#;
    const DONE: &str = r#"{"return": {}}"#;

    fn set(lines: &[&str]) -> Result<String> {
        let mut qmp = Qmp::over(Script::new(lines))?;
        qmp.set("/machine/peripheral/thermometer", "temperature", -250)?;
        Ok(String::from_utf8_lossy(&qmp.stream.get_ref().heard).into_owned())
    }

    #[test]
    fn a_property_is_set_after_the_negotiation() {
        let heard = set(&[GREETING, DONE, DONE]).unwrap();
        let commands: Vec<Value> = heard
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let path = "/machine/peripheral/thermometer";
        let arguments = json!({ "path": path, "property": "temperature", "value": -250 });
        assert_eq!(
            commands,
            [
                json!({ "execute": "qmp_capabilities", "arguments": {} }),
                json!({ "execute": "qom-set", "arguments": arguments }),
            ]
        );
    }

    #[test]
    fn an_event_is_no_answer() {
        let event = r#"{"event": "RTC_CHANGE", "data": {}}"#;
        set(&[GREETING, event, DONE, event, DONE]).unwrap();
        set(&[GREETING, DONE, event]).unwrap_err();
    }

    #[test]
    fn a_refusal_is_an_error() {
        let refusal = r#"{"error": {"class": "GenericError", "desc": "out of range"}}"#;
        let error = set(&[GREETING, DONE, refusal]).unwrap_err();
        assert!(error.to_string().contains("out of range"), "{error}");
    }

    #[test]
    fn something_else_is_an_error() {
        set(&[DONE, DONE, DONE]).unwrap_err();
        set(&[GREETING, "garbage", DONE]).unwrap_err();
        set(&[GREETING]).unwrap_err();
    }
}
