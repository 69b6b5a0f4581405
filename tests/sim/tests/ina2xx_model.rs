//! The INA2xx models against the datasheets' figures, at the bus and at the pins. Sources: `docs/parts/INA2XX.md`.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what the tests share fails with them"
)]

use core::time::Duration;
use hal_power::{Current, Resistance, ShuntVoltage, Temperature, Voltage};
use hal_power_sim::{
    clock::Clock,
    device::{I2cDevice, OutputLine, SpiDevice},
    model::ina2xx::{Ina2xx, Part},
};

const ADDRESS: u8 = 0x40;

const CONFIG: u8 = 0x00;
const ADC_CONFIG: u8 = 0x01;
const SHUNT_CAL: u8 = 0x02;
const SHUNT_TEMPCO: u8 = 0x03;
const VSHUNT: u8 = 0x04;
const VBUS: u8 = 0x05;
const DIETEMP: u8 = 0x06;
const CURRENT: u8 = 0x07;
const POWER: u8 = 0x08;
const ENERGY: u8 = 0x09;
const CHARGE: u8 = 0x0A;
const DIAG_ALRT: u8 = 0x0B;
const SOVL: u8 = 0x0C;
const SUVL: u8 = 0x0D;
const BOVL: u8 = 0x0E;
const BUVL: u8 = 0x0F;
const TEMP_LIMIT: u8 = 0x10;
const PWR_LIMIT: u8 = 0x11;
const MANUFACTURER_ID: u8 = 0x3E;
const DEVICE_ID: u8 = 0x3F;

const ALATCH: u16 = 1 << 15;
const CNVR: u16 = 1 << 14;
const SLOWALERT: u16 = 1 << 13;
const APOL: u16 = 1 << 12;
const ENERGYOF: u16 = 1 << 11;
const CHARGEOF: u16 = 1 << 10;
const MATHOF: u16 = 1 << 9;
const TMPOL: u16 = 1 << 7;
const SHNTOL: u16 = 1 << 6;
const SHNTUL: u16 = 1 << 5;
const BUSOL: u16 = 1 << 4;
const BUSUL: u16 = 1 << 3;
const POL: u16 = 1 << 2;
const CNVRF: u16 = 1 << 1;
const MEMSTAT: u16 = 1 << 0;

/// Continuous, all three inputs at 1052 µs, as after reset.
const CYCLE: Duration = Duration::from_micros(3 * 1052);
/// The same for the INA226: two inputs at 1.1 ms.
const LEGACY_CYCLE: Duration = Duration::from_micros(2_200);

fn part(part: Part, shunt: Resistance) -> (Ina2xx, Clock) {
    let clock = Clock::new();
    (Ina2xx::new(part, clock.clone(), shunt), clock)
}

fn ina228() -> (Ina2xx, Clock) {
    part(Part::Ina228, Resistance::from_microohms(16_200))
}

fn read(model: &mut Ina2xx, register: u8, width: usize) -> u64 {
    I2cDevice::start(model, ADDRESS, false);
    assert!(I2cDevice::write(model, register));
    read_again(model, width)
}

/// Reads without a register address.
fn read_again(model: &mut Ina2xx, width: usize) -> u64 {
    I2cDevice::start(model, ADDRESS, true);
    let value = (0..width).fold(0, |value, _| value << 8 | u64::from(I2cDevice::read(model)));
    I2cDevice::stop(model);
    value
}

fn read_word(model: &mut Ina2xx, register: u8) -> u16 {
    read(model, register, 2).try_into().unwrap()
}

fn write(model: &mut Ina2xx, register: u8, value: u16) {
    I2cDevice::start(model, ADDRESS, false);
    for byte in [&[register][..], &value.to_be_bytes()].concat() {
        assert!(I2cDevice::write(model, byte));
    }
    I2cDevice::stop(model);
}

fn spi(model: &mut Ina2xx, out: &[u8]) -> Vec<u8> {
    SpiDevice::select(model);
    let back = out
        .iter()
        .map(|&byte| SpiDevice::exchange(model, byte))
        .collect();
    SpiDevice::deselect(model);
    back
}

fn spi_read(model: &mut Ina2xx, register: u8, width: usize) -> u64 {
    let mut frame = vec![0; width + 1];
    frame[0] = register << 2 | 1;
    spi(model, &frame)[1..]
        .iter()
        .fold(0, |value, &byte| value << 8 | u64::from(byte))
}

/// SLYS021A section 7.6.1: address, bytes, value.
const RESET_VALUES_228: [(u8, usize, u64); 20] = [
    (CONFIG, 2, 0x0000),
    (ADC_CONFIG, 2, 0xFB68),
    (SHUNT_CAL, 2, 0x1000),
    (SHUNT_TEMPCO, 2, 0x0000),
    (VSHUNT, 3, 0),
    (VBUS, 3, 0),
    (DIETEMP, 2, 0),
    (CURRENT, 3, 0),
    (POWER, 3, 0),
    (ENERGY, 5, 0),
    (CHARGE, 5, 0),
    (DIAG_ALRT, 2, 0x0001),
    (SOVL, 2, 0x7FFF),
    (SUVL, 2, 0x8000),
    (BOVL, 2, 0x7FFF),
    (BUVL, 2, 0x0000),
    (TEMP_LIMIT, 2, 0x7FFF),
    (PWR_LIMIT, 2, 0xFFFF),
    (MANUFACTURER_ID, 2, 0x5449),
    (DEVICE_ID, 2, 0x2281),
];

/// What of [`RESET_VALUES_228`] differs on the 16-bit parts; no bytes for what they lack.
const RESET_VALUES_238: [(u8, usize, u64); 8] = [
    (SHUNT_TEMPCO, 0, 0),
    (VSHUNT, 2, 0),
    (VBUS, 2, 0),
    (CURRENT, 2, 0),
    (ENERGY, 0, 0),
    (CHARGE, 0, 0),
    (TEMP_LIMIT, 2, 0x7FF0),
    (DEVICE_ID, 2, 0x2381),
];

fn reset_values_238() -> impl Iterator<Item = (u8, usize, u64)> {
    RESET_VALUES_228.into_iter().filter_map(|row| {
        let row = RESET_VALUES_238
            .into_iter()
            .find(|own| own.0 == row.0)
            .unwrap_or(row);
        (row.1 > 0).then_some(row)
    })
}

#[test]
fn registers_have_their_reset_values() {
    let (mut model, _) = ina228();
    for (register, width, value) in RESET_VALUES_228 {
        assert_eq!(read(&mut model, register, width), value, "{register:#04X}");
    }
    let (mut model, _) = part(Part::Ina238, Resistance::from_milliohms(1));
    for (register, width, value) in reset_values_238() {
        assert_eq!(read(&mut model, register, width), value, "{register:#04X}");
    }
    let (mut model, _) = part(Part::Ina229, Resistance::from_milliohms(1));
    for (register, width, value) in RESET_VALUES_228 {
        let value = if register == DEVICE_ID { 0x2291 } else { value };
        assert_eq!(
            spi_read(&mut model, register, width),
            value,
            "{register:#04X}"
        );
    }
    let (mut model, _) = part(Part::Ina239, Resistance::from_milliohms(1));
    for (register, width, value) in reset_values_238() {
        let value = if register == DEVICE_ID { 0x2391 } else { value };
        assert_eq!(
            spi_read(&mut model, register, width),
            value,
            "{register:#04X}"
        );
    }
}

