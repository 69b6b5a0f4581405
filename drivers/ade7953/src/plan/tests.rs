use hal_power::{Current, Ratio, Voltage};

use super::*;
use crate::{
    Calibration, Channel, Direction, EventsA, EventsB, Gain, Options, Pin, PinFunction, Pulse,
    PulsePin, VoltageInput,
};

fn config() -> Config {
    Config::new(
        Direction::PositiveImports,
        VoltageInput::new(Voltage::from_volts(350)),
        CurrentInput::new(Current::from_amps(50)),
        CurrentInput::new(Current::from_amps(25)),
    )
}

fn word(config: &Config, register: Register<Bits16>) -> u16 {
    let plan = Plan::new(config).unwrap();
    let mut words = plan.words.iter();
    words.find(|kept| kept.register == register).unwrap().value
}

fn long(config: &Config, register: Register<Bits24>) -> u32 {
    let plan = Plan::new(config).unwrap();
    let mut longs = plan.longs.iter();
    longs.find(|kept| kept.register == register).unwrap().value
}

#[test]
fn what_is_not_named_stays_as_after_a_reset() {
    let plan = Plan::new(&config()).unwrap();
    let bytes = plan.bytes.iter().filter(|kept| kept.differs());
    assert!(
        bytes
            .map(|kept| (kept.register, kept.value))
            .eq([(LCYCMODE, 0)])
    );
    let words = plan.words.iter().filter(|kept| kept.differs());
    assert!(
        words
            .map(|kept| (kept.register, kept.value))
            .eq([(CONFIG, 0x0104)])
    );
    assert!(!plan.longs.iter().any(Kept::differs));
    assert!(!plan.no_load.differs() && !plan.protection.differs());
    // 100 ms at 13.98 kHz
    assert_eq!(plan.timeout, 1_398);
    assert_eq!(plan.latency, Duration::from_millis(200));
}

#[test]
fn no_register_is_there_twice() {
    let plan = Plan::new(&config()).unwrap();
    for (index, kept) in plan.longs.iter().enumerate() {
        let others = plan.longs.iter().skip(index + 1);
        assert!(others.clone().all(|other| other.register != kept.register));
    }
}

#[test]
fn switches_and_pins() {
    let mut config = config()
        .with_edge(Edge::Rising)
        .with_options(Options::ZERO_CROSSING_OF_B | Options::REVERSE_POWER_PULSES)
        .with_pulse(PulsePin::Cf2, Pulse::Reactive(Channel::B), 10)
        .with_pin(Pin::Zx, PinFunction::Sag)
        .with_pin(Pin::ZxI, PinFunction::NoActiveLoad(Channel::B))
        .with_pin(Pin::Revp, PinFunction::InterruptB);
    config.a = config.a.with_integrator();
    assert_eq!(word(&config, CONFIG), 0x2925);
    assert_eq!(word(&config, CFMODE), 0x0150);
    assert_eq!(word(&config, CF1DEN), 0x003F);
    assert_eq!(word(&config, CF2DEN), 10);
    assert_eq!(word(&config, ALT_OUTPUT), 0x0A61);
    config.b = config.b.with_integrator();
    let config = config
        .with_edge(Edge::Falling)
        .with_pulse(PulsePin::Cf1, Pulse::ActiveSum, 1);
    assert_eq!(word(&config, CONFIG), 0x1927);
    assert_eq!(word(&config, CFMODE), 0x0059);
}

#[test]
fn calibration_goes_where_it_belongs() {
    let mut own = Calibration::NONE;
    own.current_gain = Gain::from_code(0x40_0001);
    own.active_gain = Gain::from_code(0x40_0002);
    own.reactive_gain = Gain::from_code(0x40_0003);
    own.apparent_gain = Gain::from_code(0x40_0004);
    own.rms_offset = -5;
    own.active_offset = 6;
    own.reactive_offset = 7;
    own.apparent_offset = 8;
    own.phase = -9;
    let mut config = config();
    config.b = config.b.with_calibration(own);
    config.voltage = config
        .voltage
        .with_gain(Gain::from_ratio(Ratio::from_percent(75)))
        .with_rms_offset(10);
    for (register, value) in [
        (BIGAIN, 0x40_0001),
        (BWGAIN, 0x40_0002),
        (BVARGAIN, 0x40_0003),
        (BVAGAIN, 0x40_0004),
        (BIRMSOS, 0xFF_FFFB),
        (BWATTOS, 6),
        (BVAROS, 7),
        (BVAOS, 8),
        (AVGAIN, 0x30_0000),
        (BVGAIN, 0x30_0000),
        (VRMSOS, 10),
        (AIGAIN, 0x40_0000),
        (AVAOS, 0),
    ] {
        assert_eq!(long(&config, register), value, "{register:?}");
    }
    assert_eq!(word(&config, PHCALB), 0x209);
    assert_eq!(word(&config, PHCALA), 0);
}

