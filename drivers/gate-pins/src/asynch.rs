//! Asynchronous driver.
//!
//! # Cancellation Safety
//!
//! A method that is dropped leaves every gate off, or as it was; an `init` that is dropped has to be called again. What was seen
//! of a fault is kept.

use core::{convert::Infallible, time::Duration};

use embedded_hal_async::delay::DelayNs;
use hal_inverter::{Disarmed, GateFaults, asynch::GateDriver};
use hal_power::{ErrorType, SafeState};

use crate::{Config, Error, Resets, State, Wiring, lines::all, raised::Raised};

/// Shortest pause between two looks at RDY, in ns.
const SHORTEST_PAUSE_NS: u32 = 1_000;

/// `N` gate drivers, 1 to 32, on lines that they share or have each.
///
/// Whatever shows at FLT or RDY of one gate turns every gate off, and none comes back by itself. FLT is kept by the driver as well,
/// because turning off may reset it in the part.
#[derive(Debug)]
pub struct GatePins<W, D, const N: usize> {
    pub(crate) lines: W,
    delay: D,
    config: Config,
    is_initialised: bool,
    is_enabled: bool,
    /// Gates whose FLT was seen low since it was last cleared, one bit each.
    tripped: u32,
}

impl<W, D, const N: usize> GatePins<W, D, N> {
    /// Creates the driver; no pin moves.
    pub const fn new(lines: W, delay: D, config: Config) -> Self {
        let _ = all::<N>();
        Self {
            lines,
            delay,
            config,
            is_initialised: false,
            is_enabled: false,
            tripped: 0,
        }
    }

    /// Returns the configuration.
    pub const fn config(&self) -> Config {
        self.config
    }

    /// Gives lines and delay back, as they are.
    pub fn free(self) -> (W, D) {
        (self.lines, self.delay)
    }
}

impl<W: Wiring<N>, D: DelayNs, const N: usize> GatePins<W, D, N> {
    /// Turns every gate off, and makes the driver ready. There is no identity to prove, and nothing to read back.
    ///
    /// A FLT that is low already, from before a restart for one, is kept: it wants [`clear_faults`](GateDriver::clear_faults).
    /// Supplies may come later.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] and [`Error::Output`].
    pub async fn init(&mut self) -> Result<(), Error<W::In, W::Out>> {
        self.is_initialised = false;
        self.is_enabled = false;
        let done = self.try_init().await;
        self.is_initialised = done.is_ok();
        self.judged(done)
    }

    /// Waits until RDY of every gate is high, and looks every `pause`, which is 1 µs at least. With pins that can wait for
    /// themselves, the async half has `until_ready` too.
    ///
    /// # Errors
    ///
    /// [`Error::NotReady`] after `timeout`; [`Error::Input`].
    pub async fn ready_within(
        &mut self,
        timeout: Duration,
        pause: Duration,
    ) -> Result<(), Error<W::In, W::Out>> {
        let pause = nanos(pause).max(SHORTEST_PAUSE_NS);
        let mut left = u64::try_from(timeout.as_nanos()).unwrap_or(u64::MAX);
        loop {
            let waits = self.lines.waits();
            if self.judged(waits)? == 0 {
                return Ok(());
            }
            if left == 0 {
                return Err(Error::NotReady);
            }
            let next = u32::try_from(left).unwrap_or(u32::MAX).min(pause);
            self.delay.delay_ns(next).await;
            left = left.saturating_sub(next.into());
        }
    }

    /// Looks at every line and tells what each gate is doing. Turns off as [`faults`](GateDriver::faults) does.
    ///
    /// # Errors
    ///
    /// [`Error::NotInitialised`], [`Error::Input`], [`Error::Output`].
    pub async fn states(&mut self) -> Result<[State; N], Error<W::In, W::Out>> {
        let looked = self.look();
        let waits = self.judged(looked)?;
        let mut bit = 1;
        Ok([(); N].map(|()| {
            let (tripped, waits) = (self.tripped & bit != 0, waits & bit != 0);
            bit <<= 1;
            match (tripped, waits) {
                (true, _) => State::Faulted,
                (false, true) => State::NotReady,
                (false, false) if self.is_enabled => State::Ready,
                (false, false) => State::Disabled,
            }
        }))
    }

    async fn try_init(&mut self) -> Result<(), Error<W::In, W::Out>> {
        // read first: the low level may reset it
        let tripped = self.lines.faults();
        self.lines.off()?;
        self.tripped |= tripped?;
        self.pause(self.config.times().reset).await;
        Ok(())
    }

    async fn try_clear(&mut self) -> Result<(), Error<W::In, W::Out>> {
        self.must_be_initialised()?;
        let tripped = self.lines.faults();
        self.is_enabled = false;
        self.lines.off()?;
        self.tripped |= tripped?;
        let times = self.config.times();
        self.pause(times.mute).await;
        self.pause(times.reset).await;
        match self.config.resets() {
            Resets::Level => {}
            Resets::Falling | Resets::Rising => {
                let raised = Raised::new(&mut self.lines)?;
                self.delay.delay_ns(nanos(times.reset)).await;
                raised.lower()?;
                self.pause(times.reset).await;
            }
        }
        self.pause(times.ready).await;
        let tripped = self.lines.faults()?;
        let waits = self.lines.waits()?;
        if tripped | waits == 0 {
            self.tripped = 0;
        }
        self.tripped |= tripped;
        self.must_be_healthy(waits)
    }

