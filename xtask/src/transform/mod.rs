//! Turns the text of an async half into the text of its blocking twin.
//!
//! The rules, on tokens, so that literals stay as they are:
//!
//! | in `asynch.rs` | in `blocking.rs` |
//! |---|---|
//! | `async fn`, async closures | without `async` |
//! | `async { … }`, `async move { … }` | the plain block; refused when it holds `?` or `return` |
//! | `.await` | removed |
//! | `impl Future<Output = T>` | `T` |
//! | `embedded_hal_async`, `read_async`, `AsyncRegisterInterface` | `embedded_hal`, `read`, `RegisterInterface` |
//! | `asynch` | `blocking` |
//! | lints about futures in `expect` and `allow` | removed |
//! | doc section `# Cancellation Safety` | removed |
//! | from `// async only` to `// end async only` | removed |
//! | `// blocking only: …` | `…` |
//! | comments and docs | see [`prose`]; Rust code in doc fences follows the rules above |

mod docs;
mod output;
pub(crate) mod prose;
mod tokens;

#[cfg(test)]
mod tests;

use std::fmt;

use ra_ap_rustc_lexer::TokenKind;

pub(crate) use output::Output;
use tokens::Tokens;

const ONLY: &str = "async only";
const END_ONLY: &str = "end async only";
const BLOCKING_ONLY: &str = "blocking only: ";
const ASYNC_LINTS: [&str; 5] = [
    "async_fn_in_trait",
    "clippy::future_not_send",
    "clippy::large_futures",
    "clippy::manual_async_fn",
    "clippy::unused_async",
];

/// What has no blocking form, with its line in the source.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) line: usize,
    pub(crate) message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

/// Transforms `source`, whose first line has the number `first_line`.
pub(crate) fn blocking(source: &str, first_line: usize) -> Result<Output, Problem> {
    let mut pass = Pass {
        tokens: Tokens::new(source, first_line),
        out: Output::default(),
    };
    let mut index = 0;
    while let Some(next) = pass.step(index)? {
        index = next;
    }
    Ok(pass.out)
}

struct Pass<'a> {
    tokens: Tokens<'a>,
    out: Output,
}