/// SBOS547B table 7-1.
#[test]
fn ina226_registers_have_their_reset_values() {
    let (mut model, _) = part(Part::Ina226, Resistance::from_milliohms(2));
    for (register, value) in (0..).zip([0x4127, 0, 0, 0, 0, 0, 0, 0]) {
        assert_eq!(read_word(&mut model, register), value, "{register:#04X}");
    }
    assert_eq!(read_word(&mut model, 0xFE), 0x5449);
    assert_eq!(read_word(&mut model, 0xFF), 0x2260);
}

#[test]
fn ina237_has_no_identity() {
    let (mut model, clock) = part(Part::Ina237, Resistance::from_milliohms(1));
    assert_eq!(read_word(&mut model, MANUFACTURER_ID), 0x5449);
    assert_eq!(read_word(&mut model, DEVICE_ID), 0x0000);
    let mut model = model.with_unlisted(0xFF);
    assert_eq!(read_word(&mut model, DEVICE_ID), 0xFFFF);
    let mut model =
        Ina2xx::new(Part::Ina238, clock, Resistance::from_milliohms(1)).with_revision(3);
    assert_eq!(read_word(&mut model, DEVICE_ID), 0x2383);
}

/// SLYS021A section 8.2.2, tables 8-3 and 8-4: 6 A in 16.2 mΩ at 48 V and 25 °C, 10 A at full scale, for one hour.
#[test]
fn ina228_gives_the_datasheet_example() {
    let (mut model, clock) = ina228();
    model.set_current(Current::from_amps(6));
    model.set_bus_voltage(Voltage::from_volts(48));
    model.set_temperature(Temperature::from_celsius(25));
    write(&mut model, SHUNT_CAL, 4050);
    clock.advance(CYCLE);
    assert_eq!(read(&mut model, VSHUNT, 3), 311_040 << 4);
    assert_eq!(read(&mut model, VBUS, 3), 245_760 << 4);
    assert_eq!(read(&mut model, DIETEMP, 2), 3_200);
    assert_eq!(read(&mut model, CURRENT, 3), 314_572 << 4);
    // The table says 4718604, which is neither 288 W ÷ LSB (4718592) nor the product of its own codes (4718580).
    assert_eq!(read(&mut model, POWER, 3), 4_718_580);

    write(&mut model, CONFIG, 1 << 14);
    clock.advance(Duration::from_secs(3_600));
    let energy = read(&mut model, ENERGY, 5);
    let charge = read(&mut model, CHARGE, 5);
    assert!(energy.abs_diff(1_061_683_200) < 5_000, "{energy}");
    assert!(charge.abs_diff(1_132_462_080) < 5_000, "{charge}");
}

/// SLYS021A section 8.2.2.5: -97.2 mV is 1011 0100 0001 0000 0000b.
#[test]
fn negative_currents_are_twos_complement_and_power_has_no_sign() {
    let (mut model, clock) = ina228();
    model.set_current(Current::from_amps(-6));
    model.set_bus_voltage(Voltage::from_volts(48));
    model.set_temperature(Temperature::from_celsius(-40));
    write(&mut model, SHUNT_CAL, 4050);
    clock.advance(CYCLE * 1_000);
    assert_eq!(read(&mut model, VSHUNT, 3), 0xB4100 << 4);
    assert_eq!(read(&mut model, CURRENT, 3), ((1 << 20) - 314_572) << 4);
    assert_eq!(read(&mut model, POWER, 3), 4_718_580);
    assert_eq!(read(&mut model, DIETEMP, 2), (1 << 16) - 5_120);
    let charge = (1_u64 << 40) - read(&mut model, CHARGE, 5);
    assert_eq!(charge, 314_572 * 3_156 / 1_000, "cut towards zero");
}

/// The same circuit on the 16-bit parts: SHUNT_CAL = 819.2·10⁶ × 10 A ÷ 2¹⁵ × 16.2 mΩ = 4050.
#[test]
fn ina238_gives_the_datasheet_example_with_sixteen_bits() {
    let (mut model, clock) = part(Part::Ina238, Resistance::from_microohms(16_200));
    model.set_current(Current::from_amps(6));
    model.set_bus_voltage(Voltage::from_volts(48));
    write(&mut model, SHUNT_CAL, 4050);
    clock.advance(CYCLE);
    assert_eq!(read(&mut model, VSHUNT, 2), 19_440);
    assert_eq!(read(&mut model, VBUS, 2), 15_360);
    assert_eq!(read(&mut model, DIETEMP, 2), 200 << 4);
    assert_eq!(read(&mut model, CURRENT, 2), 19_660);
    assert_eq!(read(&mut model, POWER, 3), 19_660 * 15_360 / 64);
    model.set_temperature(Temperature::from_celsius(-40));
    clock.advance(CYCLE);
    assert_eq!(read(&mut model, DIETEMP, 2), (1 << 16) - (320 << 4));
}

/// SBOS547 page 16, table 1: 10 A in 2 mΩ at 11.98 V, 1 mA per bit.
#[test]
fn ina226_gives_the_datasheet_example() {
    let (mut model, clock) = part(Part::Ina226, Resistance::from_milliohms(2));
    model.set_current(Current::from_amps(10));
    model.set_bus_voltage(Voltage::from_millivolts(11_980));
    clock.advance(LEGACY_CYCLE);
    assert_eq!(read_word(&mut model, 0x01), 0x1F40);
    assert_eq!(read_word(&mut model, 0x02), 0x2570);
    assert_eq!(read_word(&mut model, 0x03), 0, "not calibrated");
    assert_eq!(read_word(&mut model, 0x04), 0, "not calibrated");
    write(&mut model, 0x05, 0x0A00);
    clock.advance(LEGACY_CYCLE);
    assert_eq!(read_word(&mut model, 0x03), 0x12B8);
    assert_eq!(read_word(&mut model, 0x04), 0x2710);
    model.set_current(Current::from_amps(-10));
    clock.advance(LEGACY_CYCLE);
    assert_eq!(read_word(&mut model, 0x01), 0x1F40_u16.wrapping_neg());
    assert_eq!(read_word(&mut model, 0x04), 0x2710_u16.wrapping_neg());
    assert_eq!(read_word(&mut model, 0x03), 0x12B8);
}

