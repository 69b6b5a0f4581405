//! What a part measures of itself.

use hal_power::{Temperature, Voltage};

use crate::{
    Group,
    codec::Data,
    convert::{codes, die, voltage},
};

/// Supplies, reference and temperature of one part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Supplies {
    /// VREF2, 2.988 V to 3.012 V.
    pub reference: Voltage,
    /// VREF2 behind a resistor.
    pub loaded_reference: Voltage,
    /// VD, 2.7 V to 3.6 V.
    pub digital: Voltage,
    /// VA, 4.5 V to 5.5 V.
    pub analog: Voltage,
    /// Of the die.
    pub die: Temperature,
}

impl Supplies {
    /// Takes STATA or STATB; `None` where one of its values has no result.
    pub(crate) fn take(&mut self, group: Group, data: Data) -> Option<()> {
        let [first, second, third] = codes(data);
        if group == Group::STATUS_A {
            self.reference = voltage(first)?;
            self.die = die(second)?;
        } else {
            self.digital = voltage(first)?;
            self.analog = voltage(second)?;
            self.loaded_reference = voltage(third)?;
        }
        Some(())
    }
}
