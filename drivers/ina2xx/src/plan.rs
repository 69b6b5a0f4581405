//! A configuration as registers.

use core::time::Duration;

use bitflags::bitflags;

use crate::{
    Config, ConfigError, Inputs, Mode,
    codec::Scale,
    part::{Facts, Part},
    registers::{
        ina226::{ConfigurationFields, MaskEnableFields},
        ina228::{AdcConfigFields, ConfigFields, DiagAlrtFields},
    },
    time::TimeCode,
};

pub(crate) const CONFIG: u8 = 0x00;
pub(crate) const ADC_CONFIG: u8 = 0x01;
pub(crate) const SHUNT_TEMPCO: u8 = 0x03;

/// RST in both families.
pub(crate) const RESET: u16 = 0x8000;
/// RSTACC; reads as 0 or not at all.
pub(crate) const RESET_COUNTERS: u16 = 0x4000;

/// A register that has to hold something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) register: u8,
    pub(crate) mask: u16,
    pub(crate) value: u16,
}

impl Kept {
    /// Returns whether `found` is it; all ones, which a data line that nobody drives shows, only where they were written.
    pub(crate) const fn is(self, found: u16) -> bool {
        (found ^ self.value) & self.mask == 0 && (found != 0xFFFF || self.value == 0xFFFF)
    }
}

bitflags! {
    /// What would make a current look right and be wrong.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) struct Doubts: u8 {
        /// A reset of the part.
        const RESET = 1 << 0;
        /// An overflow of current or power in the part.
        const OVERFLOW = 1 << 1;
    }
}

/// A checked configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) scale: Scale,
    /// In µΩ.
    pub(crate) shunt: u64,
    /// Registers in the order in which they are written: calibration, flags, compensation, configuration, converter.
    pub(crate) kept: [Kept; 5],
    /// Register that tells from its value that the part has not reset.
    pub(crate) witness: Kept,
    /// Why a current always needs proof.
    pub(crate) doubts: Doubts,
    pub(crate) inputs: Inputs,
    pub(crate) is_continuous: bool,
    pub(crate) latency: Duration,
    pub(crate) duration: Duration,
}

const NOTHING: Kept = Kept {
    register: 0,
    mask: 0,
    value: 0,
};

impl Plan {
    /// Before the first `init`.
    pub(crate) const NONE: Self = Self {
        scale: Scale::NONE,
        shunt: 0,
        kept: [NOTHING; 5],
        witness: NOTHING,
        doubts: Doubts::empty(),
        inputs: Inputs::empty(),
        is_continuous: true,
        latency: Duration::ZERO,
        duration: Duration::ZERO,
    };

    pub(crate) fn new<P: Part>(config: &Config<P>) -> Result<Self, ConfigError> {
        let calibration = config.calibrate()?;
        let inputs = if P::FACTS.is_ina226 {
            config.inputs.difference(Inputs::TEMPERATURE)
        } else {
            config.inputs
        };
        if inputs.is_empty() {
            return Err(ConfigError::Inputs);
        }
        if config.tempco > 0x3FFF {
            return Err(ConfigError::TemperatureCoefficient);
        }
        let calibrated = Kept {
            register: P::FACTS.calibration,
            mask: 0xFFFF,
            value: calibration.register,
        };
        let [flags, tempco, configured, converter] = if P::FACTS.is_ina226 {
            ina226(config, inputs)
        } else {
            newer(config, inputs)?
        };
        let witness = if !calibration.is_reset_value(P::FACTS) {
            calibrated
        } else if configured.value != 0 {
            configured
        } else if converter.value & 0x0FFF != 0x0B68
            && (converter.value != 0xFFFF || flags.value == 0)
        {
            Kept {
                mask: 0x0FFF,
                ..converter
            }
        } else {
            flags
        };
        let changes_with_reset = !P::FACTS.is_ina226
            && (!calibration.is_reset_value(P::FACTS)
                || config.wanted.is_fine
                || config.tempco != 0);
        let mut doubts = Doubts::empty();
        doubts.set(Doubts::RESET, changes_with_reset);
        doubts.set(Doubts::OVERFLOW, calibration.can_overflow(P::FACTS));
        let mut scale = calibration.scale;
        if !doubts.is_empty() {
            scale.plain_currents = 0;
        }
        let cycle = config.cycle();
        Ok(Self {
            scale,
            shunt: config.wanted.shunt,
            kept: [calibrated, flags, tempco, configured, converter],
            witness,
            doubts,
            inputs,
            is_continuous: config.mode == Mode::Continuous,
            // The last result is up to a cycle old, and its first sample one more.
            latency: match config.mode {
                Mode::Continuous => cycle.saturating_mul(2),
                Mode::Triggered => config.duration(),
            },
            duration: config.duration(),
        })
    }

    /// Flags register: what is configured in it.
    pub(crate) const fn flags(&self) -> Kept {
        let [_, flags, ..] = self.kept;
        flags
    }

    pub(crate) const fn flags_mut(&mut self) -> &mut Kept {
        let [_, flags, ..] = &mut self.kept;
        flags
    }

