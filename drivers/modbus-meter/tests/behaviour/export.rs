//! A house with an inverter and an SDM630 at its point of supply: the export limit holds when the meter falls silent.

use core::time::Duration;

use hal_power_sim::{
    SerialPort,
    model::modbus_meter::{Circuit, Kind, Misbehaviour, Open, Phase},
};
use modbus_meter::{
    blocking::Sdm630,
    hal_inverter::{ExportBasis, ExportLimit, ExportLimitConfig, blocking::ActivePowerMeter as _},
    hal_power::{
        Current, Error as _, Frequency, Instant, Latest, Power, Ratio, Reading, Sensor as _,
        Voltage,
    },
};

use crate::{
    bench::{Bench, Pause},
    config, format,
};

const LIMIT: i32 = 600;
/// What the sun would give.
const AVAILABLE: i32 = 8_000;
const MAX_AGE: Duration = Duration::from_millis(1_500);
/// The loop's pace, and the longest that it needs with a meter that does not answer and is asked twice.
const PACE: Duration = Duration::from_millis(500);
const PERIOD: Duration = Duration::from_millis(800);
/// From a lower cap until the inverter is within it.
const RESPONSE: Duration = Duration::from_millis(100);
const SLICE: Duration = Duration::from_millis(10);

/// What the application does with the cap when the meter says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Policy {
    /// Gives an error to the limit as it comes.
    AtOnce,
    /// Lets a reading age over errors that pass.
    Bridges,
    /// Keeps the last cap: what must not be.
    Ignores,
}

struct House {
    bench: Bench,
    meter: Sdm630<SerialPort, Pause>,
    limit: ExportLimit,
    latest: Latest<Power>,
    policy: Policy,
    /// In W.
    load: i32,
    output: i32,
    /// What the inverter will deliver, and when.
    due: Option<(Instant, i32)>,
    stepped: Option<Instant>,
    beyond: Duration,
    longest: Duration,
}

fn limit() -> ExportLimitConfig {
    let config = ExportLimitConfig::new(MAX_AGE).unwrap();
    config.with_limit(Power::from_watts(LIMIT)).unwrap()
}

impl House {
    fn new(policy: Policy) -> Self {
        let bench = Bench::new(Kind::Sdm630, format(), Open::new(Kind::Sdm630));
        let config = config(format()).unwrap().with_retries(1);
        let meter = Sdm630::new(bench.host.clone(), bench.pause(), config);
        let mut house = Self {
            bench,
            meter,
            limit: ExportLimit::new(limit()),
            latest: Latest::new(),
            policy,
            load: 5_000,
            output: 0,
            due: None,
            stepped: None,
            beyond: Duration::ZERO,
            longest: Duration::ZERO,
        };
        house.wire();
        house.meter.init().unwrap();
        house
    }

    /// Makes the three phases at the point of supply what load and inverter make of them.
    fn wire(&self) {
        let import = self.load - self.output;
        let milliwatts = i64::from(import.abs()) * 1_000 / 3;
        let phase = Phase {
            voltage: Voltage::from_volts(230),
            current: Current::from_microamps(i32::try_from(milliwatts * 1_000 / 230).unwrap()),
            power_factor: Ratio::from_permille(if import < 0 { -1_000 } else { 1_000 }),
            inductive: false,
        };
        self.bench.meter.set_circuit(Circuit {
            phases: [phase; 3],
            frequency: Frequency::from_hertz(50),
        });
    }

    fn set_load(&mut self, load: i32) {
        // Of a load that goes while export is beyond, a new reaction begins.
        self.beyond = Duration::ZERO;
        self.load = load;
        self.wire();
    }

    /// Notes for how long export has been beyond the limit, a watt for rounding apart.
    fn watch(&mut self, time: Duration) {
        let is_beyond = self.output - self.load > LIMIT + 1;
        self.beyond = if is_beyond {
            self.beyond + time
        } else {
            Duration::ZERO
        };
        self.longest = self.longest.max(self.beyond);
    }

    /// Reads the meter and steps the limit.
    fn control(&mut self) {
        let begin = self.bench.world.now();
        let read = self.meter.active_power();
        let now = self.bench.world.now();
        self.watch(now.saturating_since(begin));
        // As old as its request: no value is younger.
        let reading = read.map(|power| Reading::taken(power, begin, self.meter.latency()));
        let input = reading.map_err(|error| error.kind());
        match self.policy {
            Policy::AtOnce => self.latest.store(input),
            Policy::Bridges => self.latest.keep(input),
            Policy::Ignores if input.is_err() => return,
            Policy::Ignores => self.latest.store(input),
        }
        if let Some(stepped) = self.stepped {
            assert!(now.saturating_since(stepped) <= PERIOD);
        }
        self.stepped = Some(now);
        let output = Power::from_watts(self.output);
        let cap = self.limit.step(now, self.latest.input(), output).as_watts();
        self.due = Some((now.saturating_add(RESPONSE), cap.min(AVAILABLE)));
    }

