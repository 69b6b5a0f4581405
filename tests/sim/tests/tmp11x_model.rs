//! The TMP11x models against the data sheets' figures, at the bus and at the pin. Sources: `docs/parts/TMP11X.md`.

use core::time::Duration;
use hal_power::Temperature;
use hal_power_sim::{
    clock::Clock,
    device::{I2cDevice, OutputLine},
    model::tmp11x::{Part, Tmp11x},
};

const ADDRESS: u8 = 0x48;

const TEMP_RESULT: u8 = 0x00;
const CONFIGURATION: u8 = 0x01;
const THIGH_LIMIT: u8 = 0x02;
const TLOW_LIMIT: u8 = 0x03;
const EEPROM_UL: u8 = 0x04;
const TEMP_OFFSET: u8 = 0x07;
const DEVICE_ID: u8 = 0x0F;

const HIGH_ALERT: u16 = 1 << 15;
const LOW_ALERT: u16 = 1 << 14;
const DATA_READY: u16 = 1 << 13;
const EEPROM_BUSY: u16 = 1 << 12;
const SHUTDOWN: u16 = 0b01 << 10;
const ONE_SHOT: u16 = 0b11 << 10;
const THERM: u16 = 1 << 4;
const ACTIVE_HIGH: u16 = 1 << 3;
const READY_ON_PIN: u16 = 1 << 2;
const SOFT_RESET: u16 = 1 << 1;
const EUN: u16 = 1 << 15;

/// CONV 000 and AVG 00: conversions of 15.5 ms without pause.
const FASTEST: u16 = 0x0000;
const POWER_UP: Duration = Duration::from_micros(1_500);
const CONVERSION: Duration = Duration::from_micros(15_500);
const PROGRAMMING: Duration = Duration::from_millis(7);
const TICK: Duration = Duration::from_nanos(1);

struct Bench {
    clock: Clock,
    part: Tmp11x,
}

impl Bench {
    fn new(part: Part) -> Self {
        Self::with(part, |model| model)
    }

    fn with(part: Part, change: impl FnOnce(Tmp11x) -> Tmp11x) -> Self {
        let clock = Clock::new();
        let part = change(Tmp11x::new(part, clock.clone()));
        Self { clock, part }
    }

    /// Powered up, with Configuration so.
    fn configured(part: Part, configuration: u16) -> Self {
        let mut bench = Self::new(part);
        bench.wait(POWER_UP);
        bench.write(CONFIGURATION, configuration);
        bench
    }

    fn wait(&self, time: Duration) {
        self.clock.advance(time);
    }

    fn set(&mut self, millicelsius: i32) {
        self.part
            .set_temperature(Temperature::from_millicelsius(millicelsius));
    }

    fn read(&mut self, register: u8) -> u16 {
        self.part.start(ADDRESS, false);
        assert!(self.part.write(register));
        self.again()
    }

    /// Reads what the pointer is at.
    fn again(&mut self) -> u16 {
        self.part.start(ADDRESS, true);
        let bytes = [self.part.read(), self.part.read()];
        self.part.stop();
        u16::from_be_bytes(bytes)
    }

    fn write(&mut self, register: u8, value: u16) {
        let [high, low] = value.to_be_bytes();
        self.part.start(ADDRESS, false);
        for byte in [register, high, low] {
            assert!(self.part.write(byte));
        }
        self.part.stop();
    }

    fn general_call(&mut self, command: u8) {
        assert!(self.part.answers_to(0x00));
        self.part.start(0x00, false);
        self.part.write(command);
        self.part.stop();
    }

    /// Returns how long from now on it takes until Data_Ready is set, in steps of 100 µs.
    fn until_ready(&mut self) -> Duration {
        let step = Duration::from_micros(100);
        let mut taken = Duration::ZERO;
        while self.read(CONFIGURATION) & DATA_READY == 0 {
            assert!(taken < Duration::from_secs(40));
            self.wait(step);
            taken += step;
        }
        taken
    }
}

const ALL: [Part; 3] = [Part::Tmp116, Part::Tmp117, Part::Tmp119];

