//! Asynchronous driver.
//!
//! # Cancellation Safety
//!
//! A status that is dropped may be asked for again; so may an enabling, after which SD is low. Whatever writes or resets a register
//! has to be followed by `init` when it was dropped: SD is low then, and what a self-test had found may stand as a desaturation.

mod bank;
mod raw;
mod self_test;
mod wire;

use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};
use hal_power::ErrorType;

use crate::{
    Config, ConfigError, Error, Pins, Register, Status, Wiring,
    chain::{Chain, PROVEN, REMEMBERED, STATUS, lost, must_have_taken_frames, read_back},
    codec::{self, Command},
    config::WRITTEN,
    setting::OUTPUTS,
};
use wire::Wire;

/// `N` STGAP1BS or STGAP1AS in a chain behind one chip select, 1 to 12: a [`GateDriver`](hal_inverter::asynch::GateDriver) of `N`
/// gates.
///
/// Device 0 is the one whose SDI is at the controller's output, device `N - 1` the one whose SDO is at its input; configurations,
/// statuses and gates all count so.
#[derive(Debug)]
pub struct Stgap1<S, D, const N: usize = 1, W = Pins> {
    wire: Wire<S, D, N>,
    pins: W,
    chain: Chain<N>,
    is_initialised: bool,
}

impl<S, D, const N: usize, W> Stgap1<S, D, N, W> {
    /// Gives bus, delay and pins back; SD stays as it is.
    pub fn free(self) -> (S, D, W) {
        (self.wire.spi, self.wire.delay, self.pins)
    }

    /// Returns the configurations.
    pub const fn configs(&self) -> &[Config; N] {
        self.chain.configs()
    }
}

impl<S, D, const N: usize, W: Wiring> Stgap1<S, D, N, W> {
    /// Creates the driver; nothing is transferred, and no pin moves. The device runs in SPI mode 1; up to 4.5 MHz are known to
    /// work.
    ///
    /// # Errors
    ///
    /// [`ConfigError::StatusReset`] where SD would erase the cause of a fault, [`ConfigError::NoOutput`] for a pin at an output that
    /// no device drives.
    pub fn new(spi: S, delay: D, pins: W, configs: [Config; N]) -> Result<Self, ConfigError> {
        const { assert!(N >= 1 && N <= codec::LONGEST, "a chain has 1 to 12 parts") };
        let mut resetting = configs.iter().map(Config::is_status_reset_by_shutdown);
        if W::HAS_SHUTDOWN
            && let Some(device) = resetting.position(|resets| resets)
        {
            return Err(ConfigError::StatusReset { device });
        }
        for (output, is_fitted) in OUTPUTS.into_iter().zip(W::HAS_OUTPUTS) {
            if is_fitted && configs.iter().all(|config| config.causes(output).is_none()) {
                return Err(ConfigError::NoOutput(output));
            }
        }
        Ok(Self {
            wire: Wire::new(spi, delay),
            pins,
            chain: Chain::new(configs),
            is_initialised: false,
        })
    }
}

impl<S: SpiDevice, D: DelayNs, const N: usize, W: Wiring> Stgap1<S, D, N, W> {
    /// Finds the chain, configures every device and reads all back; SD is low, and stays so.
    ///
    /// A mark that travels through shows the length. There is no identity: that a configuration reads back is what proves a part.
    /// What stands after power-up is reset and has to stay so. A desaturation that a part still shows is kept, until
    /// [`clear_faults`](hal_inverter::asynch::GateDriver::clear_faults); other faults do not keep `init` from passing.
    ///
    /// # Errors
    ///
    /// [`Error::Bus`], [`Error::Chain`], [`Error::NoAnswer`], [`Error::Crc`], [`Error::Rejected`], [`Error::ReadBack`];
    /// [`Error::ConfigurationLost`] where a part resets anew.
    pub async fn init(&mut self) -> Result<(), Error<S::Error>> {
        self.is_initialised = false;
        self.pins.shut_down();
        let configured = self.configure().await;
        self.ended(configured)?;
        self.is_initialised = true;
        Ok(())
    }

    /// Reads the STATUS registers: one window each, and one more. Clears nothing.
    ///
    /// A desaturation pulls SD low, and is remembered until faults are cleared. As long as a part shows that VDD was too low, the
    /// configuration is read too, at twelve windows more.
    ///
    /// # Errors
    ///
    /// [`Error::NotInitialised`], [`Error::Bus`], [`Error::NoAnswer`], [`Error::Crc`], [`Error::Rejected`],
    /// [`Error::ConfigurationLost`], [`Error::Contradiction`].
    pub async fn status(&mut self) -> Result<[Status; N], Error<S::Error>> {
        self.must_be_initialised()?;
        let read = self.read_status().await;
        self.ended(read)
    }

    async fn configure(&mut self) -> Result<(), Error<S::Error>> {
        let found = self.wire.length().await?;
        if found != Some(N) {
            let expected = N;
            return Err(Error::Chain { expected, found });
        }
        self.remember().await?;
        self.wire.command(Command::RESET_STATUS).await?;
        self.wire.command(Command::START_CONFIG).await?;
        for register in WRITTEN {
            self.wire
                .write(register, self.chain.values(register))
                .await?;
        }
        self.wire.command(Command::STOP_CONFIG).await?;
        let [status3] = self
            .wire
            .read([Register::STATUS3], Command::RESET_STATUS)
            .await?;
        must_have_taken_frames(status3)?;
        let words = self.wire.read(PROVEN, Command::NOP).await?;
        self.chain.prove(words, read_back)?;
        Ok(())
    }

    async fn read_status(&mut self) -> Result<[Status; N], Error<S::Error>> {
        let before = self.pins.signals();
        let words = self.wire.read(STATUS, Command::NOP).await?;
        let mut statuses = self.chain.judge(words)?;
        if statuses.iter().any(|s| s.is_logic_undervoltage()) {
            let words = self.wire.read(PROVEN, Command::NOP).await?;
            statuses = self.chain.prove(words, lost)?;
        }
        let after = self.pins.signals();
        for (output, signals) in OUTPUTS.into_iter().zip(before.into_iter().zip(after)) {
            self.chain.must_agree(&statuses, output, signals)?;
        }
        Ok(statuses)
    }

    /// Reads the status, and fails where something stops a gate.
    async fn read_clear_status(&mut self) -> Result<(), Error<S::Error>> {
        let statuses = self.read_status().await?;
        self.chain.must_be_clear(statuses)
    }

    /// Takes note of a desaturation before anything erases it.
    async fn remember(&mut self) -> Result<(), Error<S::Error>> {
        let words = self.wire.read(REMEMBERED, Command::NOP).await?;
        self.chain.remember(words)
    }

    fn must_be_initialised(&self) -> Result<(), Error<S::Error>> {
        if self.is_initialised {
            return Ok(());
        }
        Err(Error::NotInitialised)
    }

    /// Turns the gates off at every failure and desaturation, and asks for `init` where the chain is in doubt.
    fn ended<T>(&mut self, result: Result<T, Error<S::Error>>) -> Result<T, Error<S::Error>> {
        if result.is_err() || self.chain.is_desaturated() {
            self.pins.shut_down();
        }
        if result.as_ref().is_err_and(Error::is_doubt) {
            self.is_initialised = false;
        }
        result
    }
}

impl<S: SpiDevice, D, const N: usize, W> ErrorType for Stgap1<S, D, N, W> {
    type Error = Error<S::Error>;
}
