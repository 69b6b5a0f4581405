//! Pins beside SPI.

use core::convert::Infallible;

use embedded_hal::digital::{InputPin, OutputPin, PinState};

mod sealed {
    pub trait Sealed {}
}

/// Pins that the driver has beside SPI. Each is common to all parts of the chain, cannot fail, and so is the controller's own.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Pins<SD = NoShutdown, D1 = NoDiag, D2 = NoDiag> {
    /// What drives SD.
    pub shutdown: SD,
    /// What reads DIAG1.
    pub diag1: D1,
    /// What reads DIAG2.
    pub diag2: D2,
}

impl Pins {
    /// Has no pin yet.
    pub const fn new() -> Self {
        Self {
            shutdown: NoShutdown,
            diag1: NoDiag,
            diag2: NoDiag,
        }
    }
}

impl<D1, D2> Pins<NoShutdown, D1, D2> {
    /// Adds a pin at SD: low turns every gate off.
    pub fn with_shutdown<P>(self, pin: P) -> Pins<Shutdown<P>, D1, D2> {
        Pins {
            shutdown: Shutdown(pin),
            diag1: self.diag1,
            diag2: self.diag2,
        }
    }
}

impl<SD, D2> Pins<SD, NoDiag, D2> {
    /// Adds a pin at DIAG1, and its level while it signals, which is the board's to verify.
    pub fn with_diag1<P>(self, pin: P, signalled: PinState) -> Pins<SD, Diag<P>, D2> {
        Pins {
            shutdown: self.shutdown,
            diag1: Diag { pin, signalled },
            diag2: self.diag2,
        }
    }
}

impl<SD, D1> Pins<SD, D1, NoDiag> {
    /// Adds a pin at DIAG2, and its level while it signals, which is the board's to verify.
    pub fn with_diag2<P>(self, pin: P, signalled: PinState) -> Pins<SD, D1, Diag<P>> {
        Pins {
            shutdown: self.shutdown,
            diag1: self.diag1,
            diag2: Diag { pin, signalled },
        }
    }
}

/// A pin at SD.
#[derive(Debug, Clone, Copy)]
pub struct Shutdown<P>(pub P);

/// SD is another's, who holds it low while the driver configures and resets, and high while it tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct NoShutdown;

/// A pin at DIAG1 or DIAG2.
#[derive(Debug, Clone, Copy)]
pub struct Diag<P> {
    pin: P,
    signalled: PinState,
}

impl<P> Diag<P> {
    /// Gives the pin back.
    pub fn into_pin(self) -> P {
        self.pin
    }
}

/// The output is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct NoDiag;

/// What may drive SD: [`Shutdown`] or [`NoShutdown`].
pub trait ShutdownLine: sealed::Sealed {
    #[doc(hidden)]
    const IS_FITTED: bool;

    #[doc(hidden)]
    fn lower(&mut self);

    #[doc(hidden)]
    fn raise(&mut self);
}

impl sealed::Sealed for NoShutdown {}

impl ShutdownLine for NoShutdown {
    const IS_FITTED: bool = false;

    fn lower(&mut self) {}

    fn raise(&mut self) {}
}

impl<P> sealed::Sealed for Shutdown<P> {}

impl<P: OutputPin<Error = Infallible>> ShutdownLine for Shutdown<P> {
    const IS_FITTED: bool = true;

    fn lower(&mut self) {
        let Ok(()) = self.0.set_low();
    }

    fn raise(&mut self) {
        let Ok(()) = self.0.set_high();
    }
}

/// What may read an output: [`Diag`] or [`NoDiag`].
pub trait Signal: sealed::Sealed {
    #[doc(hidden)]
    const IS_FITTED: bool;

    #[doc(hidden)]
    fn is_signalled(&mut self) -> Option<bool>;
}

impl sealed::Sealed for NoDiag {}

impl Signal for NoDiag {
    const IS_FITTED: bool = false;

    fn is_signalled(&mut self) -> Option<bool> {
        None
    }
}

impl<P> sealed::Sealed for Diag<P> {}

impl<P: InputPin<Error = Infallible>> Signal for Diag<P> {
    const IS_FITTED: bool = true;

    fn is_signalled(&mut self) -> Option<bool> {
        let Ok(signalled) = match self.signalled {
            PinState::High => self.pin.is_high(),
            PinState::Low => self.pin.is_low(),
        };
        Some(signalled)
    }
}

/// What a chain has beside SPI: [`Pins`].
pub trait Wiring: sealed::Sealed {
    #[doc(hidden)]
    const HAS_SHUTDOWN: bool;

    #[doc(hidden)]
    const HAS_OUTPUTS: [bool; 2];

    #[doc(hidden)]
    fn shut_down(&mut self);

    #[doc(hidden)]
    fn release(&mut self);

    #[doc(hidden)]
    fn signals(&mut self) -> [Option<bool>; 2];
}

impl<SD, D1, D2> sealed::Sealed for Pins<SD, D1, D2> {}

impl<SD: ShutdownLine, D1: Signal, D2: Signal> Wiring for Pins<SD, D1, D2> {
    const HAS_SHUTDOWN: bool = SD::IS_FITTED;
    const HAS_OUTPUTS: [bool; 2] = [D1::IS_FITTED, D2::IS_FITTED];

    fn shut_down(&mut self) {
        self.shutdown.lower();
    }

    fn release(&mut self) {
        self.shutdown.raise();
    }

    fn signals(&mut self) -> [Option<bool>; 2] {
        [self.diag1.is_signalled(), self.diag2.is_signalled()]
    }
}

/// SD is high until this is dropped, or for good.
#[derive(Debug)]
pub(crate) struct Released<'a, W: Wiring>(&'a mut W);

impl<'a, W: Wiring> Released<'a, W> {
    pub(crate) fn new(pins: &'a mut W) -> Self {
        pins.release();
        Self(pins)
    }

    /// Leaves SD high.
    pub(crate) fn keep(self) {
        core::mem::forget(self);
    }
}

impl<W: Wiring> Drop for Released<'_, W> {
    fn drop(&mut self) {
        self.0.shut_down();
    }
}
