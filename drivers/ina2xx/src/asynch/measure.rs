//! Measurements.

use hal_power::{Current, Power, ShuntVoltage, Temperature, Voltage};

use super::{Ina2xx, Interface};
use crate::{
    ElectricReadings, Error, Inputs, Readings,
    alert::Alerts,
    codec::{self, Off},
    part::{self, Diagnostic, Part},
};

const DIETEMP: u8 = 0x06;

/// Codes that need proof: a part that reset shows 0 until its first conversion, a data line that nobody drives all ones.
const fn is_suspect(code: i32) -> bool {
    matches!(code, 0 | -1)
}

const fn is_suspect_power(units: u32) -> bool {
    units == 0 || units >= codec::POWER_END
}

/// What current and power are made of.
const ELECTRIC: Inputs = Inputs::BUS.union(Inputs::SHUNT);

fn on<T, E>(register: u8, value: Result<T, Off>) -> Result<T, Error<E>> {
    match value {
        Ok(value) => Ok(value),
        Err(Off::End) => Err(Error::Saturated { register }),
        Err(Off::Impossible) => Err(Error::Implausible { register }),
    }
}

impl<P: Part, B: Interface> Ina2xx<P, B> {
    /// Reads a code, the pointer included.
    async fn code(&mut self, register: u8) -> Result<i32, Error<B::Error>> {
        if P::FACTS.is_wide {
            Ok(codec::code20(self.bus.read(register).await?))
        } else {
            Ok(codec::code16(self.bus.read(register).await?))
        }
    }

    /// Reads a code, without the pointer where it is there already.
    async fn code_again(&mut self, register: u8) -> Result<i32, Error<B::Error>> {
        let reset = P::FACTS.config_reset;
        if P::FACTS.is_wide {
            Ok(codec::code20(self.bus.read_again(register, reset).await?))
        } else {
            Ok(codec::code16(self.bus.read_again(register, reset).await?))
        }
    }

    /// Reads the power in units of the product of both codes.
    async fn power_units(&mut self) -> Result<u32, Error<B::Error>> {
        let register = P::FACTS.power;
        let code = if P::FACTS.is_ina226 {
            u32::from(self.get(register).await?)
        } else {
            codec::code24(self.bus.read(register).await?)
        };
        Ok(codec::power_units(code, P::FACTS))
    }

    /// Asks for proof where what was read may be a reset part's.
    async fn trust(&mut self, is_suspect: bool) -> Result<(), Error<B::Error>> {
        if is_suspect {
            self.confirm().await
        } else {
            Ok(())
        }
    }

    /// The same where a current was read: a part that reset may show one that only looks right, or one that overflowed.
    async fn trust_current(&mut self, is_suspect: bool) -> Result<(), Error<B::Error>> {
        if self.plan.can_overflow {
            self.pending.remove(Alerts::MATH_OVERFLOW);
            self.collect().await?;
            if self.pending.contains(Alerts::MATH_OVERFLOW) {
                return Err(Error::MathOverflow);
            }
        }
        self.trust(is_suspect || self.plan.is_guarded).await
    }

    /// Reads the bus voltage, at the divider's input where there is one.
    ///
    /// I2C: 57 bit times on 20-bit parts, 48 on the others; 19 fewer when repeated. 48 more for a code of 0 or -1, which
    /// a part that reset or is gone would show.
    ///
    /// # Errors
    ///
    /// [`Error::NotReady`], [`Error::Saturated`], [`Error::ConfigurationLost`], [`Error::Implausible`] for a negative one, or
    /// the bus's. Before the first result 48 bit times more ask for it.
    pub async fn voltage(&mut self) -> Result<Voltage, Error<B::Error>> {
        let register = P::FACTS.bus;
        self.need(Inputs::BUS, register).await?;
        let code = self.code_again(register).await?;
        self.trust(is_suspect(code)).await?;
        on(register, self.plan.scale.voltage(code, P::FACTS))
    }

    /// Reads the current, positive from IN+ to IN-, from the part's own code.
    ///
    /// I2C: as [`voltage`](Self::voltage). 48 bit times more in the fine range, with a temperature coefficient or a fitted
    /// calibration, and again 48 with one that can overflow.
    ///
    /// # Errors
    ///
    /// As of [`voltage`](Self::voltage), and [`Error::MathOverflow`] with a fitted calibration.
    pub async fn current(&mut self) -> Result<Current, Error<B::Error>> {
        let register = P::FACTS.current;
        self.need(Inputs::SHUNT, register).await?;
        let code = self.code_again(register).await?;
        self.trust_current(is_suspect(code)).await?;
        on(register, self.plan.scale.current(code))
    }

    /// Reads the power, as the part multiplied it from one conversion, with the current's sign.
    ///
    /// The part keeps no sign: the current is read first. Only where it changes direction in between can the sign be the one
    /// before. I2C: 114 bit times on 20-bit parts, 105 on 16-bit ones, 96 on the INA226; more as of
    /// [`current`](Self::current).
    ///
    /// # Errors
    ///
    /// As of [`current`](Self::current).
    pub async fn power(&mut self) -> Result<Power, Error<B::Error>> {
        let register = P::FACTS.power;
        self.need(ELECTRIC, register).await?;
        let current = self.code(P::FACTS.current).await?;
        let units = self.power_units().await?;
        self.trust_current(is_suspect(current) || is_suspect_power(units))
            .await?;
        on(P::FACTS.current, self.plan.scale.current(current))?;
        on(register, self.plan.scale.power(units, current))
    }

