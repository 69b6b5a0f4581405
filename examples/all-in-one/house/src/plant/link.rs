//! The DC link: a capacitor between stages, with its bleed, its supply and what conducts into it through diodes.

use super::Array;

/// Capacitance in F. For 5 to 6 kW 1 to 3 mF are inferred; no product's value was found.
pub(crate) const CAPACITANCE: f64 = 0.003;

/// Precharge resistor in Ω, as in the worked figures for 400 V.
pub(crate) const PRECHARGE_RESISTOR: f64 = 50.0;

/// Bleed in Ω, always there, and the resistor of the discharge switch.
const BLEED: f64 = 100_000.0;
const DISCHARGE: f64 = 5_000.0;

/// Power of the board's own supply in W, and the voltage that it starts at.
const SUPPLY: f64 = 25.0;
const SUPPLY_FROM: f64 = 300.0;

/// State of the link.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Link {
    pub(crate) voltage: f64,
}

/// What stands before a diode into the link.
#[derive(Debug, Clone, Copy)]
pub(super) enum Source<'a> {
    Nothing,
    Resistive { voltage: f64, resistance: f64 },
    Pv(&'a Array),
}

impl Source<'_> {
    fn open_voltage(&self) -> f64 {
        match self {
            Self::Nothing => 0.0,
            Self::Resistive { voltage, .. } => *voltage,
            Self::Pv(array) => array.open_voltage(),
        }
    }

    /// Current into a link at `voltage`; never backwards.
    fn current_into(&self, voltage: f64) -> f64 {
        if voltage >= self.open_voltage() {
            return 0.0;
        }
        match self {
            Self::Nothing => 0.0,
            Self::Resistive {
                voltage: open,
                resistance,
            } => (open - voltage) / resistance,
            Self::Pv(array) => array.current_at(voltage),
        }
    }
}

/// What one step has moved.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flow {
    /// Mean current from each source in A.
    pub(super) currents: [f64; 3],
    /// Energy that bleed, discharge and supply have taken in J.
    pub(super) lost: f64,
}

impl Link {
    pub(super) fn energy(&self) -> f64 {
        CAPACITANCE * self.voltage * self.voltage / 2.0
    }

