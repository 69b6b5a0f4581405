//! The table in `docs/insulation.md`: how far off a result can be, over voltages that ngspice calculated.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail like tests"
)]

#[path = "../../../tests/page.rs"]
mod page;
#[path = "../../../tests/sim/tests/earth_net/reference.rs"]
mod reference;

use core::time::Duration;
use hal_power::{Contacts, Instant, Ratio, Reading, Resistance, Voltage, check::Step};
use iso_bridge::{
    Accuracy, Config, Inputs, IsoBridge, Measured, Net, Network, Sensors, Settled, Solution, Timing,
};
use reference::Settled as Case;
use std::fmt::Write as _;

const TOLERANCE: i32 = 5_000;
const GAIN: i32 = 2_000;
const OFFSET: f64 = 0.020;
const NOISE: f64 = 0.010;
const VOLTS: [i32; 3] = [90, 350, 550];

/// Signs of all errors: resistors told, dividers told, gains, offsets, and the noise by state, the same at both sensors or
/// opposed.
#[derive(Clone, Copy)]
struct Signs {
    switched: [f64; 2],
    dividers: f64,
    gains: [f64; 2],
    offsets: [f64; 2],
    noise: [f64; 4],
    opposed: f64,
}

const NONE: Signs = Signs {
    switched: [0.0; 2],
    dividers: 0.0,
    gains: [0.0; 2],
    offsets: [0.0; 2],
    noise: [0.0; 4],
    opposed: 0.0,
};

/// Every error at its largest, in all combinations.
fn corners() -> impl Iterator<Item = Signs> {
    (0..1_u32 << 12).map(|bits| {
        let sign = |bit: u32| if bits >> bit & 1 == 1 { 1.0 } else { -1.0 };
        Signs {
            switched: [sign(0), sign(1)],
            dividers: sign(2),
            gains: [sign(3), sign(4)],
            offsets: [sign(5), sign(6)],
            noise: [sign(7), sign(8), sign(9), sign(10)],
            opposed: sign(11),
        }
    })
}

/// What the meter is told of 200 kΩ and 4 MΩ, so that the true ones lie at an end of the tolerance.
fn config(sensors: Sensors, signs: &Signs) -> Config {
    // nearly the whole tolerance: what is told is rounded to ohms
    let told = |ohms: f64, sign: f64| {
        let ohms = ohms / (1.0 + sign * (f64::from(TOLERANCE) - 6.0) / 1e6);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "ohms"
        )]
        Resistance::from_ohms(ohms.round() as u64)
    };
    let [positive, negative] = signs.switched.map(|sign| told(200e3, sign));
    let divider = told(4e6, signs.dividers);
    let network = Network::new(
        positive,
        negative,
        Ratio::from_ppm(TOLERANCE),
        Duration::ZERO,
    )
    .with_dividers(divider, divider);
    let accuracy = Accuracy {
        gain: Ratio::from_ppm(GAIN),
        offset: volts(OFFSET),
        noise: volts(NOISE),
    };
    let net = Net {
        minimum: Voltage::from_volts(80),
        maximum: Voltage::from_volts(600),
        drift: match sensors {
            // its noise is a change of the net's voltage to them
            Sensors::Both => Voltage::from_millivolts(100),
            _ => Voltage::ZERO,
        },
    };
    let timing = Timing {
        travel: Duration::ZERO,
        pace: Duration::from_millis(1),
        timeout: Duration::from_secs(1),
    };
    let settled = Settled {
        readings: 2,
        band: Voltage::ZERO,
    };
    Config::new(network, accuracy, net, timing, settled).unwrap()
}

fn volts(volts: f64) -> Voltage {
    #[expect(clippy::cast_possible_truncation, reason = "below the end")]
    Voltage::from_microvolts((volts * 1e6).round() as i32)
}

/// Lets the state machine measure a case of ngspice by sensors that are off.
fn measure(case: &Case, sensors: Sensors, signs: &Signs) -> Solution {
    let mut bridge = IsoBridge::new(config(sensors, signs), sensors);
    let mut now = Instant::from_micros(1);
    bridge.start(now);
    for _ in 0..100 {
        let wants = bridge.wants();
        let state = [Contacts::only(0), Contacts::only(1), Contacts::NONE]
            .iter()
            .position(|each| *each == wants)
            .unwrap_or(3);
        now = now.saturating_add(Duration::from_millis(1));
        let noise = [signs.noise[state], signs.noise[state] * signs.opposed];
        let read = |pole: usize| {
            let gain = 1.0 + signs.gains[pole] * f64::from(GAIN) / 1e6;
            // a hair less: readings are whole microvolts
            let added = signs.offsets[pole] * OFFSET + noise[pole] * NOISE;
            let value = volts(case.volts[state][pole] * gain + added * 0.999);
            Ok(Reading::new(value, now))
        };
        match bridge.step(now, Inputs::both(read(0), read(1))) {
            Step::Wait => {}
            Step::Done(solution) => return solution,
            Step::Failed(fault) => panic!("{fault:?} at {case:?}"),
        }
    }
    panic!("never ends");
}

fn ohms(resistance: Resistance) -> f64 {
    f64::from(u32::try_from(resistance.as_ohms().min(u32::MAX.into())).unwrap())
}