    /// Lets time pass up to `end`.
    fn pass_until(&mut self, end: Instant) {
        while self.bench.world.now() < end {
            if let Some((_, output)) = self.due.take_if(|(at, _)| *at <= self.bench.world.now()) {
                self.output = output;
                self.wire();
            }
            self.bench.pass(SLICE);
            self.watch(SLICE);
        }
    }

    fn run(&mut self, rounds: u32) {
        for _ in 0..rounds {
            let next = self.bench.world.now().saturating_add(PACE);
            self.control();
            self.pass_until(next);
        }
    }

    /// A round in which the load changes so long after its beginning.
    fn round_with_load(&mut self, load: i32, after: Duration) {
        let begin = self.bench.world.now();
        self.control();
        self.pass_until(begin.saturating_add(after));
        self.set_load(load);
        self.pass_until(begin.saturating_add(PACE));
    }
}

/// The meter falls silent, and at any moment about then the load goes.
#[test]
fn export_is_never_beyond_the_limit_for_longer_than_the_reaction() {
    let reaction = limit().reaction(PERIOD, RESPONSE) + SLICE;
    for policy in [Policy::AtOnce, Policy::Bridges] {
        let mut worst = Duration::ZERO;
        for rounds_before in 0..6 {
            for after in (0..500).step_by(50) {
                let mut house = House::new(policy);
                house.run(12);
                assert_eq!(house.output, 5_600, "with a meter: limit and load");
                assert_eq!(house.limit.basis(), ExportBasis::Metered);
                house.longest = Duration::ZERO;
                // Load goes before the meter does, with it, and behind it.
                let after = Duration::from_millis(after);
                let silent = |house: &House| house.bench.meter.misbehave(Misbehaviour::Silent);
                if rounds_before < 2 {
                    house.round_with_load(300, after);
                    silent(&house);
                } else {
                    silent(&house);
                    house.run(rounds_before - 2);
                    house.round_with_load(300, after);
                }
                house.run(20);
                let at = (policy, rounds_before, after);
                assert!(house.longest <= reaction, "{at:?} {:?}", house.longest);
                worst = worst.max(house.longest);
                assert_eq!(house.output, LIMIT, "{at:?}: without a meter, the limit");
                assert!(
                    matches!(house.limit.basis(), ExportBasis::Blind(_)),
                    "{at:?}"
                );

                // And it comes back.
                house.bench.meter.behave();
                house.set_load(2_000);
                house.run(12);
                assert_eq!(house.output, 2_600, "{at:?}");
                assert_eq!(house.limit.basis(), ExportBasis::Metered, "{at:?}");
            }
        }
        println!("{policy:?}: {worst:?} of {reaction:?}");
        assert!(
            worst > Duration::from_millis(400),
            "the load went in time: {worst:?}"
        );
    }
}

/// What the test above would show of a firmware that goes on as before.
#[test]
fn a_house_that_ignores_the_silence_exports_for_ever() {
    let mut house = House::new(Policy::Ignores);
    house.run(12);
    house.bench.meter.misbehave(Misbehaviour::Silent);
    house.round_with_load(300, Duration::from_millis(200));
    house.run(40);
    assert!(
        house.longest > Duration::from_secs(19),
        "{:?}",
        house.longest
    );
    assert_eq!(house.output, 5_600);
}

/// A meter that only sometimes answers, or too late, or with something that is none.
#[test]
fn a_meter_that_answers_now_and_then_changes_nothing() {
    let reaction = limit().reaction(PERIOD, RESPONSE) + SLICE;
    for what in [
        Misbehaviour::Silent,
        Misbehaviour::Slow(Duration::from_millis(75)),
        Misbehaviour::WrongCrc,
        Misbehaviour::Short(7),
        Misbehaviour::Exception(6),
        Misbehaviour::WrongAddress(2),
    ] {
        let mut house = House::new(Policy::Bridges);
        house.run(12);
        house.longest = Duration::ZERO;
        for (round, load) in [5_000, 300, 4_000, 0, 3_000, 600]
            .into_iter()
            .cycle()
            .take(24)
            .enumerate()
        {
            let replies = u32::try_from(round).unwrap() % 5;
            house.bench.meter.misbehave_for(replies, what);
            house.round_with_load(load, Duration::from_millis(350));
            house.run(2);
        }
        assert!(house.longest <= reaction, "{what:?} {:?}", house.longest);
    }
}
