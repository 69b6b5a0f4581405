//! The firmware's limits for the simulated installation, each with where it comes from: a source, the simulated board's own
//! parts, or a choice of the scenario. None is a default of a driver or a component.

mod control;
mod gates;
mod insulation;
mod pack;

pub(crate) use control::{CODE, control, grid_tolerances};
pub(crate) use gates::{WITHSTANDS, bridge_gate, gate_pins};
pub(crate) use insulation::{BATTERY_BRIDGE, BridgeCircuit, LINK_BRIDGE, bridge};
pub(crate) use pack::{Part, pack};

use crate::{
    board::{CONTACTOR_RELEASE, RELAY_OPERATE, RELAY_RELEASE, REST, TEST_CURRENT},
    plant::{MODULE, PRECHARGE_RESISTOR},
    quantity::{amps, ohms, volts},
};
use all_in_one_firmware::{
    CellLimits, GridLimit, GridTrip, GridWindow, LinkControl, RetryLimit, Settings, contact,
    hal_bms::{
        BalancerError, CellGuardError, ContactorConfig, LimitTimes, LimitTimesError, MakeLife,
    },
    hal_inverter::{
        BackupEarthing, ChainConfig, ChainMap, GridConfigError, NeutralBond, Profile,
        TransferConfig,
    },
    hal_power::{
        Current, Energy, Power, Ratio, Resistance, SafeStopConfig, Temperature, Voltage,
        check::{
            ConfigError, DischargeConfig, DischargeNode, PrechargeConfig, RelayConfig, RelayPole,
            ResidualCurrentConfig, ResidualLimits, ResidualMonitorConfig, TripConfig,
        },
    },
};
use core::{fmt, time::Duration};
use pylontech::ConfigError as LinkError;

/// Period of the carrier, and of the frames that are sampled in it, where waves are integrated.
pub(crate) const CARRIER: Duration = Duration::from_micros(50);
/// Time between two rounds of the firmware.
pub(crate) const TICK: Duration = Duration::from_millis(10);
/// Age at which a reading is refused.
pub(crate) const MAX_AGE: Duration = Duration::from_millis(50);
/// Age at which a reading of the meter at the point of supply is refused: several of its periods, a choice.
const METER_AGE: Duration = Duration::from_secs(2);
/// Current that the battery's contactors may break.
pub(crate) const BREAKABLE: Current = Current::from_amps(5);
/// Time given to the converter to bring the current there.
pub(crate) const CURRENT_PATIENCE: Duration = Duration::from_millis(900);
/// Product manual, chapter 2: the battery is not to be exposed to more.
pub(crate) const HOTTEST: Temperature = Temperature::from_celsius(50);
/// At or below this a battery that was too hot may be used again: hysteresis of 5 °C (LibreSolar, LFP).
pub(crate) const RECOVERED: Temperature = Temperature::from_celsius(45);
/// What is safe to touch, and the time that the manual has one wait (chapter 2, capacitors).
pub(crate) const SAFE: Voltage = Voltage::from_volts(60);
pub(crate) const DISCHARGE_WAIT: Duration = Duration::from_secs(300);
/// Voltages of an LFP cell that is empty (LibreSolar) and full (MG5).
pub(crate) const EMPTY_CELL: f64 = 2.5;
pub(crate) const FULL_CELL: f64 = 3.65;
/// How far the link stands at least above a full battery, in V.
const HEADROOM: f64 = 20.0;
/// Silence after which the battery's limits are void, and after which the battery opens by itself.
pub(crate) const LINK_SILENCE: Duration = Duration::from_secs(1);
const BATTERY_OPENS: Duration = Duration::from_secs(5);
/// Time between two of the battery's frames of a kind, time for which it repeats what was not told anew, and time between two of the
/// inverter's.
pub(crate) const LINK_PERIOD: Duration = Duration::from_millis(200);
pub(crate) const LINK_LIFE: Duration = Duration::from_millis(500);
pub(crate) const LINK_KEEP_ALIVE: Duration = Duration::from_secs(1);
/// By how much the voltages of modules may differ when they are joined.
pub(crate) const MODULES_ALIKE: Voltage = Voltage::from_volts(1);
/// Time between two tests of the wires to the cells.
pub(crate) const WIRES_EVERY: Duration = Duration::from_secs(5);
/// Who earths the backup output's neutral.
const EARTHING: BackupEarthing = BackupEarthing {
    source: "choice of the scenario: a store that earths the neutral of its backup output",
    bond: NeutralBond::Switched,
};
/// A neutral further than this from protective earth is one whose earth is lost: a choice of the scenario.
const EARTH_LOST: Voltage = Voltage::from_volts(30);
/// A PV input at this voltage is one whose sensor is seen to live: a choice of the scenario, above what is safe.
const PV_LIVE: Voltage = Voltage::from_volts(100);
/// Time constant of the precharge.
pub(crate) const PRECHARGE_CONSTANT: Duration = Duration::from_millis(150);
/// Below this the backup output is dead.
pub(crate) const BACKUP_DEAD: Voltage = Voltage::from_volts(30);
/// Time for which the grid has to be inside its window: EN 50549-1:2019 as in a shipped inverter profile.
pub(crate) const RECONNECT: Duration = Duration::from_secs(60);
/// Time for which a grid that is gone may be held on to: below 161 V, same profile.
pub(crate) const GONE: Duration = Duration::from_millis(200);

