//! Fields to bits, against `docs/parts/UCC5870.md`.

mod pages;

use core::time::Duration;

use hal_power::{Current, Voltage};
use pages::{WORDS, config, pages};
use ucc5870::{
    AdcChannels, AdcReaction, AscPins, Code, Config, ConfigError, DataOutput, DataRate, DeadTime,
    DriveStrength, ForcedReaction, LogicSupply, MillerClamp, Pages, Reaction, Reference, Register,
    Sampling, SecondPin, SoftTurnOff, SwitchTurnOff,
};

fn volts(millivolts: i32) -> Voltage {
    Voltage::from_millivolts(millivolts)
}

/// What the pages say in a register.
fn word(pages: &Pages, register: Register) -> Option<u16> {
    let mut registers = Config::new(pages).ok()?.registers();
    registers.find_map(|(found, word)| (found == register).then_some(word))
}

#[test]
fn a_whole_configuration_is_that_of_the_facts() {
    let config = config().unwrap();
    let mut words: Vec<_> = config.registers().collect();
    assert_eq!(
        words
            .iter()
            .map(|(register, _)| *register)
            .collect::<Vec<_>>(),
        Register::CONFIGURATION
    );
    words.sort();
    let words: Vec<_> = words.into_iter().map(|(_, word)| word).collect();
    assert_eq!(words, WORDS);
}

type Change = fn(&mut Pages);

