//! The timer by its registers, and its legs by what is physical.

use super::{
    frames::{Channel, Sampling, SimFrames},
    leg::{Edge, Gates},
    line::{Bank, Slot},
    output,
    sampler::Sampler,
    sheet::Sheet,
    unit::Unit,
};
use alloc::{rc::Rc, vec::Vec};
use core::sync::atomic::AtomicBool;
use hal_inverter::{Duty, Trip};
use hal_power::{Current, Instant, Ratio, Voltage};
use portable_atomic_util::Arc;

/// A timer on a trip line: what a port writes, and what a test or a plant sees of it. Clones are the same timer.
#[derive(Clone)]
pub struct Timer {
    bank: Rc<Bank>,
    index: usize,
}

/// What a port writes and reads. As in hardware, nothing here keeps a port from a mistake.
impl Timer {
    pub(crate) const fn new(bank: Rc<Bank>, index: usize) -> Self {
        Self { bank, index }
    }

    /// Keeps the reload from taking what is written.
    pub fn hold(&self) {
        self.unit(|unit| unit.held = true);
    }

    /// Lets the next reload take what was written, all legs at once.
    pub fn release(&self) {
        self.unit(Unit::release);
    }

    /// Writes the compare register of a leg, which the next reload takes. Ends at the limits.
    pub fn write(&self, leg: usize, duty: Duty) {
        self.unit(|unit| unit.write(leg, ended(&unit.sheet, duty)));
    }

    /// Writes the compare register of a leg with the duty that moves nothing, whatever the limits.
    pub fn write_neutral(&self, leg: usize) {
        self.unit(|unit| unit.write(leg, unit.sheet.neutral));
    }

    /// Writes the compare register of a leg past its preload: it counts at once.
    pub fn write_now(&self, leg: usize, duty: Duty) {
        self.unit(|unit| unit.write_now(leg, ended(&unit.sheet, duty)));
    }

    /// Forces the outputs of a leg past duty and dead time, or gives them back. Both on is refused by the interlock of the gate
    /// drivers, and counted.
    pub fn force(&self, leg: usize, gates: Option<Gates>) {
        self.unit(|unit| unit.force(leg, gates));
    }

    /// Enables the outputs from the next reload on.
    pub fn enable(&self) {
        self.unit(Unit::enable);
    }

    /// Disables the outputs now.
    pub fn disable(&self) {
        self.unit(Unit::disable);
    }

    /// Returns whether the outputs are enabled, or will be at the next reload.
    pub fn is_enabled(&self) -> bool {
        self.unit(|unit| unit.is_enabled()).unwrap_or(false)
    }

    /// Returns the latched trip.
    pub fn trip(&self) -> Option<Trip> {
        self.unit(|unit| unit.trip).flatten()
    }

    /// Clears the latched trip; returns false, and clears nothing, while a cause is there.
    pub fn clear_trip(&self) -> bool {
        let pulled = self.bank.pulled();
        let cleared = self.unit(|unit| {
            let blind = unit.sheet.input == super::TripInput::Disabled;
            let persists = unit.is_stopped() || !(blind || pulled.is_empty());
            if !persists {
                unit.trip = None;
            }
            !persists
        });
        cleared.unwrap_or(false)
    }

    /// Returns the register that stops the timer from anywhere.
    pub(crate) fn stop_register(&self) -> Arc<AtomicBool> {
        let stop = self.bank.with(self.index, |slot| slot.stop.clone());
        stop.unwrap_or_default()
    }

    /// Puts converters on the timer's trigger, in place of those that were there.
    pub fn frames<const CHANNELS: usize>(
        &self,
        sampling: Sampling,
        channels: [Channel; CHANNELS],
    ) -> SimFrames<CHANNELS> {
        let inputs = channels.into_iter().map(Channel::input).collect();
        self.unit(|unit| unit.sampler = Some(Sampler::new(sampling, inputs)));
        SimFrames(self.clone())
    }
}

/// What is physical.
impl Timer {
    /// Returns what the timer was built with.
    pub fn sheet(&self) -> Option<Sheet> {
        self.unit(|unit| unit.sheet)
    }

