//! Events and conditions: sags, limits, no load, signs, crossings, and the pins that show them.

use std::time::Duration;

use ade7953::{
    Channel, Conditions, EventsA, EventsB, NoLoad, Pin, PinFunction,
    hal_power::{Current, Voltage},
};
use embedded_hal::digital::InputPin;
use hal_power_sim::{Fault, Injection, model::ade7953::SecondIrq};
use std::{cell::RefCell, rc::Rc};

use crate::bench::{Bench, SETTLED, Wire, config};

on_both_buses! {
    a_sag_is_told_once_it_lasts;
    limits_are_momentary;
    loads_come_and_go;
    signs_turn;
    crossings_and_their_timeouts;
    events_are_taken_once_and_kept_until_then;
    pins_show_what_is_enabled;
    events_that_an_answer_took_along_are_said_to_be_missing;
}

const MS: Duration = Duration::from_millis(1);

fn a_sag_is_told_once_it_lasts<W: Wire>() {
    // crest of 200 V
    let level = Voltage::from_millivolts(282_843);
    for half_cycles in [1, 4, 50] {
        let (bench, mut driver) = Bench::<W>::ready(&config().with_sag(level, half_cycles));
        bench.set_voltage(201_000);
        bench.wait(SETTLED);
        driver.take_events().unwrap();
        let half = u32::from(half_cycles) * 10 * MS;
        bench.wait(half + 50 * MS);
        assert!(!driver.take_events().unwrap().a.contains(EventsA::SAG));
        bench.set_voltage(199_000);
        bench.wait(half - MS);
        assert!(
            !driver.take_events().unwrap().a.contains(EventsA::SAG),
            "{half_cycles}"
        );
        bench.wait(25 * MS);
        assert!(
            driver.take_events().unwrap().a.contains(EventsA::SAG),
            "{half_cycles}"
        );
    }
}

fn limits_are_momentary<W: Wire>() {
    let config = config()
        .with_overvoltage(Voltage::from_volts(360))
        .with_overcurrent(Current::from_amps(30));
    let (bench, mut driver) = Bench::<W>::ready(&config);
    // crests: 359.2 V, 29.98 A of A, and of B in proportion to its full scale 14.99 A
    bench.set_voltage(254_000);
    bench.draw(Channel::A, 21_200, 0);
    bench.draw(Channel::B, 10_600, 0);
    bench.wait(SETTLED);
    driver.take_events().unwrap();
    bench.wait(SETTLED);
    let events = driver.take_events().unwrap();
    assert!(
        !events
            .a
            .intersects(EventsA::OVERVOLTAGE | EventsA::OVERCURRENT)
    );
    assert!(!events.b.contains(EventsB::OVERCURRENT));
    type Set<W> = fn(&Bench<W>);
    let cases: [(Set<W>, EventsA, EventsB); 3] = [
        (
            |bench| bench.set_voltage(255_000),
            EventsA::OVERVOLTAGE,
            EventsB::empty(),
        ),
        (
            |bench| bench.draw(Channel::A, 21_300, 0),
            EventsA::OVERCURRENT,
            EventsB::empty(),
        ),
        (
            |bench| bench.draw(Channel::B, 10_650, 0),
            EventsA::empty(),
            EventsB::OVERCURRENT,
        ),
    ];
    for (set, a, b) in cases {
        bench.set_voltage(254_000);
        bench.draw(Channel::A, 21_200, 0);
        bench.draw(Channel::B, 10_600, 0);
        bench.wait(30 * MS);
        driver.take_events().unwrap();
        set(&bench);
        bench.wait(30 * MS);
        let events = driver.take_events().unwrap();
        assert_eq!(events.a & (EventsA::OVERVOLTAGE | EventsA::OVERCURRENT), a);
        assert_eq!(events.b & EventsB::OVERCURRENT, b);
    }
}

