//! The part trips where the driver says that it does, and not before.

use core::time::Duration;

use bq769x2::{
    Config, Pin, Plan, Protection, Protections, Safety, Thermistor, blocking,
    hal_bms::{CellSet, Limit, SafetyStatus},
    hal_power::{Current, Voltage},
    part,
};
use hal_power_sim::{SimDelay, model::bq769x2::Part};

use crate::bench::{Bench, I2cCrc, SHUNT, Wire, limits, open, sixteen};

type Driver = blocking::Bq76952<<I2cCrc as Wire>::Blocking, SimDelay>;

fn tripped(driver: &mut Driver) -> Protection {
    let Safety { status, .. } = driver.safety().unwrap();
    status
}

#[test]
fn cells_trip_at_the_applied_threshold_after_the_applied_delay() {
    for (over, under, delay) in [
        (3_650, 2_500, 500),
        (4_199, 2_999, 1_234),
        (3_401, 3_199, 77),
    ] {
        let asked = limits(over, under, delay);
        for is_over in [true, false] {
            let bench = Bench::<I2cCrc>::new(Part::Bq76952, open());
            let mut driver = bench.blocking(sixteen().unwrap());
            driver.init().unwrap();
            let applied = driver.limit_cells(&asked).unwrap();
            assert!(applied.are_within(&asked));
            bench.settle();
            let (limit, protection, step) = if is_over {
                (applied.overvoltage, Protection::CELL_OVERVOLTAGE, 2)
            } else {
                (applied.undervoltage, Protection::CELL_UNDERVOLTAGE, -2)
            };
            let beside = |millivolts| {
                limit
                    .threshold
                    .saturating_add(Voltage::from_millivolts(millivolts))
            };
            bench.model().set_cell(7, beside(-step));
            bench.world.clock().advance(4 * limit.delay);
            assert_eq!(tripped(&mut driver), Protection::empty(), "{asked:?}");
            bench.model().set_cell(7, beside(step));
            bench.world.clock().advance(
                limit
                    .delay
                    .mul_f64(0.9)
                    .saturating_sub(Duration::from_millis(7)),
            );
            assert_eq!(tripped(&mut driver), Protection::empty(), "{asked:?}");
            bench
                .world
                .clock()
                .advance(limit.delay.mul_f64(0.1) + Duration::from_millis(14));
            assert_eq!(tripped(&mut driver), protection, "{asked:?}");
        }
    }
}

fn plan(set: impl FnOnce(&mut Protections)) -> Plan<part::Bq76952> {
    let mut all = Protections::none();
    set(&mut all);
    Config::new(CellSet::first(16), SHUNT, Current::from_amps(150), all)
        .with_device_number(0x7695)
        .with_thermistor(Pin::Ts1, Thermistor::NTC_10K)
        .plan()
        .unwrap()
}

fn trips(plan: Plan<part::Bq76952>, applied: Limit<Current>, sign: i32, protection: Protection) {
    let bench = Bench::<I2cCrc>::new(Part::Bq76952, open());
    let mut driver = bench.blocking(plan);
    driver.init().unwrap();
    bench.settle();
    let beside = |milliamps| {
        let magnitude = applied
            .threshold
            .saturating_add(Current::from_milliamps(milliamps));
        magnitude.saturating_mul(sign)
    };
    // A charger: without one overcurrent in charge is over at once.
    bench.model().set_pack(Voltage::from_volts(55));
    let long = 4 * applied.delay + Duration::from_secs(1);
    bench.model().set_current(beside(-200));
    bench.world.clock().advance(long);
    assert_eq!(tripped(&mut driver), Protection::empty(), "{applied:?}");
    bench.model().set_current(beside(200));
    bench.world.clock().advance(long);
    let safety = driver.safety().unwrap();
    assert!(
        safety.status.contains(protection),
        "{applied:?}: {safety:?}"
    );
}

#[test]
fn currents_trip_at_the_applied_threshold() {
    let asked = |amps, millis| {
        Some(Limit::new(
            Current::from_amps(amps),
            Duration::from_millis(millis),
        ))
    };
    let charge = plan(|all| all.overcurrent_charge = asked(61, 100));
    trips(
        charge,
        charge.protections().overcurrent_charge.unwrap(),
        -1,
        Protection::OVERCURRENT_CHARGE,
    );
    let first = plan(|all| all.overcurrent_discharge_1 = asked(123, 400));
    trips(
        first,
        first.protections().overcurrent_discharge_1.unwrap(),
        1,
        Protection::OVERCURRENT_DISCHARGE_1,
    );
    let second = plan(|all| all.overcurrent_discharge_2 = asked(199, 10));
    trips(
        second,
        second.protections().overcurrent_discharge_2.unwrap(),
        1,
        Protection::OVERCURRENT_DISCHARGE_2,
    );
    let third = plan(|all| all.overcurrent_discharge_3 = asked(100, 3_000));
    trips(
        third,
        third.protections().overcurrent_discharge_3.unwrap(),
        1,
        Protection::OVERCURRENT_DISCHARGE_3,
    );
    let short = plan(|all| {
        all.short_circuit = Some(Limit::new(
            Current::from_amps(300),
            Duration::from_micros(100),
        ));
    });
    trips(
        short,
        short.protections().short_circuit.unwrap(),
        1,
        Protection::SHORT_CIRCUIT,
    );
}

#[test]
fn what_is_off_does_not_trip() {
    let bench = Bench::<I2cCrc>::new(Part::Bq76952, open());
    let mut driver = bench.blocking(plan(|_| {}));
    driver.init().unwrap();
    bench.model().set_cell(3, Voltage::from_millivolts(5_000));
    bench.model().set_cell(4, Voltage::from_millivolts(500));
    bench.model().set_current(Current::from_amps(320));
    bench.world.clock().advance(Duration::from_secs(10));
    assert_eq!(driver.safety().unwrap().reported(), SafetyStatus::empty());
}
