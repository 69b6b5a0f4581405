//! The part's name in the spellings that a crate needs.

use anyhow::{Result, bail};

/// Names that cargo or the language keep for themselves.
const RESERVED: &str = " abstract alloc as async await become box break build const continue core crate deps do dyn else \
    enum examples extern false final fn for gen if impl in incremental let loop macro match mod move mut override priv \
    proc-macro proc_macro pub ref return self static std struct super test trait true try type typeof unsafe unsized use \
    virtual where while yield ";

#[derive(Debug)]
pub(crate) struct Name {
    part: String,
}

impl Name {
    /// Accepts what crates.io accepts, in lower case.
    pub(crate) fn new(part: &str) -> Result<Self> {
        let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
        if !part.starts_with(|c: char| c.is_ascii_lowercase()) {
            bail!("`{part}` is no name for a crate: it begins with a lower-case letter");
        }
        if !part.chars().all(letters) || part.len() > 64 {
            bail!(
                "`{part}` is no name for a crate: lower-case letters, digits, `-` and `_`, 64 at most"
            );
        }
        if part.ends_with(['-', '_']) || RESERVED.contains(&format!(" {part} ")) {
            bail!("`{part}` is no name for a crate: it is reserved or ends in a dash");
        }
        Ok(Self {
            part: part.to_owned(),
        })
    }

    /// Fills in the placeholders.
    pub(crate) fn fill(&self, template: &str) -> String {
        template
            .replace("{{part}}", &self.part)
            .replace("{{PART}}", &self.part.to_uppercase())
            .replace("{{crate}}", &self.part.replace('-', "_"))
            .replace("{{Type}}", &self.type_name())
    }

    fn type_name(&self) -> String {
        let words = self.part.split(['-', '_']);
        words
            .flat_map(|word| {
                let mut letters = word.chars();
                let first = letters.next().map(|letter| letter.to_ascii_uppercase());
                first.into_iter().chain(letters)
            })
            .collect()
    }
}
