//! Asynchronous driver.
//!
//! # Cancellation Safety
//!
//! A method that only reads may be dropped and called again. One that writes and is dropped leaves the bank in doubt, as after an
//! error: only `init` or `init_addressed` goes on from there. Where ASC_EN was high it stays high; an IN+ that `init` had raised
//! goes low.

mod configure;
mod diagnosis;
mod gates;
mod init;
mod observe;
mod wire;

use core::{convert::Infallible, time::Duration};

use embedded_hal::digital::OutputPin;
use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};
use hal_inverter::GateFaults;
use hal_power::{ErrorType, SafeState};

use crate::{Asc, Config, Error, NoAsc, OffPath, Settings, Status, codec};
use wire::Wire;

/// Where the bank was brought to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nowhere, or somewhere else by itself.
    Unknown,
    /// Configured, and off.
    Configured,
    /// Following the inputs, where ASC_EN lets them.
    Active,
}

/// `N` UCC5870-Q1 on one chip select, 1 to 14. The chip at place `n` has the address `n + 1`.
///
/// Configuration is checked by read-back and by the checksums of both ways, which the part offers in configuration only. While it
/// is active nothing covers an answer: what is out of the ordinary is read again until two readings agree, and what was seen once
/// is kept until [`clear_faults`](hal_inverter::asynch::GateDriver::clear_faults).
#[derive(Debug)]
pub struct Ucc5870<S, D, const N: usize, A = NoAsc> {
    wire: Wire<S, D>,
    off: A,
    settings: Settings,
    configs: [Config; N],
    state: State,
    /// What was seen since faults were cleared.
    kept: [GateFaults; N],
    /// What was read last.
    last: [Status; N],
}

impl<S, D, const N: usize> Ucc5870<S, D, N> {
    /// Creates the driver of chips whose ASC_EN is tied low; nothing is transferred. The device runs in SPI mode 1, up to 4 MHz; the
    /// delay passes 250 ns between frames.
    pub const fn new(spi: S, delay: D, settings: Settings, configs: [Config; N]) -> Self {
        Self::over(spi, delay, settings, configs, NoAsc)
    }
}

impl<S, D, const N: usize, EN, ASC> Ucc5870<S, D, N, Asc<EN, ASC>> {
    /// Creates the driver of chips that share pins at ASC_EN and ASC; nothing is transferred, and the pins are left as they are.
    /// The device runs as that of [`new`](Ucc5870::new).
    pub const fn with_asc(
        spi: S,
        delay: D,
        settings: Settings,
        configs: [Config; N],
        asc: Asc<EN, ASC>,
    ) -> Self {
        Self::over(spi, delay, settings, configs, asc)
    }
}

impl<S, D, const N: usize, A> Ucc5870<S, D, N, A> {
    const fn over(spi: S, delay: D, settings: Settings, configs: [Config; N], off: A) -> Self {
        let _ = codec::count::<N>();
        Self {
            wire: Wire::new(spi, delay, settings.has_own_fetches()),
            off,
            settings,
            configs,
            state: State::Unknown,
            kept: [GateFaults::empty(); N],
            last: [Status { words: [0; 5] }; N],
        }
    }

    /// Returns the configuration of every chip.
    pub const fn configs(&self) -> &[Config; N] {
        &self.configs
    }

    /// Returns the status registers of every chip as they were read last.
    pub const fn statuses(&self) -> &[Status; N] {
        &self.last
    }

    /// Gives bus, delay and pins back; the chips stay as they are.
    pub fn free(self) -> (S, D, A) {
        (self.wire.spi, self.wire.delay, self.off)
    }
}

impl<S: SpiDevice, D, const N: usize, A: OffPath> Ucc5870<S, D, N, A> {
    /// Turns everything off where that is fitted, and wants `init`, if what failed leaves the bank in doubt.
    fn settle<T>(&mut self, result: Result<T, Error<S::Error>>) -> Result<T, Error<S::Error>> {
        match &result {
            Ok(_)
            | Err(
                Error::Fault { .. }
                | Error::SelfTest { .. }
                | Error::Chips(_)
                | Error::Active
                | Error::NotActive
                | Error::NotInitialised,
            ) => {}
            Err(_) => {
                self.state = State::Unknown;
                self.off.hold();
            }
        }
        result
    }

    /// Returns where the bank is.
    fn known(&self) -> Result<State, Error<S::Error>> {
        match self.state {
            State::Unknown => Err(Error::NotInitialised),
            state => Ok(state),
        }
    }

    /// Fails unless the chips take configuration.
    fn must_be_configurable(&self) -> Result<(), Error<S::Error>> {
        match self.known()? {
            State::Active => Err(Error::Active),
            State::Unknown | State::Configured => Ok(()),
        }
    }

    /// Returns the address of a chip.
    fn address(chip: usize) -> Result<u8, Error<S::Error>> {
        let address = u8::try_from(chip).ok().and_then(|chip| chip.checked_add(1));
        match address {
            Some(address) if chip < N => Ok(address),
            Some(_) | None => Err(Error::Chips(chip)),
        }
    }
}

impl<S, D: DelayNs, const N: usize, A> Ucc5870<S, D, N, A> {
    /// Waits, 71 minutes at most.
    async fn pause(&mut self, time: Duration) {
        let micros = time.as_nanos().div_ceil(1_000);
        let micros = u32::try_from(micros).unwrap_or(u32::MAX);
        self.wire.delay.delay_us(micros).await;
    }
}

impl<S: SpiDevice, D, const N: usize, A> ErrorType for Ucc5870<S, D, N, A> {
    type Error = Error<S::Error>;
}

/// ASC low and ASC_EN high force every output off, without a frame and whatever the inputs do, until
/// [`enable`](hal_inverter::asynch::GateDriver::enable). That they do in every mode was not verified: measure it once, before
/// anything relies on it.
///
/// A bank without the pins has no such way:
///
/// ```compile_fail,E0277
/// use ucc5870::{asynch::Ucc5870, hal_power::SafeState};
///
/// fn stop<S, D>(bank: &mut Ucc5870<S, D, 1>) {
///     SafeState::make_safe(bank);
/// }
/// ```
impl<S, D, const N: usize, EN, ASC> SafeState for Ucc5870<S, D, N, Asc<EN, ASC>>
where
    EN: OutputPin<Error = Infallible>,
    ASC: OutputPin<Error = Infallible>,
{
    fn make_safe(&mut self) {
        self.off.hold();
    }
}
