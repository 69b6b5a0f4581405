//! The power stage: duty, arming, and a trip that hardware latches.

use crate::{Permit, Role, Trip};
use hal_power::{EmergencyStop, Instant, Path, Ratio, Refused, SafeState};

/// Compare value of one leg, in ticks of the stage's carrier. The stage ends it at the limits it was built with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[repr(transparent)]
pub struct Duty(u16);

impl Duty {
    /// Creates a duty from carrier ticks.
    #[inline]
    pub const fn from_ticks(ticks: u16) -> Self {
        Self(ticks)
    }

    /// Creates a duty from a share of `period` ticks, rounded to nearest; below 0 % and above 100 % end there.
    pub const fn from_ratio(share: Ratio, period: u16) -> Self {
        let ppm = share.as_ppm();
        if ppm <= 0 {
            return Self(0);
        }
        if ppm >= Ratio::ONE.as_ppm() {
            return Self(period);
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between nothing and `period`"
        )]
        let ticks = ((ppm as u64 * period as u64 + 500_000) / 1_000_000) as u16;
        Self(ticks)
    }

    /// Returns the carrier ticks.
    #[inline]
    pub const fn ticks(self) -> u16 {
        self.0
    }
}

/// Counts what cycle-by-cycle limiting of a stage's current does: it cuts a pulse short, without a trip.
///
/// # For implementers
///
/// Limiting that goes on for longer than the stage was built to bear trips, with [`LIMITING`](crate::TripCauses).
pub trait CycleLimit {
    /// Returns the number of periods in which a pulse was cut short, wrapping.
    fn limited_periods(&self) -> u32;
}

/// What a power stage is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum StageState {
    /// Gates are off and stay off until armed.
    Disarmed,
    /// Gates follow the duty.
    Armed,
    /// Gates are off, latched by hardware.
    Tripped(Trip),
}

/// Everything that arming needs, already judged: made by [`PowerStage::arm`] only.
///
/// ```compile_fail,E0423
/// let forged = hal_inverter::ArmOrder(core::marker::PhantomData);
/// ```
#[derive(Debug)]
pub struct ArmOrder<'a>(core::marker::PhantomData<&'a mut ()>);

/// A stage that is not armed, and cannot be as long as this lives: made by [`PowerStage::disarmed`] only. The inputs of its gate
/// drivers are low.
///
/// ```compile_fail,E0499
/// use hal_inverter::{Permit, PowerStage, Role, hal_power::{Instant, Path}};
///
/// fn both<S: PowerStage<1>>(stage: &mut S, permit: <S::Role as Role>::Permit, now: Instant, path: &Path) {
///     let disarmed = stage.disarmed();
///     let _ = stage.arm(permit, now, path);
///     drop(disarmed);
/// }
/// ```
///
/// ```compile_fail,E0423
/// let forged = hal_inverter::Disarmed(core::marker::PhantomData);
/// ```
#[derive(Debug)]
pub struct Disarmed<'a>(core::marker::PhantomData<&'a mut ()>);

/// Power stage of `LEGS` half bridges on one carrier, with a trip that needs neither clock nor software.
///
/// # For implementers
///
/// - A hardware trip acts mid-pulse, asynchronously, within 1 µs, on all legs, and latches. A port whose trip input does nothing
///   cannot arm: the permit holds the proof that the trip was forced and the gates were seen off.
/// - Dead time and duty limits are set at construction and locked.
/// - What is written between [`hold`](Self::hold) and [`release`](Self::release) takes effect at one carrier reload.
/// - A duty that is not refreshed for the number of periods set at construction trips ([`STALE_DUTY`](crate::TripCauses)).
/// - [`enable`](Self::enable) starts from neutral duty, refuses unless [`Disarmed`](StageState::Disarmed), and ends
///   [`Armed`](StageState::Armed).
///
/// # For users
///
/// Call [`arm`](Self::arm) with proofs, then [`update`](Self::update) each period. Duty written while not armed drives nothing.
/// `make_safe` disarms without a trip.
pub trait PowerStage<const LEGS: usize>: SafeState {
    /// What the stage is for.
    type Role: Role;

    /// Stops the stage from anywhere.
    type Stop: EmergencyStop + Clone + 'static;

    /// Returns the handle for the panic handler and other priorities.
    fn stop_handle(&self) -> Self::Stop;

    /// Returns what the stage is doing now.
    fn state(&self) -> StageState;

    /// Clears a latched trip; the stage is then disarmed.
    ///
    /// # Errors
    ///
    /// [`Refused::State`] while a cause persists; the latch and its causes stay.
    fn clear_trip(&mut self) -> Result<(), Refused>;

    /// Shows that the stage is not armed, and keeps it so: what clears or enables a gate driver needs it.
    ///
    /// # Errors
    ///
    /// [`Refused::State`] while it is armed.
    fn disarmed(&mut self) -> Result<Disarmed<'_>, Refused> {
        match self.state() {
            StageState::Armed => Err(Refused::State),
            StageState::Disarmed | StageState::Tripped(_) => {
                Ok(Disarmed(core::marker::PhantomData))
            }
        }
    }

    /// Holds the carrier reload off.
    fn hold(&mut self);

    /// Writes the duty of leg `LEG`; a leg beyond `LEGS` does not compile.
    fn set_duty<const LEG: usize>(&mut self, duty: Duty);

    /// Lets the carrier reload again.
    fn release(&mut self);

    /// Writes duties that take effect together.
    #[inline(always)]
    fn update(&mut self, write: impl FnOnce(&mut Self))
    where
        Self: Sized,
    {
        self.hold();
        write(self);
        self.release();
    }

    /// Turns the gates on: the implementer's half, which only [`arm`](Self::arm) can call.
    ///
    /// # Errors
    ///
    /// [`Refused::State`] unless disarmed.
    fn enable(&mut self, order: ArmOrder<'_>) -> Result<(), Refused>;

    /// Judges the permit and turns the gates on.
    ///
    /// # Errors
    ///
    /// The first [`Refused`] of the permit's proofs, or of the stage. The permit is used up in any case.
    fn arm(
        &mut self,
        permit: <Self::Role as Role>::Permit,
        now: Instant,
        path: &Path,
    ) -> Result<(), Refused> {
        permit.redeem(now, path)?;
        self.enable(ArmOrder(core::marker::PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duty_is_a_rounded_share_of_the_period() {
        let ticks = |ppm| Duty::from_ratio(Ratio::from_ppm(ppm), 4_250).ticks();
        assert_eq!(
            [i32::MIN, -1, 0, 117, 118, 500_000, 1_000_000, i32::MAX].map(ticks),
            [0, 0, 0, 0, 1, 2_125, 4_250, 4_250]
        );
        assert_eq!(Duty::from_ratio(Ratio::ONE, u16::MAX).ticks(), u16::MAX);
    }
}
