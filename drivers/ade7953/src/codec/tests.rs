use hal_power::{ApparentPower, Current, Energy, Frequency, Power, Ratio, ReactivePower, Voltage};

use super::*;
use crate::{
    Calibration, Channel, Config, ConfigError, CurrentInput, Direction, Gain, VoltageInput,
};

const CLOCK: Frequency = Frequency::from_hertz(3_580_000);

/// 350 V, 50 A and 25 A: 17.5 kW and 8.75 kW.
fn config() -> Config {
    Config::new(
        Direction::PositiveImports,
        VoltageInput::new(Voltage::from_volts(350)),
        CurrentInput::new(Current::from_amps(50)),
        CurrentInput::new(Current::from_amps(25)),
    )
}

fn scale() -> Scale {
    Scale::new(&config()).unwrap()
}

#[test]
fn signs_of_24_bits() {
    assert_eq!(signed(0), 0);
    assert_eq!(signed(0x7F_FFFF), 0x7F_FFFF);
    assert_eq!(signed(0x80_0000), -0x80_0000);
    assert_eq!(signed(0xFF_FFFF), -1);
}

#[test]
fn effective_values() {
    let scale = scale();
    // 9,032,007 × 230 ÷ 350
    let found = scale.rms_voltage(5_935_319).unwrap();
    assert_eq!(found.as_microvolts(), 230_000_004);
    assert_eq!(scale.rms_voltage(0), Ok(Voltage::ZERO));
    let found = scale.rms_current(Channel::A, 1_806_401).unwrap();
    assert_eq!(found.as_microamps(), 9_999_998);
    let found = scale.rms_current(Channel::B, 1_806_401).unwrap();
    assert_eq!(found.as_microamps(), 4_999_999);
}

#[test]
fn full_scale_is_the_end() {
    let scale = scale();
    assert!(scale.rms_voltage(9_032_006).is_ok());
    assert_eq!(scale.rms_voltage(9_032_007), Err(Off::Saturated));
    assert_eq!(
        scale.rms_current(Channel::B, 0xFF_FFFF),
        Err(Off::Saturated)
    );
    assert!(scale.active_power(Channel::A, 4_862_400).is_ok());
    assert_eq!(
        scale.active_power(Channel::A, 4_862_401),
        Err(Off::Saturated)
    );
    assert_eq!(
        scale.active_power(Channel::A, 0x80_0000),
        Err(Off::Saturated)
    );
    assert_eq!(
        scale.reactive_power(Channel::B, 0x7F_FFFF),
        Err(Off::Saturated)
    );
    assert_eq!(
        scale.apparent_power(Channel::B, 4_862_401),
        Err(Off::Saturated)
    );
}

#[test]
fn the_end_moves_with_the_gains() {
    let mut config = config();
    let mut calibration = Calibration::NONE;
    calibration.current_gain = Gain::from_code(0x60_0000);
    calibration.active_gain = Gain::from_code(0x20_0000);
    config.a = config.a.with_calibration(calibration);
    config.voltage = config.voltage.with_gain(Gain::from_code(0x20_0000));
    let scale = Scale::new(&config).unwrap();
    assert!(scale.rms_voltage(4_516_002).is_ok());
    assert_eq!(scale.rms_voltage(4_516_003), Err(Off::Saturated));
    assert!(scale.rms_current(Channel::A, 13_548_009).is_ok());
    assert_eq!(
        scale.rms_current(Channel::A, 13_548_010),
        Err(Off::Saturated)
    );
    // × 0.5 × 1.5 × 0.5
    assert!(scale.active_power(Channel::A, 1_823_399).is_ok());
    assert_eq!(
        scale.active_power(Channel::A, 1_823_400),
        Err(Off::Saturated)
    );
    assert!(scale.rms_current(Channel::B, 9_032_006).is_ok());
}

#[test]
fn powers_are_positive_while_exporting() {
    let code = 1_389_257; // 5 kW of 17.5 kW
    let negative = (1 << 24) - code;
    let found = scale().active_power(Channel::A, negative).unwrap();
    assert_eq!(found, Power::from_milliwatts(4_999_998));
    let found = scale().active_power(Channel::A, code).unwrap();
    assert_eq!(found, Power::from_milliwatts(-4_999_998));
    let found = scale().reactive_power(Channel::B, negative).unwrap();
    assert_eq!(found, ReactivePower::from_millivars(2_499_999));
    let mut config = config();
    config.direction = Direction::PositiveExports;
    let scale = Scale::new(&config).unwrap();
    let found = scale.active_power(Channel::A, code).unwrap();
    assert_eq!(found, Power::from_milliwatts(4_999_998));
    let found = scale.apparent_power(Channel::A, code).unwrap();
    assert_eq!(found, ApparentPower::from_millivolt_amps(4_999_998));
}

#[test]
fn apparent_power_has_no_sign() {
    assert_eq!(
        scale().apparent_power(Channel::A, 0xFF_FFFF),
        Err(Off::Implausible)
    );
    let found = scale().apparent_power(Channel::A, 1_389_257).unwrap();
    assert_eq!(found, ApparentPower::from_millivolt_amps(4_999_998));
}

