//! Words: names in code, and English in comments.
//!
//! `asynchronous` and `async` become `blocking` (with their article), `asynchronously` becomes
//! `synchronously`, names follow [`identifier`], and `.await` goes.

/// The blocking name for an async one; any other name unchanged.
pub(crate) fn identifier(name: &str) -> String {
    if name == "asynch" {
        return "blocking".to_owned();
    }
    if let Some(stem) = name.strip_suffix("_async") {
        return stem.to_owned();
    }
    match name.strip_prefix("Async") {
        Some(rest) if rest.starts_with(char::is_uppercase) => rest.to_owned(),
        _ => name.to_owned(),
    }
}

/// Translates the text of a comment.
pub(crate) fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let is_word = rest.starts_with(is_word_char);
        let end = rest
            .find(|c| is_word_char(c) != is_word)
            .unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        rest = after;
        if !is_word {
            out.push_str(piece);
        } else if piece == "await" && out.ends_with('.') {
            out.pop();
        } else if piece == "async" && code_follows(after) {
            rest = after.trim_start();
        } else if piece == "async" && is_crate_name(&out) {
            out.pop();
        } else {
            word(piece, &mut out);
        }
    }
    out
}

fn word(piece: &str, out: &mut String) {
    let english = match piece {
        "asynchronous" | "async" => "blocking",
        "Asynchronous" | "Async" => "Blocking",
        "asynchronously" => "synchronously",
        "Asynchronously" => "Synchronously",
        _ => {
            out.push_str(&identifier(piece));
            return;
        }
    };
    let article = ["an ", "An "].iter().any(|article| {
        out.strip_suffix(article)
            .is_some_and(|before| !before.ends_with(is_word_char))
    });
    if article {
        out.truncate(out.len() - 2);
        out.push(' ');
    }
    out.push_str(english);
}

const fn is_word_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Whether the text after `async` shows that it quotes code.
fn code_follows(after: &str) -> bool {
    [" fn", " move", " {", " |"]
        .iter()
        .any(|code| after.starts_with(code))
}

/// `embedded-hal-` and `embedded-io-`, which `async` completes.
fn is_crate_name(before: &str) -> bool {
    before.ends_with("embedded-hal-") || before.ends_with("embedded-io-")
}
