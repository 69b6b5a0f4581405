//! Values against the truth, and what is none.

use core::time::Duration;

use bq769x2::{
    Error, Pin, ThermistorFault,
    hal_bms::{CellSet, CellString as _, blocking::Balancing as _},
    hal_power::{Charge, Current, Sensor as _, Temperature, Voltage},
};
use hal_power_sim::model::bq769x2::{self as model, Part, Thermistor};

use crate::bench::{Bench, I2cCrc, SHUNT, Spi, Wire, limits, open, seven, sixteen};

const MILLIVOLTS: fn(i32) -> Voltage = Voltage::from_millivolts;

/// Inputs 7 to 9 are shorted, and 10 is the seventh cell.
fn cells_are_numbered_without_inputs_that_have_none<W: Wire>() {
    let bench = Bench::<W>::new(Part::Bq76942, open());
    let volts = [3_001, 3_002, 3_003, 3_004, 3_005, 3_006, 0, 0, 0, 3_010];
    bench.model().set_cells(&volts.map(MILLIVOLTS));
    let mut driver = bench.blocking(seven().unwrap());
    driver.init().unwrap();
    bench.settle();
    assert_eq!(driver.cell_count(), 7);
    assert_eq!(driver.latency(), Duration::from_millis(270));
    let mut cells = [Voltage::ZERO; 7];
    driver.cells(&mut cells).unwrap();
    let expected = [3_001, 3_002, 3_003, 3_004, 3_005, 3_006, 3_010];
    assert_eq!(cells.map(|cell| cell.as_millivolts()), expected);
    let safety = driver.safety().unwrap();
    assert!(safety.reported().is_empty(), "{safety:?}");
    driver.balance(CellSet::from_iter([0, 6])).unwrap();
    assert_eq!(bench.model().discharged_cells().0, 0b10_0000_0001);
    assert_eq!(driver.balanced().unwrap(), CellSet::from_iter([0, 6]));
}

#[test]
fn inputs_without_cells_are_left_out() {
    cells_are_numbered_without_inputs_that_have_none::<I2cCrc>();
    cells_are_numbered_without_inputs_that_have_none::<Spi>();
}

fn everything_at_once<W: Wire>() {
    let bench = Bench::<W>::new(Part::Bq76952, open());
    let celsius = Temperature::from_celsius;
    {
        let mut model = bench.model();
        for cell in 0..16 {
            let above = i32::try_from(cell).unwrap();
            model.set_cell(cell, MILLIVOLTS(3_300 + above));
        }
        model.set_current(Current::from_amps(-42));
        model.set_pack(Voltage::from_volts(53));
        model.set_load_detect(Voltage::from_volts(2));
        model.set_thermistor(model::Pin::Ts1, Thermistor::At(celsius(31)));
        model.set_thermistor(model::Pin::Ts3, Thermistor::At(celsius(-7)));
        model.set_die_temperature(celsius(44));
    }
    let mut driver = bench.blocking(sixteen().unwrap());
    driver.init().unwrap();
    bench.settle();
    let (mut cells, mut temperatures) = ([Voltage::ZERO; 16], [Temperature::ZERO; 2]);
    let scan = driver.scan(&mut cells, &mut temperatures).unwrap();
    let pack = driver.pack().unwrap();
    for (cell, voltage) in (3_300..).zip(cells) {
        assert!(voltage.abs_diff(MILLIVOLTS(cell)) <= MILLIVOLTS(1));
    }
    assert!(pack.stack.abs_diff(MILLIVOLTS(52_920)) <= MILLIVOLTS(10));
    assert!(pack.pack.abs_diff(Voltage::from_volts(53)) <= MILLIVOLTS(10));
    assert!(pack.load.abs_diff(Voltage::from_volts(2)) <= MILLIVOLTS(10));
    let off = pack.current.abs_diff(Current::from_amps(-42));
    assert!(off <= Current::from_milliamps(10), "{}", pack.current);
    let near = |found: Temperature, truth| {
        found.abs_diff(celsius(truth)) <= Temperature::from_millicelsius(150)
    };
    assert!(near(temperatures[0], 31) && near(temperatures[1], -7));
    assert!(scan.battery.is_configured() && scan.safety.reported().is_empty());
    // One by one it is the same.
    assert_eq!(driver.stack_voltage().unwrap(), pack.stack);
    assert_eq!(driver.pack_voltage().unwrap(), pack.pack);
    assert_eq!(driver.load_voltage().unwrap(), pack.load);
    assert_eq!(driver.current().unwrap(), pack.current);
    assert!(near(driver.die_temperature().unwrap(), 44));
    assert_eq!(
        driver.unproven_temperature(Pin::Ts3).unwrap(),
        temperatures[1]
    );
    let mut again = [Voltage::ZERO; 16];
    driver.cells(&mut again).unwrap();
    assert_eq!(again, cells);

    bench
        .model()
        .set_thermistor(model::Pin::Ts3, Thermistor::Open);
    bench.settle();
    let broken = driver.scan(&mut cells, &mut temperatures);
    let is_open = matches!(
        broken,
        Err(Error::Thermistor {
            pin: Pin::Ts3,
            fault: ThermistorFault::Open
        })
    );
    assert!(is_open, "{broken:?}");
}

