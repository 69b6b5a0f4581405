//! What holds for the whole bank.

use core::time::Duration;

/// What holds for the whole bank, and what of it could not be verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Settings {
    reset_time: Duration,
    own_fetches: bool,
}

impl Settings {
    /// Takes what passes after SW_RESET before a chip takes commands and both sides are ready, which could not be verified.
    pub const fn new(reset_time: Duration) -> Self {
        Self {
            reset_time,
            own_fetches: false,
        }
    }

    /// Fetches the last answer of every chip by a frame to that chip, one more for each but the last.
    ///
    /// Otherwise it comes with the first frame to the next chip. That a chip still drives that frame follows from the data sheet
    /// and was not verified; where it does not, `init` fails with [`Error::Silent`](crate::Error::Silent) or
    /// [`Error::Mode`](crate::Error::Mode).
    #[must_use]
    pub const fn with_own_fetches(mut self) -> Self {
        self.own_fetches = true;
        self
    }

    /// Returns what passes after SW_RESET.
    pub const fn reset_time(&self) -> Duration {
        self.reset_time
    }

    /// Returns whether every chip's last answer is fetched by a frame to that chip.
    pub const fn has_own_fetches(&self) -> bool {
        self.own_fetches
    }
}
