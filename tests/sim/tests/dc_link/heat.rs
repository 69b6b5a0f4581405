//! What gets hot: the precharge resistor, the fuse.

use super::*;
use hal_power_sim::model::dc_link::Fuse;

fn celsius(bench: &Bench) -> f64 {
    f64::from(
        bench
            .link
            .borrow_mut()
            .resistor_temperature()
            .as_millicelsius(),
    ) / 1e3
}

/// One charge from empty, and the discharge after it.
fn charge(bench: &Bench) {
    bench.drive(Place::Precharge, FULL);
    bench.pass(MS * 600);
    bench.drive(Place::Precharge, 0);
    bench.pass(MS * 40);
    bench.link.borrow_mut().set_link(Voltage::ZERO);
}

#[test]
fn each_charge_warms_the_resistor_until_it_burns_open() {
    let bench = Bench::closed(CIRCUIT, &[Place::Negative]);
    for nth in 1..=6 {
        charge(&bench);
        // 70.4 J in 2 J/K
        assert!(
            about(celsius(&bench), 25.0 + 35.2 * f64::from(nth), 1e-3),
            "{}",
            celsius(&bench)
        );
    }
    assert!(!bench.link.borrow_mut().is_resistor_open());
    charge(&bench);
    assert!(bench.link.borrow_mut().is_resistor_open());
    bench.drive(Place::Precharge, FULL);
    bench.pass(MS * 600);
    assert!(bench.link() < 1.0, "{}", bench.link());
}

#[test]
fn it_cools_by_its_own_time_constant() {
    let mut circuit = CIRCUIT;
    circuit.precharge.body.cooling_per_kelvin = Power::from_milliwatts(20);
    let bench = Bench::new(circuit);
    bench
        .link
        .borrow_mut()
        .set_resistor_temperature(Temperature::from_celsius(125));
    bench.pass(Duration::from_secs(100));
    assert!(
        about(celsius(&bench), 25.0 + 100.0 * (-1.0_f64).exp(), 1e-4),
        "{}",
        celsius(&bench)
    );
}

/// A link that is shorted by so much that the fuse sees this current.
fn shorted(amps: i32) -> Bench {
    let mut circuit = CIRCUIT;
    circuit.internal = Resistance::from_milliohms(100);
    circuit.fuse = Some(Fuse {
        holds: Current::from_amps(100),
        melts: (Current::from_amps(1_000), MS * 10),
    });
    let bench = Bench::connected(circuit, 400);
    bench
        .link
        .borrow_mut()
        .set_converter(Current::from_amps(amps));
    bench
}

#[test]
fn a_fuse_melts_at_its_i2t_and_holds_its_current() {
    let bench = shorted(99);
    bench.pass(Duration::from_secs(60));
    assert!(!bench.link.borrow_mut().is_fuse_blown());
    let bench = shorted(1_000);
    bench.pass(MS * 9);
    assert!(!bench.link.borrow_mut().is_fuse_blown());
    bench.pass(MS * 2);
    assert!(bench.link.borrow_mut().is_fuse_blown());
    assert_eq!(bench.current().to_bits(), 0.0_f64.to_bits());
}

#[test]
fn a_short_circuit_takes_what_the_battery_gives() {
    let bench = shorted(0);
    bench
        .link
        .borrow_mut()
        .set_short(Some(Resistance::from_milliohms(100)));
    bench.pass(Duration::from_micros(500));
    assert!(about(bench.current(), 2_000.0, 0.01), "{}", bench.current());
    // 10,000 A²s at 2 kA
    bench.pass(MS * 3);
    assert!(bench.link.borrow_mut().is_fuse_blown());
}
