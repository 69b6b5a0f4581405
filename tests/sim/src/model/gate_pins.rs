//! Isolated gate drivers with FLT, RDY and RST: UCC217xx, ISO545x, ISO585x, 1ED.
//!
//! The facts, their source and what could not be verified stand in `docs/parts/GATE_PINS.md`. Pins are
//! [`InputLine`](super::pins::InputLine)s and [`OpenDrain`](super::pins::OpenDrain)s; several parts on one wire are one `OpenDrain`.
//! What the sheet leaves open, which is nearly every figure, is the caller's to say, in [`Open`].
//!
//! Not modelled: Miller clamp, active pull-down, and the analogue channel.

use super::gate::{Blanking, Drive, Stage, Step, Waveform, nanos};
use crate::clock::Clock;
use core::time::Duration;
use hal_power::Voltage;

/// What resets a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResetBy {
    /// The rising edge that ends a low level of the shortest time, as with the UCC21732.
    RisingEdge,
    /// A low level, once it has stood for the shortest time.
    LowLevel,
}

/// What the sources leave open. The default is one possible part, and none of its figures is a fact.
#[derive(Debug, Clone, Copy)]
pub struct Open {
    /// What resets a fault.
    pub reset_by: ResetBy,
    /// Shortest low time of RST that resets.
    pub shortest_reset: Duration,
    /// Time after a trip in which no reset is taken.
    pub mute: Duration,
    /// From a trip to FLT.
    pub fault_delay: Duration,
    /// From both supplies good to RDY, and to a gate that may turn on.
    pub ready_delay: Duration,
    /// Filter of IN+ and IN-.
    pub filter: Duration,
    /// From the inputs, RST or a trip to the gate.
    pub propagation: Duration,
    /// From the gate on, or the short circuit, to the trip.
    pub blanking: Duration,
    /// Voltage across the switch that is a short circuit.
    pub threshold: Voltage,
    /// How long a soft turn-off takes; zero for none.
    pub soft_turn_off: Duration,
    /// Supply of the input side below which it is missing.
    pub input_undervoltage: Voltage,
    /// Supply of the output side below which it is missing.
    pub output_undervoltage: Voltage,
    /// Whether a supply that is missing forgets a fault.
    pub supply_loss_resets: bool,
}

impl Default for Open {
    fn default() -> Self {
        Self {
            reset_by: ResetBy::RisingEdge,
            shortest_reset: Duration::from_nanos(800),
            mute: Duration::ZERO,
            fault_delay: Duration::from_nanos(750),
            ready_delay: Duration::from_micros(10),
            filter: Duration::from_nanos(40),
            propagation: Duration::from_nanos(90),
            blanking: Duration::from_nanos(500),
            threshold: Voltage::from_volts(9),
            soft_turn_off: Duration::from_nanos(900),
            input_undervoltage: Voltage::from_millivolts(2_700),
            output_undervoltage: Voltage::from_volts(11),
            supply_loss_resets: true,
        }
    }
}

/// One part. Its physical side is both supplies and the switch it drives; its inputs are low until set.
#[derive(Debug, Clone)]
pub struct GatePins {
    clock: Clock,
    open: Open,
    stage: Stage,
    desat: Blanking,
    input_supply: Voltage,
    output_supply: Voltage,
    /// Since when both supplies are good, in ns.
    good: Option<u64>,
    /// Since when RST is low.
    reset_low: Option<u64>,
    tripped: Option<u64>,
    trips: u64,
    /// Until when everything has been done.
    settled: u64,
}

impl GatePins {
    /// Creates a part whose supplies have just come, 5 V and 15 V, with a switch that conducts well.
    pub fn new(clock: Clock, open: Open) -> Self {
        let now = clock.nanos();
        let mut stage = Stage::new(nanos(open.propagation));
        stage.filter = nanos(open.filter);
        Self {
            clock,
            open,
            stage,
            desat: Blanking::default(),
            input_supply: Voltage::from_volts(5),
            output_supply: Voltage::from_volts(15),
            good: Some(now),
            reset_low: Some(now),
            tripped: None,
            trips: 0,
            settled: now,
        }
    }

    /// Returns what the gate does now.
    pub fn gate(&mut self) -> Drive {
        self.settle();
        self.stage.wave.at(self.clock.nanos())
    }

    /// Returns the course of the gate, which reaches into the future while nothing is touched. A fault that is still to come is
    /// not in it.
    pub fn course(&mut self) -> &Waveform {
        self.settle();
        &self.stage.wave
    }

    /// Returns how often the part has tripped.
    pub fn trips(&mut self) -> u64 {
        self.settle();
        self.trips
    }

