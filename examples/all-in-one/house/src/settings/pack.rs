//! The limits of the battery's controller.

use super::{Contradiction, EMPTY_CELL, FULL_CELL, HOTTEST, RECOVERED, TICK, WIRES_EVERY};
use crate::quantity::volts;
use all_in_one_firmware::{
    hal_bms::{
        BalancerConfig, BalancerLevels, CellGuardConfig, CellGuardLimits, CellLimits,
        CurrentTapers, Limit, Taper,
    },
    hal_power::{Current, Ratio, Temperature, Voltage},
    pack::Settings,
};
use core::time::Duration;

/// Current that the battery allows in mid-range: half a 50 Ah cell's capacity in an hour.
const ALLOWED: Current = Current::from_amps(25);

/// Age at which what is known of the cells is refused, and how long that is borne.
const AGE: Duration = Duration::from_millis(500);
const PATIENCE: Duration = Duration::from_secs(1);

/// Time from the demand to be left until the contactors lose their supply: longer than an orderly stop may take.
const OPENS_AFTER: Duration = Duration::from_millis(1_800);

/// Time for which the inverter may be silent, in which its current has long gone.
const INVERTER_SILENT: Duration = Duration::from_secs(5);

/// What the monitors are like.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    pub(crate) cells: usize,
    pub(crate) sensors: usize,
    pub(crate) allows_neighbours: bool,
    pub(crate) expires_after: Duration,
}

/// Gathers the settings of a battery.
pub(crate) fn pack(part: Part) -> Result<Settings, Contradiction> {
    let cells = part.cells;
    let string = u32::try_from(cells).map_or(0.0, f64::from);
    let levels = BalancerLevels::new(
        Voltage::from_millivolts(10),
        Voltage::from_millivolts(5),
        // LibreSolar, LFP
        Voltage::from_millivolts(3_300),
        HOTTEST,
    );
    let balancer = BalancerConfig::new(
        cells,
        part.expires_after,
        levels.with_cooled(RECOVERED),
        Duration::from_secs(3_600),
        AGE,
    )?;
    Ok(Settings {
        scan: TICK * 20,
        scan_near: TICK * 2,
        near: Ratio::from_percent(50),
        wires_every: WIRES_EVERY,
        max_age: AGE,
        guard: guard(cells, part.sensors)?,
        protection: CellLimits::new(
            Limit::new(Voltage::from_millivolts(3_700), Duration::from_secs(1)),
            Limit::new(Voltage::from_millivolts(2_400), Duration::from_secs(2)),
        ),
        balancer: balancer
            .with_cells(part.allows_neighbours, cells)
            .with_rest(Current::from_milliamps(500), Duration::from_secs(2))
            .with_stretch(Duration::from_secs(20), Duration::from_secs(1)),
        currents: (ALLOWED, ALLOWED),
        cut_off: (volts(string * EMPTY_CELL), volts(string * FULL_CELL)),
        opens_after: OPENS_AFTER,
        inverter_silent: INVERTER_SILENT,
    })
}

/// Voltages and temperatures of LFP cells as LibreSolar has them, but for the hard limits: MG5's of the voltage, and the product
/// manual's of the heat.
fn guard(cells: usize, sensors: usize) -> Result<CellGuardConfig, Contradiction> {
    let millivolts = Voltage::from_millivolts;
    let celsius = Temperature::from_celsius;
    let cold = celsius(-20);
    let limits = CellGuardLimits::new(
        CellLimits::new(
            Limit::new(volts(FULL_CELL), Duration::ZERO),
            Limit::new(volts(EMPTY_CELL), Duration::from_secs(2)),
        ),
        Limit::new(HOTTEST, Duration::ZERO),
        Limit::new(cold, Duration::from_secs(2)),
    )
    .with_hysteresis(millivolts(50), HOTTEST.saturating_sub(RECOVERED));
    let charge = CurrentTapers::new(
        Taper::new(millivolts(3_450), millivolts(3_550)),
        Taper::new(celsius(5), celsius(0)),
        Taper::new(celsius(40), celsius(45)),
    );
    let discharge = CurrentTapers::new(
        Taper::new(millivolts(2_900), millivolts(2_800)),
        Taper::new(celsius(-15), cold),
        Taper::new(celsius(45), HOTTEST),
    );
    let config = CellGuardConfig::new(cells, sensors, limits, charge, discharge, AGE, PATIENCE)?;
    Ok(config.with_wire_test(Duration::from_secs(120)))
}
