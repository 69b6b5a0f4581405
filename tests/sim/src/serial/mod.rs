//! Serial: a half-duplex line of a world, as RS485 makes it, with UARTs on it.
//!
//! Levels are those of the wire, bit by bit: a receiver looks for the edge of a start bit and samples in the middle of each bit at its
//! own baud rate. Characters that collide, a wrong baud rate and a line that is held are therefore received as what they look like.
//! Facts of the wire are simplified where no firmware sees them: where drivers contradict each other low wins, a port begins to send
//! at once, not on a bit boundary, and it drives the line for as long as its characters take.

mod error;
mod format;
mod medium;
mod port;
mod transmit;
mod uart;
mod wire;

pub use error::SerialError;
pub use format::{Format, FormatError, Parity, StopBits};
pub use port::SerialPort;

use crate::{clock::Clock, count::Counts, device::SerialDevice, fault::Target, world::Shared};
use alloc::rc::Rc;
use core::cell::RefCell;
use medium::Bus;

/// A half-duplex serial line that hands out its ports. Clones are the same line.
///
/// A character takes its bits on the clock: at 9600 baud, without parity and with one stop bit, 10 bits of 104,167 ns.
#[derive(Clone)]
pub struct SerialBus(Rc<Bus>);

impl SerialBus {
    pub(crate) fn new(shared: Rc<Shared>, number: u8) -> Self {
        let bus = Rc::new(Bus::new(shared, number));
        let watcher = Rc::downgrade(&bus);
        bus.shared.clock.watch(watcher);
        Self(bus)
    }

    /// Adds a port with the format of the bus. Ports are numbered from 0, those of parts too.
    pub fn port(&self) -> SerialPort {
        SerialPort::new(self.0.clone(), self.0.add())
    }

    /// Attaches a part, which the caller goes on holding. Returns its port, for its format and its faults: what arrives there is the
    /// part's.
    ///
    /// A part that is borrowed while time passes or the line is touched makes that panic.
    pub fn attach<D: SerialDevice + 'static>(&self, part: &Rc<RefCell<D>>) -> SerialPort {
        SerialPort::new(self.0.clone(), self.0.attach(part.clone()))
    }

    /// Sets the format of all ports, and of those to come; 9600 baud, 8N1 unless told.
    pub fn set_format(&self, format: Format) {
        self.0.set_format(format);
    }

    /// Holds the line at a level, whatever is sent; `None` lets go. It is not drawn in the trace.
    pub fn hold(&self, level: Option<bool>) {
        self.0.hold(level);
    }

    pub(crate) fn clock(&self) -> Clock {
        self.0.shared.clock.clone()
    }

    /// Returns what was sent.
    pub fn counts(&self) -> Counts {
        self.0.settle();
        self.0.counters.get()
    }

    /// Names what a port sends on this bus, for [`Injection::at`](crate::Injection::at).
    pub fn target(&self, port: &SerialPort) -> Target {
        self.0.target(port.index())
    }
}
