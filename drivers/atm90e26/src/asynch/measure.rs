//! Measurements. Each is its register, LastData that repeats it, and AdjStart and CS2, which show that the part has measured.

use embedded_hal_async::spi::SpiDevice;
use hal_power::{ApparentPower, Current, Frequency, Power, Ratio, ReactivePower, Voltage};

use super::Atm90e26;
use crate::{
    Error, Line, MeteringStatus, PhaseAngle, Readings, checksum, codec,
    codec::Off,
    registers::{
        ADJ_START, CAL_START, CS1, CS2, EN_STATUS, FREQ, I_RMS, LAST_DATA, NEUTRAL, P_ANGLE,
        P_MEAN, POWER_F, Q_MEAN, S_MEAN, STUCK_LOW, U_RMS,
    },
};

/// A register's address and what it held.
#[derive(Clone, Copy)]
struct Sample {
    register: u8,
    code: u16,
}

impl Sample {
    fn value<T, E>(self, decode: impl FnOnce(u16) -> Result<T, Off>) -> Result<T, Error<E>> {
        decode(self.code).map_err(|off| Error::not_a_value(self.register, self.code, off))
    }
}

impl<S: SpiDevice, D> Atm90e26<S, D> {
    /// Reads the effective voltage, in steps of 10 mV to 655 V. 96 bits, as every measurement, and 48 where the code is zero.
    ///
    /// # Errors
    ///
    /// Of every measurement: [`Error::NotInitialised`], [`Error::NotFitted`]; [`Error::ConfigurationLost`] of a part that has reset
    /// or whose calibration is spoiled;
    /// [`Error::Unconfirmed`], [`Error::NoAnswer`], [`Error::Bus`] of a transfer; [`Error::Saturated`] at the end of the scale,
    /// [`Error::Implausible`] for what cannot be.
    pub async fn voltage(&mut self) -> Result<Voltage, Error<S::Error>> {
        self.measure(U_RMS).await?.value(codec::voltage)
    }

    /// Reads the effective current, in steps of 1 mA to 65.5 A.
    ///
    /// # Errors
    ///
    /// As of [`voltage`](Self::voltage).
    pub async fn current(&mut self, line: Line) -> Result<Current, Error<S::Error>> {
        self.measure_line(I_RMS, line).await?.value(codec::current)
    }

    /// Reads the active power, in steps of 1 W to ±32.7 kW, positive while exporting.
    ///
    /// # Errors
    ///
    /// As of [`voltage`](Self::voltage).
    pub async fn active_power(&mut self, line: Line) -> Result<Power, Error<S::Error>> {
        let forward = self.plan.forward;
        let sample = self.measure_line(P_MEAN, line).await?;
        sample.value(|code| codec::active_power(code, forward))
    }

    /// Reads the reactive power, in steps of 1 var to ±32.7 kvar, positive while the exported current lags.
    ///
    /// # Errors
    ///
    /// As of [`voltage`](Self::voltage).
    pub async fn reactive_power(&mut self, line: Line) -> Result<ReactivePower, Error<S::Error>> {
        let forward = self.plan.forward;
        let sample = self.measure_line(Q_MEAN, line).await?;
        sample.value(|code| codec::reactive_power(code, forward))
    }

    /// Reads the apparent power, in steps of 1 VA to 32.7 kVA.
    ///
    /// # Errors
    ///
    /// As of [`voltage`](Self::voltage).
    pub async fn apparent_power(&mut self, line: Line) -> Result<ApparentPower, Error<S::Error>> {
        let sample = self.measure_line(S_MEAN, line).await?;
        sample.value(codec::apparent_power)
    }

    /// Reads the power factor, in thousandths, with the sign of the active power.
    ///
    /// # Errors
    ///
    /// As of [`voltage`](Self::voltage).
    pub async fn power_factor(&mut self, line: Line) -> Result<Ratio, Error<S::Error>> {
        let forward = self.plan.forward;
        let sample = self.measure_line(POWER_F, line).await?;
        sample.value(|code| codec::power_factor(code, forward))
    }

