//! The two DC nets towards earth, and the bridge that measures each: the battery's, battery side of the contactors, and the link's.
//!
//! The battery's negative pole is the link's: through that contact they are one net, whose poles are the link's, with the battery's
//! positive pole somewhere between. What leads to earth from either is then seen by both bridges, the other bridge itself too.

use crate::{
    plant::{Paths, Plant},
    quantity::volts,
    settings::{BATTERY_BRIDGE, BridgeCircuit, LINK_BRIDGE, bridge},
};
use all_in_one_firmware::{
    InsulationMonitor, contact,
    hal_power::{
        Contacts, ErrorKind, ErrorType, Insulation, Ratio, Resistance, Sensor, Voltage,
        asynch::InsulationMeter,
    },
};
use alloc::rc::Rc;
use core::{cell::RefCell, time::Duration};
use hal_power_sim::{
    SimDelay, World,
    model::{
        earth_net::{Circuit, EarthNet, Pole, Probe, Spoiled, Switches},
        relay::Sheet,
    },
};
use iso_bridge::{ConfigError, Error, asynch::BridgeMeter};

/// Of a pole of the battery's net in Ω.
const INSULATION: f64 = 2e6;

/// Through the earth electrode in Ω, where a contact earths the net.
const EARTHED: f64 = 10.0;

/// Reed relays, as bridges have them.
const SWITCH: Sheet = Sheet {
    operate: Duration::from_millis(3),
    release: Duration::from_millis(2),
    bounce: Duration::from_millis(1),
    picks_up: 700,
    holds: 300,
};

/// By how much the sensors are off: less than the drivers are told.
const SPOILED: Spoiled = Spoiled {
    gain: Ratio::from_permille(2),
    offset: Voltage::from_millivolts(50),
    noise: Voltage::from_millivolts(100),
};

/// What leads to earth from the battery, at its voltage.
fn of_battery(positive: f64) -> Leaks {
    Leaks::default()
        .with(INSULATION, positive)
        .with(INSULATION, 0.0)
}

/// Paths to earth. Earth is one node: all of them together are one path, from the mean of their voltages.
#[derive(Debug, Clone, Copy, Default)]
struct Leaks {
    siemens: f64,
    /// Sum of each conductance times its voltage over the negative pole.
    amps: f64,
}

impl Leaks {
    /// Adds a resistance in Ω that begins at a voltage over the negative pole.
    fn with(self, ohms: f64, volts: f64) -> Self {
        Self {
            siemens: self.siemens + 1.0 / ohms,
            amps: self.amps + volts / ohms,
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            siemens: self.siemens + other.siemens,
            amps: self.amps + other.amps,
        }
    }

    /// Puts the net in its place.
    fn put(self, net: &RefCell<EarthNet>, voltage: f64) {
        let share = (self.amps / self.siemens / voltage.max(1e-3)).clamp(0.0, 1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share is within its range, and a float beyond the other's ends there"
        )]
        let (ppm, microohms) = ((share * 1e6) as i32, (1e6 / self.siemens) as u64);
        let mut net = net.borrow_mut();
        net.set_voltage(volts(voltage));
        let resistance = Resistance::from_microohms(microohms);
        net.set_middle(Ratio::from_ppm(ppm), Some(resistance));
    }
}

/// A net with its bridge.
struct Bridged {
    fitted: BridgeCircuit,
    net: Rc<RefCell<EarthNet>>,
    bank: Switches,
    probes: [Probe; 2],
}

impl Bridged {
    fn new(world: &World, fitted: BridgeCircuit, seed: u64) -> Self {
        let circuit = Circuit {
            switched: [fitted.switched; 2],
            dividers: [Some(fitted.divider); 2],
            nanofarads: [fitted.nanofarads; 2],
            relay: SWITCH,
        };
        let net = EarthNet::new(world.clock(), &circuit, Voltage::ZERO);
        let probe = |pole, seed| Probe::new(&net, pole, SPOILED, seed);
        Self {
            fitted,
            bank: Switches::new(&net),
            probes: [
                probe(Pole::Positive, seed),
                probe(Pole::Negative, seed.wrapping_add(1)),
            ],
            net,
        }
    }

