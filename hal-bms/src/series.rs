//! Several monitors, isolated from one another, as one string.

use crate::{CellSet, CellString};
use core::{fmt, marker::PhantomData, time::Duration};
use hal_power::{Error, ErrorKind, ErrorType, Sensor};

/// Monitors in series as one: the most negative one first. `S` is an array, slice or vector of `T`.
#[derive(Debug)]
pub struct Series<S, T> {
    pub(crate) parts: S,
    part: PhantomData<fn() -> T>,
}

impl<S: AsRef<[T]> + AsMut<[T]>, T> Series<S, T> {
    /// Joins monitors.
    pub const fn new(parts: S) -> Self {
        Self {
            parts,
            part: PhantomData,
        }
    }

    /// Returns the monitors, for what no trait has.
    pub fn parts(&mut self) -> &mut [T] {
        self.parts.as_mut()
    }

    /// Gives the monitors back.
    pub fn free(self) -> S {
        self.parts
    }
}

/// Error of one of the monitors, or of a slice that fits none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum SeriesError<E> {
    /// Of this monitor, from 0 at the most negative one.
    Part(usize, E),
    /// A slice is longer or shorter than all monitors together, or a cell is not there.
    Length,
    /// Neighbours are asked for across two monitors, and one of them forbids neighbours.
    Neighbours,
}

impl<E: Error> Error for SeriesError<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Part(_, error) => error.kind(),
            Self::Length => ErrorKind::OutOfRange,
            Self::Neighbours => ErrorKind::Refused,
        }
    }
}

impl<E: fmt::Display> fmt::Display for SeriesError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Part(part, error) => write!(f, "monitor {part}: {error}"),
            Self::Length => f.write_str("slice or cells do not fit the string"),
            Self::Neighbours => f.write_str("neighbours must not be balanced together"),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> core::error::Error for SeriesError<E> {}

impl<S, T: ErrorType> ErrorType for Series<S, T> {
    type Error = SeriesError<T::Error>;
}

impl<S: AsRef<[T]>, T: Sensor> Sensor for Series<S, T> {
    /// The longest of all.
    fn latency(&self) -> Duration {
        let parts = self.parts.as_ref().iter();
        parts.map(Sensor::latency).max().unwrap_or_default()
    }
}

impl<S: AsRef<[T]>, T: CellString> CellString for Series<S, T> {
    fn cell_count(&self) -> usize {
        self.parts.as_ref().iter().map(T::cell_count).sum()
    }
}

/// Refuses cells that are not there, and neighbours where a part forbids them.
pub(crate) fn may_balance<E>(
    cells: CellSet,
    count: usize,
    allows_neighbours: bool,
) -> Result<(), SeriesError<E>> {
    if cells.highest().is_some_and(|highest| highest >= count) {
        return Err(SeriesError::Length);
    }
    if !allows_neighbours && cells.has_neighbours() {
        return Err(SeriesError::Neighbours);
    }
    Ok(())
}
