//! The PV array: two strings of one module type, by the single-diode model with CEC parameters.

/// CS3W-400P in the CEC list of 2019-03-05: reference values at 1000 W/m² and 25 °C.
const PHOTO_CURRENT: f64 = 10.904441;
const SATURATION_CURRENT: f64 = 2.303482e-11;
const IDEALITY: f64 = 1.756127;
const SERIES: f64 = 0.302266;
const SHUNT: f64 = 741.89;
/// Change of the short-circuit current in A/K, and the list's adjustment of it in percent.
const ALPHA: f64 = 0.002409;
const ADJUST: f64 = 3.7591;

/// Rated power of a module in W.
const RATED: f64 = 400.0;

/// Band gap of silicon at 25 °C in eV with its relative change per K (De Soto 2006), and Boltzmann's constant in eV/K.
const BAND_GAP: f64 = 1.121;
const BAND_GAP_CHANGE: f64 = -0.000_267_7;
const BOLTZMANN: f64 = 8.617_333_262e-5;

/// Above ambient in K for each W/m², from the usual 45 °C at 800 W/m² and 20 °C.
const HEATING: f64 = 25.0 / 800.0;

/// Trackers, each with one string.
const STRINGS: f64 = 2.0;

const KELVIN: f64 = 273.15;
const REFERENCE: f64 = 25.0 + KELVIN;

/// A point of the curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    pub(crate) voltage: f64,
    pub(crate) power: f64,
}

/// One module's curve in one light.
#[derive(Debug, Clone, Copy)]
struct Module {
    photo: f64,
    saturation: f64,
    thermal: f64,
    shunt: f64,
}

impl Module {
    /// At an irradiance in W/m² above zero and a cell temperature in °C.
    fn new(sun: f64, celsius: f64) -> Self {
        let kelvin = celsius + KELVIN;
        let ratio = kelvin / REFERENCE;
        let change = kelvin - REFERENCE;
        let gap = BAND_GAP * (1.0 + BAND_GAP_CHANGE * change);
        let activation = BAND_GAP / (BOLTZMANN * REFERENCE) - gap / (BOLTZMANN * kelvin);
        let alpha = ALPHA * (1.0 - ADJUST / 100.0);
        Self {
            photo: sun / 1_000.0 * (PHOTO_CURRENT + alpha * change),
            saturation: SATURATION_CURRENT * ratio * ratio * ratio * libm::exp(activation),
            thermal: IDEALITY * ratio,
            shunt: SHUNT * 1_000.0 / sun,
        }
    }

    /// Voltage and current at a voltage over the junction.
    fn at(&self, junction: f64) -> (f64, f64) {
        let diode = self.saturation * libm::expm1(junction / self.thermal);
        let current = self.photo - diode - junction / self.shunt;
        (junction - current * SERIES, current)
    }

    /// Junction voltage at which `function` of voltage and current turns from true to false.
    fn junction_where(&self, function: impl Fn(f64, f64) -> bool) -> f64 {
        let (mut low, mut high) = (0.0, 100.0);
        for _ in 0..50 {
            let middle = (low + high) / 2.0;
            let (voltage, current) = self.at(middle);
            if function(voltage, current) {
                low = middle;
            } else {
                high = middle;
            }
        }
        low
    }

    fn open_voltage(&self) -> f64 {
        self.junction_where(|_, current| current > 0.0)
    }

    /// Current with the terminals at `voltage`.
    fn current_at(&self, voltage: f64) -> f64 {
        // the voltage rises ever faster with the junction's, so that from above Newton's method comes down to it
        let mut junction = voltage + self.photo * SERIES;
        for _ in 0..20 {
            let (found, _) = self.at(junction);
            let exponential = libm::exp(junction / self.thermal) / self.thermal;
            let slope = 1.0 + SERIES * (self.saturation * exponential + 1.0 / self.shunt);
            let step = (found - voltage) / slope;
            junction -= step;
            if step.abs() < 1e-9 {
                break;
            }
        }
        self.at(junction).1.max(0.0)
    }

