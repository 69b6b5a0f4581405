//! Contacts that break more than they can.

use super::*;

/// Both poles closed at this current, positive from the battery.
fn carrying(amps: i32) -> Bench {
    let mut circuit = CIRCUIT;
    circuit.internal = Resistance::from_milliohms(100);
    circuit.contactor.relay.bounce = Duration::ZERO;
    let bench = Bench::connected(circuit, 400);
    bench
        .link
        .borrow_mut()
        .set_converter(Current::from_amps(amps));
    bench.pass(MS * 10);
    assert!(about(bench.current(), f64::from(amps), 1e-3));
    bench
}

fn arcs(bench: &Bench, place: Place) -> (u32, f64) {
    let mut link = bench.link.borrow_mut();
    let contactor = link.contactor(place);
    let heat = contactor.arc_heat().as_millijoules();
    (
        contactor.arcs(),
        f64::from(i32::try_from(heat).unwrap()) / 1e3,
    )
}

#[test]
fn up_to_the_limit_of_its_direction_a_contact_breaks_without_an_arc() {
    for (amps, burns) in [(49, 0), (51, 1), (-19, 0), (-21, 1)] {
        let bench = carrying(amps);
        bench.drive(Place::Positive, 0);
        bench.pass(MS * 40);
        assert_eq!(arcs(&bench, Place::Positive).0, burns, "{amps} A");
    }
}

#[test]
fn an_arc_carries_the_current_on_and_heats_by_its_charge() {
    let bench = carrying(100);
    bench.drive(Place::Positive, 0);
    bench.pass(MS * 13);
    assert!(!bench.is_closed(Place::Positive), "the contacts are apart");
    assert!(about(bench.current(), 100.0, 1e-3), "{}", bench.current());
    bench.pass(MS * 10);
    assert_eq!(bench.current().to_bits(), 0.0_f64.to_bits());
    // 30 V, 100 A, 10 ms
    let (count, heat) = arcs(&bench, Place::Positive);
    assert!(count == 1 && about(heat, 30.0, 1e-3), "{heat}");
    bench.pass(MS * 10);
    assert!(bench.link() < 400.0, "and the link is left to its load");
}

#[test]
fn an_arc_ends_with_the_current() {
    let bench = carrying(100);
    bench.drive(Place::Positive, 0);
    bench.pass(MS * 14);
    bench
        .link
        .borrow_mut()
        .set_converter(Current::from_amps(-1));
    bench.pass(MS * 2);
    assert_eq!(bench.current().to_bits(), 0.0_f64.to_bits());
    let (_, heat) = arcs(&bench, Place::Positive);
    // 2 ms, and less than one of the capacitor's
    assert!((6.0..7.0).contains(&heat), "{heat}");
}

#[test]
fn poles_that_part_together_both_burn() {
    let bench = carrying(100);
    for place in [Place::Negative, Place::Positive] {
        bench.drive(place, 0);
    }
    bench.pass(MS * 40);
    for place in [Place::Negative, Place::Positive] {
        let (count, heat) = arcs(&bench, place);
        assert!(count == 1 && about(heat, 30.0, 1e-3), "{place:?} {heat}");
    }
}

#[test]
fn arcs_add_up_to_a_weld() {
    let bench = carrying(120);
    let load = |amps| {
        bench
            .link
            .borrow_mut()
            .set_converter(Current::from_amps(amps))
    };
    for nth in 1..=3 {
        assert!(bench.is_closed(Place::Positive));
        bench.drive(Place::Positive, 0);
        bench.pass(MS * 40);
        // 36 J each, of 100 J
        assert_eq!(bench.is_closed(Place::Positive), nth == 3, "{nth}");
        load(0);
        bench.link.borrow_mut().set_link(Voltage::from_volts(400));
        bench.drive(Place::Positive, FULL);
        bench.pass(MS * 40);
        load(120);
        bench.pass(MS * 10);
    }
    bench.drive(Place::Positive, 0);
    bench.pass(MS * 40);
    assert!(bench.is_closed(Place::Positive));
    assert!(about(bench.current(), 120.0, 0.01), "{}", bench.current());
}