#[test]
fn converters_end_at_their_range() {
    for (drop, coarse, fine) in [
        (200, 0x7FFFF, 0x7FFFF),
        (-200, 0x80000, 0x80000),
        (100, 320_000, 0x7FFFF),
        (-100, (1 << 20) - 320_000, 0x80000),
        (40, 128_000, 512_000),
    ] {
        let (mut model, clock) = ina228();
        model.set_shunt_drop(ShuntVoltage::from_millivolts(drop));
        clock.advance(CYCLE);
        assert_eq!(read(&mut model, VSHUNT, 3), coarse << 4, "{drop} mV");
        write(&mut model, CONFIG, 1 << 4);
        clock.advance(CYCLE);
        assert_eq!(read(&mut model, VSHUNT, 3), fine << 4, "{drop} mV");
    }
    let (mut model, clock) = ina228();
    model.set_bus_voltage(Voltage::from_volts(110));
    clock.advance(CYCLE);
    assert_eq!(read(&mut model, VBUS, 3), 0x7FFFF << 4);
    model.set_bus_voltage(Voltage::from_volts(-1));
    clock.advance(CYCLE);
    assert_eq!(read(&mut model, VBUS, 3), 0);

    let (mut model, clock) = part(Part::Ina226, Resistance::from_milliohms(1));
    model.set_shunt_drop(ShuntVoltage::from_millivolts(-90));
    model.set_bus_voltage(Voltage::from_volts(50));
    clock.advance(LEGACY_CYCLE);
    assert_eq!(read_word(&mut model, 0x01), 0x8000);
    assert_eq!(read_word(&mut model, 0x02), 0x7FFF);
}

#[test]
fn codes_are_the_nearest() {
    let (mut model, clock) = ina228();
    for (nanovolts, code) in [
        (156, 0),
        (157, 1),
        (-156, 0),
        (-157, 0xFFFFF),
        (468, 1),
        (469, 2),
    ] {
        model.set_shunt_drop(ShuntVoltage::from_nanovolts(nanovolts));
        clock.advance(CYCLE);
        assert_eq!(read(&mut model, VSHUNT, 3), code << 4, "{nanovolts} nV");
    }
}

#[test]
fn results_are_zero_until_converted_and_then_come_one_by_one() {
    let (mut model, clock) = ina228();
    model.set_current(Current::from_amps(6));
    model.set_bus_voltage(Voltage::from_volts(48));
    let mut results = |micros| {
        clock.advance(Duration::from_micros(micros));
        [(VSHUNT, 3), (VBUS, 3), (DIETEMP, 2)]
            .map(|(register, width)| read(&mut model, register, width))
    };
    assert_eq!(results(1_051), [0, 0, 0]);
    assert_eq!(results(1), [311_040 << 4, 0, 0]);
    assert_eq!(results(1_052), [311_040 << 4, 245_760 << 4, 0]);
    assert_eq!(results(1_052), [311_040 << 4, 245_760 << 4, 3_200]);
}

#[test]
fn ready_comes_at_the_end_of_the_cycle_and_goes_with_a_read() {
    let nano = Duration::from_nanos(1);
    // ADC_CONFIG, CONFIG, time to the first end in µs (SLYS021A tables 7-5 and 7-6).
    let settings = [
        (0xFB68, 0, 3 * 1_052),
        (0xF000, 0, 3 * 50),
        (0xF249, 0, 3 * 84 * 4),
        (0xB492, 0, (150 + 150) * 16),
        (0xDFFB, 0, (4_120 + 4_120) * 64),
        (0xAFC7, 0, 4_120 * 1_024),
        (0x9C00, 0, 2_074),
        (0xC024, 0, 540 * 128),
        (0xE0DD, 0, (280 + 280) * 256),
        (0xFB68, 3 << 6, 6_000 + 3 * 1_052),
    ];
    for (adc_config, config, micros) in settings {
        let (mut model, clock) = ina228();
        write(&mut model, CONFIG, config);
        clock.advance(Duration::from_millis(1));
        write(&mut model, ADC_CONFIG, adc_config);
        clock.advance(Duration::from_micros(micros) - nano);
        assert_eq!(
            read_word(&mut model, DIAG_ALRT) & CNVRF,
            0,
            "{adc_config:04X}"
        );
        clock.advance(nano);
        assert_eq!(
            read_word(&mut model, DIAG_ALRT) & CNVRF,
            CNVRF,
            "{adc_config:04X}"
        );
        assert_eq!(
            read_word(&mut model, DIAG_ALRT) & CNVRF,
            0,
            "{adc_config:04X}"
        );
    }
}

/// SBOS547 tables 3 to 6.
#[test]
fn ina226_takes_its_own_times() {
    let nano = Duration::from_nanos(1);
    let settings = [
        (0x4127, 2 * 1_100),
        (0x4007, 2 * 140),
        (0x404D, 204),
        (0x4296, 4 * 332),
        (0x46DE, 64 * 588),
        (0x493D, 128 * 8_244),
        (0x4F8F, 1_024 * (204 + 4_156)),
        (0x4B6F, 256 * (2_116 + 2_116)),
    ];
    for (config, micros) in settings {
        let (mut model, clock) = part(Part::Ina226, Resistance::from_milliohms(2));
        write(&mut model, 0x00, config);
        clock.advance(Duration::from_micros(micros) - nano);
        assert_eq!(read_word(&mut model, 0x06), 0, "{config:04X}");
        clock.advance(nano);
        assert_eq!(read_word(&mut model, 0x06), 1 << 3, "{config:04X}");
        assert_eq!(read_word(&mut model, 0x06), 0, "{config:04X}");
    }
}

#[test]
fn triggered_mode_converts_once_per_write() {
    let (mut model, clock) = ina228();
    model.set_shunt_drop(ShuntVoltage::from_millivolts(50));
    write(&mut model, ADC_CONFIG, 0);
    write(&mut model, CONFIG, 1 << 14);
    for volts in [48_u8, 24, 12] {
        model.set_bus_voltage(Voltage::from_volts(volts.into()));
        write(&mut model, ADC_CONFIG, 0x7B68);
        assert_eq!(read_word(&mut model, DIAG_ALRT) & CNVRF, 0);
        clock.advance(CYCLE);
        model.set_bus_voltage(Voltage::from_volts(1));
        clock.advance(Duration::from_secs(60));
        assert_eq!(read_word(&mut model, DIAG_ALRT) & CNVRF, CNVRF);
        assert_eq!(read(&mut model, VBUS, 3), (u64::from(volts) * 5_120) << 4);
        clock.advance(Duration::from_secs(60));
        assert_eq!(read_word(&mut model, DIAG_ALRT) & CNVRF, 0);
    }
    assert_eq!(read_word(&mut model, ADC_CONFIG), 0x7B68);
    assert_eq!(read(&mut model, ENERGY, 5), 0, "time is not kept");
    assert_eq!(read(&mut model, CHARGE, 5), 0, "time is not kept");
}

#[test]
fn a_write_of_the_mode_starts_again_and_shutdown_keeps_everything() {
    let (mut model, clock) = ina228();
    model.set_bus_voltage(Voltage::from_volts(48));
    clock.advance(CYCLE - Duration::from_micros(1));
    write(&mut model, ADC_CONFIG, 0xFB68);
    clock.advance(CYCLE - Duration::from_micros(1));
    assert_eq!(read_word(&mut model, DIAG_ALRT) & CNVRF, 0);
    clock.advance(Duration::from_micros(1));
    write(&mut model, ADC_CONFIG, 0x8B68);
    clock.advance(Duration::from_secs(1));
    assert_eq!(read(&mut model, VBUS, 3), 245_760 << 4);
    assert_eq!(
        read_word(&mut model, DIAG_ALRT) & CNVRF,
        CNVRF,
        "shutdown leaves the flag"
    );
    clock.advance(Duration::from_secs(1));
    assert_eq!(read_word(&mut model, DIAG_ALRT) & CNVRF, 0);
}