/// DEVR40: operations at 90 % and at 80 % precharge.
const MAKE_LIFE: [MakeLife; 2] = [
    MakeLife {
        precharged: Ratio::from_percent(90),
        operations: 50_000,
    },
    MakeLife {
        precharged: Ratio::from_percent(80),
        operations: 50,
    },
];

/// Residual-current limits and times.
pub(crate) const RESIDUAL: ResidualLimits<3> = rcm::UP_TO_30_KVA;

/// How fast a residual current may change, per second, without being a step, and how far a reading may lie below the truth: choices
/// of the scenario, the latter above what the simulated sensor is off by.
const DRIFT: Current = Current::from_milliamps(30);
const NOISE: Current = Current::from_milliamps(2);

/// Time between two looks at a residual current that is sampled in every period, and the longest that the buses let pass between two.
/// Older than the window of an evaluation and a look or two is too old.
const LOOK: Duration = Duration::from_millis(1);
const LONGEST_LOOK: Duration = Duration::from_millis(4);
const RESIDUAL_AGE: Duration = Duration::from_millis(30);

/// Time in which a wet array follows the bridge, some ten of its time constants: the plant's own.
const CHARGING: Duration = Duration::from_millis(1);

/// Least insulation to connect on: the vendor's limit of the sibling's PV input (display-board protocol).
pub(crate) const INSULATED: Resistance = Resistance::from_kilohms(150);

/// How long proofs live that wait for the grid: longer than its window, shorter than a day.
const LIFE: Duration = Duration::from_secs(600);

/// From a relay's command until its contact rests, with the round in which it is commanded and the one in which it is read.
pub(crate) const SETTLE: Duration = REST.saturating_add(TICK).saturating_add(TICK);

/// Two periods of the grid.
const CYCLE: Duration = Duration::from_millis(40);

/// Voltages that make a measurement of relays mean something: the least reference, and what an isolated side stays below.
const REFERENCE: Voltage = Voltage::from_volts(100);
const ISOLATED: Voltage = Voltage::from_volts(30);

/// Which relay is which.
pub(crate) const CHAIN: ChainMap = ChainMap {
    line: RelayPole {
        a: contact::LINE_A,
        b: contact::LINE_B,
    },
    neutral: RelayPole {
        a: contact::NEUTRAL_A,
        b: contact::NEUTRAL_B,
    },
};

/// Settings that contradict themselves.
#[derive(Debug)]
pub enum Contradiction {
    /// In the limits of a check.
    Check(ConfigError),
    /// In the times of the battery's frames.
    Times(LimitTimesError),
    /// In the grid's protection.
    Grid(GridConfigError),
    /// In the limits of the cells.
    Cells(CellGuardError),
    /// In how cells are balanced.
    Balancing(BalancerError),
    /// In what the monitors of the cells are told.
    Ades183x(ades183x::ConfigError),
    /// The same, of other monitors.
    Bq769x2(bq769x2::ConfigError),
    /// In the link to the battery.
    Link(LinkError),
    /// In the line to the meter.
    Meter(modbus_meter::ConfigError),
    /// In what the bridges are told that measure insulation.
    Bridge(iso_bridge::ConfigError),
    /// In the link to its modules.
    Modules(module_link::ConfigError),
    /// In what the converters' codes mean.
    Calibration,
    /// In how the residual current is evaluated.
    Residual(rcm::ConfigError),
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Check(error) => error.fmt(f),
            Self::Times(error) => error.fmt(f),
            Self::Grid(error) => error.fmt(f),
            Self::Cells(error) => error.fmt(f),
            Self::Balancing(error) => error.fmt(f),
            Self::Ades183x(error) => error.fmt(f),
            Self::Bq769x2(error) => error.fmt(f),
            Self::Link(error) => error.fmt(f),
            Self::Meter(error) => error.fmt(f),
            Self::Bridge(error) => error.fmt(f),
            Self::Modules(error) => error.fmt(f),
            Self::Calibration => f.write_str("a converter's code has no value"),
            Self::Residual(error) => error.fmt(f),
        }
    }
}

