//! Asynchronous driver.
//!
//! # Cancellation Safety
//!
//! After a command that is dropped any output may have changed, as after an error; the next one carries all levels again. An
//! `init` that is dropped leaves RESET low where there is a pin, and has to be called again.

use core::convert::Infallible;

use embedded_hal::digital::StatefulOutputPin;
use embedded_hal_async::spi::SpiDevice;
use hal_power::{Contacts, ErrorType, asynch::ContactBank};

use crate::{Error, NoReset, Reset, codec};

/// `N` MAX4820 in a cascade, 1 to 4, behind one chip select: a bank of `8 * N` contacts.
///
/// Contact 0 is OUT1 of the part whose DIN is at the controller, contact 7 its OUT8, contact 8 OUT1 of the part after it.
///
/// The driver keeps no levels: every command carries all of them, and whether RESET is low is asked of the pin. A command is no
/// confirmation; where a contact is, auxiliary contacts or a measurement tell.
#[derive(Debug)]
pub struct Max4820<S, const N: usize = 1, R = NoReset> {
    spi: S,
    reset: R,
    is_initialised: bool,
}

impl<S, const N: usize> Max4820<S, N> {
    /// Creates the driver of parts whose RESET is tied high; nothing is transferred. The device runs in SPI mode 0, up to
    /// 2.1 MHz.
    pub const fn new(spi: S) -> Self {
        Self::over(spi, NoReset)
    }

    /// Gives the bus back; the outputs stay as they are.
    pub fn free(self) -> S {
        self.spi
    }
}

impl<S, const N: usize, P: StatefulOutputPin<Error = Infallible>> Max4820<S, N, P> {
    /// Creates the driver of parts that share one pin at RESET; nothing is transferred, and the pin is left as it is. The device
    /// runs in SPI mode 0, up to 2.1 MHz.
    ///
    /// Whoever else may pull the pin low never raises it: that is for [`init`](Self::init).
    pub const fn with_reset(spi: S, reset: P) -> Self {
        Self::over(spi, reset)
    }

    /// Gives the bus and the pin back; the outputs stay as they are.
    pub fn free(self) -> (S, P) {
        (self.spi, self.reset)
    }
}

impl<S, const N: usize, R> Max4820<S, N, R> {
    const fn over(spi: S, reset: R) -> Self {
        let _ = codec::count::<N>();
        Self {
            spi,
            reset,
            is_initialised: false,
        }
    }
}

impl<S: SpiDevice, const N: usize, R: Reset> Max4820<S, N, R> {
    /// Turns every output off, and makes the bank ready for commands. There is no identity to prove: no part answers.
    ///
    /// RESET is low before the frame and high after it, so that no output turns on, whether RESET clears the levels or covers
    /// them while the part takes frames. That it does not cover them and refuse frames is not verified: measure it once, before
    /// anything relies on RESET. The frame takes longer than the 70 ns that RESET has to be low.
    ///
    /// # Errors
    ///
    /// [`Error::Bus`]; RESET then stays low, and without a pin any output may be on.
    pub async fn init(&mut self) -> Result<(), Error<S::Error>> {
        self.is_initialised = false;
        self.reset.hold();
        self.spi.write(&[0; N]).await.map_err(Error::Bus)?;
        self.reset.release();
        self.is_initialised = true;
        Ok(())
    }

    /// Fails, now and until `init`, while RESET is low.
    fn must_be_released(&mut self) -> Result<(), Error<S::Error>> {
        if self.reset.is_held() {
            self.is_initialised = false;
            return Err(Error::InReset);
        }
        Ok(())
    }
}

impl<S: SpiDevice, const N: usize, R: Reset> ErrorType for Max4820<S, N, R> {
    type Error = Error<S::Error>;
}

/// Refuses, with [`Error::InReset`], what RESET would keep from the outputs, also where RESET went low during the transfer.
/// After a reset only `init` makes it follow again, with every contact open: nothing closes by itself.
///
/// A part that lost its supply says nothing. A command may be repeated at any time, and is all that brings its outputs back.
impl<S: SpiDevice, const N: usize, R: Reset> ContactBank for Max4820<S, N, R> {
    fn count(&self) -> u32 {
        codec::count::<N>()
    }

    async fn command(&mut self, closed: Contacts) -> Result<(), Error<S::Error>> {
        let frame = codec::frame::<N>(closed).ok_or(Error::Contacts(closed))?;
        self.must_be_released()?;
        if !self.is_initialised {
            return Err(Error::NotInitialised);
        }
        self.spi.write(&frame).await.map_err(Error::Bus)?;
        self.must_be_released()
    }
}

impl<S, const N: usize, P: StatefulOutputPin<Error = Infallible>> Max4820<S, N, P> {
    /// Pulls RESET low and leaves it there: every contact opens, without a frame and without waiting, until `init`.
    ///
    /// Not a [`SafeState`](hal_power::SafeState): opening contacts has an order, which is [`SafeStop`](hal_power::SafeStop)'s.
    /// Grid relays open at once; a battery's contacts do not, and belong to a bank without this pin.
    ///
    /// A bank without the pin has no such way:
    ///
    /// ```compile_fail,E0599
    /// use max4820::asynch::Max4820;
    ///
    /// fn stop<S>(bank: &mut Max4820<S, 1>) {
    ///     bank.open_all();
    /// }
    /// ```
    pub fn open_all(&mut self) {
        self.is_initialised = false;
        self.reset.hold();
    }
}