#[test]
fn levels_are_codes_of_samples() {
    let config = config()
        .with_sag(Voltage::from_volts(260), 4)
        .with_overvoltage(Voltage::from_volts(390))
        .with_overcurrent(Current::from_amps(60))
        .with_interrupts(EventsA::SAG | EventsA::OVERVOLTAGE, EventsB::OVERCURRENT)
        .with_no_load(NoLoad::OneIn(20_000), NoLoad::Off, NoLoad::LOWEST);
    // 6,500,000 × 260 ÷ (350 × 1.41421)
    assert_eq!(long(&config, SAGLVL), 3_414_316);
    assert_eq!(long(&config, OVLVL), 5_121_473);
    assert_eq!(long(&config, OILVL), 5_515_433);
    assert_eq!(long(&config, IRQENA), 0x19_0000);
    assert_eq!(long(&config, IRQENB), 0x2000);
    assert_eq!(long(&config, AP_NOLOAD), 51_250);
    let plan = Plan::new(&config).unwrap();
    assert_eq!(plan.no_load.value, 0b010);
    assert!(
        plan.bytes
            .iter()
            .any(|kept| kept.register == SAGCYC && kept.value == 4)
    );
}

#[test]
fn conditions_in_accmode_are_no_settings() {
    let plan = Plan::new(&config()).unwrap();
    let kept = plan
        .longs
        .iter()
        .find(|kept| kept.register == ACCMODE)
        .unwrap();
    assert!(kept.is(0x3F_3C00));
    assert!(!kept.is(0x3F_3C01));
    assert!(!kept.is(0x00_0200));
}

#[test]
fn what_cannot_be_had() {
    let refused = |config: Config| Plan::new(&config).unwrap_err();
    let volts = |volts| config().with_overvoltage(Voltage::from_volts(volts));
    assert_eq!(refused(volts(0)), ConfigError::Limit);
    assert_eq!(refused(volts(700)), ConfigError::Limit);
    let amps = config().with_overcurrent(Current::from_amps(-1));
    assert_eq!(refused(amps), ConfigError::Limit);
    let sag = config().with_sag(Voltage::from_volts(200), 0);
    assert_eq!(refused(sag), ConfigError::Sag);
    assert_eq!(
        refused(config().with_sag(Voltage::ZERO, 1)),
        ConfigError::Sag
    );
    let none = NoLoad::OneIn(0);
    let no_load = config().with_no_load(NoLoad::Off, none, NoLoad::Off);
    assert_eq!(refused(no_load), ConfigError::NoLoad);
    for timeout in [Duration::ZERO, Duration::from_secs(5), Duration::MAX] {
        let config = config().with_zero_crossing_timeout(timeout);
        assert_eq!(refused(config), ConfigError::ZeroCrossingTimeout);
    }
    for clock in [0, 3_539_999, 3_620_001] {
        let config = config().with_clock(Frequency::from_hertz(clock));
        assert_eq!(refused(config), ConfigError::Clock);
    }
    let rate = config().with_energy_rate(Frequency::ZERO);
    assert_eq!(refused(rate), ConfigError::EnergyRate);
    assert_eq!(refused(config().with_peak_code(0)), ConfigError::PeakCode);
    assert_eq!(
        refused(config().with_peak_code(1 << 23)),
        ConfigError::PeakCode
    );
    let unknown = EventsA::from_bits_retain(1 << 22);
    let config_a = config().with_interrupts(unknown, EventsB::empty());
    assert_eq!(refused(config_a), ConfigError::UnknownBits);
    let unknown = Options::from_bits_retain(config::SWRST);
    assert_eq!(
        refused(config().with_options(unknown)),
        ConfigError::UnknownBits
    );

    let mut pga = config();
    pga.b = pga.b.with_pga(Pga::X22);
    assert_eq!(refused(pga), ConfigError::Pga);
    let mut wrong = config();
    wrong.voltage = wrong.voltage.with_gain(Gain::from_code(0));
    assert_eq!(refused(wrong), ConfigError::Gain);
    let mut own = Calibration::NONE;
    own.phase = 384;
    wrong = config();
    wrong.a = wrong.a.with_calibration(own);
    assert_eq!(refused(wrong), ConfigError::Phase);
    own.phase = 0;
    own.apparent_offset = i32::MAX;
    wrong.a = wrong.a.with_calibration(own);
    assert_eq!(refused(wrong), ConfigError::Offset);
}
