//! What ends normal operation.

use hal_inverter::{ChainFault, Trip};
use hal_power::{
    ErrorKind, Refused, Temperature, Unusable, Voltage,
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
    /// Too much current flows to earth.
    Residual(ResidualTrip),
    /// Hardware has tripped a stage.
    Tripped(Trip),
    /// The link did not reach its voltage in time.
    LinkSlow,
    /// The backup output did not die in time.
    BackupAlive,
}

impl From<Refused> for Trouble {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}
