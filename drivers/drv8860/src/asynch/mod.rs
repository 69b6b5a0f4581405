//! Asynchronous driver.
//!
//! # Cancellation Safety
//!
//! A method that is dropped leaves the pins where they are, as after an error: only `command` and `init` go on from there, and
//! after an `init` that was dropped only `init`.

mod bank;
mod diagnosis;
mod wire;

use core::convert::Infallible;

use embedded_hal::digital::StatefulOutputPin;
use embedded_hal_async::delay::DelayNs;
use hal_power::{Contacts, ErrorType};

use crate::{Config, Control, Enable, Error, Pins, Wiring, codec, pins::Gate as _};
use wire::{Special, Wire};

/// `N` DRV8860 in a chain, 1 to 4: a bank of `8 * N` contacts.
///
/// Contact 0 is OUT1 of the part whose DIN is at the controller, contact 7 its OUT8, contact 8 OUT1 of the part after it.
///
/// The driver keeps the levels of the last command to compare the data register with, and never to send them again. What is read
/// back is a register: where a contact is, auxiliary contacts or a measurement tell.
#[derive(Debug)]
pub struct Drv8860<W, D, const N: usize = 1> {
    wire: Wire<W, D>,
    config: Config,
    commanded: Option<Contacts>,
    is_initialised: bool,
    /// Set while a method moves pins: one that finds it set follows one that broke off.
    is_moving: bool,
}

impl<W, D, const N: usize> Drv8860<W, D, N> {
    /// Creates the driver; no pin moves.
    pub const fn new(pins: W, delay: D, config: Config) -> Self {
        let _ = codec::count::<N>();
        Self {
            wire: Wire {
                pins,
                delay,
                half_period_ns: config.half_period_ns(),
            },
            config,
            commanded: None,
            is_initialised: false,
            is_moving: false,
        }
    }

    /// Returns the configuration.
    pub const fn config(&self) -> Config {
        self.config
    }

    /// Gives pins and delay back; the outputs stay as they are.
    pub fn free(self) -> (W, D) {
        (self.wire.pins, self.wire.delay)
    }
}

impl<W: Wiring, D: DelayNs, const N: usize> Drv8860<W, D, N> {
    /// Turns every output off, proves the chain, and makes the bank ready for commands.
    ///
    /// A pattern is shifted through while no part takes it over: it comes out as late as `N` parts delay it, and not as late as
    /// any other chain of up to four does. Zeros follow and are read back from the data registers, which only this part can do.
    /// The control register is written where the configuration has one, and read back. ENABLE, where there is a pin, is off
    /// before and on after all that.
    ///
    /// # Errors
    ///
    /// [`Error::Pin`], [`Error::Chain`], [`Error::Levels`], [`Error::Control`]; ENABLE then stays off, and without a pin any output
    /// may be on.
    pub async fn init(&mut self) -> Result<(), Error<W::Cause>> {
        self.is_initialised = false;
        self.is_moving = true;
        self.commanded = None;
        self.wire.pins.gate().turn_off();
        let echo = codec::pattern::<N>();
        let found = self.wire.clear(echo).await?;
        if found != echo.expected {
            let expected = echo.expected;
            return Err(Error::Chain { expected, found });
        }
        let expected = Contacts::NONE;
        self.must_hold(expected).await?;
        if let Some(control) = self.config.control() {
            self.write_control(control).await?;
        }
        self.wire.pins.gate().turn_on();
        self.commanded = Some(expected);
        self.is_moving = false;
        self.is_initialised = true;
        Ok(())
    }

    /// Reads the data registers: what the outputs were told, not where contacts are.
    ///
    /// # Errors
    ///
    /// [`Error::Pin`]; [`Error::Levels`] if they are not what the last command that passed has set: a reading was damaged, or a
    /// part lost its supply.
    pub async fn levels(&mut self) -> Result<Contacts, Error<W::Cause>> {
        self.must_be_ready()?;
        self.is_moving = true;
        let read = self.read_levels().await;
        self.done(read)
    }

