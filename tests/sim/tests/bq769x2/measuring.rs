//! Voltages, currents, temperatures, charge, alarms.

use crate::bench::*;
use core::time::Duration;
use hal_power::{Resistance, Temperature, Voltage};
use hal_power_sim::{
    device::{I2cDevice, OutputLine},
    model::bq769x2::{Bq769x2, Comm, Open, Part, Pin, Thermistor},
};

#[test]
fn it_answers_after_its_power_up_and_measures_later() {
    let mut bench = Bench::cold(Part::Bq76952, Comm::I2c, Open::default());
    bench.set_all(3_600);
    bench.wait(Duration::from_micros(4_300) - TICK);
    assert!(!bench.part.answers_to(ADDRESS));
    bench.wait(TICK);
    assert!(bench.part.answers_to(ADDRESS));
    assert_eq!(bench.battery_status(), 0x010C);
    assert_eq!(bench.signed(0x14), 0);
    bench.wait(250 * MILLISECOND);
    assert_eq!(bench.signed(0x14), 3_600);
}

#[test]
fn cells_in_one_block() {
    for part in [Part::Bq76952, Part::Bq76942] {
        let mut bench = Bench::new(part);
        for cell in 0..16 {
            bench.set(cell, 3_000 + 10 * i32::try_from(cell).unwrap_or(0));
        }
        bench.wait(SETTLED);
        let block: [u8; 32] = bench.read(0x14);
        for (cell, word) in block.chunks(2).enumerate() {
            let expected = if cell < part.cells() {
                3_000 + 10 * cell
            } else {
                0
            };
            let read = usize::from(u16::from_le_bytes([word[0], word[1]]));
            assert_eq!(read, expected, "{part:?} {cell}");
        }
    }
}

#[test]
fn a_result_comes_with_the_end_of_its_loop() {
    // 16 cells, stack, die, and TS1: 19 slots of 3 ms; FASTADC halves, LOOP_SLOW doubles.
    for (power, millis) in [(0x2882_u16, 57.0), (0x28C2, 28.5), (0x2886, 114.0)] {
        let mut bench = Bench::configured(&[(0x9234, &power.to_le_bytes())]);
        bench.set(0, 3_000);
        bench.until(Duration::from_micros(100), |bench| {
            bench.signed(0x14) == 3_000
        });
        bench.set(0, 3_100);
        let taken = bench.until(Duration::from_micros(100), |bench| {
            bench.signed(0x14) == 3_100
        });
        assert!(
            (taken.as_secs_f64() * 1e3 - millis).abs() < 0.2,
            "{taken:?}"
        );
    }
}

#[test]
fn stack_pack_and_load_in_user_volts() {
    let mut bench = Bench::new(Part::Bq76942);
    bench.part.set_pack(Voltage::from_millivolts(28_160));
    bench.part.set_load_detect(Voltage::from_millivolts(1_230));
    bench.set_all(2_800);
    bench.wait(SETTLED);
    let words = |bench: &mut Bench| [0x34, 0x36, 0x38].map(|register| bench.signed(register));
    assert_eq!(words(&mut bench), [2_800, 2_816, 123]);
    bench.configure(&[(0x9303, &[0x01])]);
    assert_eq!(words(&mut bench), [28_000, 28_160, 1_230]);
}

#[test]
fn current_is_positive_while_charging_and_in_user_amps() {
    for (da, milliamps, code) in [
        (0x05, -10_000, 10_000),
        (0x05, 10_000, -10_000),
        (0x04, -1_000, 10_000),
        (0x06, -100_000, 10_000),
        (0x07, 100_000, -1_000),
        // The range of two bytes ends.
        (0x05, 50_000, i16::MIN),
        (0x05, -50_000, i16::MAX),
    ] {
        let mut bench = Bench::configured(&[(0x9303, &[da])]);
        bench.draw(milliamps);
        let read = bench.signed(0x3A);
        assert!(
            (i32::from(read) - i32::from(code)).abs() <= 1,
            "{da:02X} {read}"
        );
    }
}

