//! The order of a measurement.

use hal_power::{
    Contacts, ErrorKind, Input, Instant, Reading, Voltage,
    check::{InsulationDoubt, Step},
};

use crate::{
    Accuracy, Config, Fault, Solution,
    solve::{self, AtOnePole, Closed, Unsolved},
    window::{Held, Window},
};

/// Which sensors are fitted, from a pole to earth each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Sensors {
    /// One at each pole.
    Both,
    /// One at the positive pole.
    Positive,
    /// One at the negative pole.
    Negative,
}

/// What a step of [`IsoBridge`] is told: the voltage of each pole against earth, below zero at the negative one. That of a pole
/// without a sensor is not looked at.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Inputs {
    /// Positive pole against earth.
    pub positive: Input<Voltage>,
    /// Negative pole against earth.
    pub negative: Input<Voltage>,
}

impl Inputs {
    /// Creates inputs of a sensor at each pole.
    pub const fn both(positive: Input<Voltage>, negative: Input<Voltage>) -> Self {
        Self { positive, negative }
    }

    /// Creates inputs of a sensor at the positive pole.
    pub const fn positive(positive: Input<Voltage>) -> Self {
        Self::both(positive, Err(ErrorKind::NotReady))
    }

    /// Creates inputs of a sensor at the negative pole.
    pub const fn negative(negative: Input<Voltage>) -> Self {
        Self::both(Err(ErrorKind::NotReady), negative)
    }
}

const NONE: Closed = closed(false, false);
const POSITIVE: Closed = closed(true, false);
const NEGATIVE: Closed = closed(false, true);

/// With a sensor at each pole: three states are one more than two resistances need, which shows a switch that does not move.
const OF_BOTH: [Closed; 3] = [POSITIVE, NEGATIVE, NONE];

/// With one sensor: three states, a fourth for the same reason, and the first again, which shows a net that drifted.
const OF_ONE: [Closed; 5] = [NONE, POSITIVE, NEGATIVE, closed(true, true), NONE];

const fn closed(positive: bool, negative: bool) -> Closed {
    Closed { positive, negative }
}

/// Measures the insulation of a net by switching resistors to earth, as a state machine without I/O.
///
/// Ends with all switches open, whatever it comes to. While it measures no other active meter may be connected to the net, and
/// nothing may earth it.
#[derive(Debug)]
pub struct IsoBridge {
    config: Config,
    sensors: Sensors,
    /// State of the switches that is being watched, counted from the first; `None` at rest.
    state: Option<usize>,
    since: Instant,
    window: Window<2>,
    /// What was seen in the states before.
    held: [Option<[Held; 2]>; 5],
    /// What was seen first of each pole.
    first: Option<[Voltage; 2]>,
}

impl IsoBridge {
    /// Creates a bridge at rest.
    pub const fn new(config: Config, sensors: Sensors) -> Self {
        Self {
            config,
            sensors,
            state: None,
            since: Instant::ORIGIN,
            window: Window::EMPTY,
            held: [None; 5],
            first: None,
        }
    }

    /// Begins a measurement, whatever went before.
    pub const fn start(&mut self, now: Instant) {
        self.state = Some(0);
        self.since = now;
        self.window = Window::EMPTY;
        self.held = [None; 5];
        self.first = None;
    }

    /// Gives the measurement up: every switch is to be open.
    pub const fn release(&mut self) {
        self.state = None;
    }

    /// Returns whether it measures: the net's one active meter then.
    pub const fn is_active(&self) -> bool {
        self.state.is_some()
    }

    /// Returns the configuration.
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// Returns which contacts have to be closed now; all others of the bank have to be open.
    pub fn wants(&self) -> Contacts {
        let Some(closed) = self.state.and_then(|state| self.states().get(state)) else {
            return Contacts::NONE;
        };
        let [positive, negative] = self.config.network.contacts;
        Contacts::NONE
            .with(positive, closed.positive)
            .with(negative, closed.negative)
    }

