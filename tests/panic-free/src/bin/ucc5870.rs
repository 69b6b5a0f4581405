//! Every public method of the `ucc5870` driver.
#![no_std]
#![no_main]

use core::time::Duration;

use embedded_hal::digital::PinState;
use hal_inverter::{GateFaults, PowerStage as _};
use hal_power::{Current, Error as _, SafeState as _, Voltage};
use panic_free::{
    call, entry, half,
    hidden::{number, show, signed},
    stage::Stage,
    wire::Wire,
};
#[cfg(feature = "asynch")]
use ucc5870::asynch::Ucc5870;
#[cfg(not(feature = "asynch"))]
use ucc5870::blocking::Ucc5870;
use ucc5870::{
    AdcChannels, AdcInput, AdcReaction, Asc, AscPins, ClampPage, Code, Config, ConfigError,
    DataOutPage, DataOutput, DataRate, DeadTime, DesaturationPage, DrivePage, DriveStrength,
    ForcedReaction, GateProtectionPage, GateReactionPage, GateSupplyPage, Judgement, LogicPage,
    LogicReactionPage, LogicSupply, MillerClamp, Pages, Reaction, ReactionPage, Reference,
    Register, Sampling, SecondPin, SelfTest, Settings, SoftTurnOff, SwitchPage, SwitchTurnOff,
};

#[cfg(feature = "asynch")]
use hal_inverter::asynch::GateDriver;
#[cfg(not(feature = "asynch"))]
use hal_inverter::blocking::GateDriver;

fn volts() -> Voltage {
    Voltage::from_microvolts(signed())
}

fn amps() -> Current {
    Current::from_microamps(signed())
}

fn time() -> Duration {
    Duration::from_nanos(u64::from(number()))
}

fn byte() -> u8 {
    number().to_le_bytes()[0]
}

fn word() -> u16 {
    let [low, high, ..] = number().to_le_bytes();
    u16::from_le_bytes([low, high])
}

fn place() -> usize {
    usize::from(word())
}

fn yes() -> bool {
    number() != 0
}

fn reaction() -> ForcedReaction {
    match number() {
        0 => ForcedReaction::Low,
        1 => ForcedReaction::High,
        _ => ForcedReaction::Ignore,
    }
}

fn one() -> Reaction {
    if yes() {
        Reaction::Low
    } else {
        Reaction::Ignore
    }
}

fn channels() -> AdcChannels {
    let channels = AdcChannels::NONE.with(byte());
    channels.unwrap_or(AdcChannels::NONE)
}

fn dead_time() -> Result<DeadTime, ConfigError> {
    let code = Code::<6>::new(byte())?;
    show(&code.get());
    Ok(DeadTime::from_nanos(number()).unwrap_or(DeadTime::from_code(code)))
}

fn config() -> Result<Config, ConfigError> {
    let config = Config::new(&Pages {
        logic: LogicPage {
            dead_time: dead_time()?,
            second_pin: if yes() {
                SecondPin::Fault
            } else {
                SecondPin::DataOut
            },
            overvoltage: yes(),
            overvoltage_level: LogicSupply::Volts5,
            undervoltage: yes(),
            undervoltage_level: LogicSupply::Volts3_3,
            thermal_warning: yes(),
            input_deglitch: time(),
        },
        logic_reports: word(),
        logic_reactions: LogicReactionPage {
            bias_ai1: yes(),
            bias_ai3: yes(),
            bias_ai5: yes(),
            source_ai135: yes(),
            source_ai246: yes(),
            configuration_checksum: one(),
            internal_link: one(),
            internal_regulator: one(),
            frame: reaction(),
            shoot_through: reaction(),
            pwm_check: one(),
            overvoltage: one(),
            undervoltage: one(),
        },
        protection: GateProtectionPage {
            negative_supply: yes(),
            switch_temperature: yes(),
            overcurrent: yes(),
            short_circuit: yes(),
            desaturation: yes(),
            voltage_clamp: yes(),
            miller_clamp: if yes() {
                MillerClamp::Off
            } else {
                MillerClamp::External
            },
            gm_en: yes(),
            gate_monitor_blanking: time(),
            overvoltage: yes(),
            undervoltage: yes(),
            desaturation_deglitch: time(),
            temperature_deglitch: time(),
        },
        desaturation: DesaturationPage {
            mute_input: yes(),
            turn_off: yes().then_some((SoftTurnOff::TwoLevel, SwitchTurnOff::Temperature)),
            turn_off_current: amps(),
            miller_threshold: volts(),
            discharge: yes(),
            charge_current: amps(),
            threshold: volts(),
            gate_monitor_in_turn_off: yes(),
        },
        switch: SwitchPage {
            temperature_threshold: volts(),
            temperature_current: Code::new(byte())?,
            overcurrent_blanking: time(),
            short_circuit_blanking: time(),
            short_circuit_threshold: volts(),
            overcurrent_threshold: volts(),
        },
        supply: GateSupplyPage {
            adc_reaction: AdcReaction::Ignore,
            adc_report: yes(),
            sample_delay: time(),
            sampling: if yes() {
                Sampling::Edge
            } else {
                Sampling::Hybrid
            },
            adc: yes(),
            negative_overvoltage: volts(),
            negative_undervoltage: volts(),
            positive_overvoltage: volts(),
            positive_undervoltage: volts(),
        },
        drive: DrivePage {
            strength: if yes() {
                DriveStrength::Full
            } else {
                DriveStrength::Sixth
            },
            asc_pins: AscPins::Asc,
            reference: Reference::Internal,
            two_level_soft: yes(),
            checksum: yes(),
            two_level_current: amps(),
            two_level_time: time(),
            two_level_voltage: volts(),
        },
        gate_reports: word(),
        gate_reactions: GateReactionPage {
            internal_link: reaction(),
            gate_monitor: reaction(),
            thermal_shutdown: reaction(),
            switch_temperature: reaction(),
            overcurrent: reaction(),
            int_reg: yes(),
            desaturation_short_circuit: reaction(),
            thermal_warning: yes(),
        },
        clamp: ClampPage {
            reactions: ReactionPage {
                clock: reaction(),
                configuration_checksum: reaction(),
                trim_checksum: reaction(),
                negative_overvoltage: reaction(),
                negative_undervoltage: reaction(),
                positive_overvoltage: reaction(),
                positive_undervoltage: reaction(),
            },
            hold_time: time(),
        },
        adc_on: channels(),
        adc_off: channels(),
        data_out: DataOutPage {
            output: yes().then_some(DataOutput::DieTemperature),
            rate: DataRate::Kilohertz111_4,
            temperature_ai1: yes(),
            temperature_ai3: yes(),
            temperature_ai5: yes(),
            current_ai2: yes(),
            current_ai4: yes(),
            current_ai6: yes(),
        },
    })?;
    for (register, word) in config.registers() {
        show(&register.number());
        show(&register.mask());
        show(&word);
    }
    Ok(config)
}

