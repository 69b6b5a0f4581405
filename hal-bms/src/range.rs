//! Lowest and highest of some values, in one pass.

use hal_power::{ErrorKind, Input, Temperature, Voltage};

/// Lowest and highest of some values, in base units.
#[derive(Clone, Copy)]
pub(crate) struct Range<'a, T> {
    values: &'a [T],
    pub(crate) low: i32,
    pub(crate) high: i32,
}

impl<'a, T: Copy + PartialEq> Range<'a, T> {
    /// Takes `count` values, or any number of them but none; else they are nothing to go by.
    pub(crate) fn of(
        input: Input<&'a [T]>,
        count: Option<usize>,
        base: impl Fn(T) -> i32,
    ) -> Input<Range<'a, T>> {
        let reading = input?;
        let values = reading.value;
        if values.is_empty() || count.is_some_and(|count| values.len() != count) {
            return Err(ErrorKind::OutOfRange);
        }
        let (mut low, mut high) = (i32::MAX, i32::MIN);
        for value in values {
            let value = base(*value);
            low = low.min(value);
            high = high.max(value);
        }
        Ok(reading.map(|values| Self { values, low, high }))
    }

    pub(crate) const fn values(&self) -> &'a [T] {
        self.values
    }

    /// Returns where `value`, which is one of the ends, is first found.
    pub(crate) fn position(&self, value: T) -> usize {
        let mut values = self.values.iter();
        values.position(|found| *found == value).unwrap_or_default()
    }
}

impl Range<'_, Voltage> {
    pub(crate) const fn lowest(&self) -> Voltage {
        Voltage::from_microvolts(self.low)
    }

    pub(crate) const fn highest(&self) -> Voltage {
        Voltage::from_microvolts(self.high)
    }

    /// Sum of all, ending at `MAX` or `MIN`.
    pub(crate) fn sum(&self) -> Voltage {
        let cells = self.values.iter();
        let sum: i64 = cells.map(|cell| i64::from(cell.as_microvolts())).sum();
        let end = if sum < 0 { Voltage::MIN } else { Voltage::MAX };
        i32::try_from(sum).map_or(end, Voltage::from_microvolts)
    }
}

impl Range<'_, Temperature> {
    pub(crate) const fn lowest(&self) -> Temperature {
        Temperature::from_millicelsius(self.low)
    }

    pub(crate) const fn highest(&self) -> Temperature {
        Temperature::from_millicelsius(self.high)
    }
}
