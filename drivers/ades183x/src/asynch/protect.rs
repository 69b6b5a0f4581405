//! Limits of cells, and what parts report.

use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};
use hal_bms::{
    CellLimits, SafetyStatus,
    asynch::{CellProtection, SafetyMonitor},
};

use super::{Ades183x, Wake};
use crate::{
    Error, Group, Part, Status,
    command::Command,
    limits::Limits,
    status::{ALL_FLAGS, ALL_LIMITS},
};

/// Limits act on each result of the C converters, which run by themselves.
impl<S, D, W, P, F> CellProtection for Ades183x<S, D, W, P, F>
where
    S: SpiDevice,
    D: DelayNs,
    W: Wake,
    P: AsRef<[Part]>,
    F: AsMut<[[u8; 8]]>,
{
    /// Refused while cells are being balanced: limits are written together with the timer.
    async fn protect_cells(&mut self, limits: &CellLimits) -> Result<CellLimits, Error<S::Error>> {
        let limits = Limits::within(limits).ok_or(Error::Limits)?;
        self.begin().await?;
        let set = self.set_limits(limits).await;
        self.ended(set)?;
        Ok(limits.applied())
    }
}

/// A part that was off or asleep is [`Error::ConfigurationLost`].
impl<S, D, W, P, F> SafetyMonitor for Ades183x<S, D, W, P, F>
where
    S: SpiDevice,
    D: DelayNs,
    W: Wake,
    P: AsRef<[Part]>,
    F: AsMut<[[u8; 8]]>,
{
    async fn safety_status(&mut self) -> Result<SafetyStatus, Error<S::Error>> {
        self.begin().await?;
        let read = self.read_safety().await;
        self.ended(read)
    }

    async fn clear_safety(&mut self) -> Result<(), Error<S::Error>> {
        self.begin().await?;
        let cleared = self.clear().await;
        self.ended(cleared)
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
    /// Reads every part's status. Clears nothing.
    ///
    /// # Errors
    ///
    /// As of every call, and [`Error::Length`] unless there is a place for each part.
    pub async fn read_status(&mut self, statuses: &mut [Status]) -> Result<(), Error<S::Error>> {
        self.must_fit(statuses.len())?;
        self.begin().await?;
        let read = self.take_status(statuses).await;
        self.ended(read)
    }

    async fn set_limits(&mut self, limits: Limits) -> Result<(), Error<S::Error>> {
        if self.is_balancing {
            return Err(Error::Balancing);
        }
        self.limits = limits;
        self.configure(Group::ConfigB).await
    }

    async fn take_status(&mut self, statuses: &mut [Status]) -> Result<(), Error<S::Error>> {
        self.read(Group::STATUS_C).await?;
        self.must_be_awake()?;
        for (status, (_, data)) in statuses.iter_mut().zip(self.data()) {
            *status = Status::default().with_c(data);
        }
        self.read(Group::STATUS_D).await?;
        for (status, (_, data)) in statuses.iter_mut().zip(self.data()) {
            *status = status.with_d(data);
        }
        Ok(())
    }

    pub(super) async fn read_safety(&mut self) -> Result<SafetyStatus, Error<S::Error>> {
        let mut all = SafetyStatus::empty();
        self.read(Group::STATUS_C).await?;
        self.must_be_awake()?;
        for (part, data) in self.data() {
            all |= Status::default().with_c(data).safety(part.cells());
        }
        self.read(Group::STATUS_D).await?;
        for (part, data) in self.data() {
            all |= Status::default().with_d(data).safety(part.cells());
        }
        Ok(all)
    }

    /// Clears all, and lets parts find again what persists.
    async fn clear(&mut self) -> Result<(), Error<S::Error>> {
        self.read(Group::STATUS_C).await?;
        self.must_be_awake()?;
        self.command_with(Command::CLEAR_FLAGS, |_, _| ALL_FLAGS)
            .await?;
        self.command_with(Command::CLEAR_LIMITS, |_, _| ALL_LIMITS)
            .await?;
        self.wire.pause(2, self.count()).await?;
        self.read(Group::STATUS_C).await?;
        self.must_be_clear(Status::with_c)?;
        self.read(Group::STATUS_D).await?;
        self.must_be_clear(Status::with_d)
    }

    /// Fails where what was just read reports a fault.
    fn must_be_clear(
        &mut self,
        taken: impl Fn(Status, [u8; 6]) -> Status,
    ) -> Result<(), Error<S::Error>> {
        for (place, (part, data)) in self.data().enumerate() {
            let status = taken(Status::default(), data);
            if !status.safety(part.cells()).is_empty() {
                return Err(Error::Fault {
                    part: place,
                    status,
                });
            }
        }
        Ok(())
    }
}
