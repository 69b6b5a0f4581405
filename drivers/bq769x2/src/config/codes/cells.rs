//! Limits of the cells' voltage.

use hal_bms::{CellLimits, Limit};
use hal_power::Voltage;

use super::{CELL_STEP, Fields, comparator_delay, comparator_time};
use crate::{ConfigError, memory::Setting};

/// Codes of thresholds and delays.
pub(super) struct CellCodes {
    over: u8,
    over_delay: u16,
    under: u8,
    under_delay: u16,
}

impl CellCodes {
    pub(super) fn new(asked: &CellLimits) -> Result<Self, ConfigError> {
        let over = asked.overvoltage.threshold.as_microvolts();
        let over = over.div_euclid(CELL_STEP).min(110);
        let under = asked.undervoltage.threshold.as_microvolts();
        let under = (-(-under).div_euclid(CELL_STEP)).max(20);
        if over < 20 || under > 90 || under >= over {
            return Err(ConfigError::CellLimits);
        }
        let byte = |code| u8::try_from(code).map_err(|_| ConfigError::CellLimits);
        let delay = |asked| comparator_delay(asked, 2_047).ok_or(ConfigError::CellLimits);
        Ok(Self {
            over: byte(over)?,
            over_delay: delay(asked.overvoltage.delay)?,
            under: byte(under)?,
            under_delay: delay(asked.undervoltage.delay)?,
        })
    }

    pub(super) fn put(&self, fields: &mut Fields) {
        fields.byte(0x9275, self.under);
        fields.put(Setting::two_bytes(0x9276, self.under_delay));
        fields.byte(0x9278, self.over);
        fields.put(Setting::two_bytes(0x9279, self.over_delay));
    }

    pub(super) fn applied(&self) -> CellLimits {
        let limit = |code: u8, delay| {
            Limit::new(
                Voltage::from_microvolts(i32::from(code) * CELL_STEP),
                comparator_time(delay),
            )
        };
        CellLimits::new(
            limit(self.over, self.over_delay),
            limit(self.under, self.under_delay),
        )
    }
}
