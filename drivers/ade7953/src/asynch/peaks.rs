//! Highest momentary values.

use embedded_hal_async::delay::DelayNs;
use hal_power::{Current, Voltage};

use super::{Ade7953, Interface, measure::value};
use crate::{
    Channel, Error,
    register::{Bits24, IAPEAK, IBPEAK, RSTIAPEAK, RSTIBPEAK, RSTVPEAK, Register, VPEAK},
};

/// Place of a peak among those that were read.
#[derive(Clone, Copy)]
enum Place {
    Voltage,
    A,
    B,
}

impl Place {
    fn of(self, [voltage, a, b]: &mut [u32; 3]) -> &mut u32 {
        match self {
            Self::Voltage => voltage,
            Self::A => a,
            Self::B => b,
        }
    }
}

impl<B: Interface, D: DelayNs> Ade7953<B, D> {
    /// Reads the highest momentary voltage since it was last taken. I2C: 132 bit times, SPI: 96 clocks.
    ///
    /// Samples at full scale vary from part to part, and peaks with them.
    ///
    /// # Errors
    ///
    /// As of [`rms_voltage`](Self::rms_voltage).
    pub async fn peak_voltage(&mut self) -> Result<Voltage, Error<B::Error>> {
        let code = self.peak(Place::Voltage, VPEAK).await?;
        let found = self.plan()?.scale.peak_voltage(code);
        value(VPEAK.address(), code, found)
    }

    /// Takes the highest momentary voltage; the part begins anew. I2C: 198 bit times, SPI: 144 clocks.
    ///
    /// It is read before it is taken, so that a lost answer loses nothing.
    ///
    /// # Errors
    ///
    /// As of [`rms_voltage`](Self::rms_voltage).
    pub async fn take_peak_voltage(&mut self) -> Result<Voltage, Error<B::Error>> {
        let code = self.take_peak(Place::Voltage, VPEAK, RSTVPEAK).await?;
        let found = self.plan()?.scale.peak_voltage(code);
        value(RSTVPEAK.address(), code, found)
    }

    /// Reads the highest momentary current since it was last taken. I2C: 132 bit times, SPI: 96 clocks.
    ///
    /// # Errors
    ///
    /// As of [`rms_voltage`](Self::rms_voltage).
    pub async fn peak_current(&mut self, channel: Channel) -> Result<Current, Error<B::Error>> {
        let place = channel.of(Place::A, Place::B);
        let register = channel.of(IAPEAK, IBPEAK);
        let code = self.peak(place, register).await?;
        let found = self.plan()?.scale.peak_current(channel, code);
        value(register.address(), code, found)
    }

    /// Takes the highest momentary current, as [`take_peak_voltage`](Self::take_peak_voltage) the voltage.
    ///
    /// # Errors
    ///
    /// As of [`rms_voltage`](Self::rms_voltage).
    pub async fn take_peak_current(
        &mut self,
        channel: Channel,
    ) -> Result<Current, Error<B::Error>> {
        let place = channel.of(Place::A, Place::B);
        let register = channel.of(RSTIAPEAK, RSTIBPEAK);
        let read = channel.of(IAPEAK, IBPEAK);
        let code = self.take_peak(place, read, register).await?;
        let found = self.plan()?.scale.peak_current(channel, code);
        value(register.address(), code, found)
    }

    async fn peak(
        &mut self,
        place: Place,
        register: Register<Bits24>,
    ) -> Result<u32, Error<B::Error>> {
        let code = self.proven(register).await?;
        Ok(code.max(*place.of(&mut self.peaks)))
    }

    async fn take_peak(
        &mut self,
        place: Place,
        register: Register<Bits24>,
        taking: Register<Bits24>,
    ) -> Result<u32, Error<B::Error>> {
        let code = self.proven(register).await?;
        let kept = place.of(&mut self.peaks);
        *kept = code.max(*kept);
        let code = self.read(taking).await?;
        let kept = place.of(&mut self.peaks);
        Ok(code.max(core::mem::take(kept)))
    }
}
