//! The pins of a chain.

use core::convert::Infallible;

use embedded_hal::digital::{InputPin, OutputPin, PinState, StatefulOutputPin};

use crate::{Error, Line};

mod sealed {
    pub trait Sealed {}
}

/// The pins between controller and chain. All of them but ENABLE share one type of error.
#[derive(Debug)]
#[non_exhaustive]
pub struct Pins<DIN, CLK, LATCH, DOUT, EN = NoEnable, FAULT = NoFault> {
    /// Data into the first part.
    pub din: DIN,
    /// Clock of all parts.
    pub clk: CLK,
    /// Latch of all parts.
    pub latch: LATCH,
    /// Data out of the last part.
    pub dout: DOUT,
    /// What drives ENABLE of all parts.
    pub enable: EN,
    /// What reads nFAULT of all parts.
    pub fault: FAULT,
}

impl<DIN, CLK, LATCH, DOUT> Pins<DIN, CLK, LATCH, DOUT> {
    /// Takes the four pins that a chain cannot do without; ENABLE is tied, and nFAULT not read.
    pub const fn new(din: DIN, clk: CLK, latch: LATCH, dout: DOUT) -> Self {
        Self {
            din,
            clk,
            latch,
            dout,
            enable: NoEnable,
            fault: NoFault,
        }
    }
}

impl<DIN, CLK, LATCH, DOUT, FAULT> Pins<DIN, CLK, LATCH, DOUT, NoEnable, FAULT> {
    /// Adds a pin at ENABLE, and the level at which outputs follow: what the parts do at which level is the board's to verify.
    pub fn with_enable<P>(
        self,
        pin: P,
        on: PinState,
    ) -> Pins<DIN, CLK, LATCH, DOUT, Enable<P>, FAULT> {
        Pins {
            din: self.din,
            clk: self.clk,
            latch: self.latch,
            dout: self.dout,
            enable: Enable { pin, on },
            fault: self.fault,
        }
    }
}

impl<DIN, CLK, LATCH, DOUT, EN> Pins<DIN, CLK, LATCH, DOUT, EN, NoFault> {
    /// Adds a pin at nFAULT.
    pub fn with_fault<P>(self, pin: P) -> Pins<DIN, CLK, LATCH, DOUT, EN, FaultPin<P>> {
        Pins {
            din: self.din,
            clk: self.clk,
            latch: self.latch,
            dout: self.dout,
            enable: self.enable,
            fault: FaultPin(pin),
        }
    }
}

/// A pin at ENABLE.
///
/// The pin cannot fail, so it is one of the controller's own: a pin behind a bus is none to turn off with.
#[derive(Debug)]
pub struct Enable<P> {
    pin: P,
    on: PinState,
}

impl<P> Enable<P> {
    /// Gives the pin back.
    pub fn into_pin(self) -> P {
        self.pin
    }
}

/// ENABLE is tied: only the registers turn outputs off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct NoEnable;

/// A pin at nFAULT.
#[derive(Debug)]
pub struct FaultPin<P>(pub P);

/// nFAULT is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct NoFault;

/// What may drive ENABLE: [`Enable`] or [`NoEnable`].
pub trait Gate: sealed::Sealed {
    /// Keeps all outputs off.
    fn turn_off(&mut self);

    /// Lets outputs follow.
    fn turn_on(&mut self);

    /// Returns whether outputs are kept off, by whomever.
    fn is_off(&mut self) -> bool;
}

impl sealed::Sealed for NoEnable {}

impl Gate for NoEnable {
    fn turn_off(&mut self) {}

    fn turn_on(&mut self) {}

    fn is_off(&mut self) -> bool {
        false
    }
}

impl<P> sealed::Sealed for Enable<P> {}

impl<P: StatefulOutputPin<Error = Infallible>> Gate for Enable<P> {
    fn turn_off(&mut self) {
        let Ok(()) = self.pin.set_state(!self.on);
    }

    fn turn_on(&mut self) {
        let Ok(()) = self.pin.set_state(self.on);
    }

    fn is_off(&mut self) -> bool {
        let Ok(off) = match self.on {
            PinState::High => self.pin.is_set_low(),
            PinState::Low => self.pin.is_set_high(),
        };
        off
    }
}

/// What a chain hangs on: [`Pins`].
pub trait Wiring: sealed::Sealed {
    /// What a pin says when it fails.
    type Cause: embedded_hal::digital::Error;

    #[doc(hidden)]
    fn set_din(&mut self, high: bool) -> Result<(), Error<Self::Cause>>;

    #[doc(hidden)]
    fn set_clk(&mut self, high: bool) -> Result<(), Error<Self::Cause>>;

    #[doc(hidden)]
    fn set_latch(&mut self, high: bool) -> Result<(), Error<Self::Cause>>;

    #[doc(hidden)]
    fn dout(&mut self) -> Result<bool, Error<Self::Cause>>;

    #[doc(hidden)]
    fn gate(&mut self) -> &mut impl Gate;
}

impl<DIN, CLK, LATCH, DOUT, EN, FAULT> sealed::Sealed for Pins<DIN, CLK, LATCH, DOUT, EN, FAULT> {}

impl<E, DIN, CLK, LATCH, DOUT, EN, FAULT> Wiring for Pins<DIN, CLK, LATCH, DOUT, EN, FAULT>
where
    E: embedded_hal::digital::Error,
    DIN: OutputPin<Error = E>,
    CLK: OutputPin<Error = E>,
    LATCH: OutputPin<Error = E>,
    DOUT: InputPin<Error = E>,
    EN: Gate,
{
    type Cause = E;

    fn set_din(&mut self, high: bool) -> Result<(), Error<E>> {
        let set = self.din.set_state(PinState::from(high));
        set.map_err(|cause| failed(Line::Din, cause))
    }

    fn set_clk(&mut self, high: bool) -> Result<(), Error<E>> {
        let set = self.clk.set_state(PinState::from(high));
        set.map_err(|cause| failed(Line::Clk, cause))
    }

    fn set_latch(&mut self, high: bool) -> Result<(), Error<E>> {
        let set = self.latch.set_state(PinState::from(high));
        set.map_err(|cause| failed(Line::Latch, cause))
    }

    fn dout(&mut self) -> Result<bool, Error<E>> {
        self.dout
            .is_high()
            .map_err(|cause| failed(Line::Dout, cause))
    }

    fn gate(&mut self) -> &mut impl Gate {
        &mut self.enable
    }
}

pub(crate) const fn failed<E>(line: Line, cause: E) -> Error<E> {
    Error::Pin { line, cause }
}