    /// Reads the control registers, that of the first part first.
    ///
    /// # Errors
    ///
    /// [`Error::Pin`].
    pub async fn control(&mut self) -> Result<[Control; N], Error<W::Cause>> {
        self.must_be_ready()?;
        self.is_moving = true;
        let read = self.read_control().await;
        self.done(read.map(codec::controls))
    }

    async fn read_levels(&mut self) -> Result<Contacts, Error<W::Cause>> {
        let word = self
            .wire
            .read(Special::READ_DATA, codec::count::<N>())
            .await?;
        let found = codec::levels::<N>(word);
        match self.commanded {
            Some(expected) if expected != found => Err(Error::Levels { expected, found }),
            Some(_) | None => Ok(found),
        }
    }

    /// Reads the data registers back.
    async fn must_hold(&mut self, expected: Contacts) -> Result<(), Error<W::Cause>> {
        let found = self.read_levels().await?;
        if found == expected {
            return Ok(());
        }
        Err(Error::Levels { expected, found })
    }

    async fn read_control(&mut self) -> Result<u32, Error<W::Cause>> {
        let count = codec::count::<N>();
        Ok(codec::low(
            self.wire.read(Special::READ_CONTROL, count).await?,
        ))
    }

    async fn write_control(&mut self, control: Control) -> Result<(), Error<W::Cause>> {
        let expected = codec::control_word::<N>(control);
        self.wire.special(Special::WRITE_CONTROL).await?;
        let count = codec::count::<N>();
        self.wire.write(u64::from(expected), count).await?;
        let found = self.read_control().await?;
        if found == expected {
            return Ok(());
        }
        Err(Error::Control { expected, found })
    }

    /// Takes the mark of a method that moves pins off again, unless a pin failed on its way.
    fn done<T>(&mut self, result: Result<T, Error<W::Cause>>) -> Result<T, Error<W::Cause>> {
        self.is_moving = matches!(result, Err(Error::Pin { .. }));
        result
    }

    fn must_be_initialised(&mut self) -> Result<(), Error<W::Cause>> {
        self.must_be_enabled()?;
        if !self.is_initialised {
            return Err(Error::NotInitialised);
        }
        Ok(())
    }

    fn must_be_ready(&mut self) -> Result<(), Error<W::Cause>> {
        self.must_be_initialised()?;
        if self.is_moving {
            return Err(Error::Interrupted);
        }
        Ok(())
    }

    /// Fails, now and until `init`, while ENABLE keeps the outputs off.
    fn must_be_enabled(&mut self) -> Result<(), Error<W::Cause>> {
        if self.wire.pins.gate().is_off() {
            self.is_initialised = false;
            return Err(Error::Disabled);
        }
        Ok(())
    }
}

impl<W: Wiring, D, const N: usize> ErrorType for Drv8860<W, D, N> {
    type Error = Error<W::Cause>;
}

impl<DIN, CLK, LATCH, DOUT, P, FAULT, D, const N: usize>
    Drv8860<Pins<DIN, CLK, LATCH, DOUT, Enable<P>, FAULT>, D, N>
where
    P: StatefulOutputPin<Error = Infallible>,
{
    /// Turns ENABLE off and leaves it there: every contact opens, without a frame and without waiting, until `init`.
    ///
    /// Not a [`SafeState`](hal_power::SafeState): opening contacts has an order, which is [`SafeStop`](hal_power::SafeStop)'s.
    /// Grid relays open at once; a battery's contacts do not, and belong to a bank without this pin.
    ///
    /// A bank without the pin has no such way:
    ///
    /// ```compile_fail,E0599
    /// use drv8860::{Pins, asynch::Drv8860};
    ///
    /// fn stop<I, C, L, O, D>(bank: &mut Drv8860<Pins<I, C, L, O>, D>) {
    ///     bank.open_all();
    /// }
    /// ```
    pub fn open_all(&mut self) {
        self.is_initialised = false;
        self.wire.pins.enable.turn_off();
    }
}
