use super::*;
use hal_power::{Current, SafeState as _, Voltage};
use hal_power_sim::stage::{SimBoost, Timer};

const LINK: Voltage = Voltage::from_volts(400);

/// Average over the next period, from the gates' edges on.
fn integrate(lab: &Lab, timer: &Timer) -> Option<i64> {
    let steps = 5_000;
    let mut sum = 0;
    for _ in 0..steps {
        sum += i64::from(timer.output(0, LINK)?.as_microvolts()) / 1_000;
        lab.pass(PERIOD / 5_000);
    }
    Some(sum / steps)
}

#[test]
fn with_gates_off_the_diodes_decide() {
    let mut lab = Lab::armed(sheet());
    lab.stage.make_safe();
    let timer = lab.stage.timer();
    for (amps, volts) in [(5, Some(0)), (-5, Some(400)), (0, None)] {
        timer.set_current(0, Current::from_amps(amps));
        let expected = volts.map(Voltage::from_volts);
        assert_eq!(timer.output(0, LINK), expected, "{amps} A");
        assert_eq!(timer.average(0, LINK), expected, "{amps} A");
    }
}

#[test]
fn the_average_is_what_gates_and_diodes_make_of_a_period() {
    let long = Sheet::signed(CARRIER, Duration::from_micros(2), 100);
    for amps in [-3, 3] {
        for duty in [0, 20, 30, 100, 500, 730, 960, 1_000] {
            let mut lab = Lab::armed(long);
            let timer = lab.stage.timer();
            timer.set_current(0, Current::from_amps(amps));
            lab.run(2, duty, 500);
            let average = i64::from(timer.average(0, LINK).unwrap().as_microvolts()) / 1_000;
            let exact = integrate(&lab, &timer).unwrap();
            assert!(
                (average - exact).abs() <= 400,
                "{amps} A, {duty}: {average} for {exact} mV"
            );
        }
    }
}

#[test]
fn a_boost_leg_conducts_through_its_diode_for_the_rest_of_the_period() {
    let world = World::new();
    let line = TripLine::new(&world);
    let boost = SimBoost::new(&line, Sheet::unsigned(CARRIER, Duration::ZERO, 100));
    let timer = boost.timer();
    timer.enable();
    timer.write(0, Duty::from_ticks(250));
    timer.set_current(0, Current::from_amps(-8));
    world.clock().advance(Duration::from_nanos(2 * PERIOD));
    assert_eq!(timer.average(0, LINK), Some(Voltage::from_volts(300)));
    assert_eq!(
        timer.output(0, LINK),
        Some(LINK),
        "at the start of the period"
    );
    world.clock().advance(Duration::from_nanos(PERIOD / 2));
    assert_eq!(timer.output(0, LINK), Some(Voltage::ZERO), "in the middle");
    assert_eq!(timer.drives().unwrap().as_ppm(), 250_000);
    timer.write(0, Duty::from_ticks(0));
    world.clock().advance(Duration::from_nanos(PERIOD));
    assert!(timer.gates_are_off(), "neutral");
    assert_eq!(timer.drives().unwrap().as_ppm(), 0);
}
