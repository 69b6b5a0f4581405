//! Analog Devices ADE7953: metering of one phase with two current channels, on I2C or SPI.
//!
//! The facts, their sources and what could not be verified stand in `docs/parts/ADE7953.md`; what no source settles is in
//! [`Open`]. Where the sources are silent, the model does this, and no test of a driver should depend on it:
//!
//! - Mean squares and mean powers approach their ends exponentially, to 0.1 % of a step after [`Open::settling`]. Energies
//!   take what is really there, at once.
//! - A register is taken whole when its read begins; what a read clears, it clears once the last byte has gone out, and only
//!   what went out. Bytes after the last are `0xFF`, and so is what SPI shifts out before data.
//! - A write of another length than the register's does nothing, and so does a write to a result. Neither is a
//!   communication that LAST_OP, LAST_ADD and LAST_RWDATA tell of; reads of those are none either. UNLOCK reads as zero.
//! - A part that starts, and one that is locked to another bus, does not answer.
//! - A sag counts whole half cycles, and is told once until the voltage was back. A voltage of zero is at its old frequency.
//! - Over-limits and peaks are looked at where the wave has its crests; signs and no-load at every change.
//!
//! Not modelled: UART, waveforms other than sines, direct current, integrators, power offsets in energies, apparent energy from currents
//! alone, PFMODE, the pins CF1, CF2, REVP, ZX and ZX_I but for interrupts, noise, and saturation before the end of a register.

mod access;
mod bus;
mod checksum;
mod energy;
mod events;
mod grid;
mod irq;
mod measure;
mod number;
mod open;
mod power;
mod registers;

pub use irq::SecondIrq;
pub use open::Open;

use crate::clock::Clock;
use energy::Energies;
use events::Events;
use grid::Grid;
use hal_power::{Current, Frequency, Voltage};
use measure::Meter;
use registers::File;

/// A current channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(usize)]
pub enum Channel {
    /// Current Channel A, the phase.
    A,
    /// Current Channel B, the neutral.
    B,
}

/// Effective values that make the part's full-scale codes with each gain at one: they are the board's.
#[derive(Debug, Clone, Copy)]
pub struct FullScale {
    /// Of the voltage channel.
    pub voltage: Voltage,
    /// Of Current Channel A.
    pub current_a: Current,
    /// Of Current Channel B.
    pub current_b: Current,
}

/// One part on its board.
///
/// Its physical side is set in quantities; its register side is an [`I2cDevice`](crate::device::I2cDevice) at 0x38 and an
/// [`SpiDevice`](crate::device::SpiDevice); its IRQ pin, pulled up, is the [`OutputLine`](crate::device::OutputLine), and what
/// ALT_OUTPUT makes an interrupt pin of Current Channel B a [`SecondIrq`].
#[derive(Debug, Clone)]
pub struct Ade7953 {
    clock: Clock,
    open: Open,
    world: World,
    is_powered: bool,
    is_frozen: bool,
    /// When the part answers, in ns.
    ready_at: u64,
    /// Whether it has come to that.
    is_up: bool,
    /// Everything until then is done.
    at: u64,
    file: File,
    meter: Meter,
    energies: Energies,
    events: Events,
    access: access::State,
    wire: bus::Wire,
}

/// What is at the pins.
#[derive(Debug, Clone)]
struct World {
    scale: FullScale,
    grid: Grid,
    voltage: Voltage,
    currents: [Current; 2],
    /// By which each current lags the voltage, in thousandths of a degree.
    lags: [i32; 2],
}

impl Ade7953 {
    /// Creates a part that is powered up now, with a voltage of zero at 50 Hz and no current.
    pub fn new(clock: Clock, scale: FullScale, open: Open) -> Self {
        let now = clock.nanos();
        let world = World {
            scale,
            grid: Grid::new(Frequency::from_hertz(50), now),
            voltage: Voltage::ZERO,
            currents: [Current::ZERO; 2],
            lags: [0; 2],
        };
        Self {
            clock,
            open,
            world,
            is_powered: true,
            is_frozen: false,
            ready_at: now.saturating_add(number::nanos(open.start_up)),
            is_up: false,
            at: now,
            file: File::reset(),
            meter: Meter::default(),
            energies: Energies::default(),
            events: Events::default(),
            access: access::State::default(),
            wire: bus::Wire::default(),
        }
    }

    /// Sets the effective value of the voltage; its sign does not count.
    pub fn set_voltage(&mut self, voltage: Voltage) {
        self.settle();
        self.world.voltage = voltage;
        self.judge();
    }

    /// Sets the frequency of voltage and currents. The wave goes on from where it is.
    pub fn set_frequency(&mut self, frequency: Frequency) {
        let now = self.settle();
        self.world.grid.set_frequency(frequency, now);
        self.judge();
    }

    /// Sets the effective value of a current, and by how many thousandths of a degree it lags the voltage.
    pub fn set_current(&mut self, channel: Channel, current: Current, lag: i32) {
        self.settle();
        let channel = channel as usize;
        if let Some(slot) = self.world.currents.get_mut(channel) {
            *slot = current;
        }
        if let Some(slot) = self.world.lags.get_mut(channel) {
            *slot = lag;
        }
        self.judge();
    }

    /// Lets the converters stand still, or go on: nothing is measured, counted or detected meanwhile, and every register
    /// still answers.
    pub fn set_frozen(&mut self, is_frozen: bool) {
        let now = self.settle();
        self.is_frozen = is_frozen;
        self.events.restart(now);
        self.judge();
    }

    /// Changes a register's content behind the firmware's back, as a disturbance might. An address that has no configuration
    /// is ignored.
    pub fn upset(&mut self, address: u16, value: u32) {
        self.settle();
        let (address, _) = registers::locate(address);
        self.file.write(address, value);
        self.reconfigure();
    }

    /// Returns whether register 0x120 is set as the specification demands.
    pub fn is_optimal(&mut self) -> bool {
        self.settle();
        self.file.get(registers::at::OPTIMUM) == 0x0030
    }
}