#[test]
fn a_scan_is_the_truth() {
    everything_at_once::<I2cCrc>();
    everything_at_once::<Spi>();
}

#[test]
fn charge_is_current_over_time_and_positive_when_discharged() {
    let bench = Bench::<I2cCrc>::new(Part::Bq76952, open());
    let mut driver = bench.blocking(sixteen().unwrap());
    driver.init().unwrap();
    for (amps, coulombs) in [(36, 3_600), (-72, -7_200)] {
        bench.model().set_current(Current::from_amps(amps));
        driver.clear_charge().unwrap();
        bench.world.clock().advance(Duration::from_secs(100));
        let (charge, time) = driver.charge_and_time().unwrap();
        let expected = Charge::from_coulombs(coulombs);
        let off = charge.abs_diff(expected);
        assert!(off <= Charge::from_coulombs(40), "{charge} of {expected}");
        assert!(time.abs_diff(Duration::from_secs(100)) <= Duration::from_secs(1));
    }
    driver.limit_cells(&limits(4_200, 2_200, 100)).unwrap();
    assert_eq!(driver.charge_and_time(), Err(Error::CountInterrupted));
    driver.clear_charge().unwrap();
    let (charge, _) = driver.charge_and_time().unwrap();
    assert!(charge.abs() <= Charge::from_coulombs(40));
}

#[test]
fn a_current_beyond_the_converter_is_no_current() {
    let bench = Bench::<I2cCrc>::new(Part::Bq76952, open());
    let mut driver = bench.blocking(sixteen().unwrap());
    driver.init().unwrap();
    // 200 mV over the shunt is the converter's end; at 10 mA a code is 327 A.
    bench.model().set_current(Current::from_amps(390));
    assert_eq!(SHUNT.as_microohms() * 390, 195_000);
    bench.settle();
    assert_eq!(driver.current(), Err(Error::Saturated { register: 0x3A }));
}

#[test]
fn the_same_cells_go_on_though_the_part_would_not_prolong_them() {
    let bench = Bench::<I2cCrc>::new(Part::Bq76952, open());
    let mut driver = bench.blocking(sixteen().unwrap());
    driver.init().unwrap();
    let cells = CellSet::from_iter([1, 9]);
    let second = Duration::from_secs(1);
    for _ in 0..5 {
        driver.balance(cells).unwrap();
        bench.world.clock().advance(15 * second);
        assert_eq!(driver.balanced().unwrap(), cells);
    }
    bench.world.clock().advance(5 * second);
    assert_eq!(driver.balanced().unwrap(), CellSet::NONE);
    let mut times = [Duration::ZERO; 16];
    driver.balanced_times(&mut times).unwrap();
    assert!(times[1] >= 75 * second && times[9] == times[1], "{times:?}");
    assert_eq!(times[2], Duration::ZERO);
}