#[test]
fn registers_after_power_up() {
    for (part, identity, words) in [
        (Part::Tmp116, 0x1116, [0; 4]),
        (Part::Tmp117, 0x0117, [0x1171, 0x1172, 0, 0x1173]),
        (Part::Tmp119, 0x2117, [0x1171, 0x1172, 0, 0x1173]),
    ] {
        let mut bench = Bench::new(part);
        bench.wait(POWER_UP);
        assert_eq!(bench.again(), 0x8000, "the pointer is at the temperature");
        assert_eq!(bench.read(CONFIGURATION), 0x0220);
        assert_eq!(bench.read(THIGH_LIMIT), 0x6000);
        assert_eq!(bench.read(TLOW_LIMIT), 0x8000);
        assert_eq!(bench.read(EEPROM_UL), 0);
        assert_eq!([5, 6, 7, 8].map(|word| bench.read(word)), words);
        assert_eq!(bench.read(DEVICE_ID), identity);
        assert_eq!(bench.read(0x0E), 0);
    }
}

#[test]
fn the_revision_and_the_address_are_the_callers() {
    let mut bench = Bench::with(Part::Tmp117, |it| it.with_revision(3).with_address(0x4B));
    assert!(!bench.part.answers_to(0x48));
    bench.part.start(0x4B, false);
    bench.part.write(DEVICE_ID);
    bench.part.start(0x4B, true);
    assert_eq!([bench.part.read(), bench.part.read()], [0x31, 0x17]);
    assert_eq!(bench.part.read(), 0xFF, "after the last byte");
}

#[test]
fn loading_takes_1_5_ms_and_takes_no_writes() {
    for part in ALL {
        let mut bench = Bench::new(part);
        bench.wait(POWER_UP - TICK);
        assert_eq!(bench.read(EEPROM_UL), 1 << 14);
        assert_eq!(bench.read(CONFIGURATION), 0x0220 | EEPROM_BUSY);
        bench.write(THIGH_LIMIT, 0x1234);
        bench.wait(TICK);
        assert_eq!(bench.read(EEPROM_UL), 0);
        assert_eq!(bench.read(THIGH_LIMIT), 0x6000);
    }
}

#[test]
fn table_7_1() {
    let mut bench = Bench::configured(Part::Tmp117, FASTEST);
    for (millicelsius, code) in [
        (-25_000, 0xF380),
        (-125, 0xFFF0),
        (-8, 0xFFFF),
        (0, 0x0000),
        (8, 0x0001),
        (125, 0x0010),
        (1_000, 0x0080),
        (25_000, 0x0C80),
        (100_000, 0x3200),
        (255_992, 0x7FFF),
        (300_000, 0x7FFF),
        (-300_000, 0x8000),
    ] {
        bench.set(millicelsius);
        bench.wait(CONVERSION);
        assert_eq!(bench.read(TEMP_RESULT), code, "{millicelsius} m°C");
    }
}

#[test]
fn cycles_by_conv_and_avg() {
    let micros = |it: u64| Duration::from_micros(it);
    let (ms125, ms500, s1) = (micros(125_000), micros(500_000), micros(1_000_000));
    for (conv, row) in [
        [CONVERSION, ms125, ms500, s1],
        [ms125, ms125, ms500, s1],
        [micros(250_000), micros(250_000), ms500, s1],
        [ms500, ms500, ms500, s1],
        [s1; 4],
        [micros(4_000_000); 4],
        [micros(8_000_000); 4],
        [micros(16_000_000); 4],
    ]
    .into_iter()
    .enumerate()
    {
        for (avg, cycle) in row.into_iter().enumerate() {
            let configuration = u16::try_from(conv << 7 | avg << 5).unwrap();
            let mut bench = Bench::configured(Part::Tmp117, configuration);
            bench.until_ready();
            let found = bench.until_ready();
            assert!(
                found.abs_diff(cycle) < micros(200),
                "CONV {conv} AVG {avg}: {found:?}"
            );
        }
    }
}

#[test]
fn a_result_is_there_after_its_conversions_and_before_its_cycle_ends() {
    for (avg, conversions) in [(0, 1), (1, 8), (2, 32), (3, 64)] {
        let mut bench = Bench::configured(Part::Tmp116, 0b111 << 7 | avg << 5);
        bench.wait(CONVERSION * conversions - TICK);
        assert_eq!(bench.read(TEMP_RESULT), 0x8000);
        bench.wait(TICK);
        assert_eq!(bench.read(TEMP_RESULT), 0x0C80);
    }
}

