//! Identity, what is in effect in the part, and what a reset takes away.

use bq769x2::{
    BatteryStatus, Config, Error, Pin, Setting, Thermistor, blocking,
    hal_bms::CellSet,
    hal_power::{Current, Error as _, ErrorKind, Resistance, Temperature, Voltage},
    part,
};
use hal_power_sim::{
    SimDelay,
    model::bq769x2::{Mode, Part},
    trace::Record,
};

use crate::bench::{
    Bench, I2c, I2cCrc, Spi, Wire, i2c_bytes, limits, open, protections, seven, sixteen,
};

type Driver = blocking::Bq76952<<I2cCrc as Wire>::Blocking, SimDelay>;

const CELLS: [Voltage; 16] = [Voltage::ZERO; 16];

fn over_each_bus<W: Wire>() {
    let bench = Bench::<W>::new(Part::Bq76952, open());
    let mut driver = bench.blocking(sixteen().unwrap());
    driver.init().unwrap();
    let mut model = bench.model();
    assert_eq!(model.mode(), Mode::Normal);
    let mut word =
        |address| u16::from_le_bytes([model.effective(address), model.effective(address + 1)]);
    assert_eq!(word(0x9304), 0xFFFF);
    assert_eq!(word(0x9303) & 0xFF, 0x06);
    assert_eq!(word(0x92FD) & 0xFF, 0x07);
    assert_eq!(word(0x9234), 0x2882);
    // 7.5684 over half a milliohm
    assert_eq!(
        u32::from(word(0x91AA)) << 16 | u32::from(word(0x91A8)),
        0x4172_3055
    );
    drop(model);
    driver.verify().unwrap();
}

#[test]
fn data_memory_is_in_effect_after_init() {
    over_each_bus::<I2c>();
    over_each_bus::<I2cCrc>();
    over_each_bus::<Spi>();
}

#[test]
fn another_part_is_left_alone() {
    let bench = Bench::<I2cCrc>::new(Part::Bq76952, open());
    let before = bench.model().effective(0x9304);
    let mut driver = bench.blocking(seven().unwrap());
    assert_eq!(driver.init(), Err(Error::WrongDevice { found: 0x7695 }));
    assert_eq!(bench.model().effective(0x9304), before);
    let status = driver.battery_status().unwrap();
    assert!(status.contains(BatteryStatus::RESET));
}

#[test]
fn a_controller_that_starts_again_finds_the_part_at_work() {
    let bench = Bench::<I2cCrc>::new(Part::Bq76952, open());
    let mut driver = bench.blocking(sixteen().unwrap());
    driver.init().unwrap();
    driver.enable_fets(true).unwrap();
    bench.settle();
    assert!(bench.model().discharges());

    let mut again = bench.blocking(sixteen().unwrap());
    bench.world.start_trace();
    again.init().unwrap();
    let trace = bench.world.take_trace();
    let is_commit = |record: &&Record| matches!(i2c_bytes(record)[..], [0x60, _, ..]);
    assert_eq!(
        trace.records().iter().filter(is_commit).count(),
        0,
        "{trace}"
    );
    assert!(bench.model().discharges());
}

#[test]
fn a_controller_that_stopped_in_a_session_is_no_harm() {
    let bench = Bench::<I2cCrc>::new(Part::Bq76952, open());
    let mut driver = bench.blocking(sixteen().unwrap());
    driver.command(0x0090).unwrap();
    bench.settle();
    assert_eq!(bench.model().mode(), Mode::Config);
    driver.init().unwrap();
    assert_eq!(bench.model().mode(), Mode::Normal);
    driver.verify().unwrap();
}

#[test]
fn more_settings_are_written_and_verified() {
    const MORE: &[Setting] = &[
        Setting::one_byte(0x9309, 0x00),
        Setting::two_bytes(0x9310, 0x0123),
        Setting::one_byte(0x92C0, 0x03),
    ];
    let bench = Bench::<I2cCrc>::new(Part::Bq76942, open());
    let plan = Config::<part::Bq76942>::new(
        CellSet::first(10),
        Resistance::from_microohms(500),
        Current::from_amps(150),
        protections(),
    )
    .with_thermistor(Pin::Ddsg, Thermistor::NTC_10K)
    .with_settings(MORE)
    .plan()
    .unwrap();
    let mut driver = bench.blocking(plan);
    driver.init().unwrap();
    for (address, byte) in [
        (0x9309, 0x00),
        (0x9310, 0x23),
        (0x9311, 0x01),
        (0x92C0, 0x03),
    ] {
        assert_eq!(bench.model().effective(address), byte, "{address:#x}");
    }
    driver.verify().unwrap();
    driver.write_memory(0x9311, &[0x02]).unwrap();
    let changed = driver.verify();
    assert_eq!(
        changed,
        Err(Error::Changed {
            address: 0x9311,
            expected: 0x01,
            found: 0x02
        })
    );
    driver.init().unwrap();
    driver.verify().unwrap();
}

/// Every method that reads a value, or acts on one.
#[test]
fn a_reset_is_told_by_whatever_is_called_first() {
    let lost = |call: fn(
        &mut bq769x2::blocking::Bq76952<<I2cCrc as Wire>::Blocking, hal_power_sim::SimDelay>,
    ) -> ErrorKind| {
        let bench = Bench::<I2cCrc>::new(Part::Bq76952, open());
        let mut driver = bench.blocking(sixteen().unwrap());
        driver.init().unwrap();
        bench.settle();
        bench.model().brown_out();
        bench.settle();
        assert_eq!(call(&mut driver), ErrorKind::ConfigurationLost);
        // Once seen it is not forgotten.
        assert_eq!(
            driver.fet_status().unwrap_err().kind(),
            ErrorKind::ConfigurationLost
        );
        driver.init().unwrap();
        driver.verify().unwrap();
    };
    let all: [fn(&mut Driver) -> ErrorKind; 20] = [
        |driver| driver.cells(&mut CELLS.clone()).unwrap_err().kind(),
        |driver| {
            driver
                .temperatures(&mut [Temperature::ZERO; 2])
                .unwrap_err()
                .kind()
        },
        |driver| {
            driver
                .scan(&mut CELLS.clone(), &mut [Temperature::ZERO; 2])
                .unwrap_err()
                .kind()
        },
        |driver| driver.pack().unwrap_err().kind(),
        |driver| driver.stack_voltage().unwrap_err().kind(),
        |driver| driver.pack_voltage().unwrap_err().kind(),
        |driver| driver.load_voltage().unwrap_err().kind(),
        |driver| driver.current().unwrap_err().kind(),
        |driver| driver.die_temperature().unwrap_err().kind(),
        |driver| driver.unproven_temperature(Pin::Ts1).unwrap_err().kind(),
        |driver| driver.safety().unwrap_err().kind(),
        |driver| driver.recover().unwrap_err().kind(),
        |driver| driver.charge_and_time().unwrap_err().kind(),
        |driver| driver.clear_charge().unwrap_err().kind(),
        |driver| driver.balance_cells(CellSet::only(0)).unwrap_err().kind(),
        |driver| driver.balanced_cells().unwrap_err().kind(),
        |driver| {
            driver
                .limit_cells(&limits(4_200, 2_500, 100))
                .unwrap_err()
                .kind()
        },
        |driver| driver.enable_fets(true).unwrap_err().kind(),
        |driver| driver.verify().unwrap_err().kind(),
        |driver| driver.write_memory(0x9309, &[0]).unwrap_err().kind(),
    ];
    for call in all {
        lost(call);
    }
}
