//! When contacts move, what is across them, what makes take of them.

use super::*;
use embedded_hal::{digital::InputPin, digital::OutputPin, pwm::SetDutyCycle};
use hal_power::Ratio;
use hal_power_sim::model::{dc_link::ResistorDefect, relay::Defect};

/// The link at this voltage, the negative pole closed; the positive one closes onto it.
fn makes_onto(volts: i32) -> Bench {
    let mut circuit = CIRCUIT;
    circuit.internal = Resistance::from_milliohms(100);
    Bench::connected(circuit, volts)
}

fn life(bench: &Bench, place: Place) -> Ratio {
    bench.link.borrow_mut().contactor(place).life_used()
}

#[test]
fn a_make_takes_of_the_life_what_its_voltage_does() {
    // of 50,000 at 90 % and of 50 at 80 %
    for (volts, ppm) in [(400, 20), (361, 20), (359, 20_000), (321, 20_000)] {
        let bench = makes_onto(volts);
        assert_eq!(
            life(&bench, Place::Positive),
            Ratio::from_ppm(ppm),
            "{volts} V"
        );
        let mut link = bench.link.borrow_mut();
        assert_eq!(
            link.contactor(Place::Positive).makes(),
            1,
            "bounce is no other make"
        );
        assert!(!link.contactor(Place::Positive).is_welded());
    }
}

#[test]
fn a_make_beyond_what_is_listed_welds() {
    let bench = makes_onto(319);
    bench.drive(Place::Positive, 0);
    bench.drive(Place::Negative, 0);
    bench.pass(MS * 100);
    assert!(bench.is_closed(Place::Positive) && !bench.is_closed(Place::Negative));
}

#[test]
fn a_life_used_up_welds() {
    let bench = makes_onto(400);
    for _ in 0..50 {
        assert!(
            !bench
                .link
                .borrow_mut()
                .contactor(Place::Positive)
                .is_welded()
        );
        bench.drive(Place::Positive, 0);
        bench.pass(MS * 40);
        bench.link.borrow_mut().set_link(Voltage::from_volts(330));
        bench.drive(Place::Positive, FULL);
        bench.pass(MS * 40);
    }
    assert!(
        bench
            .link
            .borrow_mut()
            .contactor(Place::Positive)
            .is_welded()
    );
}

#[test]
fn a_precharge_contact_makes_on_the_whole_voltage_only_if_its_resistor_is_shorted() {
    let mut circuit = CIRCUIT;
    circuit.internal = Resistance::from_milliohms(100);
    for (defect, welds) in [
        (None, false),
        (Some(ResistorDefect::Shorted(Resistance::ZERO)), true),
    ] {
        let bench = Bench::closed(circuit, &[Place::Negative]);
        bench.link.borrow_mut().set_resistor(defect);
        bench.drive(Place::Precharge, FULL);
        bench.pass(MS * 40);
        let mut link = bench.link.borrow_mut();
        assert_eq!(link.contactor(Place::Precharge).is_welded(), welds);
    }
}

#[test]
fn the_pole_that_closes_first_makes_nothing() {
    let bench = makes_onto(330);
    assert_eq!(life(&bench, Place::Negative), Ratio::from_ppm(20));
    assert_eq!(life(&bench, Place::Positive), Ratio::from_ppm(20_000));
}

#[test]
fn voltage_is_across_what_is_open() {
    let bench = Bench::new(CIRCUIT);
    let across = |place| {
        let voltage = bench.link.borrow_mut().across(place);
        voltage.as_volts()
    };
    const EACH: [Place; 3] = [Place::Precharge, Place::Positive, Place::Negative];
    assert_eq!(EACH.map(across), [200, 200, 200], "shared by two poles");
    bench.drive(Place::Negative, FULL);
    bench.pass(MS * 40);
    assert_eq!(EACH.map(across), [400, 400, 0]);
    bench.drive(Place::Precharge, FULL);
    bench.pass(MS * 18);
    assert_eq!(EACH.map(across), [0, 400, 0], "8 A over 50 Ω");
    bench.pass(MS * 600);
    assert_eq!(EACH.map(across), [0, 0, 0]);
    bench.drive(Place::Positive, FULL);
    bench.drive(Place::Negative, 0);
    bench.link.borrow_mut().set_discharge(true);
    bench.pass(Duration::from_secs(5));
    assert_eq!(EACH.map(across), [0, 0, 400]);
}

#[test]
fn a_contact_that_bounces_feeds_the_link_in_between() {
    let bench = Bench::closed(CIRCUIT, &[Place::Negative]);
    bench.drive(Place::Precharge, FULL);
    bench.pass(MS * 18 + Duration::from_micros(250));
    assert!(bench.current() > 7.9, "{}", bench.current());
    bench.pass(Duration::from_micros(500));
    assert_eq!(bench.current().to_bits(), 0.0_f64.to_bits());
    // closed for eight half milliseconds of the fifteen
    bench.pass(MS * 7 - Duration::from_micros(750) + Duration::from_micros(500));
    let closed = 4.0;
    let expected = 400.0 * (1.0 - f64::exp(-closed / 44.0));
    assert!(
        about(bench.link(), expected, 1e-3),
        "{} {expected}",
        bench.link()
    );
}

#[test]
fn pins_drive_coils_and_show_contacts() {
    let bench = Bench::new(CIRCUIT);
    let mut coil = DcLink::coil(&bench.link, Place::Positive);
    let mut made = DcLink::mirror(&bench.link, Place::Positive, true);
    let mut broken = DcLink::mirror(&bench.link, Place::Positive, false);
    let mut levels = || (made.is_high(), broken.is_low());
    coil.set_high().unwrap();
    bench.pass(MS * 40);
    assert_eq!(levels(), (Ok(true), Ok(true)));
    coil.set_duty_cycle(299).unwrap();
    bench.pass(MS * 40);
    assert_eq!(levels(), (Ok(false), Ok(false)));
    for (defect, closed) in [(Defect::Welded, true), (Defect::StuckOpen, false)] {
        bench
            .link
            .borrow_mut()
            .set_defect(Place::Positive, Some(defect));
        assert_eq!(levels(), (Ok(closed), Ok(closed)));
    }
}