#[test]
fn cc_gain_makes_the_shunt_right() {
    let mut bench = Bench::cold(Part::Bq76952, Comm::I2c, Open::default());
    let shunt = Resistance::from_microohms(250);
    let open = Open::default();
    bench.part = Bq769x2::new(Part::Bq76952, Comm::I2c, bench.clock.clone(), shunt, open);
    bench.wait(SETTLED);
    bench.draw(-8_000);
    assert!((bench.signed(0x3A) - 2_000).abs() <= 1);
    let gain = 7.5684_f32 / 0.25;
    bench.configure(&[(0x91A8, &gain.to_le_bytes())]);
    assert!((bench.signed(0x3A) - 8_000).abs() <= 1);
}

#[test]
fn temperatures_of_pins_that_are_configured() {
    let mut bench = Bench::configured(&[(0x92FD, &[0x07, 0x0F, 0x0B]), (0x92FC, &[0x07])]);
    for (pin, celsius) in [
        (Pin::Ts1, 30),
        (Pin::Ts2, 80),
        (Pin::Ts3, -5),
        (Pin::Alert, 20),
    ] {
        let thermistor = Thermistor::At(Temperature::from_celsius(celsius));
        bench.part.set_thermistor(pin, thermistor);
    }
    bench
        .part
        .set_die_temperature(Temperature::from_celsius(40));
    bench.wait(SETTLED);
    for (register, code) in [(0x70, 3_032), (0x72, 3_532), (0x74, 2_682), (0x6E, 2_932)] {
        assert_eq!(bench.signed(register), code, "{register:02X}");
    }
    assert_eq!(bench.signed(0x68), 3_132);
    assert_eq!(bench.signed(0x76), 0);
    // TS2 is the FET's, TS3 nobody's.
    let status = bench.ask(0x0075);
    let word = |offset: usize| i16::from_le_bytes([status[offset], status[offset + 1]]);
    assert_eq!([10, 12, 14, 16].map(word), [2_982, 3_532, 3_032, 2_932]);

    bench.part.set_thermistor(Pin::Ts1, Thermistor::Open);
    bench.part.set_thermistor(Pin::Alert, Thermistor::Shorted);
    bench.wait(SETTLED);
    let open = Open::default();
    assert_eq!(bench.signed(0x70), open.open_thermistor);
    assert_eq!(bench.signed(0x6E), open.shorted_thermistor);
}

#[test]
fn dastatus5_and_the_counts() {
    let mut bench = Bench::new(Part::Bq76952);
    bench.set(2, 3_300);
    bench.set(9, 3_900);
    bench.draw(2_000);
    bench.wait(SETTLED);
    let status = bench.ask(0x0075);
    let word = |offset: usize| i16::from_le_bytes([status[offset], status[offset + 1]]);
    assert_eq!([4, 6, 8].map(word), [3_900, 3_300, 5_760]);
    assert!((word(20) + 2_000).abs() <= 1 && word(20) == word(22));
    // 2 mV at 29.56 nV, 3.3 V at 0.7224 µV.
    let long = |bytes: &[u8]| i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    assert!((long(&status[24..]) + 67_650).abs() < 20);
    let counts = bench.ask(0x0071);
    assert!((long(&counts[16..]) - 4_567_990).abs() < 100);
    assert_eq!(long(&counts[20..]), long(&status[24..]));
}

/// Whole, fraction, seconds.
fn charge(bench: &mut Bench) -> (i32, u32, u32) {
    let status = bench.ask(0x0076);
    let mut words = status.chunks(4).map(|word| {
        let bytes = word.try_into().unwrap_or_default();
        u32::from_le_bytes(bytes)
    });
    let mut next = || words.next().unwrap_or_default();
    (next().cast_signed(), next(), next())
}