#[test]
fn averages_are_of_one_cycle() {
    let mut bench = Bench::configured(Part::Tmp117, 1 << 5);
    bench.set(0);
    bench.wait(CONVERSION * 6);
    bench.set(80_000);
    bench.wait(CONVERSION * 2);
    assert_eq!(bench.read(TEMP_RESULT), 20 * 128);
}

#[test]
fn a_slow_part_is_slow_in_all() {
    let slow = Duration::from_micros(17_500);
    let mut bench = Bench::with(Part::Tmp117, |it| it.with_conversion_time(slow));
    bench.wait(POWER_UP);
    bench.write(CONFIGURATION, 1 << 7);
    bench.until_ready();
    let cycle = Duration::from_micros(125_000 * 17_500 / 15_500);
    assert!(bench.until_ready().abs_diff(cycle) < Duration::from_micros(200));
}

#[test]
fn years_pass_in_a_moment() {
    let mut bench = Bench::configured(Part::Tmp117, FASTEST);
    bench.set(-40_000);
    bench.wait(Duration::from_secs(10 * 365 * 86_400));
    assert_eq!(bench.read(TEMP_RESULT), 0xEC00);
    assert!(bench.until_ready() <= CONVERSION);
}

#[test]
fn one_shot_converts_once_and_shuts_down() {
    for part in ALL {
        let mut bench = Bench::configured(part, SHUTDOWN);
        bench.wait(Duration::from_secs(1));
        assert_eq!(bench.read(TEMP_RESULT), 0x8000);
        // CONV does not matter
        bench.write(CONFIGURATION, ONE_SHOT | 0b111 << 7);
        bench.wait(CONVERSION - TICK);
        assert_eq!(bench.read(CONFIGURATION) & DATA_READY, 0);
        bench.wait(TICK);
        assert_eq!(
            bench.read(CONFIGURATION),
            SHUTDOWN | 0b111 << 7 | DATA_READY
        );
        bench.set(50_000);
        bench.wait(Duration::from_secs(60));
        assert_eq!(bench.read(TEMP_RESULT), 0x0C80);
    }
}

#[test]
fn shutdown_stops_and_mode_10_is_continuous() {
    let mut bench = Bench::configured(Part::Tmp117, FASTEST);
    bench.wait(CONVERSION / 2);
    bench.write(CONFIGURATION, SHUTDOWN);
    bench.wait(Duration::from_secs(1));
    assert_eq!(bench.read(CONFIGURATION), SHUTDOWN);
    bench.write(CONFIGURATION, 0b10 << 10);
    bench.wait(CONVERSION);
    assert_eq!(bench.read(CONFIGURATION), DATA_READY);
}

#[test]
fn data_ready_is_cleared_by_reading_either_register() {
    for register in [CONFIGURATION, TEMP_RESULT] {
        let mut bench = Bench::configured(Part::Tmp117, ONE_SHOT);
        bench.wait(CONVERSION);
        bench.read(TLOW_LIMIT);
        bench.read(register);
        assert_eq!(bench.read(CONFIGURATION) & DATA_READY, 0);
    }
}

#[test]
fn a_result_during_a_look_can_be_forgotten() {
    for (races, expected) in [(false, DATA_READY), (true, 0)] {
        let mut bench = Bench::with(
            Part::Tmp117,
            |it| if races { it.with_lost_ready() } else { it },
        );
        bench.wait(POWER_UP);
        bench.write(CONFIGURATION, ONE_SHOT);
        bench.wait(CONVERSION - TICK);
        bench.part.start(ADDRESS, false);
        bench.part.write(CONFIGURATION);
        bench.part.start(ADDRESS, true);
        bench.wait(TICK);
        bench.part.read();
        bench.part.read();
        bench.part.stop();
        assert_eq!(bench.again() & DATA_READY, expected);
        assert_eq!(bench.read(TEMP_RESULT), 0x0C80);
    }
}

