//! DRV8860: eight relay drivers with diagnosis, for chaining, on pins.
//!
//! The facts, their source and what could not be verified stand in `docs/parts/DRV8860.md`. A [`Chain`] of [`Drv8860`] hangs on
//! [`Wires`]. Where the sheet is silent, the model does this:
//!
//! - What the registers hold after power-up, and again after a dip of the supply, is the caller's to say.
//! - Outputs and DOUT change with the edge of CLK, LATCH or ENABLE, without delay.
//! - A window of LATCH with 8 clocks or more writes, one with fewer never does. What fits no special command breaks it off.
//! - DIN enters the chain also while a register is read.
//! - A reading of faults is shifted by one bit the first time after nFAULT changed or faults were reset.
//! - Open load is found at once. An over-current shuts its output down and stands until faults are reset.
//! - ENABLE low covers the data register.
//!
//! Not modelled: heat, undervoltage, PWM start, what the codes of the control register do to the current, and what too fast a clock
//! does beyond being noted.

mod chain;
mod wires;

pub use chain::Chain;
pub use wires::{Dout, InputLine, NFault, Wires};

use crate::clock::Clock;
use alloc::vec::Vec;

/// Shortest period of CLK, of 200 kHz.
const PERIOD_NS: u64 = 5_000;

/// Fewest clocks that write a register.
const WHOLE: u32 = 8;

/// What may be on a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// With open load detection.
    Drv8860,
    /// Without.
    Drv8860A,
}

#[derive(Debug, Clone, Copy)]
enum Command {
    WriteControl,
    ReadControl,
    ReadData,
    ResetFaults,
}

/// The pulses of each special command.
const COMMANDS: [([u32; 4], Command); 4] = [
    ([1, 2, 2, 3], Command::WriteControl),
    ([1, 4, 2, 3], Command::ReadControl),
    ([1, 4, 4, 3], Command::ReadData),
    ([1, 2, 4, 3], Command::ResetFaults),
];

/// One part. Its physical side is the loads at its outputs and [`outputs`](Self::outputs).
#[derive(Debug, Clone)]
pub struct Drv8860 {
    clock: Clock,
    variant: Variant,
    power_up: (u8, u8),
    data: u8,
    control: u8,
    over_current: u8,
    open_load: u8,
    shift: u16,
    /// Length of the shift register: 8, or 16 after faults were loaded.
    length: u32,
    windows: Vec<u32>,
    pulses: u32,
    takes_control: bool,
    is_misaligned: bool,
    enabled: bool,
    loads: u8,
    shorts: u8,
    last_rise: Option<u64>,
    clocked_too_fast: bool,
}

impl Drv8860 {
    /// Creates a part that has just powered up, with a load at each output and ENABLE high. `data` and `control` are what its
    /// registers hold after power-up.
    pub const fn new(clock: Clock, variant: Variant, data: u8, control: u8) -> Self {
        Self {
            clock,
            variant,
            power_up: (data, control),
            data,
            control,
            over_current: 0,
            open_load: 0,
            shift: 0,
            length: WHOLE,
            windows: Vec::new(),
            pulses: 0,
            takes_control: false,
            is_misaligned: false,
            enabled: true,
            loads: 0xFF,
            shorts: 0,
            last_rise: None,
            clocked_too_fast: false,
        }
    }

    /// Returns the outputs that sink current: bit 0 is OUT1, bit 7 OUT8.
    pub const fn outputs(&self) -> u8 {
        if self.enabled {
            self.data & !self.over_current
        } else {
            0
        }
    }

    /// Returns the data register.
    pub const fn data(&self) -> u8 {
        self.data
    }

    /// Returns the control register.
    pub const fn control(&self) -> u8 {
        self.control
    }

    /// Returns whether nFAULT is low.
    pub const fn is_faulty(&self) -> bool {
        self.over_current != 0 || self.open_load != 0
    }

    /// Returns whether a clock over 200 kHz was ever seen.
    pub const fn clocked_too_fast(&self) -> bool {
        self.clocked_too_fast
    }

    /// Connects loads to the outputs of the set bits, and to no other.
    pub fn set_loads(&mut self, loads: u8) {
        self.loads = loads;
        self.settle();
    }

    /// Lets more current than is good flow through the outputs of the set bits while they are on.
    pub fn set_shorts(&mut self, shorts: u8) {
        self.shorts = shorts;
        self.settle();
    }

    /// Sets the level at ENABLE.
    pub fn set_enable(&mut self, high: bool) {
        self.enabled = high;
        self.settle();
    }

    /// The supply dips.
    pub fn brown_out(&mut self) {
        (self.data, self.control) = self.power_up;
        self.over_current = 0;
        self.open_load = 0;
        self.shift = 0;
        self.length = WHOLE;
        self.windows.clear();
        self.pulses = 0;
        self.takes_control = false;
        self.is_misaligned = false;
        self.settle();
    }

    fn dout(&self) -> bool {
        self.shift >> (self.length - 1) & 1 != 0
    }

    /// CLK rises: DIN goes in.
    fn shift_in(&mut self, din: bool) {
        let now = self.clock.nanos();
        let last = self.last_rise.replace(now);
        self.clocked_too_fast |= last.is_some_and(|last| now.saturating_sub(last) < PERIOD_NS);
        self.shift = self.shift << 1 | u16::from(din);
        self.pulses = self.pulses.saturating_add(1);
    }

    /// LATCH falls: a window begins.
    const fn open_window(&mut self) {
        self.length = WHOLE;
        self.pulses = 0;
    }

    /// LATCH rises: the window counts.
    fn close_window(&mut self) {
        let written = self.shift.to_be_bytes()[1];
        let takes_control = core::mem::take(&mut self.takes_control);
        match self.pulses {
            0 => {
                self.windows.clear();
                self.load_faults();
            }
            1..WHOLE => self.count_window(),
            WHOLE.. => {
                self.windows.clear();
                if takes_control {
                    self.control = written;
                } else {
                    self.data = written;
                    self.settle();
                }
            }
        }
    }

    fn count_window(&mut self) {
        self.windows.push(self.pulses);
        let fits = |(pulses, _): &([u32; 4], Command)| pulses.starts_with(&self.windows);
        let Some(&(pulses, command)) = COMMANDS.iter().find(|command| fits(command)) else {
            self.windows.clear();
            return;
        };
        if self.windows != pulses {
            return;
        }
        self.windows.clear();
        match command {
            Command::WriteControl => self.takes_control = true,
            Command::ReadControl => self.load(self.control),
            Command::ReadData => self.load(self.data),
            Command::ResetFaults => {
                self.over_current = 0;
                self.open_load = 0;
                self.is_misaligned = true;
                self.settle();
            }
        }
    }

    fn load(&mut self, register: u8) {
        self.shift = u16::from(register);
        self.length = WHOLE;
    }

    fn load_faults(&mut self) {
        let faults = u16::from_be_bytes([self.over_current, self.open_load]);
        let shifted = core::mem::take(&mut self.is_misaligned);
        self.shift = if shifted { faults << 1 } else { faults };
        self.length = u16::BITS;
    }

    /// Finds what is wrong with the loads.
    fn settle(&mut self) {
        let was_faulty = self.is_faulty();
        self.over_current |= self.outputs() & self.shorts;
        if self.variant == Variant::Drv8860 {
            self.open_load = (self.open_load | !self.loads) & !self.data;
        }
        self.is_misaligned |= self.is_faulty() != was_faulty;
    }
}