#[test]
fn averages_mix_what_was_there_and_appear_at_the_end() {
    let (mut model, clock) = ina228();
    // Bus alone, 50 µs, 4 averages.
    write(&mut model, ADC_CONFIG, 0x9001);
    model.set_bus_voltage(Voltage::from_volts(40));
    clock.advance(Duration::from_micros(120));
    model.set_bus_voltage(Voltage::from_volts(44));
    clock.advance(Duration::from_micros(79));
    assert_eq!(read(&mut model, VBUS, 3), 0);
    clock.advance(Duration::from_micros(1));
    assert_eq!(read(&mut model, VBUS, 3), (42 * 5_120) << 4);
}

#[test]
fn ina226_averages_power_and_the_others_multiply_averages() {
    // 0 A at 10 V, then 10 A at 0 V.
    let step = |model: &mut Ina2xx, clock: &Clock, half: Duration| {
        model.set_current(Current::ZERO);
        model.set_bus_voltage(Voltage::from_volts(10));
        clock.advance(half);
        model.set_current(Current::from_amps(10));
        model.set_bus_voltage(Voltage::ZERO);
        clock.advance(half);
    };
    let (mut model, clock) = part(Part::Ina226, Resistance::from_milliohms(2));
    write(&mut model, 0x05, 0x0A00);
    write(&mut model, 0x00, 0x4327);
    step(&mut model, &clock, Duration::from_micros(2 * 2_200));
    assert_eq!(read_word(&mut model, 0x04), 5_000);
    assert_eq!(read_word(&mut model, 0x03), 0);
    let (mut model, clock) = part(Part::Ina238, Resistance::from_milliohms(2));
    write(&mut model, ADC_CONFIG, 0xBB69);
    step(&mut model, &clock, Duration::from_micros(2 * 2_104));
    assert_eq!(read(&mut model, CURRENT, 2), 2_000);
    assert_eq!(read(&mut model, POWER, 3), 2_000 * 1_600 / 64);
}

#[test]
fn without_calibration_there_is_no_current() {
    let (mut model, clock) = ina228();
    model.set_current(Current::from_amps(6));
    model.set_bus_voltage(Voltage::from_volts(48));
    write(&mut model, SHUNT_CAL, 0);
    clock.advance(Duration::from_secs(10));
    for (register, width) in [(CURRENT, 3), (POWER, 3), (ENERGY, 5), (CHARGE, 5)] {
        assert_eq!(read(&mut model, register, width), 0, "{register:#04X}");
    }
    assert_eq!(read(&mut model, VSHUNT, 3), 311_040 << 4);
}

#[test]
fn the_real_shunt_may_differ_from_the_calibrated_one() {
    let (mut model, clock) = ina228();
    model.set_current(Current::from_amps(6));
    write(&mut model, SHUNT_CAL, 4050);
    model.set_shunt(Resistance::from_microohms(17_820));
    clock.advance(CYCLE);
    assert_eq!(
        read(&mut model, CURRENT, 3),
        (342_144 * 4_096 / 4_050) << 4,
        "10 % too much"
    );
}

/// SLYS021A equation 1.
#[test]
fn compensation_follows_the_shunt_drift() {
    let clock = Clock::new();
    let shunt = Resistance::from_milliohms(10);
    let mut model = Ina2xx::new(Part::Ina228, clock.clone(), shunt).with_shunt_drift(3_000);
    model.set_current(Current::from_amps(8));
    model.set_temperature(Temperature::from_celsius(125));
    write(&mut model, SHUNT_CAL, 2_500);
    clock.advance(CYCLE * 2);
    let hot = 332_800; // 80 mV × 1.3
    assert_eq!(read(&mut model, VSHUNT, 3), hot << 4);
    assert_eq!(read(&mut model, CURRENT, 3), 0x7FFFF << 4);
    write(&mut model, SHUNT_CAL, 5_000);
    clock.advance(CYCLE);
    assert_eq!(read(&mut model, CURRENT, 3), (hot * 4_096 / 5_000) << 4);
    write(&mut model, SHUNT_TEMPCO, 3_000);
    write(&mut model, CONFIG, 1 << 5);
    clock.advance(CYCLE);
    assert_eq!(read(&mut model, CURRENT, 3), (256_000 * 4_096 / 5_000) << 4);
    model.set_shunt_temperature(Some(Temperature::from_celsius(25)));
    clock.advance(CYCLE);
    assert_eq!(read(&mut model, VSHUNT, 3), 256_000 << 4);
    assert_eq!(
        read(&mut model, CURRENT, 3),
        (256_000 * 40_960 / 65_000) << 4,
        "the die is warmer"
    );
}

#[test]
fn math_overflow_stays_until_triggered_or_accumulators_are_reset() {
    let (mut model, clock) = ina228();
    model.set_current(Current::from_amps(6));
    write(&mut model, SHUNT_CAL, 1_000);
    clock.advance(CYCLE);
    assert_eq!(read(&mut model, CURRENT, 3), 0x7FFFF << 4);
    write(&mut model, SHUNT_CAL, 4_050);
    clock.advance(CYCLE * 2);
    for _ in 0..3 {
        assert_eq!(read_word(&mut model, DIAG_ALRT) & MATHOF, MATHOF);
    }
    write(&mut model, CONFIG, 1 << 14);
    assert_eq!(read_word(&mut model, DIAG_ALRT) & MATHOF, 0);
    assert_eq!(read_word(&mut model, CONFIG), 0);
    write(&mut model, SHUNT_CAL, 1_000);
    clock.advance(CYCLE);
    assert_eq!(read_word(&mut model, DIAG_ALRT) & MATHOF, MATHOF);
    write(&mut model, ADC_CONFIG, 0xFB68);
    assert_eq!(read_word(&mut model, DIAG_ALRT) & MATHOF, 0);
    clock.advance(CYCLE);
    assert_eq!(read_word(&mut model, DIAG_ALRT) & MATHOF, MATHOF);
}

#[test]
fn energy_overflows_once_and_only_its_own_read_clears_the_flag() {
    let (mut model, clock) = ina228();
    model.set_current(Current::from_amps(10));
    model.set_bus_voltage(Voltage::from_volts(80));
    write(&mut model, SHUNT_CAL, 4_096);
    clock.advance(CYCLE);
    let power = read(&mut model, POWER, 3);
    write(&mut model, CONFIG, 1 << 14);
    let full = (1_u64 << 40) * 16 / power;
    clock.advance(Duration::from_secs(full - 1));
    assert_eq!(read_word(&mut model, DIAG_ALRT) & ENERGYOF, 0);
    assert!(read(&mut model, ENERGY, 5) > (1 << 40) - power / 8);
    clock.advance(Duration::from_secs(3));
    for _ in 0..3 {
        assert_eq!(read_word(&mut model, DIAG_ALRT) & ENERGYOF, ENERGYOF);
    }
    let _ = read(&mut model, CHARGE, 5);
    assert_eq!(read_word(&mut model, DIAG_ALRT) & ENERGYOF, ENERGYOF);
    assert!(read(&mut model, ENERGY, 5) < power / 8);
    assert_eq!(read_word(&mut model, DIAG_ALRT) & ENERGYOF, 0);
}

