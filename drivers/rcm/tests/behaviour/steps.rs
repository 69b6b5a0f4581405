//! Steps, and what must not be taken for one, by the monitor of `hal-power`.

use hal_power::{ErrorKind, Frequency, Ratio, Unusable, Voltage, check::ResidualTrip};

use crate::{
    rig::{Rig, WIDE, capacitance, ma, resistance},
    values::truth,
    watch::{MS, RELEASE, Watch},
};

/// A line with capacitive current that has been watched for a while.
fn quiet(capacitive: f64, seed: u64) -> Watch {
    let mut rig = Rig::of(&WIDE, seed);
    truth(0.0, capacitive, 0.0).lay(&mut rig.model);
    let mut watch = Watch::new(rig);
    assert_eq!(watch.watch(MS * 300), None);
    watch
}

fn at(watch: &mut Watch, place: i32) {
    watch.rig.run_to(Ratio::from_ppm(place * 1_000_000 / 24));
}

#[test]
fn what_is_below_a_step_stays() {
    for place in 0..24 {
        let mut watch = quiet(250.0, 3);
        at(&mut watch, place);
        watch.rig.model.leakage.set_resistance(resistance(20.0));
        assert_eq!(watch.watch(MS * 600), None, "{place}");
        let mut watch = quiet(250.0, 3);
        at(&mut watch, place);
        watch.rig.model.leakage.set_direct(ma(-20));
        assert_eq!(watch.watch(MS * 600), None, "{place}");
    }
}

#[test]
fn a_step_that_goes_again_in_time_is_none() {
    // the limit's time, less the window that it is seen for longer, a relay and a period
    for (step, stays) in [(30.0, 230), (60.0, 90)] {
        for place in 0..24 {
            let mut watch = quiet(250.0, 3);
            at(&mut watch, place);
            watch.rig.model.leakage.set_resistance(resistance(step));
            let early = watch.watch(MS * stays);
            assert_eq!(early, None, "{step} mA at {place}");
            watch.rig.model.leakage.set_resistance(None);
            assert_eq!(watch.watch(MS * 400), None, "{step} mA at {place}");
        }
    }
}

#[test]
fn a_step_away_is_a_step_too() {
    let mut rig = Rig::of(&WIDE, 1);
    truth(60.0, 100.0, 0.0).lay(&mut rig.model);
    let mut watch = Watch::new(rig);
    assert_eq!(watch.watch(MS * 300), None);
    watch.rig.model.leakage.set_resistance(None);
    let onset = watch.rig.now;
    let (trip, when) = watch.watch(MS * 400).unwrap();
    assert!(matches!(trip, ResidualTrip::Step(change) if change < ma(-50)));
    assert!(when.saturating_since(onset) + RELEASE <= MS * 150);
}

#[test]
fn slowly_rising_capacitance_is_no_step() {
    let mut watch = quiet(20.0, 2);
    // 230 mA in 10 s
    watch.rig.model.leakage.set_rise(capacitance(23.0));
    assert_eq!(watch.watch(MS * 10_000), None);
    let total = watch.rig.judge();
    assert!(total.is_err() || total.is_ok_and(|found| found.total > ma(240)));
}

#[test]
fn sags_are_no_steps() {
    for percent in [90, 80, 110] {
        for place in 0..24 {
            let mut watch = quiet(200.0, 2);
            at(&mut watch, place);
            let volts = Voltage::from_millivolts(2_300 * percent);
            watch.rig.model.line.set_voltage(volts);
            assert_eq!(watch.watch(MS * 100), None, "{percent} % at {place}");
            watch.rig.model.line.set_voltage(Voltage::from_volts(230));
            assert_eq!(watch.watch(MS * 100), None, "{percent} % back at {place}");
        }
    }
}

#[test]
fn jumps_of_the_phase_are_no_steps_where_the_scale_holds_them() {
    for degrees in [20, -20] {
        for place in 0..24 {
            let mut watch = quiet(250.0, 2);
            at(&mut watch, place);
            let jump = Ratio::from_ppm(degrees * 1_000_000 / 360);
            watch.rig.model.line.jump(jump);
            assert_eq!(watch.watch(MS * 400), None, "{degrees} at {place}");
        }
    }
}

#[test]
fn a_jump_beyond_the_scale_blinds_and_trips() {
    // 20 degrees of 3.46 µF are 0.38 mC at once, 2.4 A behind 1 kHz: more than the 1 A of this sensor
    let mut rig = Rig::new(2);
    truth(0.0, 250.0, 0.0).lay(&mut rig.model);
    let mut watch = Watch::new(rig);
    assert_eq!(watch.watch(MS * 300), None);
    at(&mut watch, 0);
    let jump = Ratio::from_ppm(20 * 1_000_000 / 360);
    watch.rig.model.line.jump(jump);
    let onset = watch.rig.now;
    let (trip, when) = watch.watch(MS * 40).unwrap();
    let blind = ResidualTrip::Blind(Unusable::Sensor(ErrorKind::Saturated));
    assert_eq!(trip, blind);
    assert!(when.saturating_since(onset) + RELEASE <= MS * 40);
}

#[test]
fn ramps_of_the_frequency_are_no_steps() {
    for (from, ramp) in [(47, 1_000), (52, -1_000)] {
        let mut rig = Rig::of(&WIDE, 2);
        truth(40.0, 250.0, 10.0).lay(&mut rig.model);
        rig.model.line.set_frequency(Frequency::from_hertz(from));
        let mut watch = Watch::new(rig);
        assert_eq!(watch.watch(MS * 300), None);
        watch.rig.model.line.set_ramp(ramp);
        assert_eq!(watch.watch(MS * 5_000), None, "{from} Hz");
    }
}

#[test]
fn a_missing_frame_blinds_for_a_window_and_trips() {
    let mut watch = quiet(50.0, 2);
    watch.rig.sequence += 1;
    let onset = watch.rig.now;
    let (trip, when) = watch.watch(MS * 40).unwrap();
    let blind = ResidualTrip::Blind(Unusable::Sensor(ErrorKind::NotReady));
    assert_eq!(trip, blind);
    let took = when.saturating_since(onset);
    assert!(took >= MS * 7 && took <= MS * 9, "{took:?}");
}

#[test]
fn a_line_that_goes_dead_with_its_leakage_is_no_step() {
    for place in 0..24 {
        let mut watch = quiet(250.0, 4);
        at(&mut watch, place);
        watch.rig.model.line.set_voltage(Voltage::ZERO);
        watch.rig.model.settle();
        assert_eq!(watch.watch(MS * 200), None, "{place}");
        watch.rig.frame();
        assert!(watch.rig.judge().is_ok_and(|found| !found.has_reference));
    }
}
