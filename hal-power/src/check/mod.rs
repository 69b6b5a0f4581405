//! Checks: state machines without I/O, the only places where proofs are made.
//!
//! All have one shape. `new` takes a configuration, `start` begins, `step` takes the time, the path and the inputs, and returns
//! a [`Step`]; between steps an accessor says, as levels, what the check wants from the hardware right now. The same object
//! serves blocking, asynchronous and interrupt code. None is `Clone`: a copy could be stepped to a second proof.
//!
//! Readings count from after the step that asked for the levels, and from after the last move of the path. Limits are the
//! caller's data; what is not set is not allowed for.

mod discharge;
mod insulation;
mod precharge;
mod relay;
mod residual;
mod residual_monitor;
mod schedule;
mod trip;
mod weld;
mod zero;

#[cfg(test)]
pub(crate) mod explore;

pub use discharge::{
    Discharge, DischargeConfig, DischargeInputs, DischargeMonitor, DischargeNode, DischargeSource,
};
pub use insulation::{
    InsulationCheck, InsulationConfig, InsulationDoubt, InsulationFault, InsulationInputs,
    InsulationMeter,
};
pub use precharge::{
    Precharge, PrechargeConfig, PrechargeContacts, PrechargeFault, PrechargeInputs,
};
pub use relay::{PoleVoltages, RelayConfig, RelayFault, RelayInputs, RelayPole, RelayProof};
pub use residual::{
    ResidualCurrentCheck, ResidualCurrentConfig, ResidualCurrentFault, ResidualCurrentInputs,
};
pub use residual_monitor::{
    ResidualCurrentMonitor, ResidualLimit, ResidualLimits, ResidualMonitorConfig, ResidualTrip,
};
pub use schedule::{SelfTestMissing, SelfTestSchedule};
pub use trip::{TripConfig, TripFault, TripInputs, TripProof};
pub use weld::{WeldConfig, WeldDoubt, WeldInputs, WeldTest, WeldVerdict};
pub use zero::{ZeroCheck, ZeroConfig, ZeroFault, ZeroInputs};

use crate::{Contacts, Input, Instant, Path, Reading, Unusable, path::Mark};
use core::{fmt, time::Duration};

/// What one step of a check came to.
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use = "a step may carry the proof or the fault"]
pub enum Step<P, F> {
    /// Nothing yet: keep the levels that the check wants and step again.
    Wait,
    /// Passed. The proof is made once; later steps wait.
    Done(P),
    /// Failed and ended. What the check wants from the hardware is its state of rest.
    Failed(F),
}

/// Why a configuration can prove nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ConfigError {
    /// A limit is zero or below, or nothing is listed that could be judged.
    NoLimit,
    /// Right and wrong overlap: a reading could be taken for both.
    Ambiguous,
    /// The actuator alone takes the time that the limit allows, or more.
    NoTimeLeft,
    /// A contact is named twice, or beyond the 32 of a bank.
    Contacts,
}

impl crate::Error for ConfigError {
    fn kind(&self) -> crate::ErrorKind {
        match self {
            Self::NoLimit | Self::Ambiguous | Self::NoTimeLeft | Self::Contacts => {
                crate::ErrorKind::OutOfRange
            }
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoLimit => "no limit given",
            Self::Ambiguous => "right and wrong overlap",
            Self::NoTimeLeft => "no time left to detect in",
            Self::Contacts => "contacts named twice or beyond the bank",
        })
    }
}

impl core::error::Error for ConfigError {}

/// Judges an input: `Ok(None)` where it is fresh but does not speak of the time after `since`, so that the answer is still to
/// come. A reading stamped `since` was taken before the levels of that step could move anything.
fn usable<T>(
    input: Input<T>,
    now: Instant,
    max_age: Duration,
    since: Instant,
) -> Result<Option<Reading<T>>, Unusable> {
    let reading = input?;
    let at = reading.at;
    let value = reading.fresh(now, max_age)?;
    Ok((at > since).then_some(Reading::new(value, at)))
}

/// How the path under a check has changed.
enum Changed {
    /// It is another one than the check was started on.
    OtherPath,
    /// A contact moved, or a part reset.
    Moved,
}

/// Refuses a path that is not as it was when `started` was noted.
fn unmoved(started: Option<Mark>, path: &Path) -> Result<(), Changed> {
    let mark = path.mark();
    match started {
        Some(started) if started == mark => Ok(()),
        Some(started) if started.id == mark.id => Err(Changed::Moved),
        _ => Err(Changed::OtherPath),
    }
}

/// Levels that a check wants: when they were first seen commanded, and that nothing has moved since.
#[derive(Debug, Clone, Copy)]
struct Held(Option<(Mark, Instant)>);

impl Held {
    /// Returns since when the contacts in `mask` are commanded as `wanted`, or `None` until they are.
    fn since(
        &mut self,
        now: Instant,
        path: &Path,
        mask: Contacts,
        wanted: Contacts,
    ) -> Result<Option<Instant>, Changed> {
        match self.0 {
            Some((mark, since)) => unmoved(Some(mark), path).map(|()| Some(since)),
            None if path.levels() & mask == wanted => {
                self.0 = Some((path.mark(), now));
                Ok(Some(now))
            }
            None => Ok(None),
        }
    }
}

/// Lets `?` turn an unusable input and a changed path into a check's own fault.
macro_rules! causes {
    ($fault:ident) => {
        impl From<$crate::Unusable> for $fault {
            fn from(cause: $crate::Unusable) -> Self {
                Self::Input(cause)
            }
        }

        impl From<super::Changed> for $fault {
            fn from(change: super::Changed) -> Self {
                match change {
                    super::Changed::OtherPath => Self::OtherPath,
                    super::Changed::Moved => Self::Moved,
                }
            }
        }
    };
}
use causes;