#[test]
fn charge_overflows_downwards_too() {
    let (mut model, clock) = ina228();
    model.set_shunt_drop(ShuntVoltage::from_millivolts(-160));
    clock.advance(Duration::from_secs((1 << 39) / 512_000 - 1));
    let charge = read(&mut model, CHARGE, 5);
    assert!(
        charge >> 39 == 1 && charge < (1 << 39) + 1_024_000,
        "{charge:#X}"
    );
    assert_eq!(read_word(&mut model, DIAG_ALRT) & CHARGEOF, 0);
    clock.advance(Duration::from_secs(2));
    for _ in 0..2 {
        assert_eq!(read_word(&mut model, DIAG_ALRT) & CHARGEOF, CHARGEOF);
    }
    let charge = read(&mut model, CHARGE, 5);
    assert!(
        charge > (1 << 40) - 1_024_000,
        "rolls over to zero: {charge:#X}"
    );
    assert_eq!(read_word(&mut model, DIAG_ALRT) & CHARGEOF, 0);
}

#[test]
fn a_brown_out_loses_the_settings_and_the_results() {
    let (mut model, clock) = ina228();
    model.set_current(Current::from_amps(6));
    model.set_bus_voltage(Voltage::from_volts(48));
    let settings = [
        (CONFIG, 0x0050),
        (ADC_CONFIG, 0xF003),
        (SHUNT_CAL, 4050),
        (SHUNT_TEMPCO, 50),
        (DIAG_ALRT, 0xF000),
    ];
    for (register, value) in settings
        .into_iter()
        .chain((SOVL..=PWR_LIMIT).map(|limit| (limit, 0x1230)))
    {
        write(&mut model, register, value);
    }
    clock.advance(Duration::from_secs(5));
    assert!(read(&mut model, ENERGY, 5) > 0);
    I2cDevice::brown_out(&mut model);
    assert_eq!(read_again(&mut model, 2), 0, "the pointer is at CONFIG");
    for (register, width, value) in RESET_VALUES_228 {
        assert_eq!(read(&mut model, register, width), value, "{register:#04X}");
    }
    clock.advance(CYCLE);
    assert_eq!(
        read(&mut model, CURRENT, 3),
        311_040 << 4,
        "as if calibrated by 0x1000"
    );

    write(&mut model, SHUNT_CAL, 4050);
    write(&mut model, CONFIG, 1 << 15);
    for (register, width, value) in RESET_VALUES_228 {
        assert_eq!(
            read(&mut model, register, width),
            value,
            "{register:#04X} after RST"
        );
    }

    let (mut model, clock) = part(Part::Ina226, Resistance::from_milliohms(2));
    model.set_current(Current::from_amps(10));
    write(&mut model, 0x05, 0x0A00);
    clock.advance(LEGACY_CYCLE);
    assert_eq!(read_word(&mut model, 0x04), 10_000);
    model.brown_out();
    clock.advance(LEGACY_CYCLE);
    assert_eq!(read_word(&mut model, 0x01), 8_000);
    assert_eq!(read_word(&mut model, 0x04), 0, "the calibration is lost");
}

#[test]
fn a_brown_out_ends_the_transfer_under_way() {
    let (mut model, _) = ina228();
    I2cDevice::start(&mut model, ADDRESS, false);
    I2cDevice::write(&mut model, SHUNT_CAL);
    I2cDevice::write(&mut model, 0x12);
    model.brown_out();
    I2cDevice::write(&mut model, 0x34);
    I2cDevice::stop(&mut model);
    assert_eq!(read_word(&mut model, SHUNT_CAL), 0x1000);
}

#[test]
fn without_supply_nothing_answers() {
    let (mut model, clock) = ina228();
    write(&mut model, DIAG_ALRT, APOL);
    assert!(model.answers_to(0x40) && !model.answers_to(0x41));
    assert!(!model.is_high());
    model.unplug();
    assert!(!model.answers_to(0x40));
    assert!(model.is_high());
    model.brown_out();
    clock.advance(CYCLE * 10);
    model.plug_in();
    assert!(model.answers_to(0x40));
    assert_eq!(read(&mut model, DIETEMP, 2), 0);
    clock.advance(CYCLE);
    assert_eq!(read(&mut model, DIETEMP, 2), 3_200);
    model.set_memory_good(false);
    assert_eq!(read_word(&mut model, DIAG_ALRT) & MEMSTAT, 0);
    let model = model.with_address(0x4F);
    assert!(model.answers_to(0x4F) && !model.answers_to(0x40));
}

#[test]
fn start_up_delays_the_first_conversion() {
    let (model, clock) = ina228();
    let mut model = model.with_start_up(Duration::from_micros(300));
    clock.advance(CYCLE + Duration::from_micros(299));
    assert_eq!(read_word(&mut model, DIAG_ALRT) & CNVRF, 0);
    clock.advance(Duration::from_micros(1));
    assert_eq!(read_word(&mut model, DIAG_ALRT) & CNVRF, CNVRF);
}

/// SLYS021A section 8.2.2.4: 10 A in 16.2 mΩ is 0x7E90, 52 V is 0x4100.
#[test]
fn limits_compare_strictly_with_the_top_sixteen_bits() {
    let (mut model, clock) = ina228();
    write(&mut model, SOVL, 0x7E90);
    write(&mut model, BOVL, 0x4100);
    model.set_current(Current::from_amps(10));
    model.set_bus_voltage(Voltage::from_volts(52));
    let mut flags = |change: &dyn Fn(&mut Ina2xx)| {
        change(&mut model);
        clock.advance(CYCLE);
        read_word(&mut model, DIAG_ALRT) & !CNVRF & !MEMSTAT
    };
    assert_eq!(flags(&|_| {}), 0);
    assert_eq!(
        flags(&|model| model.set_current(Current::from_milliamps(10_001))),
        SHNTOL
    );
    let above = Voltage::from_millivolts(52_004);
    assert_eq!(flags(&|model| model.set_bus_voltage(above)), SHNTOL | BUSOL);
    assert_eq!(
        flags(&|model| model.set_current(Current::from_amps(-5))),
        BUSOL
    );
    assert_eq!(
        flags(&|model| model.set_bus_voltage(Voltage::from_volts(10))),
        0
    );
    assert_eq!(
        flags(&|model| write(model, SUVL, 0xC0B8)),
        0,
        "-81 mV, just met"
    );
    assert_eq!(
        flags(&|model| model.set_current(Current::from_milliamps(-5_001))),
        SHNTUL
    );
    assert_eq!(flags(&|model| write(model, SUVL, 0x8000)), 0);
    assert_eq!(flags(&|model| write(model, BUVL, 3_200)), 0);
    assert_eq!(
        flags(&|model| model.set_bus_voltage(Voltage::from_millivolts(9_996))),
        BUSUL
    );
    assert_eq!(flags(&|model| write(model, BUVL, 0)), 0);
    assert_eq!(flags(&|model| write(model, TEMP_LIMIT, 80 * 128)), 0);
    assert_eq!(
        flags(&|model| model.set_temperature(Temperature::from_celsius(80))),
        0
    );
    assert_eq!(
        flags(&|model| model.set_temperature(Temperature::from_millicelsius(80_008))),
        TMPOL
    );
    assert_eq!(
        flags(&|model| model.set_temperature(Temperature::from_celsius(-97))),
        0
    );
    assert_eq!(
        flags(&|model| write(model, TEMP_LIMIT, 0xCF80)),
        0,
        "-97 °C, just met"
    );
    assert_eq!(
        flags(&|model| model.set_temperature(Temperature::from_celsius(-96))),
        TMPOL
    );
}

