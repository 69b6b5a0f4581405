//! The pin that turns everything off without a frame.

use core::convert::Infallible;

use embedded_hal::digital::StatefulOutputPin;

mod sealed {
    pub trait Sealed {}
}

/// What drives RESET: a pin, or [`NoReset`].
///
/// The pin cannot fail, so it is one of the controller's own: a pin behind another bus is none to turn off with.
pub trait Reset: sealed::Sealed {
    /// Pulls RESET low.
    #[doc(hidden)]
    fn hold(&mut self);

    /// Raises RESET.
    #[doc(hidden)]
    fn release(&mut self);

    /// Returns whether RESET is driven low, by whomever.
    #[doc(hidden)]
    fn is_held(&mut self) -> bool;
}

/// RESET is tied high: only a frame turns outputs off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct NoReset;

impl sealed::Sealed for NoReset {}

impl Reset for NoReset {
    fn hold(&mut self) {}

    fn release(&mut self) {}

    fn is_held(&mut self) -> bool {
        false
    }
}

impl<P: StatefulOutputPin<Error = Infallible>> sealed::Sealed for P {}

impl<P: StatefulOutputPin<Error = Infallible>> Reset for P {
    fn hold(&mut self) {
        let Ok(()) = self.set_low();
    }

    fn release(&mut self) {
        let Ok(()) = self.set_high();
    }

    fn is_held(&mut self) -> bool {
        let Ok(low) = self.is_set_low();
        low
    }
}