    const fn states(&self) -> &'static [Closed] {
        match self.sensors {
            Sensors::Both => &OF_BOTH,
            Sensors::Positive | Sensors::Negative => &OF_ONE,
        }
    }

    /// Judges one reading of each sensor that is fitted. What begins before the switches of the step before had time to move does
    /// not count, nor does a reading twice. [`ErrorKind::NotReady`] is a reading still to come.
    pub fn step(&mut self, now: Instant, inputs: Inputs) -> Step<Solution, Fault> {
        let Some(state) = self.state else {
            return Step::Wait;
        };
        let verdict = self.judge(now, state, inputs);
        if !matches!(verdict, Ok(None)) {
            self.state = None;
        }
        match verdict {
            Ok(None) => Step::Wait,
            Ok(Some(solution)) => Step::Done(solution),
            Err(fault) => Step::Failed(fault),
        }
    }

    fn judge(
        &mut self,
        now: Instant,
        state: usize,
        inputs: Inputs,
    ) -> Result<Option<Solution>, Fault> {
        let Config {
            net,
            timing,
            settled,
            ..
        } = self.config;
        if let Some(pair) = self.pair(inputs)? {
            let moved = self.since.saturating_add(timing.travel);
            self.window.push(pair, moved, settled.band);
        }
        self.first = self.first.or(self.window.last());
        let Some(held) = self.window.held(settled.readings) else {
            let waited = now.saturating_since(self.since);
            return match self.doubt() {
                doubt if waited > timing.timeout => Err(Fault::Inconclusive(doubt)),
                _ => Ok(None),
            };
        };
        if let Some(voltage) = self.between(held.map(|held| held.middle())) {
            if voltage < net.minimum {
                return Err(Fault::Inconclusive(InsulationDoubt::NoVoltage));
            }
            if voltage > net.maximum {
                return Err(Fault::Implausible);
            }
        }
        if let Some(slot) = self.held.get_mut(state) {
            *slot = Some(held);
        }
        if self.has_drifted() {
            return Err(Fault::Inconclusive(InsulationDoubt::Drift));
        }
        let next = state.saturating_add(1);
        if next < self.states().len() {
            (self.state, self.since, self.window) = (Some(next), now, Window::EMPTY);
            return Ok(None);
        }
        self.solve().map(Some)
    }

    /// Returns a reading of each pole, both above zero; that of the sensor for both where there is one.
    fn pair(&self, inputs: Inputs) -> Result<Option<[Reading<Voltage>; 2]>, Fault> {
        let up = |reading: Reading<Voltage>| reading.map(Voltage::saturating_neg);
        let positive = awaited(inputs.positive).map_err(Fault::Positive);
        let negative = awaited(inputs.negative).map_err(Fault::Negative);
        let (positive, negative) = match self.sensors {
            Sensors::Both => (positive?, negative?.map(up)),
            Sensors::Positive => {
                let positive = positive?;
                (positive, positive)
            }
            Sensors::Negative => {
                let negative = negative?.map(up);
                (negative, negative)
            }
        };
        Ok(positive
            .zip(negative)
            .map(|(positive, negative)| [positive, negative]))
    }

    /// Returns the voltage between the poles, where there is a sensor at each.
    fn between(&self, [positive, negative]: [Voltage; 2]) -> Option<Voltage> {
        (self.sensors == Sensors::Both).then(|| positive.saturating_add(negative))
    }

    /// Returns whether the net's voltage is another one than the sensors' errors could make of the same: where there is a sensor
    /// at each pole.
    fn drifted(&self, one: [Voltage; 2], other: [Voltage; 2]) -> bool {
        let (Some(before), Some(now)) = (self.between(one), self.between(other)) else {
            return false;
        };
        let Accuracy { gain, noise, .. } = self.config.accuracy;
        let microvolts = |voltage: Voltage| i64::from(voltage.as_microvolts());
        // a voltage that goes from one pole to the other goes from one gain to the other
        let moved = one.iter().zip(other);
        let moved: i64 = moved
            .map(|(one, other)| microvolts(one.abs_diff(other)))
            .sum();
        let shifted =
            moved * i64::from(gain.as_ppm()) / (1_000_000 - i64::from(gain.as_ppm())).max(1);
        let allowed = microvolts(self.config.net.drift) + 4 * microvolts(noise) + shifted;
        microvolts(before).abs_diff(microvolts(now)) > allowed.unsigned_abs()
    }

    /// Returns why a state did not settle.
    fn doubt(&self) -> InsulationDoubt {
        match (self.window.last(), self.first) {
            (None, _) => InsulationDoubt::Timeout,
            (Some(now), Some(first)) if self.drifted(first, now) => InsulationDoubt::Drift,
            _ => InsulationDoubt::Unsettled,
        }
    }

    /// Returns whether the net's voltage changed too much between settled states. One sensor does not show it before the end.
    fn has_drifted(&self) -> bool {
        let mut middles = self
            .held
            .iter()
            .flatten()
            .map(|held| held.map(|held| held.middle()));
        let Some(first) = middles.next() else {
            return false;
        };
        middles.any(|middle| self.drifted(first, middle))
    }

    fn solve(&self) -> Result<Solution, Fault> {
        let Config {
            network,
            accuracy,
            net,
            ..
        } = &self.config;
        let solved = match (self.sensors, self.held) {
            (Sensors::Both, [Some(one), Some(two), Some(three), ..]) => {
                let observed = [(POSITIVE, one), (NEGATIVE, two), (NONE, three)];
                let voltage = self.between(three.map(|held| held.middle()));
                solve::both(network, accuracy, &observed)
                    .map(|found| (found, voltage.unwrap_or(Voltage::ZERO)))
            }
            (_, [Some(open), Some(one), Some(two), Some(both), Some(again)]) => {
                let at_positive = self.sensors == Sensors::Positive;
                let observed = at_one_pole(at_positive, [open, one, two, both, again]);
                solve::single(network, accuracy, net, &observed)
            }
            _ => Err(Unsolved::Unsettled),
        };
        match solved {
            Ok((found, voltage)) => Ok(Solution::new(&found, voltage)),
            Err(Unsolved::Implausible) => Err(Fault::Implausible),
            Err(Unsolved::Unsettled) => Err(Fault::Inconclusive(InsulationDoubt::Unsettled)),
            Err(Unsolved::Drift) => Err(Fault::Inconclusive(InsulationDoubt::Drift)),
            Err(Unsolved::NoVoltage) => Err(Fault::Inconclusive(InsulationDoubt::NoVoltage)),
        }
    }
}

/// Takes a reading that is still to come for none.
fn awaited(input: Input<Voltage>) -> Result<Option<Reading<Voltage>>, ErrorKind> {
    match input {
        Ok(reading) => Ok(Some(reading)),
        Err(ErrorKind::NotReady) => Ok(None),
        Err(kind) => Err(kind),
    }
}

/// Arranges what one sensor showed; both rows of a window are its.
fn at_one_pole(at_positive: bool, held: [[Held; 2]; 5]) -> AtOnePole {
    let [open, positive, negative, both, again] = held.map(|[held, _]| held);
    let (near, far) = if at_positive {
        (positive, negative)
    } else {
        (negative, positive)
    };
    AtOnePole {
        open,
        near,
        far,
        both,
        again,
        at_positive,
    }
}