#[test]
fn ina238_compares_twelve_bits_of_temperature() {
    let (mut model, clock) = part(Part::Ina238, Resistance::from_milliohms(1));
    write(&mut model, TEMP_LIMIT, 640 << 4);
    model.set_temperature(Temperature::from_celsius(80));
    clock.advance(CYCLE);
    assert_eq!(read_word(&mut model, DIAG_ALRT) & TMPOL, 0);
    model.set_temperature(Temperature::from_millicelsius(80_125));
    clock.advance(CYCLE);
    assert_eq!(read_word(&mut model, DIAG_ALRT) & TMPOL, TMPOL);
}

#[test]
fn power_limit_counts_in_steps_of_256() {
    let (mut model, clock) = ina228();
    model.set_current(Current::from_amps(6));
    model.set_bus_voltage(Voltage::from_volts(48));
    write(&mut model, SHUNT_CAL, 4050);
    write(&mut model, PWR_LIMIT, 18_431); // 4718580 ÷ 256
    clock.advance(CYCLE);
    assert_eq!(read_word(&mut model, DIAG_ALRT) & POL, 0);
    write(&mut model, PWR_LIMIT, 18_430);
    clock.advance(CYCLE);
    assert_eq!(read_word(&mut model, DIAG_ALRT) & POL, POL);
}

#[test]
fn transparent_alerts_go_with_the_fault_and_latched_ones_with_a_read() {
    for (diag, latched) in [(0, false), (ALATCH, true)] {
        let (mut model, clock) = ina228();
        write(&mut model, DIAG_ALRT, diag);
        write(&mut model, BOVL, 0x4100);
        model.set_bus_voltage(Voltage::from_volts(60));
        assert!(model.is_high());
        clock.advance(CYCLE);
        assert!(!model.is_high());
        model.set_bus_voltage(Voltage::from_volts(40));
        clock.advance(CYCLE * 5);
        assert_eq!(model.is_high(), !latched);
        assert_eq!(read_word(&mut model, DIAG_ALRT) & BUSOL != 0, latched);
        assert!(model.is_high());
        assert_eq!(read_word(&mut model, DIAG_ALRT) & BUSOL, 0);

        model.set_bus_voltage(Voltage::from_volts(60));
        clock.advance(CYCLE);
        assert_eq!(read_word(&mut model, DIAG_ALRT) & BUSOL, BUSOL);
        assert_eq!(
            model.is_high(),
            latched,
            "a latched one is gone until the next conversion"
        );
        clock.advance(CYCLE);
        assert!(!model.is_high());
    }
}

#[test]
fn slow_alert_waits_for_the_average() {
    for (diag, micros) in [(0, 2 * 1_052), (SLOWALERT, 4 * 3 * 1_052)] {
        let (mut model, clock) = ina228();
        write(&mut model, ADC_CONFIG, 0xFB69);
        write(&mut model, DIAG_ALRT, diag);
        write(&mut model, BOVL, 0x4100);
        model.set_bus_voltage(Voltage::from_volts(60));
        assert_eq!(model.next_change(), Some(micros * 1_000));
        clock.advance(Duration::from_micros(micros) - Duration::from_nanos(1));
        assert!(model.is_high());
        clock.advance(Duration::from_nanos(1));
        assert!(!model.is_high());
        assert_eq!(model.next_change(), None, "nothing changes any more");
        clock.advance(Duration::from_secs(1));
        assert!(!model.is_high());
    }
}

#[test]
fn the_line_can_be_turned_around() {
    let (mut model, clock) = ina228();
    write(&mut model, DIAG_ALRT, APOL);
    assert!(!model.is_high());
    write(&mut model, BUVL, 0x1000);
    clock.advance(CYCLE);
    assert!(model.is_high());
}

#[test]
fn conversion_ready_pulses_or_stays_at_the_line() {
    let end = 3 * 1_052_000;
    let (mut model, clock) = ina228();
    write(&mut model, DIAG_ALRT, CNVR);
    assert_eq!(model.next_change(), Some(end));
    clock.advance(CYCLE);
    assert!(!model.is_high());
    assert_eq!(model.next_change(), Some(end + 1_000));
    clock.advance(Duration::from_micros(1));
    assert!(model.is_high());
    assert_eq!(model.next_change(), Some(2 * end));
    assert_eq!(
        read_word(&mut model, DIAG_ALRT) & CNVRF,
        CNVRF,
        "the flag outlives the pulse"
    );

    let (mut model, clock) = ina228();
    write(&mut model, DIAG_ALRT, ALATCH | CNVR);
    clock.advance(CYCLE + Duration::from_millis(1));
    assert!(!model.is_high());
    assert_eq!(model.next_change(), None);
    let _ = read_word(&mut model, DIAG_ALRT);
    assert!(model.is_high());
    assert_eq!(model.next_change(), Some(2 * end));
}

