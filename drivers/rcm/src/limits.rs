//! Limits that were read somewhere. A product's own come from its standard.

use core::time::Duration;

use hal_power::{
    Current,
    check::{ResidualLimit, ResidualLimits},
};

/// Limits of an inverter up to 30 kVA, as two makers state them: not read in the standard itself.
pub const UP_TO_30_KVA: ResidualLimits<3> = ResidualLimits {
    source: "IEC 62109-2, edition not told, as given in the ABB UNO-DM-TL-PLUS-US manual, page 36, and the Solis note 44002027352",
    continuous: limit(300, 300),
    steps: [limit(30, 300), limit(60, 150), limit(150, 40)],
};

const fn limit(milliamps: i32, millis: u64) -> ResidualLimit {
    ResidualLimit {
        current: Current::from_milliamps(milliamps),
        within: Duration::from_millis(millis),
    }
}
