//! A configuration as registers.

use core::time::Duration;

use hal_power::Frequency;

use crate::{
    Config, ConfigError, CurrentInput, Edge, Pga,
    codec::{Scale, sample_code},
    config::{NoLoad, calibration},
    register::{
        ACCMODE, AIGAIN, AIRMSOS, ALT_OUTPUT, AP_NOLOAD, AVAGAIN, AVAOS, AVARGAIN, AVAROS, AVGAIN,
        AWATTOS, AWGAIN, BIGAIN, BIRMSOS, BVAGAIN, BVAOS, BVARGAIN, BVAROS, BVGAIN, BWATTOS,
        BWGAIN, Bits8, Bits16, Bits24, CF1DEN, CF2DEN, CFMODE, CONFIG, DISNOLOAD, EX_REF, IRQENA,
        IRQENB, LCYCMODE, OILVL, OVLVL, PGA_IA, PGA_IB, PGA_V, PHCALA, PHCALB, Register, SAGCYC,
        SAGLVL, VA_NOLOAD, VAR_NOLOAD, VRMSOS, WRITE_PROTECT, Width, config,
    },
    status::{ACCUMULATION, KNOWN_A, KNOWN_B},
};

/// A register that has to hold something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kept<W: Width> {
    pub(crate) register: Register<W>,
    pub(crate) value: W::Value,
    /// What a reset leaves there.
    pub(crate) at_reset: W::Value,
    /// Bits that are settings.
    pub(crate) mask: u32,
}

impl<W: Width> Kept<W> {
    const fn new(register: Register<W>, value: W::Value, at_reset: W::Value) -> Self {
        Self {
            register,
            value,
            at_reset,
            mask: W::MAX,
        }
    }

    /// Whether `found` is it.
    pub(crate) fn is(&self, found: W::Value) -> bool {
        (found.into() ^ self.value.into()) & self.mask == 0
    }

    /// Whether a reset leaves something else there.
    pub(crate) fn differs(&self) -> bool {
        self.value != self.at_reset
    }
}

/// A checked configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) scale: Scale,
    pub(crate) clock: Frequency,
    pub(crate) latency: Duration,
    /// In the order in which they are written, SAGCYC before SAGLVL.
    pub(crate) bytes: [Kept<Bits8>; 6],
    pub(crate) words: [Kept<Bits16>; 7],
    pub(crate) longs: [Kept<Bits24>; 28],
    /// Written behind the levels, with detection off until then (page 40).
    pub(crate) no_load: Kept<Bits8>,
    /// Written behind everything.
    pub(crate) protection: Kept<Bits8>,
    pub(crate) timeout: u16,
}

/// Settling of effective values (page 23).
pub(crate) const SETTLING: Duration = Duration::from_millis(200);

/// ZXTOUT counts a 256th of the clock (page 44).
fn timeout(config: &Config) -> Result<u16, ConfigError> {
    let millihertz = u128::from(config.clock.as_millihertz());
    let nanos = config.zero_crossing_timeout.as_nanos();
    let steps = nanos
        .checked_mul(millihertz)
        .map(|product| product / 256 / 1_000_000_000_000);
    match steps.and_then(|steps| u16::try_from(steps).ok()) {
        Some(steps @ 1..) => Ok(steps),
        _ => Err(ConfigError::ZeroCrossingTimeout),
    }
}

fn gain(gain: crate::Gain) -> Result<u32, ConfigError> {
    if gain.is_possible() {
        Ok(gain.code())
    } else {
        Err(ConfigError::Gain)
    }
}

fn offset(value: i32) -> Result<u32, ConfigError> {
    calibration::offset(value).ok_or(ConfigError::Offset)
}

fn phase(input: &CurrentInput) -> Result<u16, ConfigError> {
    calibration::phase(input.calibration.phase).ok_or(ConfigError::Phase)
}

const ONE: u32 = crate::Gain::ONE.code();

