//! Thresholds, delays, recovery, FETs, open wires.

use crate::bench::*;
use core::time::Duration;
use hal_power::{Resistance, Temperature};
use hal_power_sim::model::bq769x2::{Bq769x2, Comm, Open, Part, Pin, Thermistor};

/// A step of the delays of cells and current.
const STEP: Duration = Duration::from_micros(3_300);
const CUV: u8 = 1 << 2;
const COV: u8 = 1 << 3;

#[test]
fn overvoltage_alerts_trips_and_recovers() {
    let mut bench = Bench::new(Part::Bq76952);
    bench.command(FET_ENABLE);
    assert!(bench.part.charges());
    // 86 × 50.6 mV = 4351.6 mV; a mV below does nothing.
    bench.set(5, 4_351);
    bench.wait(SECOND);
    assert_eq!(bench.byte(0x02), 0);
    bench.set(5, 4_352);
    assert_eq!((bench.byte(0x02), bench.status_a()), (COV, 0));
    bench.wait(76 * STEP - TICK);
    assert_eq!((bench.byte(0x02), bench.status_a()), (COV, 0));
    bench.wait(TICK);
    assert_eq!((bench.byte(0x02), bench.status_a()), (0, COV));
    assert!(!bench.part.charges() && bench.part.discharges());
    assert_eq!(bench.ask(0x0081)[10..12], 4_352_u16.to_le_bytes());
    // Hysteresis of 2 × 50.6 mV, for 3 s.
    bench.set(5, 4_251);
    bench.wait(5 * SECOND);
    assert_eq!(bench.status_a(), COV);
    bench.set(5, 4_250);
    bench.wait(3 * SECOND - TICK);
    assert_eq!(bench.status_a(), COV);
    bench.wait(TICK);
    assert_eq!(bench.status_a(), 0);
    assert!(bench.part.charges());
}

#[test]
fn a_dip_shorter_than_the_delay_does_nothing() {
    let mut bench = Bench::configured(&[(0x9261, &[0x8C]), (0x9276, &[1, 0])]);
    bench.set(0, 2_530);
    bench.wait(3 * STEP - TICK);
    bench.set(0, 2_531);
    bench.wait(SECOND);
    assert_eq!(bench.status_a(), 0);
    bench.set(0, 2_530);
    bench.wait(3 * STEP);
    assert_eq!(bench.status_a(), CUV);
    assert_eq!(bench.battery_status() & 1 << 11, 1 << 11);
}

#[test]
fn alerts_may_outlast_the_trip() {
    let open = Open {
        alert_outlasts_trip: true,
        ..Open::default()
    };
    let mut bench = Bench::with(Part::Bq76952, open);
    bench.set(0, 4_400);
    bench.wait(SECOND);
    assert_eq!((bench.byte(0x02), bench.status_a()), (COV, COV));
}

#[test]
fn unused_inputs_trip_unless_masked() {
    // Nine of sixteen, the others shorted.
    let part = || {
        let mut bench = Bench::new(Part::Bq76952);
        for cell in 9..16 {
            bench.set(cell, 0);
        }
        bench
    };
    let mut bench = part();
    bench.configure(&[(0x9261, &[0x8C])]);
    bench.wait(SECOND);
    assert_eq!(bench.status_a(), CUV);
    let mut bench = part();
    bench.configure(&[(0x9261, &[0x8C]), (0x9304, &[0xFF, 0x01])]);
    bench.wait(SECOND);
    assert_eq!(bench.status_a(), 0);
    let none_counts = Open {
        unset_cells_count: false,
        ..Open::default()
    };
    let mut bench = Bench::with(Part::Bq76952, none_counts);
    bench.set(0, 5_000);
    bench.wait(SECOND);
    assert_eq!(bench.status_a(), 0);
}

#[test]
fn discharge_overcurrent_stays_until_something_charges() {
    // OCD1 at 4 × 2 mV over 1 mΩ, 10 ms.
    let mut bench = Bench::configured(&[(0x9261, &[0xA8])]);
    bench.command(FET_ENABLE);
    bench.draw(7_999);
    bench.wait(SECOND);
    assert_eq!(bench.status_a(), 0);
    bench.draw(8_000);
    bench.wait(3 * STEP - TICK);
    assert_eq!(bench.status_a(), 0);
    bench.wait(TICK);
    assert_eq!(bench.status_a(), 1 << 5);
    assert!(!bench.part.discharges());
    bench.draw(0);
    bench.wait(60 * SECOND);
    assert_eq!(bench.status_a(), 1 << 5);
    bench.draw(-201);
    bench.wait(3 * SECOND);
    assert_eq!(bench.status_a(), 0);
}

#[test]
fn short_circuit_acts_in_microseconds_and_recovers_by_time() {
    let mut bench = Bench::new(Part::Bq76952);
    bench.command(FET_ENABLE);
    // 10 mV over 1 mΩ, (2 - 1) × 15 µs.
    bench.draw(10_000);
    bench.wait(Duration::from_micros(15) - TICK);
    assert!(bench.part.discharges());
    bench.wait(TICK);
    assert!(!bench.part.discharges() && !bench.part.charges());
    assert_eq!(bench.status_a(), 1 << 7);
    bench.draw(0);
    bench.wait(5 * SECOND - TICK);
    assert_eq!(bench.status_a(), 1 << 7);
    bench.wait(TICK);
    assert_eq!(bench.status_a(), 0);
}

