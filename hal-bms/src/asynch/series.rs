//! Monitors in series: each asked in turn, from the most negative one up.

use super::{
    Balancing, CellProtection, CellTemperatures, CellVoltages, OpenWireTest, SafetyMonitor,
};
use crate::{
    CellLimits, CellSet, CellString as _, Limit, SafetyStatus, Series, SeriesError,
    series::may_balance,
};
use core::time::Duration;
use hal_power::{Temperature, Voltage};

impl<S, T> CellVoltages for Series<S, T>
where
    S: AsRef<[T]> + AsMut<[T]>,
    T: CellVoltages,
{
    async fn cell_voltages(&mut self, cells: &mut [Voltage]) -> Result<(), Self::Error> {
        if cells.len() != self.cell_count() {
            return Err(SeriesError::Length);
        }
        let mut rest = cells;
        for (index, part) in self.parts.as_mut().iter_mut().enumerate() {
            let split = rest.split_at_mut_checked(part.cell_count());
            let (own, others) = split.ok_or(SeriesError::Length)?;
            let read = part.cell_voltages(own).await;
            read.map_err(|error| SeriesError::Part(index, error))?;
            rest = others;
        }
        Ok(())
    }
}

impl<S, T> CellTemperatures for Series<S, T>
where
    S: AsRef<[T]> + AsMut<[T]>,
    T: CellTemperatures,
{
    fn temperature_count(&self) -> usize {
        let parts = self.parts.as_ref().iter();
        parts.map(T::temperature_count).sum()
    }

    async fn cell_temperatures(
        &mut self,
        temperatures: &mut [Temperature],
    ) -> Result<(), Self::Error> {
        if temperatures.len() != self.temperature_count() {
            return Err(SeriesError::Length);
        }
        let mut rest = temperatures;
        for (index, part) in self.parts.as_mut().iter_mut().enumerate() {
            let split = rest.split_at_mut_checked(part.temperature_count());
            let (own, others) = split.ok_or(SeriesError::Length)?;
            let read = part.cell_temperatures(own).await;
            read.map_err(|error| SeriesError::Part(index, error))?;
            rest = others;
        }
        Ok(())
    }
}

impl<S, T> Balancing for Series<S, T>
where
    S: AsRef<[T]> + AsMut<[T]>,
    T: Balancing,
{
    /// Where all do.
    fn allows_neighbours(&self) -> bool {
        self.parts.as_ref().iter().all(T::allows_neighbours)
    }

    /// The longest of all.
    fn expires_after(&self) -> Duration {
        let parts = self.parts.as_ref().iter();
        parts.map(T::expires_after).max().unwrap_or_default()
    }

    async fn balance(&mut self, cells: CellSet) -> Result<(), Self::Error> {
        may_balance(cells, self.cell_count(), self.allows_neighbours())?;
        let mut below = 0;
        for (index, part) in self.parts.as_mut().iter_mut().enumerate() {
            let count = part.cell_count();
            let told = part.balance(cells.part(below, count)).await;
            told.map_err(|error| SeriesError::Part(index, error))?;
            below += count;
        }
        Ok(())
    }

    async fn balanced(&mut self) -> Result<CellSet, Self::Error> {
        let (mut all, mut below) = (CellSet::NONE, 0);
        for (index, part) in self.parts.as_mut().iter_mut().enumerate() {
            let own = part.balanced().await;
            let own = own.map_err(|error| SeriesError::Part(index, error))?;
            all = all.union(own.moved_up(below));
            below += part.cell_count();
        }
        Ok(all)
    }
}

impl<S, T> OpenWireTest for Series<S, T>
where
    S: AsRef<[T]> + AsMut<[T]>,
    T: OpenWireTest,
{
    /// The wire between two monitors counts as open where either of them has lost its own.
    async fn open_wires(&mut self) -> Result<CellSet, Self::Error> {
        let (mut all, mut below) = (CellSet::NONE, 0);
        for (index, part) in self.parts.as_mut().iter_mut().enumerate() {
            let own = part.open_wires().await;
            let own = own.map_err(|error| SeriesError::Part(index, error))?;
            all = all.union(own.moved_up(below));
            below += part.cell_count();
        }
        Ok(all)
    }
}

impl<S, T> CellProtection for Series<S, T>
where
    S: AsRef<[T]> + AsMut<[T]>,
    T: CellProtection,
{
    /// Returns the loosest of what the monitors apply.
    async fn protect_cells(&mut self, limits: &CellLimits) -> Result<CellLimits, Self::Error> {
        let mut applied: Option<CellLimits> = None;
        for (index, part) in self.parts.as_mut().iter_mut().enumerate() {
            let own = part.protect_cells(limits).await;
            let own = own.map_err(|error| SeriesError::Part(index, error))?;
            applied = Some(applied.map_or(own, |before| loosest(&before, &own)));
        }
        applied.ok_or(SeriesError::Length)
    }
}

fn loosest(one: &CellLimits, other: &CellLimits) -> CellLimits {
    let over = (&one.overvoltage, &other.overvoltage);
    let under = (&one.undervoltage, &other.undervoltage);
    CellLimits::new(
        Limit::new(
            over.0.threshold.max(over.1.threshold),
            over.0.delay.max(over.1.delay),
        ),
        Limit::new(
            under.0.threshold.min(under.1.threshold),
            under.0.delay.max(under.1.delay),
        ),
    )
}

impl<S, T> SafetyMonitor for Series<S, T>
where
    S: AsRef<[T]> + AsMut<[T]>,
    T: SafetyMonitor,
{
    async fn safety_status(&mut self) -> Result<SafetyStatus, Self::Error> {
        let mut all = SafetyStatus::empty();
        for (index, part) in self.parts.as_mut().iter_mut().enumerate() {
            let own = part.safety_status().await;
            all |= own.map_err(|error| SeriesError::Part(index, error))?;
        }
        Ok(all)
    }

    async fn clear_safety(&mut self) -> Result<(), Self::Error> {
        for (index, part) in self.parts.as_mut().iter_mut().enumerate() {
            let cleared = part.clear_safety().await;
            cleared.map_err(|error| SeriesError::Part(index, error))?;
        }
        Ok(())
    }
}
