//! The drivers of the gates: a chain of STGAP1BS at the bridge, parts with FLT and RDY at battery leg and boost.

mod drivers;

pub(crate) use drivers::{BridgeGates, PairGates};

use super::stage::Stages;
use crate::chronicle::{Chronicle, Fact};
use all_in_one_firmware::{
    hal_inverter::TripCauses,
    hal_power::{Instant, Voltage},
};
use alloc::rc::Rc;
use core::{
    cell::{Cell, RefCell},
    time::Duration,
};
use hal_power_sim::{
    Counts, SpiBus, World,
    clock::Clock,
    device::OutputLine as _,
    model::{
        gate::Drive,
        gate_pins::{self as pin_model, GatePins},
        pins::{InputLine, OpenDrain},
        stgap1::{Open, Stgap1},
    },
    spi::Chain,
    stage::{Gates, TripLine},
};

/// Gates of the bridge: high and low of line and of neutral.
const BRIDGE: usize = 4;
/// Gates of battery leg and of boost.
const OTHERS: usize = 2;

/// Clock of the chain in Hz.
const SPI_CLOCK: u32 = 1_000_000;

/// Voltage across a switch that conducts well, and across one that carries a short circuit: the link's.
const CONDUCTS: Voltage = Voltage::from_volts(2);
const SHORTED: Voltage = Voltage::from_volts(400);

/// Parts with FLT and RDY on common wires, and the inputs that they were last given.
struct Pair {
    parts: [Rc<RefCell<GatePins>>; OTHERS],
    reset: InputLine<GatePins>,
    fault: Rc<RefCell<OpenDrain<GatePins>>>,
    ready: Rc<RefCell<OpenDrain<GatePins>>>,
    inputs: Cell<[bool; OTHERS]>,
}

impl Pair {
    fn new(world: &World) -> Self {
        let part = || {
            let model = GatePins::new(world.clock(), pin_model::Open::default());
            Rc::new(RefCell::new(model))
        };
        let parts = [part(), part()];
        let drain = |is_high| {
            let drain = OpenDrain::new(&parts, is_high, GatePins::next_change);
            Rc::new(RefCell::new(drain))
        };
        Self {
            reset: InputLine::new(world.pin(false), &parts, GatePins::set_rst),
            fault: drain(GatePins::flt),
            ready: drain(GatePins::rdy),
            inputs: Cell::default(),
            parts,
        }
    }

    fn set_inputs(&self, inputs: [bool; OTHERS]) {
        let before = self.inputs.replace(inputs);
        for ((part, input), before) in self.parts.iter().zip(inputs).zip(before) {
            if input != before {
                part.borrow_mut().set_in_plus(input);
            }
        }
    }

    fn is_faulty(&self) -> bool {
        !self.fault.borrow_mut().is_high()
    }
}

/// Every gate driver on the board.
pub(crate) struct GateParts {
    bridge: [Rc<RefCell<Stgap1>>; BRIDGE],
    inputs: Cell<[bool; BRIDGE]>,
    shutdown: InputLine<Stgap1>,
    diag: Rc<RefCell<OpenDrain<Stgap1>>>,
    bus: SpiBus,
    leg: Pair,
    boost: Pair,
    /// Whether any of them pulls the trip line.
    pulls: Cell<bool>,
    /// The switch that carries a short circuit, since when.
    short: Cell<Option<u64>>,
    clock: Clock,
    chronicle: Rc<Chronicle>,
}

impl GateParts {
    pub(super) fn new(world: &World, chronicle: &Rc<Chronicle>) -> Self {
        let part = |_| Rc::new(RefCell::new(Stgap1::new(world.clock(), Open::default())));
        let bridge = core::array::from_fn(part);
        let chain = bridge.iter().fold(Chain::new(), Chain::then);
        let bus = world.spi();
        bus.set_frequency(SPI_CLOCK);
        bus.attach(0, &Rc::new(RefCell::new(chain)));
        let diag = OpenDrain::new(&bridge, Stgap1::diag1, Stgap1::next_change);
        Self {
            shutdown: InputLine::new(world.pin(false), &bridge, Stgap1::set_shutdown),
            diag: Rc::new(RefCell::new(diag)),
            bus,
            bridge,
            inputs: Cell::default(),
            leg: Pair::new(world),
            boost: Pair::new(world),
            pulls: Cell::new(false),
            short: Cell::new(None),
            clock: world.clock(),
            chronicle: chronicle.clone(),
        }
    }

    /// Puts the timers' outputs to the inputs of the drivers, and what these report to the trip line.
    pub(super) fn follow(&self, stages: &Stages) {
        let [line, neutral] = [0, 1].map(|leg| stages.bridge.gates(leg));
        let wanted = [line.high, line.low, neutral.high, neutral.low];
        let before = self.inputs.replace(wanted);
        for ((part, input), before) in self.bridge.iter().zip(wanted).zip(before) {
            if input != before {
                part.borrow_mut().set_in_plus(input);
            }
        }
        let Gates { high, low } = stages.leg.gates(0);
        self.leg.set_inputs([high, low]);
        let boost = |leg| {
            let timer = stages.boost.as_ref();
            timer.is_some_and(|timer| timer.gates(leg).low)
        };
        self.boost.set_inputs([boost(0), boost(1)]);
        self.report(&stages.line);
    }

    fn report(&self, line: &TripLine) {
        let bridge = !self.diag.borrow_mut().is_high();
        let pulls = bridge || self.leg.is_faulty() || self.boost.is_faulty();
        if self.pulls.replace(pulls) == pulls {
            return;
        }
        self.chronicle.note(self.clock.now(), Fact::Reports(pulls));
        if pulls {
            line.pull(TripCauses::GATE_DRIVER);
        } else {
            line.let_go(TripCauses::GATE_DRIVER);
        }
    }

    /// Lets the line's high switch carry a short circuit whenever it is on, or mends it.
    pub(crate) fn set_short(&self, shorted: bool) {
        let [high, ..] = &self.bridge;
        let (nanos, now) = (self.clock.nanos(), self.clock.now());
        match (self.short.get(), shorted) {
            (None, true) => {
                self.short.set(Some(nanos));
                high.borrow_mut().set_collector_emitter(SHORTED);
                self.chronicle.note(now, Fact::Shorts(true));
            }
            (Some(since), false) => {
                self.short.set(None);
                high.borrow_mut().set_collector_emitter(CONDUCTS);
                let (at, carried) = carried(&mut high.borrow_mut(), since);
                self.chronicle.note(at, Fact::Carried(carried));
                self.chronicle.note(now, Fact::Shorts(false));
            }
            (None, false) | (Some(_), true) => {}
        }
    }

    /// What its bus has moved.
    pub(super) fn counts(&self) -> Counts {
        self.bus.counts()
    }
}

/// When a switch that has shorted since then was last turned off, and how long it carried the short circuit in all.
fn carried(part: &mut Stgap1, since: u64) -> (Instant, Duration) {
    let course = part.course();
    let mut on = (course.at(since) != Drive::Off).then_some(since);
    let (mut last, mut total) = (since, 0);
    for edge in course.edges_from(since) {
        match (on, edge.drive) {
            (Some(from), Drive::Off) => {
                total += edge.at - from;
                last = edge.at;
                on = None;
            }
            (None, drive) if drive != Drive::Off => on = Some(edge.at),
            _ => {}
        }
    }
    (
        Instant::from_micros(last / 1_000),
        Duration::from_nanos(total),
    )
}
