//! Composition: two parts as one port, a blocking part in asynchronous firmware.

mod blocking;
mod pair;

pub use blocking::Blocking;
pub use pair::{Pair, PairError};

/// Invokes `$with!` for every trait that measures.
macro_rules! for_each_sensor {
    ($with:ident) => {
        $with! {
            VoltageSensor voltage -> Voltage;
            CurrentSensor current -> Current;
            PowerSensor power -> Power;
            TemperatureSensor temperature -> Temperature;
            EnergyCounter energy -> Energy;
            ChargeCounter charge -> Charge;
            InsulationMeter insulation -> Insulation;
            ResidualCurrentSensor residual_current -> ResidualCurrent;
        }
    };
}

use for_each_sensor;
