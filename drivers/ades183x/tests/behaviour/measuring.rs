//! Converters against each other, supplies, GPIOs and heat.

use crate::bench::Bench;
use ades183x::{
    Cells, Error, Flags, Status, Supplies, Transparent,
    hal_bms::{
        CellSet, SafetyStatus,
        blocking::{CellTemperatures as _, SafetyMonitor as _},
    },
    hal_power::{Error as _, ErrorKind, Temperature, Voltage},
};
use core::time::Duration;
use hal_power_sim::model::ades183x::{Adc, Bridge, Open};

#[test]
fn every_way_of_measuring_agrees_with_the_truth() {
    let bench = Bench::<2>::new();
    let mut string = bench.blocking(Transparent).unwrap();
    string.init().unwrap();
    for (cell, millivolts) in (0..32).zip((2_400..).step_by(45)) {
        bench.set_cell(cell, Voltage::from_millivolts(millivolts));
    }
    // what is filtered needs its time
    for _ in 0..20 {
        bench.world.clock().advance(Duration::from_millis(50));
        string.safety_status().unwrap();
    }
    for which in [
        Cells::Latest,
        Cells::Averaged,
        Cells::Filtered,
        Cells::Redundant,
    ] {
        let mut cells = [Voltage::ZERO; 32];
        string.read_cells(which, &mut cells).unwrap();
        for (cell, millivolts) in cells.iter().zip((2_400_i32..).step_by(45)) {
            let off = cell.as_microvolts() - 1_000 * millivolts;
            assert!(off.abs() <= 300, "{which:?}: {cell} for {millivolts} mV");
        }
    }
}

/// Twice, so that the second scan cannot live on what the first one left in the parts.
#[test]
fn a_scan_is_the_truth_of_cells_temperatures_and_faults() {
    let bench = Bench::<2>::new();
    let mut string = bench.blocking(Transparent).unwrap();
    string.init().unwrap();
    let mut cells = [Voltage::ZERO; 32];
    let mut temperatures = vec![Temperature::ZERO; bench.sensors()];
    for shift in [0, 700] {
        for (cell, millivolts) in (0..32).zip((2_700..).step_by(20)) {
            bench.set_cell(cell, Voltage::from_millivolts(millivolts + shift));
        }
        for (sensor, celsius) in (0..bench.sensors()).zip(10..) {
            bench.set_temperature(sensor, Temperature::from_celsius(celsius + shift / 50));
        }
        let found = string.scan(&mut cells, &mut temperatures).unwrap();
        // the bench's limits lie between the two
        assert_eq!(found.is_empty(), shift == 0, "{found:?}");
        for (cell, millivolts) in cells.iter().zip((2_700..).step_by(20)) {
            let off = cell.as_microvolts() - 1_000 * (millivolts + shift);
            assert!(off.abs() <= 300, "{cell} for {millivolts} mV and {shift}");
        }
        for (found, celsius) in temperatures.iter().zip(10..) {
            let off = found.as_millicelsius() - 1_000 * (celsius + shift / 50);
            assert!(off.abs() <= 300, "{found} for {celsius} and {shift}");
        }
    }
    let short = string.scan(&mut cells[..31], &mut temperatures);
    assert!(matches!(
        short,
        Err(Error::Length {
            expected: 32,
            found: 31
        })
    ));
}

#[test]
fn a_converter_that_is_off_is_found_by_comparing() {
    let bench = Bench::<2>::new();
    let mut string = bench.blocking(Transparent).unwrap();
    string.init().unwrap();
    assert_eq!(string.compare(), Ok(CellSet::NONE));
    let offset = |part: usize, cell, millivolts| {
        bench.at(part, |part| {
            part.set_offset(Adc::S, cell, Voltage::from_millivolts(millivolts))
        });
    };
    // 15 mV is what the bench allows
    offset(0, 3, 14);
    offset(1, 15, 16);
    assert_eq!(string.compare(), Ok(CellSet::only(31)));
    assert_eq!(string.safety_status(), Ok(SafetyStatus::REDUNDANCY));
    offset(1, 15, 0);
    assert_eq!(string.clear_safety(), Ok(()));
    assert_eq!(string.compare(), Ok(CellSet::NONE));
    assert_eq!(string.safety_status(), Ok(SafetyStatus::empty()));
}

