//! Tests that the part makes of itself.

use crate::Status;

const DESAT: u8 = 1 << 5;
const SENSE: u8 = 1 << 4;
const TSD: u8 = 1 << 1;

/// A test of TEST1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum SelfTest {
    /// GONCHK: the path that turns the gate on.
    GateOn,
    /// GOFFCHK: the path that turns the gate off.
    GateOff,
    /// DESCHK: the comparator of DESAT.
    Desaturation,
    /// SNSCHK: the comparator of SENSE.
    Sense,
    /// RCHK: the resistor at SENSE.
    SenseResistor,
}

/// What a test ended with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Verdict {
    /// As it should be.
    Passed,
    /// The part found itself or its gate's circuit broken.
    Failed,
}

impl SelfTest {
    /// Returns its bit of TEST1.
    pub(crate) const fn bit(self) -> u8 {
        match self {
            Self::GateOff => 1 << 4,
            Self::GateOn => 1 << 3,
            Self::Desaturation => 1 << 2,
            Self::Sense => 1 << 1,
            Self::SenseResistor => 1 << 0,
        }
    }

    /// Judges STATUS1 (S1 in `docs/parts/STGAP1.md`): a path or resistor that is broken sets a bit, and a comparator that works
    /// sets its own.
    pub(crate) const fn verdict(self, status: Status) -> Verdict {
        let status1 = status.status1();
        let passed = match self {
            Self::GateOn => status1 & TSD == 0,
            Self::GateOff => status1 & DESAT == 0,
            Self::SenseResistor => status1 & SENSE == 0,
            Self::Desaturation => status1 & DESAT != 0,
            Self::Sense => status1 & SENSE != 0,
        };
        if passed {
            Verdict::Passed
        } else {
            Verdict::Failed
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polarity_is_the_sheets() {
        for (test, bit, status1, when_set) in [
            (SelfTest::GateOn, 0x08, 0x02, Verdict::Failed),
            (SelfTest::GateOff, 0x10, 0x20, Verdict::Failed),
            (SelfTest::SenseResistor, 0x01, 0x10, Verdict::Failed),
            (SelfTest::Desaturation, 0x04, 0x20, Verdict::Passed),
            (SelfTest::Sense, 0x02, 0x10, Verdict::Passed),
        ] {
            assert_eq!(test.bit(), bit);
            let set = test.verdict(Status::new(status1, 0, 0));
            let others = test.verdict(Status::new(!status1, 0xFF, 0xFF));
            assert_eq!(set, when_set);
            assert_ne!(others, when_set);
        }
    }
}
