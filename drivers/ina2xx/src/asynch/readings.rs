//! Several quantities in one answer.
//!
//! A reading's registers go through one word, and what fails a look at its codes is looked at again apart: what passes pays for
//! nothing else.

use super::{
    Ina2xx, Interface, arrived,
    measure::{DIETEMP, ELECTRIC, fetch, is_suspect_power, not_a_value},
    proof::Doubt,
};
use crate::{
    ElectricReadings, Error, Inputs, Readings,
    codec::{self, Off, first, is_suspect},
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
        if self.lacks(ELECTRIC) {
            self.need(ELECTRIC, FACTS.power).await?;
        }
        self.bus.leave();
        fetch!(self, word, FACTS.bus, 2);
        let bus = codec::code(word, FACTS);
        fetch!(self, word, FACTS.current, 2);
        let current = codec::code(word, FACTS);
        fetch!(self, word, FACTS.power, 2);
        self.bus.stay(FACTS.power);
        let units = codec::units(word, FACTS);
        if !self.plan.scale.is_plain(bus, current, units, FACTS) {
            let (doubt, value) = self.look_again::<false>(bus, current, units);
            self.settle(doubt).await?;
            value.map_err(not_a_value)?;
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
        if self.lacks(ELECTRIC) {
            self.need(ELECTRIC, FACTS.power).await?;
        }
        self.bus.leave();
        fetch!(self, word, FACTS.bus, 2);
        let bus = codec::code(word, FACTS);
        fetch!(self, word, FACTS.current, 2);
        self.bus.stay(FACTS.current);
        let current = codec::code(word, FACTS);
        let units = codec::product_units(current, bus, FACTS);
        if !self.plan.scale.is_plain(bus, current, units, FACTS) {
            let (doubt, value) = self.look_again::<true>(bus, current, units);
            self.settle(doubt).await?;
            value.map_err(not_a_value)?;
        }
        Ok(self.electric(bus, current, units))
    }
}

impl<P: Part, B: Interface> Ina2xx<P, B> {
    /// Looks at codes that do not pass for plain values: what is to be asked first, and the register of one that is none. The
    /// product of two codes needs no proof of its own.
    #[cold]
    #[inline(never)]
    fn look_again<const IS_COMPUTED: bool>(
        &mut self,
        bus: i32,
        current: i32,
        units: u32,
    ) -> (Doubt, Result<(), (u8, Off)>) {
        let is_suspect =
            is_suspect(bus) || is_suspect(current) || !IS_COMPUTED && is_suspect_power(units);
        let scale = &self.plan.scale;
        let value = if let Err(off) = scale.voltage(bus, P::FACTS) {
            Err((P::FACTS.bus, off))
        } else if let Err(off) = scale.current(current) {
            Err((P::FACTS.current, off))
        } else if let Err(off) = scale.power(units, current) {
            Err((P::FACTS.power, off))
        } else {
            Ok(())
        };
        (self.doubt_of_current(is_suspect), value)
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
        if self.lacks(Inputs::all()) {
            self.need(Inputs::all(), P::FACTS.power).await?;
        }
        self.bus.leave();
        fetch!(self, word, P::FACTS.bus, P::FACTS.width());
        let bus = codec::code(word, P::FACTS);
        fetch!(self, word, P::FACTS.current, P::FACTS.width());
        let current = codec::code(word, P::FACTS);
        fetch!(self, word, P::FACTS.power, 3);
        let units = codec::units(word, P::FACTS);
        fetch!(self, word, DIETEMP, 2);
        self.bus.stay(DIETEMP);
        let temperature = codec::code_of_two(word);
        if is_suspect(temperature) || !self.plan.scale.is_plain(bus, current, units, P::FACTS) {
            let (mut doubt, value) = self.look_again::<false>(bus, current, units);
            doubt.set(
                Doubt::RESET,
                doubt.contains(Doubt::RESET) || is_suspect(temperature),
            );
            self.settle(doubt).await?;
            value.map_err(not_a_value)?;
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
        if self.lacks(Inputs::all()) {
            self.need(Inputs::all(), P::FACTS.power).await?;
        }
        self.bus.leave();
        fetch!(self, word, P::FACTS.bus, P::FACTS.width());
        let bus = codec::code(word, P::FACTS);
        fetch!(self, word, P::FACTS.current, P::FACTS.width());
        let current = codec::code(word, P::FACTS);
        fetch!(self, word, DIETEMP, 2);
        self.bus.stay(DIETEMP);
        let temperature = codec::code_of_two(word);
        let units = codec::product_units(current, bus, P::FACTS);
        if is_suspect(temperature) || !self.plan.scale.is_plain(bus, current, units, P::FACTS) {
            let (mut doubt, value) = self.look_again::<true>(bus, current, units);
            doubt.set(
                Doubt::RESET,
                doubt.contains(Doubt::RESET) || is_suspect(temperature),
            );
            self.settle(doubt).await?;
            value.map_err(not_a_value)?;
        }
        Ok(self.of_codes(bus, current, units, temperature))
    }
}
