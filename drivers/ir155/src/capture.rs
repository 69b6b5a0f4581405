//! What is seen of the part.

use hal_power::{Frequency, Instant, Ratio};

/// What M_HS shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Signal {
    /// The last whole period.
    Pwm {
        /// One over the period.
        frequency: Frequency,
        /// Share of the period in which the part drives the pin high.
        duty: Ratio,
    },
    /// No edge for more than 200 ms: the pin is high.
    High,
    /// No edge for more than 200 ms: the pin is low.
    Low,
}

/// Both outputs at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Capture {
    /// When it was so: now, and not when the capture began.
    pub at: Instant,
    /// M_HS.
    pub signal: Signal,
    /// Whether OK_HS shows that all is good: high, on an IR155-3204.
    pub ok: bool,
}

impl Capture {
    /// Creates a capture.
    #[must_use]
    pub const fn new(at: Instant, signal: Signal, ok: bool) -> Self {
        Self { at, signal, ok }
    }
}
