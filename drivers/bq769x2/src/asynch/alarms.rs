//! Alarms: what drives the ALERT pin.

use embedded_hal_async::delay::DelayNs;

use super::{Bq769x2, Interface};
use crate::{Alarms, Error, part::Part};

const STATUS: u8 = 0x62;
const RAW: u8 = 0x64;
const ENABLE: u8 = 0x66;

impl<P: Part, B: Interface, D: DelayNs> Bq769x2<P, B, D> {
    /// Reads the alarms that are latched.
    ///
    /// # Errors
    ///
    /// [`Error::NotInitialised`], or the bus's. A reset shows in what measures, and in [`battery_status`](Self::battery_status).
    pub async fn alarms(&mut self) -> Result<Alarms, Error<B::Error>> {
        self.alarms_at(STATUS).await
    }

    /// Reads the alarms that are there now, latched or not.
    ///
    /// # Errors
    ///
    /// As of [`alarms`](Self::alarms).
    pub async fn raw_alarms(&mut self) -> Result<Alarms, Error<B::Error>> {
        self.alarms_at(RAW).await
    }

    /// Reads the alarms that are latched when they come.
    ///
    /// # Errors
    ///
    /// As of [`alarms`](Self::alarms).
    pub async fn enabled_alarms(&mut self) -> Result<Alarms, Error<B::Error>> {
        self.alarms_at(ENABLE).await
    }

    async fn alarms_at(&mut self, register: u8) -> Result<Alarms, Error<B::Error>> {
        self.begin().await?;
        let bytes = self.read(register).await?;
        Ok(Alarms::from_bits_retain(u16::from_le_bytes(bytes)))
    }

    /// Sets which alarms are latched, until the next reset or session: then it is again what is configured.
    ///
    /// # Errors
    ///
    /// As of [`alarms`](Self::alarms).
    pub async fn enable_alarms(&mut self, alarms: Alarms) -> Result<(), Error<B::Error>> {
        self.write_alarms(ENABLE, alarms).await
    }

    /// Clears these alarms, and no others. One whose cause stands may come again at once.
    ///
    /// # Errors
    ///
    /// As of [`alarms`](Self::alarms).
    pub async fn clear_alarms(&mut self, alarms: Alarms) -> Result<(), Error<B::Error>> {
        self.write_alarms(STATUS, alarms).await
    }

    async fn write_alarms(&mut self, register: u8, alarms: Alarms) -> Result<(), Error<B::Error>> {
        self.begin().await?;
        let bytes = alarms.bits().to_le_bytes();
        self.bus.write(&mut self.delay, register, &bytes).await
    }
}
