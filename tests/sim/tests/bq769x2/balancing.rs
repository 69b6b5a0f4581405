//! Balancing by the host and by the part.

use crate::bench::*;
use core::time::Duration;
use hal_power::{Charge, Current, Temperature};
use hal_power_sim::model::bq769x2::{Open, Part, Pin, Thermistor};

#[test]
fn the_host_starts_it_and_it_ends_by_itself() {
    let mut bench = Bench::new(Part::Bq76952);
    bench.put(0x0083, &[0x05, 0x00]);
    let began = bench.clock.nanos() - 1_000_000;
    assert_eq!(bench.part.discharged_cells(), (0x0005, Some(began)));
    assert_eq!(bench.ask_word(0x0083), 0x0005);
    assert_eq!(bench.word(0x64) & 0x04, 0x04);
    let left = bench.until(MILLISECOND, |bench| bench.part.discharged_cells().0 == 0);
    let taken = Duration::from_nanos(bench.clock.nanos() - began);
    assert!(
        left > 19 * SECOND && taken <= 20 * SECOND + MILLISECOND,
        "{taken:?}"
    );
    assert_eq!(bench.ask_word(0x0083), 0);
}

#[test]
fn a_new_command_starts_the_time_again() {
    for (restarts, cells) in [(true, 0x0001), (false, 0x0000)] {
        let open = Open {
            same_cells_restart: restarts,
            ..Open::default()
        };
        let mut bench = Bench::with(Part::Bq76952, open);
        bench.balance(0x0001);
        bench.wait(15 * SECOND);
        bench.balance(0x0001);
        bench.wait(15 * SECOND);
        assert_eq!(bench.part.discharged_cells().0, cells);
        bench.balance(0x0000);
        bench.balance(0x0001);
        bench.wait(15 * SECOND);
        assert_eq!(bench.part.discharged_cells().0, 0x0001);
    }
}

#[test]
fn it_takes_charge_from_the_cells() {
    let mut bench = Bench::new(Part::Bq76952);
    bench.set_all(4_000);
    bench.balance(0x0002);
    // 4 V over 20 + 28 + 20 Ω.
    assert_eq!(
        bench.part.balancing_current(1),
        Current::from_microamps(58_823)
    );
    assert_eq!(bench.part.balancing_current(0), Current::ZERO);
    bench.wait(60 * SECOND);
    let drained = bench.part.drained(1).as_millicoulombs();
    assert!((drained - 1_176).abs() <= 1, "{drained}");
    assert_eq!(bench.part.drained(0), Charge::from_millicoulombs(0));
    let times = bench.ask(0x0086);
    assert_eq!(times[..8], [0, 0, 0, 0, 20, 0, 0, 0]);
}

#[test]
fn neighbours_are_in_series() {
    // The maker's own example: 91.7 mA of two cells of 4.4 V.
    let mut bench = Bench::configured(&[(0x9278, &[110])]);
    bench.set_all(4_400);
    bench.balance(0xC000);
    for cell in [14, 15] {
        let current = bench.part.balancing_current(cell).as_microamps();
        assert!((current - 91_700).abs() < 50, "{current}");
    }
    bench.part.set_wire(15, true);
    assert!(bench.part.balancing_current(14).as_microamps() > 0);
    bench.part.set_wire(16, true);
    assert_eq!(bench.part.balancing_current(14), Current::ZERO);
}

#[test]
fn what_speaks_against_it_ends_it() {
    type Cause = fn(&mut Bench);
    let causes: [(&str, Cause); 7] = [
        ("the host", |bench| bench.balance(0)),
        ("CONFIG_UPDATE", |bench| bench.command(SET_CFGUPDATE)),
        ("an alert, within a second", |bench| {
            bench.set(0, 4_360);
            bench.wait(SECOND);
        }),
        ("a current", |bench| {
            bench.draw(10_000);
            bench.wait(MILLISECOND);
        }),
        ("a hot die", |bench| {
            bench
                .part
                .set_die_temperature(Temperature::from_celsius(71));
            bench.wait(SETTLED);
        }),
        ("a cold cell", |bench| {
            let cold = Thermistor::At(Temperature::from_celsius(-21));
            bench.part.set_thermistor(Pin::Ts1, cold);
            bench.wait(SETTLED);
        }),
        ("RESET", |bench| {
            bench.command(0x0012);
            bench.wait(SECOND);
        }),
    ];
    for (name, cause) in causes {
        let mut bench = Bench::new(Part::Bq76952);
        bench.balance(0x0100);
        assert_eq!(bench.part.discharged_cells().0, 0x0100);
        cause(&mut bench);
        assert_eq!(bench.part.discharged_cells().0, 0, "{name}");
    }
}