    /// Returns whether FLT is high, with its pull-up: no fault.
    pub fn flt(&mut self) -> bool {
        self.settle();
        self.reports()
            .is_none_or(|reported| reported > self.clock.nanos())
    }

    /// Returns whether RDY is high, with its pull-up: both supplies are good.
    pub fn rdy(&mut self) -> bool {
        self.settle();
        self.ready().is_some_and(|at| at <= self.clock.nanos())
    }

    /// Returns when, in ns, FLT or RDY may next change by itself.
    pub fn next_change(&mut self) -> Option<u64> {
        self.settle();
        let now = self.clock.nanos();
        let times = [
            self.reports(),
            self.ready(),
            self.next_trip(),
            self.clears(),
        ];
        times.into_iter().flatten().filter(|&at| at > now).min()
    }

    /// Sets the level at IN+.
    pub fn set_in_plus(&mut self, high: bool) {
        self.change(|part, now| part.stage.set_plus(high, now));
    }

    /// Sets the level at IN-.
    pub fn set_in_minus(&mut self, high: bool) {
        self.change(|part, now| part.stage.set_minus(high, now));
    }

    /// Sets the level at RST, or RST/EN; low turns the gate off.
    pub fn set_rst(&mut self, high: bool) {
        self.change(|part, now| {
            if !high {
                part.reset_low = part.reset_low.or(Some(now));
                return;
            }
            let low = part.reset_low.take();
            let shortest = nanos(part.open.shortest_reset);
            let long = low.is_some_and(|since| now - since >= shortest);
            if part.open.reset_by == ResetBy::RisingEdge && long && !part.is_muted(now) {
                part.tripped = None;
            }
        });
    }

    /// Sets the supply of the input side.
    pub fn set_input_supply(&mut self, voltage: Voltage) {
        self.change(|part, now| {
            part.input_supply = voltage;
            part.judge_supplies(now);
        });
    }

    /// Sets the supply of the output side.
    pub fn set_output_supply(&mut self, voltage: Voltage) {
        self.change(|part, now| {
            part.output_supply = voltage;
            part.judge_supplies(now);
        });
    }

    /// Sets the voltage across the switch while it is on. In a short circuit it is high.
    pub fn set_collector_emitter(&mut self, voltage: Voltage) {
        self.change(|part, now| part.desat.set(voltage > part.open.threshold, now));
    }

    fn judge_supplies(&mut self, now: u64) {
        let good = self.input_supply >= self.open.input_undervoltage
            && self.output_supply >= self.open.output_undervoltage;
        self.good = if good { self.good.or(Some(now)) } else { None };
        if !good && self.open.supply_loss_resets {
            self.tripped = None;
        }
    }

    fn is_muted(&self, now: u64) -> bool {
        let mute = nanos(self.open.mute);
        self.tripped.is_some_and(|at| at.saturating_add(mute) > now)
    }

    fn reports(&self) -> Option<u64> {
        let tripped = self.tripped?;
        Some(tripped.saturating_add(nanos(self.open.fault_delay)))
    }

    fn ready(&self) -> Option<u64> {
        let good = self.good?;
        Some(good.saturating_add(nanos(self.open.ready_delay)))
    }

    fn next_trip(&self) -> Option<u64> {
        let on = self.stage.wave.last_on();
        let at = self.desat.trips(on, nanos(self.open.blanking))?;
        (self.tripped.is_none() && at > self.settled).then_some(at)
    }

    /// Returns when the level at RST resets the fault.
    fn clears(&self) -> Option<u64> {
        if self.open.reset_by != ResetBy::LowLevel {
            return None;
        }
        let low = self
            .reset_low?
            .saturating_add(nanos(self.open.shortest_reset));
        let heard = self.tripped?.saturating_add(nanos(self.open.mute));
        Some(low.max(heard))
    }

    /// Does what would have happened by now.
    fn settle(&mut self) {
        let now = self.clock.nanos();
        if let Some(at) = self.next_trip()
            && at <= now
        {
            self.tripped = Some(at);
            self.trips += 1;
            let nanos = nanos(self.open.soft_turn_off);
            let step = Step {
                drive: Drive::Soft,
                nanos,
            };
            self.stage.trip(at, (nanos > 0).then_some(step));
        }
        if self.clears().is_some_and(|at| at <= now) {
            self.tripped = None;
        }
        self.settled = now;
    }

    fn change(&mut self, change: impl FnOnce(&mut Self, u64)) {
        self.settle();
        let now = self.clock.nanos();
        change(self, now);
        let enabled = self.reset_low.is_none() && self.tripped.is_none();
        let from = if enabled { self.ready() } else { None };
        self.stage.follow(now, from, None);
    }
}
