//! What fails, and what it leaves behind.

use crate::rig::{ACCURACY, Board, NET, Rig, SETTLED, TIMING, config, configured, kilohms};
use core::{
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};
use hal_power::{
    Contacts, Error as _, ErrorKind, Ratio, Resistance, Voltage, check::InsulationDoubt,
};
use hal_power_sim::{Fake, FakeContacts, World, fake::Failure, model::earth_net::Pole};
use iso_bridge::{Config, Error, Net, Network, Sensors, Settled, Timing, blocking};

fn rig() -> Rig {
    let rig = Rig::sound(350);
    rig.insulate(Some(kilohms(500)), Some(kilohms(800)));
    rig
}

fn doubt<B, P, N>(doubt: InsulationDoubt) -> Error<B, P, N> {
    Error::Inconclusive(doubt)
}

#[test]
fn a_voltage_that_drifts_gives_no_verdict() {
    for (volts_per_second, drifts) in [(20, true), (-20, true), (1, false), (-1, false)] {
        let rig = rig();
        rig.net
            .borrow_mut()
            .set_drift(Voltage::from_millivolts(volts_per_second * 100));
        match rig.measure() {
            Err(error) => {
                assert!(drifts, "{error:?} at {volts_per_second}");
                assert_eq!(error, doubt(InsulationDoubt::Drift));
                assert_eq!(error.kind(), ErrorKind::NotReady);
            }
            Ok(_) => assert!(!drifts, "{volts_per_second}"),
        }
        rig.assert_open();
    }
}

#[test]
fn a_drift_that_lets_each_state_settle_is_seen_in_the_end() {
    for sensors in [Sensors::Both, Sensors::Positive, Sensors::Negative] {
        let board = Board {
            nanofarads: [0, 0],
            ..Board::new(sensors)
        };
        let drift = Voltage::from_millivolts(80);
        let network = Network::new(
            kilohms(200),
            kilohms(200),
            Ratio::from_permille(5),
            Duration::ZERO,
        )
        .with_dividers(kilohms(4_000), kilohms(4_000));
        let settled = Settled {
            band: Voltage::from_volts(1),
            ..SETTLED
        };
        let config = Config::new(network, ACCURACY, Net { drift, ..NET }, TIMING, settled);
        let rig = Rig::new(&board, config.unwrap(), 350);
        rig.insulate(Some(kilohms(500)), Some(kilohms(500)));
        assert!(rig.measure().is_ok());
        rig.net.borrow_mut().set_drift(Voltage::from_volts(3));
        assert_eq!(
            rig.measure(),
            Err(doubt(InsulationDoubt::Drift)),
            "{sensors:?}"
        );
    }
}

#[test]
fn what_does_not_settle_times_out() {
    let board = Board {
        nanofarads: [500_000, 500_000],
        ..Board::new(Sensors::Both)
    };
    let timing = Timing {
        timeout: Duration::from_secs(5),
        ..TIMING
    };
    let rig = Rig::new(&board, configured(&board, NET, timing, SETTLED), 350);
    rig.insulate(Some(kilohms(500)), Some(kilohms(800)));
    let before = rig.world.now();
    assert_eq!(rig.measure(), Err(doubt(InsulationDoubt::Unsettled)));
    let taken = rig.world.now().saturating_since(before);
    assert!(
        taken > timing.timeout && taken < timing.timeout * 2,
        "{taken:?}"
    );
    rig.assert_open();
}

#[test]
fn a_dead_net_and_one_with_too_much_are_not_measured() {
    for (volts, expected) in [
        (0, doubt(InsulationDoubt::NoVoltage)),
        (79, doubt(InsulationDoubt::NoVoltage)),
        (-350, Error::Implausible),
        (620, Error::Implausible),
    ] {
        let rig = Rig::sound(volts);
        rig.insulate(Some(kilohms(500)), Some(kilohms(800)));
        let found = rig.measure().unwrap_err();
        let dead = volts < 80 && found == doubt(InsulationDoubt::NoVoltage);
        assert!(found == expected || dead, "{volts} V: {found:?}");
    }
}

#[test]
fn a_sensor_that_fails_keeps_its_kind_and_leaves_no_resistor() {
    for kind in [
        ErrorKind::Bus,
        ErrorKind::ConfigurationLost,
        ErrorKind::Saturated,
    ] {
        for spared in 0..80 {
            for (index, expected) in [(0, Error::Positive(kind)), (1, Error::Negative(kind))] {
                let rig = rig();
                rig.probes[index].fail_after(spared, kind);
                let found = rig.measure();
                let Err(error) = found else {
                    panic!("after {spared} readings: {found:?}");
                };
                assert_eq!((error, error.kind()), (expected, kind));
                assert_eq!(rig.bank.commands().last(), Some(&Contacts::NONE));
            }
        }
    }
}

