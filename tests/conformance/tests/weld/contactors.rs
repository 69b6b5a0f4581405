//! `WeldTest` on two contactors between a battery and a capacitor.

use super::contacts::{Bank, Kind, Sensors};
use core::time::Duration;
use hal_conformance::{
    WeldBench,
    weld::{Finding, Trouble, Verdict},
};
use hal_power::{
    Contacts, Path, PathId, Reading, Voltage,
    check::{WeldConfig, WeldInputs, WeldTest, WeldVerdict},
};
use hal_power_sim::{World, model::relay::Sheet};

const MS: Duration = Duration::from_millis(1);

/// Time between two looks of the test; the plant goes on by the millisecond.
const STEP: u32 = 5;

const KIND: Kind = Kind {
    usual: Sheet {
        operate: Duration::from_millis(25),
        release: Duration::from_millis(10),
        bounce: Duration::from_millis(3),
        picks_up: 750,
        holds: 300,
    },
    slowest: Sheet {
        operate: Duration::from_millis(40),
        release: Duration::from_millis(30),
        bounce: Duration::from_millis(3),
        picks_up: 750,
        holds: 300,
    },
    bounces_for: Duration::from_millis(20),
};

const SETTLE: Duration = Duration::from_millis(45);
const MAX_AGE: Duration = Duration::from_millis(15);
const BATTERY: f64 = 400.0;

/// Time constants in ms of the capacitor: by the commanded discharge, and by itself.
const DISCHARGE: f64 = 5.0;
const BLEED: f64 = 5_000.0;

pub(crate) struct Contactors {
    world: World,
    bank: Bank,
    path: Path,
    test: WeldTest,
    tested: u32,
    sensors: Sensors,
    last: Option<[Reading<Voltage>; 2]>,
    absent: bool,
    drifts: bool,
    bleed: f64,
    link: f64,
}

impl Contactors {
    fn battery(&self) -> f64 {
        let share = if self.drifts { self.wander() } else { 0.0 };
        if self.absent {
            0.0
        } else {
            BATTERY * (1.0 + 0.02 * share)
        }
    }

    /// From -1 to 1 and back, within a second.
    fn wander(&self) -> f64 {
        let seconds = self
            .world
            .now()
            .saturating_since(hal_power::Instant::ORIGIN)
            .as_secs_f64();
        libm::sin(seconds * core::f64::consts::TAU)
    }

    /// Lets a millisecond pass.
    fn pass(&mut self) {
        self.world.clock().advance(MS);
        self.link -= self.link / self.bleed;
        if self.test.discharge() {
            self.link -= self.link / DISCHARGE;
        }
        if self.bank.closed() == Contacts::first(2) {
            self.link = self.battery();
        }
    }

    /// Voltage across the contact under test: balancing resistors share it out among those that are open.
    fn across(&self) -> f64 {
        let open = Contacts::first(2) - self.bank.closed();
        let whole = self.battery() - self.link;
        let offset = if self.drifts {
            3.0 * self.wander()
        } else {
            0.0
        };
        let share = if open.is_closed(self.tested) {
            whole / f64::from(open.bits().count_ones())
        } else {
            0.0
        };
        share + offset
    }

    fn inputs(&mut self) -> WeldInputs {
        let now = self.world.now();
        let live = [self.battery(), self.across()].map(|value| Reading::new(voltage(value), now));
        match self.sensors.say(live, &mut self.last) {
            Ok([source, across]) => WeldInputs::new(Ok(source), Ok(across)),
            Err(kind) => WeldInputs::new(Err(kind), Err(kind)),
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "far inside the range")]
pub(crate) fn voltage(volts: f64) -> Voltage {
    Voltage::from_millivolts((volts * 1e3) as i32)
}

impl WeldBench for Contactors {
    const STEPS: u32 = 200;
    const NOTICE: Duration = Duration::from_millis(20);

    /// Both closed for long.
    #[expect(
        clippy::unwrap_used,
        reason = "a configuration that is known to be one"
    )]
    fn new() -> Self {
        let world = World::new();
        let mut bank = Bank::new(&world, KIND, 2);
        let mut path = Path::new(PathId(1), Contacts::first(2));
        path.command(Contacts::first(2));
        bank.command(Contacts::first(2));
        world.clock().advance(MS * 250);
        let discharge = MS * 300;
        let config = WeldConfig::new(
            Voltage::from_volts(50),
            Voltage::from_volts(5),
            SETTLE,
            discharge,
            MAX_AGE,
        );
        Self {
            test: WeldTest::new(config.unwrap()),
            world,
            bank,
            path,
            tested: 0,
            sensors: Sensors::Live,
            last: None,
            absent: false,
            drifts: false,
            bleed: BLEED,
            link: BATTERY,
        }
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn paths() -> &'static [Contacts] {
        const { &[Contacts::first(2)] }
    }

    fn impose(&mut self, trouble: Trouble) {
        self.bank.impose(trouble);
        self.sensors.impose(trouble);
        match trouble {
            // nothing has ever charged it
            Trouble::StuckOpen(_) => self.link = 0.0,
            Trouble::Residual => self.bleed = f64::INFINITY,
            Trouble::Absent => self.absent = true,
            Trouble::Drift => self.drifts = true,
            _ => {}
        }
    }

    fn start(&mut self, contact: u32) {
        self.tested = contact;
        let partners = Contacts::first(2).with(contact, false);
        self.test
            .start(self.world.now(), &self.path, contact, partners);
    }

    fn step(&mut self) -> Option<Verdict> {
        let wants = self.test.contacts();
        self.path.command(wants);
        self.bank.command(wants);
        for _ in 0..STEP {
            self.pass();
        }
        let inputs = self.inputs();
        let verdict = self.test.step(self.world.now(), &self.path, inputs)?;
        let finding = match verdict {
            WeldVerdict::Opens => Finding::Isolates,
            WeldVerdict::Welded => Finding::Welded,
            WeldVerdict::StuckOpen => Finding::StuckOpen,
            _ => Finding::Doubtful,
        };
        Some(Verdict::new(finding, Contacts::only(self.tested)))
    }

    fn levels(&self) -> Contacts {
        self.bank.levels()
    }
}
