//! Doc comments: prose, code in fences, and the section on cancellation.

use super::{Output, Problem, blocking, prose, tokens::DocRun};

/// Writes the blocking form of a doc comment; nothing at all if nothing is left.
pub(crate) fn doc_comment(run: &DocRun<'_>, out: &mut Output) -> Result<(), Problem> {
    let mut kept = without_cancellation(&run.lines);
    if kept.len() < run.lines.len() {
        while kept.last().is_some_and(|(text, _)| text.trim().is_empty()) {
            kept.pop();
        }
    }
    let mut lines: Vec<(String, usize)> = Vec::new();
    let mut code: Option<Fence> = None;
    for (text, line) in kept {
        match (&mut code, fence(text)) {
            (None, None) => lines.push((prose::line(text), line)),
            (None, Some(info)) => {
                lines.push((text.to_owned(), line));
                code = Some(Fence {
                    rust: is_rust(info),
                    text: String::new(),
                    line: line + 1,
                });
            }
            (Some(fence), None) => {
                fence.text.push_str(text);
                fence.text.push('\n');
            }
            (Some(_), Some(_)) => {
                if let Some(fence) = code.take() {
                    lines.extend(fence.finish()?);
                }
                lines.push((text.to_owned(), line));
            }
        }
    }
    if let Some(fence) = code {
        lines.extend(fence.finish()?);
    }
    for (index, (text, line)) in lines.iter().enumerate() {
        let gap = if index == 0 { "" } else { run.gap };
        out.push(gap, line.saturating_sub(1));
        out.push(run.prefix, *line);
        out.push(text, *line);
    }
    Ok(())
}

struct Fence {
    rust: bool,
    text: String,
    line: usize,
}

impl Fence {
    fn finish(self) -> Result<Vec<(String, usize)>, Problem> {
        let text = if self.rust {
            blocking(&self.text, self.line)?.text().to_owned()
        } else {
            self.text
        };
        let lines = text.lines().enumerate();
        Ok(lines
            .map(|(n, text)| (text.trim_end().to_owned(), self.line + n))
            .collect())
    }
}

/// What follows the back-ticks, if the line opens or closes a fence.
fn fence(text: &str) -> Option<&str> {
    text.trim_start().strip_prefix("```")
}

fn is_rust(info: &str) -> bool {
    const RUST: [&str; 5] = ["rust", "no_run", "ignore", "should_panic", "compile_fail"];
    let mut words = info.split([',', ' ']).filter(|word| !word.is_empty());
    words.all(|word| RUST.contains(&word) || word.starts_with("edition") || word.starts_with('E'))
}

fn without_cancellation<'a>(lines: &[(&'a str, usize)]) -> Vec<(&'a str, usize)> {
    let mut kept = Vec::with_capacity(lines.len());
    let mut in_fence = false;
    let mut dropping = false;
    for (text, line) in lines {
        in_fence ^= fence(text).is_some();
        if !in_fence && is_heading(text) {
            let title = text.trim().trim_start_matches('#').trim();
            dropping = title.eq_ignore_ascii_case("cancellation safety");
        }
        if !dropping {
            kept.push((*text, *line));
        }
    }
    kept
}

fn is_heading(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with('#') && text.trim_start_matches('#').starts_with(' ')
}
