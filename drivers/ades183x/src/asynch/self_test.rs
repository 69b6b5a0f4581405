//! Faults that parts are made to find.

use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};

use super::{Ades183x, Wake};
use crate::{
    Error, Flags, Group, Part, SelfTest, Status, cells::S_MS, command::Command, error::Standing,
    status::clearing,
};

impl<S, D, W, P, F> Ades183x<S, D, W, P, F>
where
    S: SpiDevice,
    D: DelayNs,
    W: Wake,
    P: AsRef<[Part]>,
    F: AsMut<[[u8; 8]]>,
{
    /// Forces a fault, lets every part find it, and clears it again: passed if all have.
    ///
    /// # Errors
    ///
    /// [`Error::Fault`] while a part reports what is to be forced: the test would erase it, and was not begun; or if it cannot be
    /// cleared afterwards. [`Error::SelfTest`] for a part that did not find it. Others as of every call.
    ///
    /// # Cancellation Safety
    ///
    /// `init` has to follow.
    pub async fn self_test(&mut self, test: SelfTest) -> Result<(), Error<S::Error>> {
        self.begin().await?;
        let tested = self.run(test).await;
        let tested = self.ended(tested);
        if self.standing != Standing::Known {
            // what was forced may be there
            self.standing = Standing::Lost;
        }
        tested
    }

    async fn run(&mut self, test: SelfTest) -> Result<(), Error<S::Error>> {
        let expected = test.expected();
        self.read(Group::STATUS_C).await?;
        self.must_be_awake()?;
        self.must_not_report(expected)?;
        self.testing = Some(test);
        self.configure(Group::ConfigA).await?;
        self.wire.command(Command::COMPARE).await?;
        self.wire.pause(S_MS, self.count()).await?;
        self.read(Group::STATUS_C).await?;
        let mut parts = self.data();
        let missing = parts.position(|(_, data)| !flags(data).contains(expected));
        drop(parts);
        self.testing = None;
        let taken_back = self.configure(Group::ConfigA).await;
        self.testing = Some(test);
        taken_back?;
        self.start_cells(false).await?;
        self.command_with(Command::CLEAR_FLAGS, |_, _| clearing(expected))
            .await?;
        self.wire.pause(2, self.count()).await?;
        self.read(Group::STATUS_C).await?;
        self.testing = None;
        self.must_not_report(expected)?;
        missing.map_or(Ok(()), |part| Err(Error::SelfTest { part, test }))
    }

    /// Fails where STATC, which was just read, has one of these.
    fn must_not_report(&mut self, unwanted: Flags) -> Result<(), Error<S::Error>> {
        for (part, (_, data)) in self.data().enumerate() {
            if flags(data).intersects(unwanted) {
                let status = Status::default().with_c(data);
                return Err(Error::Fault { part, status });
            }
        }
        Ok(())
    }
}

fn flags(data: [u8; 6]) -> Flags {
    Status::default().with_c(data).flags
}