fn loads_come_and_go<W: Wire>() {
    let level = NoLoad::OneIn(5_000);
    let (bench, mut driver) = Bench::<W>::ready(&config().with_no_load(level, level, level));
    // 1 in 5,000: 3.5 W, at 230 V 15.2 mA, of A
    let none = Conditions::ACTIVE_A_NO_LOAD
        | Conditions::REACTIVE_A_NO_LOAD
        | Conditions::APPARENT_A_NO_LOAD;
    for (milliamps, lag, expected) in [
        (15, 0, none),
        (16, 0, Conditions::REACTIVE_A_NO_LOAD),
        (16, 90, Conditions::ACTIVE_A_NO_LOAD),
        (16, 180, Conditions::REACTIVE_A_NO_LOAD),
        (30, 45, Conditions::empty()),
        (0, 0, none),
    ] {
        bench.draw(Channel::A, milliamps, lag);
        bench.draw(Channel::B, 10_000, 45);
        bench.wait(SETTLED);
        let all = none
            | Conditions::ACTIVE_B_NO_LOAD
            | Conditions::REACTIVE_B_NO_LOAD
            | Conditions::APPARENT_B_NO_LOAD;
        assert_eq!(
            driver.conditions().unwrap() & all,
            expected,
            "{milliamps} mA, {lag}°"
        );
    }
    driver.take_events().unwrap();
    bench.draw(Channel::A, 30, 45);
    bench.draw(Channel::B, 0, 0);
    bench.wait(MS);
    let events = driver.take_events().unwrap();
    let a = EventsA::ACTIVE_NO_LOAD | EventsA::REACTIVE_NO_LOAD | EventsA::APPARENT_NO_LOAD;
    let b = EventsB::ACTIVE_NO_LOAD | EventsB::REACTIVE_NO_LOAD | EventsB::APPARENT_NO_LOAD;
    assert_eq!((events.a & a, events.b & b), (EventsA::empty(), b));
    // what is below its level is not counted
    driver.clear_energy(Channel::A).unwrap();
    bench.draw(Channel::A, 15, 0);
    bench.wait(Duration::from_secs(3_600));
    let energy = driver.active_energy(Channel::A).unwrap();
    assert!(energy.imported.as_millijoules() < 100, "{energy:?}");
}

fn signs_turn<W: Wire>() {
    let (bench, mut driver) = Bench::<W>::ready(&config());
    bench.draw_both(10_000, 45);
    bench.wait(SETTLED);
    driver.take_events().unwrap();
    for (lag, turned) in [
        (135, EventsA::ACTIVE_SIGN),
        (225, EventsA::REACTIVE_SIGN),
        (45, EventsA::ACTIVE_SIGN | EventsA::REACTIVE_SIGN),
        (40, EventsA::empty()),
    ] {
        bench.draw_both(10_000, lag);
        bench.wait(MS);
        let events = driver.take_events().unwrap();
        let signs = EventsA::ACTIVE_SIGN | EventsA::REACTIVE_SIGN;
        assert_eq!(events.a & signs, turned, "{lag}°");
        assert_eq!(events.b.bits() & signs.bits(), turned.bits(), "{lag}°");
    }
}

fn crossings_and_their_timeouts<W: Wire>() {
    let (bench, mut driver) = Bench::<W>::ready(&config().with_zero_crossing_timeout(50 * MS));
    bench.draw(Channel::A, 10_000, 0);
    bench.wait(SETTLED);
    driver.take_events().unwrap();
    bench.wait(SETTLED);
    let events = driver.take_events().unwrap();
    assert!(
        events
            .a
            .contains(EventsA::VOLTAGE_ZERO_CROSSING | EventsA::CURRENT_ZERO_CROSSING)
    );
    assert!(!events.a.intersects(
        EventsA::VOLTAGE_ZERO_CROSSING_TIMEOUT | EventsA::CURRENT_ZERO_CROSSING_TIMEOUT
    ));
    assert!(!events.b.contains(EventsB::CURRENT_ZERO_CROSSING));
    bench.set_voltage(0);
    bench.draw(Channel::A, 0, 0);
    bench.wait(39 * MS);
    let events = driver.take_events().unwrap();
    assert!(!events.a.intersects(
        EventsA::VOLTAGE_ZERO_CROSSING_TIMEOUT | EventsA::CURRENT_ZERO_CROSSING_TIMEOUT
    ));
    bench.wait(12 * MS);
    let events = driver.take_events().unwrap();
    assert!(
        events.a.contains(
            EventsA::VOLTAGE_ZERO_CROSSING_TIMEOUT | EventsA::CURRENT_ZERO_CROSSING_TIMEOUT
        )
    );
}

