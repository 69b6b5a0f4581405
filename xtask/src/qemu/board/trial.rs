//! Runs in which one thing is wrong: whether the checks can fail.

use std::path::Path;

use anyhow::{Result, bail};
use clap::ValueEnum;

use super::session;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Trial {
    /// One temperature of each sweep is set a bit higher than it is said to be.
    WrongTemperature,
    /// The sensor is where none should be.
    SensorElsewhere,
    /// The EEPROM is where nothing should answer.
    EepromElsewhere,
    /// The EEPROM does not take what is written.
    EepromReadOnly,
    /// The EEPROM holds a bit that the host has not stored.
    EepromDamaged,
    /// The card holds a bit that the host has not stored.
    CardDamaged,
}

/// Where the parts are.
pub(super) struct Places {
    pub(super) sensor: u8,
    pub(super) eeprom: u8,
    pub(super) eeprom_writable: &'static str,
}

impl Default for Places {
    fn default() -> Self {
        Self {
            sensor: 0x48,
            eeprom: 0x50,
            eeprom_writable: "on",
        }
    }
}

impl Trial {
    pub(super) const ALL: [Self; 6] = [
        Self::WrongTemperature,
        Self::SensorElsewhere,
        Self::EepromElsewhere,
        Self::EepromReadOnly,
        Self::EepromDamaged,
        Self::CardDamaged,
    ];

    /// The checks that have to fail, in their order.
    fn expected(self) -> &'static [&'static str] {
        match self {
            Self::WrongTemperature => &["9 bits", "11 bits"],
            Self::SensorElsewhere => &[
                "silence",
                "registers",
                "9 bits",
                "11 bits",
                "beyond",
                "no sensor",
            ],
            Self::EepromElsewhere => &["silence", "transactions", "eeprom", "eeprom's file"],
            Self::EepromReadOnly => &["transactions", "eeprom", "eeprom's file"],
            Self::EepromDamaged => &["eeprom", "eeprom's file"],
            Self::CardDamaged => &["card", "card's file"],
        }
    }

    /// Runs the firmware with it; an error if other checks fail than should.
    pub(super) fn run(self, firmware: &Path) -> Result<()> {
        println!("\n=== trial: {self:?}");
        let checks = session::run(firmware, Some(self))?;
        let (failed, expected) = (checks.failed(), self.expected());
        if failed != expected {
            bail!("trial {self:?}: {failed:?} failed instead of {expected:?}");
        }
        println!("noticed by {}", expected.join(", "));
        Ok(())
    }

    pub(super) fn places(self) -> Places {
        let right = Places::default();
        match self {
            Self::SensorElsewhere => Places {
                sensor: 0x49,
                ..right
            },
            Self::EepromElsewhere => Places {
                eeprom: 0x51,
                ..right
            },
            Self::EepromReadOnly => Places {
                eeprom_writable: "off",
                ..right
            },
            Self::WrongTemperature | Self::EepromDamaged | Self::CardDamaged => right,
        }
    }

    /// By how much a temperature is wrong.
    pub(super) fn off(self, step: i64) -> i64 {
        if self == Self::WrongTemperature {
            step
        } else {
            0
        }
    }

    /// A place in the first pages, where the firmware reads but does not write.
    pub(super) fn damaged_eeprom(self) -> Option<usize> {
        (self == Self::EepromDamaged).then_some(0x4B)
    }

    /// A place in a block that the firmware reads.
    pub(super) fn damaged_card(self) -> Option<usize> {
        (self == Self::CardDamaged).then_some(3 * 512 + 511)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trial_is_run() {
        assert_eq!(Trial::ALL, Trial::value_variants());
    }

    #[test]
    fn every_trial_puts_something_wrong() {
        for trial in Trial::ALL {
            let right = Places::default();
            let places = trial.places();
            let is_wrong = places.sensor != right.sensor
                || places.eeprom != right.eeprom
                || places.eeprom_writable != right.eeprom_writable
                || trial.off(1) != 0
                || trial.damaged_eeprom().is_some()
                || trial.damaged_card().is_some();
            assert!(is_wrong, "{trial:?}");
            assert!(!trial.expected().is_empty(), "{trial:?}");
        }
    }
}
