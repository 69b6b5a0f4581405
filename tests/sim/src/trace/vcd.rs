//! A trace as waveforms: value change dump (IEEE 1364-2005, clause 18), for GTKWave and for the decoders of PulseView.

use super::{I2cSymbol, I2cTransfer, Record, SpiSymbol, SpiTransfer, Trace};
use alloc::collections::BTreeMap;
use core::fmt::{self, Display, Write};
use embedded_hal::spi::{ErrorKind, Phase, Polarity};

/// Writes the trace as levels of every line, in ns: `i2c0_scl`, `i2c0_sda`, `spi0_sclk`, `spi0_mosi`, `spi0_miso`, `spi0_cs0`
/// (low while selected), `pin0`.
///
/// On I2C a bit begins with the falling clock; data changes a quarter into it, the clock rises at half. START and STOP move the
/// data line three quarters into their bit, so that set-up and hold times are a quarter of a bit. Lines that nobody drives are
/// high; SPI's data lines keep their last level.
///
/// # Errors
///
/// Those of `out`.
pub fn write_vcd(trace: &Trace, out: &mut impl Write) -> fmt::Result {
    let mut dump = Dump {
        levels: signals(trace),
        out,
        now: None,
    };
    dump.header()?;
    for record in trace.records() {
        match record {
            Record::I2c(transfer) => i2c(&mut dump, transfer)?,
            Record::Spi(transfer) => spi(&mut dump, transfer)?,
            Record::Pin(edge) => dump.set(edge.at, Signal::Pin(edge.pin), edge.high)?,
        }
    }
    Ok(())
}

/// A line, by the numbers of bus and chip select.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Signal {
    Scl(u8),
    Sda(u8),
    Sclk(u8),
    Mosi(u8),
    Miso(u8),
    Cs(u8, u8),
    Pin(u8),
}

impl Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scl(bus) => write!(f, "i2c{bus}_scl"),
            Self::Sda(bus) => write!(f, "i2c{bus}_sda"),
            Self::Sclk(bus) => write!(f, "spi{bus}_sclk"),
            Self::Mosi(bus) => write!(f, "spi{bus}_mosi"),
            Self::Miso(bus) => write!(f, "spi{bus}_miso"),
            Self::Cs(bus, select) => write!(f, "spi{bus}_cs{select}"),
            Self::Pin(pin) => write!(f, "pin{pin}"),
        }
    }
}

/// Finds the signals of a trace and their levels before it.
fn signals(trace: &Trace) -> BTreeMap<Signal, bool> {
    let mut levels = BTreeMap::new();
    let mut idle = |signal, level| {
        levels.entry(signal).or_insert(level);
    };
    for record in trace.records() {
        match record {
            Record::I2c(transfer) => {
                idle(Signal::Scl(transfer.bus), true);
                idle(Signal::Sda(transfer.bus), true);
            }
            Record::Spi(transfer) => {
                let clock = transfer.mode.polarity == Polarity::IdleHigh;
                idle(Signal::Sclk(transfer.bus), clock);
                idle(Signal::Mosi(transfer.bus), false);
                idle(Signal::Miso(transfer.bus), true);
                idle(Signal::Cs(transfer.bus, transfer.select), true);
            }
            Record::Pin(edge) => idle(Signal::Pin(edge.pin), !edge.high),
        }
    }
    levels
}

/// A dump under way: only what changes is written.
struct Dump<'a, W> {
    out: &'a mut W,
    levels: BTreeMap<Signal, bool>,
    now: Option<u64>,
}

impl<W: Write> Dump<'_, W> {
    fn header(&mut self) -> fmt::Result {
        self.out.write_str("$timescale 1 ns $end\n")?;
        self.out.write_str("$scope module world $end\n")?;
        for signal in self.levels.keys() {
            writeln!(self.out, "$var wire 1 {signal} {signal} $end")?;
        }
        self.out
            .write_str("$upscope $end\n$enddefinitions $end\n#0\n$dumpvars\n")?;
        for (signal, &level) in &self.levels {
            writeln!(self.out, "{}{signal}", u8::from(level))?;
        }
        self.now = Some(0);
        self.out.write_str("$end\n")
    }

    /// Sets a level at a time in ns. Time does not go back: what comes late is drawn at once.
    fn set(&mut self, at: u64, signal: Signal, level: bool) -> fmt::Result {
        if self.levels.insert(signal, level) == Some(level) {
            return Ok(());
        }
        if self.now < Some(at) {
            writeln!(self.out, "#{at}")?;
            self.now = Some(at);
        }
        writeln!(self.out, "{}{signal}", u8::from(level))
    }
}