#[test]
fn charge_is_summed_from_a_half() {
    let mut bench = Bench::new(Part::Bq76952);
    bench.command(0x0082);
    assert_eq!(charge(&mut bench), (0, 1 << 31, 0));
    bench.draw(-10_000);
    bench.wait(3_600 * SECOND);
    bench.draw(0);
    let (whole, _, seconds) = charge(&mut bench);
    assert!((whole - 10_000).abs() <= 2, "{whole}");
    assert_eq!(seconds, 3_600);
    bench.draw(20_000);
    bench.wait(3_600 * SECOND);
    bench.draw(0);
    assert!((charge(&mut bench).0 + 10_000).abs() <= 4);
    // A fraction shows in between: 0.25 mAh more than a whole.
    bench.command(0x0082);
    bench.draw(-1_000);
    bench.wait(Duration::from_millis(1_000));
    let (whole, fraction, _) = charge(&mut bench);
    let sum = f64::from(whole) + f64::from(fraction) / 4_294_967_296.0;
    assert!((sum - 0.5 - 1.0 / 3.6).abs() < 0.08, "{sum}");
}

#[test]
fn an_alarm_is_latched_when_it_rises() {
    let mut bench = Bench::new(Part::Bq76952);
    assert_eq!(bench.word(0x66), 0xF800);
    bench.set(0, 4_400);
    bench.wait(SECOND);
    let (status, raw) = (bench.word(0x62), bench.word(0x64));
    assert_eq!(status, 0x5000, "SSA and MSK_SFALERT");
    assert_eq!(raw & 0xF800, 0x4000);
    bench.write(0x62, &[0x00, 0x40]);
    bench.set(0, 4_401);
    bench.wait(SECOND);
    assert_eq!(
        (bench.word(0x62), bench.word(0x64) & 0x4000),
        (0x1000, 0x4000)
    );
    bench.set(0, 3_600);
    bench.wait(10 * SECOND);
    bench.write(0x62, &[0xFF, 0xFF]);
    assert_eq!(bench.word(0x62), 0x0000);
    bench.set(0, 4_400);
    bench.wait(SECOND);
    assert_eq!(bench.word(0x62), 0x5000);
}

#[test]
fn the_alert_pin_follows_what_is_latched() {
    for (config, polarity) in [(0x02_u8, true), (0x82, false)] {
        let mut bench = Bench::configured(&[(0x92FC, &[config])]);
        assert_eq!(bench.part.is_high(), !polarity);
        bench.set(0, 4_400);
        let due = bench.part.next_change();
        assert!(due.is_some());
        bench.wait(SECOND);
        assert_eq!(bench.part.is_high(), polarity);
        assert_eq!(bench.byte(0x7F) & 0x40, 0x40);
        bench.write(0x62, &[0xFF, 0xFF]);
        assert_eq!(bench.part.is_high(), !polarity);
    }
    let mut bench = Bench::new(Part::Bq76952);
    bench.set(0, 4_400);
    bench.wait(SECOND);
    assert!(bench.part.is_high(), "not configured as ALERT");
}

#[test]
fn scans_are_seen_latched_only() {
    let mut bench = Bench::new(Part::Bq76952);
    bench.write(0x66, &[0x82, 0x00]);
    bench.write(0x62, &[0xFF, 0xFF]);
    assert_eq!(bench.word(0x62), 0x0000);
    let scan = bench.until(MILLISECOND, |bench| bench.word(0x62) & 0x02 != 0);
    assert!(scan <= 58 * MILLISECOND);
    assert_eq!(bench.word(0x64) & 0x82, 0);
    bench.wait(180 * MILLISECOND);
    assert_eq!(bench.word(0x62), 0x0082);
    let mut full = 0;
    for _ in 0..12 {
        bench.write(0x62, &[0xFF, 0xFF]);
        bench.until(MILLISECOND, |bench| bench.word(0x62) & 0x02 != 0);
        full += bench.word(0x62) >> 7;
    }
    assert_eq!(full, 4, "three loops are a full scan");
}
