//! The family as a table: what differs from part to part.

use core::time::Duration;

/// Figures of one part.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    /// DEVICE_NUMBER, where a source gives it.
    pub(crate) device_number: Option<u16>,
    /// Cell inputs.
    pub(crate) cells: u8,
    /// One measurement loop at full speed: slots of 3 ms.
    pub(crate) measurement_loop: Duration,
}

mod sealed {
    pub trait Sealed {}
}

/// A part of the family.
pub trait Part: sealed::Sealed + core::fmt::Debug + Copy + PartialEq + 'static {
    /// Its figures.
    #[doc(hidden)]
    const FACTS: Facts;
}

/// 3 to 16 cells. No source that could be read gives its device number, so
/// [`with_device_number`](crate::Config::with_device_number) does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bq76952 {}

/// 3 to 10 cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bq76942 {}

impl sealed::Sealed for Bq76952 {}
impl sealed::Sealed for Bq76942 {}

impl Part for Bq76952 {
    /// SLUAB27: 21 slots.
    const FACTS: Facts = Facts {
        device_number: None,
        cells: 16,
        measurement_loop: Duration::from_millis(63),
    };
}

impl Part for Bq76942 {
    /// SLUAA11B section 2.1 for the number; SLUUBY1B section 4.1.1: 15 slots.
    const FACTS: Facts = Facts {
        device_number: Some(0x7694),
        cells: 10,
        measurement_loop: Duration::from_millis(45),
    };
}
