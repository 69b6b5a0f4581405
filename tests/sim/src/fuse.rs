//! Pins that fail on demand.

use alloc::rc::Rc;
use core::{cell::Cell, fmt};
use embedded_hal::digital::{self, ErrorKind, ErrorType, InputPin, OutputPin, StatefulOutputPin};

/// What a pin says that did not move, or was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blown;

impl fmt::Display for Blown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("pin failed")
    }
}

impl core::error::Error for Blown {}

impl digital::Error for Blown {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}

#[derive(Debug, Default)]
struct State {
    accesses: Cell<u64>,
    left: Cell<Option<u32>>,
    blown: Cell<bool>,
}

/// Counts the accesses to its pins, and lets one of them fail. Clones are the same fuse.
#[derive(Debug, Clone, Default)]
pub struct Fuse(Rc<State>);

impl Fuse {
    /// Creates a fuse that does not blow.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a pin behind the fuse.
    pub fn pin<P>(&self, pin: P) -> FusedPin<P> {
        FusedPin {
            pin,
            fuse: self.clone(),
        }
    }

    /// Lets access `nth` from now on fail, counted from 0, and those after it pass.
    pub fn blow_at(&self, nth: u32) {
        self.0.left.set(Some(nth));
        self.0.blown.set(false);
    }

    /// Returns whether an access failed since [`blow_at`](Self::blow_at).
    pub fn has_blown(&self) -> bool {
        self.0.blown.get()
    }

    /// Returns how often the pins were set and read.
    pub fn accesses(&self) -> u64 {
        self.0.accesses.get()
    }

    fn access(&self) -> Result<(), Blown> {
        self.0.accesses.set(self.accesses() + 1);
        let left = self.0.left.get();
        self.0.left.set(left.and_then(|left| left.checked_sub(1)));
        if left == Some(0) {
            self.0.blown.set(true);
            return Err(Blown);
        }
        Ok(())
    }
}

/// A pin behind a fuse. An access that fails does not reach the pin.
#[derive(Debug, Clone)]
pub struct FusedPin<P> {
    pin: P,
    fuse: Fuse,
}

impl<P> ErrorType for FusedPin<P> {
    type Error = Blown;
}

impl<P: OutputPin> OutputPin for FusedPin<P> {
    fn set_low(&mut self) -> Result<(), Blown> {
        self.fuse.access()?;
        self.pin.set_low().map_err(|_| Blown)
    }

    fn set_high(&mut self) -> Result<(), Blown> {
        self.fuse.access()?;
        self.pin.set_high().map_err(|_| Blown)
    }
}

impl<P: StatefulOutputPin> StatefulOutputPin for FusedPin<P> {
    fn is_set_high(&mut self) -> Result<bool, Blown> {
        self.fuse.access()?;
        self.pin.is_set_high().map_err(|_| Blown)
    }

    fn is_set_low(&mut self) -> Result<bool, Blown> {
        self.fuse.access()?;
        self.pin.is_set_low().map_err(|_| Blown)
    }
}

impl<P: InputPin> InputPin for FusedPin<P> {
    fn is_high(&mut self) -> Result<bool, Blown> {
        self.fuse.access()?;
        self.pin.is_high().map_err(|_| Blown)
    }

    fn is_low(&mut self) -> Result<bool, Blown> {
        self.fuse.access()?;
        self.pin.is_low().map_err(|_| Blown)
    }
}
