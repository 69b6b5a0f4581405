//! Registers over a bus.
#![expect(
    async_fn_in_trait,
    reason = "sealed; executors are single-threaded, as in embedded-hal-async"
)]

use core::fmt::Debug;

use embedded_hal_async::delay::DelayNs;

use crate::Error;

pub(super) mod sealed {
    pub trait Sealed {}
}

/// Most bytes of one reading: 0x02 to 0x3B.
pub(super) const MOST_READ: usize = 58;
/// Most bytes of one write: a number and its data.
pub(super) const MOST_WRITTEN: usize = 34;

/// Bus that registers are read and written over.
pub trait Interface: sealed::Sealed {
    /// Error of the bus.
    type Error: Debug;

    /// Whether registers one behind the other cost less than each by itself.
    #[doc(hidden)]
    const HAS_BLOCKS: bool;

    /// Says which register the reading after the next one begins with, where that saves the asking.
    #[doc(hidden)]
    fn then(&mut self, _register: u8) {}

    /// Reads registers one behind the other, 58 at most.
    #[doc(hidden)]
    async fn read<D: DelayNs>(
        &mut self,
        delay: &mut D,
        register: u8,
        into: &mut [u8],
    ) -> Result<(), Error<Self::Error>>;

    /// Reads words one behind the other, each of one measurement.
    #[doc(hidden)]
    async fn read_words<D: DelayNs>(
        &mut self,
        delay: &mut D,
        register: u8,
        into: &mut [u8],
    ) -> Result<(), Error<Self::Error>>;

    /// Writes registers one behind the other, 34 at most.
    #[doc(hidden)]
    async fn write<D: DelayNs>(
        &mut self,
        delay: &mut D,
        register: u8,
        bytes: &[u8],
    ) -> Result<(), Error<Self::Error>>;
}
