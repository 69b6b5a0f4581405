//! Readings that agree.

use core::time::Duration;

use hal_power::{Instant, Reading, Voltage};

/// What a sensor showed while a state of the switches was settled; towards the negative pole with its sign turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) lowest: Voltage,
    pub(crate) highest: Voltage,
    /// How far apart the last reading is from the first.
    pub(crate) moved: Voltage,
    /// Time between the two.
    pub(crate) over: Duration,
}

impl Held {
    pub(crate) fn middle(&self) -> Voltage {
        let half = |voltage: Voltage| voltage.as_microvolts() / 2;
        Voltage::from_microvolts(half(self.lowest) + half(self.highest))
    }
}

/// Readings of one sensor in a row.
#[derive(Debug, Clone, Copy)]
struct Row {
    lowest: Voltage,
    highest: Voltage,
    first: Reading<Voltage>,
    last: Reading<Voltage>,
}

impl Row {
    const fn begin(reading: Reading<Voltage>) -> Self {
        Self {
            lowest: reading.value,
            highest: reading.value,
            first: reading,
            last: reading,
        }
    }

    fn with(self, reading: Reading<Voltage>) -> Self {
        Self {
            lowest: self.lowest.min(reading.value),
            highest: self.highest.max(reading.value),
            last: reading,
            ..self
        }
    }

    fn width(&self) -> Voltage {
        self.highest.saturating_sub(self.lowest)
    }

    fn held(&self) -> Held {
        Held {
            lowest: self.lowest,
            highest: self.highest,
            moved: self.last.value.abs_diff(self.first.value),
            over: self.last.at.saturating_since(self.first.at),
        }
    }
}

/// Readings of `N` sensors in a row that agree with each other, each sensor's for itself. One that does not begins a new row of
/// all.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window<const N: usize> {
    rows: Option<[Row; N]>,
    count: u8,
}

impl<const N: usize> Window<N> {
    pub(crate) const EMPTY: Self = Self {
        rows: None,
        count: 0,
    };

    /// Adds a reading of each sensor, unless one of them is from no later than `since` or the reading before it.
    pub(crate) fn push(&mut self, readings: [Reading<Voltage>; N], since: Instant, band: Voltage) {
        let last = self.rows.map(|rows| rows.map(|row| row.last.at));
        let floor = last.unwrap_or([since; N]);
        if readings
            .iter()
            .zip(floor)
            .any(|(reading, floor)| reading.at <= floor)
        {
            return;
        }
        let begun = readings.map(Row::begin);
        let Some(mut rows) = self.rows else {
            (self.rows, self.count) = (Some(begun), 1);
            return;
        };
        for (row, reading) in rows.iter_mut().zip(readings) {
            *row = row.with(reading);
        }
        (self.rows, self.count) = if rows.iter().all(|row| row.width() <= band) {
            (Some(rows), self.count.saturating_add(1))
        } else {
            (Some(begun), 1)
        };
    }

    /// Returns what each sensor showed, once so many readings agree.
    pub(crate) fn held(&self, readings: u8) -> Option<[Held; N]> {
        let rows = self.rows.filter(|_| self.count >= readings)?;
        Some(rows.map(|row| row.held()))
    }

    /// Returns the last reading of each sensor.
    pub(crate) fn last(&self) -> Option<[Voltage; N]> {
        self.rows.map(|rows| rows.map(|row| row.last.value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(millivolts: i32, millis: u64) -> Reading<Voltage> {
        let at = Instant::from_micros(millis * 1_000);
        Reading::new(Voltage::from_millivolts(millivolts), at)
    }

    fn window(readings: &[(i32, u64)]) -> Window<1> {
        let mut window = Window::EMPTY;
        for (millivolts, millis) in readings {
            let since = Instant::from_micros(1_000);
            let band = Voltage::from_millivolts(10);
            window.push([reading(*millivolts, *millis)], since, band);
        }
        window
    }

    #[test]
    fn holds_what_agrees() {
        let window = window(&[(100, 2), (110, 4), (104, 6)]);
        let [held] = window.held(3).unwrap();
        assert_eq!(held.lowest, Voltage::from_millivolts(100));
        assert_eq!(held.highest, Voltage::from_millivolts(110));
        assert_eq!(held.moved, Voltage::from_millivolts(4));
        assert_eq!(held.over, Duration::from_millis(4));
        assert_eq!(window.held(4), None);
    }

    #[test]
    fn begins_anew_with_what_does_not() {
        let window = window(&[(100, 2), (105, 4), (111, 6), (112, 8)]);
        assert_eq!(window.held(3), None);
        assert_eq!(
            window.held(2).unwrap()[0].lowest,
            Voltage::from_millivolts(111)
        );
    }

    #[test]
    fn readings_from_before_and_repeated_ones_do_not_count() {
        assert!(window(&[(100, 0), (100, 1)]).held(1).is_none());
        assert!(window(&[(100, 2), (100, 2), (100, 2)]).held(2).is_none());
    }
}
