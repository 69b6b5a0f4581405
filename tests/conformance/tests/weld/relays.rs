//! Four relays between a grid and an inverter, line and neutral in two each.

use super::{
    contactors::voltage,
    contacts::{Bank, Kind, Sensors},
};
use alloc::collections::VecDeque;
use core::time::Duration;
use hal_conformance::{
    WeldBench,
    weld::{Trouble, Verdict},
};
use hal_power::{
    Contacts, Input, Instant, Path, PathId, Reading, Voltage,
    check::{RelayFault, RelayPole},
};
use hal_power_sim::{World, model::relay::Sheet};

const MS: Duration = Duration::from_millis(1);

/// Time between two looks of the test; the plant goes on by the millisecond.
const STEP: u32 = 5;

const KIND: Kind = Kind {
    usual: Sheet {
        operate: Duration::from_millis(15),
        release: Duration::from_millis(8),
        bounce: Duration::from_millis(3),
        picks_up: 750,
        holds: 300,
    },
    slowest: Sheet {
        operate: Duration::from_millis(35),
        release: Duration::from_millis(30),
        bounce: Duration::from_millis(3),
        picks_up: 750,
        holds: 300,
    },
    bounces_for: Duration::from_millis(20),
};

pub(crate) const SETTLE: Duration = Duration::from_millis(45);
pub(crate) const CYCLE: Duration = Duration::from_millis(20);
pub(crate) const MAX_AGE: Duration = Duration::from_millis(35);
pub(crate) const MINIMUM: Voltage = Voltage::from_volts(180);
pub(crate) const ISOLATION: Voltage = Voltage::from_volts(40);
pub(crate) const LINE: RelayPole = RelayPole { a: 0, b: 1 };
pub(crate) const NEUTRAL: RelayPole = RelayPole { a: 2, b: 3 };

/// Time that effective values are over.
pub(crate) const WINDOW: Duration = Duration::from_millis(20);

const GRID: f64 = 230.0;

/// What strays to a probe across open contacts, usually and where there is a lot of it.
const STRAY: f64 = 5.0;
const STRAYS_MUCH: f64 = 30.0;

/// Time constant of a probe that is left alone, in ms.
const DECAY: f64 = 8.0;

/// What judges the relays.
pub(crate) trait Tester {
    fn new(now: Instant) -> Self;
    fn start(&mut self, now: Instant, path: &Path);
    fn wants(&self, now: Instant) -> Contacts;
    fn judge(&mut self, now: Instant, path: &Path, seen: &Seen) -> Option<Verdict>;
}

/// What is measured: the grid, then the inverter's side of each pole.
pub(crate) struct Seen {
    pub(crate) grid: Input<Voltage>,
    pub(crate) probes: [Input<Voltage>; 2],
}

/// The verdict that a fault of the relays is.
pub(crate) const fn verdict(fault: RelayFault) -> Verdict {
    use hal_conformance::weld::Finding;
    match fault {
        RelayFault::Welded(contacts) => Verdict::new(Finding::Welded, contacts),
        RelayFault::StuckOpen(contacts) => Verdict::new(Finding::StuckOpen, contacts),
        _ => Verdict::new(Finding::Doubtful, Contacts::NONE),
    }
}

pub(crate) struct Relays<T> {
    world: World,
    bank: Bank,
    path: Path,
    tester: T,
    sensors: Sensors,
    last: Option<[Reading<Voltage>; 3]>,
    absent: bool,
    drifts: bool,
    residual: bool,
    probes: [f64; 2],
    /// Squares of the last milliseconds, of the grid and of each probe.
    squares: VecDeque<[f64; 3]>,
}

impl<T: Tester> Relays<T> {
    fn grid(&self) -> f64 {
        let seconds = self
            .world
            .now()
            .saturating_since(Instant::ORIGIN)
            .as_secs_f64();
        let wander = libm::sin(seconds * core::f64::consts::TAU * 2.0);
        match (self.absent, self.drifts) {
            (true, _) => 0.0,
            (false, true) => GRID * (1.0 + 0.05 * wander),
            (false, false) => GRID,
        }
    }

    /// Lets a millisecond pass.
    fn pass(&mut self) {
        self.world.clock().advance(MS);
        let (grid, closed) = (self.grid(), self.bank.closed());
        let stray = if self.residual { STRAYS_MUCH } else { STRAY };
        for (probe, pole) in self.probes.iter_mut().zip([LINE, NEUTRAL]) {
            let left = if self.residual {
                *probe * libm::exp(-1.0 / DECAY)
            } else {
                0.0
            };
            *probe = if closed.is_closed(pole.a) && closed.is_closed(pole.b) {
                grid
            } else {
                left.max(stray * grid / GRID)
            };
        }
        let [line, neutral] = self.probes;
        self.squares
            .push_back([grid, line, neutral].map(|volts| volts * volts));
        if self.squares.len() > 20 {
            self.squares.pop_front();
        }
    }

    fn seen(&mut self) -> Seen {
        let now = self.world.now();
        let sums = self.squares.iter().fold([0.0; 3], |sums, squares| {
            let [a, b, c] = sums;
            let [x, y, z] = *squares;
            [a + x, b + y, c + z]
        });
        let live = sums.map(|sum| Reading::taken(voltage(libm::sqrt(sum / 20.0)), now, WINDOW));
        match self.sensors.say(live, &mut self.last) {
            Ok([grid, line, neutral]) => Seen {
                grid: Ok(grid),
                probes: [Ok(line), Ok(neutral)],
            },
            Err(kind) => Seen {
                grid: Err(kind),
                probes: [Err(kind); 2],
            },
        }
    }
}

impl<T: Tester> WeldBench for Relays<T> {
    const STEPS: u32 = 300;
    const NOTICE: Duration = Duration::from_millis(40);

    /// All open for long.
    fn new() -> Self {
        let world = World::new();
        world.clock().advance(Duration::from_secs(1));
        let mut relays = Self {
            bank: Bank::new(&world, KIND, 4),
            path: Path::new(PathId(2), Contacts::first(4)),
            tester: T::new(world.now()),
            world,
            sensors: Sensors::Live,
            last: None,
            absent: false,
            drifts: false,
            residual: false,
            probes: [0.0; 2],
            squares: VecDeque::new(),
        };
        for _ in 0..20 {
            relays.pass();
        }
        relays
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn paths() -> &'static [Contacts] {
        const {
            &[
                Contacts::only(0).union(Contacts::only(1)),
                Contacts::only(2).union(Contacts::only(3)),
            ]
        }
    }

    fn impose(&mut self, trouble: Trouble) {
        self.bank.impose(trouble);
        self.sensors.impose(trouble);
        match trouble {
            Trouble::Residual => (self.residual, self.probes) = (true, [GRID; 2]),
            Trouble::Absent => self.absent = true,
            Trouble::Drift => self.drifts = true,
            _ => {}
        }
    }

    fn start(&mut self, _contact: u32) {
        self.tester.start(self.world.now(), &self.path);
    }

    fn step(&mut self) -> Option<Verdict> {
        let wants = self.tester.wants(self.world.now());
        self.path.command(wants);
        self.bank.command(wants);
        for _ in 0..STEP {
            self.pass();
        }
        let seen = self.seen();
        self.tester.judge(self.world.now(), &self.path, &seen)
    }

    fn levels(&self) -> Contacts {
        self.bank.levels()
    }
}