/// Returns the bits of a byte, most significant first.
fn bits(byte: u8) -> impl Iterator<Item = bool> {
    (0..8).rev().map(move |bit| byte >> bit & 1 == 1)
}

/// The two lines of an I2C bus during a transfer.
struct TwoWire<'d, 'w, W> {
    dump: &'d mut Dump<'w, W>,
    bus: u8,
    bit_time: u64,
    /// Where the next symbol begins.
    at: u64,
}

fn i2c<W: Write>(dump: &mut Dump<'_, W>, transfer: &I2cTransfer) -> fmt::Result {
    let mut lines = TwoWire {
        dump,
        bus: transfer.bus,
        bit_time: transfer.bit_time,
        at: transfer.start,
    };
    let mut begun = false;
    for symbol in &transfer.symbols {
        match *symbol {
            I2cSymbol::Start {
                address,
                read,
                acked,
            } => {
                lines.start(begun)?;
                begun = true;
                lines.byte(address << 1 | u8::from(read), acked)?;
            }
            I2cSymbol::Byte { value, acked } => lines.byte(value, acked)?,
            I2cSymbol::Stretch(nanos) => {
                lines.scl(0, false)?;
                lines.at += nanos;
            }
            I2cSymbol::Stop => {
                lines.bit(false)?;
                lines.sda_before_end(true)?;
            }
        }
    }
    // Where the arbitration was lost there is no STOP; the lines are the other controller's, drawn as idle.
    lines.sda(0, true)?;
    lines.scl(0, true)
}

impl<W: Write> TwoWire<'_, '_, W> {
    fn scl(&mut self, after: u64, level: bool) -> fmt::Result {
        self.dump.set(self.at + after, Signal::Scl(self.bus), level)
    }

    fn sda(&mut self, after: u64, level: bool) -> fmt::Result {
        self.dump.set(self.at + after, Signal::Sda(self.bus), level)
    }

    /// One clock pulse with data on it.
    fn bit(&mut self, level: bool) -> fmt::Result {
        self.scl(0, false)?;
        self.sda(self.bit_time / 4, level)?;
        self.scl(self.bit_time / 2, true)?;
        self.at += self.bit_time;
        Ok(())
    }

    /// Moves the data line three quarters into the bit that has just been drawn, while the clock is high.
    fn sda_before_end(&mut self, level: bool) -> fmt::Result {
        let at = self.at - self.bit_time / 4;
        self.dump.set(at, Signal::Sda(self.bus), level)
    }

    fn start(&mut self, repeated: bool) -> fmt::Result {
        if repeated {
            self.bit(true)?;
        } else {
            self.at += self.bit_time;
        }
        self.sda_before_end(false)
    }

    fn byte(&mut self, byte: u8, acked: bool) -> fmt::Result {
        for level in bits(byte) {
            self.bit(level)?;
        }
        self.bit(!acked)
    }
}

fn spi<W: Write>(dump: &mut Dump<'_, W>, transfer: &SpiTransfer) -> fmt::Result {
    if transfer.error == Some(ErrorKind::ModeFault) {
        return Ok(());
    }
    let SpiTransfer { bus, bit_time, .. } = *transfer;
    let select = Signal::Cs(bus, transfer.select);
    let rest = transfer.mode.polarity == Polarity::IdleHigh;
    // Clock levels in the first and second half of a bit; data is sampled on the edge between them.
    let halves = match transfer.mode.phase {
        Phase::CaptureOnFirstTransition => [rest, !rest],
        Phase::CaptureOnSecondTransition => [!rest, rest],
    };
    let mut at = transfer.start;
    dump.set(at, Signal::Sclk(bus), rest)?;
    dump.set(at, select, false)?;
    at += bit_time / 2;
    for symbol in &transfer.symbols {
        match *symbol {
            SpiSymbol::Word { out, back } => {
                for (mosi, miso) in bits(out).zip(bits(back)) {
                    dump.set(at, Signal::Sclk(bus), halves[0])?;
                    dump.set(at, Signal::Mosi(bus), mosi)?;
                    dump.set(at, Signal::Miso(bus), miso)?;
                    dump.set(at + bit_time / 2, Signal::Sclk(bus), halves[1])?;
                    at += bit_time;
                }
            }
            SpiSymbol::Delay(nanos) => {
                dump.set(at, Signal::Sclk(bus), rest)?;
                at += nanos;
            }
        }
    }
    dump.set(at, Signal::Sclk(bus), rest)?;
    dump.set(at + bit_time - bit_time / 2, select, true)
}
