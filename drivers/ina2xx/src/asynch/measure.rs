//! Measurements.

use hal_power::{Current, Power, ShuntVoltage, Temperature, Voltage};

use super::{Ina2xx, Interface};
use crate::{
    ElectricReadings, Error, Inputs, Readings,
    alert::Alerts,
    codec::{self, Off, first, is_suspect},
    part::{self, Diagnostic, Facts, Part},
};

const DIETEMP: u8 = 0x06;

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

    /// Asks for proof where a current was read: a part that reset may show one that only looks right, or one that overflowed.
    #[cold]
    async fn trust_current(&mut self, is_suspect: bool) -> Result<(), Error<B::Error>> {
        if self.plan.can_overflow {
            self.pending.remove(Alerts::MATH_OVERFLOW);
            self.collect().await?;
            if self.pending.contains(Alerts::MATH_OVERFLOW) {
                return Err(Error::MathOverflow);
            }
        }
        if is_suspect || self.plan.is_guarded {
            self.confirm().await?;
        }
        Ok(())
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
        if !self.live.contains(Inputs::BUS) {
            self.need(Inputs::BUS, register).await?;
        }
        let code = self.code_again(register).await?;
        if is_suspect(code) {
            self.confirm().await?;
        }
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
        if !self.live.contains(Inputs::SHUNT) {
            self.need(Inputs::SHUNT, register).await?;
        }
        let code = self.code_again(register).await?;
        if is_suspect(code) || self.plan.is_doubtful() {
            self.trust_current(is_suspect(code)).await?;
        }
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
        if !self.live.contains(ELECTRIC) {
            self.need(ELECTRIC, register).await?;
        }
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
        if !self.live.contains(Inputs::SHUNT) {
            self.need(Inputs::SHUNT, register).await?;
        }
        let code = self.code_again(register).await?;
        if is_suspect(code) || self.plan.is_guarded {
            self.confirm().await?;
        }
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
        const FACTS: Facts = <part::Ina226 as Part>::FACTS;
        if !self.live.contains(ELECTRIC) {
            self.need(ELECTRIC, FACTS.power).await?;
        }
        let mut word = [0; 4];
        self.bus.leave();
        self.bus.fetch(FACTS.bus, first(&mut word, 2)).await?;
        let bus = codec::code(word, FACTS);
        self.bus.fetch(FACTS.current, first(&mut word, 2)).await?;
        let current = codec::code(word, FACTS);
        self.bus.fetch(FACTS.power, first(&mut word, 2)).await?;
        self.bus.stay(FACTS.power);
        let units = codec::units(word, FACTS);
        if self.plan.is_doubtful() || !self.plan.scale.is_plain(bus, current, units, FACTS) {
            let is_suspect = is_suspect(bus) || is_suspect(current) || is_suspect_power(units);
            self.trust_current(is_suspect).await?;
            self.within(bus, current, units)?;
        }
        Ok(self.electric(bus, current, units))
    }

    /// Reads voltage and current and multiplies: 96 bit times, and 48 for a code of 0 or -1.
    ///
    /// In triggered mode both are of one conversion; in continuous mode a new one may come between them.
    ///
    /// # Errors
    ///
    /// As of [`current`](Self::current), for any of them.
    pub async fn computed_readings(&mut self) -> Result<ElectricReadings, Error<B::Error>> {
        const FACTS: Facts = <part::Ina226 as Part>::FACTS;
        if !self.live.contains(ELECTRIC) {
            self.need(ELECTRIC, FACTS.power).await?;
        }
        let mut word = [0; 4];
        self.bus.leave();
        self.bus.fetch(FACTS.bus, first(&mut word, 2)).await?;
        let bus = codec::code(word, FACTS);
        self.bus.fetch(FACTS.current, first(&mut word, 2)).await?;
        self.bus.stay(FACTS.current);
        let current = codec::code(word, FACTS);
        let units = codec::product_units(current, bus, FACTS);
        if self.plan.is_doubtful() || !self.plan.scale.is_plain(bus, current, units, FACTS) {
            self.trust_current(is_suspect(bus) || is_suspect(current))
                .await?;
            self.within(bus, current, units)?;
        }
        Ok(self.electric(bus, current, units))
    }
}