    /// Reads the voltage across the shunt.
    ///
    /// I2C: as [`voltage`](Self::voltage), and 48 bit times more in the fine range.
    ///
    /// # Errors
    ///
    /// As of [`voltage`](Self::voltage).
    pub async fn shunt_voltage(&mut self) -> Result<ShuntVoltage, Error<B::Error>> {
        let register = P::FACTS.shunt;
        self.need(Inputs::SHUNT, register).await?;
        let code = self.code_again(register).await?;
        self.trust(is_suspect(code) || self.plan.is_guarded).await?;
        on(
            register,
            codec::shunt_voltage(code, self.plan.shunt_lsb, P::FACTS),
        )
    }
}

impl<B: Interface> Ina2xx<part::Ina226, B> {
    /// Reads voltage, current and power: 144 bit times, and 48 for a code of 0 or -1.
    ///
    /// # Errors
    ///
    /// As of [`current`](Self::current), for any of them.
    pub async fn readings(&mut self) -> Result<ElectricReadings, Error<B::Error>> {
        let facts = <part::Ina226 as Part>::FACTS;
        self.need(ELECTRIC, facts.power).await?;
        let bus = self.code(facts.bus).await?;
        let current = self.code(facts.current).await?;
        let units = self.power_units().await?;
        self.trust_current(is_suspect(bus) || is_suspect(current) || is_suspect_power(units))
            .await?;
        Ok(ElectricReadings {
            voltage: on(facts.bus, self.plan.scale.voltage(bus, facts))?,
            current: on(facts.current, self.plan.scale.current(current))?,
            power: on(facts.power, self.plan.scale.power(units, current))?,
        })
    }

    /// Reads voltage and current and multiplies: 96 bit times, and 48 for a code of 0 or -1.
    ///
    /// In triggered mode both are of one conversion; in continuous mode a new one may come between them.
    ///
    /// # Errors
    ///
    /// As of [`current`](Self::current), for any of them.
    pub async fn computed_readings(&mut self) -> Result<ElectricReadings, Error<B::Error>> {
        let facts = <part::Ina226 as Part>::FACTS;
        self.need(ELECTRIC, facts.power).await?;
        let bus = self.code(facts.bus).await?;
        let current = self.code(facts.current).await?;
        self.trust_current(is_suspect(bus) || is_suspect(current))
            .await?;
        let scale = &self.plan.scale;
        let voltage = on(facts.bus, scale.voltage(bus, facts))?;
        let units = codec::product_units(current, bus, facts);
        Ok(ElectricReadings {
            voltage,
            current: on(facts.current, scale.current(current))?,
            power: on(facts.power, scale.power(units, current))?,
        })
    }
}

impl<P: Diagnostic, B: Interface> Ina2xx<P, B> {
    /// Reads the temperature of the die. I2C: 48 bit times, 29 when repeated; 48 more for a code of 0 or -1.
    ///
    /// # Errors
    ///
    /// As of [`voltage`](Self::voltage).
    pub async fn temperature(&mut self) -> Result<Temperature, Error<B::Error>> {
        self.need(Inputs::TEMPERATURE, DIETEMP).await?;
        let bytes = self.bus.read_again(DIETEMP, P::FACTS.config_reset).await?;
        self.trust(is_suspect(codec::code16(bytes))).await?;
        Ok(codec::temperature(bytes, P::FACTS))
    }

    /// Reads voltage, current, power and temperature. I2C: 219 bit times on 20-bit parts, 201 on the others; 48 more for a code
    /// of 0 or -1, and more as of [`current`](Self::current).
    ///
    /// Power is of one conversion; in continuous mode a new one may come between the four.
    ///
    /// # Errors
    ///
    /// As of [`current`](Self::current), for any of them.
    pub async fn readings(&mut self) -> Result<Readings, Error<B::Error>> {
        self.need(Inputs::all(), P::FACTS.power).await?;
        let bus = self.code(P::FACTS.bus).await?;
        let current = self.code(P::FACTS.current).await?;
        let units = self.power_units().await?;
        let temperature = self.bus.read(DIETEMP).await?;
        self.trust_current(
            is_suspect(bus)
                || is_suspect(current)
                || is_suspect_power(units)
                || is_suspect(codec::code16(temperature)),
        )
        .await?;
        self.of_codes(bus, current, units, temperature)
    }

    /// Reads voltage, current and temperature, and multiplies. I2C: 162 bit times on 20-bit parts, 144 on the others; more as
    /// of [`readings`](Self::readings).
    ///
    /// In triggered mode all are of one conversion; in continuous mode a new one may come between them.
    ///
    /// # Errors
    ///
    /// As of [`current`](Self::current), for any of them.
    pub async fn computed_readings(&mut self) -> Result<Readings, Error<B::Error>> {
        self.need(Inputs::all(), P::FACTS.power).await?;
        let bus = self.code(P::FACTS.bus).await?;
        let current = self.code(P::FACTS.current).await?;
        let temperature = self.bus.read(DIETEMP).await?;
        self.trust_current(
            is_suspect(bus) || is_suspect(current) || is_suspect(codec::code16(temperature)),
        )
        .await?;
        let units = codec::product_units(current, bus, P::FACTS);
        self.of_codes(bus, current, units, temperature)
    }

    fn of_codes(
        &self,
        bus: i32,
        current: i32,
        units: u32,
        temperature: [u8; 2],
    ) -> Result<Readings, Error<B::Error>> {
        let scale = &self.plan.scale;
        Ok(Readings {
            voltage: on(P::FACTS.bus, scale.voltage(bus, P::FACTS))?,
            current: on(P::FACTS.current, scale.current(current))?,
            power: on(P::FACTS.power, scale.power(units, current))?,
            temperature: codec::temperature(temperature, P::FACTS),
        })
    }
}