    /// Returns whether the outputs are enabled now, so that gates may be on.
    pub fn is_on(&self) -> bool {
        self.unit(|unit| unit.is_powered()).unwrap_or(false)
    }

    /// Returns which gates of a leg are on now.
    pub fn gates(&self, leg: usize) -> Gates {
        let gates = self.unit(|unit| unit.legs.get(leg).map(super::leg::Leg::gates));
        gates.flatten().unwrap_or_default()
    }

    /// Returns whether every gate is off now: what a feedback of the gates shows.
    pub fn gates_are_off(&self) -> bool {
        let off = self.unit(|unit| !unit.legs.iter().any(|leg| leg.gates().any()));
        off.unwrap_or(true)
    }

    /// Returns the duty of the first leg in the current period as a share, with the outputs enabled: from neutral, -1 to 1 or 0 to
    /// 1. `None` with the gates off.
    pub fn drives(&self) -> Option<Ratio> {
        self.unit(|unit| {
            let leg = unit.legs.first().filter(|_| unit.is_powered())?;
            Some(output::share(&unit.sheet, leg.active))
        })
        .flatten()
    }

    /// Returns the voltage of a leg against the negative rail now, at this voltage of the link. `None` where nothing decides it:
    /// gates off and no current.
    pub fn output(&self, leg: usize, link: Voltage) -> Option<Voltage> {
        self.unit(|unit| output::now(unit.legs.get(leg)?, link))
            .flatten()
    }

    /// Returns the voltage of a leg over the current period, dead time in it. `None` as for [`output`](Self::output).
    pub fn average(&self, leg: usize, link: Voltage) -> Option<Voltage> {
        self.unit(|unit| output::average(unit, unit.legs.get(leg)?, link))
            .flatten()
    }

    /// Sets the current out of a leg from now on; diodes and cycle-by-cycle limiting go by it.
    pub fn set_current(&self, leg: usize, current: Current) {
        self.unit(|unit| {
            if let Some(leg) = unit.legs.get_mut(leg) {
                leg.current = current;
            }
            unit.cut();
        });
    }

    /// Stops the carrier where it is, or lets it run again.
    pub fn set_clock_failed(&self, failed: bool) {
        self.unit(|unit| unit.set_stopped(failed));
    }

    /// Returns in how many periods limiting cut a pulse short, wrapping.
    pub fn limited_periods(&self) -> u32 {
        self.unit(|unit| unit.limited).unwrap_or(0)
    }

    /// Returns how often both switches of a leg would have conducted: forced to, or one on before the other was off.
    pub fn overlaps(&self) -> u32 {
        self.unit(|unit| unit.overlaps).unwrap_or(0)
    }

    /// Notes the edges of the gates from now on. Takes time for each period, where otherwise only a change does.
    pub fn record_edges(&self) {
        self.unit(|unit| unit.log = Some(Vec::new()));
    }

    /// Returns the edges noted since the last call.
    pub fn take_edges(&self) -> Vec<Edge> {
        let edges = self.unit(|unit| unit.log.as_mut().map(core::mem::take));
        edges.flatten().unwrap_or_default()
    }

    /// Calls back whenever the outputs are enabled or disabled, with the time, at latest before time moves on again.
    pub fn on_power(&self, observer: impl Fn(Instant, bool) + 'static) {
        let observer: super::line::Observer = Rc::new(observer);
        self.bank
            .with(self.index, |slot| slot.observer = Some(observer));
    }

    pub(crate) fn with_sampler<T>(&self, f: impl FnOnce(&mut Sampler) -> T) -> Option<T> {
        self.unit(|unit| unit.sampler.as_mut().map(f)).flatten()
    }

    fn unit<T>(&self, f: impl FnOnce(&mut Unit) -> T) -> Option<T> {
        self.bank
            .with(self.index, |slot: &mut Slot| f(&mut slot.unit))
    }
}

fn ended(sheet: &Sheet, duty: Duty) -> u16 {
    duty.ticks().min(sheet.highest).max(sheet.lowest)
}
