//! Measurements, each with its proof.

use embedded_hal_async::delay::DelayNs;
use hal_power::{ApparentPower, Current, Frequency, Power, Ratio, ReactivePower, Voltage};

use super::{Ade7953, Interface};
use crate::{
    Channel, Conditions, Error, PhaseDelay, Readings,
    codec::{self, Off},
    register::{
        ACCMODE, ANGLE_A, ANGLE_B, AVA, AVAR, AWATT, BVA, BVAR, BWATT, Bits24, IRMSA, IRMSB,
        PERIOD, PFA, PFB, Register, VRMS, Width,
    },
    status::ACCUMULATION,
};

/// Names the register whose code is no value.
pub(super) fn value<T, E>(register: u16, code: u32, found: Result<T, Off>) -> Result<T, Error<E>> {
    found.map_err(|off| match off {
        Off::Saturated => Error::Saturated { register },
        Off::Implausible => Error::Implausible {
            register,
            found: code,
        },
        Off::Nothing => Error::NotReady,
    })
}

impl<B: Interface, D: DelayNs> Ade7953<B, D> {
    /// Reads a register and proves that it is of a part that has its configuration and samples.
    pub(super) async fn proven<W: Width>(
        &mut self,
        register: Register<W>,
    ) -> Result<W::Value, Error<B::Error>> {
        self.begin().await?;
        let code = self.read(register).await?;
        self.confirm().await?;
        Ok(code)
    }

    /// Reads the effective voltage. I2C: 132 bit times, SPI: 96 clocks.
    ///
    /// # Errors
    ///
    /// [`Error::NotReady`] if the part takes no samples, [`Error::ConfigurationLost`] if it has reset or its checksum has changed,
    /// [`Error::Saturated`] at or beyond full scale, [`Error::NotInitialised`], or the bus's.
    pub async fn rms_voltage(&mut self) -> Result<Voltage, Error<B::Error>> {
        let code = self.proven(VRMS).await?;
        value(VRMS.address(), code, self.plan()?.scale.rms_voltage(code))
    }

    /// Reads an effective current. I2C: 132 bit times, SPI: 96 clocks.
    ///
    /// # Errors
    ///
    /// As of [`rms_voltage`](Self::rms_voltage).
    pub async fn rms_current(&mut self, channel: Channel) -> Result<Current, Error<B::Error>> {
        let register = channel.of(IRMSA, IRMSB);
        let code = self.proven(register).await?;
        let found = self.plan()?.scale.rms_current(channel, code);
        value(register.address(), code, found)
    }

    /// Reads an active power, positive while exporting. I2C: 132 bit times, SPI: 96 clocks.
    ///
    /// # Errors
    ///
    /// As of [`rms_voltage`](Self::rms_voltage).
    pub async fn active_power(&mut self, channel: Channel) -> Result<Power, Error<B::Error>> {
        let register = channel.of(AWATT, BWATT);
        let code = self.proven(register).await?;
        let found = self.plan()?.scale.active_power(channel, code);
        value(register.address(), code, found)
    }

    /// Reads a reactive power, positive while the exported current lags. I2C: 132 bit times, SPI: 96 clocks.
    ///
    /// # Errors
    ///
    /// As of [`rms_voltage`](Self::rms_voltage).
    pub async fn reactive_power(
        &mut self,
        channel: Channel,
    ) -> Result<ReactivePower, Error<B::Error>> {
        let register = channel.of(AVAR, BVAR);
        let code = self.proven(register).await?;
        let found = self.plan()?.scale.reactive_power(channel, code);
        value(register.address(), code, found)
    }

    /// Reads an apparent power. I2C: 132 bit times, SPI: 96 clocks.
    ///
    /// # Errors
    ///
    /// As of [`rms_voltage`](Self::rms_voltage), and [`Error::Implausible`] for a negative one.
    pub async fn apparent_power(
        &mut self,
        channel: Channel,
    ) -> Result<ApparentPower, Error<B::Error>> {
        let register = channel.of(AVA, BVA);
        let code = self.proven(register).await?;
        let found = self.plan()?.scale.apparent_power(channel, code);
        value(register.address(), code, found)
    }