#[test]
fn alert_mode_keeps_flags_until_configuration_is_read() {
    let mut bench = Bench::configured(Part::Tmp116, FASTEST);
    bench.write(THIGH_LIMIT, 30 * 128);
    bench.write(TLOW_LIMIT, 10 * 128);
    for (millicelsius, flags) in [
        (30_000, 0),
        (30_008, HIGH_ALERT),
        (10_000, 0),
        (9_992, LOW_ALERT),
        (-40_000, LOW_ALERT),
    ] {
        bench.read(CONFIGURATION);
        bench.set(millicelsius);
        bench.wait(CONVERSION);
        bench.set(20_000);
        bench.wait(CONVERSION);
        bench.read(TEMP_RESULT);
        assert_eq!(bench.part.is_high(), flags == 0, "{millicelsius} m°C");
        assert_eq!(bench.read(CONFIGURATION), flags, "{millicelsius} m°C");
        assert!(bench.part.is_high());
    }
}

#[test]
fn therm_mode_is_a_hysteresis_that_reading_does_not_clear() {
    let mut bench = Bench::configured(Part::Tmp117, FASTEST | THERM | ACTIVE_HIGH);
    bench.write(THIGH_LIMIT, 30 * 128);
    bench.write(TLOW_LIMIT, 20 * 128);
    for (millicelsius, is_high) in [
        (15_000, false),
        (30_000, false),
        (31_000, true),
        (20_000, true),
        (19_992, false),
        (25_000, false),
    ] {
        bench.set(millicelsius);
        bench.wait(CONVERSION);
        let flag = if is_high { HIGH_ALERT } else { 0 };
        let rest = THERM | ACTIVE_HIGH;
        assert_eq!(bench.read(CONFIGURATION), rest | flag | DATA_READY);
        assert_eq!(bench.read(CONFIGURATION), rest | flag, "{millicelsius} m°C");
        assert_eq!(bench.part.is_high(), is_high);
    }
}

#[test]
fn the_pin_can_show_data_ready() {
    let mut bench = Bench::configured(Part::Tmp117, ONE_SHOT | READY_ON_PIN);
    assert!(bench.part.is_high());
    let end = bench.clock.nanos() + 15_500_000;
    assert_eq!(bench.part.next_change(), Some(end));
    bench.wait(CONVERSION);
    assert!(!bench.part.is_high());
    assert_eq!(bench.part.next_change(), None);
    bench.read(TEMP_RESULT);
    assert!(bench.part.is_high());
}

#[test]
fn the_offset_is_added_and_ends_in_range() {
    for (offset, code) in [
        (0x0080, 0x0D00),
        (0xFF80, 0x0C00),
        (0x7FFF, 0x7FFF),
        (0x8000, 0x8C80),
    ] {
        let mut bench = Bench::configured(Part::Tmp119, FASTEST);
        bench.write(TEMP_OFFSET, offset);
        bench.wait(CONVERSION);
        assert_eq!(bench.read(TEMP_RESULT), code);
    }
    let mut bench = Bench::configured(Part::Tmp116, FASTEST);
    bench.write(TEMP_OFFSET, 0x0080);
    bench.wait(CONVERSION);
    assert_eq!(bench.read(TEMP_RESULT), 0x0C80, "a word of the TMP116");
}

#[test]
fn locked_writes_do_not_survive_a_reset_and_unlocked_ones_do() {
    for (key, stored) in [(0, 0x6000), (EUN, 0x1900)] {
        let mut bench = Bench::configured(Part::Tmp117, SHUTDOWN);
        bench.write(EEPROM_UL, key);
        bench.write(THIGH_LIMIT, 0x1900);
        assert_eq!(bench.read(THIGH_LIMIT), 0x1900);
        bench.wait(PROGRAMMING);
        bench.general_call(0x06);
        bench.wait(POWER_UP);
        assert_eq!(bench.read(THIGH_LIMIT), stored);
        assert_eq!(bench.read(EEPROM_UL), 0, "a reset locks");
    }
}

