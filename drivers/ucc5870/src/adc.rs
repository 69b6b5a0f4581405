//! Results of the ADC.

use hal_power::Voltage;

use crate::Register;

/// An input of the ADC, in the order of the result registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum AdcInput {
    /// AI1.
    Ai1,
    /// AI3.
    Ai3,
    /// AI5.
    Ai5,
    /// AI2.
    Ai2,
    /// AI4.
    Ai4,
    /// AI6.
    Ai6,
    /// Temperature of the die. Its scale could not be verified.
    DieTemperature,
    /// Voltage at OUTH.
    Outh,
}

impl AdcInput {
    /// Returns the register of the result.
    pub const fn register(self) -> Register {
        match self {
            Self::Ai1 => Register::AdcData1,
            Self::Ai3 => Register::AdcData2,
            Self::Ai5 => Register::AdcData3,
            Self::Ai2 => Register::AdcData4,
            Self::Ai4 => Register::AdcData5,
            Self::Ai6 => Register::AdcData6,
            Self::DieTemperature => Register::AdcData7,
            Self::Outh => Register::AdcData8,
        }
    }
}

/// One result: a code of ten bits and a time stamp of six. The scale of neither could be verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct AdcResult(pub(crate) u16);

impl AdcResult {
    /// Returns the code, 0 to 1023.
    pub const fn code(self) -> u16 {
        self.0 & 0x3FF
    }

    /// Returns the time stamp, 0 to 63.
    pub const fn time_stamp(self) -> u8 {
        let [upper, _] = self.0.to_be_bytes();
        upper >> 2
    }

    /// Returns the voltage at the caller's scale: `span` for `codes` steps, rounded towards zero; `None` for no steps.
    pub fn voltage(self, span: Voltage, codes: u16) -> Option<Voltage> {
        let microvolts = i64::from(span.as_microvolts()) * i64::from(self.code());
        let scaled = microvolts.checked_div(i64::from(codes))?;
        i32::try_from(scaled).ok().map(Voltage::from_microvolts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_a_code_and_a_stamp() {
        let result = AdcResult(0b1011_0110_0000_0001);
        assert_eq!((result.code(), result.time_stamp()), (0x201, 0b10_1101));
        let span = Voltage::from_millivolts(4_000);
        assert_eq!(
            result.voltage(span, 1_024),
            Some(Voltage::from_microvolts(2_003_906))
        );
        assert_eq!(result.voltage(span, 0), None);
        let most = AdcResult(0x3FF);
        assert_eq!(most.voltage(Voltage::from_microvolts(i32::MAX), 1), None);
    }
}
