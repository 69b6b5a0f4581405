//! FETs, sleep, and what ends a part's work.

use core::time::Duration;

use bq769x2::{
    Alarms, Config, ConfigError, Error, FetStatus, FetsOff, ManufacturingStatus, Pin, Thermistor,
    hal_bms::CellSet,
    hal_power::{Current, Error as _, ErrorKind, Sensor as _, Voltage},
    part,
};
use hal_power_sim::{
    device::OutputLine as _,
    model::bq769x2::{Mode, Part},
};

use crate::bench::{Bench, I2cCrc, SHUNT, Spi, Wire, open, protections, sixteen};

const SECOND: Duration = Duration::from_secs(1);

fn fets<W: Wire>() {
    let bench = Bench::<W>::new(Part::Bq76952, open());
    let mut driver = bench.blocking(sixteen().unwrap());
    driver.init().unwrap();
    let on = |charges, discharges| {
        bench.world.clock().advance(SECOND);
        let mut model = bench.model();
        assert_eq!((model.charges(), model.discharges()), (charges, discharges));
    };
    on(false, false);
    for _ in 0..2 {
        driver.enable_fets(true).unwrap();
        on(true, true);
    }
    let status = driver.fet_status().unwrap();
    assert!(status.contains(FetStatus::CHARGE | FetStatus::DISCHARGE));
    driver.hold_fets_off(FetsOff::CHARGE).unwrap();
    on(false, true);
    driver.turn_fets_off().unwrap();
    on(false, false);
    driver.release_fets().unwrap();
    on(true, true);
    for _ in 0..2 {
        driver.enable_fets(false).unwrap();
        on(false, false);
    }
    let status = driver.manufacturing_status().unwrap();
    assert!(!status.contains(ManufacturingStatus::FETS_ENABLED));
}

#[test]
fn fets_follow_though_their_command_toggles() {
    fets::<I2cCrc>();
    fets::<Spi>();
}

#[test]
fn a_protection_opens_the_fet_that_it_is_about_and_alerts() {
    let bench = Bench::<I2cCrc>::new(Part::Bq76952, open());
    let mut driver = bench.blocking(sixteen().unwrap());
    driver.init().unwrap();
    driver.enable_fets(true).unwrap();
    bench.world.clock().advance(SECOND);
    bench.model().set_cell(0, Voltage::from_millivolts(4_400));
    bench.world.clock().advance(SECOND);
    assert!(!bench.model().charges() && bench.model().discharges());
    // No function was given to the pin.
    assert!(bench.model().is_high());
    let alarms = driver.alarms().unwrap();
    assert!(alarms.contains(Alarms::SAFETY_A), "{alarms:?}");
    bench.model().set_cell(0, Voltage::from_millivolts(3_300));
    bench.world.clock().advance(8 * SECOND);
    driver.clear_alarms(alarms).unwrap();
    assert_eq!(driver.alarms().unwrap() & Alarms::SAFETY_A, Alarms::empty());
    driver.recover().unwrap();
    assert!(bench.model().charges());
}

#[test]
fn sleep_is_allowed_where_it_is_configured() {
    let plan = Config::<part::Bq76952>::new(
        CellSet::first(16),
        SHUNT,
        Current::from_amps(150),
        protections(),
    )
    .with_device_number(0x7695)
    .with_thermistor(Pin::Ts1, Thermistor::NTC_10K)
    .with_sleep(3 * SECOND)
    .plan()
    .unwrap();
    let bench = Bench::<I2cCrc>::new(Part::Bq76952, open());
    let mut driver = bench.blocking(plan);
    driver.init().unwrap();
    bench.world.clock().advance(60 * SECOND);
    assert_eq!(bench.model().mode(), Mode::Sleep);
    // A value may be as old as the driver says, and no older.
    bench
        .model()
        .set_cells(&[Voltage::from_millivolts(3_700); 16]);
    bench.world.clock().advance(driver.latency());
    let mut cells = [Voltage::ZERO; 16];
    driver.cells(&mut cells).unwrap();
    assert_eq!(cells.map(Voltage::as_millivolts), [3_700; 16]);
    driver.allow_sleep(false).unwrap();
    bench.world.clock().advance(60 * SECOND);
    assert_eq!(bench.model().mode(), Mode::Normal);
    driver.allow_sleep(true).unwrap();
    bench.world.clock().advance(60 * SECOND);
    assert_eq!(bench.model().mode(), Mode::Sleep);

    let bench = Bench::<I2cCrc>::new(Part::Bq76952, open());
    let mut driver = bench.blocking(sixteen().unwrap());
    driver.init().unwrap();
    let refused = driver.allow_sleep(true);
    assert_eq!(refused, Err(Error::Config(ConfigError::Sleep)));
    bench.world.clock().advance(60 * SECOND);
    assert_eq!(bench.model().mode(), Mode::Normal);
}

#[test]
fn deep_sleep_ends_when_told_and_keeps_the_configuration() {
    let bench = Bench::<I2cCrc>::new(Part::Bq76952, open());
    let mut driver = bench.blocking(sixteen().unwrap());
    driver.init().unwrap();
    driver.deep_sleep().unwrap();
    bench.world.clock().advance(SECOND);
    assert_eq!(bench.model().mode(), Mode::Deep);
    assert!(driver.is_in_deep_sleep().unwrap());
    driver.wake().unwrap();
    bench.world.clock().advance(SECOND);
    assert!(!driver.is_in_deep_sleep().unwrap());
    driver.verify().unwrap();
}

#[test]
fn a_part_that_was_reset_or_shut_down_wants_init() {
    let bench = Bench::<I2cCrc>::new(Part::Bq76952, open());
    let mut driver = bench.blocking(sixteen().unwrap());
    driver.init().unwrap();
    driver.reset().unwrap();
    assert_eq!(driver.current(), Err(Error::NotInitialised));
    bench.world.clock().advance(SECOND);
    driver.init().unwrap();
    driver.shut_down().unwrap();
    bench.world.clock().advance(10 * SECOND);
    assert_eq!(bench.model().mode(), Mode::Shutdown);
    assert_eq!(driver.init().unwrap_err().kind(), ErrorKind::Bus);
    bench.model().unplug();
    bench.model().plug_in();
    bench.world.clock().advance(SECOND);
    driver.init().unwrap();
    driver.verify().unwrap();
}
