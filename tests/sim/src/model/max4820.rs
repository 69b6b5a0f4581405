//! MAX4820: eight relay drivers behind a shift register, for cascading.
//!
//! The facts, their source and what could not be verified stand in `docs/parts/MAX4820.md`. A cascade is a
//! [`Chain`](crate::spi::Chain) of parts with one [`ControlLine`] to all of them. Where the sheet is silent, the model does this:
//!
//! - What the outputs are after power-up, and whether RESET and SET change the register or cover it, is the caller's to say.
//! - Outputs change with the edge of CS, RESET or SET, without delay.
//! - A part whose pins clear takes no frames while RESET is low and gives zeros at DOUT. A pulse under 70 ns only covers.
//! - A dip of the supply empties the shift register. DOUT is high while CS is high.
//!
//! Not modelled: currents, coil clamping, heat, and what too fast a clock does beyond being noted.

use crate::{Pin, clock::Clock, device::SpiDevice};
use alloc::{rc::Rc, vec::Vec};
use core::{cell::RefCell, convert::Infallible};
use embedded_hal::digital::{ErrorType, OutputPin, StatefulOutputPin};

/// Shortest pulse at RESET and SET that counts.
const PULSE_NS: u64 = 70;

/// Eight bits at 2.1 MHz.
const BYTE_NS: u64 = 8_000_000_000_u64.div_ceil(2_100_000);

/// What the pins RESET and SET do to the register; the sheet does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Controls {
    /// A pulse clears or fills the register; the outputs stay so after it.
    Change,
    /// A low level covers the register; after it the outputs follow the register again.
    Cover,
}

/// An input that is active while low.
#[derive(Debug, Clone, Copy, Default)]
struct Input {
    low_since: Option<u64>,
}

impl Input {
    const fn is_low(self) -> bool {
        self.low_since.is_some()
    }

    fn counts(self, now: u64) -> bool {
        self.low_since
            .is_some_and(|since| now.saturating_sub(since) >= PULSE_NS)
    }

    fn set_level(&mut self, high: bool, now: u64) {
        self.low_since = match (high, self.low_since) {
            (true, _) => None,
            (false, since) => since.or(Some(now)),
        };
    }
}

/// One part. Its physical side is [`outputs`](Self::outputs); RESET and SET are high until set.
#[derive(Debug, Clone)]
pub struct Max4820 {
    clock: Clock,
    controls: Controls,
    power_up: u8,
    selected: bool,
    shift: u8,
    register: u8,
    reset: Input,
    set: Input,
    byte_begun: Option<u64>,
    clocked_too_fast: bool,
}

impl Max4820 {
    /// Creates a part that has just powered up, with the outputs of the set bits of `power_up` on: bit 0 is OUT1.
    pub const fn new(clock: Clock, power_up: u8, controls: Controls) -> Self {
        Self {
            clock,
            controls,
            power_up,
            selected: false,
            shift: 0,
            register: power_up,
            reset: Input { low_since: None },
            set: Input { low_since: None },
            byte_begun: None,
            clocked_too_fast: false,
        }
    }

    /// Returns the outputs that are on: bit 0 is OUT1, bit 7 OUT8.
    pub fn outputs(&mut self) -> u8 {
        self.settle();
        if self.reset.is_low() {
            0
        } else if self.set.is_low() {
            0xFF
        } else {
            self.register
        }
    }

    /// Sets the level at RESET.
    pub fn set_reset(&mut self, high: bool) {
        self.settle();
        self.reset.set_level(high, self.clock.nanos());
    }

    /// Sets the level at SET.
    pub fn set_set(&mut self, high: bool) {
        self.settle();
        self.set.set_level(high, self.clock.nanos());
    }

    /// Returns whether a clock over 2.1 MHz was ever seen.
    pub const fn clocked_too_fast(&self) -> bool {
        self.clocked_too_fast
    }

