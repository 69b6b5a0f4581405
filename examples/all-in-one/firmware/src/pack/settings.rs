//! Every limit that the battery's controller goes by. All are handed in; none has a default.

use core::time::Duration;
use hal_bms::{BalancerConfig, CellGuardConfig, CellLimits};
use hal_power::{Current, Ratio, Voltage};

/// Limits and times of one battery.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Time between two scans of the cells.
    pub scan: Duration,
    /// The same, while less than `near` of a current is allowed or something is wrong.
    pub scan_near: Duration,
    /// Share of the nominal current below which a limit is near.
    pub near: Ratio,
    /// Time between two tests of the wires to the cells.
    pub wires_every: Duration,
    /// Age at which the current is refused.
    pub max_age: Duration,
    /// What the cells have to keep to.
    pub guard: CellGuardConfig,
    /// What the monitors watch over by themselves.
    pub protection: CellLimits,
    /// How the cells are made alike.
    pub balancer: BalancerConfig,
    /// Nominal currents of charge and discharge, as magnitudes.
    pub currents: (Current, Current),
    /// Cut-off voltages of the string, of discharge and of charge.
    pub cut_off: (Voltage, Voltage),
    /// Time from the demand to be left until the contactors lose their supply.
    pub opens_after: Duration,
    /// Time for which the inverter may be silent.
    pub inverter_silent: Duration,
}
