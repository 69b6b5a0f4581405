//! Discharging of cells.

use core::time::Duration;

use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};
use hal_bms::{CellSet, CellString as _, asynch::Balancing};

use super::{Ades183x, Wake};
use crate::{
    Error, Group, Part,
    balancing::{FIRST, discharged, pwm},
};

impl<S, D, W, P, F> Balancing for Ades183x<S, D, W, P, F>
where
    S: SpiDevice,
    D: DelayNs,
    W: Wake,
    P: AsRef<[Part]>,
    F: AsMut<[[u8; 8]]>,
{
    /// They may: nothing in the sheet forbids it.
    fn allows_neighbours(&self) -> bool {
        true
    }

    fn expires_after(&self) -> Duration {
        self.config.balancing_time()
    }

    async fn balance(&mut self, cells: CellSet) -> Result<(), Error<S::Error>> {
        let expected = self.cell_count();
        let found = cells.highest().map_or(0, |highest| highest + 1);
        if found > expected {
            return Err(Error::Length { expected, found });
        }
        if !cells.is_empty() && self.expires_after().is_zero() {
            return Err(Error::NotConfigured);
        }
        self.begin().await?;
        let balanced = if cells.is_empty() {
            self.stop().await
        } else {
            self.discharge(cells).await
        };
        self.ended(balanced)
    }

    async fn balanced(&mut self) -> Result<CellSet, Error<S::Error>> {
        self.begin().await?;
        let read = self.read_discharged().await;
        self.ended(read)
    }
}

impl<S, D, W, P, F> Ades183x<S, D, W, P, F>
where
    S: SpiDevice,
    D: DelayNs,
    W: Wake,
    P: AsRef<[Part]>,
    F: AsMut<[[u8; 8]]>,
{
    /// Ends discharging where the timer of a part has ended: whether the part does so itself while it is asked could not be
    /// verified.
    pub(super) async fn stop_after_time(&mut self) -> Result<(), Error<S::Error>> {
        if !self.is_balancing {
            return Ok(());
        }
        self.read(Group::ConfigB).await?;
        if self.is_time_left() {
            return Ok(());
        }
        self.stop().await
    }

    /// Starts the timer anew, then sets cells: at no moment is one discharged without it.
    async fn discharge(&mut self, cells: CellSet) -> Result<(), Error<S::Error>> {
        let (config, limits) = (self.config, self.limits);
        self.is_balancing = true;
        let timed = move |_: &Part, _| config.config_b(limits, true);
        self.write(Group::ConfigB, timed).await?;
        self.set(cells).await?;
        self.read_back(Group::ConfigB, timed).await?;
        if !self.is_time_left() {
            let group = Group::ConfigB;
            return Err(Error::ReadBack { part: 0, group });
        }
        Ok(())
    }

    async fn stop(&mut self) -> Result<(), Error<S::Error>> {
        self.set(CellSet::NONE).await?;
        self.configure(Group::ConfigB).await?;
        self.is_balancing = false;
        Ok(())
    }

    /// Sets what is discharged, and reads it back.
    async fn set(&mut self, cells: CellSet) -> Result<(), Error<S::Error>> {
        let duty = self.config.duty();
        for group in self.pwm_groups() {
            self.write(group, pwm(group, cells, duty)).await?;
        }
        for group in self.pwm_groups() {
            self.read_back(group, pwm(group, cells, duty)).await?;
        }
        Ok(())
    }

    async fn read_discharged(&mut self) -> Result<CellSet, Error<S::Error>> {
        let mut all = CellSet::NONE;
        for group in self.pwm_groups() {
            self.read(group).await?;
            let mut below = 0;
            for (part, data) in self.data() {
                all = all.union(discharged(group, data, part).moved_up(below));
                below += part.cells();
            }
        }
        Ok(all)
    }

    /// Returns whether the timer of every part runs, from CFGB, which was just read.
    fn is_time_left(&mut self) -> bool {
        self.data().all(|(_, [.., timer, _, _])| timer & 0x3F != 0)
    }

    /// Returns the groups with cells in them.
    fn pwm_groups(&self) -> impl Iterator<Item = Group> + use<S, D, W, P, F> {
        let groups = if self.most_cells() > FIRST { 2 } else { 1 };
        [Group::PwmA, Group::PwmB].into_iter().take(groups)
    }
}
