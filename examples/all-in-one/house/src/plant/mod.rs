//! The physics around the board: what is true, whatever a sensor says. SI units throughout.
//!
//! For days one step is one tick of the firmware, 10 ms, and what happens faster is averaged: the AC side is effective values, a
//! stage is a power. Where the waves of the AC side matter they are integrated, in steps of a carrier's period.

mod ac;
mod battery;
mod cell;
mod earth;
mod ledger;
mod link;
mod pv;
mod wave;

pub(crate) use ac::{AcSide, NOMINAL};
pub(crate) use battery::{Battery, MODULE};
pub use earth::Place;
pub(crate) use earth::{CAPACITANCE as ARRAY_CAPACITANCE, Leak, Leakage, Net};
pub use ledger::Ledger;
#[cfg(test)]
pub(crate) use link::CAPACITANCE;
pub(crate) use link::{Link, PRECHARGE_RESISTOR};
pub(crate) use pv::Array;
pub(crate) use wave::{FILTER_INDUCTANCE, Instantaneous, NOMINAL_FREQUENCY, Wave};

use ac::AcFlow;
use link::Source;

/// Shares of the power that get through a stage: round figures for such circuits, no product's.
const LEG_EFFICIENCY: f64 = 0.985;
const BRIDGE_EFFICIENCY: f64 = 0.975;
const BOOST_EFFICIENCY: f64 = 0.985;

/// What the outside does in one step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outside {
    /// Open-circuit voltage of the grid, RMS; zero while the street is dead.
    pub(crate) grid: f64,
    /// Frequency of the grid in Hz. Only where waves are integrated, as the next two.
    pub(crate) frequency: f64,
    /// The breaker in the street is open: the house hangs on the bridge alone.
    pub(crate) is_cut: bool,
    /// Reactive power in var, at nominal voltage and frequency, of a capacitor and an inductor beside the house's load.
    pub(crate) resonant: f64,
    /// Irradiance in W/m².
    pub(crate) sun: f64,
    /// Ambient temperature in °C.
    pub(crate) ambient: f64,
    /// Load of the house at nominal voltage in W.
    pub(crate) house: f64,
    /// Load on the backup output at nominal voltage in W.
    pub(crate) backup: f64,
    /// Heat that reaches one cell from outside the battery in W, and which.
    pub(crate) heater: f64,
    pub(crate) heated: usize,
    /// What leaks from the DC side to earth, beside its sound insulation.
    pub(crate) leak: Leak,
    /// Capacitance of the array to earth in F.
    pub(crate) capacitance: f64,
}

#[cfg(test)]
impl Outside {
    /// Night, no load, a grid as it should be.
    pub(crate) const QUIET: Self = Self {
        grid: NOMINAL,
        frequency: NOMINAL_FREQUENCY,
        is_cut: false,
        resonant: 0.0,
        sun: 0.0,
        ambient: 20.0,
        house: 0.0,
        backup: 0.0,
        heater: 0.0,
        heated: 0,
        leak: Leak::NONE,
        capacitance: ARRAY_CAPACITANCE,
    };
}

/// What the board does in one step. A stage whose gates are off orders nothing: `None`.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Orders {
    /// Power from the link to the AC side in W, while it is connected to the grid; alone, the bridge makes nominal voltage.
    pub(crate) bridge: Option<f64>,
    /// Share of the link's voltage that the bridge puts out, -1 to 1, where waves are integrated.
    pub(crate) modulation: Option<f64>,
    /// Power out of the battery in W.
    pub(crate) leg: Option<f64>,
    /// Share of the PV power on offer, 0 to 1.
    pub(crate) boost: Option<f64>,
    /// What the contacts conduct.
    pub(crate) paths: Paths,
    /// The discharge resistor is across the link.
    pub(crate) discharge: bool,
}

/// Paths that contacts close.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Paths {
    /// Battery to link through the precharge resistor.
    pub(crate) precharge: bool,
    /// Battery to link directly.
    pub(crate) battery: bool,
    /// Grid's line to the inverter's.
    pub(crate) line: bool,
    /// Grid's neutral to the inverter's.
    pub(crate) neutral: bool,
    /// The backup output's neutral to earth, and its load to the output.
    pub(crate) bond: bool,
}

impl Paths {
    /// Both poles of the grid.
    pub(crate) const fn grid(self) -> bool {
        self.line && self.neutral
    }
}

/// Everything that is true at the end of a step.
#[derive(Debug, Clone)]
pub(crate) struct Plant {
    pub(crate) battery: Battery,
    pub(crate) link: Link,
    pub(crate) ac: AcSide,
    pub(crate) pv: Pv,
    pub(crate) ledger: Ledger,
    /// What leads from the DC side to earth.
    pub(crate) net: Net,
    /// The precharge resistor in Ω.
    pub(crate) precharge: f64,
    /// `None` on an AC-coupled model.
    array: Option<Array>,
    /// `None` where the AC side is averaged.
    wave: Option<Wave>,
}

/// Where the PV input is.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Pv {
    pub(crate) voltage: f64,
    pub(crate) power: f64,
}

/// A stage that is on: what it takes in W, and what comes out.
#[derive(Debug, Clone, Copy, Default)]
struct Passed {
    taken: f64,
    given: f64,
}

impl Passed {
    fn lost(self) -> f64 {
        self.taken - self.given
    }
}