#[test]
fn programming_is_busy_for_7_ms_and_takes_no_writes() {
    let mut bench = Bench::configured(Part::Tmp116, SHUTDOWN);
    bench.write(EEPROM_UL, EUN);
    bench.write(0x08, 0xBEEF);
    bench.wait(PROGRAMMING - TICK);
    assert_eq!(bench.read(EEPROM_UL), 0xC000);
    assert_eq!(bench.read(CONFIGURATION), SHUTDOWN | EEPROM_BUSY);
    bench.write(0x07, 0xDEAD);
    bench.write(EEPROM_UL, 0);
    assert_eq!(bench.part.stored(0x08), Some(0));
    bench.wait(TICK);
    assert_eq!(bench.read(EEPROM_UL), 0x8000);
    assert_eq!(bench.part.stored(0x08), Some(0xBEEF));
    assert_eq!(bench.read(0x07), 0);
}

#[test]
fn a_stuck_eeprom_stays_busy_and_a_dip_keeps_the_old_content() {
    let mut bench = Bench::configured(Part::Tmp117, SHUTDOWN);
    bench.part.set_stuck(true);
    bench.write(EEPROM_UL, EUN);
    bench.write(0x06, 0xBEEF);
    bench.wait(Duration::from_secs(60));
    assert_eq!(bench.read(EEPROM_UL), 0xC000);
    bench.part.brown_out();
    bench.wait(POWER_UP);
    assert_eq!(bench.read(0x06), 0x1172);
}

#[test]
fn a_one_shot_in_the_eeprom_powers_up_shut_down() {
    let mut bench = Bench::with(Part::Tmp117, |it| {
        it.with_stored(CONFIGURATION, ONE_SHOT | 0x20)
    });
    bench.wait(Duration::from_secs(1));
    assert_eq!(bench.read(CONFIGURATION), SHUTDOWN | 0x20);
    assert_eq!(bench.read(TEMP_RESULT), 0x8000);
}

#[test]
fn soft_reset_is_not_for_the_tmp116() {
    for (part, limit) in [(Part::Tmp116, 0x1234), (Part::Tmp117, 0x6000)] {
        let mut bench = Bench::configured(part, FASTEST);
        bench.write(THIGH_LIMIT, 0x1234);
        bench.wait(CONVERSION);
        bench.write(CONFIGURATION, SOFT_RESET);
        let is_reset = bench.read(TEMP_RESULT) == 0x8000;
        assert_eq!(is_reset, part == Part::Tmp117);
        bench.wait(Duration::from_millis(2));
        assert_eq!(bench.read(THIGH_LIMIT), limit);
        assert_eq!(bench.read(CONFIGURATION) & SOFT_RESET, 0);
    }
}

#[test]
fn only_one_general_call_resets() {
    let mut bench = Bench::configured(Part::Tmp117, FASTEST);
    bench.write(TEMP_OFFSET, 0x0080);
    bench.general_call(0x04);
    assert_eq!(bench.read(TEMP_OFFSET), 0x0080);
    bench.general_call(0x06);
    assert_eq!(bench.read(TEMP_OFFSET), 0);
}

#[test]
fn a_dip_forgets_all_and_an_unplugged_part_answers_nothing() {
    let mut bench = Bench::configured(Part::Tmp117, FASTEST | ACTIVE_HIGH);
    bench.wait(CONVERSION);
    assert!(!bench.part.is_high());
    bench.part.brown_out();
    assert_eq!(bench.read(TEMP_RESULT), 0x8000);
    bench.wait(POWER_UP + CONVERSION * 8);
    assert_eq!(bench.read(TEMP_RESULT), 0x0C80);
    assert_eq!(bench.read(CONFIGURATION), 0x0220);
    bench.part.unplug();
    assert!(!bench.part.answers_to(ADDRESS));
    assert!(!bench.part.write(0));
    assert!(bench.part.is_high());
    bench.part.plug_in();
    assert_eq!(bench.read(TEMP_RESULT), 0x8000);
}

#[test]
fn one_data_byte_writes_nothing() {
    let mut bench = Bench::configured(Part::Tmp117, SHUTDOWN);
    bench.part.start(ADDRESS, false);
    bench.part.write(THIGH_LIMIT);
    bench.part.write(0x12);
    bench.part.stop();
    assert_eq!(bench.read(THIGH_LIMIT), 0x6000);
}
