//! Two meters on one line, asked in turn.

use core::time::Duration;

use hal_power_sim::model::modbus_meter::{Kind, Misbehaviour, ModbusMeter, Open};
use modbus_meter::{
    Config, Direction, Line,
    hal_power::{Error as _, ErrorKind, Power},
};

use crate::{
    LIVE,
    bench::{Bench, RESPONSE},
    config,
    driver::{Driver, Half, driver},
    format, phase,
};

const OTHER: u8 = 2;

fn second() -> Config {
    let line = Line::new(9_600, RESPONSE).unwrap();
    Config::new(line, OTHER, 80, Direction::ImportPositive, Duration::ZERO).unwrap()
}

/// An SDM120 in the live circuit, and beside it another meter in one that takes 500 W.
struct Pair {
    bench: Bench,
    other: ModbusMeter,
    drivers: [Box<dyn Driver>; 2],
}

const POWERS: [Power; 2] = [Power::from_watts(-1_380), Power::from_watts(-500)];

impl Pair {
    fn new(kind: Kind, half: Half, retries: u8) -> Self {
        let bench = Bench::new(Kind::Sdm120, format(), Open::new(Kind::Sdm120));
        bench.meter.set_circuit(LIVE);
        let other = ModbusMeter::new(&bench.bus, kind, OTHER, Open::new(kind));
        let mut circuit = LIVE;
        circuit.phases = [
            phase(250, 2, 1_000, true),
            phase(250, 0, 1_000, true),
            phase(250, 0, 1_000, true),
        ];
        other.set_circuit(circuit);
        let first = driver(
            &bench,
            (Kind::Sdm120, half),
            config(format()).unwrap().with_retries(retries),
        );
        let second = driver(&bench, (kind, half), second().with_retries(retries));
        let mut drivers = [first, second];
        for driver in &mut drivers {
            driver.init().unwrap();
        }
        Self {
            bench,
            other,
            drivers,
        }
    }

    fn powers(&mut self) -> [Result<Power, ErrorKind>; 2] {
        self.drivers
            .each_mut()
            .map(|driver| driver.power().map_err(|error| error.kind()))
    }
}

const PAIRS: [(Kind, Half); 6] = crate::driver::ALL;

#[test]
fn each_answers_for_itself() {
    for (kind, half) in PAIRS {
        let mut pair = Pair::new(kind, half, 0);
        for _ in 0..4 {
            assert_eq!(pair.powers(), POWERS.map(Ok), "{kind:?} {half:?}");
        }
        assert_eq!(
            (pair.bench.meter.requests(), pair.other.requests() >= 5),
            (5, true)
        );
    }
}

#[test]
fn a_silent_one_does_not_silence_the_other() {
    for (kind, half) in PAIRS {
        let mut pair = Pair::new(kind, half, 0);
        pair.other.misbehave(Misbehaviour::Silent);
        let found = pair.powers();
        assert_eq!(
            found,
            [Ok(POWERS[0]), Err(ErrorKind::Bus)],
            "{kind:?} {half:?}"
        );
        pair.other.behave();
        pair.bench.meter.misbehave(Misbehaviour::Silent);
        let found = pair.powers();
        assert_eq!(
            found,
            [Err(ErrorKind::Bus), Ok(POWERS[1])],
            "{kind:?} {half:?}"
        );
        pair.bench.meter.behave();
        assert_eq!(pair.powers(), POWERS.map(Ok), "{kind:?} {half:?}");
    }
}

/// What the first says too late comes while the second is asked: told by its address, or it has spoiled the second's frame.
#[test]
fn a_late_reply_of_one_is_not_the_other_s() {
    for (kind, half) in PAIRS {
        let mut told = 0;
        for by in 0..100 {
            let mut pair = Pair::new(kind, half, 0);
            let what = Misbehaviour::Slow(Duration::from_millis(by));
            pair.bench.meter.misbehave_for(1, what);
            let found = pair.powers();
            for (found, right) in found.into_iter().zip(POWERS) {
                let is_told = matches!(
                    found,
                    Err(ErrorKind::Bus | ErrorKind::Integrity | ErrorKind::WrongDevice)
                );
                assert!(
                    found == Ok(right) || is_told,
                    "{kind:?} {half:?} {by} {found:?}"
                );
            }
            told += u32::from(found[1].is_err());
            assert_eq!(pair.powers(), POWERS.map(Ok), "{kind:?} {half:?} {by}");
            // And with one more try the second has always its answer.
            let mut pair = Pair::new(kind, half, 1);
            pair.bench.meter.misbehave_for(1, what);
            assert_eq!(pair.powers(), POWERS.map(Ok), "{kind:?} {half:?} {by}");
        }
        assert!(told > 0, "{kind:?} {half:?}");
    }
}

/// One port, lent to one driver after the other.
#[test]
fn a_port_is_lent_and_given_back() {
    use modbus_meter::hal_inverter::blocking::ActivePowerMeter as _;
    let pair = Pair::new(Kind::Ddsu666, Half::Blocking, 0);
    let mut port = pair.bench.host.clone();
    for _ in 0..2 {
        let mut meter = modbus_meter::blocking::Sdm120::new(
            &mut port,
            pair.bench.pause(),
            config(format()).unwrap(),
        );
        meter.init().unwrap();
        assert_eq!(meter.active_power(), Ok(POWERS[0]));
        let (lent, pause) = meter.free();
        let mut meter = modbus_meter::blocking::Ddsu666::new(lent, pause, second(), crate::HOLDING);
        meter.init().unwrap();
        assert_eq!(meter.active_power(), Ok(POWERS[1]));
    }
}