    /// Does what the levels at RESET and SET have done up to now.
    fn settle(&mut self) {
        if self.controls == Controls::Cover {
            return;
        }
        let now = self.clock.nanos();
        if self.reset.counts(now) {
            self.register = 0;
            self.shift = 0;
        } else if self.set.counts(now) && !self.reset.is_low() {
            self.register = 0xFF;
        }
    }

    /// Shifts one bit in at DIN, and returns the bit that leaves at DOUT.
    const fn shift_bit(&mut self, data_in: bool) -> bool {
        let data_out = self.shift & 0x80 != 0;
        self.shift = self.shift << 1 | data_in as u8;
        data_out
    }

    /// Notes the end of a byte.
    fn end_byte(&mut self) {
        if let Some(begun) = self.byte_begun.take() {
            self.clocked_too_fast |= self.clock.nanos().saturating_sub(begun) < BYTE_NS;
        }
    }
}

impl SpiDevice for Max4820 {
    fn select(&mut self) {
        self.settle();
        self.selected = true;
    }

    fn exchange(&mut self, byte: u8) -> u8 {
        if !self.selected {
            return 0xFF;
        }
        self.settle();
        self.end_byte();
        self.byte_begun = Some(self.clock.nanos());
        let out = (0..8).rev().fold(0, |out, bit| {
            out << 1 | u8::from(self.shift_bit(byte >> bit & 1 != 0))
        });
        self.settle();
        out
    }

    fn deselect(&mut self) {
        self.settle();
        self.end_byte();
        if self.selected {
            self.selected = false;
            self.register = self.shift;
        }
        self.settle();
    }

    fn brown_out(&mut self) {
        let now = self.clock.nanos();
        self.selected = false;
        self.shift = 0;
        self.register = self.power_up;
        self.byte_begun = None;
        for input in [&mut self.reset, &mut self.set] {
            input.low_since = input.low_since.map(|_| now);
        }
    }
}

/// A wire from an output of the controller to RESET or SET of one or more parts. Clones are the same wire.
#[derive(Clone)]
pub struct ControlLine {
    wire: Pin,
    parts: Vec<Rc<RefCell<Max4820>>>,
    apply: fn(&mut Max4820, bool),
}

impl ControlLine {
    /// Connects a wire, at the level it has, to RESET of the parts.
    pub fn reset(wire: Pin, parts: &[Rc<RefCell<Max4820>>]) -> Self {
        Self::new(wire, parts, Max4820::set_reset)
    }

    /// Connects a wire, at the level it has, to SET of the parts.
    pub fn set(wire: Pin, parts: &[Rc<RefCell<Max4820>>]) -> Self {
        Self::new(wire, parts, Max4820::set_set)
    }

    fn new(wire: Pin, parts: &[Rc<RefCell<Max4820>>], apply: fn(&mut Max4820, bool)) -> Self {
        let line = Self {
            wire,
            parts: parts.to_vec(),
            apply,
        };
        line.set_level(line.level());
        line
    }

    /// Returns whether the wire is high.
    pub fn level(&self) -> bool {
        self.wire.level()
    }

    /// Drives the wire.
    pub fn set_level(&self, high: bool) {
        self.wire.set_level(high);
        for part in &self.parts {
            (self.apply)(&mut part.borrow_mut(), high);
        }
    }
}

impl ErrorType for ControlLine {
    type Error = Infallible;
}

impl OutputPin for ControlLine {
    fn set_low(&mut self) -> Result<(), Infallible> {
        self.set_level(false);
        Ok(())
    }

    fn set_high(&mut self) -> Result<(), Infallible> {
        self.set_level(true);
        Ok(())
    }
}

impl StatefulOutputPin for ControlLine {
    fn is_set_high(&mut self) -> Result<bool, Infallible> {
        Ok(self.level())
    }

    fn is_set_low(&mut self) -> Result<bool, Infallible> {
        Ok(!self.level())
    }
}