fn events_are_taken_once_and_kept_until_then<W: Wire>() {
    let config = config().with_overvoltage(Voltage::from_volts(360));
    let (bench, mut driver) = Bench::<W>::ready(&config);
    driver.take_events().unwrap();
    bench.set_voltage(300_000);
    bench.wait(50 * MS);
    bench.set_voltage(230_000);
    bench.wait(50 * MS);
    // readings clear the part's flags, and looking does not take them
    for _ in 0..3 {
        driver.rms_voltage().unwrap();
        bench.wait(MS);
        assert!(driver.events().unwrap().a.contains(EventsA::OVERVOLTAGE));
        assert!(driver.noted_events().contains(EventsA::OVERVOLTAGE));
    }
    let events = driver.take_events().unwrap();
    assert!(events.is_complete && events.a.contains(EventsA::OVERVOLTAGE));
    bench.wait(50 * MS);
    let events = driver.take_events().unwrap();
    assert!(events.is_complete && !events.a.contains(EventsA::OVERVOLTAGE));
}

fn pins_show_what_is_enabled<W: Wire>() {
    let config = config()
        .with_overvoltage(Voltage::from_volts(360))
        .with_overcurrent(Current::from_amps(30))
        .with_interrupts(EventsA::OVERVOLTAGE, EventsB::OVERCURRENT)
        .with_pin(Pin::Zx, PinFunction::InterruptB);
    let (bench, mut driver) = Bench::<W>::ready(&config);
    let mut irq = bench.world.line(&bench.model);
    let second = Rc::new(RefCell::new(SecondIrq::on_zx(&bench.model)));
    let mut second = bench.world.line(&second);
    driver.take_events().unwrap();
    assert!(irq.is_high().unwrap() && second.is_high().unwrap());
    bench.draw(Channel::A, 40_000, 0);
    bench.wait(50 * MS);
    // not enabled
    assert!(irq.is_high().unwrap());
    bench.set_voltage(300_000);
    bench.draw(Channel::B, 20_000, 0);
    bench.wait(50 * MS);
    assert!(irq.is_low().unwrap() && second.is_low().unwrap());
    bench.set_voltage(230_000);
    bench.draw(Channel::B, 1_000, 0);
    bench.wait(50 * MS);
    driver.events().unwrap();
    assert!(irq.is_low().unwrap() && second.is_low().unwrap());
    let events = driver.take_events().unwrap();
    assert!(events.a.contains(EventsA::OVERVOLTAGE) && events.b.contains(EventsB::OVERCURRENT));
    assert!(irq.is_high().unwrap() && second.is_high().unwrap());
}

fn events_that_an_answer_took_along_are_said_to_be_missing<W: Wire>() {
    let config = config().with_overvoltage(Voltage::from_volts(360));
    for transfer in 0..2 {
        let (bench, mut driver) = Bench::<W>::ready(&config);
        driver.take_events().unwrap();
        bench.set_voltage(300_000);
        bench.wait(50 * MS);
        bench.set_voltage(230_000);
        bench.wait(50 * MS);
        bench.world.inject(Injection::nth(transfer, Fault::Overrun));
        assert!(driver.rms_voltage().is_err());
        bench.wait(50 * MS);
        let events = driver.take_events().unwrap();
        // lost with the flags, or still there
        assert_eq!(events.is_complete, transfer == 0);
        assert_eq!(events.a.contains(EventsA::OVERVOLTAGE), transfer == 0);
        bench.wait(50 * MS);
        assert!(driver.take_events().unwrap().is_complete);
    }
}
