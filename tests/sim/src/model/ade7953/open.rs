//! What no source tells.

use core::time::Duration;

/// What the sources leave open. The default is one possible part; unless a source is named its figures are no facts.
#[derive(Debug, Clone, Copy)]
pub struct Open {
    /// From the supply until the part answers and tells RESET: up to 100 ms, by public drivers.
    pub start_up: Duration,
    /// From SWRST until the part answers and tells RESET; a public driver waits 100 ms.
    pub reset: Duration,
    /// Time of a step in the effective values: some 200 ms, by the data sheet.
    pub settling: Duration,
    /// Version, at 0x702.
    pub version: u8,
    /// What addresses read that have no register.
    pub unlisted: u8,
    /// Whether the view of 32 bits extends bit 23 of unsigned registers too, as the data sheet's words are; else they get
    /// zeros.
    pub extends_unsigned: bool,
    /// Whether ANGLE is negative where the current lags.
    pub lag_is_negative: bool,
    /// What the eight hidden registers give to the checksum. The default makes it what the data sheet gives over reset values.
    pub hidden: [u8; 8],
}

impl Default for Open {
    fn default() -> Self {
        Self {
            start_up: Duration::from_millis(100),
            reset: Duration::from_millis(100),
            settling: Duration::from_millis(200),
            version: 0,
            unlisted: 0,
            extends_unsigned: true,
            lag_is_negative: false,
            hidden: [0, 0, 0, 0, 0xD8, 0x2B, 0x52, 0x32],
        }
    }
}
