//! The replay file: a trace as text, one record a line.

use super::{I2cSymbol, I2cTransfer, PinEdge, Record, SpiSymbol, SpiTransfer, Trace};
use alloc::vec::Vec;
use core::{fmt, str::FromStr};
use embedded_hal::{
    i2c::{self, NoAcknowledgeSource},
    spi,
};

/// Names of I2C error kinds in the file; the last stands for every kind without a name.
const I2C_ERRORS: [(&str, i2c::ErrorKind); 7] = [
    (
        "address",
        i2c::ErrorKind::NoAcknowledge(NoAcknowledgeSource::Address),
    ),
    (
        "data",
        i2c::ErrorKind::NoAcknowledge(NoAcknowledgeSource::Data),
    ),
    (
        "unknown",
        i2c::ErrorKind::NoAcknowledge(NoAcknowledgeSource::Unknown),
    ),
    ("bus", i2c::ErrorKind::Bus),
    ("arbitration", i2c::ErrorKind::ArbitrationLoss),
    ("overrun", i2c::ErrorKind::Overrun),
    ("other", i2c::ErrorKind::Other),
];

/// Names of SPI error kinds in the file; the last stands for every kind without a name.
const SPI_ERRORS: [(&str, spi::ErrorKind); 5] = [
    ("mode", spi::ErrorKind::ModeFault),
    ("overrun", spi::ErrorKind::Overrun),
    ("frame", spi::ErrorKind::FrameFormat),
    ("select", spi::ErrorKind::ChipSelectFault),
    ("other", spi::ErrorKind::Other),
];

const SPI_MODES: [(&str, spi::Mode); 4] = [
    ("0", spi::MODE_0),
    ("1", spi::MODE_1),
    ("2", spi::MODE_2),
    ("3", spi::MODE_3),
];

pub(super) fn name_of<K: PartialEq>(table: &[(&'static str, K)], kind: &K) -> &'static str {
    let found = table.iter().find(|(_, own)| own == kind);
    found.map_or("other", |(name, _)| name)
}

pub(super) fn kind_of<K: Copy>(table: &[(&str, K)], name: &str) -> Option<K> {
    let found = table.iter().find(|(own, _)| *own == name);
    found.map(|(_, kind)| *kind)
}

impl fmt::Display for Trace {
    /// Writes the replay file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for record in self.records() {
            match record {
                Record::I2c(transfer) => write_i2c(f, transfer)?,
                Record::Spi(transfer) => write_spi(f, transfer)?,
                Record::Can(transfer) => super::can::write(f, transfer)?,
                Record::Serial(transfer) => super::serial::write(f, transfer)?,
                Record::Pin(PinEdge { at, pin, high }) => {
                    write!(f, "pin {pin} @{at} {}", u8::from(*high))?;
                }
            }
            f.write_str("\n")?;
        }
        Ok(())
    }
}

const fn sign(acked: bool) -> char {
    if acked { '+' } else { '-' }
}

fn write_i2c(f: &mut fmt::Formatter<'_>, transfer: &I2cTransfer) -> fmt::Result {
    let I2cTransfer {
        bus,
        start,
        bit_time,
        symbols,
        error,
    } = transfer;
    write!(f, "i2c {bus} @{start} /{bit_time}")?;
    for symbol in symbols {
        match *symbol {
            I2cSymbol::Start {
                address,
                read,
                acked,
            } => {
                let direction = if read { 'R' } else { 'W' };
                write!(f, " S{address:02X}{direction}{}", sign(acked))?;
            }
            I2cSymbol::Byte { value, acked } => write!(f, " {value:02X}{}", sign(acked))?,
            I2cSymbol::Stretch(nanos) => write!(f, " ~{nanos}")?,
            I2cSymbol::Stop => f.write_str(" P")?,
        }
    }
    match error {
        Some(kind) => write!(f, " !{}", name_of(&I2C_ERRORS, kind)),
        None => Ok(()),
    }
}

fn write_spi(f: &mut fmt::Formatter<'_>, transfer: &SpiTransfer) -> fmt::Result {
    let SpiTransfer {
        bus,
        select,
        mode,
        start,
        bit_time,
        symbols,
        error,
    } = transfer;
    let mode = name_of(&SPI_MODES, mode);
    write!(f, "spi {bus} cs {select} mode {mode} @{start} /{bit_time}")?;
    for symbol in symbols {
        match *symbol {
            SpiSymbol::Word { out, back } => write!(f, " {out:02X}>{back:02X}")?,
            SpiSymbol::Delay(nanos) => write!(f, " ~{nanos}")?,
        }
    }
    match error {
        Some(kind) => write!(f, " !{}", name_of(&SPI_ERRORS, kind)),
        None => Ok(()),
    }
}

/// A line that is not of the replay file's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseError {
    /// Number of the line, from 1.
    pub line: usize,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "replay file: line {} cannot be read", self.line)
    }
}

