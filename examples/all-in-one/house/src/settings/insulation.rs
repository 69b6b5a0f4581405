//! The two bridges that measure insulation, what their drivers are told, and what they have to find. Figures of the simulated
//! board, no product's.

use super::{INSULATED, LIFE, MAX_AGE};
use all_in_one_firmware::{
    contact,
    hal_power::{
        Contacts, Ratio, Resistance, Voltage,
        check::{ConfigError, InsulationConfig, InsulationMeter},
    },
};
use core::time::Duration;
use iso_bridge::{Accuracy, Config, Net, Network, Settled, Timing};

/// What is fitted at each pole of a net.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BridgeCircuit {
    /// Behind the switch.
    pub(crate) switched: Resistance,
    /// Divider of the sensor.
    pub(crate) divider: Resistance,
    /// Y-capacitor in nF.
    pub(crate) nanofarads: u32,
}

/// Battery side of the contactors. Its dividers lie at the link's net too once that is joined, and count as insulation there.
pub(crate) const BATTERY_BRIDGE: BridgeCircuit = BridgeCircuit {
    switched: Resistance::from_kilohms(100),
    divider: Resistance::from_kilohms(4_000),
    nanofarads: 47,
};

/// At the link. Its capacitors are those of the battery too, which it is measured with.
pub(crate) const LINK_BRIDGE: BridgeCircuit = BridgeCircuit {
    switched: Resistance::from_kilohms(100),
    divider: Resistance::from_kilohms(1_000),
    nanofarads: 150 + BATTERY_BRIDGE.nanofarads,
};

/// Below this a bridge sees nothing: less than a module of empty cells has, half of what a module in use does.
const MINIMUM: Voltage = Voltage::from_volts(60);

/// By how much a net may drift: the link is held to less, but for a cloud.
const DRIFT: Voltage = Voltage::from_volts(20);

/// A bridge: half a percent of tolerance, capacitors of 20 % more than they say, converters of 12 bits over 800 V.
pub(crate) fn bridge(fitted: BridgeCircuit) -> Result<Config, iso_bridge::ConfigError> {
    let BridgeCircuit {
        switched, divider, ..
    } = fitted;
    let kilohms = u32::try_from(switched.as_ohms() / 1_000).unwrap_or(u32::MAX);
    let microseconds = kilohms.saturating_mul(2 * fitted.nanofarads);
    let settling = Duration::from_micros(microseconds.into()) * 6 / 5;
    let network = Network::new(switched, switched, Ratio::from_permille(5), settling)
        .with_dividers(divider, divider);
    let accuracy = Accuracy {
        gain: Ratio::from_permille(5),
        offset: Voltage::from_millivolts(200),
        noise: Voltage::from_millivolts(150),
    };
    let net = Net {
        minimum: MINIMUM,
        maximum: Voltage::from_volts(800),
        drift: DRIFT,
    };
    let timing = Timing {
        travel: Duration::from_millis(10),
        pace: Duration::from_millis(10),
        timeout: Duration::from_secs(2),
    };
    let settled = Settled {
        readings: 5,
        band: Voltage::from_volts(1),
    };
    Config::new(network, accuracy, net, timing, settled)
}

/// Of the battery: what joins it to the link is taken for what earths it, since nobody knows yet what is there.
pub(crate) fn battery() -> Result<InsulationConfig, ConfigError> {
    let config = measured_by_bridge(Contacts::first(contact::LINE_A))?;
    Ok(config.with_life(Duration::from_secs(1)))
}

/// Of everything behind the link: relays and bond earth it.
pub(crate) fn link() -> Result<InsulationConfig, ConfigError> {
    let config = measured_by_bridge(Contacts::first(8) - Contacts::first(contact::LINE_A))?;
    Ok(config.with_life(LIFE))
}

/// At least 150 kΩ, the vendor's limit of the sibling's PV input (display-board protocol). Settling is the bridge's to watch, which
/// tells the least that its readings allow: those of two measurements differ by more than the insulation does.
fn measured_by_bridge(earthing: Contacts) -> Result<InsulationConfig, ConfigError> {
    let limit = INSULATED;
    let meter = InsulationMeter::NetVoltage { minimum: MINIMUM };
    let config = InsulationConfig::new(limit, meter, earthing, Duration::ZERO, MAX_AGE)?;
    Ok(config
        .with_agreement(2, Ratio::from_percent(20))
        .with_drift(DRIFT)
        .with_meter_age(Duration::from_secs(4))
        .with_timeout(Duration::from_secs(8)))
}