    /// Register that is written for the counters to be cleared.
    pub(crate) const fn configured(&self) -> Kept {
        let [.., configured, _] = self.kept;
        configured
    }

    /// What shuts the converter down: MODE 0.
    pub(crate) const fn shut_down(&self, facts: Facts) -> u16 {
        self.converter().value & !mode(facts)
    }

    /// What `init` writes: in triggered mode nothing starts.
    pub(crate) fn at_rest(&self, kept: Kept, facts: Facts) -> u16 {
        if !self.is_continuous && kept == self.converter() {
            self.shut_down(facts)
        } else {
            kept.value
        }
    }

    /// What a register has to hold now.
    pub(crate) fn now(&self, kept: Kept, is_idle: bool, facts: Facts) -> Kept {
        if is_idle && kept == self.converter() {
            Kept {
                mask: kept.mask & !mode(facts),
                ..kept
            }
        } else {
            kept
        }
    }

    /// Register that is written to start.
    pub(crate) const fn converter(&self) -> Kept {
        let [.., converter] = self.kept;
        converter
    }
}

/// MODE in the register that starts.
const fn mode(facts: Facts) -> u16 {
    if facts.is_ina226 { 0x0007 } else { 0xF000 }
}

/// Mask/Enable and Configuration; it has no other register.
fn ina226<P: Part>(config: &Config<P>, inputs: Inputs) -> [Kept; 4] {
    let mut flags = MaskEnableFields::from([0; 2]);
    flags.set_cnvr(config.alert.shows_conversions);
    flags.set_apol(config.alert.is_active_high);
    flags.set_len(config.alert.is_latched);
    let mut converter = ConfigurationFields::from([0; 2]);
    converter.set_avg(config.averages as u8);
    converter.set_vbusct(config.bus_time.code());
    converter.set_vshct(config.shunt_time.code());
    converter.set_mode(ina226_mode(inputs, config.mode == Mode::Continuous));
    [
        Kept {
            register: P::FACTS.flags,
            mask: 0xFC03,
            value: u16::from_be_bytes(flags.into()),
        },
        NOTHING,
        NOTHING,
        Kept {
            register: CONFIG,
            mask: if config.mode == Mode::Continuous {
                0x0FFF
            } else {
                0x0FF8
            },
            value: u16::from_be_bytes(converter.into()),
        },
    ]
}

/// Bit 2 continuous, bit 1 bus, bit 0 shunt.
fn ina226_mode(inputs: Inputs, is_continuous: bool) -> u8 {
    u8::from(is_continuous) << 2
        | u8::from(inputs.contains(Inputs::BUS)) << 1
        | u8::from(inputs.contains(Inputs::SHUNT))
}

/// DIAG_ALRT, SHUNT_TEMPCO, CONFIG and ADC_CONFIG.
fn newer<P: Part>(config: &Config<P>, inputs: Inputs) -> Result<[Kept; 4], ConfigError> {
    let delay = config.delay.as_micros();
    let steps = u8::try_from(delay / 2_000).map_err(|_| ConfigError::ConversionDelay)?;
    if !delay.is_multiple_of(2_000) {
        return Err(ConfigError::ConversionDelay);
    }
    let mut configured = ConfigFields::from([0; 2]);
    configured.set_convdly(steps);
    configured.set_tempcomp(config.tempco != 0);
    configured.set_adcrange(config.wanted.is_fine);
    let mut converter = AdcConfigFields::from([0; 2]);
    converter.set_mode(
        u8::from(config.mode == Mode::Continuous) << 3
            | u8::from(inputs.contains(Inputs::TEMPERATURE)) << 2
            | u8::from(inputs.contains(Inputs::SHUNT)) << 1
            | u8::from(inputs.contains(Inputs::BUS)),
    );
    converter.set_vbusct(config.bus_time.code());
    converter.set_vshct(config.shunt_time.code());
    converter.set_vtct(config.temperature_time.code());
    converter.set_avg(config.averages as u8);
    let mut flags = DiagAlrtFields::from([0; 2]);
    flags.set_alatch(config.alert.is_latched);
    flags.set_cnvr(config.alert.shows_conversions);
    // Without averages it changes nothing, and makes the register differ from its reset value.
    flags.set_slowalert(config.alert.compares_averages || config.averages.count() == 1);
    flags.set_apol(config.alert.is_active_high);
    let is_continuous = config.mode == Mode::Continuous;
    Ok([
        Kept {
            register: P::FACTS.flags,
            mask: 0xF000,
            value: u16::from_be_bytes(flags.into()),
        },
        Kept {
            register: SHUNT_TEMPCO,
            mask: if P::FACTS.is_wide { 0x3FFF } else { 0 },
            value: config.tempco,
        },
        Kept {
            register: CONFIG,
            mask: 0x3FF0,
            value: u16::from_be_bytes(configured.into()),
        },
        Kept {
            register: ADC_CONFIG,
            // What MODE reads as after a triggered conversion is not known.
            mask: if is_continuous { 0xFFFF } else { 0x0FFF },
            value: u16::from_be_bytes(converter.into()),
        },
    ])
}
