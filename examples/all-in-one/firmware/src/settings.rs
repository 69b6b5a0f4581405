//! Every limit that the firmware goes by. All are handed in; none has a default.

use crate::{LinkControl, RetryLimit};
use core::time::Duration;
use hal_bms::{ContactorConfig, LimitTimes, MakeLife};
use hal_inverter::{ChainConfig, Profile, TransferConfig};
use hal_power::{
    Energy, SafeStopConfig, Temperature, Voltage,
    check::{
        DischargeConfig, InsulationConfig, PrechargeConfig, RelayConfig, ResidualCurrentConfig,
        ResidualMonitorConfig, TripConfig,
    },
};

/// Limits and times of one installation.
#[derive(Debug, Clone, Copy)]
#[expect(
    missing_docs,
    reason = "fields that are named by their type say it there"
)]
pub struct Settings {
    pub profile: &'static Profile,
    /// Time between two rounds of the firmware.
    pub tick: Duration,
    /// Age at which a reading is refused.
    pub max_age: Duration,
    /// The same, of the meter at the point of supply, which may take longer.
    pub meter_age: Duration,
    pub trip: TripConfig,
    pub residual_test: ResidualCurrentConfig,
    pub residual: ResidualMonitorConfig<3>,
    /// Time between two looks at the residual current; at a tick or longer it is looked at once a round.
    pub residual_period: Duration,
    /// Time that capacitances to earth take to be charged, once the bridge modulates on them.
    pub residual_charging: Duration,
    /// How often a residual current clears itself.
    pub residual_retries: RetryLimit<4>,
    /// Of the battery's net; the contacts that join it to the link are those that earth it.
    pub battery_insulation: InsulationConfig,
    /// Of link, PV and battery together.
    pub link_insulation: InsulationConfig,
    /// How often a measurement that says nothing is made before it is trouble.
    pub insulation_tries: u8,
    pub precharge: PrechargeConfig,
    /// Heat that the precharge resistor held before the restart.
    pub precharge_heat: Energy,
    pub contactors: ContactorConfig,
    pub make_life: &'static [MakeLife],
    /// Contact life used before the restart, in parts per billion.
    pub wear: u32,
    /// Time after which a commanded contact rests: operate or release, and bounce.
    pub contact_rest: Duration,
    pub chain: ChainConfig,
    /// The chain seen from the inverter, with a test voltage of the bridge as reference.
    pub island_chain: RelayConfig<2>,
    pub grid: GridWindow,
    pub link: LinkControl,
    /// Lowest and highest voltage of a link in use.
    pub link_range: (Voltage, Voltage),
    /// Time in which the link has to reach its target.
    pub link_rise: Duration,
    pub limit_times: LimitTimes,
    /// Time after the limits of a silent battery are void until its contactors open.
    pub battery_silent: Duration,
    pub cells: CellLimits,
    /// The backup output, and who earths its neutral.
    pub transfer: TransferConfig,
    /// Voltage of the grid's neutral against protective earth, RMS, above which that is not there.
    pub earth_lost: Voltage,
    pub stop: SafeStopConfig,
    /// Link, PV input and AC side as the nodes; battery, grid and PV as the sources.
    pub discharge: DischargeConfig<3, 3>,
    /// Voltage by which the two sides of an open contact differ where a source stands on one.
    pub isolated_by: Voltage,
    /// Time for which all has to be well before a start is tried again.
    pub retry: Duration,
}

/// When the grid may be connected to, and when it has to be left. The figures' edition belongs to the installation's country.
#[derive(Debug, Clone, Copy)]
pub struct GridWindow {
    /// Lowest voltage to connect at, RMS.
    pub lowest: Voltage,
    /// Highest voltage to connect at, RMS.
    pub highest: Voltage,
    /// Time inside the window before connecting.
    pub reconnect: Duration,
    /// Limits to disconnect at, each with its time.
    pub trips: [GridTrip; 5],
}

/// A voltage, RMS, and how long it may be violated.
#[derive(Debug, Clone, Copy)]
pub struct GridTrip {
    /// Which side of the voltage is the wrong one.
    pub limit: GridLimit,
    /// Time on the wrong side before disconnecting.
    pub after: Duration,
}

/// A voltage limit of the grid.
#[derive(Debug, Clone, Copy)]
pub enum GridLimit {
    /// Not below this.
    Below(Voltage),
    /// Not above this.
    Above(Voltage),
}

/// Temperature of the hottest cell.
#[derive(Debug, Clone, Copy)]
pub struct CellLimits {
    /// Above this the battery is stopped.
    pub highest: Temperature,
    /// At or below this it may be used again.
    pub recovered: Temperature,
    /// Age at which a temperature is refused: cells are slow, and so may their sensors be.
    pub max_age: Duration,
}
