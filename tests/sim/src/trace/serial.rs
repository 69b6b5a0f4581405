//! Characters of serial lines: as lines of the replay file, and as levels.

use crate::serial::Format;
use alloc::{format, vec::Vec};
use core::fmt;

/// What a port on a serial line sends without its buffer running empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SerialTransfer {
    /// Number of the bus.
    pub bus: u8,
    /// Number of the port that sent.
    pub port: u8,
    /// Start in ns.
    pub start: u64,
    /// How it was sent.
    pub format: Format,
    /// What was put on the wire; where others sent meanwhile, it was not what was on it.
    pub symbols: Vec<SerialSymbol>,
}

/// A character time on a serial line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SerialSymbol {
    /// A character.
    Character {
        /// Its data.
        value: u8,
        /// Whether the parity bit is inverted.
        bad_parity: bool,
        /// Whether the stop bits are low.
        bad_stop: bool,
    },
    /// The line is left at rest: the character is lost.
    Rest,
}

impl SerialSymbol {
    /// Returns the character of a byte as it should be.
    pub const fn plain(value: u8) -> Self {
        Self::Character {
            value,
            bad_parity: false,
            bad_stop: false,
        }
    }

    /// Returns its levels; bit n is the nth on the wire, and rest follows.
    pub(crate) fn levels(self, format: Format) -> u16 {
        let Self::Character {
            value,
            bad_parity,
            bad_stop,
        } = self
        else {
            return u16::MAX;
        };
        let parity = format
            .parity_of(value)
            .map_or(0, |parity| u16::from(parity != bad_parity) << 9);
        let stop = u16::MAX << format.stop();
        u16::from(value) << 1 | parity | if bad_stop { 0 } else { stop }
    }
}

impl SerialTransfer {
    /// Returns the bit times on the wire.
    pub fn bits(&self) -> u64 {
        let characters = u64::try_from(self.symbols.len()).unwrap_or(u64::MAX);
        characters.saturating_mul(self.format.bits())
    }

    /// Returns the bits from the first start bit on, rest is true.
    pub fn levels(&self) -> Vec<bool> {
        let bits = self.format.bits();
        let levels = |symbol: &SerialSymbol| symbol.levels(self.format);
        let of = |levels: u16| (0..bits).map(move |bit| levels >> bit & 1 == 1);
        self.symbols.iter().map(levels).flat_map(of).collect()
    }

    /// Returns when the line was driven low: from, to.
    pub(super) fn lows(&self) -> impl Iterator<Item = (u64, u64)> {
        let bit_time = self.format.bit_time();
        let mut at = self.start;
        self.levels().into_iter().filter_map(move |level| {
            let from = at;
            at += bit_time;
            (!level).then_some((from, at))
        })
    }
}

pub(super) fn write(f: &mut fmt::Formatter<'_>, transfer: &SerialTransfer) -> fmt::Result {
    let SerialTransfer {
        bus,
        port,
        start,
        format,
        symbols,
    } = transfer;
    write!(f, "serial {bus} port {port} @{start} {format}")?;
    for symbol in symbols {
        match *symbol {
            SerialSymbol::Rest => f.write_str(" --")?,
            SerialSymbol::Character {
                value,
                bad_parity,
                bad_stop,
            } => {
                let parity = if bad_parity { "p" } else { "" };
                let stop = if bad_stop { "s" } else { "" };
                write!(f, " {value:02X}{parity}{stop}")?;
            }
        }
    }
    Ok(())
}

pub(super) fn parse<'a>(
    bus: u8,
    mut words: impl Iterator<Item = &'a str>,
) -> Option<SerialTransfer> {
    words.next().filter(|word| *word == "port")?;
    let port = words.next()?.parse().ok()?;
    let start = super::text::tagged(words.next()?, '@')?;
    let format = format!("{} {}", words.next()?, words.next()?);
    Some(SerialTransfer {
        bus,
        port,
        start,
        format: format.parse().ok()?,
        symbols: words.map(parse_symbol).collect::<Option<_>>()?,
    })
}

fn parse_symbol(word: &str) -> Option<SerialSymbol> {
    if word == "--" {
        return Some(SerialSymbol::Rest);
    }
    let (word, bad_stop) = flagged(word, 's');
    let (word, bad_parity) = flagged(word, 'p');
    Some(SerialSymbol::Character {
        value: super::text::hex(word)?,
        bad_parity,
        bad_stop,
    })
}

fn flagged(word: &str, flag: char) -> (&str, bool) {
    let stripped = word.strip_suffix(flag);
    (stripped.unwrap_or(word), stripped.is_some())
}