    /// What the bridge itself is to the other net, joined.
    fn leaks(&self, positive: f64) -> Leaks {
        let [switched, divider] = [self.fitted.switched, self.fitted.divider].map(in_ohms);
        let closed = self.bank.closed();
        let mut leaks = Leaks::default().with(divider, positive).with(divider, 0.0);
        for (switch, volts) in [(0, positive), (1, 0.0)] {
            if closed.is_closed(switch) {
                leaks = leaks.with(switched, volts);
            }
        }
        leaks
    }

    fn monitor(&self, delay: SimDelay) -> Result<BridgeMonitor, ConfigError> {
        let [positive, negative] = self.probes.clone();
        let config = bridge(self.fitted)?;
        Ok(BridgeMonitor(BridgeMeter::new(
            self.bank.clone(),
            positive,
            negative,
            delay,
            config,
        )))
    }
}

fn in_ohms(resistance: Resistance) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "of resistors that are fitted")]
    let ohms = resistance.as_ohms() as f64;
    ohms
}

/// Both nets.
pub(super) struct Nets {
    battery: Bridged,
    link: Bridged,
}

impl Nets {
    /// At rest for a long time, with every contact open.
    pub(super) fn new(world: &World, plant: &Plant) -> Self {
        let nets = Self {
            battery: Bridged::new(world, BATTERY_BRIDGE, 1),
            link: Bridged::new(world, LINK_BRIDGE, 3),
        };
        nets.follow(plant, Contacts::NONE, Paths::default());
        for bridged in [&nets.battery, &nets.link] {
            bridged.net.borrow_mut().settle();
        }
        nets
    }

    /// Puts the truth to both nets.
    pub(super) fn follow(&self, plant: &Plant, closed: Contacts, paths: Paths) {
        let (battery, link) = (plant.battery.voltage(), plant.link.voltage);
        let mut of_battery = of_battery(battery);
        let (siemens, amps) = plant.net.leaks();
        let mut of_link = Leaks { siemens, amps };
        if paths.neutral || paths.bond {
            // the legs of the bridge switch between both poles
            of_link = of_link.with(EARTHED, link / 2.0);
        }
        if closed.is_closed(contact::BATTERY_NEGATIVE) {
            let both = of_battery.and(of_link);
            of_battery = both.and(self.link.leaks(link));
            of_link = both.and(self.battery.leaks(battery));
        }
        of_battery.put(&self.battery.net, battery);
        of_link.put(&self.link.net, link);
    }

    /// The monitors of the battery's and the link's net.
    pub(super) fn monitors(&self, world: &World) -> Result<[BridgeMonitor; 2], ConfigError> {
        Ok([
            self.battery.monitor(world.delay())?,
            self.link.monitor(world.delay())?,
        ])
    }
}

/// A bridge as a port.
pub(crate) struct BridgeMonitor(BridgeMeter<Switches, Probe, Probe, SimDelay>);

impl ErrorType for BridgeMonitor {
    type Error = Error<ErrorKind, ErrorKind, ErrorKind>;
}

impl Sensor for BridgeMonitor {
    fn latency(&self) -> Duration {
        self.0.latency()
    }
}

impl InsulationMeter for BridgeMonitor {
    async fn insulation(&mut self) -> Result<Insulation, Self::Error> {
        self.0.insulation().await
    }
}

impl InsulationMonitor for BridgeMonitor {
    async fn release(&mut self) -> Result<(), Self::Error> {
        self.0.release().await
    }

    fn is_released(&self) -> bool {
        self.0.is_released()
    }
}

#[cfg(test)]
mod tests;
