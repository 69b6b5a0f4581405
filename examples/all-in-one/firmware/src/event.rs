//! What the firmware tells about itself.

use crate::{Permissive, Trouble};
use core::{fmt, time::Duration};
use hal_bms::Opening;
use hal_inverter::{ChainFault, Unmet};
use hal_power::{Contacts, Instant, PathId, Progress, check::Discharge};

/// What the firmware is busy with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// Waits until the battery's management says that it can be used.
    Battery,
    /// Sensors, trip path and residual-current sensor are checked.
    SelfTest,
    /// Insulation of a DC net is measured.
    Insulation,
    /// The link is charged from the battery.
    Precharge,
    /// Each grid relay is proven to isolate.
    RelayProof,
    /// Waits until the grid has been inside its window for the reconnect time.
    GridWindow,
    /// Connected to the grid.
    Running,
    /// The grid is gone, its relays are being proven open.
    GridLost,
    /// Supplies the backup output.
    Island,
    /// The system is being stopped in order.
    SafeStop,
    /// Stopped; the link discharges.
    Discharge,
}

/// Kinds of proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Proof {
    /// [`hal_power::Precharged`].
    Precharged,
    /// [`hal_power::InsulationProven`].
    Insulation,
    /// [`hal_power::ResidualCurrentProven`].
    ResidualCurrent,
    /// [`hal_power::RelaysProven`].
    Relays,
    /// [`hal_power::TripProven`].
    Trip,
}

/// One entry of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A state was entered.
    Entered(State),
    /// A check was passed.
    Proven(Proof, PathId),
    /// A proof was used, made at the time given.
    Used(Proof, PathId, Instant),
    /// A permissive holds from now on, or no longer does.
    Permits(Permissive, bool),
    /// This still keeps the grid from being connected to.
    Awaits(Unmet),
    /// Contacts were commanded.
    Commanded(Contacts),
    /// Something is wrong and demands a stop.
    Stopping(Trouble),
    /// The battery's contactors have opened.
    Opened(Opening),
    /// The grid relays were seen to isolate within this time of the command.
    Isolated(Duration),
    /// The grid relays were not seen to isolate, or it could not be measured.
    NotIsolated(ChainFault),
    /// The battery is not isolated from the link: one of these contacts is welded.
    BatteryNotIsolated(Contacts),
    /// The stop has come to its end.
    Stopped(Progress),
    /// The status of the discharge has changed.
    Discharge(Discharge),
    /// The trouble is over and was cleared.
    Cleared(Trouble),
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entered(state) => write!(f, "enters {state:?}"),
            Self::Proven(proof, path) => write!(f, "proves {proof:?} of path {}", path.0),
            Self::Used(proof, path, at) => {
                write!(f, "uses {proof:?} of path {}, proven at {at}", path.0)
            }
            Self::Permits(permissive, true) => write!(f, "permits: {permissive:?}"),
            Self::Permits(permissive, false) => write!(f, "no longer permits: {permissive:?}"),
            Self::Awaits(unmet) => write!(f, "awaits: {unmet}"),
            Self::Commanded(contacts) => write!(f, "commands closed contacts: {contacts}"),
            Self::Stopping(trouble) => write!(f, "stops: {trouble:?}"),
            Self::Opened(opening) => match opening.broke {
                Ok(current) => write!(f, "opens contactors at {current} ({:?})", opening.cause),
                Err(cause) => write!(f, "opens contactors, {cause} ({:?})", opening.cause),
            },
            Self::Isolated(taken) => write!(f, "grid relays isolate within {taken:?}"),
            Self::NotIsolated(fault) => write!(f, "grid relays not seen to isolate: {fault:?}"),
            Self::BatteryNotIsolated(contacts) => {
                write!(f, "battery not isolated: contact {contacts} is welded")
            }
            Self::Stopped(progress) => write!(f, "stopped: {}", Steps(progress)),
            Self::Discharge(status) => write!(f, "discharge: {status:?}"),
            Self::Cleared(trouble) => write!(f, "cleared: {trouble:?}"),
        }
    }
}

/// The stages of a stop, each with its time after the begin.
struct Steps<'a>(&'a Progress);

impl fmt::Display for Steps<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let progress = self.0;
        let after = |at: Instant| at.saturating_since(progress.begun);
        write!(f, "gates and grid relays at {}", progress.begun)?;
        if let Some((at, ended)) = progress.battery {
            write!(f, ", contactors {:?} later ({ended:?})", after(at))?;
        }
        if let Some((at, ended)) = progress.bond {
            write!(f, ", neutral bond {:?} ({ended:?})", after(at))?;
        }
        if let Some(at) = progress.discharge {
            write!(f, ", discharge {:?}", after(at))?;
        }
        Ok(())
    }
}
