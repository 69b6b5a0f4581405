//! Bringing a chain up, and to sleep.

use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};

use super::{Ades183x, Wake, blocks};
use crate::{
    Error, Flags, Group, Part, SelfTest, SerialId, Status,
    balancing::pwm,
    chain::judge,
    codec,
    command::Command,
    error::Standing,
    status::{ALL_FLAGS, ALL_LIMITS, clearing},
};
use hal_bms::CellSet;

/// How long references take, in ms.
const REFERENCES_MS: u32 = 5;
/// How long a soft reset takes, in ms: what S1 waits.
const RESET_MS: u32 = 50;

impl<S, D, W, P, F> Ades183x<S, D, W, P, F>
where
    S: SpiDevice,
    D: DelayNs,
    W: Wake,
    P: AsRef<[Part]>,
    F: AsMut<[[u8; 8]]>,
{
    /// Wakes the chain, proves that the parts are there and no others, ends all discharging, configures every part, reads all back
    /// and starts the converters.
    ///
    /// Limits that were set stay set. Flags are cleared of those parts that were off or asleep, where they mean nothing, and those that
    /// a self-test has left behind; all others stay.
    ///
    /// # Errors
    ///
    /// [`Error::Bus`], [`Error::Broken`], [`Error::Pec`], [`Error::Counter`], [`Error::Longer`], [`Error::Serial`],
    /// [`Error::ReadBack`]; [`Error::ConfigurationLost`] where a part resets anew.
    pub async fn init(&mut self) -> Result<(), Error<S::Error>> {
        self.standing = Standing::Lost;
        self.is_configured = false;
        let tested = self.testing.take();
        let brought_up = self.bring_up(tested).await;
        if brought_up.is_err() {
            self.testing = tested;
        }
        brought_up?;
        self.standing = Standing::Known;
        Ok(())
    }

    /// Sends every part to sleep: it forgets its configuration, and discharges nothing. `init` has to follow.
    ///
    /// # Errors
    ///
    /// [`Error::Bus`].
    pub async fn sleep(&mut self) -> Result<(), Error<S::Error>> {
        self.standing = Standing::Lost;
        self.wire.wake_sleeping(self.count()).await?;
        self.wire.command(Command::SOFT_RESET).await?;
        self.wire.delay.delay_ms(RESET_MS).await;
        Ok(())
    }

    /// Reads every part's serial number.
    ///
    /// # Errors
    ///
    /// As of every call, and [`Error::Length`] unless there is a place for each part.
    pub async fn serial_ids(&mut self, ids: &mut [SerialId]) -> Result<(), Error<S::Error>> {
        self.must_fit(ids.len())?;
        self.begin().await?;
        let read = self.read(Group::SerialId).await;
        self.ended(read)?;
        for (id, (_, data)) in ids.iter_mut().zip(self.data()) {
            *id = SerialId(data);
        }
        Ok(())
    }

    async fn bring_up(&mut self, tested: Option<SelfTest>) -> Result<(), Error<S::Error>> {
        let count = self.count();
        self.wire.wake_sleeping(count).await?;
        self.reset_counter().await?;
        self.identify().await?;
        self.wire.command(Command::UNSNAP).await?;
        self.wire.command(Command::UNMUTE).await?;
        for group in [Group::PwmA, Group::PwmB] {
            let none = pwm(group, CellSet::NONE, self.config.duty());
            self.write(group, &none).await?;
            self.read_back(group, &none).await?;
        }
        self.is_balancing = false;
        self.configure(Group::ConfigB).await?;
        self.configure(Group::ConfigA).await?;
        self.is_configured = true;
        self.wire.pause(REFERENCES_MS, count).await?;
        self.clear_after_sleep().await?;
        if let Some(test) = tested {
            let found = clearing(test.expected());
            self.command_with(Command::CLEAR_FLAGS, |_, _| found)
                .await?;
        }
        self.start_cells(true).await
    }

    /// Proves that there are as many parts, each the one that it has to be.
    async fn identify(&mut self) -> Result<(), Error<S::Error>> {
        let count = self.count();
        let group = Group::SerialId;
        let frame = blocks(&mut self.frame, count);
        let beyond = self.wire.read_beyond(group, frame).await?;
        judge(frame, group, self.wire.counter)?;
        if !codec::is_silent(beyond) {
            return Err(Error::Longer);
        }
        for (place, (part, data)) in self.data().enumerate() {
            let found = SerialId(data);
            let is_another = part.serial().is_some_and(|serial| serial != found);
            if found.is_none() || is_another {
                return Err(Error::Serial { part: place, found });
            }
        }
        Ok(())
    }

    /// Clears flags where they are those of power-up.
    async fn clear_after_sleep(&mut self) -> Result<(), Error<S::Error>> {
        self.read(Group::STATUS_C).await?;
        let slept = self.slept();
        if slept.is_empty() {
            return Ok(());
        }
        let of = |all| move |_: &Part, below| if slept.contains(below) { all } else { [0; 6] };
        self.command_with(Command::CLEAR_FLAGS, of(ALL_FLAGS))
            .await?;
        self.command_with(Command::CLEAR_LIMITS, of(ALL_LIMITS))
            .await?;
        self.read(Group::STATUS_C).await?;
        self.must_be_awake()
    }

    /// Returns the lowest cell of each part that was off or asleep.
    fn slept(&mut self) -> CellSet {
        let mut below = 0;
        let mut slept = CellSet::NONE;
        for (part, data) in self.data() {
            let flags = Status::default().with_c(data).flags;
            slept = slept.with(below, flags.contains(Flags::SLEEP));
            below += part.cells();
        }
        slept
    }

    /// Fails where STATC, which was just read, says that a part was off or asleep.
    pub(super) fn must_be_awake(&mut self) -> Result<(), Error<S::Error>> {
        let mut parts = self.data();
        let slept = parts.position(|(_, data)| {
            let flags = Status::default().with_c(data).flags;
            flags.contains(Flags::SLEEP)
        });
        slept.map_or(Ok(()), |part| Err(Error::ConfigurationLost { part }))
    }

    /// Fails unless there is a place for each part.
    pub(super) fn must_fit(&self, found: usize) -> Result<(), Error<S::Error>> {
        let expected = self.count();
        if found == expected {
            return Ok(());
        }
        Err(Error::Length { expected, found })
    }
}
