//! A trace as waveforms: value change dump (IEEE 1364-2005, clause 18), for GTKWave and for the decoders of PulseView.

use super::{
    CanTransfer, I2cSymbol, I2cTransfer, Record, SerialTransfer, SpiSymbol, SpiTransfer, Trace,
};
use alloc::{collections::BTreeMap, vec::Vec};
use core::fmt::{self, Display, Write};
use embedded_hal::spi::{ErrorKind, Phase, Polarity};

/// Writes the trace as levels of every line, in ns: `i2c0_scl`, `i2c0_sda`, `spi0_sclk`, `spi0_mosi`, `spi0_miso`, `spi0_cs0`
/// (low while selected), `can0` (high while recessive), `serial0` (high at rest; low where any port sends a low bit), `pin0`.
///
/// On I2C a bit begins with the falling clock; data changes a quarter into it, the clock rises at half. START and STOP move the
/// data line three quarters into their bit, so that set-up and hold times are a quarter of a bit. Lines that nobody drives are
/// high; SPI's data lines keep their last level.
///
/// # Errors
///
/// Those of `out`.
pub fn write_vcd(trace: &Trace, out: &mut impl Write) -> fmt::Result {
    let mut edges = Edges::default();
    let mut lows = Vec::new();
    for record in trace.records() {
        match record {
            Record::I2c(transfer) => i2c(&mut edges, transfer),
            Record::Spi(transfer) => spi(&mut edges, transfer),
            Record::Can(transfer) => can(&mut edges, transfer),
            Record::Serial(transfer) => lows.extend(serial(transfer)),
            Record::Pin(edge) => edges.set(edge.at, Signal::Pin(edge.pin), edge.high),
        }
    }
    merge(&mut edges, lows);
    edges.write(signals(trace), out)
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
    Can(u8),
    Serial(u8),
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
            Self::Can(bus) => write!(f, "can{bus}"),
            Self::Serial(bus) => write!(f, "serial{bus}"),
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
            Record::Can(transfer) => idle(Signal::Can(transfer.bus), true),
            Record::Serial(transfer) => idle(Signal::Serial(transfer.bus), true),
            Record::Pin(edge) => idle(Signal::Pin(edge.pin), !edge.high),
        }
    }
    levels
}

/// All changes of levels, as they were recorded.
#[derive(Default)]
struct Edges(Vec<(u64, Signal, bool)>);

impl Edges {
    fn set(&mut self, at: u64, signal: Signal, level: bool) {
        self.0.push((at, signal, level));
    }

    /// Writes the dump in the order of time: transfers of several buses overlap. Only what changes is written.
    fn write(mut self, mut levels: BTreeMap<Signal, bool>, out: &mut impl Write) -> fmt::Result {
        header(&levels, out)?;
        self.0.sort_by_key(|(at, ..)| *at);
        let mut now = 0;
        for (at, signal, level) in self.0 {
            if levels.insert(signal, level) == Some(level) {
                continue;
            }
            if now < at {
                writeln!(out, "#{at}")?;
                now = at;
            }
            writeln!(out, "{}{signal}", u8::from(level))?;
        }
        Ok(())
    }
}

fn header(levels: &BTreeMap<Signal, bool>, out: &mut impl Write) -> fmt::Result {
    out.write_str("$timescale 1 ns $end\n$scope module world $end\n")?;
    for signal in levels.keys() {
        writeln!(out, "$var wire 1 {signal} {signal} $end")?;
    }
    out.write_str("$upscope $end\n$enddefinitions $end\n#0\n$dumpvars\n")?;
    for (signal, &level) in levels {
        writeln!(out, "{}{signal}", u8::from(level))?;
    }
    out.write_str("$end\n")
}

/// Returns the bits of a byte, most significant first.
fn bits(byte: u8) -> impl Iterator<Item = bool> {
    (0..8).rev().map(move |bit| byte >> bit & 1 == 1)
}

/// The two lines of an I2C bus during a transfer.
struct TwoWire<'d> {
    edges: &'d mut Edges,
    bus: u8,
    bit_time: u64,
    /// Where the next symbol begins.
    at: u64,
}