/// SBOS547 pages 21 and 22, Mask/Enable.
#[test]
fn ina226_alerts_by_its_highest_function() {
    let (mut model, clock) = part(Part::Ina226, Resistance::from_milliohms(2));
    model.set_current(Current::from_amps(10));
    model.set_bus_voltage(Voltage::from_volts(12));
    write(&mut model, 0x05, 0x0A00);
    // Function, limit at which it just stays quiet, and the way to trouble.
    let functions = [
        (15, 8_000_u16, -1),
        (14, 8_000, 1),
        (13, 9_600, -1),
        (12, 9_600, 1),
        (11, 4_800, -1),
    ];
    for (bit, limit, beyond) in functions {
        write(&mut model, 0x06, 1 << bit);
        write(&mut model, 0x07, limit);
        clock.advance(LEGACY_CYCLE);
        assert_eq!(read_word(&mut model, 0x06), 1 << bit | 1 << 3);
        assert!(model.is_high());
        write(&mut model, 0x07, limit.checked_add_signed(beyond).unwrap());
        clock.advance(LEGACY_CYCLE);
        assert!(!model.is_high());
        assert_eq!(read_word(&mut model, 0x06), 1 << bit | 1 << 4 | 1 << 3);
        assert!(!model.is_high(), "transparent: still beyond");
    }
    // Shunt over-limit is quiet; bus over-limit, enabled as well, would not be.
    write(&mut model, 0x06, 1 << 15 | 1 << 13);
    write(&mut model, 0x07, 8_000);
    clock.advance(LEGACY_CYCLE);
    assert!(model.is_high());
    // Latched, active high.
    write(&mut model, 0x06, 1 << 15 | 3);
    write(&mut model, 0x07, 7_999);
    clock.advance(LEGACY_CYCLE);
    assert!(model.is_high());
    model.set_current(Current::ZERO);
    clock.advance(LEGACY_CYCLE * 3);
    assert!(model.is_high());
    assert_eq!(read_word(&mut model, 0x06), 1 << 15 | 1 << 4 | 1 << 3 | 3);
    assert!(!model.is_high());
    assert_eq!(read_word(&mut model, 0x06), 1 << 15 | 3);
    // Conversion ready.
    write(&mut model, 0x06, 1 << 10);
    assert!(model.is_high());
    clock.advance(LEGACY_CYCLE);
    assert!(!model.is_high());
    let _ = read_word(&mut model, 0x06);
    assert!(model.is_high());
}

#[test]
fn ina226_compares_averages() {
    let (mut model, clock) = part(Part::Ina226, Resistance::from_milliohms(2));
    write(&mut model, 0x06, 1 << 15);
    write(&mut model, 0x07, 6_000);
    write(&mut model, 0x00, 0x4327);
    model.set_current(Current::from_amps(10));
    clock.advance(LEGACY_CYCLE * 2);
    model.set_current(Current::ZERO);
    assert!(model.is_high());
    clock.advance(LEGACY_CYCLE * 2);
    assert_eq!(read_word(&mut model, 0x01), 4_000);
    assert!(model.is_high());
}

#[test]
fn ina226_overflow_is_judged_anew_each_time() {
    let (mut model, clock) = part(Part::Ina226, Resistance::from_milliohms(2));
    model.set_current(Current::from_amps(10));
    write(&mut model, 0x05, 0xFFFF);
    assert_eq!(read_word(&mut model, 0x05), 0x7FFF, "bit 15 does not exist");
    clock.advance(LEGACY_CYCLE);
    assert_eq!(read_word(&mut model, 0x06) & 1 << 2, 1 << 2);
    assert_eq!(read_word(&mut model, 0x04), 0x7FFF);
    write(&mut model, 0x05, 0x0A00);
    clock.advance(LEGACY_CYCLE);
    assert_eq!(read_word(&mut model, 0x06) & 1 << 2, 0);
}

#[test]
fn reserved_and_read_only_bits_stay() {
    let check = |model: &mut Ina2xx, rows: &[(u8, u16, u16)]| {
        for &(register, written, kept) in rows {
            write(model, register, written);
            assert_eq!(read_word(model, register), kept, "{register:#04X}");
        }
    };
    let (mut model, _) = ina228();
    let rows = [
        (CONFIG, 0x7FFF, 0x3FF0),
        (SHUNT_CAL, 0xFFFF, 0x7FFF),
        (SHUNT_TEMPCO, 0xFFFF, 0x3FFF),
        (DIAG_ALRT, 0xFFFF, 0xF001),
        (SOVL, 0xFFFF, 0xFFFF),
        (SUVL, 0xFFFF, 0xFFFF),
        (BOVL, 0xFFFF, 0x7FFF),
        (BUVL, 0xFFFF, 0x7FFF),
        (TEMP_LIMIT, 0xFFFF, 0xFFFF),
        (PWR_LIMIT, 0x1234, 0x1234),
        (ADC_CONFIG, 0xFFFF, 0xFFFF),
        (MANUFACTURER_ID, 0xFFFF, 0x5449),
        (DEVICE_ID, 0xFFFF, 0x2281),
    ];
    check(&mut model, &rows);
    for (register, width) in [(VSHUNT, 3), (POWER, 3), (ENERGY, 5), (CHARGE, 5)] {
        write(&mut model, register, 0xFFFF);
        assert_eq!(read(&mut model, register, width), 0, "{register:#04X}");
    }
    let (mut model, _) = part(Part::Ina238, Resistance::from_milliohms(1));
    check(
        &mut model,
        &[(CONFIG, 0x7FFF, 0x3FD0), (TEMP_LIMIT, 0xFFFF, 0xFFF0)],
    );
    let (mut model, _) = part(Part::Ina226, Resistance::from_milliohms(1));
    check(
        &mut model,
        &[
            (0x00, 0x0000, 0x4000),
            (0x06, 0xFFFF, 0xFC03),
            (0x07, 0xFFFF, 0xFFFF),
        ],
    );
}

#[test]
fn the_pointer_stays_and_does_not_move_on() {
    let (mut model, clock) = ina228();
    model.set_bus_voltage(Voltage::from_volts(48));
    clock.advance(CYCLE);
    assert_eq!(read(&mut model, VBUS, 3), 245_760 << 4);
    assert_eq!(read_again(&mut model, 3), 245_760 << 4);
    assert_eq!(
        read_again(&mut model, 5),
        (245_760 << 4) << 16 | 0xFFFF,
        "nothing follows"
    );
    write(&mut model, SHUNT_CAL, 0x0ABC);
    assert_eq!(read_again(&mut model, 2), 0x0ABC, "a write sets it too");
}

#[test]
fn a_read_is_one_value_however_long_it_takes() {
    let (mut model, clock) = ina228();
    model.set_shunt_drop(ShuntVoltage::from_millivolts(80));
    clock.advance(CYCLE);
    I2cDevice::start(&mut model, ADDRESS, false);
    I2cDevice::write(&mut model, VSHUNT);
    I2cDevice::start(&mut model, ADDRESS, true);
    let first = I2cDevice::read(&mut model);
    model.set_shunt_drop(ShuntVoltage::ZERO);
    clock.advance(CYCLE * 2);
    let rest = [I2cDevice::read(&mut model), I2cDevice::read(&mut model)];
    assert_eq!([first, rest[0], rest[1]], [0x3E, 0x80, 0x00]);
}

#[test]
fn half_a_write_is_none_and_a_third_byte_is_lost() {
    let (mut model, _) = ina228();
    for bytes in [&[SHUNT_CAL, 0x12][..], &[SHUNT_CAL, 0x12, 0x34, 0x56, 0x78]] {
        assert_eq!(read_word(&mut model, SHUNT_CAL), 0x1000);
        I2cDevice::start(&mut model, ADDRESS, false);
        for &byte in bytes {
            I2cDevice::write(&mut model, byte);
        }
        I2cDevice::stop(&mut model);
    }
    assert_eq!(read_word(&mut model, SHUNT_CAL), 0x1234);
    assert_eq!(read_word(&mut model, SHUNT_TEMPCO), 0);
}

