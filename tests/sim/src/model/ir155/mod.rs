//! IR155-3203 and IR155-3204: monitors of insulation that speak by PWM.
//!
//! The facts, their source and what could not be verified stand in `docs/parts/IR155.md`. M_HS is an
//! [`OutputLine`](crate::device::OutputLine), as the -3204 drives it. What the sheet leaves open is the caller's to say, in [`Open`].
//!
//! Not modelled: leakage capacitance, and averaging.

mod output;

use crate::clock::Clock;
use core::time::Duration;
use hal_power::{Resistance, Voltage};
use output::{Output, Wave};

/// What the sources leave open. The default is one possible part, and none of its figures is a fact.
#[derive(Debug, Clone, Copy)]
pub struct Open {
    /// Voltage of the net below which 20 Hz is shown; zero for never.
    pub undervoltage: Voltage,
    /// Resistance below which OK_HS is low, and the speed start bad.
    pub response: Resistance,
    /// From power-on to the end of the speed start.
    pub speed_start: Duration,
    /// From power-on to the first result.
    pub first_result: Duration,
    /// Duty at 10 Hz and 20 Hz before the first result, in ppm.
    pub before_result: u32,
    /// From a change of the net to a value that shows it.
    pub follows: Duration,
}

impl Default for Open {
    fn default() -> Self {
        Self {
            undervoltage: Voltage::ZERO,
            response: Resistance::from_kilohms(100),
            speed_start: Duration::from_secs(2),
            first_result: Duration::from_millis(17_500),
            before_result: 50_000,
            follows: Duration::from_secs(4),
        }
    }
}

/// What M_HS is shorted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Short {
    /// The supply.
    Supply,
    /// Ground.
    Ground,
}

/// One part. Its physical side is the net, the supply, and what is broken; it has no supply until told.
#[derive(Debug, Clone)]
pub struct Ir155 {
    clock: Clock,
    open: Open,
    net: Net,
    powered_at: Option<u64>,
    is_broken: bool,
    is_earthed: bool,
    short: Option<Short>,
    output: Output,
}

/// The net to earth: what it is, and what it was until some time.
#[derive(Debug, Clone, Copy)]
struct Net {
    voltage: Voltage,
    insulation: Option<Resistance>,
    seen: Option<Resistance>,
    changed_at: u64,
}

impl Ir155 {
    /// Creates a part without supply, at a net of 400 V without a fault, connected to earth.
    pub const fn new(clock: Clock, open: Open) -> Self {
        Self {
            clock,
            open,
            net: Net {
                voltage: Voltage::from_volts(400),
                insulation: None,
                seen: None,
                changed_at: 0,
            },
            powered_at: None,
            is_broken: false,
            is_earthed: true,
            short: None,
            output: Output::new(),
        }
    }

    /// Turns the supply on or off. A part that had supply and is given it starts again.
    pub fn set_supply(&mut self, on: bool) {
        let now = self.settle();
        self.powered_at = on.then_some(now);
        self.output.begin(now, self.wave(now));
    }

    /// Sets the insulation of the net; `None` for none that a meter could see.
    pub fn set_insulation(&mut self, insulation: Option<Resistance>) {
        let now = self.settle();
        self.net.seen = self.seen(now);
        self.net.insulation = insulation;
        self.net.changed_at = now;
    }

    /// Sets the voltage between the net's poles.
    pub fn set_voltage(&mut self, voltage: Voltage) {
        self.settle();
        self.net.voltage = voltage;
    }

    /// Breaks the part itself, or mends it.
    pub fn set_broken(&mut self, broken: bool) {
        self.settle();
        self.is_broken = broken;
    }

    /// Connects the part to earth, or takes it off.
    pub fn set_earthed(&mut self, earthed: bool) {
        self.settle();
        self.is_earthed = earthed;
    }

    /// Shorts M_HS.
    pub fn set_short(&mut self, short: Option<Short>) {
        self.settle();
        self.short = short;
    }

    /// Returns whether OK_HS is high: the part works, and the insulation that it sees is not below the response value.
    pub fn ok(&mut self) -> bool {
        let now = self.settle();
        let Some(since) = self.powered_at else {
            return false;
        };
        let measures = now.saturating_sub(since) >= nanos(self.open.first_result);
        let fine = self.seen(now).is_none_or(|seen| seen >= self.open.response);
        measures && fine && self.is_earthed && !self.is_broken
    }

    /// Returns what the part has seen of the insulation so far.
    fn seen(&self, now: u64) -> Option<Resistance> {
        if now.saturating_sub(self.net.changed_at) >= nanos(self.open.follows) {
            self.net.insulation
        } else {
            self.net.seen
        }
    }

    /// Lets every period end that would have, each with what is to be shown at its end; returns the time.
    fn settle(&mut self) -> u64 {
        let now = self.clock.nanos();
        while let Some(end) = self.output.ended(now) {
            let wave = self.wave(end);
            self.output.begin(end, wave);
        }
        now
    }

    /// Returns what is to be shown from a time on; `None` without supply.
    fn wave(&self, at: u64) -> Option<Wave> {
        let since = at.checked_sub(self.powered_at?)?;
        let seen = self.seen(at);
        let wave = if self.is_broken {
            Wave::new(40, 500_000)
        } else if !self.is_earthed {
            Wave::new(50, 500_000)
        } else if since < nanos(self.open.speed_start) {
            let good = self
                .net
                .insulation
                .is_none_or(|own| own >= self.open.response);
            Wave::new(30, if good { 75_000 } else { 925_000 })
        } else {
            let low = self.net.voltage < self.open.undervoltage;
            let has_result = since >= nanos(self.open.first_result);
            let duty = if has_result {
                duty(seen)
            } else {
                self.open.before_result
            };
            Wave::new(if low { 20 } else { 10 }, duty)
        };
        Some(wave)
    }
}

/// Duty of a resistance in ppm: 5 % + 90 % · 1200 kΩ / (R + 1200 kΩ).
fn duty(seen: Option<Resistance>) -> u32 {
    let Some(seen) = seen else {
        return 50_000;
    };
    let scale = u128::from(Resistance::from_kilohms(1_200).as_microohms());
    let part = 900_000 * scale / (u128::from(seen.as_microohms()) + scale);
    50_000 + u32::try_from(part).unwrap_or(0)
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
