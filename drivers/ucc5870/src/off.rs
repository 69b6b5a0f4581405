//! The pins that turn every gate off without a frame.

use core::convert::Infallible;

use embedded_hal::digital::OutputPin;

mod sealed {
    pub trait Sealed {}
}

/// What turns all gates off: [`Asc`] or [`NoAsc`].
pub trait OffPath: sealed::Sealed {
    /// Forces every output off.
    #[doc(hidden)]
    fn hold(&mut self);

    /// Lets every output follow.
    #[doc(hidden)]
    fn release(&mut self);

    /// Returns whether outputs are forced off; `None` where nothing is fitted or no level was given yet.
    #[doc(hidden)]
    fn is_held(&self) -> Option<bool>;
}

/// ASC_EN is tied low: only frames and inputs turn outputs off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct NoAsc;

impl sealed::Sealed for NoAsc {}

impl OffPath for NoAsc {
    fn hold(&mut self) {}

    fn release(&mut self) {}

    fn is_held(&self) -> Option<bool> {
        None
    }
}

/// Pins at ASC_EN and ASC of every chip: ASC_EN high with ASC low forces every output off.
///
/// The pins cannot fail, so they are the controller's own: pins behind a bus are none to turn off with.
#[derive(Debug)]
pub struct Asc<EN, ASC> {
    asc_en: EN,
    asc: ASC,
    is_held: Option<bool>,
}

impl<EN, ASC> Asc<EN, ASC> {
    /// Takes the pins; their levels are left as they are.
    pub const fn new(asc_en: EN, asc: ASC) -> Self {
        Self {
            asc_en,
            asc,
            is_held: None,
        }
    }

    /// Gives the pins back.
    pub fn into_pins(self) -> (EN, ASC) {
        (self.asc_en, self.asc)
    }
}

impl<EN, ASC> sealed::Sealed for Asc<EN, ASC> {}

impl<EN, ASC> OffPath for Asc<EN, ASC>
where
    EN: OutputPin<Error = Infallible>,
    ASC: OutputPin<Error = Infallible>,
{
    /// ASC goes first: ASC_EN with ASC high would turn every output on.
    fn hold(&mut self) {
        let Ok(()) = self.asc.set_low();
        let Ok(()) = self.asc_en.set_high();
        self.is_held = Some(true);
    }

    fn release(&mut self) {
        let Ok(()) = self.asc_en.set_low();
        self.is_held = Some(false);
    }

    fn is_held(&self) -> Option<bool> {
        self.is_held
    }
}