#[test]
fn a_sensor_that_is_not_ready_is_waited_for_up_to_the_time_out() {
    let rig = rig();
    rig.probes[1].fail_after(60, ErrorKind::NotReady);
    assert_eq!(rig.measure(), Err(doubt(InsulationDoubt::Unsettled)));
    let rig = self::rig();
    rig.probes[0].fail_after(0, ErrorKind::NotReady);
    assert_eq!(rig.measure(), Err(doubt(InsulationDoubt::Timeout)));
    rig.assert_open();
}

#[test]
fn a_bank_that_fails_at_any_command_is_released_or_says_so() {
    let commands = {
        let rig = rig();
        rig.measure().unwrap();
        u32::try_from(rig.bank.commands().len()).unwrap()
    };
    assert_eq!(commands, 5);
    for nth in 0..commands {
        for failure in [
            Failure::Before(ErrorKind::Bus),
            Failure::After(ErrorKind::Bus),
        ] {
            let rig = rig();
            let mut meter = rig.blocking();
            rig.bank.fail_after(nth, failure);
            let error = meter.measure().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Bus);
            if nth == 0 {
                // the one before it failed, and the one after it told them to open
                assert_eq!(error, Error::Release(ErrorKind::Bus));
            } else if nth == commands - 1 {
                assert_eq!(error, Error::Release(ErrorKind::Bus));
                assert!(!meter.is_released());
            } else {
                assert_eq!(error, Error::Bank(ErrorKind::Bus));
                assert!(meter.is_released());
            }
            meter.release().unwrap();
            assert!(meter.is_released());
            rig.assert_open();
            assert!(meter.measure().is_ok(), "recovers");
        }
    }
}

#[test]
fn a_measurement_that_is_dropped_is_released_by_the_next() {
    let rig = rig();
    let mut context = Context::from_waker(Waker::noop());
    let truth = rig.measure().unwrap();
    let mut left_closed = 0;
    for polls in 1..400 {
        let rig = self::rig();
        let mut meter = rig.asynch();
        let finished = {
            let mut measurement = pin!(meter.measure());
            (0..polls).any(|_| {
                // whoever polls is woken by time
                rig.world.clock().advance(Duration::from_millis(20));
                matches!(measurement.as_mut().poll(&mut context), Poll::Ready(_))
            })
        };
        assert_eq!(meter.is_released(), finished, "{polls} polls");
        rig.world.clock().advance(Duration::from_millis(20));
        left_closed += u32::from(!finished && !rig.bank.closed().is_empty());
        rig.world.block_on(meter.release()).unwrap().unwrap();
        rig.world.clock().advance(Duration::from_secs(60));
        assert!(meter.is_released() && rig.bank.closed().is_empty());
        let again = rig.world.block_on(meter.measure()).unwrap().unwrap();
        let off = again
            .total
            .value()
            .unwrap()
            .abs_diff(truth.total.value().unwrap());
        assert!(off < Resistance::from_kilohms(3), "{again:?}");
        if finished {
            break;
        }
    }
    assert!(
        left_closed > 10,
        "the drops never met a closed switch: {left_closed}"
    );
}

#[test]
fn a_contact_beyond_the_bank_is_refused_and_nothing_stays_closed() {
    let board = Board::new(Sensors::Both);
    let network = crate::rig::network(&board).with_contacts(0, 7);
    let config = iso_bridge::Config::new(network, crate::rig::ACCURACY, NET, TIMING, SETTLED);
    let rig = Rig::new(&board, config.unwrap(), 350);
    let error = rig.measure().unwrap_err();
    assert_eq!(error, Error::Bank(ErrorKind::OutOfRange));
    rig.assert_open();
}

#[test]
fn what_a_slow_sensor_says_from_before_a_switch_moved_does_not_count() {
    let world = World::new();
    let (positive, negative) = (
        Fake::new(Voltage::from_volts(200)),
        Fake::new(Voltage::from_volts(-200)),
    );
    let latency = Duration::from_millis(700);
    positive.set_latency(latency);
    let bank = FakeContacts::new(2);
    let (first, second) = (positive.clone(), negative.clone());
    let mut meter =
        blocking::BridgeMeter::new(bank.clone(), first, second, world.delay(), config());
    let before = world.now();
    // nothing moves the voltages, as with both poles shorted; each of three states takes a latency and a window
    let found = meter.measure().unwrap();
    assert!(
        found.total.highest() < Resistance::from_ohms(100),
        "{found:?}"
    );
    let window = TIMING.pace * u32::from(SETTLED.readings);
    let taken = world.now().saturating_since(before);
    assert!(taken >= (latency + window) * 3, "{taken:?}");
    assert_eq!(bank.closed(), Contacts::NONE);
}

#[test]
fn gives_back_what_it_was_given() {
    let rig = rig();
    let (bank, positive, negative, _delay) = rig.blocking().free();
    assert!(
        bank.commands().is_empty(),
        "neither new nor free moves anything"
    );
    drop((positive, negative));
    let _: Voltage = rig.net.borrow_mut().voltage(Pole::Positive);
}