impl<P: Part, B: Interface> Ina2xx<P, B> {
    /// Fails unless each code is a value.
    #[cold]
    fn within(&self, bus: i32, current: i32, units: u32) -> Result<(), Error<B::Error>> {
        let scale = &self.plan.scale;
        on(P::FACTS.bus, scale.voltage(bus, P::FACTS))?;
        on(P::FACTS.current, scale.current(current))?;
        on(P::FACTS.power, scale.power(units, current))?;
        Ok(())
    }

    /// Quantities of codes that are values.
    #[inline(always)]
    fn electric(&self, bus: i32, current: i32, units: u32) -> ElectricReadings {
        let scale = &self.plan.scale;
        ElectricReadings {
            voltage: scale.plain_voltage(bus),
            current: scale.plain_current(current),
            power: scale.plain_power(units, current),
        }
    }
}

impl<P: Diagnostic, B: Interface> Ina2xx<P, B> {
    /// Reads the temperature of the die. I2C: 48 bit times, 29 when repeated; 48 more for a code of 0 or -1.
    ///
    /// # Errors
    ///
    /// As of [`voltage`](Self::voltage).
    pub async fn temperature(&mut self) -> Result<Temperature, Error<B::Error>> {
        if !self.live.contains(Inputs::TEMPERATURE) {
            self.need(Inputs::TEMPERATURE, DIETEMP).await?;
        }
        let bytes = self.bus.read_again(DIETEMP, P::FACTS.config_reset).await?;
        if is_suspect(codec::code16(bytes)) {
            self.confirm().await?;
        }
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
        if !self.live.contains(Inputs::all()) {
            self.need(Inputs::all(), P::FACTS.power).await?;
        }
        let mut word = [0; 4];
        self.bus.leave();
        let width = P::FACTS.width();
        self.bus
            .fetch(P::FACTS.bus, first(&mut word, width))
            .await?;
        let bus = codec::code(word, P::FACTS);
        self.bus
            .fetch(P::FACTS.current, first(&mut word, width))
            .await?;
        let current = codec::code(word, P::FACTS);
        self.bus.fetch(P::FACTS.power, first(&mut word, 3)).await?;
        let units = codec::units(word, P::FACTS);
        self.bus.fetch(DIETEMP, first(&mut word, 2)).await?;
        self.bus.stay(DIETEMP);
        let temperature = codec::code_of_two(word);
        if self.plan.is_doubtful()
            || is_suspect(temperature)
            || !self.plan.scale.is_plain(bus, current, units, P::FACTS)
        {
            self.trust_current(
                is_suspect(bus)
                    || is_suspect(current)
                    || is_suspect_power(units)
                    || is_suspect(temperature),
            )
            .await?;
            self.within(bus, current, units)?;
        }
        Ok(self.of_codes(bus, current, units, temperature))
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
        if !self.live.contains(Inputs::all()) {
            self.need(Inputs::all(), P::FACTS.power).await?;
        }
        let mut word = [0; 4];
        self.bus.leave();
        let width = P::FACTS.width();
        self.bus
            .fetch(P::FACTS.bus, first(&mut word, width))
            .await?;
        let bus = codec::code(word, P::FACTS);
        self.bus
            .fetch(P::FACTS.current, first(&mut word, width))
            .await?;
        let current = codec::code(word, P::FACTS);
        self.bus.fetch(DIETEMP, first(&mut word, 2)).await?;
        self.bus.stay(DIETEMP);
        let temperature = codec::code_of_two(word);
        let units = codec::product_units(current, bus, P::FACTS);
        if self.plan.is_doubtful()
            || is_suspect(temperature)
            || !self.plan.scale.is_plain(bus, current, units, P::FACTS)
        {
            self.trust_current(is_suspect(bus) || is_suspect(current) || is_suspect(temperature))
                .await?;
            self.within(bus, current, units)?;
        }
        Ok(self.of_codes(bus, current, units, temperature))
    }

    #[inline(always)]
    fn of_codes(&self, bus: i32, current: i32, units: u32, temperature: i32) -> Readings {
        let ElectricReadings {
            voltage,
            current,
            power,
        } = self.electric(bus, current, units);
        Readings {
            voltage,
            current,
            power,
            temperature: codec::temperature_of(temperature, P::FACTS),
        }
    }
}
