//! What ends normal operation.

use crate::Stage;
use hal_inverter::{ChainFault, GateFaults, TransferFault, Trip};
use hal_power::{
    Cause, ErrorKind, Refused, Temperature, Unusable, Voltage,
    check::{
        InsulationFault, PrechargeFault, RelayFault, ResidualCurrentFault, ResidualTrip, TripFault,
    },
};

/// Why the system is stopped in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// The trip path of a stage was not proven.
    TripPath(TripFault),
    /// The residual-current sensor was not proven.
    ResidualSensor(ResidualCurrentFault),
    /// Insulation was not proven.
    Insulation(InsulationFault),
    /// The link could not be precharged.
    Precharge(PrechargeFault),
    /// A grid relay was not proven, or did not close.
    Relays(ChainFault),
    /// A relay was not proven open after the grid was lost.
    IslandRelays(RelayFault),
    /// A proof was refused.
    Refused(Refused),
    /// Contacts could not be commanded.
    Contacts(ErrorKind),
    /// A pin could not be driven or read.
    Pin,
    /// A battery sensor gave nothing usable for longer than the age limit.
    BatterySensor(Unusable),
    /// The link's voltage is not known.
    LinkSensor(Unusable),
    /// The link is outside its range.
    LinkVoltage(Voltage),
    /// The cell temperature is not known.
    CellSensor(Unusable),
    /// A cell is too hot.
    CellsHot(Temperature),
    /// The battery's management says nothing.
    BatterySilent,
    /// The battery's management demands to be left.
    BatteryLeaves,
    /// Too much current flows to earth.
    Residual {
        /// How it was seen.
        trip: ResidualTrip,
        /// Once too often to clear itself.
        repeated: bool,
    },
    /// Hardware has tripped a stage.
    Tripped(Trip),
    /// The drivers of a stage's gates report a fault.
    Gates {
        /// Whose gates.
        stage: Stage,
        /// What they report, together.
        faults: GateFaults,
        /// A short circuit again, after one that the user has cleared.
        repeated: bool,
    },
    /// The drivers of a stage's gates could not be asked, cleared or enabled.
    GateDriver(Stage, ErrorKind),
    /// The link did not reach its voltage in time.
    LinkSlow,
    /// The backup output or its neutral bond is not as it has to be.
    Transfer(TransferFault),
    /// The voltage of the neutral against protective earth is not known.
    EarthSensor(Unusable),
    /// Protective earth is lost.
    EarthLost(Voltage),
}

impl From<Refused> for Trouble {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

/// Who has to clear a trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Latch {
    /// Nobody: it clears itself when it is over.
    ClearsItself,
    /// The user.
    User,
    /// Somebody who has looked at the hardware.
    Service,
}

impl Trouble {
    /// Returns who has to clear it.
    pub const fn latch(&self) -> Latch {
        match self {
            Self::BatterySensor(_)
            | Self::LinkSensor(_)
            | Self::CellSensor(_)
            | Self::BatterySilent
            | Self::BatteryLeaves
            | Self::Contacts(_)
            | Self::Refused(_)
            | Self::GateDriver(..)
            | Self::LinkSlow
            | Self::EarthSensor(_)
            | Self::EarthLost(_)
            | Self::Residual {
                repeated: false, ..
            }
            | Self::Transfer(TransferFault::Input(_))
            | Self::Insulation(InsulationFault::Inconclusive(_) | InsulationFault::OtherMeter)
            | Self::Relays(ChainFault::LinkLow | ChainFault::BridgeArmed) => Latch::ClearsItself,
            Self::Relays(ChainFault::Relays(fault)) | Self::IslandRelays(fault) => match fault {
                RelayFault::Welded(_) | RelayFault::StuckOpen(_) => Latch::Service,
                _ => Latch::ClearsItself,
            },
            Self::TripPath(_) | Self::Transfer(_) | Self::Gates { repeated: true, .. } => {
                Latch::Service
            }
            Self::Precharge(
                PrechargeFault::Short
                | PrechargeFault::ExcessCurrent
                | PrechargeFault::OtherPoleWelded
                | PrechargeFault::PrechargePoleWelded,
            ) => Latch::Service,
            Self::Relays(_)
            | Self::Precharge(_)
            | Self::ResidualSensor(_)
            | Self::Insulation(_)
            | Self::Pin
            | Self::LinkVoltage(_)
            | Self::CellsHot(_)
            | Self::Residual { .. }
            | Self::Gates { .. }
            | Self::Tripped(_) => Latch::User,
        }
    }

    /// Returns the number that the stop knows it by, in the order in which they came.
    pub const fn cause(&self) -> Cause {
        Cause(match self {
            Self::TripPath(_) => 1,
            Self::ResidualSensor(_) => 2,
            Self::Insulation(_) => 3,
            Self::Precharge(_) => 4,
            Self::Relays(_) => 5,
            Self::IslandRelays(_) => 6,
            Self::Refused(_) => 7,
            Self::Contacts(_) => 8,
            Self::Pin => 9,
            Self::BatterySensor(_) => 10,
            Self::LinkSensor(_) => 11,
            Self::LinkVoltage(_) => 12,
            Self::CellSensor(_) => 13,
            Self::CellsHot(_) => 14,
            Self::Residual { .. } => 15,
            Self::Tripped(_) => 16,
            Self::LinkSlow => 17,
            Self::Transfer(_) => 18,
            Self::Gates { .. } => 19,
            Self::GateDriver(..) => 20,
            Self::BatterySilent => 21,
            Self::BatteryLeaves => 22,
            Self::EarthSensor(_) => 23,
            Self::EarthLost(_) => 24,
        })
    }
}
