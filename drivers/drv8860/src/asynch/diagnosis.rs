//! What the parts say about their loads.

use embedded_hal::digital::InputPin;
use embedded_hal_async::delay::DelayNs;
use hal_power::Contacts;

use super::{Drv8860, wire::Special};
use crate::{Error, FaultPin, Faults, Line, Part, Pins, Wiring, codec, pins::failed};

/// Readings of the fault registers before the driver gives up: two where nothing changed, three after one change.
const READINGS: u32 = 5;

impl<W: Wiring, D: DelayNs, const N: usize> Drv8860<W, D, N> {
    /// Reads the fault registers, until two readings in a row are the same: the first after a change can be shifted by one bit.
    ///
    /// The data registers are read with them, since open load is looked for only where an output is off. A load that went missing
    /// while its output was on shows after the next command that turns it off. Reading clears nothing.
    ///
    /// A DOUT that is stuck low while all contacts are open reads as a chain without faults; the next command notices.
    ///
    /// # Errors
    ///
    /// [`Error::Pin`]; [`Error::Levels`] as in [`levels`](Self::levels); [`Error::Unsteady`] after five readings that all differ from
    /// the one before; [`Error::Contradiction`] where open load stands at a contact that is on, as with a DOUT stuck high.
    pub async fn faults(&mut self) -> Result<Faults, Error<W::Cause>> {
        self.must_be_ready()?;
        self.is_moving = true;
        let read = self.read_faults().await;
        self.done(read)
    }

    async fn read_faults(&mut self) -> Result<Faults, Error<W::Cause>> {
        let on = self.read_levels().await?;
        let (over_current, open_load) = codec::faults(self.steady_faults().await?);
        let watched = match self.config.part() {
            Part::Drv8860 => Contacts::first(codec::count::<N>()).difference(on),
            Part::Drv8860A => return Ok(Faults::new(over_current, Contacts::NONE, Contacts::NONE)),
        };
        let impossible = open_load & on;
        if !impossible.is_empty() {
            return Err(Error::Contradiction(impossible));
        }
        Ok(Faults::new(over_current, open_load, watched))
    }

    async fn steady_faults(&mut self) -> Result<u64, Error<W::Cause>> {
        let bits = 2 * codec::count::<N>();
        let mut before = self.wire.read_faults(bits).await?;
        for _ in 1..READINGS {
            let word = self.wire.read_faults(bits).await?;
            if word == before {
                return Ok(word);
            }
            before = word;
        }
        Err(Error::Unsteady)
    }

    /// Resets the fault registers. What is still wrong comes back: read again after some time, which could not be verified.
    ///
    /// An output that over-current has shut down may follow its level again at once.
    ///
    /// # Errors
    ///
    /// [`Error::Pin`].
    pub async fn reset_faults(&mut self) -> Result<(), Error<W::Cause>> {
        self.must_be_ready()?;
        self.is_moving = true;
        let reset = self.wire.special(Special::RESET_FAULTS).await;
        self.done(reset)
    }
}

impl<E, DIN, CLK, LATCH, DOUT, EN, P, D, const N: usize>
    Drv8860<Pins<DIN, CLK, LATCH, DOUT, EN, FaultPin<P>>, D, N>
where
    Pins<DIN, CLK, LATCH, DOUT, EN, FaultPin<P>>: Wiring<Cause = E>,
    P: InputPin<Error = E>,
{
    /// Returns whether nFAULT is low: a part of the chain has a fault to tell.
    ///
    /// # Errors
    ///
    /// [`Error::Pin`].
    pub fn is_fault_signalled(&mut self) -> Result<bool, Error<E>> {
        let low = self.wire.pins.fault.0.is_low();
        low.map_err(|cause| failed(Line::Fault, cause))
    }
}
