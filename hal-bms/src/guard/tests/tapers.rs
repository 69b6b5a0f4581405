//! Current between all and none.

use super::*;

fn shares(truth: &Truth) -> (i32, i32) {
    stepped(&mut guard(), truth)
}

fn stepped(guard: &mut CellGuard, truth: &Truth) -> (i32, i32) {
    let now = at(10);
    let verdict = guard.step(now, truth.at(now));
    (verdict.charge.as_ppm(), verdict.discharge.as_ppm())
}

const ONE: i32 = 1_000_000;

#[test]
fn goes_down_linearly_with_the_highest_and_the_lowest_cell() {
    for (millivolts, charge, discharge) in [
        (3_450, ONE, ONE),
        (3_451, 993_333, ONE),
        (3_525, 500_000, ONE),
        (3_599, 6_666, ONE),
        (3_600, 0, ONE),
        (3_649, 0, ONE),
        (3_000, ONE, ONE),
        (2_950, ONE, 750_000),
        (2_801, ONE, 5_000),
        (2_800, ONE, 0),
        (2_501, ONE, 0),
    ] {
        for cell in 0..CELLS {
            let found = shares(&Truth::cell(cell, millivolts));
            assert_eq!(found, (charge, discharge), "cell {cell} at {millivolts} mV");
        }
    }
}

#[test]
fn goes_down_linearly_with_the_hottest_and_the_coldest_sensor() {
    for (degrees, charge, discharge) in [
        (40, ONE, ONE),
        (45, 500_000, ONE),
        (50, 0, 500_000),
        (54, 0, 100_000),
        (55, 0, 0),
        (10, ONE, ONE),
        (3, 300_000, ONE),
        (0, 0, ONE),
        (-10, 0, 500_000),
        (-15, 0, 0),
        (-19, 0, 0),
    ] {
        for sensor in 0..SENSORS {
            let found = shares(&Truth::sensor(sensor, degrees));
            assert_eq!(
                found,
                (charge, discharge),
                "sensor {sensor} at {degrees} °C"
            );
        }
    }
}

#[test]
fn the_smallest_share_counts() {
    let mut truth = Truth::cell(1, 3_525);
    truth.temperatures[0] = celsius(43);
    assert_eq!(shares(&truth), (500_000, ONE));
    truth.temperatures[0] = celsius(47);
    assert_eq!(shares(&truth), (300_000, 800_000));
}

#[test]
fn at_zero_it_stays_until_the_value_is_back_by_the_hysteresis() {
    let mut guard = guard();
    let mut charge = |millivolts| stepped(&mut guard, &Truth::cell(2, millivolts)).0;
    assert_eq!(charge(3_560), 266_666);
    assert_eq!(charge(3_600), 0);
    assert_eq!(charge(3_599), 0);
    assert_eq!(charge(3_551), 0);
    assert_eq!(charge(3_550), 333_333);
    assert_eq!(charge(3_599), 6_666);
    let mut discharge = |millivolts| stepped(&mut guard, &Truth::cell(2, millivolts)).1;
    assert_eq!(discharge(2_800), 0);
    assert_eq!(discharge(2_849), 0);
    assert_eq!(discharge(2_850), 250_000);
    let mut cold = |degrees| stepped(&mut guard, &Truth::sensor(1, degrees)).0;
    assert_eq!(cold(0), 0);
    assert_eq!(cold(4), 0);
    assert_eq!(cold(5), 500_000);
}

#[test]
fn values_at_the_end_of_their_range_are_judged_too() {
    for value in [Voltage::MIN, Voltage::MAX] {
        let mut truth = Truth::well();
        truth.cells = [value; CELLS];
        let (charge, discharge) = shares(&truth);
        assert_eq!(
            (charge == 0, discharge == 0),
            (value == Voltage::MAX, value == Voltage::MIN)
        );
    }
    for value in [Temperature::MIN, Temperature::MAX] {
        let mut truth = Truth::well();
        truth.temperatures = [value; SENSORS];
        assert_eq!(shares(&truth), (0, 0));
    }
}

#[test]
fn a_report_of_one_direction_stops_that_direction_even_as_a_warning() {
    let against_charge = SafetyStatus::UNDERTEMPERATURE_CHARGE;
    let against_discharge = SafetyStatus::OVERCURRENT_DISCHARGE;
    let both = against_charge | against_discharge;
    let warned = CellGuard::new(config().with_warnings(both), START);
    for (status, shares) in [
        (against_charge, (0, ONE)),
        (against_discharge, (ONE, 0)),
        (both, (0, 0)),
    ] {
        let mut guard = warned.clone();
        assert_eq!(stepped(&mut guard, &Truth::status(status)), shares);
        assert_eq!(guard.fault(), None);
    }
}