    /// Point of most power, by golden section: the power has one maximum between short and open circuit.
    fn best(&self) -> Point {
        const GOLDEN: f64 = 0.618_033_988_75;
        let power = |junction| {
            let (voltage, current) = self.at(junction);
            voltage * current
        };
        let (mut low, mut high) = (0.0, self.open_voltage());
        for _ in 0..40 {
            let (left, right) = (high - (high - low) * GOLDEN, low + (high - low) * GOLDEN);
            if power(left) < power(right) {
                low = left;
            } else {
                high = right;
            }
        }
        let (voltage, current) = self.at((low + high) / 2.0);
        Point {
            voltage,
            power: voltage * current,
        }
    }
}

/// The array in the light of the moment.
#[derive(Debug, Clone)]
pub(crate) struct Array {
    /// Modules in each string.
    modules: f64,
    /// Irradiance and ambient temperature that the rest was worked out for.
    light: (f64, f64),
    module: Option<Module>,
    open: f64,
    best: Point,
}

impl Array {
    /// As many modules as the rating in W takes, in two strings, in the dark.
    pub(crate) fn for_rating(watts: f64) -> Self {
        Self {
            modules: libm::ceil(watts / RATED / STRINGS),
            light: (0.0, 0.0),
            module: None,
            open: 0.0,
            best: Point {
                voltage: 0.0,
                power: 0.0,
            },
        }
    }

    /// Puts the array into a light; works the curve out only when that has changed.
    pub(super) fn shine(&mut self, sun: f64, ambient: f64) {
        if self.light == (sun, ambient) {
            return;
        }
        self.light = (sun, ambient);
        // below a hundredth of a percent of full sun it is dark
        self.module = (sun > 0.1).then(|| Module::new(sun, ambient + sun * HEATING));
        let dark = Point {
            voltage: 0.0,
            power: 0.0,
        };
        let best = self.module.map_or(dark, |module| module.best());
        self.best = Point {
            voltage: best.voltage * self.modules,
            power: best.power * self.modules * STRINGS,
        };
        self.open = self.module.map_or(0.0, |module| module.open_voltage()) * self.modules;
    }

    pub(crate) const fn open_voltage(&self) -> f64 {
        self.open
    }

    pub(crate) const fn best(&self) -> Point {
        self.best
    }

    /// Current of both strings into a link at `voltage`.
    pub(super) fn current_at(&self, voltage: f64) -> f64 {
        let each = self
            .module
            .map(|module| module.current_at(voltage / self.modules));
        each.unwrap_or(0.0) * STRINGS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with pvlib 0.16.1, `calcparams_cec` and `singlediode`.
    #[test]
    fn the_curve_goes_through_pvlibs_points() {
        for (sun, celsius, watts) in [
            (1_000.0, 25.0, 400.16),
            (800.0, 45.0, 297.60),
            (200.0, 25.0, 79.39),
            (1_000.0, 70.0, 331.89),
            (50.0, 10.0, 20.106),
        ] {
            let found = Module::new(sun, celsius).best().power;
            assert!((found - watts).abs() < 0.01, "{sun} {celsius}: {found}");
        }
        let best = Module::new(800.0, 45.0).best();
        assert!((best.voltage - 36.031).abs() < 0.005, "{best:?}");
        let open = Module::new(1_000.0, -10.0).open_voltage();
        assert!((open - 51.94).abs() < 0.005, "{open}");
    }

    #[test]
    fn a_string_pushes_its_current_into_a_lower_link_and_none_into_a_higher() {
        let mut array = Array::for_rating(5_000.0);
        array.shine(1_000.0, 25.0 - 1_000.0 * HEATING);
        assert!((array.open_voltage() / 7.0 - 47.2).abs() < 0.1);
        assert!((array.current_at(100.0) / STRINGS - 10.9).abs() < 0.1);
        assert_eq!(array.current_at(400.0), 0.0);
    }

    #[test]
    fn the_dark_gives_nothing() {
        let mut array = Array::for_rating(3_000.0);
        array.shine(800.0, 20.0);
        array.shine(0.0, 10.0);
        assert_eq!((array.best().power, array.open_voltage()), (0.0, 0.0));
    }
}
