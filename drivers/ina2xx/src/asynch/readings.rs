//! Several quantities in one answer.
//!
//! A reading's registers go through one word, and what fails a look at its codes is looked at again apart: what passes pays for
//! nothing else.

use super::{
    Ina2xx, Interface,
    measure::{DIETEMP, ELECTRIC, is_suspect_power, on},
    proof::{need, settle},
};
use crate::{
    ElectricReadings, Error, Inputs, Readings,
    codec::{self, first, is_suspect},
    part::{self, Diagnostic, Facts, Part},
};

impl<B: Interface> Ina2xx<part::Ina226, B> {
    /// Reads voltage, current and power: 144 bit times, and 48 for a code of 0 or -1.
    ///
    /// # Errors
    ///
    /// As of [`current`](Self::current), for any of them.
    pub async fn readings(&mut self) -> Result<ElectricReadings, Error<B::Error>> {
        const FACTS: Facts = <part::Ina226 as Part>::FACTS;
        let mut word = [0; 4];
        need!(self, word, ELECTRIC, FACTS.power);
        self.bus.leave();
        self.bus.fetch(FACTS.bus, first(&mut word, 2)).await?;
        let bus = codec::code(word, FACTS);
        self.bus.fetch(FACTS.current, first(&mut word, 2)).await?;
        let current = codec::code(word, FACTS);
        self.bus.fetch(FACTS.power, first(&mut word, 2)).await?;
        self.bus.stay(FACTS.power);
        let units = codec::units(word, FACTS);
        if !self.plan.doubts.is_empty() || !self.plan.scale.is_plain(bus, current, units, FACTS) {
            let is_suspect = is_suspect(bus) || is_suspect(current) || is_suspect_power(units);
            let doubt = self.doubt_of_current(is_suspect);
            settle!(self, word, doubt);
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
        let mut word = [0; 4];
        need!(self, word, ELECTRIC, FACTS.power);
        self.bus.leave();
        self.bus.fetch(FACTS.bus, first(&mut word, 2)).await?;
        let bus = codec::code(word, FACTS);
        self.bus.fetch(FACTS.current, first(&mut word, 2)).await?;
        self.bus.stay(FACTS.current);
        let current = codec::code(word, FACTS);
        let units = codec::product_units(current, bus, FACTS);
        if !self.plan.doubts.is_empty() || !self.plan.scale.is_plain(bus, current, units, FACTS) {
            let doubt = self.doubt_of_current(is_suspect(bus) || is_suspect(current));
            settle!(self, word, doubt);
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
    /// Reads voltage, current, power and temperature. I2C: 219 bit times on 20-bit parts, 201 on the others; 48 more for a code
    /// of 0 or -1, and more as of [`current`](Self::current).
    ///
    /// Power is of one conversion; in continuous mode a new one may come between the four.
    ///
    /// # Errors
    ///
    /// As of [`current`](Self::current), for any of them.
    pub async fn readings(&mut self) -> Result<Readings, Error<B::Error>> {
        let mut word = [0; 4];
        need!(self, word, Inputs::all(), P::FACTS.power);
        self.bus.leave();
        self.bus
            .fetch(P::FACTS.bus, first(&mut word, P::FACTS.width()))
            .await?;
        let bus = codec::code(word, P::FACTS);
        self.bus
            .fetch(P::FACTS.current, first(&mut word, P::FACTS.width()))
            .await?;
        let current = codec::code(word, P::FACTS);
        self.bus.fetch(P::FACTS.power, first(&mut word, 3)).await?;
        let units = codec::units(word, P::FACTS);
        self.bus.fetch(DIETEMP, first(&mut word, 2)).await?;
        self.bus.stay(DIETEMP);
        let temperature = codec::code_of_two(word);
        if !self.plan.doubts.is_empty()
            || is_suspect(temperature)
            || !self.plan.scale.is_plain(bus, current, units, P::FACTS)
        {
            let doubt = self.doubt_of_current(
                is_suspect(bus)
                    || is_suspect(current)
                    || is_suspect_power(units)
                    || is_suspect(temperature),
            );
            settle!(self, word, doubt);
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
        let mut word = [0; 4];
        need!(self, word, Inputs::all(), P::FACTS.power);
        self.bus.leave();
        self.bus
            .fetch(P::FACTS.bus, first(&mut word, P::FACTS.width()))
            .await?;
        let bus = codec::code(word, P::FACTS);
        self.bus
            .fetch(P::FACTS.current, first(&mut word, P::FACTS.width()))
            .await?;
        let current = codec::code(word, P::FACTS);
        self.bus.fetch(DIETEMP, first(&mut word, 2)).await?;
        self.bus.stay(DIETEMP);
        let temperature = codec::code_of_two(word);
        let units = codec::product_units(current, bus, P::FACTS);
        if !self.plan.doubts.is_empty()
            || is_suspect(temperature)
            || !self.plan.scale.is_plain(bus, current, units, P::FACTS)
        {
            let doubt = self.doubt_of_current(
                is_suspect(bus) || is_suspect(current) || is_suspect(temperature),
            );
            settle!(self, word, doubt);
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
