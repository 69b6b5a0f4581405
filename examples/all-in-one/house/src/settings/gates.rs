//! The configuration of the gate drivers on the simulated board: its switches', no part's defaults.

use all_in_one_firmware::hal_inverter::GateFaults;
use all_in_one_firmware::hal_power::{Current, Voltage};
use core::time::Duration;
use gate_pins::{Resets, Times};
use stgap1::{Causes, Config, ConfigError, DeadTime, InputFilter, TurnOff};

/// Time for which a switch of the bridge withstands a short circuit, an assumption for such a switch.
pub(crate) const WITHSTANDS: Duration = Duration::from_micros(5);

/// A gate of the bridge.
pub(crate) fn bridge_gate() -> Result<Config, ConfigError> {
    let volts = Voltage::from_volts;
    Config::unprotected()
        .with_dead_time(DeadTime::Off)
        .with_input_filter(InputFilter::Short)
        .with_logic_undervoltage()
        .with_overvoltage()
        .with_latched_undervoltage()
        .with_diag1(Causes::all())
        .with_positive_undervoltage(volts(12))?
        .with_negative_undervoltage(volts(-3))?
        .with_desaturation(volts(8), Current::from_microamps(500))?
        .with_two_level_turn_off(volts(10), Duration::from_micros(1), TurnOff::Fault)
}

/// The gates of battery leg and boost.
pub(crate) fn gate_pins() -> Result<gate_pins::Config, gate_pins::ConfigError> {
    let times = Times {
        reset: Duration::from_micros(2),
        mute: Duration::from_micros(10),
        ready: Duration::from_micros(20),
    };
    gate_pins::Config::new(GateFaults::DESATURATION, Resets::Rising, times)
}