/// Gains and offsets of a current, in the order of their addresses.
fn calibration_of(
    input: &CurrentInput,
    [i, w, var, va, rms, active, reactive, apparent]: [Register<Bits24>; 8],
) -> Result<[Kept<Bits24>; 8], ConfigError> {
    let own = &input.calibration;
    Ok([
        Kept::new(i, gain(own.current_gain)?, ONE),
        Kept::new(w, gain(own.active_gain)?, ONE),
        Kept::new(var, gain(own.reactive_gain)?, ONE),
        Kept::new(va, gain(own.apparent_gain)?, ONE),
        Kept::new(rms, offset(own.rms_offset)?, 0),
        Kept::new(active, offset(own.active_offset)?, 0),
        Kept::new(reactive, offset(own.reactive_offset)?, 0),
        Kept::new(apparent, offset(own.apparent_offset)?, 0),
    ])
}

fn level(code: Option<u32>) -> Result<u32, ConfigError> {
    code.ok_or(ConfigError::Limit)
}

impl Plan {
    pub(crate) fn new(configured: &Config) -> Result<Self, ConfigError> {
        check(configured)?;
        let (sag_level, sag_cycles) = sag(configured)?;
        let no_load = configured.no_load;
        let disabled = (0..).zip(no_load).fold(0, |bits: u8, (bit, level)| {
            bits | u8::from(level.is_off()) << bit
        });
        Ok(Self {
            scale: Scale::new(configured)?,
            clock: configured.clock,
            latency: configured.zero_crossing_timeout.max(SETTLING),
            bytes: [
                Kept::new(SAGCYC, sag_cycles, 0),
                // RSTREAD off: reading an energy does not take it away
                Kept::new(LCYCMODE, 0, 0x40),
                Kept::new(PGA_V, configured.voltage.pga.bits(), 0),
                Kept::new(PGA_IA, configured.a.pga.bits(), 0),
                Kept::new(PGA_IB, configured.b.pga.bits(), 0),
                Kept::new(EX_REF, configured.has_external_reference.into(), 0),
            ],
            words: words(configured)?,
            longs: longs(configured, sag_level)?,
            no_load: Kept::new(DISNOLOAD, disabled, 0),
            protection: Kept::new(
                WRITE_PROTECT,
                if configured.is_protected { 0b111 } else { 0 },
                0,
            ),
            timeout: timeout(configured)?,
        })
    }
}

fn check(configured: &Config) -> Result<(), ConfigError> {
    if configured.voltage.pga == Pga::X22 || configured.b.pga == Pga::X22 {
        return Err(ConfigError::Pga);
    }
    if !(3_540_000_000..=3_620_000_000).contains(&configured.clock.as_millihertz()) {
        return Err(ConfigError::Clock);
    }
    if configured.energy_rate == Frequency::ZERO {
        return Err(ConfigError::EnergyRate);
    }
    if !(1_000_000..=0x7F_FFFF).contains(&configured.peak_code) {
        return Err(ConfigError::PeakCode);
    }
    let (a, b) = configured.interrupts;
    let unknown_options = configured.options.bits() & !crate::Options::all().bits();
    if a.bits() & !KNOWN_A != 0 || b.bits() & !KNOWN_B != 0 || unknown_options != 0 {
        return Err(ConfigError::UnknownBits);
    }
    Ok(())
}

fn sag(configured: &Config) -> Result<(u32, u8), ConfigError> {
    let Some((level, half_cycles @ 1..)) = configured.sag else {
        return configured.sag.map_or(Ok((0, 0)), |_| Err(ConfigError::Sag));
    };
    let full_scale = configured.voltage.full_scale.as_microvolts();
    let code = sample_code(level.as_microvolts(), full_scale, configured.peak_code);
    Ok((code.ok_or(ConfigError::Sag)?, half_cycles))
}