#[test]
fn each_field_moves_its_own_bits_and_no_bit_is_left_out() {
    // Each field, brought to a code that differs from that of `pages` in the bits that are listed.
    let changes: &[(Change, Register, u16)] = &[
        (
            |p| p.logic.dead_time = DeadTime::from_nanos(105 + 59 * 70).unwrap(),
            Register::Cfg1,
            0x003F,
        ),
        (
            |p| p.logic.dead_time = DeadTime::from_code(Code::new(0).unwrap()),
            Register::Cfg1,
            0x0003,
        ),
        (
            |p| p.logic.second_pin = SecondPin::DataOut,
            Register::Cfg1,
            1 << 6,
        ),
        (|p| p.logic.overvoltage = false, Register::Cfg1, 1 << 8),
        (|p| p.logic.thermal_warning = false, Register::Cfg1, 1 << 10),
        (
            |p| p.logic.input_deglitch = Duration::from_nanos(140),
            Register::Cfg1,
            3 << 11,
        ),
        (
            |p| p.logic.overvoltage_level = LogicSupply::Volts5,
            Register::Cfg1,
            1 << 13,
        ),
        (
            |p| p.logic.undervoltage_level = LogicSupply::Volts3_3,
            Register::Cfg1,
            1 << 14,
        ),
        (|p| p.logic.undervoltage = false, Register::Cfg1, 1 << 15),
        (|p| p.logic_reports = 0x0001, Register::Cfg2, 0x8005),
        (
            |p| p.logic_reactions.bias_ai1 = false,
            Register::Cfg3,
            1 << 0,
        ),
        (
            |p| p.logic_reactions.bias_ai3 = true,
            Register::Cfg3,
            1 << 1,
        ),
        (
            |p| p.logic_reactions.bias_ai5 = false,
            Register::Cfg3,
            1 << 2,
        ),
        (
            |p| p.logic_reactions.configuration_checksum = Reaction::Low,
            Register::Cfg3,
            1 << 3,
        ),
        (
            |p| p.logic_reactions.source_ai246 = true,
            Register::Cfg3,
            1 << 4,
        ),
        (
            |p| p.logic_reactions.source_ai135 = false,
            Register::Cfg3,
            1 << 5,
        ),
        (
            |p| p.logic_reactions.internal_link = Reaction::Ignore,
            Register::Cfg3,
            1 << 6,
        ),
        (
            |p| p.logic_reactions.internal_regulator = Reaction::Ignore,
            Register::Cfg3,
            1 << 7,
        ),
        (
            |p| p.logic_reactions.frame = ForcedReaction::High,
            Register::Cfg3,
            3 << 8,
        ),
        (
            |p| p.logic_reactions.frame = ForcedReaction::Low,
            Register::Cfg3,
            2 << 8,
        ),
        (
            |p| p.logic_reactions.shoot_through = ForcedReaction::High,
            Register::Cfg3,
            2 << 11,
        ),
        (
            |p| p.logic_reactions.shoot_through = ForcedReaction::Low,
            Register::Cfg3,
            3 << 11,
        ),
        (
            |p| p.logic_reactions.pwm_check = Reaction::Ignore,
            Register::Cfg3,
            1 << 13,
        ),
        (
            |p| p.logic_reactions.overvoltage = Reaction::Ignore,
            Register::Cfg3,
            1 << 14,
        ),
        (
            |p| p.logic_reactions.undervoltage = Reaction::Ignore,
            Register::Cfg3,
            1 << 15,
        ),
        (
            |p| p.protection.negative_supply = false,
            Register::Cfg4,
            1 << 0,
        ),
        (
            |p| p.protection.switch_temperature = false,
            Register::Cfg4,
            1 << 1,
        ),
        (|p| p.protection.overcurrent = false, Register::Cfg4, 1 << 2),
        (
            |p| p.protection.short_circuit = false,
            Register::Cfg4,
            1 << 3,
        ),
        (
            |p| p.protection.desaturation = false,
            Register::Cfg4,
            1 << 4,
        ),
        (
            |p| p.protection.voltage_clamp = false,
            Register::Cfg4,
            1 << 5,
        ),
        (
            |p| p.protection.miller_clamp = MillerClamp::Off,
            Register::Cfg4,
            1 << 6,
        ),
        (|p| p.protection.gm_en = true, Register::Cfg4, 1 << 7),
        (
            |p| p.protection.gate_monitor_blanking = Duration::from_micros(1),
            Register::Cfg4,
            3 << 8,
        ),
        (
            |p| p.protection.miller_clamp = MillerClamp::External,
            Register::Cfg4,
            1 << 10,
        ),
        (
            |p| p.protection.overvoltage = false,
            Register::Cfg4,
            1 << 11,
        ),
        (
            |p| p.protection.desaturation_deglitch = Duration::from_nanos(158),
            Register::Cfg4,
            1 << 12,
        ),
        (
            |p| p.protection.temperature_deglitch = Duration::from_micros(1),
            Register::Cfg4,
            3 << 13,
        ),
        (
            |p| p.protection.undervoltage = false,
            Register::Cfg4,
            1 << 15,
        ),
        (|p| p.desaturation.mute_input = true, Register::Cfg5, 1 << 0),
        (|p| p.desaturation.turn_off = None, Register::Cfg5, 2 << 1),
        (
            |p| {
                p.desaturation.turn_off = Some((SoftTurnOff::TwoLevel, SwitchTurnOff::ShortCircuit))
            },
            Register::Cfg5,
            7 << 1,
        ),
        (
            |p| p.desaturation.turn_off = Some((SoftTurnOff::Current, SwitchTurnOff::Temperature)),
            Register::Cfg5,
            1 << 1,
        ),
        (
            |p| p.desaturation.turn_off_current = Current::from_milliamps(600),
            Register::Cfg5,
            3 << 4,
        ),
        (
            |p| p.desaturation.miller_threshold = volts(2_000),
            Register::Cfg5,
            3 << 6,
        ),
        (|p| p.desaturation.discharge = true, Register::Cfg5, 1 << 8),
        (
            |p| p.desaturation.charge_current = Current::from_microamps(800),
            Register::Cfg5,
            3 << 9,
        ),
        (
            |p| p.desaturation.threshold = volts(3_500),
            Register::Cfg5,
            15 << 11,
        ),
        (
            |p| p.desaturation.gate_monitor_in_turn_off = false,
            Register::Cfg5,
            1 << 15,
        ),
        (
            |p| p.switch.temperature_threshold = volts(2_500),
            Register::Cfg6,
            7,
        ),
        (
            |p| p.switch.temperature_current = Code::new(1).unwrap(),
            Register::Cfg6,
            3 << 3,
        ),
        (
            |p| p.switch.overcurrent_blanking = Duration::from_micros(1),
            Register::Cfg6,
            2 << 5,
        ),
        (
            |p| p.switch.overcurrent_blanking = Duration::from_micros(5),
            Register::Cfg6,
            5 << 5,
        ),
        (
            |p| p.switch.overcurrent_blanking = Duration::from_micros(10),
            Register::Cfg6,
            4 << 5,
        ),
        (
            |p| p.switch.short_circuit_blanking = Duration::from_nanos(200),
            Register::Cfg6,
            3 << 8,
        ),
        (
            |p| p.switch.short_circuit_threshold = volts(750),
            Register::Cfg6,
            3 << 10,
        ),
        (
            |p| p.switch.overcurrent_threshold = volts(650),
            Register::Cfg6,
            15 << 12,
        ),
        (
            |p| p.supply.adc_reaction = AdcReaction::Low,
            Register::Cfg7,
            3,
        ),
        (
            |p| p.supply.adc_reaction = AdcReaction::HighImpedance,
            Register::Cfg7,
            1,
        ),
        (
            |p| p.supply.adc_reaction = AdcReaction::High,
            Register::Cfg7,
            2,
        ),
        (|p| p.supply.adc_report = true, Register::Cfg7, 1 << 2),
        (
            |p| p.supply.sample_delay = Duration::from_nanos(1_120),
            Register::Cfg7,
            3 << 3,
        ),
        (
            |p| p.supply.sampling = Sampling::Edge,
            Register::Cfg7,
            1 << 5,
        ),
        (
            |p| p.supply.sampling = Sampling::Hybrid,
            Register::Cfg7,
            2 << 5,
        ),
        (|p| p.supply.adc = false, Register::Cfg7, 1 << 7),
        (
            |p| p.supply.negative_overvoltage = volts(-12_000),
            Register::Cfg7,
            3 << 8,
        ),
        (
            |p| p.supply.negative_undervoltage = volts(-8_000),
            Register::Cfg7,
            3 << 10,
        ),
        (
            |p| p.supply.positive_overvoltage = volts(17_000),
            Register::Cfg7,
            3 << 12,
        ),
        (
            |p| p.supply.positive_undervoltage = volts(14_000),
            Register::Cfg7,
            3 << 14,
        ),
        (
            |p| p.drive.strength = DriveStrength::Third,
            Register::Cfg8,
            1,
        ),
        (
            |p| p.drive.strength = DriveStrength::Sixth,
            Register::Cfg8,
            2,
        ),
        (
            |p| p.drive.asc_pins = AscPins::Analog,
            Register::Cfg8,
            1 << 3,
        ),
        (
            |p| p.drive.reference = Reference::External,
            Register::Cfg8,
            1 << 4,
        ),
        (|p| p.drive.two_level_soft = true, Register::Cfg8, 1 << 5),
        (|p| p.drive.checksum = false, Register::Cfg8, 1 << 6),
        (
            |p| p.drive.two_level_current = Current::from_milliamps(900),
            Register::Cfg8,
            3 << 8,
        ),
        (
            |p| p.drive.two_level_time = Duration::from_nanos(2_500),
            Register::Cfg8,
            7 << 10,
        ),
        (
            |p| p.drive.two_level_voltage = volts(11_000),
            Register::Cfg8,
            7 << 13,
        ),
        (|p| p.gate_reports = 0x7000, Register::Cfg9, 0x7100),
        (
            |p| p.gate_reactions.internal_link = ForcedReaction::Ignore,
            Register::Cfg10,
            3,
        ),
        (
            |p| p.gate_reactions.gate_monitor = ForcedReaction::High,
            Register::Cfg10,
            1 << 2,
        ),
        (
            |p| p.gate_reactions.thermal_shutdown = ForcedReaction::Ignore,
            Register::Cfg10,
            3 << 4,
        ),
        (
            |p| p.gate_reactions.switch_temperature = ForcedReaction::Low,
            Register::Cfg10,
            3 << 6,
        ),
        (
            |p| p.gate_reactions.overcurrent = ForcedReaction::Ignore,
            Register::Cfg10,
            3 << 8,
        ),
        (
            |p| p.gate_reactions.int_reg = true,
            Register::Cfg10,
            1 << 11,
        ),
        (
            |p| p.gate_reactions.thermal_warning = false,
            Register::Cfg10,
            1 << 15,
        ),
        (
            |p| p.clamp.reactions.clock = ForcedReaction::Ignore,
            Register::Cfg11,
            2,
        ),
        (
            |p| p.clamp.hold_time = Duration::from_nanos(300),
            Register::Cfg11,
            3 << 2,
        ),
        (
            |p| p.clamp.reactions.configuration_checksum = ForcedReaction::Ignore,
            Register::Cfg11,
            3 << 4,
        ),
        (
            |p| p.clamp.reactions.trim_checksum = ForcedReaction::Ignore,
            Register::Cfg11,
            3 << 6,
        ),
        (
            |p| p.clamp.reactions.negative_overvoltage = ForcedReaction::Ignore,
            Register::Cfg11,
            3 << 8,
        ),
        (
            |p| p.clamp.reactions.negative_undervoltage = ForcedReaction::Ignore,
            Register::Cfg11,
            3 << 10,
        ),
        (
            |p| p.clamp.reactions.positive_overvoltage = ForcedReaction::Ignore,
            Register::Cfg11,
            3 << 12,
        ),
        (
            |p| p.clamp.reactions.positive_undervoltage = ForcedReaction::Ignore,
            Register::Cfg11,
            3 << 14,
        ),
        (
            |p| p.adc_on = AdcChannels::NONE.with(7).unwrap(),
            Register::AdcCfg,
            0x0082,
        ),
        (
            |p| p.adc_off = AdcChannels::NONE.with(1).unwrap(),
            Register::AdcCfg,
            0x8200,
        ),
        (|p| p.data_out.output = None, Register::DoutCfg, 1 << 6),
        (
            |p| p.data_out.output = Some(DataOutput::Ai1),
            Register::DoutCfg,
            1 << 6 | 1 << 0,
        ),
        (
            |p| p.data_out.output = Some(DataOutput::Ai3),
            Register::DoutCfg,
            1 << 6 | 1 << 1,
        ),
        (
            |p| p.data_out.output = Some(DataOutput::Ai5),
            Register::DoutCfg,
            1 << 6 | 1 << 2,
        ),
        (
            |p| p.data_out.output = Some(DataOutput::Ai2),
            Register::DoutCfg,
            1 << 6 | 1 << 3,
        ),
        (
            |p| p.data_out.output = Some(DataOutput::Ai4),
            Register::DoutCfg,
            1 << 6 | 1 << 4,
        ),
        (
            |p| p.data_out.output = Some(DataOutput::Ai6),
            Register::DoutCfg,
            1 << 6 | 1 << 5,
        ),
        (
            |p| p.data_out.rate = DataRate::Kilohertz13_9,
            Register::DoutCfg,
            3 << 8,
        ),
        (
            |p| p.data_out.rate = DataRate::Kilohertz27_8,
            Register::DoutCfg,
            2 << 8,
        ),
        (
            |p| p.data_out.rate = DataRate::Kilohertz55_7,
            Register::DoutCfg,
            1 << 8,
        ),
        (
            |p| p.data_out.current_ai6 = true,
            Register::DoutCfg,
            1 << 10,
        ),
        (
            |p| p.data_out.current_ai4 = true,
            Register::DoutCfg,
            1 << 11,
        ),
        (
            |p| p.data_out.current_ai2 = true,
            Register::DoutCfg,
            1 << 12,
        ),
        (
            |p| p.data_out.temperature_ai5 = true,
            Register::DoutCfg,
            1 << 13,
        ),
        (
            |p| p.data_out.temperature_ai3 = true,
            Register::DoutCfg,
            1 << 14,
        ),
        (
            |p| p.data_out.temperature_ai1 = true,
            Register::DoutCfg,
            1 << 15,
        ),
    ];

    let before = pages().unwrap();
    for (index, (change, register, bits)) in changes.iter().enumerate() {
        let mut after = before;
        change(&mut after);
        for other in Register::CONFIGURATION {
            let moved = word(&before, other).unwrap() ^ word(&after, other).unwrap();
            let expected = if other == *register { *bits } else { 0 };
            assert_eq!(moved, expected, "change {index} in {other:?}");
        }
    }

    for register in Register::CONFIGURATION {
        let changes = changes.iter().filter(|(_, of, _)| *of == register);
        let moved = changes.fold(0, |bits, (_, _, moved)| bits | moved);
        let left = match register {
            // Carried as words; a code that is never used; desaturation goes off always.
            Register::Cfg2 | Register::Cfg9 => continue,
            Register::Cfg8 => 1 << 2,
            Register::Cfg10 => 2 << 2 | 3 << 12,
            Register::Cfg11 => 1 << 0,
            Register::AdcCfg => 0x7C7C,
            _ => 0,
        };
        assert_eq!(register.mask() & !left, moved, "{register:?}");
    }
}