fn i2c(edges: &mut Edges, transfer: &I2cTransfer) {
    let mut lines = TwoWire {
        edges,
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
                lines.start(begun);
                begun = true;
                lines.byte(address << 1 | u8::from(read), acked);
            }
            I2cSymbol::Byte { value, acked } => lines.byte(value, acked),
            I2cSymbol::Stretch(nanos) => {
                lines.scl(0, false);
                lines.at += nanos;
            }
            I2cSymbol::Stop => {
                lines.bit(false);
                lines.sda_before_end(true);
            }
        }
    }
    // Where the arbitration was lost there is no STOP; the lines are the other controller's, drawn as idle.
    lines.sda(0, true);
    lines.scl(0, true);
}

impl TwoWire<'_> {
    fn scl(&mut self, after: u64, level: bool) {
        self.edges
            .set(self.at + after, Signal::Scl(self.bus), level)
    }

    fn sda(&mut self, after: u64, level: bool) {
        self.edges
            .set(self.at + after, Signal::Sda(self.bus), level)
    }

    /// One clock pulse with data on it.
    fn bit(&mut self, level: bool) {
        self.scl(0, false);
        self.sda(self.bit_time / 4, level);
        self.scl(self.bit_time / 2, true);
        self.at += self.bit_time;
    }

    /// Moves the data line three quarters into the bit that has just been drawn, while the clock is high.
    fn sda_before_end(&mut self, level: bool) {
        let at = self.at - self.bit_time / 4;
        self.edges.set(at, Signal::Sda(self.bus), level)
    }

    fn start(&mut self, repeated: bool) {
        if repeated {
            self.bit(true);
        } else {
            self.at += self.bit_time;
        }
        self.sda_before_end(false)
    }

    fn byte(&mut self, byte: u8, acked: bool) {
        for level in bits(byte) {
            self.bit(level);
        }
        self.bit(!acked)
    }
}

fn spi(edges: &mut Edges, transfer: &SpiTransfer) {
    if transfer.error == Some(ErrorKind::ModeFault) {
        return;
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
    edges.set(at, Signal::Sclk(bus), rest);
    edges.set(at, select, false);
    at += bit_time / 2;
    for symbol in &transfer.symbols {
        match *symbol {
            SpiSymbol::Word { out, back } => {
                for (mosi, miso) in bits(out).zip(bits(back)) {
                    edges.set(at, Signal::Sclk(bus), halves[0]);
                    edges.set(at, Signal::Mosi(bus), mosi);
                    edges.set(at, Signal::Miso(bus), miso);
                    edges.set(at + bit_time / 2, Signal::Sclk(bus), halves[1]);
                    at += bit_time;
                }
            }
            SpiSymbol::Delay(nanos) => {
                edges.set(at, Signal::Sclk(bus), rest);
                at += nanos;
            }
        }
    }
    edges.set(at, Signal::Sclk(bus), rest);
    edges.set(at + bit_time - bit_time / 2, select, true)
}

fn can(edges: &mut Edges, transfer: &CanTransfer) {
    let mut at = transfer.start;
    for level in transfer.levels() {
        edges.set(at, Signal::Can(transfer.bus), level);
        at += transfer.bit_time;
    }
    edges.set(at, Signal::Can(transfer.bus), true);
}

fn serial(transfer: &SerialTransfer) -> impl Iterator<Item = (Signal, u64, u64)> {
    let signal = Signal::Serial(transfer.bus);
    transfer.lows().map(move |(from, to)| (signal, from, to))
}

/// Draws where lines are low; what several ports drive overlaps.
fn merge(edges: &mut Edges, mut lows: Vec<(Signal, u64, u64)>) {
    lows.sort_unstable();
    let mut lows = lows.into_iter();
    let Some(mut low) = lows.next() else {
        return;
    };
    let mut draw = |(signal, from, to)| {
        edges.set(from, signal, false);
        edges.set(to, signal, true);
    };
    for (signal, from, to) in lows {
        if signal == low.0 && from <= low.2 {
            low.2 = low.2.max(to);
        } else {
            draw(core::mem::replace(&mut low, (signal, from, to)));
        }
    }
    draw(low)
}
