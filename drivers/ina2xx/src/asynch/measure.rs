//! One quantity at a time.

use hal_power::{Current, Power, ShuntVoltage, Temperature, Voltage};

use super::{Ina2xx, Interface, arrived, proof::Doubt};
use crate::{
    Error, Inputs,
    codec::{self, Off, first, is_suspect},
    part::{Diagnostic, Part},
    plan::Doubts,
};

pub(super) const DIETEMP: u8 = 0x06;

/// Reads the first bytes of a register into a word, in the future of whoever reads: the address lies in the program, and
/// nothing but the transfer is kept while it is waited for.
macro_rules! fetch {
    ($driver:ident, $word:expr, $register:expr, $width:expr) => {{
        let found = $driver
            .bus
            .fetch(const { &[$register] }, first(&mut $word, $width))
            .await;
        arrived($register, found)?;
    }};
}

/// The same, in fewer bits where the register was the last one used; a part that reset points to CONFIG instead.
macro_rules! again {
    ($driver:ident, $word:expr, $register:expr, $width:expr) => {{
        let was_there = $driver.bus.is_at($register);
        $driver.bus.leave();
        if was_there {
            let found = $driver.bus.fetch_on(first(&mut $word, $width)).await;
            arrived($register, found)?;
        }
        if !was_there || $word.starts_with(&P::FACTS.config_reset.to_be_bytes()) {
            fetch!($driver, $word, $register, $width);
        }
        $driver.bus.stay($register);
    }};
}

pub(super) use fetch;

pub(super) const fn is_suspect_power(units: u32) -> bool {
    units == 0 || units >= codec::POWER_END
}

/// What current and power are made of.
pub(super) const ELECTRIC: Inputs = Inputs::BUS.union(Inputs::SHUNT);

pub(super) fn on<T, E>(register: u8, value: Result<T, Off>) -> Result<T, Error<E>> {
    value.map_err(|off| not_a_value((register, off)))
}

pub(super) const fn not_a_value<E>((register, off): (u8, Off)) -> Error<E> {
    match off {
        Off::End => Error::Saturated { register },
        Off::Impossible => Error::Implausible { register },
    }
}

impl<P: Part, B: Interface> Ina2xx<P, B> {
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
        let mut word = [0; 4];
        if self.lacks(Inputs::BUS) {
            self.need(Inputs::BUS, register).await?;
        }
        again!(self, word, P::FACTS.bus, P::FACTS.width());
        let code = codec::code(word, P::FACTS);
        if is_suspect(code) {
            self.settle(Doubt::RESET).await?;
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
        let mut word = [0; 4];
        if self.lacks(Inputs::SHUNT) {
            self.need(Inputs::SHUNT, register).await?;
        }
        again!(self, word, P::FACTS.current, P::FACTS.width());
        let code = codec::code(word, P::FACTS);
        if is_suspect(code) || !self.plan.doubts.is_empty() {
            let doubt = self.doubt_of_current(is_suspect(code));
            self.settle(doubt).await?;
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
        let mut word = [0; 4];
        if self.lacks(ELECTRIC) {
            self.need(ELECTRIC, register).await?;
        }
        self.bus.leave();
        fetch!(self, word, P::FACTS.current, P::FACTS.width());
        let current = codec::code(word, P::FACTS);
        fetch!(self, word, P::FACTS.power, P::FACTS.power_width());
        self.bus.stay(register);
        let units = codec::units(word, P::FACTS);
        let is_suspect = is_suspect(current) || is_suspect_power(units);
        if is_suspect || !self.plan.doubts.is_empty() {
            let doubt = self.doubt_of_current(is_suspect);
            self.settle(doubt).await?;
        }
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
        let mut word = [0; 4];
        if self.lacks(Inputs::SHUNT) {
            self.need(Inputs::SHUNT, register).await?;
        }
        again!(self, word, P::FACTS.shunt, P::FACTS.width());
        let code = codec::code(word, P::FACTS);
        if is_suspect(code) || self.plan.doubts.contains(Doubts::RESET) {
            self.settle(Doubt::RESET).await?;
        }
        on(
            register,
            codec::shunt_voltage(code, self.plan.scale.shunt, P::FACTS),
        )
    }
}

impl<P: Diagnostic, B: Interface> Ina2xx<P, B> {
    /// Reads the temperature of the die. I2C: 48 bit times, 29 when repeated; 48 more for a code of 0 or -1.
    ///
    /// # Errors
    ///
    /// As of [`voltage`](Self::voltage).
    pub async fn temperature(&mut self) -> Result<Temperature, Error<B::Error>> {
        let mut word = [0; 4];
        if self.lacks(Inputs::TEMPERATURE) {
            self.need(Inputs::TEMPERATURE, DIETEMP).await?;
        }
        again!(self, word, DIETEMP, 2);
        let code = codec::code_of_two(word);
        if is_suspect(code) {
            self.settle(Doubt::RESET).await?;
        }
        Ok(codec::temperature_of(code, P::FACTS))
    }
}
