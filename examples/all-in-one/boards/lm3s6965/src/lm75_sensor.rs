//! The `lm75` driver as a temperature sensor of `hal-power`.

use core::{fmt, time::Duration};
use embedded_hal::i2c::I2c;
use hal_power::{ErrorKind, ErrorType, Sensor, Temperature, blocking::TemperatureSensor};
use lm75::{Lm75, ic};

/// What these parts are made to measure.
const COLDEST: Temperature = Temperature::from_celsius(-55);
const HOTTEST: Temperature = Temperature::from_celsius(125);

/// Ends of the register's scale; the upper is a step below.
const SCALE_START: Temperature = Temperature::from_celsius(-128);
const SCALE_END: Temperature = Temperature::from_celsius(128);

/// What the driver has for parts of either resolution.
pub trait Thermometer {
    /// The bus's error.
    type BusError: fmt::Debug;

    /// What one bit stands for.
    const STEP: Temperature;

    /// Reads the temperature in degrees Celsius.
    ///
    /// # Errors
    ///
    /// The driver's.
    fn celsius(&mut self) -> Result<f32, lm75::Error<Self::BusError>>;
}

macro_rules! thermometer {
    ($part:ty, $step:literal) => {
        impl<B: I2c> Thermometer for Lm75<B, $part> {
            type BusError = B::Error;

            const STEP: Temperature = Temperature::from_millicelsius($step);

            fn celsius(&mut self) -> Result<f32, lm75::Error<B::Error>> {
                self.read_temperature()
            }
        }
    };
}

thermometer!(ic::Lm75, 500);
thermometer!(ic::Pct2075, 125);

/// Why there is no temperature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error<E> {
    /// The transfer failed.
    Bus(E),
    /// The driver refused an argument.
    Refused,
    /// The register is at an end of its scale.
    EndOfScale(Temperature),
    /// The register is outside −55 °C to 125 °C, for which the parts are made.
    BeyondRange(Temperature),
}

impl<E: fmt::Debug> hal_power::Error for Error<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Bus(_) => ErrorKind::Bus,
            Self::Refused => ErrorKind::Refused,
            Self::EndOfScale(_) => ErrorKind::Saturated,
            Self::BeyondRange(_) => ErrorKind::OutOfRange,
        }
    }
}

impl<E: fmt::Debug> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bus(cause) => write!(f, "transfer failed: {cause:?}"),
            Self::Refused => f.write_str("driver refused an argument"),
            Self::EndOfScale(value) => write!(f, "end of the scale: {value}"),
            Self::BeyondRange(value) => write!(f, "beyond the part's range: {value}"),
        }
    }
}

impl<E: fmt::Debug> core::error::Error for Error<E> {}

/// An LM75 or one of its relatives, converting continuously.
///
/// Such a part answers 0 °C until its first conversion is done and does not say so: wait for a conversion after power-up.
#[derive(Debug)]
pub struct Lm75Sensor<T> {
    driver: T,
    conversion: Duration,
}

impl<T: Thermometer> Lm75Sensor<T> {
    /// Wraps a driver. `conversion` is the longest that the part takes for one, from its data sheet: relatives differ by more
    /// than a factor of ten.
    pub const fn new(driver: T, conversion: Duration) -> Self {
        Self { driver, conversion }
    }

    /// Gives the driver back.
    pub fn free(self) -> T {
        self.driver
    }
}

impl<T: Thermometer> ErrorType for Lm75Sensor<T> {
    type Error = Error<T::BusError>;
}

impl<T: Thermometer> Sensor for Lm75Sensor<T> {
    /// Two conversions: the result that is there is up to one old, and was begun another one before.
    fn latency(&self) -> Duration {
        self.conversion.saturating_mul(2)
    }
}

impl<T: Thermometer> TemperatureSensor for Lm75Sensor<T> {
    fn temperature(&mut self) -> Result<Temperature, Self::Error> {
        let celsius = self.driver.celsius().map_err(|error| match error {
            lm75::Error::I2C(cause) => Error::Bus(cause),
            lm75::Error::InvalidInputData => Error::Refused,
        })?;
        judge(exact(celsius), T::STEP)
    }
}

/// The driver's floats are eighths between −128 and 128, so that thousandths are whole numbers far inside an `i32`.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a whole number of thousandths; a float beyond i32 would end at its limits"
)]
fn exact(celsius: f32) -> Temperature {
    Temperature::from_millicelsius((celsius * 1_000.0) as i32)
}

fn judge<E>(value: Temperature, step: Temperature) -> Result<Temperature, Error<E>> {
    if value <= SCALE_START || value >= SCALE_END.saturating_sub(step) {
        Err(Error::EndOfScale(value))
    } else if (COLDEST..=HOTTEST).contains(&value) {
        Ok(value)
    } else {
        Err(Error::BeyondRange(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hal_power::Error as _;

    /// A driver that answers what it is told.
    struct Told(Result<f32, lm75::Error<&'static str>>);

    impl Thermometer for Told {
        type BusError = &'static str;

        const STEP: Temperature = Temperature::from_millicelsius(500);

        fn celsius(&mut self) -> Result<f32, lm75::Error<&'static str>> {
            core::mem::replace(&mut self.0, Ok(0.0))
        }
    }

    fn read(told: Result<f32, lm75::Error<&'static str>>) -> Result<i32, ErrorKind> {
        let mut sensor = Lm75Sensor::new(Told(told), Duration::from_millis(100));
        let read = sensor.temperature();
        read.map(Temperature::as_millicelsius)
            .map_err(|error| error.kind())
    }

    #[test]
    fn what_the_part_is_made_for_is_read() {
        assert_eq!(read(Ok(25.5)), Ok(25_500));
        assert_eq!(read(Ok(-0.125)), Ok(-125));
        assert_eq!(read(Ok(-55.0)), Ok(-55_000));
        assert_eq!(read(Ok(125.0)), Ok(125_000));
    }

    #[test]
    fn what_lies_beyond_is_an_error() {
        assert_eq!(read(Ok(125.5)), Err(ErrorKind::OutOfRange));
        assert_eq!(read(Ok(-55.5)), Err(ErrorKind::OutOfRange));
        assert_eq!(read(Ok(127.5)), Err(ErrorKind::Saturated));
        assert_eq!(read(Ok(-128.0)), Err(ErrorKind::Saturated));
        assert_eq!(read(Ok(f32::MAX)), Err(ErrorKind::Saturated));
    }

    #[test]
    fn an_error_of_the_driver_keeps_its_sort() {
        assert_eq!(read(Err(lm75::Error::I2C("silent"))), Err(ErrorKind::Bus));
        let refused = Err(lm75::Error::InvalidInputData);
        assert_eq!(read(refused), Err(ErrorKind::Refused));
    }

    #[test]
    fn a_sample_may_be_two_conversions_old() {
        let sensor = Lm75Sensor::new(Told(Ok(0.0)), Duration::from_millis(100));
        assert_eq!(sensor.latency(), Duration::from_millis(200));
    }
}