    /// Reads the angle between voltage and current.
    ///
    /// # Errors
    ///
    /// As of [`voltage`](Self::voltage).
    pub async fn phase_angle(&mut self, line: Line) -> Result<PhaseAngle, Error<S::Error>> {
        let sample = self.measure_line(P_ANGLE, line).await?;
        sample.value(codec::phase_angle)
    }

    /// Reads the frequency of the voltage, in steps of 10 mHz from 45 to 65 Hz.
    ///
    /// # Errors
    ///
    /// As of [`voltage`](Self::voltage); [`Error::NotReady`] where none has been measured, [`Error::Saturated`] beyond 45 to 65 Hz.
    pub async fn frequency(&mut self) -> Result<Frequency, Error<S::Error>> {
        self.measure(FREQ).await?.value(codec::frequency)
    }

    /// Reads voltage, current, the powers and the power factor of a line. 336 bits, and 48 for each code that is zero; a new measurement may come between them.
    ///
    /// # Errors
    ///
    /// As of [`voltage`](Self::voltage), for any of them.
    pub async fn readings(&mut self, line: Line) -> Result<Readings, Error<S::Error>> {
        let offset = self.offset(line)?;
        self.begin().await?;
        let voltage = self.sample(U_RMS).await?;
        let current = self.sample(I_RMS + offset).await?;
        let active = self.sample(P_MEAN + offset).await?;
        let reactive = self.sample(Q_MEAN + offset).await?;
        let apparent = self.sample(S_MEAN + offset).await?;
        let factor = self.sample(POWER_F + offset).await?;
        self.must_measure().await?;
        let forward = self.plan.forward;
        Ok(Readings {
            voltage: voltage.value(codec::voltage)?,
            current: current.value(codec::current)?,
            active_power: active.value(|code| codec::active_power(code, forward))?,
            reactive_power: reactive.value(|code| codec::reactive_power(code, forward))?,
            apparent_power: apparent.value(codec::apparent_power)?,
            power_factor: factor.value(|code| codec::power_factor(code, forward))?,
        })
    }

    /// Reads what is metered, in which direction, and whether there is no load. 96 bits.
    ///
    /// # Errors
    ///
    /// As of [`voltage`](Self::voltage).
    pub async fn metering_status(&mut self) -> Result<MeteringStatus, Error<S::Error>> {
        self.begin().await?;
        let sample = self.sample(EN_STATUS).await?;
        self.prove(CAL_START).await?;
        self.must_keep(CS1, checksum(&self.plan.metering)).await?;
        Ok(MeteringStatus(sample.code))
    }

    async fn measure_line(&mut self, register: u8, line: Line) -> Result<Sample, Error<S::Error>> {
        let offset = self.offset(line)?;
        self.measure(register + offset).await
    }

    async fn measure(&mut self, register: u8) -> Result<Sample, Error<S::Error>> {
        self.begin().await?;
        let sample = self.sample(register).await?;
        self.must_measure().await?;
        Ok(sample)
    }

    async fn must_measure(&mut self) -> Result<(), Error<S::Error>> {
        self.prove(ADJ_START).await?;
        self.must_keep(CS2, checksum(&self.plan.measurement)).await
    }

    async fn sample(&mut self, register: u8) -> Result<Sample, Error<S::Error>> {
        let code = self.wire.read(register).await?;
        let mut repeated = self.wire.read(LAST_DATA).await?;
        if code == STUCK_LOW && repeated == code {
            // A line that stuck for these two frames has let go once another value comes.
            self.prove(ADJ_START).await?;
            repeated = self.wire.read(register).await?;
        }
        if code != repeated {
            return Err(Error::Unconfirmed {
                register,
                found: code,
                repeated,
            });
        }
        Ok(Sample { register, code })
    }

    /// From the registers of the L line to those of this one.
    fn offset(&self, line: Line) -> Result<u8, Error<S::Error>> {
        self.must_be_live()?;
        match line {
            Line::L => Ok(0),
            Line::N if self.plan.has_neutral => Ok(NEUTRAL),
            Line::N => Err(Error::NotFitted(line)),
        }
    }
}