#[test]
fn every_short_circuit_threshold() {
    let table = [
        10, 20, 40, 60, 80, 100, 125, 150, 175, 200, 250, 300, 350, 400, 450, 500,
    ];
    for (code, millivolts) in table.into_iter().enumerate() {
        let code = u8::try_from(code).unwrap_or_default();
        let mut bench = Bench::configured(&[(0x9286, &[code])]);
        bench.draw(millivolts * 1_000 - 1);
        bench.wait(MILLISECOND);
        assert_eq!(bench.status_a(), 0, "{code}");
        bench.draw(millivolts * 1_000);
        bench.wait(MILLISECOND);
        assert_eq!(bench.status_a(), 1 << 7, "{code}");
    }
}

#[test]
fn charge_overcurrent_scales_with_the_shunt() {
    let mut bench = Bench::new(Part::Bq76952);
    let shunt = Resistance::from_microohms(500);
    let open = Open::default();
    bench.part = Bq769x2::new(Part::Bq76952, Comm::I2c, bench.clock.clone(), shunt, open);
    bench.set_all(3_600);
    bench.wait(SETTLED);
    bench.configure(&[(0x9261, &[0x98]), (0x9280, &[10, 1])]);
    bench.draw(-39_999);
    bench.wait(SECOND);
    assert_eq!(bench.status_a(), 0);
    bench.draw(-40_000);
    bench.wait(SECOND);
    assert_eq!(bench.status_a(), 1 << 4);
}

#[test]
fn temperatures_trip_by_results_and_seconds() {
    let cell = |celsius| Thermistor::At(Temperature::from_celsius(celsius));
    // Threshold, beyond recovery, bit of Safety B.
    for (trip, near, good, bit) in [(55, 54, 50, 4), (60, 59, 55, 5), (0, 1, 5, 0), (0, 1, 5, 1)] {
        let mut bench = Bench::configured(&[(0x9262, &[1 << bit])]);
        bench.part.set_thermistor(Pin::Ts1, cell(near));
        bench.wait(5 * SECOND);
        assert_eq!(bench.byte(0x05), 0, "{bit}");
        bench.part.set_thermistor(Pin::Ts1, cell(trip));
        let taken = bench.until(MILLISECOND, |bench| bench.byte(0x05) == 1 << bit);
        assert!(
            taken >= 2 * SECOND && taken < Duration::from_millis(2_100),
            "{taken:?}"
        );
        bench.part.set_thermistor(Pin::Ts1, cell(good));
        let taken = bench.until(MILLISECOND, |bench| bench.byte(0x05) == 0);
        assert!(
            taken >= 3 * SECOND && taken < Duration::from_millis(3_100),
            "{taken:?}"
        );
    }
    let mut bench = Bench::configured(&[(0x9262, &[0xFF])]);
    bench
        .part
        .set_die_temperature(Temperature::from_celsius(84));
    bench.wait(4 * SECOND);
    assert_eq!(bench.byte(0x05), 0);
    bench
        .part
        .set_die_temperature(Temperature::from_celsius(85));
    bench.wait(4 * SECOND);
    assert_eq!(bench.byte(0x05), 1 << 6);
}

#[test]
fn a_silent_host_trips_the_watchdog() {
    let mut bench = Bench::configured(&[(0x9263, &[0x02]), (0x92B2, &[5, 0])]);
    bench.command(FET_ENABLE);
    for _ in 0..10 {
        bench.wait(4 * SECOND);
        assert_eq!(bench.byte(0x07), 0);
    }
    bench.wait(5 * SECOND);
    assert!(!bench.part.charges() && !bench.part.discharges());
    // The pins tell; asking ends it.
    assert_eq!(bench.byte(0x07), 0);
    assert!(bench.part.charges());
    let stays = Open {
        traffic_ends_watchdog: false,
        ..Open::default()
    };
    let mut bench = Bench::with(Part::Bq76952, stays);
    bench.configure(&[(0x9263, &[0x02]), (0x92B2, &[5, 0])]);
    bench.wait(6 * SECOND);
    assert_eq!(bench.byte(0x07), 0x02);
}

#[test]
fn a_permanent_failure_stays() {
    let mut bench = Bench::configured(&[(0x92C0, &[0x01])]);
    bench.command(FET_ENABLE);
    bench.set(3, 2_200);
    bench.wait(SECOND);
    assert_eq!((bench.byte(0x0A), bench.byte(0x0B)), (0x01, 0x00));
    assert!(bench.part.charges());
    bench.wait(5 * SECOND);
    assert_eq!((bench.byte(0x0A), bench.byte(0x0B)), (0x00, 0x01));
    assert!(!bench.part.charges() && !bench.part.discharges());
    bench.set(3, 3_600);
    bench.wait(100 * SECOND);
    assert_eq!(bench.byte(0x0B), 0x01);
    assert_eq!(bench.ask(0x0053), [0x01, 0, 0, 0, 0]);
    assert_eq!(bench.battery_status() & 1 << 12, 1 << 12);
    // Without PF_EN nothing is looked at.
    let mut bench = Bench::configured(&[(0x92C0, &[0x01])]);
    bench.command(0x0024);
    bench.set(3, 2_000);
    bench.wait(10 * SECOND);
    assert_eq!(bench.byte(0x0B), 0x00);
}