/// The worst that was seen of one resistance.
#[derive(Clone, Copy, Default)]
struct Worst {
    /// Largest error of a value, of the truth.
    error: f64,
    /// Furthest bounds from the truth.
    lowest: f64,
    highest: f64,
    at_most: bool,
    at_least: bool,
}

impl Worst {
    fn take(&mut self, measured: Measured, truth: f64) {
        // truths are whole ohms, but for the total
        assert!(
            ohms(measured.lowest()) <= truth + 1.0 && truth - 1.0 <= ohms(measured.highest()),
            "{measured:?} does not hold {truth}"
        );
        let off = |found: Resistance| (ohms(found) / truth - 1.0) * 100.0;
        match measured {
            Measured::Within {
                value,
                lowest,
                highest,
            } => {
                self.error = self.error.max(off(value).abs());
                self.lowest = self.lowest.min(off(lowest));
                self.highest = self.highest.max(off(highest));
            }
            Measured::AtMost(most) => {
                self.at_most = true;
                self.highest = self.highest.max(off(most));
            }
            _ => {
                self.at_least = true;
                self.lowest = self.lowest.min(off(measured.lowest()));
            }
        }
    }

    fn join(&mut self, other: &Self) {
        self.error = self.error.max(other.error);
        self.lowest = self.lowest.min(other.lowest);
        self.highest = self.highest.max(other.highest);
        self.at_most |= other.at_most;
        self.at_least |= other.at_least;
    }

    fn has_value(&self) -> bool {
        !self.at_most && !self.at_least
    }

    fn text(&self) -> String {
        let (lowest, highest) = (self.lowest, self.highest);
        match (self.at_most, self.at_least) {
            (true, true) => "unknown".to_owned(),
            (true, false) => format!("at most {highest:+.0} %"),
            (false, true) => format!("at least {lowest:+.0} %"),
            (false, false) => format!("{:.1} % ({lowest:+.0} to {highest:+.0})", self.error),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Both,
    Positive,
    Negative,
}

fn side(case: &Case) -> Side {
    let good = Resistance::from_kilohms(10_000);
    match (case.positive == case.negative, case.negative == good) {
        (true, _) => Side::Both,
        (false, true) => Side::Positive,
        (false, false) => Side::Negative,
    }
}

/// The pole that a case is about, and the total.
fn judge(case: &Case, sensors: Sensors) -> (Worst, Worst) {
    let (positive, negative) = (ohms(case.positive), ohms(case.negative));
    let total = positive * negative / (positive + negative);
    let (mut pole, mut other, mut whole) = (Worst::default(), Worst::default(), Worst::default());
    for signs in corners().chain([NONE]) {
        let found = measure(case, sensors, &signs);
        let mut of = |is_meant: bool, measured, truth| match is_meant {
            true => pole.take(measured, truth),
            false => other.take(measured, truth),
        };
        of(side(case) != Side::Negative, found.positive, positive);
        of(side(case) != Side::Positive, found.negative, negative);
        whole.take(found.total, total);
    }
    (pole, whole)
}

fn name(side: Side) -> &'static str {
    match side {
        Side::Both => "both",
        Side::Positive => "+",
        Side::Negative => "-",
    }
}

fn table(sensors: Sensors) -> String {
    let cases = reference::settled();
    let mut table = String::from(
        "| R | at | pole, 90 V | 350 V | 550 V | total, 90 V | 350 V | 550 V |\n\
         | --: | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    let mut worst: Option<(f64, String)> = None;
    let mut worst_total: Option<(f64, String)> = None;
    let mut overall = Worst::default();
    for case in cases
        .iter()
        .filter(|case| case.voltage == Voltage::from_volts(VOLTS[0]))
    {
        let side = side(case);
        let meant = match side {
            Side::Negative => case.negative,
            _ => case.positive,
        };
        // all three sides of 10 MΩ are one
        let place = name(side);
        let mut row = (String::new(), String::new());
        for volts in VOLTS {
            let voltage = Voltage::from_volts(volts);
            let same = |each: &&Case| {
                (each.voltage, each.positive, each.negative)
                    == (voltage, case.positive, case.negative)
            };
            let (pole, total) = judge(cases.iter().find(same).unwrap(), sensors);
            write!(row.0, " {} |", pole.text()).unwrap();
            write!(row.1, " {} |", total.text()).unwrap();
            overall.join(&total);
            for (kept, found) in [(&mut worst, pole), (&mut worst_total, total)] {
                let is_worse = kept.as_ref().is_none_or(|(error, _)| found.error > *error);
                if found.has_value() && is_worse {
                    *kept = Some((found.error, format!("{meant} at {place}, {volts} V")));
                }
            }
        }
        let line = format!("| {meant} | {place} |{}{}\n", row.0, row.1);
        if !table.contains(&line) {
            table.push_str(&line);
        }
    }
    for (what, kept) in [("a pole", worst), ("the total", worst_total)] {
        let (error, place) = kept.unwrap();
        write!(
            table,
            "\nLargest error of a value of {what}: **{error:.1} %**, {place}.\n"
        )
        .unwrap();
    }
    table
}

#[test]
fn the_page_tells_how_far_off_two_sensors_are() {
    page::holds("insulation.md", "two sensors", &table(Sensors::Both));
}

#[test]
fn the_page_tells_how_far_off_one_sensor_is() {
    page::holds("insulation.md", "one sensor", &table(Sensors::Positive));
}