impl Pass<'_> {
    /// Handles the token at `index`; returns the index of the next one to handle.
    fn step(&mut self, index: usize) -> Result<Option<usize>, Problem> {
        let Some(token) = self.tokens.get(index) else {
            return Ok(None);
        };
        let next = match token.kind {
            TokenKind::LineComment { doc_style: None } => self.comment(index)?,
            TokenKind::LineComment { doc_style: Some(_) } => {
                let run = self.tokens.doc_run(index);
                docs::doc_comment(&run, &mut self.out)?;
                run.end
            }
            TokenKind::BlockComment { .. } => {
                self.out.push(&prose::line(token.text), token.line);
                index + 1
            }
            TokenKind::Ident => self.word(index)?,
            TokenKind::Pound => self.attribute(index),
            TokenKind::Dot => {
                let after = self.tokens.after_space(index + 1);
                if self.tokens.is(after, "await") {
                    after + 1
                } else {
                    self.keep(index)
                }
            }
            _ => self.keep(index),
        };
        Ok(Some(next))
    }

    fn keep(&mut self, index: usize) -> usize {
        if let Some(token) = self.tokens.get(index) {
            self.out.push(token.text, token.line);
        }
        index + 1
    }

    fn problem(&self, index: usize, message: &str) -> Problem {
        let line = self.tokens.get(index).map_or(1, |token| token.line);
        Problem {
            line,
            message: message.to_owned(),
        }
    }

    /// A plain comment: one of the three markers, or words.
    fn comment(&mut self, index: usize) -> Result<usize, Problem> {
        let Some(token) = self.tokens.get(index) else {
            return Ok(index + 1);
        };
        match token.text.trim_start_matches('/').trim() {
            ONLY => {
                let end =
                    (index + 1..self.tokens.len()).find(|i| self.tokens.is_marker(*i, END_ONLY));
                end.map(|end| end + 1).ok_or_else(|| {
                    self.problem(index, "`// async only` has no `// end async only`")
                })
            }
            END_ONLY => Err(self.problem(index, "`// end async only` without its beginning")),
            text => {
                let words = prose::line(token.text);
                let code = text.strip_prefix(BLOCKING_ONLY);
                self.out.push(code.unwrap_or(&words), token.line);
                Ok(index + 1)
            }
        }
    }

    fn word(&mut self, index: usize) -> Result<usize, Problem> {
        let Some(token) = self.tokens.get(index) else {
            return Ok(index + 1);
        };
        match token.text {
            "async" => self.async_keyword(index),
            "impl" if self.tokens.is(self.tokens.after_space(index + 1), "Future") => {
                self.future_type(index)
            }
            "await" | "Future" | "IntoFuture" | "Poll" | "poll_fn" => Err(self.problem(
                index,
                &format!(
                    "`{}` has no blocking form; put it between `// {ONLY}` and `// {END_ONLY}`",
                    token.text
                ),
            )),
            text => {
                self.out.push(&prose::identifier(text), token.line);
                Ok(index + 1)
            }
        }
    }

    /// Drops `async` before functions, closures and blocks.
    fn async_keyword(&mut self, index: usize) -> Result<usize, Problem> {
        let next = self.tokens.after_space(index + 1);
        let body = if self.tokens.is(next, "move") {
            self.tokens.after_space(next + 1)
        } else {
            next
        };
        let text = |i| self.tokens.get(i).map_or("", |token| token.text);
        match (text(next), text(body)) {
            ("fn" | "unsafe" | "extern", _) | (_, "|") => Ok(next),
            (_, "{") => {
                self.refuse_early_exit(body)?;
                Ok(body)
            }
            _ => Err(self.problem(index, "`async` has no blocking form here")),
        }
    }

    /// Leaves the output of a future as the type, where nothing else is said of the future.
    fn future_type(&mut self, index: usize) -> Result<usize, Problem> {
        let mut at = index + 1;
        for word in ["Future", "<", "Output", "="] {
            at = self.tokens.after_space(at);
            if !self.tokens.is(at, word) {
                return Err(self.problem(index, "this `impl Future` has no blocking form"));
            }
            at += 1;
        }
        at = self.tokens.after_space(at);
        let mut depth = 1;
        let mut arrow = false;
        loop {
            let Some(token) = self.tokens.get(at) else {
                return Err(self.problem(index, "this `impl Future` does not end"));
            };
            match token.kind {
                TokenKind::Lt => depth += 1,
                TokenKind::Gt if !arrow => depth -= 1,
                _ => {}
            }
            arrow = token.kind == TokenKind::Minus;
            if depth == 0 {
                return Ok(at + 1);
            }
            match self.step(at)? {
                Some(next) => at = next,
                None => return Ok(at),
            }
        }
    }

    /// `?` and `return` leave an async block, but would leave the function around a plain one.
    fn refuse_early_exit(&self, open: usize) -> Result<(), Problem> {
        let close = self.tokens.closing(open);
        let exit = (open..close).find(|i| self.tokens.is(*i, "?") || self.tokens.is(*i, "return"));
        exit.map_or(Ok(()), |i| {
            Err(self.problem(
                i,
                "an async block with `?` or `return` means something else without `async`; make it an `async fn`",
            ))
        })
    }

    /// Takes lints about futures out of an `expect` or `allow`, and the attribute if nothing is left.
    fn attribute(&mut self, index: usize) -> usize {
        let Some(lints) = self.tokens.lint_attribute(index) else {
            return self.keep(index);
        };
        let is_async = |lint: &str| ASYNC_LINTS.contains(&lint);
        if !lints.list.iter().any(|lint| is_async(lint)) {
            return self.keep(index);
        }
        let kept: Vec<&str> = lints
            .list
            .iter()
            .map(String::as_str)
            .filter(|lint| !is_async(lint))
            .collect();
        if kept.iter().any(|lint| !lint.starts_with("reason")) {
            let line = self.tokens.get(index).map_or(1, |token| token.line);
            self.out
                .push(&format!("{}({})]", lints.start, kept.join(", ")), line);
        }
        lints.end
    }
}