#[test]
fn a_latch_needs_its_trips_and_its_command() {
    // SCDL after two short circuits.
    let mut bench = Bench::configured(&[(0x9263, &[0x40]), (0x9295, &[2, 100])]);
    for expected in [0x00, 0x40] {
        bench.draw(20_000);
        bench.wait(MILLISECOND);
        bench.draw(0);
        bench.wait(6 * SECOND);
        assert_eq!(bench.byte(0x07), expected);
    }
    bench.command(0x009C);
    assert_eq!(bench.byte(0x07), 0x00);
}

#[test]
fn fets_follow_commands() {
    let mut bench = Bench::new(Part::Bq76952);
    assert_eq!(bench.ask_word(0x0057), 0x0040);
    assert_eq!(bench.byte(0x7F), 0);
    // In test mode each is toggled.
    bench.command(0x0020);
    assert_eq!((bench.byte(0x7F), bench.ask_word(0x0057)), (0x04, 0x0044));
    bench.command(0x0020);
    assert_eq!(bench.byte(0x7F), 0x00);
    bench.command(FET_ENABLE);
    assert_eq!((bench.byte(0x7F), bench.ask_word(0x0057)), (0x05, 0x0050));
    for (command, fets) in [
        (0x0093, 0x01),
        (0x0096, 0x05),
        (0x0094, 0x04),
        (0x0095, 0x00),
        (0x0096, 0x05),
        (FET_ENABLE, 0x00),
    ] {
        bench.command(command);
        assert_eq!(bench.byte(0x7F), fets, "{command:04X}");
    }
    bench.command(FET_ENABLE);
    bench.put(0x0097, &[0x04]);
    assert_eq!(bench.byte(0x7F), 0x04);
    bench.put(0x0097, &[0x00]);
    // HOST_FET_EN clear: commands are not heard.
    bench.configure(&[(0x9308, &[0x09])]);
    bench.command(0x0095);
    assert_eq!(bench.byte(0x7F), 0x05);
}

#[test]
fn the_body_diode_is_spared() {
    let mut bench = Bench::new(Part::Bq76952);
    bench.command(FET_ENABLE);
    bench.set(0, 4_400);
    bench.wait(SECOND);
    assert!(!bench.part.charges());
    bench.draw(51);
    assert!(bench.part.charges());
    bench.draw(49);
    assert!(!bench.part.charges());
}

#[test]
fn an_open_wire_falls_and_its_neighbour_rises() {
    let mut bench = Bench::configured(&[(0x9261, &[0x8C])]);
    bench.part.set_wire(4, true);
    bench.wait(4 * SECOND);
    assert_eq!((bench.signed(0x1A), bench.signed(0x1C)), (3_600, 3_600));
    // 165 nC of 100 nF each 5 s.
    bench.wait(2 * SECOND);
    assert_eq!((bench.signed(0x1A), bench.signed(0x1C)), (1_950, 5_250));
    assert_eq!(bench.status_a(), CUV | COV);
    bench.wait(10 * SECOND);
    assert_eq!((bench.signed(0x1A), bench.signed(0x1C)), (0, 7_200));
    assert_eq!(bench.signed(0x34), 5_760, "the stack is as it was");
    bench.part.set_wire(4, false);
    bench.wait(10 * SECOND);
    assert_eq!((bench.signed(0x1A), bench.signed(0x1C)), (3_600, 3_600));
    assert_eq!(bench.status_a(), 0);
}

#[test]
fn without_checks_an_open_wire_is_not_seen() {
    let mut bench = Bench::configured(&[(0x9314, &[0])]);
    bench.part.set_wire(4, true);
    bench.wait(1_000 * SECOND);
    assert_eq!((bench.signed(0x1A), bench.signed(0x1C)), (3_600, 3_600));
}

#[test]
fn the_ends_of_the_string() {
    let mut bench = Bench::new(Part::Bq76952);
    bench.part.set_wire(16, true);
    bench.part.set_wire(0, true);
    bench.wait(20 * SECOND);
    assert_eq!(bench.signed(0x32), 0);
    assert_eq!(bench.signed(0x34), 5_400);
    assert_eq!(bench.signed(0x14), 3_600, "the lowest is at VSS anyway");
    let checks = bench.until(MILLISECOND, |bench| bench.battery_status() & 1 << 5 != 0);
    assert!(checks <= 5 * SECOND);
    bench.wait(100 * MILLISECOND);
    assert_eq!(bench.battery_status() & 1 << 5, 0);
}
