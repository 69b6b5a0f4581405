//! What shows where a contact is.

use core::{convert::Infallible, fmt::Debug};

use embedded_hal::digital::InputPin;

/// Shows whether a contact is closed.
pub trait Witness {
    /// Error of the pin.
    type Error: Debug;

    /// Returns whether the contact is closed; `None` where nothing shows it.
    ///
    /// # Errors
    ///
    /// The pin's.
    fn is_closed(&mut self) -> Result<Option<bool>, Self::Error>;
}

/// How a mirror contact goes with the main contact, as the pin sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Follows {
    /// High while the contact is closed.
    HighWhenClosed,
    /// Low while the contact is closed: a normally closed mirror that pulls up, or a normally open one that pulls down.
    LowWhenClosed,
}

/// Mirror contact on a pin, linked to the main contact by force.
#[derive(Debug)]
pub struct Mirror<P> {
    pin: P,
    follows: Follows,
}

impl<P> Mirror<P> {
    /// Takes the pin.
    pub const fn new(pin: P, follows: Follows) -> Self {
        Self { pin, follows }
    }

    /// Gives the pin back.
    pub fn free(self) -> P {
        self.pin
    }
}

impl<P: InputPin> Witness for Mirror<P> {
    type Error = P::Error;

    fn is_closed(&mut self) -> Result<Option<bool>, P::Error> {
        let high = self.pin.is_high()?;
        Ok(Some(high == (self.follows == Follows::HighWhenClosed)))
    }
}

/// The relay has no mirror contact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct NoMirror;

impl Witness for NoMirror {
    type Error = Infallible;

    fn is_closed(&mut self) -> Result<Option<bool>, Infallible> {
        Ok(None)
    }
}