#[test]
fn while_it_goes_on_cells_are_looked_at_once_a_second() {
    let mut bench = Bench::new(Part::Bq76952);
    bench.balance(0x0100);
    bench.wait(Duration::from_millis(200));
    bench.set(0, 4_400);
    bench.wait(Duration::from_millis(700));
    assert_eq!(bench.byte(0x02), 0);
    assert_eq!(bench.part.discharged_cells().0, 0x0100);
    bench.wait(Duration::from_millis(200));
    assert_eq!(bench.byte(0x02), 1 << 3);
    assert_eq!(bench.part.discharged_cells().0, 0);
    // With COV tripped, the cell that caused it may be discharged.
    bench.wait(SECOND);
    assert_eq!(bench.status_a(), 1 << 3);
    bench.balance(0x0001);
    assert_eq!(bench.part.discharged_cells().0, 0x0001);
}

#[test]
fn a_bq76942_has_no_cell_above_ten_and_commands_can_be_barred() {
    let mut bench = Bench::new(Part::Bq76942);
    bench.balance(0xFFFF);
    assert_eq!(bench.part.discharged_cells().0, 0x03FF);
    bench.configure(&[(0x9335, &[0x10])]);
    bench.balance(0x0001);
    assert_eq!(bench.part.discharged_cells().0, 0);
}

#[test]
fn a_command_may_take_its_time() {
    let open = Open {
        balancing_latency: SECOND,
        ..Open::default()
    };
    let mut bench = Bench::with(Part::Bq76952, open);
    bench.balance(0x0001);
    bench.wait(Duration::from_millis(900));
    assert_eq!(bench.ask_word(0x0083), 0);
    bench.wait(Duration::from_millis(100));
    assert_eq!(bench.ask_word(0x0083), 1);
}

#[test]
fn sleep_ends_it_unless_allowed() {
    for (config, cells) in [(0x00, 0), (0x04, 0x0001)] {
        let mut bench = Bench::configured(&[(0x9335, &[config])]);
        bench.balance(0x0001);
        bench.command(0x0099);
        bench.wait(2 * SECOND);
        assert_eq!(bench.battery_status() >> 15, 1);
        assert_eq!(bench.part.discharged_cells().0, cells);
    }
}

#[test]
fn a_level_takes_the_highest_but_no_neighbours() {
    let mut bench = Bench::configured(&[(0x933A, &[3])]);
    for (cell, millivolts) in [(4, 4_100), (5, 4_090), (6, 4_080), (12, 4_000), (14, 3_900)] {
        bench.set(cell, millivolts);
    }
    bench.wait(SETTLED);
    bench.put(0x0084, &3_950_u16.to_le_bytes());
    assert_eq!(bench.part.discharged_cells().0, 1 << 4 | 1 << 6 | 1 << 12);
    assert_eq!(bench.ask_word(0x0084), 3_950);
}

#[test]
fn the_part_balances_by_itself_at_rest_and_while_charging() {
    // CB_RLX, then CB_CHG; at most four cells.
    for (config, milliamps) in [(0x02, 0), (0x01, -1_000)] {
        let mut bench = Bench::configured(&[(0x9335, &[config]), (0x933A, &[4])]);
        bench.set_all(3_950);
        for (cell, millivolts) in [(1, 4_000), (2, 4_005), (3, 3_990), (8, 3_960), (9, 3_980)] {
            bench.set(cell, millivolts);
        }
        bench.draw(milliamps);
        bench.wait(20 * SECOND);
        assert_eq!(bench.part.discharged_cells().0, 1 << 2 | 1 << 9, "{config}");
        // Within the delta of 20 mV nothing is left to do.
        bench.set_all(3_950);
        bench.set(2, 3_965);
        bench.wait(21 * SECOND);
        assert_eq!(bench.part.discharged_cells().0, 0);
        // Nor while discharging, nor with a cell too low.
        bench.set(2, 4_005);
        bench.draw(1_000);
        bench.wait(21 * SECOND);
        assert_eq!(bench.part.discharged_cells().0, 0);
        bench.draw(milliamps);
        bench.set(0, 3_899);
        bench.wait(21 * SECOND);
        assert_eq!(bench.part.discharged_cells().0, 0);
    }
}
