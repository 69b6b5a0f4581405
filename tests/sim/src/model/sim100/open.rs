//! What the sheet leaves open.

use core::time::Duration;

/// For whom "no new estimates" is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Newness {
    /// For each kind of answer by itself.
    Each,
    /// For all: the first answer of any kind takes the estimate's newness.
    All,
}

/// What the sources leave open. The default is one possible part, and none of its figures is a fact.
#[derive(Debug, Clone, Copy)]
pub struct Open {
    /// Part name.
    pub name: [u8; 16],
    /// Version.
    pub version: [u8; 12],
    /// Serial number.
    pub serial: [u8; 16],
    /// From one estimate to the next, and from power-up to the first.
    pub estimate: Duration,
    /// What both poles read before the first estimate, in kΩ; whether that is marked as new.
    pub before: (u16, bool),
    /// For whom "no new estimates" is kept.
    pub newness: Newness,
    /// Percent from which on an uncertainty is high.
    pub high_uncertainty: u8,
    /// Whether F0 is answered.
    pub answers_maximum: bool,
    /// Whether the part takes what F0 sets; else it answers with what it had.
    pub takes_maximum: bool,
    /// Most that the battery may have, in V, after power-up.
    pub maximum: u16,
    /// Length of an E5.
    pub error_length: usize,
}

impl Default for Open {
    fn default() -> Self {
        Self {
            name: *b"SIM100MOD       ",
            version: *b"v1.0.0      ",
            serial: *b"0123456789ABCDEF",
            estimate: Duration::from_secs(6),
            before: (0, false),
            newness: Newness::Each,
            high_uncertainty: 10,
            answers_maximum: true,
            takes_maximum: true,
            maximum: 0,
            error_length: 3,
        }
    }
}