#[test]
fn what_the_part_has_no_code_for_is_refused() {
    let refused: [(Change, Register, &str); 20] = [
        (
            |p| p.logic.input_deglitch = Duration::from_nanos(71),
            Register::Cfg1,
            "input_deglitch",
        ),
        (
            |p| p.protection.gate_monitor_blanking = Duration::ZERO,
            Register::Cfg4,
            "gate_monitor_blanking",
        ),
        (
            |p| p.protection.desaturation_deglitch = Duration::ZERO,
            Register::Cfg4,
            "desaturation_deglitch",
        ),
        (
            |p| p.protection.temperature_deglitch = Duration::ZERO,
            Register::Cfg4,
            "temperature_deglitch",
        ),
        (
            |p| p.desaturation.turn_off_current = Current::from_amps(1),
            Register::Cfg5,
            "turn_off_current",
        ),
        (
            |p| p.desaturation.miller_threshold = volts(1_000),
            Register::Cfg5,
            "miller_threshold",
        ),
        (
            |p| p.desaturation.charge_current = Current::from_microamps(900),
            Register::Cfg5,
            "charge_current",
        ),
        (
            |p| p.desaturation.threshold = volts(10_500),
            Register::Cfg5,
            "threshold",
        ),
        (
            |p| p.switch.temperature_threshold = volts(3_000),
            Register::Cfg6,
            "temperature_threshold",
        ),
        (
            |p| p.switch.overcurrent_blanking = Duration::from_micros(4),
            Register::Cfg6,
            "overcurrent_blanking",
        ),
        (
            |p| p.switch.short_circuit_blanking = Duration::from_nanos(300),
            Register::Cfg6,
            "short_circuit_blanking",
        ),
        (
            |p| p.switch.short_circuit_threshold = volts(1_500),
            Register::Cfg6,
            "short_circuit_threshold",
        ),
        (
            |p| p.switch.overcurrent_threshold = volts(1_000),
            Register::Cfg6,
            "overcurrent_threshold",
        ),
        (
            |p| p.supply.sample_delay = Duration::ZERO,
            Register::Cfg7,
            "sample_delay",
        ),
        (
            |p| p.supply.negative_overvoltage = volts(5_000),
            Register::Cfg7,
            "negative_overvoltage",
        ),
        (
            |p| p.supply.negative_undervoltage = volts(-7_000),
            Register::Cfg7,
            "negative_undervoltage",
        ),
        (
            |p| p.supply.positive_undervoltage = volts(11_000),
            Register::Cfg7,
            "positive_undervoltage",
        ),
        (
            |p| p.drive.two_level_time = Duration::from_nanos(500),
            Register::Cfg8,
            "two_level_time",
        ),
        (
            |p| p.drive.two_level_voltage = volts(14_000),
            Register::Cfg8,
            "two_level_voltage",
        ),
        (
            |p| p.clamp.hold_time = Duration::ZERO,
            Register::Cfg11,
            "hold_time",
        ),
    ];
    for (change, register, field) in refused {
        let mut pages = pages().unwrap();
        change(&mut pages);
        let error = ConfigError::NotOffered { register, field };
        assert_eq!(Config::new(&pages), Err(error));
    }
}

