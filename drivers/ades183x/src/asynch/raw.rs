//! Single groups.

use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};

use super::{Ades183x, Wake, blocks};
use crate::{Error, Group, Part, error::Standing};

impl<S, D, W, P, F> Ades183x<S, D, W, P, F>
where
    S: SpiDevice,
    D: DelayNs,
    W: Wake,
    P: AsRef<[Part]>,
    F: AsMut<[[u8; 8]]>,
{
    /// Reads a group of every part, as it is.
    ///
    /// # Errors
    ///
    /// As of every call, and [`Error::Length`] unless there is a place for each part.
    pub async fn read_group(
        &mut self,
        group: Group,
        data: &mut [[u8; 6]],
    ) -> Result<(), Error<S::Error>> {
        self.must_fit(data.len())?;
        self.begin().await?;
        let read = self.read(group).await;
        self.ended(read)?;
        for (slot, (_, data)) in data.iter_mut().zip(self.data()) {
            *slot = data;
        }
        Ok(())
    }

    /// Writes a group of every part, as it is, and reads it back; `init` has to follow, which ends it.
    ///
    /// # Errors
    ///
    /// As of every call; [`Error::Length`] unless there is a block for each part, [`Error::NotConfigured`] for a group that is only
    /// read, [`Error::ReadBack`].
    pub async fn write_group(
        &mut self,
        group: Group,
        data: &[[u8; 6]],
    ) -> Result<(), Error<S::Error>> {
        self.must_fit(data.len())?;
        let Some(command) = group.write() else {
            return Err(Error::NotConfigured);
        };
        self.begin().await?;
        self.standing = Standing::Lost;
        let of = |place: usize| data.get(place).copied().unwrap_or_default();
        let count = self.count();
        let frame = blocks(&mut self.frame, count);
        self.wire.write(command, frame, of).await?;
        self.is_configured = false;
        self.read(group).await?;
        let frame = blocks(&mut self.frame, count);
        match crate::chain::differs(frame, group.mask(), of) {
            Some(part) => Err(Error::ReadBack { part, group }),
            None => Ok(()),
        }
    }
}
