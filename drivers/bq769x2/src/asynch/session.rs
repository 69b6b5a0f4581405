//! CONFIG_UPDATE: entered, written in, and always left.

use embedded_hal_async::delay::DelayNs;

use super::{Bq769x2, Interface, State};
use crate::{
    BatteryStatus, Error,
    config::Plan,
    memory::{Setting, WINDOW, Window},
    part::Part,
};

const SET_CFGUPDATE: u16 = 0x0090;
const EXIT_CFGUPDATE: u16 = 0x0092;
/// Times of both (SLUUBY1B table 9-2), and how often and how long apart to look at whether they are done.
const SET_US: u32 = 2_000;
const EXIT_US: u32 = 1_000;
const LOOK_US: u32 = 500;
const LOOKS: u32 = 6;

impl<P: Part, B: Interface, D: DelayNs> Bq769x2<P, B, D> {
    /// Brings data memory to a plan: reads all of its fields between two addresses, and writes those that differ in a session of their
    /// own. Returns whether there was one.
    pub(super) async fn apply(
        &mut self,
        plan: &Plan<P>,
        (from, to): (u16, u16),
        is_forced: bool,
    ) -> Result<bool, Error<B::Error>> {
        let is_within = |setting: &Setting| setting.address() >= from && setting.last() <= to;
        let settings = plan.settings().filter(is_within);
        let mut is_needed = is_forced;
        let mut at = from;
        while !is_needed && let Some(window) = Window::next(at, settings.clone()) {
            let found = self.fetch_window(window.address).await?;
            is_needed = window.difference(&found).is_some();
            at = window.end;
        }
        if !is_needed {
            return Ok(false);
        }
        self.enter().await?;
        // What lies before the first difference has just been read, but outside of the session.
        let written = self.write_all(from, settings).await;
        let left = self.leave().await;
        written?;
        left?;
        Ok(true)
    }

    async fn write_all(
        &mut self,
        from: u16,
        settings: impl Iterator<Item = Setting> + Clone,
    ) -> Result<(), Error<B::Error>> {
        let mut at = from;
        while let Some(window) = Window::next(at, settings.clone()) {
            let found = self.fetch_window(window.address).await?;
            if self.mend(&window, &found).await? {
                let found = self.fetch_window(window.address).await?;
                if let Some((address, written, found)) = window.difference(&found) {
                    return Err(Error::ReadBack {
                        address,
                        written,
                        found,
                    });
                }
            }
            at = window.end;
        }
        Ok(())
    }

    /// Writes what differs, and returns whether anything did.
    async fn mend(
        &mut self,
        window: &Window,
        found: &[u8; WINDOW],
    ) -> Result<bool, Error<B::Error>> {
        let mut from = 0;
        while let Some((address, bytes, next)) = window.run(found, from) {
            self.store(address, bytes).await?;
            from = next;
        }
        Ok(from != 0)
    }

    /// Enters CONFIG_UPDATE.
    pub(super) async fn enter(&mut self) -> Result<(), Error<B::Error>> {
        self.in_session = true;
        self.is_interrupted = true;
        let entered = self.try_enter().await;
        if entered.is_err() {
            // What failed may be the look only.
            let _ = self.leave().await;
        }
        entered
    }

    async fn try_enter(&mut self) -> Result<(), Error<B::Error>> {
        self.start(SET_CFGUPDATE).await?;
        self.delay.delay_us(SET_US).await;
        let status = self.look_for(true).await?;
        // Leaving takes the trace of a reset away.
        if self.state == State::Ready && status.contains(BatteryStatus::RESET) {
            self.state = State::Lost(status);
            return Err(Error::ConfigurationLost(status));
        }
        Ok(())
    }

    /// Leaves CONFIG_UPDATE.
    pub(super) async fn leave(&mut self) -> Result<(), Error<B::Error>> {
        self.start(EXIT_CFGUPDATE).await?;
        self.delay.delay_us(EXIT_US).await;
        self.look_for(false).await?;
        self.in_session = false;
        Ok(())
    }

    async fn look_for(&mut self, wanted: bool) -> Result<BatteryStatus, Error<B::Error>> {
        let mut status = self.status().await?;
        for _ in 1..LOOKS {
            if status.contains(BatteryStatus::CONFIG_UPDATE) == wanted {
                break;
            }
            self.delay.delay_us(LOOK_US).await;
            status = self.status().await?;
        }
        if status.contains(BatteryStatus::CONFIG_UPDATE) == wanted {
            Ok(status)
        } else {
            Err(Error::ConfigUpdate(status))
        }
    }
}
