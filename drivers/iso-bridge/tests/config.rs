//! What makes a measurement and what does not.

use core::time::Duration;
use hal_power::{Error as _, ErrorKind, Ratio, Resistance, Voltage};
use iso_bridge::{Accuracy, Config, ConfigError, Net, Network, Settled, Timing};

#[derive(Clone, Copy)]
struct Figures {
    network: Network,
    accuracy: Accuracy,
    net: Net,
    timing: Timing,
    settled: Settled,
}

fn network(ohms: u64, tolerance: Ratio) -> Network {
    let resistance = Resistance::from_ohms(ohms);
    Network::new(
        resistance,
        resistance,
        tolerance,
        Duration::from_millis(100),
    )
}

fn figures() -> Figures {
    let millivolts = Voltage::from_millivolts;
    Figures {
        network: network(100_000, Ratio::from_percent(1)),
        accuracy: Accuracy {
            gain: Ratio::from_percent(1),
            offset: millivolts(20),
            noise: millivolts(10),
        },
        net: Net {
            minimum: Voltage::from_volts(90),
            maximum: Voltage::from_volts(550),
            drift: Voltage::from_volts(2),
        },
        timing: Timing {
            travel: Duration::from_millis(10),
            pace: Duration::from_millis(20),
            timeout: Duration::from_millis(70),
        },
        settled: Settled {
            readings: 3,
            band: millivolts(50),
        },
    }
}

fn refused(change: impl FnOnce(&mut Figures)) -> Option<ConfigError> {
    let mut figures = figures();
    change(&mut figures);
    let Figures {
        network,
        accuracy,
        net,
        timing,
        settled,
    } = figures;
    Config::new(network, accuracy, net, timing, settled).err()
}

#[test]
fn sound_figures_are_taken() {
    assert_eq!(refused(|_| ()), None);
    assert_eq!(refused(|f| f.network = network(1_000, Ratio::ZERO)), None);
    assert_eq!(
        refused(|f| f.network = f.network.with_contacts(31, 0)),
        None
    );
}

#[test]
fn what_makes_no_measurement_is_named() {
    let percent = Ratio::from_percent;
    let is = |error, change: &dyn Fn(&mut Figures)| assert_eq!(refused(change), Some(error));
    is(ConfigError::Resistance, &|f| {
        f.network = network(999, Ratio::ZERO)
    });
    is(ConfigError::Resistance, &|f| {
        f.network = f.network.with_dividers(Resistance::MAX, Resistance::ZERO);
    });
    is(ConfigError::Ratio, &|f| {
        f.network = network(1_000, percent(21))
    });
    is(ConfigError::Ratio, &|f| {
        f.accuracy.gain = Ratio::from_ppm(-1)
    });
    is(ConfigError::Contacts, &|f| {
        f.network = f.network.with_contacts(3, 3)
    });
    is(ConfigError::Contacts, &|f| {
        f.network = f.network.with_contacts(0, 32)
    });
    is(ConfigError::Voltage, &|f| f.net.minimum = Voltage::ZERO);
    is(ConfigError::Voltage, &|f| {
        f.net.maximum = Voltage::from_volts(89)
    });
    is(ConfigError::Voltage, &|f| {
        f.net.drift = Voltage::from_volts(-1)
    });
    is(ConfigError::Voltage, &|f| {
        f.accuracy.offset = Voltage::from_volts(551)
    });
    is(ConfigError::Voltage, &|f| f.settled.band = Voltage::MIN);
    is(ConfigError::Timing, &|f| f.settled.readings = 1);
    is(ConfigError::Timing, &|f| f.timing.pace = Duration::ZERO);
    is(ConfigError::Timing, &|f| {
        f.timing.timeout = Duration::from_millis(69)
    });
    is(ConfigError::Timing, &|f| f.timing.travel = Duration::MAX);
    assert_eq!(ConfigError::Timing.kind(), ErrorKind::OutOfRange);
}
