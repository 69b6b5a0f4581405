//! The source as a list of tokens that know their line.

use ra_ap_rustc_lexer::{FrontmatterAllowed, TokenKind, tokenize};

pub(crate) struct Token<'a> {
    pub(crate) kind: TokenKind,
    pub(crate) text: &'a str,
    pub(crate) line: usize,
}

/// Doc comment lines that follow each other.
pub(crate) struct DocRun<'a> {
    /// `///` or `//!`.
    pub(crate) prefix: &'a str,
    /// What follows the prefix, with its line number.
    pub(crate) lines: Vec<(&'a str, usize)>,
    /// The white space between two lines.
    pub(crate) gap: &'a str,
    /// The index after the run.
    pub(crate) end: usize,
}

/// `#[expect(…)]` and its kin.
pub(crate) struct LintAttribute {
    /// Up to the opening parenthesis, `#![expect` for instance.
    pub(crate) start: String,
    pub(crate) list: Vec<String>,
    /// The index after the closing bracket.
    pub(crate) end: usize,
}

pub(crate) struct Tokens<'a>(Vec<Token<'a>>);

impl<'a> Tokens<'a> {
    pub(crate) fn new(source: &'a str, first_line: usize) -> Self {
        let mut tokens = Vec::new();
        let mut rest = source;
        let mut line = first_line;
        for token in tokenize(source, FrontmatterAllowed::No) {
            let length = usize::try_from(token.len).unwrap_or(usize::MAX);
            let Some((text, after)) = rest.split_at_checked(length) else {
                break;
            };
            tokens.push(Token {
                kind: token.kind,
                text,
                line,
            });
            line += text.matches('\n').count();
            rest = after;
        }
        Self(tokens)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn get(&self, index: usize) -> Option<&Token<'a>> {
        self.0.get(index)
    }

    pub(crate) fn is(&self, index: usize, text: &str) -> bool {
        self.get(index).is_some_and(|token| token.text == text)
    }

    /// Whether a plain comment says `text` and no more.
    pub(crate) fn is_marker(&self, index: usize, text: &str) -> bool {
        self.get(index).is_some_and(|token| {
            matches!(token.kind, TokenKind::LineComment { doc_style: None })
                && token.text.trim_start_matches('/').trim() == text
        })
    }

    /// The first index from `index` on that is no white space.
    pub(crate) fn after_space(&self, index: usize) -> usize {
        (index..self.len())
            .find(|i| {
                self.get(*i)
                    .is_some_and(|token| token.kind != TokenKind::Whitespace)
            })
            .unwrap_or(self.len())
    }

    /// The index of the brace, bracket or parenthesis that closes the one at `open`.
    pub(crate) fn closing(&self, open: usize) -> usize {
        let mut depth = 0_usize;
        for index in open..self.len() {
            match self.get(index).map(|token| token.kind) {
                Some(TokenKind::OpenBrace | TokenKind::OpenParen | TokenKind::OpenBracket) => {
                    depth += 1;
                }
                Some(TokenKind::CloseBrace | TokenKind::CloseParen | TokenKind::CloseBracket) => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return index;
                    }
                }
                _ => {}
            }
        }
        self.len()
    }

    /// Gathers the doc comment that begins at `index`.
    pub(crate) fn doc_run(&self, index: usize) -> DocRun<'a> {
        let (prefix, _) = self
            .get(index)
            .and_then(|token| token.text.split_at_checked(3))
            .unwrap_or_default();
        let mut lines = Vec::new();
        let mut end = index;
        while let Some(token) = self.get(end) {
            let Some(text) = token.text.strip_prefix(prefix) else {
                break;
            };
            lines.push((text.trim_end(), token.line));
            let one_newline = self.get(end + 1).is_some_and(|space| {
                space.kind == TokenKind::Whitespace && space.text.matches('\n').count() == 1
            });
            let more = self.get(end + 2).is_some_and(|next| {
                matches!(next.kind, TokenKind::LineComment { doc_style: Some(_) })
                    && next.text.starts_with(prefix)
            });
            if !(one_newline && more) {
                end += 1;
                break;
            }
            end += 2;
        }
        let gap = self.get(index + 1).map_or("", |space| space.text);
        DocRun {
            prefix,
            lines,
            gap,
            end,
        }
    }

    /// Reads the attribute at `index` if it sets lint levels.
    pub(crate) fn lint_attribute(&self, index: usize) -> Option<LintAttribute> {
        let mut at = self.after_space(index + 1);
        let mut start = String::from("#");
        if self.is(at, "!") {
            start.push('!');
            at = self.after_space(at + 1);
        }
        if !self.is(at, "[") {
            return None;
        }
        let bracket = at;
        let level = self.after_space(bracket + 1);
        let name = self.get(level)?.text;
        if !matches!(name, "expect" | "allow" | "warn" | "deny") {
            return None;
        }
        start.push('[');
        start.push_str(name);
        let open = self.after_space(level + 1);
        if !self.is(open, "(") {
            return None;
        }
        let mut list = vec![String::new()];
        for i in open + 1..self.closing(open) {
            let token = self.get(i)?;
            match token.kind {
                TokenKind::Whitespace
                | TokenKind::LineComment { .. }
                | TokenKind::BlockComment { .. } => {}
                TokenKind::Comma => list.push(String::new()),
                _ => list.last_mut()?.push_str(token.text),
            }
        }
        list.retain(|lint| !lint.is_empty());
        Some(LintAttribute {
            start,
            list,
            end: self.closing(bracket) + 1,
        })
    }
}