impl core::error::Error for ParseError {}

impl FromStr for Trace {
    type Err = ParseError;

    /// Reads a replay file.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut trace = Self::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let record = parse_record(line).ok_or(ParseError { line: index + 1 })?;
            trace.push(record);
        }
        Ok(trace)
    }
}

fn parse_record(line: &str) -> Option<Record> {
    let mut words = line.split_ascii_whitespace();
    let kind = words.next()?;
    let number = words.next()?.parse().ok()?;
    match kind {
        "i2c" => parse_i2c(number, words).map(Record::I2c),
        "spi" => parse_spi(number, words).map(Record::Spi),
        "can" => super::can::parse(number, words).map(Record::Can),
        "serial" => super::serial::parse(number, words).map(Record::Serial),
        "pin" => parse_pin(number, words).map(Record::Pin),
        _ => None,
    }
}

pub(super) fn tagged(word: &str, tag: char) -> Option<u64> {
    word.strip_prefix(tag)?.parse().ok()
}

/// Two hexadecimal digits.
pub(super) fn hex(digits: &str) -> Option<u8> {
    let right = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    right.then(|| u8::from_str_radix(digits, 16).ok()).flatten()
}

/// Splits the acknowledge bit off.
fn acknowledged(word: &str) -> Option<(&str, bool)> {
    match word.strip_suffix('+') {
        Some(rest) => Some((rest, true)),
        None => word.strip_suffix('-').map(|rest| (rest, false)),
    }
}

fn parse_i2c<'a>(bus: u8, mut words: impl Iterator<Item = &'a str>) -> Option<I2cTransfer> {
    let start = tagged(words.next()?, '@')?;
    let bit_time = tagged(words.next()?, '/')?;
    let (mut symbols, mut error) = (Vec::new(), None);
    for word in words {
        if error.is_some() {
            return None;
        }
        match word.strip_prefix('!') {
            Some(name) => error = Some(kind_of(&I2C_ERRORS, name)?),
            None => symbols.push(parse_i2c_symbol(word)?),
        }
    }
    Some(I2cTransfer {
        bus,
        start,
        bit_time,
        symbols,
        error,
    })
}

fn parse_i2c_symbol(word: &str) -> Option<I2cSymbol> {
    if word == "P" {
        return Some(I2cSymbol::Stop);
    }
    if word.starts_with('~') {
        return tagged(word, '~').map(I2cSymbol::Stretch);
    }
    let (word, acked) = acknowledged(word)?;
    let Some(start) = word.strip_prefix('S') else {
        let value = hex(word)?;
        return Some(I2cSymbol::Byte { value, acked });
    };
    let (address, read) = match start.strip_suffix('R') {
        Some(address) => (address, true),
        None => (start.strip_suffix('W')?, false),
    };
    let address = hex(address).filter(|address| *address < 0x80)?;
    Some(I2cSymbol::Start {
        address,
        read,
        acked,
    })
}

fn parse_spi<'a>(bus: u8, mut words: impl Iterator<Item = &'a str>) -> Option<SpiTransfer> {
    words.next().filter(|word| *word == "cs")?;
    let select = words.next()?.parse().ok()?;
    words.next().filter(|word| *word == "mode")?;
    let mode = kind_of(&SPI_MODES, words.next()?)?;
    let start = tagged(words.next()?, '@')?;
    let bit_time = tagged(words.next()?, '/')?;
    let (mut symbols, mut error) = (Vec::new(), None);
    for word in words {
        if error.is_some() {
            return None;
        }
        if let Some(name) = word.strip_prefix('!') {
            error = Some(kind_of(&SPI_ERRORS, name)?);
        } else if let Some((out, back)) = word.split_once('>') {
            let (out, back) = (hex(out)?, hex(back)?);
            symbols.push(SpiSymbol::Word { out, back });
        } else {
            symbols.push(SpiSymbol::Delay(tagged(word, '~')?));
        }
    }
    Some(SpiTransfer {
        bus,
        select,
        mode,
        start,
        bit_time,
        symbols,
        error,
    })
}

fn parse_pin<'a>(pin: u8, mut words: impl Iterator<Item = &'a str>) -> Option<PinEdge> {
    let at = tagged(words.next()?, '@')?;
    let high = match words.next()? {
        "0" => false,
        "1" => true,
        _ => return None,
    };
    words.next().is_none().then_some(PinEdge { at, pin, high })
}
