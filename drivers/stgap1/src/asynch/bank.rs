//! The hal's view of a chain.

use core::convert::Infallible;

use embedded_hal::digital::OutputPin;
use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};
use hal_inverter::{Disarmed, GateFaults, asynch::GateDriver};
use hal_power::SafeState;

use super::Stgap1;
use crate::{
    Error, Pins, Shutdown, ShutdownLine, Signal, Status, Wiring,
    chain::{PROVEN, STATUS, lost},
    codec::Command,
    pins::Released,
};

/// SD goes low at a desaturation, at whatever leaves the chain in doubt, and when faults are cleared; only `enable` raises it.
/// Without a pin at SD the parts' own latch is what keeps a gate off.
impl<S: SpiDevice, D: DelayNs, const N: usize, W: Wiring> GateDriver for Stgap1<S, D, N, W> {
    fn count(&self) -> usize {
        N
    }

    async fn faults(&mut self, gates: &mut [GateFaults]) -> Result<GateFaults, Error<S::Error>> {
        if gates.len() != N {
            let found = gates.len();
            return Err(Error::Gates { expected: N, found });
        }
        let statuses = self.status().await?;
        let mut union = GateFaults::empty();
        for (gate, faults) in gates.iter_mut().zip(self.chain.faults(statuses)) {
            *gate = faults;
            union |= faults;
        }
        Ok(union)
    }

    async fn clear_faults(&mut self, _disarmed: &Disarmed<'_>) -> Result<(), Error<S::Error>> {
        self.must_be_initialised()?;
        self.pins.shut_down();
        self.is_initialised = false;
        let cleared = self.clear().await;
        let statuses = self.ended(cleared)?;
        self.is_initialised = true;
        self.chain.must_be_clear(statuses)
    }

    async fn enable(&mut self, _disarmed: &Disarmed<'_>) -> Result<(), Error<S::Error>> {
        self.must_be_initialised()?;
        self.pins.shut_down();
        let enabled = self.release().await;
        self.ended(enabled)
    }
}

impl<S: SpiDevice, D: DelayNs, const N: usize, W: Wiring> Stgap1<S, D, N, W> {
    /// Raises SD where nothing stops a gate, and reads the configuration: one that was never ended is undone as SD rises.
    async fn release(&mut self) -> Result<(), Error<S::Error>> {
        self.read_clear_status().await?;
        let released = Released::new(&mut self.pins);
        let words = self.wire.read(PROVEN, Command::NOP).await?;
        let statuses = self.chain.prove(words, lost)?;
        self.chain.must_be_clear(statuses)?;
        released.keep();
        Ok(())
    }

    /// Resets the STATUS registers, once they have shown that no part was reset; what may reset meanwhile shows in the
    /// configuration, which is read again.
    async fn clear(&mut self) -> Result<[Status; N], Error<S::Error>> {
        let words = self.wire.read(STATUS, Command::NOP).await?;
        self.chain.judge(words)?;
        self.wire.command(Command::RESET_STATUS).await?;
        let words = self.wire.read(PROVEN, Command::NOP).await?;
        self.chain.prove_cleared(words)
    }
}

/// Pulls SD low: every gate turns off, whatever its input does, until `enable`.
///
/// A chain whose SD is not the driver's has no such way:
///
/// ```compile_fail,E0277
/// use stgap1::{asynch::Stgap1, hal_power::SafeState};
///
/// fn stop<S, D>(gates: &mut Stgap1<S, D>) {
///     SafeState::make_safe(gates);
/// }
/// ```
impl<S, D, const N: usize, P, D1, D2> SafeState for Stgap1<S, D, N, Pins<Shutdown<P>, D1, D2>>
where
    P: OutputPin<Error = Infallible>,
    D1: Signal,
    D2: Signal,
{
    fn make_safe(&mut self) {
        self.pins.shutdown.lower();
    }
}
