//! The simulated battery, and what its sensors say.

use core::{cell::RefCell, time::Duration};
use hal_bms::{
    ContactorInputs,
    hal_power::{
        Current, Energy, Input, Instant, Power, Reading, Resistance, Temperature, Voltage,
    },
};
use hal_power_sim::{
    Random, World,
    model::{
        contactor::{Arc, CoilHeat, Economiser, MakeLife, Sheet},
        dc_link::{Circuit, DcLink, Fuse, Place, PrechargeResistor},
        relay,
        thermal::Body,
    },
};
use std::rc::Rc;

pub(crate) const MS: Duration = Duration::from_millis(1);

/// Noise of a voltage in mV, and of the current in mA.
pub(crate) const VOLTAGE_NOISE: u16 = 400;
pub(crate) const CURRENT_NOISE: u16 = 50;

const AMBIENT: Temperature = Temperature::from_celsius(25);

/// Times of a DEVR40 with its bounce, between ticks; an economiser as in an EVC135; makes of a DEVR40 at 90 and 80 % of 400 V.
/// What the coil and an arc heat is made up, as are the break limits.
pub(crate) const CONTACTOR: Sheet = Sheet {
    relay: relay::Sheet {
        operate: Duration::from_micros(18_300),
        release: Duration::from_micros(11_700),
        bounce: Duration::from_millis(7),
        picks_up: 750,
        holds: 300,
    },
    economiser: Some(Economiser {
        pull_in: Duration::from_millis(200),
        hold: 400,
    }),
    coil: Some(CoilHeat {
        full: Power::from_watts(40),
        body: Body {
            per_kelvin: Energy::from_joules(10),
            cooling_per_kelvin: Power::from_milliwatts(200),
            ambient: AMBIENT,
            burns_at: Temperature::from_celsius(155),
        },
    }),
    breaks_discharging: Current::from_amps(50),
    breaks_charging: Current::from_amps(20),
    arc: Arc {
        lasts: Duration::from_millis(10),
        voltage: Voltage::from_volts(30),
        welds_at: Energy::from_joules(100),
    },
    makes: &[
        MakeLife {
            across: Voltage::from_volts(40),
            operations: 50_000,
        },
        MakeLife {
            across: Voltage::from_volts(80),
            operations: 50,
        },
    ],
};

/// Precharge resistor: 150 J warm it by 75 K, at which it gives away half a watt, and 260 J burn it.
pub(crate) const RESISTOR: PrechargeResistor = PrechargeResistor {
    resistance: Resistance::from_ohms(50),
    body: Body {
        per_kelvin: Energy::from_joules(2),
        cooling_per_kelvin: Power::from_milliwatts(7),
        ambient: AMBIENT,
        burns_at: Temperature::from_celsius(155),
    },
};

/// 400 V; 50 Ω into 880 µF: 44 ms, 8 A, 70 J.
pub(crate) const CIRCUIT: Circuit = Circuit {
    battery: Voltage::from_volts(400),
    internal: Resistance::from_milliohms(100),
    microfarads: 880,
    bleed: Resistance::from_kilohms(100),
    discharge: Resistance::from_ohms(200),
    precharge: RESISTOR,
    fuse: Some(Fuse {
        holds: Current::from_amps(100),
        melts: (Current::from_amps(1_000), Duration::from_millis(10)),
    }),
    contactor: CONTACTOR,
};

/// The circuit under sensors that are noisy and a tick late.
pub(crate) struct Plant {
    pub(crate) world: World,
    pub(crate) circuit: Rc<RefCell<DcLink>>,
    noise: Random,
}

impl Plant {
    pub(crate) fn new(circuit: Circuit) -> Self {
        let world = World::new();
        world.clock().advance(Duration::from_secs(1));
        let circuit = DcLink::new(world.clock(), circuit);
        Self {
            world,
            circuit,
            noise: Random::new(1),
        }
    }

    pub(crate) fn now(&self) -> Instant {
        self.world.now()
    }

    /// Samples, and lets a millisecond pass; returns what was sampled, and the voltage across one contact.
    pub(crate) fn pass(&mut self, across: Place) -> (ContactorInputs, Input<Voltage>) {
        let now = self.now();
        let (battery, link, current, across) = {
            let mut circuit = self.circuit.borrow_mut();
            (
                circuit.battery(),
                circuit.link(),
                circuit.current(),
                circuit.across(across),
            )
        };
        let voltage = |voltage: Voltage, noise: &mut Random| {
            let noise = Voltage::from_millivolts(noise.within(VOLTAGE_NOISE));
            Ok(Reading::new(voltage.saturating_add(noise), now))
        };
        let noise = Current::from_milliamps(self.noise.within(CURRENT_NOISE));
        let sample = ContactorInputs::new(
            voltage(battery, &mut self.noise),
            voltage(link, &mut self.noise),
            Ok(Reading::new(current.saturating_add(noise), now)),
        );
        let across = voltage(across, &mut self.noise);
        self.world.clock().advance(MS);
        (sample, across)
    }
}
