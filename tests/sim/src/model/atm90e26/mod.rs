//! Microchip ATM90E26, also Atmel M90E26: metering of one phase, over SPI.
//!
//! The facts, their sources and what could not be verified stand in `docs/parts/ATM90E26.md`. What they leave open is the
//! caller's to say, in [`Open`]; where that has no field, the page's choices stand under "Choices".
//!
//! Not modelled: the UART, pulses on CF1 and CF2, ZX, small-power mode, offsets and phase corrections (which count in the
//! checksums only), the registers of the start-up thresholds, what too fast a clock does, noise.

mod board;
mod bus;
mod energy;
mod engine;
mod open;
mod registers;
mod results;

pub use board::{Board, MeteringMode, Sensor};
pub use open::{Full, Open, Stopped};

use crate::clock::Clock;
use board::{Load, World};
use bus::Wire;
use core::time::Duration;
use energy::{Energies, Rates};
use hal_power::{Current, Frequency, Voltage};
use registers::File;
use results::Results;

/// One part on its board.
///
/// Its physical side is set in quantities; its register side is an [`SpiDevice`](crate::device::SpiDevice) in mode 3. For
/// WarnOut and IRQ as lines, give [`is_warn_out_high`](Self::is_warn_out_high) or [`is_irq_high`](Self::is_irq_high), with
/// [`next_change`](Self::next_change), to a [`pins`](super::pins) wire.
#[derive(Debug, Clone)]
pub struct Atm90e26 {
    clock: Clock,
    board: Board,
    open: Open,
    world: World,
    mode: MeteringMode,
    powered: bool,
    frozen: bool,
    file: File,
    /// What SysStatus has noted; checksum errors are judged when it is read.
    flags: u16,
    last: u16,
    lsb: u16,
    results: Results,
    energies: Energies,
    rates: Rates,
    /// Whether the L line is metered.
    meters_line: bool,
    /// Whether active and reactive energy last counted in reverse.
    is_reverse: [bool; 2],
    low_since: Option<u64>,
    is_sagging: bool,
    /// When the measurement registers are next renewed, in ns.
    renewal: Option<u64>,
    /// When the reset is over, in ns.
    ready: u64,
    /// Until when everything has been done, in ns.
    settled: u64,
    wire: Wire,
}

impl Atm90e26 {
    /// Creates a part that powers up now, on a dead line at 50 Hz, without loads, metering the L line.
    pub fn new(clock: Clock, board: Board, open: Open) -> Self {
        let mut part = Self {
            clock,
            board,
            open,
            world: World::new(),
            mode: MeteringMode::Line,
            powered: true,
            frozen: false,
            file: File::reset(),
            flags: 0,
            last: 0,
            lsb: 0,
            results: Results::default(),
            energies: Energies::default(),
            rates: Rates::default(),
            meters_line: true,
            is_reverse: [false; 2],
            low_since: None,
            is_sagging: false,
            renewal: None,
            ready: 0,
            settled: 0,
            wire: Wire::Idle,
        };
        part.reset();
        part.touched();
        part
    }

    fn change(&mut self, change: impl FnOnce(&mut Self)) {
        self.settle();
        change(self);
        self.touched();
    }

    /// Puts an RMS voltage on the line.
    pub fn set_voltage(&mut self, voltage: Voltage) {
        self.change(|part| part.world.set_voltage(voltage));
    }

    /// Sets the frequency of the line.
    pub fn set_frequency(&mut self, frequency: Frequency) {
        self.change(|part| part.world.frequency = frequency);
    }

    /// Sends an RMS current through the sensor of the L line, which lags the voltage by an angle; beyond 90° it flows back.
    pub fn set_line_current(&mut self, current: Current, lag_millidegrees: i32) {
        self.change(|part| part.world.line = Load::new(current, lag_millidegrees));
    }

    /// Sends an RMS current through the sensor of the N line, which lags the voltage by an angle.
    pub fn set_neutral_current(&mut self, current: Current, lag_millidegrees: i32) {
        self.change(|part| part.world.neutral = Load::new(current, lag_millidegrees));
    }

    /// Sets the pins MMD1 and MMD0.
    pub fn set_metering_mode(&mut self, mode: MeteringMode) {
        self.change(|part| part.mode = mode);
    }

    /// Freezes the conversions, or lets them go on: results and energies stand still, while the bus goes on answering.
    pub fn set_frozen(&mut self, frozen: bool) {
        self.change(|part| part.frozen = frozen);
    }

    /// Takes the supply away: the part answers nothing.
    pub fn unplug(&mut self) {
        self.settle();
        self.powered = false;
        self.wire = Wire::Idle;
    }

    /// Gives the supply back; the part starts from its reset values.
    pub fn plug_in(&mut self) {
        self.powered = true;
        self.reset();
        self.touched();
    }

    /// Returns whether WarnOut is high.
    pub fn is_warn_out_high(&mut self) -> bool {
        self.settle();
        self.warns() == self.open.active_high
    }

    /// Returns whether IRQ is high.
    pub fn is_irq_high(&mut self) -> bool {
        self.settle();
        self.interrupts() == self.open.active_high
    }

    /// Returns when, in ns, WarnOut or IRQ might next change by itself.
    pub fn next_change(&mut self) -> Option<u64> {
        self.settle();
        if !self.powered {
            return None;
        }
        if !self.answers() {
            return Some(self.ready);
        }
        self.sag_due().filter(|_| !self.is_sagging)
    }

    /// Returns the content of a register as the part holds it, without what reading it does.
    pub fn register(&mut self, address: u8) -> u16 {
        self.settle();
        self.content(address)
    }
}

/// Returns a duration in ns, ending at the range of the clock.
fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
