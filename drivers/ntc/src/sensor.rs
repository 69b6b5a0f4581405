//! A thermistor behind a voltage sensor.

use core::time::Duration;

use hal_power::{ErrorType, Resistance, Sensor, Temperature, Voltage, asynch, blocking};

use crate::{ConfigError, Curve, Divider, Error};

/// Thermistor whose voltage `V` measures; blocking where `V` is, async where `V` is.
#[derive(Debug)]
pub struct Ntc<V> {
    sensor: V,
    divider: Divider,
    curve: Curve,
    lowest: Resistance,
    highest: Resistance,
}

impl<V> Ntc<V> {
    /// Creates the thermistor: nothing is measured. Below the `lowest` resistance it is shorted, above the `highest` open: what
    /// it has at its hottest and its coldest, with a margin.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Range`], and [`ConfigError::Curve`] where the curve does not fall within the range.
    pub fn new(
        sensor: V,
        divider: Divider,
        curve: Curve,
        lowest: Resistance,
        highest: Resistance,
    ) -> Result<Self, ConfigError> {
        if lowest >= highest {
            return Err(ConfigError::Range);
        }
        if !curve.falls(lowest, highest) {
            return Err(ConfigError::Curve);
        }
        Ok(Self {
            sensor,
            divider,
            curve,
            lowest,
            highest,
        })
    }

    /// Gives the sensor back.
    pub fn free(self) -> V {
        self.sensor
    }

    fn judge<E>(&self, voltage: Voltage) -> Result<Temperature, Error<E>> {
        let resistance = self.divider.resistance(voltage);
        if resistance < self.lowest {
            return Err(Error::Short);
        }
        if resistance > self.highest {
            return Err(Error::Open);
        }
        // between two resistances that have one, so has this
        self.curve.temperature(resistance).ok_or(Error::Open)
    }
}

impl<V: ErrorType> ErrorType for Ntc<V> {
    type Error = Error<V::Error>;
}

impl<V: Sensor> Sensor for Ntc<V> {
    fn latency(&self) -> Duration {
        self.sensor.latency()
    }
}

impl<V: blocking::VoltageSensor> blocking::TemperatureSensor for Ntc<V> {
    fn temperature(&mut self) -> Result<Temperature, Self::Error> {
        let voltage = self.sensor.voltage().map_err(Error::Sensor)?;
        self.judge(voltage)
    }
}

impl<V: asynch::VoltageSensor> asynch::TemperatureSensor for Ntc<V> {
    async fn temperature(&mut self) -> Result<Temperature, Self::Error> {
        let voltage = self.sensor.voltage().await.map_err(Error::Sensor)?;
        self.judge(voltage)
    }
}
