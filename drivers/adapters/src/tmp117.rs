//! The crate `tmp117` behind temperature.

use core::{fmt::Debug, time::Duration};

use device_register::RegisterInterface;
use embedded_hal::i2c::I2c;
use hal_power::{ErrorType, Sensor, Temperature, blocking};
use tmp117::{
    error::ErrorLL,
    register::{Address, Configuration, DeviceID, Temperature as Code},
    tmp117_ll::Tmp117LL,
};

use crate::Error;

/// DEVICE_ID without its revision (SNOSD82 table 7-16).
const DEVICE: u16 = 0x117;

/// The code from power-up until the first conversion has ended: -256 °C.
const POWER_UP: u16 = 0x8000;

/// Bits of the configuration that are not flags or status.
const KEPT: u16 = 0x0FFC;

/// Continuous, a cycle of 1 s, 8 averages: as the part resets (SNOSD82 table 7-6).
const RESET: u16 = 0x0220;

/// Two cycles of 1 s with the oscillator's tolerance of 13 % (SNOSD82 section 6.5).
const LATENCY: Duration = Duration::from_millis(2_260);

/// A TMP117 through the low-level half of the crate `tmp117` 3.0.0, in its reset configuration.
///
/// Neither the offset nor the EEPROM registers are touched, whose addresses are exchanged there, and neither are the handlers
/// that wait for alerts. The configuration is not read between temperatures either: reading it clears alerts.
#[derive(Debug)]
pub struct Tmp117<I: I2c> {
    part: Part<I>,
    initialised: bool,
}

/// The crate's type, which has no `Debug`.
struct Part<I: I2c>(Tmp117LL<I, I::Error>);

impl<I: I2c> Debug for Part<I> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("TMP117")
    }
}

impl<I: I2c> Tmp117<I> {
    /// Creates the adapter; nothing is transferred.
    pub fn new(i2c: I, address: u8) -> Self {
        Self {
            part: Part(Tmp117LL::new(i2c, address)),
            initialised: false,
        }
    }

    /// Checks the identity, and that the part is in its reset configuration; writes it if it is not.
    ///
    /// # Errors
    ///
    /// [`Error::WrongDevice`] before anything is written, [`Error::ConfigurationLost`], or the bus's.
    pub fn init(&mut self) -> Result<(), Error<I::Error>> {
        self.initialised = false;
        let found: DeviceID = self.read()?;
        if found.device_id().value() != DEVICE {
            return Err(Error::WrongDevice {
                found: found.into(),
            });
        }
        if u16::from(self.read::<Configuration>()?) & KEPT != RESET {
            let reset = Configuration::try_from(RESET).map_err(|_| Error::Unreadable)?;
            self.part.0.write_register(&reset).map_err(sorted)?;
            let found = u16::from(self.read::<Configuration>()?);
            if found & KEPT != RESET {
                return Err(Error::ConfigurationLost { found });
            }
        }
        self.initialised = true;
        Ok(())
    }

    fn read<R>(&mut self) -> Result<R, Error<I::Error>>
    where
        Tmp117LL<I, I::Error>: RegisterInterface<R, Address, Error = ErrorLL<I::Error>>,
        R: device_register::ReadableRegister<Address = Address>,
    {
        self.part.0.read_register().map_err(sorted)
    }
}

fn sorted<E>(error: ErrorLL<E>) -> Error<E> {
    match error {
        ErrorLL::Bus(cause) => Error::Bus(cause),
        ErrorLL::InvalidData => Error::Unreadable,
    }
}

impl<I: I2c> ErrorType for Tmp117<I> {
    type Error = Error<I::Error>;
}

impl<I: I2c> Sensor for Tmp117<I> {
    fn latency(&self) -> Duration {
        LATENCY
    }
}

impl<I: I2c> blocking::TemperatureSensor for Tmp117<I> {
    fn temperature(&mut self) -> Result<Temperature, Self::Error> {
        if !self.initialised {
            return Err(Error::NotInitialised);
        }
        let code = u16::from(self.read::<Code>()?);
        if code == POWER_UP {
            return Err(Error::NotReady);
        }
        // 7.8125 m°C
        let tenths = i32::from(code.cast_signed()) * 78_125;
        Ok(Temperature::from_millicelsius(
            (tenths + 5_000).div_euclid(10_000),
        ))
    }
}
