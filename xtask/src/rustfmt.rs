//! Formatting of generated text, which also proves that it parses.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result};

/// Why rustfmt refused a text.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// Line of the text, from 1.
    pub(crate) line: usize,
    pub(crate) message: String,
}

/// Formats `text` with the configuration of the workspace at `root`.
pub(crate) fn format(root: &Path, text: &str) -> Result<std::result::Result<String, Refusal>> {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024", "--color", "never", "--config-path"])
        .arg(root)
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot start rustfmt")?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin
            .write_all(text.as_bytes())
            .context("rustfmt does not read")?;
    }
    let output = child.wait_with_output().context("rustfmt does not end")?;
    if output.status.success() {
        let text = String::from_utf8(output.stdout).context("rustfmt printed no text")?;
        return Ok(Ok(text));
    }
    Ok(Err(refusal(&String::from_utf8_lossy(&output.stderr))))
}

fn refusal(stderr: &str) -> Refusal {
    let line = stderr
        .split("<stdin>:")
        .nth(1)
        .and_then(|rest| rest.split(':').next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(1);
    let message = stderr.lines().next().unwrap_or("rustfmt failed");
    Refusal {
        line,
        message: message.trim_start_matches("error: ").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
    }

    #[test]
    fn formats() {
        let text = format(&root(), "fn  f( ){}\n\n\n\nmod absent;\n").unwrap();
        assert_eq!(text.unwrap(), "fn f() {}\n\nmod absent;\n");
    }

    #[test]
    fn names_the_line_of_a_mistake() {
        let refusal = format(&root(), "fn f() {}\nfn g( {}\n")
            .unwrap()
            .unwrap_err();
        assert_eq!(refusal.line, 2);
        assert!(!refusal.message.is_empty());
    }
}