fn words(configured: &Config) -> Result<[Kept<Bits16>; 7], ConfigError> {
    let edge = match configured.edge {
        Edge::Both => 0,
        Edge::Falling => 1 << 12,
        Edge::Rising => 2 << 12,
    };
    let integrator = |input: &CurrentInput, bit| if input.has_integrator { bit } else { 0 };
    // COMM_LOCK cleared: the interface is locked
    let set = config::HPFEN
        | config::CRC_ENABLE
        | integrator(&configured.a, config::INTENA)
        | integrator(&configured.b, config::INTENB)
        | configured.options.bits()
        | edge;
    let [first, second] = configured.pulses;
    let select = |pulse: Option<(crate::Pulse, u16)>| pulse.map_or(0, |(pulse, _)| pulse.bits());
    let denominator = |pulse: Option<(crate::Pulse, u16)>| pulse.map_or(0x3F, |(_, steps)| steps);
    let pulses = select(first)
        | select(second) << 4
        | u16::from(first.is_none()) << 8
        | u16::from(second.is_none()) << 9;
    let [zx, zx_i, revp] = configured.pins;
    let pins = zx.bits() | zx_i.bits() << 4 | revp.bits() << 8;
    Ok([
        Kept::new(CONFIG, set, 0x8004),
        Kept::new(CF1DEN, denominator(first), 0x3F),
        Kept::new(CF2DEN, denominator(second), 0x3F),
        Kept::new(CFMODE, pulses, 0x0300),
        Kept::new(PHCALA, phase(&configured.a)?, 0),
        Kept::new(PHCALB, phase(&configured.b)?, 0),
        Kept::new(ALT_OUTPUT, pins, 0),
    ])
}

fn longs(configured: &Config, sag_level: u32) -> Result<[Kept<Bits24>; 28], ConfigError> {
    let [active, reactive, apparent] = configured.no_load;
    let no_load = |level: NoLoad, at_reset| level.code(at_reset).ok_or(ConfigError::NoLoad);
    let volts = configured.voltage.full_scale.as_microvolts();
    let amps = configured.a.full_scale.as_microamps();
    let peak = configured.peak_code;
    let overvoltage = configured.overvoltage.map_or(Ok(0xFF_FFFF), |limit| {
        level(sample_code(limit.as_microvolts(), volts, peak))
    })?;
    let overcurrent = configured.overcurrent.map_or(Ok(0xFF_FFFF), |limit| {
        level(sample_code(limit.as_microamps(), amps, peak))
    })?;
    let (a, b) = configured.interrupts;
    let voltage_gain = gain(configured.voltage.gain)?;
    let mut accumulation = Kept::new(ACCMODE, 0, 0);
    accumulation.mask = ACCUMULATION;
    let [ai, aw, avar, ava, airms, awatt, avaros, avaos] = calibration_of(
        &configured.a,
        [
            AIGAIN, AWGAIN, AVARGAIN, AVAGAIN, AIRMSOS, AWATTOS, AVAROS, AVAOS,
        ],
    )?;
    let [bi, bw, bvar, bva, birms, bwatt, bvaros, bvaos] = calibration_of(
        &configured.b,
        [
            BIGAIN, BWGAIN, BVARGAIN, BVAGAIN, BIRMSOS, BWATTOS, BVAROS, BVAOS,
        ],
    )?;
    Ok([
        Kept::new(SAGLVL, sag_level, 0),
        accumulation,
        Kept::new(AP_NOLOAD, no_load(active, 0xE419)?, 0xE419),
        Kept::new(VAR_NOLOAD, no_load(reactive, 0xE419)?, 0xE419),
        Kept::new(VA_NOLOAD, no_load(apparent, 0)?, 0),
        Kept::new(OVLVL, overvoltage, 0xFF_FFFF),
        Kept::new(OILVL, overcurrent, 0xFF_FFFF),
        // RESET reads as enabled
        Kept::new(IRQENA, a.bits() | 1 << 20, 1 << 20),
        Kept::new(IRQENB, b.bits(), 0),
        ai,
        Kept::new(AVGAIN, voltage_gain, ONE),
        aw,
        avar,
        ava,
        airms,
        Kept::new(VRMSOS, offset(configured.voltage.rms_offset)?, 0),
        awatt,
        avaros,
        avaos,
        bi,
        Kept::new(BVGAIN, voltage_gain, ONE),
        bw,
        bvar,
        bva,
        birms,
        bwatt,
        bvaros,
        bvaos,
    ])
}

#[cfg(test)]
mod tests;
