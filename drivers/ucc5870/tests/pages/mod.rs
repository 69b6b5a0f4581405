//! A configuration that uses most codes.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its share")]

use core::time::Duration;

use hal_power::{Current, Voltage};
use ucc5870::{
    AdcChannels, AdcReaction, AscPins, ClampPage, Code, Config, ConfigError, DataOutPage,
    DataOutput, DataRate, DeadTime, DesaturationPage, DrivePage, DriveStrength, ForcedReaction,
    GateProtectionPage, GateReactionPage, GateSupplyPage, LogicPage, LogicReactionPage,
    LogicSupply, MillerClamp, Pages, Reaction, ReactionPage, Reference, Sampling, SecondPin,
    SoftTurnOff, SwitchPage, SwitchTurnOff,
};

/// Registers of [`pages`], by hand from `docs/parts/UCC5870.md`, CFG1 first, then ADCCFG and DOUTCFG.
pub const WORDS: [u16; 13] = [
    0x4803, 0x8004, 0x1A2D, 0x1233, 0x6AA4, 0x6A71, 0x8483, 0x4100, 0x0100, 0x80C0, 0x0005, 0x0280,
    0x0340,
];

pub fn config() -> Result<Config, ConfigError> {
    Config::new(&pages()?)
}

pub fn pages() -> Result<Pages, ConfigError> {
    use ForcedReaction::{Ignore, Low};
    let ns = Duration::from_nanos;
    let volts = |millivolts| Voltage::from_millivolts(millivolts);
    let no = ConfigError::Reserved(ucc5870::Register::AdcCfg);
    Ok(Pages {
        logic: LogicPage {
            dead_time: DeadTime::from_nanos(245).ok_or(no)?, // 3
            second_pin: SecondPin::Fault,
            overvoltage: true,
            overvoltage_level: LogicSupply::Volts3_3,
            undervoltage: true,
            undervoltage_level: LogicSupply::Volts5, // 4000
            thermal_warning: true,
            input_deglitch: ns(70), // 0800
        },
        logic_reports: 0x8004,
        logic_reactions: LogicReactionPage {
            bias_ai1: true, // 1
            bias_ai3: false,
            bias_ai5: true,                           // 4
            source_ai135: true,                       // 20
            source_ai246: false,                      // 10
            configuration_checksum: Reaction::Ignore, // 8
            internal_link: Reaction::Low,
            internal_regulator: Reaction::Low,
            frame: Ignore,         // 0200
            shoot_through: Ignore, // 1800
            pwm_check: Reaction::Low,
            overvoltage: Reaction::Low,
            undervoltage: Reaction::Low,
        },
        protection: GateProtectionPage {
            negative_supply: true,    // 1
            switch_temperature: true, // 2
            overcurrent: true,
            short_circuit: true,
            desaturation: true,  // 10
            voltage_clamp: true, // 20
            miller_clamp: MillerClamp::Internal,
            gm_en: false,
            gate_monitor_blanking: ns(2_500), // 0200
            overvoltage: true,
            undervoltage: true,
            desaturation_deglitch: ns(316), // 1000
            temperature_deglitch: ns(250),
        },
        desaturation: DesaturationPage {
            mute_input: false,
            turn_off: Some((SoftTurnOff::Current, SwitchTurnOff::Overcurrent)), // 4
            turn_off_current: Current::from_milliamps(900),                     // 20
            miller_threshold: volts(3_000),                                     // 80
            discharge: false,
            charge_current: Current::from_microamps(700), // 0200
            threshold: volts(9_000),                      // 6800
            gate_monitor_in_turn_off: true,
        },
        switch: SwitchPage {
            temperature_threshold: volts(1_250),   // 1
            temperature_current: Code::new(2)?,    // 10
            overcurrent_blanking: ns(2_000),       // 60
            short_circuit_blanking: ns(400),       // 0200
            short_circuit_threshold: volts(1_000), // 0800
            overcurrent_threshold: volts(500),     // 6000
        },
        supply: GateSupplyPage {
            adc_reaction: AdcReaction::Ignore, // 3
            adc_report: false,
            sample_delay: ns(280),
            sampling: Sampling::Center,
            adc: true, // 80
            negative_overvoltage: volts(-5_000),
            negative_undervoltage: volts(-5_000), // 0400
            positive_overvoltage: volts(23_000),
            positive_undervoltage: volts(12_000), // 8000
        },
        drive: DrivePage {
            strength: DriveStrength::Full,
            asc_pins: AscPins::Asc,
            reference: Reference::Internal,
            two_level_soft: false,
            checksum: true,
            two_level_current: Current::from_milliamps(600), // 0100
            two_level_time: ns(150),
            two_level_voltage: volts(8_000), // 4000
        },
        gate_reports: 0x0100,
        gate_reactions: GateReactionPage {
            internal_link: Low,
            gate_monitor: Low,
            thermal_shutdown: Low,
            switch_temperature: Ignore, // C0
            overcurrent: Low,
            int_reg: false,
            desaturation_short_circuit: Low,
            thermal_warning: true, // 8000
        },
        clamp: ClampPage {
            reactions: ReactionPage {
                clock: ForcedReaction::High, // 1
                configuration_checksum: Low,
                trim_checksum: Low,
                negative_overvoltage: Low,
                negative_undervoltage: Low,
                positive_overvoltage: Low,
                positive_undervoltage: Low,
            },
            hold_time: ns(200), // 4
        },
        adc_on: AdcChannels::NONE.with(1).ok_or(no)?, // 80
        adc_off: AdcChannels::NONE.with(7).ok_or(no)?, // 0200
        data_out: DataOutPage {
            output: Some(DataOutput::DieTemperature), // 40
            rate: DataRate::Kilohertz111_4,           // 0300
            temperature_ai1: false,
            temperature_ai3: false,
            temperature_ai5: false,
            current_ai2: false,
            current_ai4: false,
            current_ai6: false,
        },
    })
}
