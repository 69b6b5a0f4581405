//! The driver on the simulated part, whose edges it is given.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

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

#[test]
fn from_power_on_to_the_first_value_there_is_none() {
    let mut rig = Rig::new(config());
    rig.part(|part| part.set_insulation(Some(Resistance::from_kilohms(1_200))));
    let mut estimates = 0;
    for _ in 0..349 {
        rig.bench.borrow_mut().wait(Duration::from_millis(50));
        let error = rig.total().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotReady, "{error}");
        let good = NoReading::SpeedStart(Estimate::Good);
        estimates += i32::from(error == Error::NoReading(good));
    }
    assert!(estimates > 30, "{estimates}");
    rig.turns(Duration::from_millis(300));
    assert!(near(rig.total().unwrap(), 1_200));
}

#[test]
fn a_bad_speed_start_is_no_number() {
    let mut rig = Rig::new(config());
    rig.part(|part| part.set_insulation(Some(Resistance::from_kilohms(1))));
    rig.bench.borrow_mut().wait(SECOND);
    let bad = NoReading::SpeedStart(Estimate::Bad);
    assert_eq!(rig.total(), Err(Error::NoReading(bad)));
}

#[test]
fn resistances_are_read_as_they_are() {
    let mut rig = Rig::started();
    for kilohms in [0, 1, 50, 100, 220, 470, 1_000, 1_200, 4_000] {
        rig.part(|part| part.set_insulation(Some(Resistance::from_kilohms(kilohms))));
        rig.turns(SECOND * 5);
        let found = rig.total().unwrap();
        assert!(near(found, kilohms), "{kilohms} kΩ: {found}");
        let measured = rig.meter.measure().unwrap();
        assert_eq!(measured.is_ok, kilohms >= 100);
    }
    for far in [Some(Resistance::from_kilohms(30_000)), None] {
        rig.part(|part| part.set_insulation(far));
        rig.turns(SECOND * 5);
        assert_eq!(rig.total(), Ok(CEILING));
    }
}

#[test]
fn without_a_ceiling_over_range_is_an_error_and_no_number() {
    let mut rig = Rig::new(config());
    rig.turns(SECOND * 18);
    assert_eq!(rig.total(), Err(Error::NoReading(NoReading::OverRange)));
    assert_eq!(rig.total().unwrap_err().kind(), ErrorKind::Saturated);
}

#[test]
fn values_are_no_older_than_the_latency_says() {
    let mut rig = Rig::started();
    assert_eq!(rig.meter.latency(), RESPONSE);
    rig.part(|part| part.set_insulation(Some(Resistance::ZERO)));
    rig.turns(RESPONSE);
    assert_eq!(rig.total(), Ok(Resistance::ZERO));
}

#[test]
fn under_voltage_is_told_beside_the_value() {
    let mut rig = Rig::started();
    assert!(!rig.meter.measure().unwrap().is_undervoltage);
    rig.part(|part| part.set_voltage(Voltage::from_volts(59)));
    rig.turns(SECOND);
    let found = rig.meter.measure().unwrap();
    assert!(found.is_undervoltage && found.insulation.total == CEILING);
}

#[test]
fn faults_of_the_part_are_told_apart_and_outlast_themselves() {
    type Fault = fn(&mut model::Ir155, bool);
    let faults: [(Fault, NoReading); 2] = [
        (model::Ir155::set_broken, NoReading::DeviceError),
        (|part, is| part.set_earthed(!is), NoReading::EarthFault),
    ];
    for (fault, error) in faults {
        let mut rig = Rig::started();
        rig.part(|part| fault(part, true));
        rig.turns(SECOND);
        assert_eq!(rig.total(), Err(Error::NoReading(error)));
        rig.part(|part| fault(part, false));
        rig.turns(SECOND * 24);
        let early = rig.total().unwrap_err();
        assert!(matches!(
            early,
            Error::NoReading(NoReading::Recovery { .. })
        ));
        rig.turns(SECOND * 2);
        assert_eq!(rig.total(), Ok(CEILING));
    }
}

#[test]
fn a_missing_signal_is_one_of_two_faults() {
    for (short, error) in [
        (Short::Supply, NoReading::StuckHigh),
        (Short::Ground, NoReading::StuckLow),
    ] {
        let mut rig = Rig::started();
        rig.part(|part| part.set_short(Some(short)));
        rig.turns(SECOND);
        assert_eq!(rig.total(), Err(Error::NoReading(error)));
        rig.part(|part| part.set_short(None));
        rig.turns(SECOND * 17);
        let early = rig.total().unwrap_err();
        assert!(matches!(early, Error::NoReading(NoReading::StartUp { .. })));
        rig.turns(SECOND * 2);
        assert_eq!(rig.total(), Ok(CEILING));
    }
    let mut rig = Rig::started();
    rig.part(|part| part.set_supply(false));
    rig.turns(SECOND);
    assert_eq!(rig.total(), Err(Error::NoReading(NoReading::StuckLow)));
}

#[test]
fn a_part_that_starts_again_in_between_shows_no_old_trust() {
    let mut rig = Rig::started();
    // The value that it shows before its first result is that of no fault at all.
    rig.part(|part| part.set_insulation(Some(Resistance::ZERO)));
    rig.turns(SECOND * 5);
    assert_eq!(rig.total(), Ok(Resistance::ZERO));
    rig.part(|part| part.set_supply(true));
    for _ in 0..170 {
        rig.turns(Duration::from_millis(100));
        match rig.total() {
            Ok(total) => assert_eq!(total, Resistance::ZERO, "of before"),
            Err(error) => assert_eq!(error.kind(), ErrorKind::NotReady),
        }
    }
    rig.turns(SECOND);
    assert_eq!(rig.total(), Ok(Resistance::ZERO));
    let report = rig.meter.session().report().unwrap();
    assert!(matches!(report.value, Report::Normal(_)));
}

#[test]
fn both_halves_say_the_same() {
    let bench = Bench::new(Open::default());
    let ceiling = config().with_ceiling(CEILING).unwrap();
    let mut one = blocking::Ir155::new(Pins(bench.clone()), ceiling);
    let mut other = asynch::Ir155::new(Pins(bench.clone()), ceiling);
    let world = bench.borrow().world.clone();
    bench.borrow_mut().part.set_supply(true);
    one.power_on(world.now());
    other.power_on(world.now());
    for turn in 0..930 {
        match turn {
            400 => bench.borrow_mut().part.set_broken(true),
            410 => bench.borrow_mut().part.set_broken(false),
            _ => {}
        }
        bench.borrow_mut().wait(Duration::from_millis(50));
        let blocking = one.insulation();
        let asynchronous = world.block_on(other.insulation()).unwrap();
        assert_eq!(blocking, asynchronous);
    }
    assert!(one.insulation().is_ok());
    let _: (Pins, Pins) = (one.free(), other.free());
}

#[test]
fn a_capture_that_fails_is_handed_on() {
    let mut rig = Rig::new(config());
    assert_eq!(rig.total(), Err(Error::Capture(ErrorKind::NotReady)));
}
