//! Precharge, bleed, discharge and loads.

use super::*;

/// The precharge contact closes alone on a closed negative pole; returns the bench in that very instant.
fn precharging(circuit: Circuit) -> Bench {
    let mut circuit = circuit;
    circuit.contactor.relay.bounce = Duration::ZERO;
    let bench = Bench::closed(circuit, &[Place::Negative]);
    bench.drive(Place::Precharge, FULL);
    bench.pass(circuit.contactor.relay.operate);
    bench
}

/// Worked figures for 400 V: time constant, time to within 1 V, current, energy.
#[test]
fn precharges_as_the_worked_figures_say() {
    for (microfarads, ohms, constant, within, amps, joules) in [
        (880, 50, 44, 264, 8.0, 70.0),
        (2_000, 100, 200, 1_200, 4.0, 160.0),
    ] {
        let mut circuit = CIRCUIT;
        circuit.microfarads = microfarads;
        circuit.precharge.resistance = Resistance::from_ohms(ohms);
        let bench = precharging(circuit);
        assert!(about(bench.current(), amps, 1e-4), "{}", bench.current());
        bench.pass(MS * constant);
        let expected = 400.0 * (1.0 - (-1.0_f64).exp());
        assert!(about(bench.link(), expected, 1e-4), "{}", bench.link());
        bench.pass(MS * (within - constant) - MS * constant / 20);
        assert!(bench.link() < 399.0, "{}", bench.link());
        bench.pass(MS * constant / 10);
        assert!(bench.link() > 399.0, "{}", bench.link());
        bench.pass(MS * constant * 10);
        let heat = bench.link.borrow_mut().resistor_heat().as_millijoules();
        let stored = f64::from(microfarads) * 1e-6 * 400.0 * 400.0 / 2.0;
        let found = f64::from(i32::try_from(heat).unwrap()) / 1e3;
        assert!(
            about(found, stored, 1e-4) && about(found, joules, 0.01),
            "{found}"
        );
    }
}

#[test]
fn a_bleed_takes_its_five_minutes() {
    for (microfarads, from, kilohms) in [(880, 450, 169), (2_000, 600, 65)] {
        let mut circuit = CIRCUIT;
        circuit.microfarads = microfarads;
        circuit.bleed = Resistance::from_kilohms(kilohms);
        let bench = Bench::new(circuit);
        bench.link.borrow_mut().set_link(Voltage::from_volts(from));
        bench.pass(Duration::from_secs(298));
        assert!(bench.link() > 60.0, "{}", bench.link());
        bench.pass(Duration::from_secs(4));
        assert!(bench.link() < 60.0, "{}", bench.link());
    }
}

#[test]
fn the_discharge_resistor_acts_while_it_is_switched() {
    let bench = Bench::new(CIRCUIT);
    bench.link.borrow_mut().set_link(Voltage::from_volts(400));
    bench.pass(Duration::from_secs(1));
    assert!(about(bench.link(), 400.0, 1e-3));
    bench.link.borrow_mut().set_discharge(true);
    bench.pass(MS * 176);
    assert!(about(bench.link(), 400.0 * (-1.0_f64).exp(), 1e-3));
    bench.link.borrow_mut().set_discharge(false);
    let held = bench.link();
    bench.pass(Duration::from_secs(1));
    assert!(about(bench.link(), held, 1e-3));
}

#[test]
fn an_auxiliary_load_leaves_its_drop_over_the_resistor() {
    let bench = precharging(CIRCUIT);
    bench
        .link
        .borrow_mut()
        .set_auxiliary(Current::from_milliamps(100));
    bench.pass(MS * 44 * 30);
    assert!(about(bench.link(), 395.0, 1e-4), "{}", bench.link());
    assert!(about(bench.current(), 0.1, 1e-3), "{}", bench.current());
}

/// 30 A take 34 V each millisecond from 880 µF, and nothing from what is empty.
#[test]
fn a_load_empties_a_link_that_nothing_feeds() {
    let bench = Bench::new(CIRCUIT);
    let mut link = bench.link.borrow_mut();
    link.set_link(Voltage::from_volts(400));
    link.set_converter(Current::from_amps(30));
    drop(link);
    bench.pass(MS * 10);
    assert!(
        about(bench.link(), 400.0 - 30.0 * 0.01 / 880e-6, 1e-3),
        "{}",
        bench.link()
    );
    bench.pass(MS * 10);
    assert_eq!(bench.link().to_bits(), 0.0_f64.to_bits());
    bench
        .link
        .borrow_mut()
        .set_converter(Current::from_amps(-30));
    bench.pass(MS * 10);
    assert!(
        about(bench.link(), 30.0 * 0.01 / 880e-6, 1e-3),
        "{}",
        bench.link()
    );
}

#[test]
fn it_does_not_matter_in_which_steps_time_passes() {
    let run = |step: Duration| {
        let mut circuit = CIRCUIT;
        circuit.bleed = Resistance::from_kilohms(50);
        let bench = Bench::closed(circuit, &[Place::Negative]);
        bench
            .link
            .borrow_mut()
            .set_auxiliary(Current::from_milliamps(200));
        bench.drive(Place::Precharge, FULL);
        for _ in 0..600_000 / step.as_micros() {
            bench.pass(step);
            bench.link();
        }
        let heat = bench.link.borrow_mut().resistor_heat().as_millijoules();
        (bench.link(), heat)
    };
    let (link, heat) = run(MS * 600);
    for micros in [100, 1_000, 7_500, 30_000] {
        let (other, warm) = run(Duration::from_micros(micros));
        assert!(about(other, link, 1e-7), "{other} {link}");
        assert!((warm - heat).abs() <= 1, "{warm} {heat}");
    }
}

#[test]
fn a_resistor_that_is_open_lets_nothing_through_and_one_that_is_shorted_all() {
    use hal_power_sim::model::dc_link::ResistorDefect;
    let bench = precharging(CIRCUIT);
    let resistor = |defect| bench.link.borrow_mut().set_resistor(defect);
    resistor(Some(ResistorDefect::Open));
    bench.pass(MS * 100);
    assert!(bench.link() < 1.0 && bench.current() == 0.0);
    resistor(Some(ResistorDefect::Shorted(Resistance::from_ohms(1))));
    assert!(about(bench.current(), 400.0, 0.01), "{}", bench.current());
    bench.pass(Duration::from_micros(880));
    assert!(about(bench.link(), 400.0 * (1.0 - (-1.0_f64).exp()), 0.01));
}