#[test]
fn reserved_bits_and_a_gate_that_stays_on_are_refused() {
    let mut reserved = pages().unwrap();
    reserved.logic_reports = 0x0010;
    assert_eq!(
        Config::new(&reserved),
        Err(ConfigError::Reserved(Register::Cfg2))
    );
    let mut reserved = pages().unwrap();
    reserved.gate_reports = 0x8000;
    assert_eq!(
        Config::new(&reserved),
        Err(ConfigError::Reserved(Register::Cfg9))
    );
    for reaction in [ForcedReaction::Ignore, ForcedReaction::High] {
        let mut stays = pages().unwrap();
        stays.gate_reactions.desaturation_short_circuit = reaction;
        assert_eq!(Config::new(&stays), Err(ConfigError::Desaturation));
    }
}

#[test]
fn codes_and_times_that_do_not_fit_are_refused() {
    assert_eq!(
        Code::<2>::new(4),
        Err(ConfigError::Code { code: 4, bits: 2 })
    );
    assert_eq!(Code::<8>::new(255).unwrap().get(), 255);
    for nanos in [0, 104, 106, 174, 4_446, 4_515, u32::MAX] {
        assert_eq!(DeadTime::from_nanos(nanos), None, "{nanos}");
    }
    assert!(DeadTime::from_nanos(105 + 62 * 70).is_some());
    assert_eq!(AdcChannels::NONE.with(0), None);
    assert_eq!(AdcChannels::NONE.with(8), None);
    assert_eq!(
        ConfigError::NotOffered {
            register: Register::Cfg5,
            field: "threshold"
        }
        .to_string(),
        "Cfg5 has no code for this threshold"
    );
}
