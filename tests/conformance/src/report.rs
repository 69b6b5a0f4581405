//! What a suite says: the checks that were passed, or the first that was not.

extern crate alloc;

use alloc::{string::String, vec::Vec};
use core::fmt;

/// One promise of a trait, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Check {
    /// Over the whole range the value is within tolerance of the truth.
    Range,
    /// A truth beyond the scale is an error, not the end of the scale.
    Saturation,
    /// A value is no older than `latency` says.
    Latency,
    /// What was not initialised, or not wholly, gives no value.
    Uninitialised,
    /// Nothing is written to a part before its identity is known.
    IdentityFirst,
    /// A transfer that fails is an error of kind `Bus`, at each transfer of a call.
    FaultReported,
    /// After any fault the next calls, with a new `init` at most, give right values.
    Recovery,
    /// A part that reset behind the driver's back gives no wrong value, and is right after `init`.
    ResetNoticed,
    /// A part that answers late is waited for.
    LateReply,
    /// A future that is dropped anywhere leaves a driver that gives right values.
    Cancellation,
    /// Blocking and async move the same bits.
    SameBits,
    /// All contacts follow their levels, in one transfer.
    Levels,
    /// Every contact that rests is known where it is.
    Known,
    /// Nothing is known of a contact that has yet to move, or bounces.
    Travel,
    /// A contact that is welded or stuck is known where it is, not where it was told to be.
    Defects,
    /// Nothing is known of a contact that goes on moving.
    Unsteady,
    /// Blocking and async tell the same positions.
    SamePositions,
    /// Levels or cells that are not there are an error of kind `OutOfRange`, and nothing moves.
    BeyondCount,
    /// No gate is driven before `init` and `enable`, nor between `clear_faults` and `enable`.
    Undriven,
    /// Once enabled each gate follows its own input, and nothing is reported.
    Follows,
    /// A slice of another length than the number of gates, cells or sensors is an error of kind `OutOfRange`, and nothing moves.
    SliceLength,
    /// Configuration that reads back otherwise than written fails `init` with kind `Integrity`, and no gate is driven.
    ReadBack,
    /// Each fault that a part can have or find is reported where it is, by its flag, and nothing else is.
    FaultShown,
    /// What is latched is reported until it is cleared, however often it is read.
    Latched,
    /// While a latched fault is not cleared its gate stays off, whatever is read and whatever the input does.
    StaysOff,
    /// `enable` with a latched fault is an error of kind `Fault`, and the gate stays off.
    EnableRefused,
    /// After a desaturation the gate stays off until it is cleared, also where the part would try again.
    NoRetry,
    /// Clearing while a fault persists is an error of kind `Fault`; a gate stays off, and the fault reported.
    Persists,
    /// What is gone is cleared when told, and gates follow after `enable`.
    Cleared,
    /// A damaged reply is an error, or changes nothing.
    DamagedReply,
    /// What leaves a part in doubt turns the gates off where there is a pin for it, and is an error until `init`.
    Doubt,
    /// Contacts that open are found to.
    Isolates,
    /// Of contacts in series one moves at a time, unless all of them close as one.
    OneAtATime,
    /// A contact that is welded is found, and never passes for one that opens.
    Welds,
    /// A finding names the contact that it is true of.
    Named,
    /// A contact that does not close is found.
    StuckOpen,
    /// Voltage that is left on the load side is no weld and hides none.
    Residual,
    /// A contact is judged when the slowest that is allowed has moved.
    Slow,
    /// A contact is judged when it has stopped bouncing.
    Bounce,
    /// What wanders within its limits changes no finding.
    Drift,
    /// Nothing is found by sensors that fail or repeat themselves.
    Unusable,
    /// No path is closed while one of its contacts is welded or its source is gone, and no contact is blamed for the latter.
    StaysApart,
    /// A power stage's trip can be proven, and does not arm while it is forced.
    TripProof,
    /// A trip acts mid-pulse, within 1 µs, on all stages, without the clock.
    TripAtOnce,
    /// Nothing drives while tripped.
    TripHolds,
    /// First cause and all causes are told.
    Causes,
    /// Clearing is refused while a cause persists, and ends disarmed.
    ClearTrip,
    /// Arming starts from neutral.
    NeutralStart,
    /// A duty that is written while disarmed drives nothing.
    DisarmedDuty,
    /// The share of the period is that of the duty.
    Duty,
    /// What is written together takes effect at one reload.
    OneReload,
    /// The dead time lies between one gate's off and the other's on.
    DeadTime,
    /// A command that both switches conduct is refused and counted.
    Overlap,
    /// A duty that is not refreshed trips.
    StaleDuty,
    /// The stop handle needs nothing of the owner.
    StopHandle,
    /// The owner's way to off is at once, and no trip.
    MakeSafe,
    /// Too much current cuts the pulse of its leg, is counted, and is no trip at first.
    Limited,
    /// Limiting that goes on trips.
    Escalation,
    /// A new frame has a new number, the same frame the same, and lost ones are told of.
    Sequence,
    /// A sample beside its window is marked.
    Window,
    /// Each value is in its place.
    Order,
    /// What stands for no value, such as a power-up code or an open sensor, is an error and never a value.
    NoValue,
    /// The cells that are asked for are discharged, and no others.
    Discharges,
    /// Neighbours are an error of kind `Refused` where the part forbids them, and nothing changes.
    Neighbours,
    /// Discharging ends by itself, at the latest when it said, whether the host is silent or goes on reading.
    EndsByItself,
    /// Each open wire is named, also those at the ends, and no other.
    Wires,
    /// Limits are told as they are applied, and are never looser than what was asked for.
    Applied,
    /// Limits that cannot be kept are an error of kind `OutOfRange`, and nothing changes.
    BeyondRange,
    /// A value is on its side of zero: power while exporting above it, effective values always.
    Sign,
    /// A power factor lies within ±1.
    Unity,
    /// Active and reactive power make the apparent power.
    Coherent,
    /// Energy is counted in its own direction and in no other, also where the direction changes.
    Directions,
    /// Energy is neither lost nor counted twice by reading, nor lost by a reading that fails.
    NothingLost,
    /// No sum ever goes back.
    Monotonic,
    /// What a part has stopped measuring is no value.
    Frozen,
    /// Insulation is never told to be better than it is, by more than the meter states.
    NeverBetter,
    /// A fault of insulation lies where it is told to, or is told without a place.
    Place,
    /// Beyond the range insulation is an error of kind `Saturated`, or a value that it has at least.
    OverRange,
    /// Until a meter has started up there is nothing but an error of kind `NotReady`.
    StartUp,
    /// For the time after a fault that a meter's facts name there is no value.
    AfterFault,
    /// A meter of which nothing is heard has no value.
    Silence,
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// The first check that was not passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Which promise was broken.
    pub check: Check,
    /// How: what was done, what came, what should have come.
    pub detail: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.check, self.detail)
    }
}

impl core::error::Error for Failure {}

/// The checks that were passed, in order, each with the number of cases that it went through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passed(Vec<(Check, u32)>);

impl Passed {
    /// Returns the checks with their numbers of cases.
    pub fn checks(&self) -> &[(Check, u32)] {
        &self.0
    }

    /// Adds cases to a check, which keeps its place where it has one.
    pub(crate) fn add(&mut self, check: Check, cases: u32) {
        match self.0.iter_mut().find(|(passed, _)| *passed == check) {
            Some((_, all)) => *all = all.saturating_add(cases),
            None => self.0.push((check, cases)),
        }
    }
}

impl fmt::Display for Passed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (check, cases) in &self.0 {
            write!(f, "{separator}{check} ({cases})")?;
            separator = ", ";
        }
        Ok(())
    }
}

/// Ends a check with a failure unless the condition holds.
macro_rules! ensure {
    ($holds:expr, $check:expr, $($detail:tt)+) => {
        if !$holds {
            return Err($crate::Failure { check: $check, detail: alloc::format!($($detail)+) });
        }
    };
}

pub(crate) use ensure;