impl From<ConfigError> for Contradiction {
    fn from(error: ConfigError) -> Self {
        Self::Check(error)
    }
}

impl From<rcm::ConfigError> for Contradiction {
    fn from(error: rcm::ConfigError) -> Self {
        Self::Residual(error)
    }
}

impl From<CellGuardError> for Contradiction {
    fn from(error: CellGuardError) -> Self {
        Self::Cells(error)
    }
}

impl From<BalancerError> for Contradiction {
    fn from(error: BalancerError) -> Self {
        Self::Balancing(error)
    }
}

impl From<ades183x::ConfigError> for Contradiction {
    fn from(error: ades183x::ConfigError) -> Self {
        Self::Ades183x(error)
    }
}

impl From<bq769x2::ConfigError> for Contradiction {
    fn from(error: bq769x2::ConfigError) -> Self {
        Self::Bq769x2(error)
    }
}

impl From<module_link::ConfigError> for Contradiction {
    fn from(error: module_link::ConfigError) -> Self {
        Self::Modules(error)
    }
}

impl From<modbus_meter::ConfigError> for Contradiction {
    fn from(error: modbus_meter::ConfigError) -> Self {
        Self::Meter(error)
    }
}

impl From<iso_bridge::ConfigError> for Contradiction {
    fn from(error: iso_bridge::ConfigError) -> Self {
        Self::Bridge(error)
    }
}

impl From<LinkError> for Contradiction {
    fn from(error: LinkError) -> Self {
        Self::Link(error)
    }
}

impl From<LimitTimesError> for Contradiction {
    fn from(error: LimitTimesError) -> Self {
        Self::Times(error)
    }
}

impl From<GridConfigError> for Contradiction {
    fn from(error: GridConfigError) -> Self {
        Self::Grid(error)
    }
}

/// Gathers the settings of a model.
pub(crate) fn settings(
    profile: &'static Profile,
    modules: usize,
    has_waves: bool,
) -> Result<Settings, Contradiction> {
    let cells = u32::try_from(modules * MODULE).map_or(0.0, f64::from);
    let target = volts((cells * FULL_CELL + HEADROOM).max(480.0));
    Ok(Settings {
        profile,
        tick: TICK,
        max_age: MAX_AGE,
        meter_age: METER_AGE,
        trip: TripConfig::new(MAX_AGE, MAX_AGE)
            .with_hold(TICK * 3)
            .with_life(LIFE),
        residual_test: residual_test()?,
        residual: residual(has_waves)?,
        residual_period: if has_waves { LOOK } else { TICK },
        residual_charging: CHARGING,
        residual_retries: RetryLimit {
            within: Duration::from_secs(24 * 3_600),
        },
        battery_insulation: insulation::battery()?,
        link_insulation: insulation::link()?,
        insulation_tries: 3,
        precharge: precharge(cells),
        precharge_heat: Energy::ZERO,
        contactors: ContactorConfig::new(Voltage::from_volts(10), BREAKABLE, MAX_AGE)
            .with_waits(CURRENT_PATIENCE, Duration::ZERO),
        make_life: &MAKE_LIFE,
        wear: 0,
        contact_rest: SETTLE,
        chain: chain()?,
        island_chain: RelayConfig::new([CHAIN.line, CHAIN.neutral], REFERENCE, ISOLATED, MAX_AGE)?
            .with_times(SETTLE, CYCLE)
            .with_life(MAX_AGE),
        grid: grid(),
        link: LinkControl {
            target,
            per_volt: Power::from_watts(25),
            curtail: Voltage::from_volts(20),
        },
        link_range: (
            Voltage::from_volts(350),
            target.saturating_add(Voltage::from_volts(120)),
        ),
        link_rise: Duration::from_secs(2),
        battery_silent: Duration::from_millis(500),
        limit_times: LimitTimes::new(LINK_SILENCE, TICK * 2, BATTERY_OPENS)?,
        cells: CellLimits {
            highest: HOTTEST,
            recovered: RECOVERED,
            max_age: Duration::from_millis(500),
        },
        transfer: TransferConfig::new(
            EARTHING,
            BACKUP_DEAD,
            Duration::from_secs(1),
            SETTLE + TICK,
            MAX_AGE,
        ),
        earth_lost: EARTH_LOST,
        stop: SafeStopConfig::new(BREAKABLE, BACKUP_DEAD, MAX_AGE)
            .with_patience(CURRENT_PATIENCE, Duration::from_secs(1))
            .with_release_times(RELAY_RELEASE, CONTACTOR_RELEASE),
        discharge: DischargeConfig::new(
            SAFE,
            [
                DischargeNode::new(volts(cells * EMPTY_CELL))
                    .with_largest_fall(Voltage::from_volts(50)),
                DischargeNode::new(PV_LIVE),
                DischargeNode::new(REFERENCE),
            ],
            [SAFE; 3],
            DISCHARGE_WAIT,
            MAX_AGE,
        )?,
        isolated_by: ISOLATED,
        retry: Duration::from_secs(5),
    })
}