    /// Reads voltage, current and the three powers of a channel, with one proof for all. I2C: 396 bit times, SPI: 288 clocks.
    ///
    /// The part samples on between the registers.
    ///
    /// # Errors
    ///
    /// As of [`apparent_power`](Self::apparent_power), for any of them.
    pub async fn readings(&mut self, channel: Channel) -> Result<Readings, Error<B::Error>> {
        let registers: [Register<Bits24>; 5] = channel.of(
            [VRMS, IRMSA, AWATT, AVAR, AVA],
            [VRMS, IRMSB, BWATT, BVAR, BVA],
        );
        self.begin().await?;
        let mut codes = [0; 5];
        for (code, register) in codes.iter_mut().zip(registers) {
            *code = self.read(register).await?;
        }
        self.confirm().await?;
        let [volts, amps, watts, vars, va] = codes;
        let [of_volts, of_amps, of_watts, of_vars, of_va] = registers.map(Register::address);
        let scale = &self.plan()?.scale;
        Ok(Readings {
            rms_voltage: value(of_volts, volts, scale.rms_voltage(volts))?,
            rms_current: value(of_amps, amps, scale.rms_current(channel, amps))?,
            active_power: value(of_watts, watts, scale.active_power(channel, watts))?,
            reactive_power: value(of_vars, vars, scale.reactive_power(channel, vars))?,
            apparent_power: value(of_va, va, scale.apparent_power(channel, va))?,
        })
    }

    /// Reads active over apparent power, with the active power's sign, positive while exporting. I2C: 189 bit times, SPI: 136
    /// clocks.
    ///
    /// The part's own sign is the reactive power's (page 38); the active power's is read from ACCMODE.
    ///
    /// # Errors
    ///
    /// As of [`rms_voltage`](Self::rms_voltage), and [`Error::NoLoad`] where the part shows a constant instead (page 38).
    pub async fn power_factor(&mut self, channel: Channel) -> Result<Ratio, Error<B::Error>> {
        let register = channel.of(PFA, PFB);
        self.begin().await?;
        let code = self.read(register).await?;
        let conditions = Conditions::from_bits_retain(self.read(ACCMODE).await?);
        self.confirm().await?;
        let no_load = channel.of(
            Conditions::ACTIVE_A_NO_LOAD | Conditions::APPARENT_A_NO_LOAD,
            Conditions::ACTIVE_B_NO_LOAD | Conditions::APPARENT_B_NO_LOAD,
        );
        if conditions.intersects(no_load) {
            let register = register.address();
            return Err(Error::NoLoad { register });
        }
        let negative = channel.of(Conditions::ACTIVE_A_NEGATIVE, Conditions::ACTIVE_B_NEGATIVE);
        let magnitude = codec::power_factor(code);
        if conditions.contains(negative) == self.plan()?.scale.exports_positive() {
            return Ok(magnitude.saturating_neg());
        }
        Ok(magnitude)
    }

    /// Reads the voltage's frequency. I2C: 123 bit times, SPI: 88 clocks.
    ///
    /// The register keeps the last period when the voltage goes away; the timeout of zero crossings tells, so that a frequency is
    /// at most that old.
    ///
    /// # Errors
    ///
    /// As of [`rms_voltage`](Self::rms_voltage), and [`Error::NoZeroCrossing`].
    pub async fn frequency(&mut self) -> Result<Frequency, Error<B::Error>> {
        let period = self.proven(PERIOD).await?;
        let register = PERIOD.address();
        if !self.lines.voltage {
            return Err(Error::NoZeroCrossing { register });
        }
        let found = codec::frequency(period, self.plan()?.clock);
        value(register, period.into(), found)
    }

    /// Reads the time between the zero crossings of voltage and current. I2C: 123 bit times and SPI: 88 clocks, of B 189 and 136.
    ///
    /// # Errors
    ///
    /// As of [`frequency`](Self::frequency), for both inputs.
    pub async fn phase_delay(&mut self, channel: Channel) -> Result<PhaseDelay, Error<B::Error>> {
        let code = self.proven(channel.of(ANGLE_A, ANGLE_B)).await?;
        if channel == Channel::B {
            self.collect_b().await?;
        }
        let register = channel.of(ANGLE_A, ANGLE_B).address();
        if !self.lines.voltage || !channel.of(self.lines.a, self.lines.b) {
            return Err(Error::NoZeroCrossing { register });
        }
        Ok(PhaseDelay::new(code, self.plan()?.clock))
    }

    /// Reads signs and no-load conditions as they are now. I2C: 132 bit times, SPI: 96 clocks.
    ///
    /// # Errors
    ///
    /// As of [`rms_voltage`](Self::rms_voltage).
    pub async fn conditions(&mut self) -> Result<Conditions, Error<B::Error>> {
        let found = self.proven(ACCMODE).await?;
        Ok(Conditions::from_bits_retain(found & !ACCUMULATION))
    }
}
