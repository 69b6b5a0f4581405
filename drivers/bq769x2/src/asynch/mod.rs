//! Asynchronous driver.
//!
//! # Cancellation Safety
//!
//! What only reads may be dropped and called again. What configures may leave the part in CONFIG_UPDATE, where it measures and protects
//! nothing: the next call of any method leaves it first. What else a drop leaves behind is said there.

mod alarms;
mod balancing;
mod charge;
mod fets;
mod i2c;
mod init;
mod interface;
mod measure;
mod power;
mod protect;
mod raw;
mod scan;
mod sensors;
mod session;
mod spi;
mod subcommand;
mod temperatures;

use core::fmt::Debug;

use embedded_hal_async::delay::DelayNs;
use hal_power::ErrorType;
pub use i2c::{OverI2c, OverI2cCrc};
pub use interface::Interface;
pub use spi::OverSpi;

use crate::{
    BatteryStatus, Error,
    config::Plan,
    part::{self, Part},
};

/// A BQ76952.
pub type Bq76952<B, D> = Bq769x2<part::Bq76952, B, D>;
/// A BQ76942.
pub type Bq76942<B, D> = Bq769x2<part::Bq76942, B, D>;

/// Battery Status.
const BATTERY_STATUS: u8 = 0x12;

/// One part of the family; its own names are [`Bq76952`] and [`Bq76942`]. `B` is [`OverI2c`], [`OverI2cCrc`] or [`OverSpi`].
///
/// Measurements prove each time that the part has not reset since `init`.
#[derive(Debug)]
pub struct Bq769x2<P: Part, B, D> {
    bus: B,
    delay: D,
    plan: Plan<P>,
    state: State,
    /// CONFIG_UPDATE may be in force.
    in_session: bool,
    /// The count of charge may have begun anew.
    is_interrupted: bool,
    /// Cells of the last command to balance.
    balanced: u16,
}

/// What the driver knows of the part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// `init` has not passed.
    New,
    /// Configured.
    Ready,
    /// Seen to have lost its configuration.
    Lost(BatteryStatus),
}

impl<P: Part, B, D> Bq769x2<P, B, D> {
    /// Creates the driver; nothing is transferred.
    pub const fn new(bus: B, delay: D, plan: Plan<P>) -> Self {
        Self {
            bus,
            delay,
            plan,
            state: State::New,
            in_session: false,
            is_interrupted: false,
            balanced: 0,
        }
    }

    /// Returns what is configured: what the part applies is in its [`protections`](Plan::protections).
    pub const fn plan(&self) -> &Plan<P> {
        &self.plan
    }

    /// Gives bus and delay back; the part goes on as it is.
    pub fn free(self) -> (B, D) {
        (self.bus, self.delay)
    }
}

impl<P: Part, B: Interface, D: DelayNs> Bq769x2<P, B, D> {
    /// Refuses unless `init` has passed and nothing was lost since, and leaves CONFIG_UPDATE if a call before was dropped in it.
    async fn begin(&mut self) -> Result<(), Error<B::Error>> {
        match self.state {
            State::New => return Err(Error::NotInitialised),
            State::Lost(status) => return Err(Error::ConfigurationLost(status)),
            State::Ready => {}
        }
        if self.in_session {
            self.leave().await?;
        }
        Ok(())
    }

    async fn read<const N: usize>(&mut self, register: u8) -> Result<[u8; N], Error<B::Error>> {
        let mut bytes = [0; N];
        self.bus.read(&mut self.delay, register, &mut bytes).await?;
        Ok(bytes)
    }

    /// Reads Battery Status.
    async fn status(&mut self) -> Result<BatteryStatus, Error<B::Error>> {
        let bytes = self.read(BATTERY_STATUS).await?;
        Ok(BatteryStatus::from_bits_retain(u16::from_le_bytes(bytes)))
    }

    /// Fails, now and from now on, unless a status shows that the configuration is there.
    fn must_be_configured(&mut self, status: BatteryStatus) -> Result<(), Error<B::Error>> {
        if status.is_impossible() {
            return Err(Error::Damaged(status));
        }
        if status.is_configured() {
            return Ok(());
        }
        self.state = State::Lost(status);
        Err(Error::ConfigurationLost(status))
    }

    /// Reads Battery Status and fails unless the configuration is there.
    async fn confirm(&mut self) -> Result<BatteryStatus, Error<B::Error>> {
        let status = self.status().await?;
        self.must_be_configured(status)?;
        Ok(status)
    }
}

impl<P: Part, B: Interface, D> ErrorType for Bq769x2<P, B, D>
where
    B::Error: Debug,
{
    type Error = Error<B::Error>;
}
