use super::*;

const NONE: Config = Config::unprotected();

fn millivolts(millivolts: i32) -> Voltage {
    Voltage::from_millivolts(millivolts)
}

fn bytes(config: Config) -> [u8; 8] {
    WRITTEN.map(|register| config.value(register).unwrap())
}

#[test]
fn nothing_is_on_but_the_crc() {
    assert_eq!(bytes(NONE), [0x80, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(NONE.value(Register::STATUS1), None);
}

#[test]
fn inputs_are_cfg1() {
    let cfg1 = |config: Config| bytes(config)[0];
    let dead = |time| cfg1(NONE.with_dead_time(time));
    assert_eq!(
        [
            DeadTime::Off,
            DeadTime::Ns250,
            DeadTime::Ns800,
            DeadTime::Ns1200
        ]
        .map(dead),
        [0x80, 0x84, 0x88, 0x8C]
    );
    let filter = |filter| cfg1(NONE.with_input_filter(filter));
    assert_eq!(
        [
            InputFilter::Off,
            InputFilter::Medium,
            InputFilter::Long,
            InputFilter::Short
        ]
        .map(filter),
        [0x80, 0x81, 0x82, 0x83]
    );
    let all = NONE
        .with_dead_time(DeadTime::Ns1200)
        .with_input_filter(InputFilter::Short)
        .with_logic_undervoltage()
        .with_status_reset_by_shutdown()
        .with_diag2(Causes::all());
    assert_eq!(cfg1(all), 0xFF);
    assert!(all.is_status_reset_by_shutdown());
    let less = all
        .with_dead_time(DeadTime::Off)
        .with_input_filter(InputFilter::Off);
    assert_eq!(cfg1(less), 0xF0);
}

#[test]
fn thresholds_are_cfg2() {
    let sense = [100, 125, 150, 175, 200, 250, 300, 400]
        .map(|threshold| bytes(NONE.with_sense(millivolts(threshold)).unwrap()));
    assert_eq!(
        sense.map(|bytes| bytes[1]),
        [0x00, 0x20, 0x40, 0x60, 0x80, 0xA0, 0xC0, 0xE0]
    );
    assert!(sense.iter().all(|bytes| bytes[4] == 0x01));
    for (code, volts) in (3..=10).enumerate() {
        for (step, microamps) in [250, 500, 750, 1_000].into_iter().enumerate() {
            let current = Current::from_microamps(microamps);
            let config = NONE.with_desaturation(millivolts(1_000 * volts), current);
            let bytes = bytes(config.unwrap());
            assert_eq!(usize::from(bytes[1]), step << 3 | code);
            assert_eq!(bytes[4], 0x02);
        }
    }
    let both = NONE
        .with_sense(millivolts(400))
        .and_then(|c| c.with_desaturation(millivolts(8_000), Current::from_microamps(500)))
        .unwrap();
    assert_eq!(bytes(both)[1], 0xED);
    let changed = both.with_sense(millivolts(100)).unwrap();
    assert_eq!(bytes(changed)[1], 0x0D);
}

#[test]
fn the_plateau_is_cfg3() {
    let times = [
        750, 1_000, 1_500, 2_000, 2_500, 3_000, 3_500, 3_750, 4_000, 4_250, 4_500, 4_750, 5_000,
        5_250, 5_500,
    ];
    for (code, nanos) in (1..).zip(times) {
        let time = Duration::from_nanos(nanos);
        let config = NONE.with_two_level_turn_off(millivolts(10_000), time, TurnOff::Fault);
        let bytes = bytes(config.unwrap());
        assert_eq!((bytes[2], bytes[4]), (0x60 | code, 0x08));
    }
    for (code, half_volts) in (0_u8..16).zip(14..) {
        let plateau = millivolts(500 * half_volts);
        let time = Duration::from_micros(1);
        let config = NONE.with_two_level_turn_off(plateau, time, TurnOff::Always);
        let bytes = bytes(config.unwrap());
        assert_eq!((bytes[2], bytes[4]), (code << 4 | 2, 0));
    }
}

#[test]
fn supplies_are_cfg4() {
    let cfg4 = |config: Config| bytes(config)[3];
    let high = [10, 12, 14].map(|volts| {
        cfg4(
            NONE.with_positive_undervoltage(millivolts(1_000 * volts))
                .unwrap(),
        )
    });
    assert_eq!(high, [1, 2, 3]);
    let low = [-3, -5, -7].map(|volts| {
        cfg4(
            NONE.with_negative_undervoltage(millivolts(1_000 * volts))
                .unwrap(),
        )
    });
    assert_eq!(low, [4, 8, 12]);
    let all = NONE
        .with_overvoltage()
        .with_latched_undervoltage()
        .with_positive_undervoltage(millivolts(14_000))
        .and_then(|c| c.with_negative_undervoltage(millivolts(-7_000)))
        .unwrap();
    assert_eq!(cfg4(all), 0x3F);
    assert_eq!(bytes(NONE.with_clamp())[4], 0x04);
}

#[test]
fn outputs_have_their_causes() {
    let config = NONE
        .with_diag1(Causes::OVERCURRENT)
        .with_diag2(Causes::THERMAL_WARNING);
    assert_eq!(bytes(config)[5..7], [0x08, 0x01]);
    assert_eq!(config.causes(Output::Diag1), Some(Causes::OVERCURRENT));
    assert_eq!(config.causes(Output::Diag2), Some(Causes::THERMAL_WARNING));
    assert_eq!(NONE.causes(Output::Diag1), Some(Causes::empty()));
    assert_eq!(NONE.causes(Output::Diag2), None);
}

#[test]
fn what_lies_between_steps_is_refused() {
    let odd = millivolts(7_001);
    let current = Current::from_microamps(250);
    let time = Duration::from_micros(1);
    let refused = |threshold| {
        [
            NONE.with_sense(threshold),
            NONE.with_desaturation(threshold, current),
            NONE.with_two_level_turn_off(threshold, time, TurnOff::Fault),
            NONE.with_positive_undervoltage(threshold),
            NONE.with_negative_undervoltage(threshold),
        ]
    };
    for threshold in [odd, Voltage::MIN, Voltage::MAX] {
        assert_eq!(
            refused(threshold),
            [
                Err(ConfigError::Sense(threshold)),
                Err(ConfigError::Desaturation(threshold)),
                Err(ConfigError::Plateau(threshold)),
                Err(ConfigError::PositiveUndervoltage(threshold)),
                Err(ConfigError::NegativeUndervoltage(threshold)),
            ]
        );
    }
    for volts in [2, 11] {
        let threshold = millivolts(1_000 * volts);
        assert_eq!(
            NONE.with_desaturation(threshold, current),
            Err(ConfigError::Desaturation(threshold))
        );
    }
    for plateau in [6_500, 15_000].map(millivolts) {
        assert_eq!(
            NONE.with_two_level_turn_off(plateau, time, TurnOff::Fault),
            Err(ConfigError::Plateau(plateau))
        );
    }
    let current = Current::from_microamps(251);
    assert_eq!(
        NONE.with_desaturation(millivolts(7_000), current),
        Err(ConfigError::DesaturationCurrent(current))
    );
    for time in [Duration::ZERO, Duration::from_nanos(5_750)] {
        assert_eq!(
            NONE.with_two_level_turn_off(millivolts(7_000), time, TurnOff::Fault),
            Err(ConfigError::PlateauTime(time))
        );
    }
}