#[test]
fn supplies_reference_and_die_are_measured() {
    let bench = Bench::<2>::new();
    let mut string = bench.blocking(Transparent).unwrap();
    string.init().unwrap();
    let volts = Voltage::from_millivolts;
    bench.at(1, |part| {
        part.set_supplies(volts(5_100), volts(3_000));
        part.set_reference(volts(3_006), volts(2_994));
        part.set_die_temperature(Temperature::from_celsius(61));
    });
    let mut supplies = [Supplies::default(); 2];
    string.read_supplies(&mut supplies).unwrap();
    assert_eq!(supplies[0].die, Temperature::from_celsius(25));
    assert_eq!(supplies[1].die, Temperature::from_celsius(61));
    assert_eq!(
        (supplies[1].analog, supplies[1].digital),
        (volts(5_100), volts(3_000))
    );
    assert_eq!(
        (supplies[1].reference, supplies[1].loaded_reference),
        (volts(3_006), volts(2_994))
    );
    let mut gpios = [[Voltage::ZERO; 10]; 2];
    for gpio in 0..9 {
        bench.at(1, |part| {
            part.set_gpio(gpio, volts(300 * i32::try_from(gpio).unwrap()))
        });
    }
    string.read_gpios(&mut gpios).unwrap();
    let expected: Vec<_> = (0..9).map(|gpio| volts(300 * gpio)).collect();
    assert_eq!(gpios[1][..9], expected);
}

#[test]
fn a_reference_that_is_off_spoils_no_temperature() {
    let bench = Bench::<2>::new();
    let mut string = bench.blocking(Transparent).unwrap();
    string.init().unwrap();
    let found = Voltage::from_millivolts(2_940);
    bench.at(1, |part| part.set_reference(found, found));
    let told = string.cell_temperatures(&mut [Temperature::ZERO; 8]);
    assert_eq!(told, Err(Error::Reference { part: 1, found }));
    assert_eq!(told.unwrap_err().kind(), ErrorKind::Fault);
}

#[test]
fn a_part_that_is_too_hot_says_so() {
    let bench = Bench::<2>::new();
    let mut string = bench.blocking(Transparent).unwrap();
    string.init().unwrap();
    bench.at(0, |part| {
        part.set_die_temperature(Temperature::from_celsius(175))
    });
    bench.world.clock().advance(Duration::from_millis(20));
    assert_eq!(
        string.safety_status(),
        Ok(SafetyStatus::INTERNAL_TEMPERATURE)
    );
    let mut statuses = [Status::default(); 2];
    string.read_status(&mut statuses).unwrap();
    let flags = statuses.map(|status| status.flags & Flags::THERMAL_SHUTDOWN);
    assert_eq!(flags, [Flags::THERMAL_SHUTDOWN, Flags::empty()]);
    assert!(statuses.iter().all(|status| status.conversions > 0));
    bench.at(0, |part| {
        part.set_die_temperature(Temperature::from_celsius(25))
    });
    assert_eq!(string.clear_safety(), Ok(()));
    assert_eq!(string.safety_status(), Ok(SafetyStatus::empty()));
}

#[test]
fn init_clears_flags_of_power_up_and_no_others() {
    let open = Open {
        limits_stay: true,
        ..Open::default()
    };
    let bench = Bench::<2>::of(open, Bridge::Transparent, 16);
    let mut string = bench.blocking(Transparent).unwrap();
    string.init().unwrap();
    bench.set_cell(17, Voltage::from_millivolts(3_700));
    bench.world.clock().advance(Duration::from_millis(20));
    bench.set_cell(17, Voltage::from_millivolts(3_300));
    let found = Ok(SafetyStatus::CELL_OVERVOLTAGE);
    assert_eq!(string.safety_status(), found);
    let mut again = bench.blocking(Transparent).unwrap();
    again.init().unwrap();
    assert_eq!(again.safety_status(), found);
    assert_eq!(again.clear_safety(), Ok(()));
    assert_eq!(again.safety_status(), Ok(SafetyStatus::empty()));
}
