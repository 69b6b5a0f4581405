//! Two channels: what each opens, and that they agree.

use super::super::{Agreement, Channel, GridCause, GridProfile, GridVerdict};
use super::bench::{Bench, MS, Signal, config};
use crate::ChainMap;
use core::time::Duration;
use hal_power::{Contacts, ErrorKind, Frequency, Voltage, check::RelayPole};

const MAP: ChainMap = ChainMap {
    line: RelayPole { a: 0, b: 1 },
    neutral: RelayPole { a: 2, b: 3 },
};

#[test]
fn each_channel_alone_interrupts_line_and_neutral() {
    let (a, b) = (Channel::A.opens(&MAP), Channel::B.opens(&MAP));
    assert_eq!(a, Contacts::only(0) | Contacts::only(2));
    assert_eq!(b, Contacts::only(1) | Contacts::only(3));
    assert!(!a.intersects(b));
    assert_eq!(Channel::A.other(), Channel::B);
    assert_eq!(Channel::B.other(), Channel::A);
}

#[test]
fn contacts_open_unless_granted() {
    let mut bench = Bench::new(config(&GridProfile::EN_50549_1_2019, MS / 4));
    assert_eq!(bench.protection.opens(&MAP), Channel::A.opens(&MAP));
    bench.run(&Signal::nominal(), MS * 1_100);
    assert_eq!(bench.protection.opens(&MAP), Contacts::NONE);
    bench.connected = true;
    let _ = bench.trip(&Signal::volts(0.0), MS * 500);
    assert_eq!(bench.protection.opens(&MAP), Channel::A.opens(&MAP));
}

const AGREEMENT: Agreement = Agreement {
    voltage: Voltage::from_volts(5),
    frequency: Frequency::from_millihertz(100),
    within: Duration::from_millis(100),
    max_age: Duration::from_millis(50),
};

/// Two channels on one grid, the second with these errors.
struct Pair(Bench, Bench);

impl Pair {
    fn new() -> Self {
        let config = config(&GridProfile::EN_50549_1_2019, MS / 4).with_agreement(AGREEMENT);
        Self(Bench::new(config), Bench::new(config))
    }

    /// Runs both; every 10 ms each hears the other where `talks`.
    fn run(&mut self, one: &Signal, other: &Signal, time: Duration, talks: bool) {
        for _ in 0..time.as_millis() / 10 {
            self.0.run(one, MS * 10);
            self.1.run(other, MS * 10);
            let (first, second) = (self.0.protection.measured(), self.1.protection.measured());
            let silent = Err(ErrorKind::NotReady);
            let now = self.0.now();
            self.0
                .protection
                .compare(now, if talks { second } else { silent });
            self.1
                .protection
                .compare(now, if talks { first } else { silent });
        }
    }

    fn verdicts(&self) -> [GridVerdict; 2] {
        [self.0.protection.verdict(), self.1.protection.verdict()]
    }

    fn granted() -> Self {
        let mut pair = Self::new();
        let nominal = Signal::nominal();
        pair.run(&nominal, &nominal, MS * 1_200, true);
        assert_eq!(pair.verdicts(), [GridVerdict::Granted; 2]);
        pair.0.connected = true;
        pair.1.connected = true;
        pair
    }

    fn assert_apart(&self) {
        for verdict in self.verdicts() {
            match verdict {
                GridVerdict::Tripped { trip, .. } => {
                    assert_eq!(trip.cause, GridCause::Disagreement);
                }
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn none_is_granted_before_the_two_have_agreed() {
    let mut pair = Pair::new();
    let nominal = Signal::nominal();
    pair.run(&nominal, &nominal, MS * 3_000, false);
    let [one, other] = pair.verdicts();
    assert!(matches!(one, GridVerdict::Waiting { .. }), "{one:?}");
    assert!(matches!(other, GridVerdict::Waiting { .. }), "{other:?}");
}

#[test]
fn what_they_may_differ_by_trips_nothing_and_more_trips_both() {
    let nominal = Signal::nominal();
    for other in [
        Signal::volts(234.5),
        Signal::volts(225.5),
        Signal::hertz(50.09),
    ] {
        let mut pair = Pair::granted();
        pair.run(&nominal, &other, MS * 1_000, true);
        assert_eq!(pair.verdicts(), [GridVerdict::Granted; 2], "{other:?}");
    }
    for other in [
        Signal::volts(236.0),
        Signal::volts(224.0),
        Signal::hertz(50.15),
    ] {
        let mut pair = Pair::granted();
        pair.run(&nominal, &other, MS * 80, true);
        assert_eq!(pair.verdicts(), [GridVerdict::Granted; 2], "{other:?}");
        pair.run(&nominal, &other, MS * 80, true);
        pair.assert_apart();
    }
}

#[test]
fn silence_of_the_other_trips_and_a_sag_that_both_see_does_not() {
    let nominal = Signal::nominal();
    let mut pair = Pair::granted();
    pair.run(&nominal, &nominal, MS * 80, false);
    assert_eq!(pair.verdicts(), [GridVerdict::Granted; 2]);
    pair.run(&nominal, &nominal, MS * 50, false);
    pair.assert_apart();
    let mut pair = Pair::granted();
    let sag = Signal::volts(100.0);
    pair.run(&sag, &sag, MS * 120, true);
    pair.run(&nominal, &nominal, MS * 500, true);
    assert_eq!(pair.verdicts(), [GridVerdict::Granted; 2]);
}

#[test]
fn one_that_is_not_compared_any_more_trips_on_its_own_frames() {
    let mut pair = Pair::granted();
    pair.0.run(&Signal::nominal(), MS * 150);
    let [one, _] = pair.verdicts();
    match one {
        GridVerdict::Tripped { trip, .. } => assert_eq!(trip.cause, GridCause::Disagreement),
        other => panic!("{other:?}"),
    }
}
