//! The driver on the simulated part, whose edges it is given.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod part;
mod proof;
mod suite;

use core::time::Duration;
use std::{cell::RefCell, rc::Rc};

use hal_power::{
    Error as _, ErrorKind, ErrorType, Resistance, Sensor, Voltage, asynch::InsulationMeter as _,
    blocking::InsulationMeter as _,
};
use hal_power_sim::{
    World,
    device::OutputLine,
    model::ir155::{self as model, Open, Short},
};
use ir155::{Capture, Config, Edges, Error, Estimate, NoReading, Report, asynch, blocking};

const SECOND: Duration = Duration::from_secs(1);
const RESPONSE: Duration = Duration::from_secs(5);
const CEILING: Resistance = Resistance::from_kilohms(5_000);

/// The part, and an edge capture at its pins.
struct Bench {
    world: World,
    part: model::Ir155,
    edges: Edges,
    level: bool,
}

impl Bench {
    fn new(open: Open) -> Rc<RefCell<Self>> {
        let world = World::new();
        Rc::new(RefCell::new(Self {
            part: model::Ir155::new(world.clock(), open),
            edges: Edges::new(world.now(), false),
            world,
            level: false,
        }))
    }

    /// Lets time pass, edge by edge.
    fn wait(&mut self, time: Duration) {
        let clock = self.world.clock();
        let end = clock.nanos() + u64::try_from(time.as_nanos()).unwrap();
        loop {
            self.look();
            let now = clock.nanos();
            let next = self.part.next_change().unwrap_or(end).min(end);
            clock.advance(Duration::from_nanos(next - now));
            if next == end {
                break;
            }
        }
        self.look();
    }

    fn look(&mut self) {
        let level = self.part.is_high();
        if core::mem::replace(&mut self.level, level) != level {
            self.edges.on_edge(self.world.now(), level);
        }
    }

    fn captured(&mut self) -> Result<Capture, ErrorKind> {
        let now = self.world.now();
        let signal = self.edges.signal(now).ok_or(ErrorKind::NotReady)?;
        Ok(Capture::new(now, signal, self.part.ok()))
    }
}

#[derive(Clone)]
struct Pins(Rc<RefCell<Bench>>);

impl ErrorType for Pins {
    type Error = ErrorKind;
}

impl blocking::PwmCapture for Pins {
    fn capture(&mut self) -> Result<Capture, ErrorKind> {
        self.0.borrow_mut().captured()
    }
}

impl asynch::PwmCapture for Pins {
    async fn capture(&mut self) -> Result<Capture, ErrorKind> {
        self.0.borrow_mut().captured()
    }
}

fn config() -> Config {
    Config::new(RESPONSE, Config::FIRST_RESULT, SECOND * 25).unwrap()
}

struct Rig {
    bench: Rc<RefCell<Bench>>,
    meter: blocking::Ir155<Pins>,
}

impl Rig {
    /// A part that has just got supply.
    fn new(config: Config) -> Self {
        let open = Open {
            undervoltage: Voltage::from_volts(60),
            follows: SECOND * 4,
            before_result: 50_000,
            ..Open::default()
        };
        let bench = Bench::new(open);
        let mut meter = blocking::Ir155::new(Pins(bench.clone()), config);
        bench.borrow_mut().part.set_supply(true);
        meter.power_on(bench.borrow().world.now());
        Self { bench, meter }
    }

    /// A part that measures.
    fn started() -> Self {
        let mut rig = Self::new(config().with_ceiling(CEILING).unwrap());
        rig.turns(SECOND * 18);
        rig
    }

    /// Lets time pass, and looks every 50 ms, as an application would.
    fn turns(&mut self, time: Duration) {
        let turn = Duration::from_millis(50);
        for _ in 0..time.as_millis() / turn.as_millis() {
            self.bench.borrow_mut().wait(turn);
            let _ = self.meter.measure();
        }
    }

    fn total(&mut self) -> Result<Resistance, Error<ErrorKind>> {
        self.meter.insulation().map(|found| found.total)
    }

    fn part<T>(&mut self, change: impl FnOnce(&mut model::Ir155) -> T) -> T {
        change(&mut self.bench.borrow_mut().part)
    }
}

fn near(found: Resistance, kilohms: u64) -> bool {
    let exact = Resistance::from_kilohms(kilohms);
    found.abs_diff(exact).as_microohms() <= exact.as_microohms() / 1_000
}