impl Plant {
    /// At rest: link empty, everything open.
    pub(crate) fn new(array: Option<Array>, battery: Battery) -> Self {
        let link = Link::default();
        Self {
            ledger: Ledger::new(battery.energy() + link.energy()),
            battery,
            link,
            ac: AcSide::default(),
            pv: Pv::default(),
            net: Net::default(),
            precharge: PRECHARGE_RESISTOR,
            array,
            wave: None,
        }
    }

    /// Integrates the waves of the AC side from now on.
    #[must_use]
    pub(crate) fn with_waves(mut self) -> Self {
        self.wave = Some(Wave::default());
        self
    }

    /// What a converter would sample of the waves now; `None` where the AC side is averaged.
    pub(crate) fn now(&self) -> Option<Instantaneous> {
        self.wave.as_ref().map(Wave::now)
    }

    /// Lets `dt` seconds pass.
    pub(crate) fn step(&mut self, dt: f64, outside: &Outside, orders: &Orders) {
        if let Some(array) = &mut self.array {
            array.shine(outside.sun, outside.ambient);
        }
        let passing = self.solve_ac(dt, outside, orders);
        let drives = orders.bridge.or(orders.modulation).is_some();
        let bridge = Passed {
            taken: if drives {
                taken_for(passing.drawn, BRIDGE_EFFICIENCY)
            } else {
                passing.drawn
            },
            given: passing.bridge,
        };
        let (leg_current, leg) = self.leg(orders);
        let boost = self.boost(orders);

        let power = leg.given + boost.given - bridge.taken;
        let mut link = self.link;
        let flow = link.step(dt, power, orders.discharge, &self.sources(orders));
        self.link = link;
        let [by_diode, from_pv, from_grid] = flow.currents;

        self.pv = self.pv_after(orders, boost, from_pv);
        let (terminals, heat) = self.battery.step(dt, leg_current + by_diode, outside);
        let rectified = self.ac.rectify(from_grid);
        let imported = passing.imported + rectified;

        let ledger = &mut self.ledger;
        ledger.pv += self.pv.power * dt;
        ledger.import(imported * dt);
        ledger.house += passing.house * dt;
        ledger.backup += passing.backup * dt;
        ledger.bridge += passing.bridge.max(0.0) * dt;
        let before = terminals - leg.taken + rectified;
        let diodes = before - (by_diode + from_grid) * self.link.voltage;
        let stages = bridge.lost() + leg.lost() + boost.lost();
        ledger.losses += (stages + diodes + heat) * dt + flow.lost;
        ledger.battery += terminals.abs() * dt;
        ledger.stored = self.battery.energy() + self.link.energy();
    }

    /// The AC side, averaged or as waves; returns what has flown.
    fn solve_ac(&mut self, dt: f64, outside: &Outside, orders: &Orders) -> AcFlow {
        self.net = Net::new(self.link.voltage, self.pv.voltage, outside);
        match &mut self.wave {
            Some(wave) => {
                let (ac, flow) = wave.step(dt, outside, orders, self.link.voltage, &self.net);
                self.ac = ac;
                flow
            }
            None => {
                self.ac = AcSide::solve(outside, orders, self.link.voltage);
                self.ac.leakage = self.net.averaged(&self.ac, orders.paths);
                self.ac.flow()
            }
        }
    }

    /// Battery current, and what passes through a leg that is on.
    fn leg(&self, orders: &Orders) -> (f64, Passed) {
        match orders.leg {
            Some(power) if orders.paths.battery => {
                let current = self.battery.current_at(power);
                let given = if power > 0.0 {
                    power * LEG_EFFICIENCY
                } else {
                    power / LEG_EFFICIENCY
                };
                let taken = power;
                (current, Passed { taken, given })
            }
            _ => (0.0, Passed::default()),
        }
    }

    fn boost(&self, orders: &Orders) -> Passed {
        match (&self.array, orders.boost) {
            (Some(array), Some(share)) => {
                let taken = array.best().power * share;
                let given = taken * BOOST_EFFICIENCY;
                Passed { taken, given }
            }
            _ => Passed::default(),
        }
    }

    /// What conducts into the link by itself where it is higher: the battery through the leg's diode, the PV through the
    /// boost's, the grid through the bridge's.
    fn sources(&self, orders: &Orders) -> [Source<'_>; 3] {
        let paths = orders.paths;
        let battery = match orders.leg {
            None if paths.battery => self.battery.behind(0.0),
            None if paths.precharge && self.precharge.is_finite() => {
                self.battery.behind(self.precharge)
            }
            _ => Source::Nothing,
        };
        let pv = match (&self.array, orders.boost) {
            (Some(array), None) => Source::Pv(array),
            _ => Source::Nothing,
        };
        let grid = match orders.bridge {
            None if paths.grid() && self.wave.is_none() => self.ac.rectifier(),
            _ => Source::Nothing,
        };
        [battery, pv, grid]
    }

    fn pv_after(&self, orders: &Orders, boost: Passed, current: f64) -> Pv {
        match (&self.array, orders.boost) {
            (None, _) => Pv::default(),
            (Some(array), Some(share)) if share > 0.0 => Pv {
                voltage: array.best().voltage,
                power: boost.taken,
            },
            (Some(_), None) if current > 0.0 => Pv {
                voltage: self.link.voltage,
                power: current * self.link.voltage,
            },
            (Some(array), _) => Pv {
                voltage: array.open_voltage(),
                power: 0.0,
            },
        }
    }
}

/// What goes into a stage for `power` to come out of its other end, negative where it runs backwards.
fn taken_for(power: f64, efficiency: f64) -> f64 {
    if power > 0.0 {
        power / efficiency
    } else {
        power * efficiency
    }
}

#[cfg(test)]
mod tests;
