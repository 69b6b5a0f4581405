//! What went over the wires, when.

mod can;
mod serial;
mod symbol;
mod text;
mod vcd;

pub use serial::{SerialSymbol, SerialTransfer};
pub use symbol::{
    CanTransfer, I2cSymbol, I2cTransfer, PinEdge, Record, SpiSymbol, SpiTransfer, Spoiled,
};
pub use text::ParseError;
pub use vcd::write_vcd;

use alloc::vec::Vec;

/// Everything that was recorded, in order. Two are equal where the same was moved at the same times.
///
/// `Display` writes the replay file, `FromStr` reads it back; the format is one record a line:
///
/// ```text
/// # comment
/// i2c 0 @12500 /2500 S40W+ 05+ S40R+ 12+ 34- P
/// i2c 0 @9000000 /2500 S40W- P !address
/// spi 1 cs 0 mode 3 @140000 /1000 C1>00 00>5A ~2000
/// can 0 node 2 @142000 /2000 351 C002FA00FA000000
/// can 0 node 2 @500000 /2000 00000351 R8 !ack 91 0 6
/// serial 0 port 1 @600000 9600 8E1 01 04p -- 00s
/// pin 4 @141000 1
/// ```
///
/// `@` is the start and `/` one bit time, both decimal ns. I2C: `S40W+` is a START or repeated START with a hexadecimal address,
/// its direction (`W`, `R`) and whether it was acknowledged (`+`, `-`); then bytes with their acknowledge bits; `P` is the STOP.
/// SPI: what the controller sent, `>`, what it received. CAN: the identifier with three digits or, extended, with eight; the data,
/// `-` for none, or `R` and how much is requested; where it was spoiled, bits up to the error (`~` if the last was inverted), then
/// recessive and dominant bits of the flags. Serial: baud rate and format instead of the bit time, then characters, with `p` where the
/// parity is inverted and `s` where the stop bits are low; `--` is one that is lost. `~` is a pause in ns: a stretched clock or a delay between words. `!`
/// and the kind of the error end a transfer that the controller reported as failed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trace {
    records: Vec<Record>,
}

/// A position in a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark(usize);

impl Trace {
    /// Creates an empty trace.
    pub const fn new() -> Self {
        Self {
            records: Vec::new(),
        }
    }

    /// Adds a record at the end.
    pub fn push(&mut self, record: Record) {
        self.records.push(record);
    }

    /// Returns the records, oldest first.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Returns the position after the last record.
    pub const fn mark(&self) -> Mark {
        Mark(self.records.len())
    }

    /// Returns what was recorded after `mark`; nothing if the trace is shorter than that.
    #[must_use]
    pub fn since(&self, mark: Mark) -> Self {
        Self {
            records: self.records.get(mark.0..).unwrap_or_default().to_vec(),
        }
    }

    /// Returns the I2C transfers in order, of all buses.
    pub fn i2c(&self) -> impl Iterator<Item = &I2cTransfer> {
        self.records.iter().filter_map(|record| match record {
            Record::I2c(transfer) => Some(transfer),
            _ => None,
        })
    }

    /// Returns the SPI transfers in order, of all buses.
    pub fn spi(&self) -> impl Iterator<Item = &SpiTransfer> {
        self.records.iter().filter_map(|record| match record {
            Record::Spi(transfer) => Some(transfer),
            _ => None,
        })
    }

    /// Returns the attempts to send a CAN frame in order, of all buses.
    pub fn can(&self) -> impl Iterator<Item = &CanTransfer> {
        self.records.iter().filter_map(|record| match record {
            Record::Can(transfer) => Some(transfer),
            _ => None,
        })
    }

    /// Returns what ports on serial lines sent, in the order in which it ended, of all buses.
    pub fn serial(&self) -> impl Iterator<Item = &SerialTransfer> {
        self.records.iter().filter_map(|record| match record {
            Record::Serial(transfer) => Some(transfer),
            _ => None,
        })
    }

    /// Returns the number of bus transfers.
    pub fn transfers(&self) -> u64 {
        self.records
            .iter()
            .map(|record| u64::from(!matches!(record, Record::Pin(_))))
            .sum()
    }

    /// Returns the bit times on all buses, as [`Counts::bits`](crate::Counts::bits) counts them.
    pub fn bits(&self) -> u64 {
        self.records.iter().map(Record::bits).sum()
    }

    /// Returns whether both moved the same bits in the same order, whatever the times: blocking against async, for one.
    pub fn same_bits(&self, other: &Self) -> bool {
        self.records.len() == other.records.len()
            && self
                .records
                .iter()
                .zip(&other.records)
                .all(|(one, other)| one.same_bits(other))
    }
}