    async fn try_enable(&mut self) -> Result<(), Error<W::In, W::Out>> {
        let waits = self.look()?;
        self.must_be_healthy(waits)?;
        self.is_enabled = false;
        let mut raised = Raised::new(&mut self.lines)?;
        self.delay.delay_ns(nanos(self.config.times().ready)).await;
        self.tripped |= raised.lines().faults()?;
        let waits = raised.lines().waits()?;
        if self.tripped | waits == 0 {
            raised.keep()?;
            self.is_enabled = true;
            return Ok(());
        }
        raised.lower()?;
        self.must_be_healthy(waits)
    }

    /// Returns the gates whose RDY is low, and turns off if anything shows.
    fn look(&mut self) -> Result<u32, Error<W::In, W::Out>> {
        self.must_be_initialised()?;
        self.tripped |= self.lines.faults()?;
        let waits = self.lines.waits()?;
        if self.is_enabled && self.tripped | waits != 0 {
            self.is_enabled = false;
            self.lines.off()?;
        }
        Ok(waits)
    }

    fn flags(&self, waits: u32, gates: u32) -> GateFaults {
        let mut flags = GateFaults::empty();
        if self.tripped & gates != 0 {
            flags |= self.config.fault();
        }
        if waits & gates != 0 {
            flags |= GateFaults::NOT_READY;
        }
        flags
    }

    const fn must_be_initialised(&self) -> Result<(), Error<W::In, W::Out>> {
        if self.is_initialised {
            Ok(())
        } else {
            Err(Error::NotInitialised)
        }
    }

    fn must_be_healthy(&self, waits: u32) -> Result<(), Error<W::In, W::Out>> {
        let flags = self.flags(waits, all::<N>());
        if flags.is_empty() {
            Ok(())
        } else {
            Err(Error::Faulted(flags))
        }
    }

    /// Turns off, until `init`, after a pin that failed.
    pub(crate) fn judged<T>(
        &mut self,
        done: Result<T, Error<W::In, W::Out>>,
    ) -> Result<T, Error<W::In, W::Out>> {
        if let Err(Error::Input { .. } | Error::Output { .. }) = done {
            self.is_initialised = false;
            self.is_enabled = false;
            // the first failure is the one to tell
            let _ = self.lines.off();
        }
        done
    }

    async fn pause(&mut self, time: Duration) {
        self.delay.delay_ns(nanos(time)).await;
    }
}

fn nanos(time: Duration) -> u32 {
    u32::try_from(time.as_nanos()).unwrap_or(u32::MAX)
}

impl<W: Wiring<N>, D, const N: usize> ErrorType for GatePins<W, D, N> {
    type Error = Error<W::In, W::Out>;
}

/// FLT is told as [`Config::fault`] has it, RDY as [`NOT_READY`](GateFaults::NOT_READY). A line that gates share tells of all of
/// them. A supply that dips between two looks leaves no trace but what FLT keeps.
impl<W: Wiring<N>, D: DelayNs, const N: usize> GateDriver for GatePins<W, D, N> {
    fn count(&self) -> usize {
        N
    }

    async fn faults(&mut self, gates: &mut [GateFaults]) -> Result<GateFaults, Self::Error> {
        if gates.len() != N {
            return Err(Error::Length(gates.len()));
        }
        let looked = self.look();
        let waits = self.judged(looked)?;
        let mut bit = 1;
        for gate in gates {
            *gate = self.flags(waits, bit);
            bit <<= 1;
        }
        Ok(self.flags(waits, all::<N>()))
    }

    /// Takes [`mute`](crate::Times::mute), [`ready`](crate::Times::ready) and up to three times [`reset`](crate::Times::reset). A
    /// part that an edge resets is enabled for one `reset` meanwhile; IN-, or else the disarmed stage, keeps its gate off.
    async fn clear_faults(&mut self, _disarmed: &Disarmed<'_>) -> Result<(), Self::Error> {
        let done = self.try_clear().await;
        self.judged(done)
    }

    /// Takes [`ready`](crate::Times::ready).
    async fn enable(&mut self, _disarmed: &Disarmed<'_>) -> Result<(), Self::Error> {
        let done = self.try_enable().await;
        self.judged(done)
    }
}

/// RST/EN low and IN- high, on pins that cannot fail. Only [`enable`](GateDriver::enable) turns on again.
///
/// Where a fall or the low level resets, a fault that nobody has read is gone with it.
impl<W: Wiring<N, Out = Infallible>, D, const N: usize> SafeState for GatePins<W, D, N> {
    fn make_safe(&mut self) {
        self.is_enabled = false;
        // none of these pins can fail
        let _ = self.lines.off();
    }
}
