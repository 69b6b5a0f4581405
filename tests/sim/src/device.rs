//! What a part's model shows to a bus.
//!
//! A model holds a [`Clock`](crate::clock::Clock) and works lazily: whenever it is touched, from the bus or from its physical
//! side, it first does all that it would have done since it was last touched. Between touches it costs nothing.

use crate::serial::{Format, SerialError};
use alloc::vec::Vec;

/// A part on an I2C bus.
///
/// The bus calls in wire order: `start`, bytes, perhaps `start` again (a repeated start), bytes, `stop`.
pub trait I2cDevice {
    /// Returns whether the part acknowledges this 7-bit address at all.
    fn answers_to(&self, address: u8) -> bool;

    /// Start or repeated start that addresses this part, with the address that was called; `read` is the direction bit.
    fn start(&mut self, address: u8, read: bool);

    /// Takes a byte from the controller; returns whether it is acknowledged.
    fn write(&mut self, byte: u8) -> bool;

    /// Gives the next byte to the controller.
    fn read(&mut self) -> u8;

    /// Stop condition.
    fn stop(&mut self);

    /// The supply dips: registers go to their reset values, whatever was in progress is lost.
    fn brown_out(&mut self);
}

/// A part on an SPI bus, behind its own chip select.
pub trait SpiDevice {
    /// Chip select goes active.
    fn select(&mut self);

    /// Exchanges one byte, most significant bit first; returns what the part shifts out meanwhile.
    fn exchange(&mut self, byte: u8) -> u8;

    /// Chip select goes inactive.
    fn deselect(&mut self);

    /// The supply dips: registers go to their reset values, whatever was in progress is lost.
    fn brown_out(&mut self);
}

/// A part on a serial line, behind its own transceiver and UART.
///
/// The line calls in the order of time, and late: the clock may show more than the time that a call names. Who looks at the part
/// from outside first touches the line, as [`counts`](crate::SerialBus::counts) does.
pub trait SerialDevice {
    /// Its port has got this format: at first, and whenever it changes.
    fn set_format(&mut self, _format: Format) {}

    /// A character has begun: the edge of its start bit is at `at`, in ns.
    fn begin(&mut self, _at: u64) {}

    /// A character has arrived at `at`, in ns, at the end of its last stop bit; an error says how it was spoiled.
    fn receive(&mut self, at: u64, character: Result<u8, SerialError>);

    /// Returns when, in ns on the clock, it next does something by itself; `None` while it only listens.
    fn next_change(&mut self) -> Option<u64>;

    /// That time has come. Returns what it sends, empty for nothing.
    fn act(&mut self, at: u64) -> Vec<u8>;
}

/// A digital output of a part, such as an alert pin.
pub trait OutputLine {
    /// Returns whether the line is high now.
    fn is_high(&mut self) -> bool;

    /// Returns when, in ns on the clock, the line might next change by itself; `None` where only a touch can change it.
    fn next_change(&mut self) -> Option<u64>;
}