/// SLYS023A section 7.5.1.1.
#[test]
fn spi_frames_shift_old_content_out_while_new_comes_in() {
    let (mut model, clock) = part(Part::Ina229, Resistance::from_microohms(16_200));
    assert!(!model.answers_to(0x40));
    assert_eq!(
        spi(&mut model, &[SHUNT_CAL << 2, 0x0F, 0xD2])[1..],
        [0x10, 0x00]
    );
    assert_eq!(
        spi(&mut model, &[SHUNT_CAL << 2, 0x55])[1..],
        [0x0F],
        "half a write"
    );
    assert_eq!(
        spi(&mut model, &[SHUNT_CAL << 2 | 1, 0xAA, 0xAA])[1..],
        [0x0F, 0xD2]
    );
    model.set_current(Current::from_amps(6));
    clock.advance(CYCLE);
    assert_eq!(spi_read(&mut model, CURRENT, 3), 314_572 << 4);
    assert_eq!(
        spi(&mut model, &[DIAG_ALRT << 2, 0x80, 0])[1..],
        [0x00, 0x03]
    );
    assert_eq!(spi_read(&mut model, DIAG_ALRT, 2), 0x8003);
    assert_eq!(spi_read(&mut model, DIAG_ALRT, 2), 0x8001);
    SpiDevice::brown_out(&mut model);
    assert_eq!(spi_read(&mut model, SHUNT_CAL, 2), 0x1000);
    model.unplug();
    assert_eq!(spi(&mut model, &[DEVICE_ID << 2 | 1, 0, 0]), [0xFF; 3]);
    let (mut model, _) = ina228();
    assert_eq!(
        spi(&mut model, &[DEVICE_ID << 2 | 1, 0, 0]),
        [0xFF; 3],
        "no SPI part"
    );
}

/// What all registers hold; that reading clears flags is the same on both sides of a comparison.
fn dump(model: &mut Ina2xx) -> Vec<u64> {
    RESET_VALUES_228
        .iter()
        .map(|&(register, width, _)| read(model, register, width))
        .collect()
}

/// Looking often, or once at the end, shows the same part.
#[test]
fn laziness_does_not_show() {
    let mut seed = 1_u64;
    let mut random = move |below: u16| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        u16::try_from((seed >> 33) % u64::from(below)).unwrap()
    };
    for round in 0..60 {
        let (mut eager, clock) = ina228();
        let mut lazy = eager.clone();
        // Up to 64 averages, so that cycles end.
        let adc_config = random(0xFFFF) & !7 | random(4);
        let diag = random(16) << 12;
        let what = format!("round {round}: {adc_config:04X} {diag:04X}");
        let settings = [
            (SHUNT_CAL, 3_000),
            (SHUNT_TEMPCO, 4_000),
            (CONFIG, 1 << 5),
            (BOVL, 0x2000),
            (PWR_LIMIT, 0x0800),
            (DIAG_ALRT, diag),
            (ADC_CONFIG, adc_config),
        ];
        for (model, (register, value)) in settings.into_iter().flat_map(|row| [(0, row), (1, row)])
        {
            write(
                if model == 0 { &mut eager } else { &mut lazy },
                register,
                value,
            );
        }
        for _ in 0..4 {
            let current = Current::from_milliamps(i32::from(random(12_000)) - 6_000);
            let volts = Voltage::from_volts(random(60).into());
            let celsius = Temperature::from_celsius(random(100).into());
            for model in [&mut eager, &mut lazy] {
                model.set_current(current);
                model.set_bus_voltage(volts);
                model.set_temperature(celsius);
            }
            for _ in 0..=random(200) {
                clock.advance(Duration::from_nanos(1 + u64::from(random(8_000)) * 997));
                let coming = eager.next_change();
                let level = eager.is_high();
                assert!(coming.is_none_or(|at| at > clock.nanos()), "{what}");
                if random(3) == 0 {
                    I2cDevice::start(&mut eager, ADDRESS, false);
                    I2cDevice::stop(&mut eager);
                    assert_eq!(eager.is_high(), level, "{what}");
                }
            }
            if random(2) == 0 {
                assert_eq!(eager.is_high(), lazy.is_high(), "{what}");
                assert_eq!(dump(&mut eager), dump(&mut lazy), "{what}");
            }
        }
        assert_eq!(dump(&mut eager), dump(&mut lazy), "{what}");
    }
}

/// The line never changes before it was said to, and does change then. The temperature takes a cycle to reach DIETEMP, and
/// another one to reach the power.
#[test]
fn next_change_keeps_its_word() {
    let settings = [
        (0xF249, 0, 10_333),
        (0xF24A, SLOWALERT, 10_333),
        (0xF24A, SLOWALERT | ALATCH, 333),
        (0xB001, CNVR, 10_333),
        (0xF249, ALATCH | CNVR, 333),
        (0x7249, CNVR, 333),
    ];
    for (adc_config, diag, wait) in settings {
        let (mut model, clock) = ina228();
        write(&mut model, SHUNT_CAL, 4050);
        write(&mut model, SHUNT_TEMPCO, 16_000);
        write(&mut model, CONFIG, 1 << 5);
        write(&mut model, DIAG_ALRT, diag);
        write(
            &mut model,
            PWR_LIMIT,
            if diag & CNVR == 0 { 0x1800 } else { 0xFFFF },
        );
        write(&mut model, ADC_CONFIG, adc_config);
        model.set_current(Current::from_amps(6));
        model.set_bus_voltage(Voltage::from_volts(24));
        clock.advance(Duration::from_micros(wait));
        model.set_temperature(Temperature::from_celsius(100));
        let mut change = model.next_change();
        let mut level = model.is_high();
        let mut changes = 0;
        for _ in 0..20_000 {
            clock.advance(Duration::from_micros(1));
            let due = change.is_some_and(|at| at <= clock.nanos());
            assert_eq!(
                model.is_high() != level,
                due,
                "{adc_config:04X} {diag:04X} at {} ns",
                clock.nanos()
            );
            if due {
                changes += 1;
                level = !level;
                change = model.next_change();
            }
        }
        assert!(changes > 0, "{adc_config:04X} {diag:04X}");
    }
}

#[test]
fn the_pulse_is_there_after_a_long_time_too() {
    let (mut model, clock) = ina228();
    write(&mut model, DIAG_ALRT, CNVR);
    clock.advance(CYCLE * 1_000_000);
    assert!(!model.is_high());
    clock.advance(CYCLE / 2);
    assert!(model.is_high());
}

/// A month at 150 µs per cycle is 17 thousand million cycles.
#[test]
fn a_month_costs_nothing() {
    let (mut model, clock) = ina228();
    write(&mut model, ADC_CONFIG, 0xF000);
    model.set_current(Current::from_amps(6));
    let began = std::time::Instant::now();
    for _ in 0..30 {
        clock.advance(Duration::from_secs(86_400));
        assert_eq!(read_word(&mut model, DIAG_ALRT) & CNVRF, CNVRF);
    }
    assert!(began.elapsed() < Duration::from_secs(1));
}
