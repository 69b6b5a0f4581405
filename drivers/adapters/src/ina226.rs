//! The crate `ina226` behind voltage and current.

use core::{fmt::Debug, time::Duration};

use embedded_hal::i2c::I2c;
use hal_power::{Current, ErrorType, Resistance, Sensor, Voltage, blocking};
use ina226::{AVG, Config, INA226, MODE, MaskEnableFlags, VBUSCT, VSHCT};

use crate::Error;

/// MANUFACTURER_ID, and DIE_ID without its revision (SBOS547 pages 25 and 26).
const MANUFACTURER: u16 = 0x5449;
const DIE: u16 = 0x2260;

/// What the part is configured for: other than after a reset in the averages alone, so that a reset shows, and that until it is
/// seen the values stay right.
const CONFIG: Config = Config {
    avg: AVG::_4,
    vbusct: VBUSCT::_588us,
    vshct: VSHCT::_588us,
    mode: MODE::ShuntBusVoltageContinuous,
};
const CONFIG_BITS: u16 = 0x4000 | 0b001 << 9 | 0b011 << 6 | 0b011 << 3 | 0b111;

/// Two cycles of four averages of both inputs, with the oscillator's 10 % (SBOS547 page 3): the result that is there is up to a
/// cycle old, and its first sample another one. As long as the reset's own cycle of 2 × 1.1 ms.
const LATENCY: Duration = Duration::from_micros(2 * 4 * 2 * 588 * 11 / 10);

/// One code of the bus voltage in µV and of the shunt voltage in nV (SBOS547 page 3).
const BUS_STEP: i32 = 1_250;
const SHUNT_STEP: i64 = 2_500;

/// End of the codes.
const END: u16 = 0x7FFF;

/// An INA226 through the crate `ina226` 0.3.0: bus voltage and current, from the two registers that hold what was measured.
///
/// Neither the calibration register nor what the part calculates with it is used: a calibration that does not fit is truncated
/// there, and after a reset the part calculates zero. Every reading reads the configuration as well, which a reset changes.
#[derive(Debug)]
pub struct Ina226<I> {
    part: Part<I>,
    shunt: Resistance,
    initialised: bool,
}

/// The crate's type, which has no `Debug`.
struct Part<I>(INA226<I>);

impl<I> Debug for Part<I> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("INA226")
    }
}

impl<I: I2c> Ina226<I> {
    /// Creates the adapter; nothing is transferred. Below 1 µΩ there is no shunt: currents are then saturated.
    pub fn new(i2c: I, address: u8, shunt: Resistance) -> Self {
        Self {
            part: Part(INA226::new(i2c, address)),
            shunt,
            initialised: false,
        }
    }

    /// Gives the bus back.
    pub fn free(self) -> I {
        self.part.0.destroy()
    }

    /// Checks the identity, configures the part and reads the configuration back.
    ///
    /// # Errors
    ///
    /// [`Error::WrongDevice`] before anything is written, [`Error::ConfigurationLost`], or the bus's.
    pub fn init(&mut self) -> Result<(), Error<I::Error>> {
        self.initialised = false;
        let found = self.part.0.manufacturer_id().map_err(Error::Bus)?;
        if found != MANUFACTURER {
            return Err(Error::WrongDevice { found });
        }
        let found = self.part.0.die_id().map_err(Error::Bus)?;
        if found & 0xFFF0 != DIE {
            return Err(Error::WrongDevice { found });
        }
        self.part.0.set_configuration(&CONFIG).map_err(Error::Bus)?;
        self.keeps()?;
        self.initialised = true;
        Ok(())
    }

    /// Fails, now and until `init`, where the part does not hold its configuration.
    fn keeps(&mut self) -> Result<(), Error<I::Error>> {
        let found = self.part.0.configuration_raw().map_err(Error::Bus)?;
        if found != CONFIG_BITS {
            self.initialised = false;
            return Err(Error::ConfigurationLost { found });
        }
        Ok(())
    }

    /// Believes a code that was read before: the part still holds its configuration, and has converted if the code is zero.
    fn believe(&mut self, is_zero: bool) -> Result<(), Error<I::Error>> {
        self.keeps()?;
        if is_zero {
            let flags = self.part.0.mask_enable().map_err(Error::Bus)?;
            if !flags.contains(MaskEnableFlags::CVRF) {
                return Err(Error::NotReady);
            }
        }
        Ok(())
    }

    fn must_be_initialised(&self) -> Result<(), Error<I::Error>> {
        if self.initialised {
            Ok(())
        } else {
            Err(Error::NotInitialised)
        }
    }
}

impl<I: I2c> ErrorType for Ina226<I> {
    type Error = Error<I::Error>;
}

impl<I: I2c> Sensor for Ina226<I> {
    fn latency(&self) -> Duration {
        LATENCY
    }
}

impl<I: I2c> blocking::VoltageSensor for Ina226<I> {
    fn voltage(&mut self) -> Result<Voltage, Self::Error> {
        self.must_be_initialised()?;
        let code = self.part.0.bus_voltage_raw().map_err(Error::Bus)?;
        self.believe(code == 0)?;
        if code >= END {
            return Err(Error::Saturated);
        }
        Ok(Voltage::from_microvolts(i32::from(code) * BUS_STEP))
    }
}

impl<I: I2c> blocking::CurrentSensor for Ina226<I> {
    fn current(&mut self) -> Result<Current, Self::Error> {
        self.must_be_initialised()?;
        let code = self.part.0.shunt_voltage_raw().map_err(Error::Bus)?;
        self.believe(code == 0)?;
        if code.unsigned_abs() >= END {
            return Err(Error::Saturated);
        }
        // nV / µΩ = mA
        let picovolts = i128::from(i64::from(code) * SHUNT_STEP) * 1_000;
        let microohms = i128::from(self.shunt.as_microohms());
        let microamps = (picovolts + microohms / 2).checked_div_euclid(microohms);
        match microamps.map(i32::try_from) {
            Some(Ok(microamps)) => Ok(Current::from_microamps(microamps)),
            _ => Err(Error::Saturated),
        }
    }
}