#[test]
fn energy_of_a_second_at_full_scale() {
    assert_eq!(scale().energy(Channel::A, 0), Energy::ZERO);
    assert_eq!(
        scale().energy(Channel::A, 206_900),
        Energy::from_joules(17_500)
    );
    assert_eq!(
        scale().energy(Channel::B, 206_900),
        Energy::from_joules(8_750)
    );
    // 0x7FFFFF steps: 40.5 s
    let found = scale().energy(Channel::A, 0x7F_FFFF).as_millijoules();
    assert_eq!(found / 1_000, 709_524);
    assert_eq!(scale().energy(Channel::A, u64::MAX), Energy::MAX);
}

#[test]
fn energy_by_clock_and_rate() {
    let faster = config().with_clock(Frequency::from_hertz(3_620_000));
    let scale = Scale::new(&faster).unwrap();
    let found = scale.energy(Channel::A, 206_900).as_millijoules();
    assert_eq!(found, 17_306_630); // × 3.58 ÷ 3.62
    let calibrated = config().with_energy_rate(Frequency::from_hertz(413_800));
    let scale = Scale::new(&calibrated).unwrap();
    assert_eq!(
        scale.energy(Channel::A, 206_900),
        Energy::from_joules(8_750)
    );
}

#[test]
fn crests() {
    // 230 V effective: 325.269 V
    let code = sample_code(325_269_119, 350_000_000, 6_500_000).unwrap();
    assert_eq!(code, 4_271_429);
    let found = scale().peak_voltage(code).unwrap();
    assert!(found.abs_diff(Voltage::from_microvolts(325_269_119)) < Voltage::from_microvolts(100));
    let found = scale().peak_current(Channel::B, 6_500_000).unwrap();
    assert_eq!(found.as_milliamps(), 35_355);
    assert_eq!(scale().peak_voltage(0x7F_FFFF), Err(Off::Saturated));
    assert_eq!(sample_code(0, 350_000_000, 6_500_000), None);
    assert_eq!(sample_code(-1, 350_000_000, 6_500_000), None);
    assert_eq!(sample_code(700_000_000, 350_000_000, 6_500_000), None);
    assert_eq!(sample_code(1_000, 0, 6_500_000), None);
}

#[test]
fn scales_at_their_ends() {
    let mut config = config();
    config.voltage = VoltageInput::new(Voltage::MAX);
    config.a = CurrentInput::new(Current::from_microamps(1));
    config.b = CurrentInput::new(Current::from_milliamps(1_000_000));
    let scale = Scale::new(&config).unwrap();
    assert_eq!(
        scale
            .rms_current(Channel::A, 9_032_006)
            .unwrap()
            .as_microamps(),
        1
    );
    let found = scale.active_power(Channel::B, 0xB5_CE40).unwrap();
    assert_eq!(found.as_watts(), 2_147_483);
    config.b = CurrentInput::new(Current::from_amps(1_001));
    assert_eq!(Scale::new(&config), Err(ConfigError::FullScale));
    config.b = CurrentInput::new(Current::ZERO);
    assert_eq!(Scale::new(&config), Err(ConfigError::FullScale));
    config.b = CurrentInput::new(Current::from_amps(-1));
    assert_eq!(Scale::new(&config), Err(ConfigError::FullScale));
}

#[test]
fn frequencies_of_the_data_sheet() {
    assert_eq!(frequency(4_474, CLOCK), Ok(Frequency::from_hertz(50)));
    let found = frequency(3_728, CLOCK).unwrap();
    assert_eq!(found, Frequency::from_millihertz(60_003));
    assert_eq!(frequency(0, CLOCK), Err(Off::Nothing));
    assert_eq!(frequency(0xFFFF, CLOCK), Err(Off::Saturated));
    assert!(frequency(1, CLOCK).is_ok());
}

#[test]
fn power_factors() {
    assert_eq!(power_factor(0), Ratio::ZERO);
    assert_eq!(power_factor(0x4000), Ratio::from_percent(50));
    assert_eq!(power_factor(0xC000), Ratio::from_percent(50));
    assert_eq!(power_factor(0x7FFF), Ratio::ONE);
    assert_eq!(power_factor(0x8001), Ratio::ONE);
    assert_eq!(power_factor(0x8000), Ratio::ONE);
    assert_eq!(power_factor(0x7FFE), Ratio::from_ppm(999_939));
}

#[test]
fn delays() {
    let quarter = PhaseDelay::new(1_119, CLOCK);
    assert_eq!(quarter.as_nanoseconds(), 5_001_117);
    assert_eq!(quarter.as_millidegrees(Frequency::from_hertz(50)), 90_020);
    let back = PhaseDelay::new(0xFFFF, CLOCK);
    assert_eq!(back.code(), -1);
    assert_eq!(back.as_nanoseconds(), -4_469);
    assert_eq!(back.as_millidegrees(Frequency::from_hertz(50)), -80);
    assert_eq!(
        PhaseDelay::new(0x8000, CLOCK).as_millidegrees(Frequency::MAX),
        i32::MIN
    );
}