    /// Lets `dt` seconds pass with a net `power` of the stages that are on. Implicit: resistors and diodes act at the voltage
    /// that the step ends at, which is stable for any time constant, and energy is kept exactly.
    pub(super) fn step(
        &mut self,
        dt: f64,
        power: f64,
        discharge: bool,
        sources: &[Source<'_>; 3],
    ) -> Flow {
        let supply = if self.voltage > SUPPLY_FROM {
            SUPPLY
        } else {
            0.0
        };
        let conductance = 1.0 / BLEED + if discharge { 1.0 / DISCHARGE } else { 0.0 };
        let held = (self.energy() + (power - supply) * dt).max(0.0);
        let alone = libm::sqrt(held / (CAPACITANCE / 2.0 + conductance * dt));

        let currents_at = |voltage: f64| sources.map(|source| source.current_into(voltage));
        // of the energy, divided by the voltage: else an empty link would be a solution
        let surplus = |voltage: f64| {
            let inflow: f64 = currents_at(voltage).iter().sum();
            let kept = CAPACITANCE * voltage / 2.0;
            held / voltage.max(1e-9) + inflow * dt - voltage * conductance * dt - kept
        };
        let highest = sources
            .iter()
            .map(Source::open_voltage)
            .fold(alone, f64::max);
        let voltage = if highest > alone {
            zero(alone, highest, surplus)
        } else {
            alone
        };
        let currents = currents_at(voltage);
        let before = self.energy();
        self.voltage = voltage;
        let inflow: f64 = currents.iter().sum();
        let lost = before + (power + inflow * voltage) * dt - self.energy();
        Flow { currents, lost }
    }
}

/// Where a function that falls from positive to negative is zero: false position, with the value at the end that stays halved.
fn zero(mut low: f64, mut high: f64, function: impl Fn(f64) -> f64) -> f64 {
    let (mut above, mut below) = (function(low), function(high));
    if above <= 0.0 {
        return low;
    }
    let mut last = high;
    let mut stays = 0_i8;
    for _ in 0..50 {
        let next = (low * below - high * above) / (below - above);
        let value = function(next);
        if (next - last).abs() < 1e-10 || value == 0.0 {
            return next;
        }
        last = next;
        if value > 0.0 {
            (low, above) = (next, value);
            if stays > 0 {
                below /= 2.0;
            }
            stays = 1;
        } else {
            (high, below) = (next, value);
            if stays < 0 {
                above /= 2.0;
            }
            stays = -1;
        }
    }
    (low + high) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: [Source<'static>; 3] = [Source::Nothing; 3];

    #[test]
    fn precharge_follows_the_exponential() {
        let source = Source::Resistive {
            voltage: 400.0,
            resistance: PRECHARGE_RESISTOR,
        };
        let mut link = Link::default();
        let constant = PRECHARGE_RESISTOR * CAPACITANCE;
        // a supply would load it, so as far as it has not started
        let dt = 0.000_1;
        let mut time = 0.0;
        while link.voltage < SUPPLY_FROM {
            link.step(dt, 0.0, false, &[source, Source::Nothing, Source::Nothing]);
            time += dt;
        }
        let expected = constant * (400.0_f64 / (400.0 - SUPPLY_FROM)).ln();
        assert!((time / expected - 1.0).abs() < 0.01, "{time} {expected}");
    }

    #[test]
    fn the_discharge_reaches_60_v_when_it_must() {
        let mut link = Link { voltage: 290.0 };
        let mut time = 0.0;
        while link.voltage > 60.0 {
            link.step(0.01, 0.0, true, &NOTHING);
            time += 0.01;
        }
        let parallel = 1.0 / (1.0 / BLEED + 1.0 / DISCHARGE);
        let expected = parallel * CAPACITANCE * (290.0_f64 / 60.0).ln();
        assert!((time / expected - 1.0).abs() < 0.01, "{time} {expected}");
    }

    /// By hand: an empty capacitor behind 50 Ω takes `400 V · dt / 50 Ω / C` in a short time, all but empty or not.
    #[test]
    fn an_empty_link_rises_in_steps_of_any_length() {
        let source = Source::Resistive {
            voltage: 400.0,
            resistance: PRECHARGE_RESISTOR,
        };
        let sources = [source, Source::Nothing, Source::Nothing];
        for voltage in [0.0, 1e-12, 1e-6] {
            for dt in [1e-6, 5e-5] {
                let mut link = Link { voltage };
                link.step(dt, 0.0, false, &sources);
                let into = 400.0 / PRECHARGE_RESISTOR * dt;
                // what flows does so at the voltage that the step ends at, and the energy is half of what that takes
                let expected = 2.0 * into / CAPACITANCE;
                let risen = link.voltage - voltage;
                assert!(
                    (risen / expected - 1.0).abs() < 0.05,
                    "{voltage} {dt}: {risen} for {expected}"
                );
            }
        }
    }

    /// All but empty is what a discharge of an hour leaves.
    #[test]
    fn precharge_does_not_depend_on_how_empty_the_link_is() {
        let source = Source::Resistive {
            voltage: 400.0,
            resistance: PRECHARGE_RESISTOR,
        };
        let charged = |voltage| {
            let mut link = Link { voltage };
            for _ in 0..10 {
                link.step(
                    0.01,
                    0.0,
                    false,
                    &[source, Source::Nothing, Source::Nothing],
                );
            }
            link.voltage
        };
        let empty = charged(0.0);
        assert!(empty > 150.0, "{empty}");
        for voltage in [1e-200, 1e-80, 1e-20, 1e-6, 1e-3] {
            let found = charged(voltage);
            assert!((found - empty).abs() < 0.01, "{voltage}: {found} {empty}");
        }
    }

    #[test]
    fn a_source_below_the_link_gives_and_takes_nothing() {
        let source = Source::Resistive {
            voltage: 100.0,
            resistance: 1.0,
        };
        let mut link = Link { voltage: 200.0 };
        let flow = link.step(
            0.01,
            0.0,
            false,
            &[source, Source::Nothing, Source::Nothing],
        );
        assert_eq!(flow.currents, [0.0; 3]);
        assert!(link.voltage < 200.0);
    }

    #[test]
    fn energy_is_kept_with_everything_at_once() {
        let source = Source::Resistive {
            voltage: 420.0,
            resistance: 0.3,
        };
        let mut link = Link { voltage: 400.0 };
        let before = link.energy();
        let flow = link.step(
            0.01,
            300.0,
            true,
            &[source, Source::Nothing, Source::Nothing],
        );
        let into = (300.0 + flow.currents[0] * link.voltage) * 0.01;
        let resistors = link.voltage * link.voltage * (1.0 / BLEED + 1.0 / DISCHARGE) * 0.01;
        assert!((flow.lost - resistors - SUPPLY * 0.01).abs() < 1e-6);
        assert!((before + into - flow.lost - link.energy()).abs() < 1e-9);
    }
}
