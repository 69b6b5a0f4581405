//! Identity, and configuration.

use embedded_hal_async::delay::DelayNs;

use super::{Bq769x2, Interface, State};
use crate::{BatteryStatus, Error, memory::Window, part::Part};

const DEVICE_NUMBER: u16 = 0x0001;
const FW_VERSION: u16 = 0x0002;
const HW_VERSION: u16 = 0x0003;
pub(super) const RESET_PASSQ: u16 = 0x0082;

/// All of data memory.
const EVERYTHING: (u16, u16) = (0x0000, 0xFFFF);

/// Time that a full scan takes at most, and looks at whether it has ended.
const FULL_SCAN_LOOKS: u32 = 50;
const FULL_SCAN_LOOK_US: u32 = 10_000;

impl<P: Part, B: Interface, D: DelayNs> Bq769x2<P, B, D> {
    /// Checks the part's identity, and brings it to its configuration: what is there already is not written, and a part that has all
    /// of it goes on measuring and protecting meanwhile. What is written is read back. Then waits for the first measurement.
    ///
    /// Where something has to be written, or the part has reset, it is in CONFIG_UPDATE for that time, the count of charge begins at
    /// zero, and balancing ends. A session that was left open is closed first.
    ///
    /// # Errors
    ///
    /// [`Error::WrongDevice`] before anything is written, [`Error::Sealed`], [`Error::NotStarted`], [`Error::ReadBack`] where the part
    /// did not keep what was written, [`Error::NotMeasured`] where no measurement comes. Until `init` passes, all else is refused.
    ///
    /// # Cancellation Safety
    ///
    /// A drop leaves the part half configured, and perhaps in CONFIG_UPDATE; `init` may be called again.
    pub async fn init(&mut self) -> Result<(), Error<B::Error>> {
        self.state = State::New;
        self.balanced = 0;
        let found = match self.device_number().await {
            // A part of the family gives every number back.
            Err(Error::Silent { found, .. }) => found,
            other => other?,
        };
        if found != self.plan.device_number {
            return Err(Error::WrongDevice { found });
        }
        let status = self.status().await?;
        if status.is_impossible() {
            return Err(Error::Damaged(status));
        }
        if !status.has_started() {
            return Err(Error::NotStarted(status));
        }
        if status.contains(BatteryStatus::CONFIG_UPDATE) {
            self.leave().await?;
        }
        self.in_session = false;
        if status.is_sealed() {
            return Err(Error::Sealed);
        }
        let is_new = status.contains(BatteryStatus::RESET);
        let plan = self.plan;
        let is_written = self.apply(&plan, EVERYTHING, is_new).await?;
        if is_written {
            self.tell(RESET_PASSQ).await?;
        }
        self.is_interrupted = false;
        let status = self.status().await?;
        if !status.is_configured() {
            return Err(Error::ConfigurationLost(status));
        }
        self.must_measure().await?;
        self.state = State::Ready;
        Ok(())
    }

    /// Waits until the stack has a voltage: the part lives on it.
    async fn must_measure(&mut self) -> Result<(), Error<B::Error>> {
        const STACK: u8 = 0x34;
        for _ in 0..FULL_SCAN_LOOKS {
            let bytes: [u8; 2] = self.read(STACK).await?;
            if bytes != [0; 2] {
                return Ok(());
            }
            self.delay.delay_us(FULL_SCAN_LOOK_US).await;
        }
        Err(Error::NotMeasured { register: STACK })
    }

    /// Reads DEVICE_NUMBER; also before `init`.
    ///
    /// # Errors
    ///
    /// The bus's, or that of a damaged answer.
    pub async fn device_number(&mut self) -> Result<u16, Error<B::Error>> {
        Ok(u16::from_le_bytes(self.fetch(DEVICE_NUMBER).await?))
    }

    /// Reads device number, version and build of the part's firmware; also before `init`.
    ///
    /// # Errors
    ///
    /// As of [`device_number`](Self::device_number).
    pub async fn firmware(&mut self) -> Result<[u16; 3], Error<B::Error>> {
        let bytes: [u8; 6] = self.fetch(FW_VERSION).await?;
        let [a, b, c, d, e, f] = bytes;
        Ok([[a, b], [c, d], [e, f]].map(u16::from_be_bytes))
    }

    /// Reads the part's hardware version; also before `init`.
    ///
    /// # Errors
    ///
    /// As of [`device_number`](Self::device_number).
    pub async fn hardware(&mut self) -> Result<u16, Error<B::Error>> {
        Ok(u16::from_le_bytes(self.fetch(HW_VERSION).await?))
    }

    /// Reads every field of data memory that is configured, and compares.
    ///
    /// # Errors
    ///
    /// [`Error::ConfigurationLost`] after a reset, [`Error::Changed`] for the first byte that differs; `init` restores it.
    pub async fn verify(&mut self) -> Result<(), Error<B::Error>> {
        self.begin().await?;
        self.confirm().await?;
        let plan = self.plan;
        let mut at = 0;
        while let Some(window) = Window::next(at, plan.settings()) {
            let found = self.fetch_window(window.address).await?;
            if let Some((address, expected, found)) = window.difference(&found) {
                return Err(Error::Changed {
                    address,
                    expected,
                    found,
                });
            }
            at = window.end;
        }
        Ok(())
    }
}
