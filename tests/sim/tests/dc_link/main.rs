//! The simulated DC link and its contactors against closed forms and what data sheets state.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod arcs;
mod charge;
mod coils;
mod contacts;
mod heat;

use core::{cell::RefCell, time::Duration};
use hal_power::{Current, Energy, Power, Resistance, Temperature, Voltage};
use hal_power_sim::{
    World,
    model::{
        contactor::{Arc, MakeLife, Sheet},
        dc_link::{Circuit, DcLink, Place, PrechargeResistor},
        relay::{self, FULL},
        thermal::Body,
    },
};
use std::rc::Rc;

const MS: Duration = Duration::from_millis(1);

/// Times of a DEVR40: 25 ms with 7 ms of bounce, 12 ms. Its makes by voltage, of 400 V.
const SHEET: Sheet = Sheet {
    relay: relay::Sheet {
        operate: Duration::from_millis(18),
        release: Duration::from_millis(12),
        bounce: Duration::from_millis(7),
        picks_up: 750,
        holds: 300,
    },
    economiser: None,
    coil: None,
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

/// 400 V behind next to nothing, 50 Ω into 880 µF, no bleed to speak of.
const CIRCUIT: Circuit = Circuit {
    battery: Voltage::from_volts(400),
    internal: Resistance::from_milliohms(1),
    microfarads: 880,
    bleed: Resistance::from_kilohms(1_000_000_000),
    discharge: Resistance::from_ohms(200),
    precharge: PrechargeResistor {
        resistance: Resistance::from_ohms(50),
        body: Body {
            per_kelvin: Energy::from_joules(2),
            cooling_per_kelvin: Power::ZERO,
            ambient: Temperature::from_celsius(25),
            burns_at: Temperature::from_celsius(250),
        },
    },
    fuse: None,
    contactor: SHEET,
};

struct Bench {
    world: World,
    link: Rc<RefCell<DcLink>>,
}

impl Bench {
    fn new(circuit: Circuit) -> Self {
        let world = World::new();
        let link = DcLink::new(world.clock(), circuit);
        Self { world, link }
    }

    /// With these contacts closed and at rest.
    fn closed(circuit: Circuit, places: &[Place]) -> Self {
        let bench = Self::new(circuit);
        for place in places {
            bench.drive(*place, FULL);
            bench.pass(MS * 40);
        }
        bench
    }

    /// With both poles closed onto a link at this voltage, the positive one last.
    fn connected(circuit: Circuit, volts: i32) -> Self {
        let bench = Self::new(circuit);
        bench.link.borrow_mut().set_link(Voltage::from_volts(volts));
        for place in [Place::Negative, Place::Positive] {
            bench.drive(place, FULL);
            bench.pass(MS * 40);
        }
        bench
    }

    fn pass(&self, time: Duration) {
        self.world.clock().advance(time);
    }

    fn drive(&self, place: Place, share: u16) {
        self.link.borrow_mut().drive(place, share);
    }

    fn link(&self) -> f64 {
        f64::from(self.link.borrow_mut().link().as_microvolts()) / 1e6
    }

    fn current(&self) -> f64 {
        f64::from(self.link.borrow_mut().current().as_microamps()) / 1e6
    }

    fn is_closed(&self, place: Place) -> bool {
        self.link.borrow_mut().contactor(place).is_closed()
    }
}

/// Whether two numbers are the same to this share.
fn about(found: f64, expected: f64, share: f64) -> bool {
    (found - expected).abs() <= share * expected.abs().max(1e-9)
}