fn settings() -> Settings {
    let settings = Settings::new(time());
    show(&settings.reset_time());
    show(&settings.has_own_fetches());
    if yes() {
        settings.with_own_fetches()
    } else {
        settings
    }
}

fn register() -> Register {
    match number() {
        0 => Register::SpiTest,
        1 => Register::Control2,
        _ => Register::Cfg5,
    }
}

fn test() -> SelfTest {
    let test = match number() {
        0 => SelfTest::Desaturation,
        1 => SelfTest::LogicClock,
        _ => SelfTest::GateOff,
    };
    show(&test.start());
    show(&test.flag());
    test
}

half! {
    fn alone() {
        let Ok(config) = config() else {
            return;
        };
        let mut bank = Ucc5870::<_, _, 1>::new(Wire, Wire, settings(), [config]);
        call!(bank.init_addressed());
        let mut stage = Stage::<1>;
        if let Ok(disarmed) = stage.disarmed() {
            call!(bank.enable(&disarmed));
        }
        call!(bank.faults(&mut [GateFaults::empty()]));
        show(&bank.count());
        show(&bank.free());
    }

    fn bank() {
        let Ok(config) = config() else {
            return;
        };
        let asc = Asc::new(Wire, Wire);
        let mut bank = Ucc5870::<_, _, 6, _>::with_asc(Wire, Wire, settings(), [config; 6], asc);
        call!(bank.init(&mut [Wire, Wire, Wire, Wire, Wire, Wire]));
        call!(bank.configure([config; 6]));
        show(bank.configs());
        let mut stage = Stage::<1>;
        let mut gates = [GateFaults::empty(); 6];
        if let Ok(disarmed) = stage.disarmed() {
            let judgement = Judgement { wait: time(), passes: PinState::from(yes()) };
            call!(bank.self_test(place(), test(), judgement, &disarmed));
            call!(bank.clear_faults(&disarmed));
            call!(bank.enable(&disarmed));
        }
        call!(bank.faults(&mut gates));
        for status in bank.statuses() {
            show(&status.words());
            show(&status.mode());
            show(&status.is_ready());
            show(&status.is_enabled());
            show(&status.input());
            show(&status.inverting_input());
            show(&status.off_input());
            show(&status.faults());
        }
        call!(bank.verify());
        #[cfg(feature = "asynch")]
        let result = bank.adc(place(), AdcInput::Outh, word()).await;
        #[cfg(not(feature = "asynch"))]
        let result = bank.adc(place(), AdcInput::Outh, word());
        if let Ok(result) = result {
            show(&result.code());
            show(&result.time_stamp());
            show(&result.voltage(volts(), word()));
        }
        show(&AdcInput::DieTemperature.register());
        call!(bank.read_register(place(), register()));
        call!(bank.write_register(place(), register(), word()));
        call!(bank.disable());
        bank.make_safe();
        call!(bank.reset_chips());
        show(&ucc5870::Error::<()>::Chips(place()).kind());
        show(&bank.free().2.into_pins());
    }

    fn main() {
        call!(alone());
        call!(bank());
    }
}

entry!(main);
