//! Frames that are judged, and what a failure leaves behind.

use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};

use super::{Ades183x, Wake, blocks};
use crate::{
    Error, Group, Part,
    chain::{self, each, judge},
    codec::Data,
    command::Command,
    config::{forced, written},
    error::Standing,
};

/// FLAG_D, which a command that was missed may have set or not.
const FORCED: u64 = 0x00FF_0000_0000;

impl<S, D, W, P, F> Ades183x<S, D, W, P, F>
where
    S: SpiDevice,
    D: DelayNs,
    W: Wake,
    P: AsRef<[Part]>,
    F: AsMut<[[u8; 8]]>,
{
    /// Begins a call: wakes the parts, and finds out where they are if that is in doubt. What is dropped leaves a doubt.
    pub(super) async fn begin(&mut self) -> Result<(), Error<S::Error>> {
        let before = core::mem::replace(&mut self.standing, Standing::Doubtful);
        let begun = match before {
            Standing::Known => self.resume().await,
            Standing::Doubtful if self.testing.is_none() => self.recover().await,
            Standing::Doubtful | Standing::Lost => Err(Error::NotInitialised),
        };
        if let Err(error) = &begun {
            self.standing = error.leaves();
        }
        begun
    }

    /// Ends a call.
    pub(super) fn ended<T>(
        &mut self,
        result: Result<T, Error<S::Error>>,
    ) -> Result<T, Error<S::Error>> {
        self.standing = match &result {
            Ok(_) => Standing::Known,
            Err(error) => error.leaves(),
        };
        result
    }

    async fn resume(&mut self) -> Result<(), Error<S::Error>> {
        self.wire.wake_idle(self.count()).await?;
        self.stop_after_time().await
    }

    /// Lets parts count anew, as their configuration is as it was.
    async fn recover(&mut self) -> Result<(), Error<S::Error>> {
        self.wire.wake_sleeping(self.count()).await?;
        self.reset_counter().await?;
        self.wire.command(Command::UNSNAP).await?;
        for group in [Group::ConfigA, Group::ConfigB] {
            self.read(group).await?;
            if let Some(part) = self.differs(group, group.mask()) {
                return Err(Error::ConfigurationLost { part });
            }
        }
        self.start_cells(false).await?;
        self.stop_after_time().await
    }

    pub(super) async fn reset_counter(&mut self) -> Result<(), Error<S::Error>> {
        self.wire.command(Command::RESET_COUNTER).await?;
        self.wire.counter = 0;
        Ok(())
    }

    /// Starts the C converters, and waits for their first results.
    pub(super) async fn start_cells(&mut self, is_new: bool) -> Result<(), Error<S::Error>> {
        self.wire.command(Command::start_cells(is_new)).await?;
        self.wire.pause(2, self.count()).await
    }

    /// Reads a group of every part.
    ///
    /// Where parts are silent they are woken from sleep and asked again: one that has slept can then say so.
    pub(super) async fn read(&mut self, group: Group) -> Result<(), Error<S::Error>> {
        let mut read = self.read_once(group).await;
        if let Err(Error::Broken { .. }) = read {
            self.wire.wake_sleeping(self.count()).await?;
            read = self.read_once(group).await;
        }
        if let Err(Error::Counter { part, .. }) = read
            && self.is_configured
        {
            self.must_be_configured(part).await?;
        }
        read
    }

    async fn read_once(&mut self, group: Group) -> Result<(), Error<S::Error>> {
        let count = self.count();
        let frame = blocks(&mut self.frame, count);
        self.wire.read(group, frame).await?;
        judge(frame, group, self.wire.counter)
    }

    /// Tells a part that has reset from one that has missed a command.
    async fn must_be_configured(&mut self, part: usize) -> Result<(), Error<S::Error>> {
        for group in [Group::ConfigA, Group::ConfigB] {
            let read = self.read_once(group).await;
            if let Err(Error::Counter { .. }) | Ok(()) = read
                && let Some(found) = self.differs(group, group.mask() & !FORCED)
                && found <= part
            {
                return Err(Error::ConfigurationLost { part: found });
            }
        }
        Ok(())
    }

    /// Gives every part a command with data, which depends on the part and on the number of its lowest cell.
    pub(super) async fn command_with(
        &mut self,
        command: Command,
        data: impl Fn(&Part, usize) -> Data,
    ) -> Result<(), Error<S::Error>> {
        let parts = self.parts.as_ref();
        let frame = blocks(&mut self.frame, parts.len());
        self.wire.write(command, frame, each(parts, data)).await
    }

    /// Writes a group of every part.
    pub(super) async fn write(
        &mut self,
        group: Group,
        data: impl Fn(&Part, usize) -> Data,
    ) -> Result<(), Error<S::Error>> {
        match group.write() {
            Some(command) => self.command_with(command, data).await,
            None => Ok(()),
        }
    }

    /// Reads a group back that was written.
    pub(super) async fn read_back(
        &mut self,
        group: Group,
        data: impl Fn(&Part, usize) -> Data,
    ) -> Result<(), Error<S::Error>> {
        self.read(group).await?;
        let parts = self.parts.as_ref();
        let frame = blocks(&mut self.frame, parts.len());
        match chain::differs(frame, group.mask(), each(parts, data)) {
            Some(part) => Err(Error::ReadBack { part, group }),
            None => Ok(()),
        }
    }

    /// Writes a configuration, and reads it back.
    pub(super) async fn configure(&mut self, group: Group) -> Result<(), Error<S::Error>> {
        let data = written(self.config, self.limits, forced(self.testing), group);
        self.write(group, &data).await?;
        self.read_back(group, &data).await
    }

    /// Returns the first part whose configuration, which was just read, is not as it was written.
    fn differs(&mut self, group: Group, mask: u64) -> Option<usize> {
        let data = written(self.config, self.limits, forced(self.testing), group);
        let parts = self.parts.as_ref();
        let frame = blocks(&mut self.frame, parts.len());
        chain::differs(frame, mask, each(parts, data))
    }

    /// Returns what was just read.
    pub(super) fn data(&mut self) -> impl Iterator<Item = (&Part, Data)> {
        let parts = self.parts.as_ref();
        let frame = blocks(&mut self.frame, parts.len());
        parts.iter().zip(chain::data(frame))
    }

    /// Returns the number of parts.
    pub(super) fn count(&self) -> usize {
        self.parts.as_ref().len()
    }

    /// Returns the most cells that any part has.
    pub(super) fn most_cells(&self) -> usize {
        let cells = self.parts.as_ref().iter().map(Part::cells);
        cells.max().unwrap_or_default()
    }
}