/// The code's window and its stages of the voltage, for the meter; frames, where there are any, are judged by the code itself.
fn grid() -> GridWindow {
    let under = CODE.under_voltage.iter();
    let over = CODE.over_voltage.iter();
    let mut stages = under
        .map(|stage| (GridLimit::Below(stage.limit), stage.within))
        .chain(over.map(|stage| (GridLimit::Above(stage.limit), stage.within)));
    let none = (GridLimit::Below(Voltage::ZERO), GONE);
    let (lowest, highest) = CODE
        .reconnect
        .map_or((Voltage::ZERO, Voltage::ZERO), |window| window.voltage);
    GridWindow {
        lowest,
        highest,
        reconnect: RECONNECT,
        trips: core::array::from_fn(|_| {
            let (limit, after) = stages.next().unwrap_or(none);
            GridTrip { limit, after }
        }),
    }
}

/// Test current of the simulated sensor, with a tolerance, above what its filters let flow when idle.
fn residual_test() -> Result<ResidualCurrentConfig, ConfigError> {
    let (tolerance, idle) = (Current::from_milliamps(5), Current::from_milliamps(10));
    let config = ResidualCurrentConfig::new(amps(TEST_CURRENT), tolerance, idle, MAX_AGE)?;
    Ok(config.with_settle_time(TICK * 2).with_interval(LIFE))
}

/// An ideal sensor is looked at once a tick.
fn residual(has_waves: bool) -> Result<ResidualMonitorConfig<3>, ConfigError> {
    let (period, max_age) = if has_waves {
        (LONGEST_LOOK, RESIDUAL_AGE)
    } else {
        (TICK + TICK / 10, MAX_AGE)
    };
    ResidualMonitorConfig::new(RESIDUAL, RELAY_RELEASE, period, DRIFT, NOISE, max_age)
}

/// The simulated link's own resistor and capacitance; 2.5 V a cell is the least that it may be charged from.
fn precharge(cells: f64) -> PrechargeConfig {
    let resistor = ohms(PRECHARGE_RESISTOR);
    PrechargeConfig::new(
        resistor,
        PRECHARGE_CONSTANT,
        volts(cells * EMPTY_CELL),
        MAX_AGE,
    )
    .with_auxiliary_load(Current::from_milliamps(100))
    .with_noise(Voltage::from_volts(1), Current::from_milliamps(20))
    .with_settle_time(SETTLE)
    .with_heat_limit(Energy::from_joules(1_000), Power::from_watts(5))
}

fn chain() -> Result<ChainConfig, ConfigError> {
    let config = ChainConfig::new(CHAIN, REFERENCE, ISOLATED, RELAY_OPERATE, MAX_AGE)?;
    Ok(config
        .with_times(SETTLE, CYCLE, LIFE)
        .with_headroom(Voltage::from_volts(10)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_precharge_has_its_time_constant() {
        let seconds = PRECHARGE_RESISTOR * crate::plant::CAPACITANCE;
        assert!((seconds - PRECHARGE_CONSTANT.as_secs_f64()).abs() < 1e-9);
    }

    #[test]
    fn no_model_s_settings_contradict_themselves() {
        for profile in &Profile::ALL {
            for modules in 1..=5 {
                for has_waves in [false, true] {
                    let settings = settings(profile, modules, has_waves);
                    assert!(settings.is_ok(), "{}, {modules} modules", profile.name);
                }
            }
        }
    }
}
