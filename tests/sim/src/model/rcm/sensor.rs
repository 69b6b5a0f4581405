//! The sensor, and the converter behind its output.

use crate::{model::real, random::Random};
use hal_power::{Current, Frequency, Resistance, Voltage};

/// A winding through the core, a resistor, and the supply that a pin puts on them.
#[derive(Debug, Clone, Copy)]
pub struct Winding {
    /// Turns; 0 is a winding that is broken, and negative ones are wound the other way round.
    pub turns: i32,
    /// All that limits the current.
    pub resistance: Resistance,
    /// The supply.
    pub supply: Voltage,
}

impl Winding {
    fn amps(self) -> f64 {
        let current = real::volts(self.supply) / real::ohms(self.resistance).max(1e-3);
        current * f64::from(self.turns)
    }
}

/// A converter: codes, the code of nothing, and what all codes span.
#[derive(Debug, Clone, Copy)]
pub struct Converter<Q> {
    /// Least code.
    pub lowest: i32,
    /// Largest code.
    pub highest: i32,
    /// Code of nothing.
    pub zero: i32,
    /// From the least code to the largest.
    pub span: Q,
    /// Most that is added to or taken from a sample by chance.
    pub noise: Q,
}

impl<Q> Converter<Q> {
    /// Of base SI units: what is to be converted, the span, the noise.
    fn code(&self, value: f64, span: f64, noise: f64, random: &mut Random) -> i32 {
        let codes = f64::from(self.highest) - f64::from(self.lowest);
        let chance = f64::from(random.within(STEPS)) / f64::from(STEPS);
        let code = f64::from(self.zero) + (value + noise * chance) / span * codes;
        let code = libm::round(code).clamp(f64::from(self.lowest), f64::from(self.highest));
        #[expect(clippy::cast_possible_truncation, reason = "clamped")]
        let code = code as i32;
        code
    }
}

impl Converter<Voltage> {
    pub(super) fn of_volts(&self, volts: f64, random: &mut Random) -> i32 {
        self.code(
            volts,
            real::volts(self.span),
            real::volts(self.noise),
            random,
        )
    }
}

/// Steps of the noise to either side.
const STEPS: u16 = 1_000;

/// The sensor: its core sees line, neutral and the test winding.
#[derive(Debug, Clone)]
pub struct Sensor {
    converter: Converter<Current>,
    /// Time constant, in s.
    lag: f64,
    winding: Winding,
    is_driven: bool,
    offset: f64,
    gain: f64,
    seen: f64,
    /// Code that it froze at.
    frozen: Option<i32>,
}

impl Sensor {
    pub(super) fn new(
        converter: Converter<Current>,
        corner: Option<Frequency>,
        winding: Winding,
    ) -> Self {
        let lag = corner.map_or(0.0, |corner| {
            1e3 / core::f64::consts::TAU / f64::from(corner.as_millihertz()).max(1.0)
        });
        Self {
            converter,
            lag,
            winding,
            is_driven: false,
            offset: 0.0,
            gain: 1.0,
            seen: 0.0,
            frozen: None,
        }
    }

    /// Puts the supply on the test winding, or takes it off.
    pub fn drive_winding(&mut self, on: bool) {
        self.is_driven = on;
    }

    /// Winds the test winding anew.
    pub fn set_winding(&mut self, winding: Winding) {
        self.winding = winding;
    }

    /// Sets what the sensor shows for nothing.
    pub fn set_offset(&mut self, offset: Current) {
        self.offset = real::amps(offset);
    }

    /// Sets by how much the sensor shows too much, in ppm: -1,000,000 is a sensor that is dead and yet noisy.
    pub fn set_gain_error(&mut self, ppm: i32) {
        self.gain = 1.0 + f64::from(ppm) / 1e6;
    }

    /// Lets the output stay at a code, without noise, or follow again.
    pub fn freeze(&mut self, at: Option<i32>) {
        self.frozen = at;
    }

    pub(super) fn step(&mut self, primary: f64, seconds: f64) {
        let test = if self.is_driven {
            self.winding.amps()
        } else {
            0.0
        };
        let ampere_turns = primary + test;
        if self.lag > 0.0 {
            let share = 1.0 - libm::exp(-seconds / self.lag);
            self.seen += (ampere_turns - self.seen) * share;
        } else {
            self.seen = ampere_turns;
        }
    }

    pub(super) fn code(&self, random: &mut Random) -> i32 {
        if let Some(code) = self.frozen {
            return code;
        }
        let (span, noise) = (
            real::amps(self.converter.span),
            real::amps(self.converter.noise),
        );
        let shown = self.seen * self.gain + self.offset;
        self.converter.code(shown, span, noise, random)
    }
}
