//! Frames of CAN buses: as lines of the replay file, and as levels.

use super::{CanTransfer, Spoiled};
use crate::can::{DELIMITER, SimFrame, Wire};
use alloc::vec::Vec;
use core::{fmt, iter};
use embedded_can::{ErrorKind, ExtendedId, Frame, Id, StandardId};

/// Names of error kinds in the file.
const ERRORS: [(&str, ErrorKind); 7] = [
    ("bit", ErrorKind::Bit),
    ("stuff", ErrorKind::Stuff),
    ("crc", ErrorKind::Crc),
    ("form", ErrorKind::Form),
    ("ack", ErrorKind::Acknowledge),
    ("overrun", ErrorKind::Overrun),
    ("other", ErrorKind::Other),
];

impl CanTransfer {
    /// Returns the bits on the wire from the first one on, recessive is true.
    pub fn levels(&self) -> Vec<bool> {
        let wire = Wire::new(&self.frame);
        let slot = wire.slot();
        let mut levels = wire.levels;
        let missed = |spoiled: Spoiled| spoiled.kind == ErrorKind::Acknowledge;
        if let Some(level) = levels.get_mut(slot) {
            *level = self.spoiled.is_some_and(missed);
        }
        let Some(spoiled) = self.spoiled else {
            return levels;
        };
        levels.truncate(usize::from(spoiled.bits));
        if let Some(last) = levels.last_mut() {
            *last ^= spoiled.inverted;
        }
        levels.extend(iter::repeat_n(true, usize::from(spoiled.recessive)));
        levels.extend(iter::repeat_n(false, usize::from(spoiled.dominant)));
        levels.extend((0..DELIMITER).map(|_| true));
        levels
    }
}

pub(super) fn write(f: &mut fmt::Formatter<'_>, transfer: &CanTransfer) -> fmt::Result {
    let CanTransfer {
        bus,
        node,
        start,
        bit_time,
        frame,
        spoiled,
    } = transfer;
    write!(f, "can {bus} node {node} @{start} /{bit_time} ")?;
    match frame.id() {
        Id::Standard(id) => write!(f, "{:03X} ", id.as_raw())?,
        Id::Extended(id) => write!(f, "{:08X} ", id.as_raw())?,
    }
    if frame.is_remote_frame() {
        write!(f, "R{}", frame.dlc())?;
    } else if frame.data().is_empty() {
        f.write_str("-")?;
    }
    for byte in frame.data() {
        write!(f, "{byte:02X}")?;
    }
    let Some(spoiled) = spoiled else {
        return Ok(());
    };
    let name = super::text::name_of(&ERRORS, &spoiled.kind);
    let sign = if spoiled.inverted { "~" } else { "" };
    let Spoiled {
        bits,
        recessive,
        dominant,
        ..
    } = spoiled;
    write!(f, " !{name} {sign}{bits} {recessive} {dominant}")
}

pub(super) fn parse<'a>(bus: u8, mut words: impl Iterator<Item = &'a str>) -> Option<CanTransfer> {
    words.next().filter(|word| *word == "node")?;
    let node = words.next()?.parse().ok()?;
    let start = super::text::tagged(words.next()?, '@')?;
    let bit_time = super::text::tagged(words.next()?, '/')?;
    let id = parse_id(words.next()?)?;
    let frame = parse_frame(id, words.next()?)?;
    let spoiled = match words.next() {
        Some(word) => Some(parse_spoiled(word.strip_prefix('!')?, &mut words)?),
        None => None,
    };
    let transfer = CanTransfer {
        bus,
        node,
        start,
        bit_time,
        frame,
        spoiled,
    };
    words.next().is_none().then_some(transfer)
}

fn digits(word: &str) -> bool {
    word.bytes().all(|digit| digit.is_ascii_hexdigit())
}

fn parse_id(word: &str) -> Option<Id> {
    if !digits(word) {
        return None;
    }
    match word.len() {
        3 => StandardId::new(u16::from_str_radix(word, 16).ok()?).map(Id::from),
        8 => ExtendedId::new(u32::from_str_radix(word, 16).ok()?).map(Id::from),
        _ => None,
    }
}

fn parse_frame(id: Id, word: &str) -> Option<SimFrame> {
    if word == "-" {
        return SimFrame::new(id, &[]);
    }
    if let Some(length) = word.strip_prefix('R') {
        let length = Some(length).filter(|own| own.len() == 1)?;
        return SimFrame::new_remote(id, length.parse().ok()?);
    }
    if word.len() % 2 == 1 || word.len() > 16 || !digits(word) {
        return None;
    }
    let pairs = (0..word.len()).step_by(2).map(|at| word.get(at..at + 2));
    let bytes: Option<Vec<u8>> = pairs
        .map(|pair| u8::from_str_radix(pair?, 16).ok())
        .collect();
    SimFrame::new(id, &bytes?)
}

fn parse_spoiled<'a>(name: &str, words: &mut impl Iterator<Item = &'a str>) -> Option<Spoiled> {
    let kind = super::text::kind_of(&ERRORS, name)?;
    let bits = words.next()?;
    let (bits, inverted) = match bits.strip_prefix('~') {
        Some(bits) => (bits, true),
        None => (bits, false),
    };
    let number = |word: &str| {
        let decimal = word.bytes().all(|digit| digit.is_ascii_digit());
        decimal.then(|| word.parse().ok()).flatten()
    };
    Some(Spoiled {
        kind,
        bits: number(bits)?,
        inverted,
        recessive: number(words.next()?)?,
        dominant: number(words.next()?)?,
    })
}
