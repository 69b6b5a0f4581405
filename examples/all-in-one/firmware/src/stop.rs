//! The stop: in order, then discharge, then the wait until it may start again.

use crate::{Board, Event, Latch, Monitors, Operator as _, State, Trouble, app::App};
use hal_power::{
    Input, Instant, Reading, SafeStop, SafeStopInputs, Voltage,
    check::{Discharge, DischargeInputs, DischargeSource},
};

impl<B: Board> App<B> {
    /// Stops in order, discharges the link, and returns when the trouble is over and was cleared.
    pub(crate) async fn stop(&mut self, trouble: Trouble, monitors: &mut Monitors<B>) {
        let now = self.now();
        self.gates_off();
        let trouble = self.count(trouble);
        self.chain.open(now);
        self.island_proof.release();
        self.precharge.release();
        let mut stop = SafeStop::new(self.settings.stop);
        stop.demand(now, trouble.cause());
        self.command_anyway().await;
        self.record(Event::Stopping(trouble));
        self.enter(State::SafeStop);
        self.contactors.open(now);
        while !stop.wants().discharge || self.contactors.wants().closed {
            self.step_stop(&mut stop).await;
            self.command_anyway().await;
            self.wait().await;
        }
        if let Some(progress) = stop.progress() {
            self.record(Event::Stopped(*progress));
        }
        self.release_monitors(monitors).await;
        self.discharge(trouble).await;
    }

    /// Marks a residual current that comes once too often to clear itself.
    fn count(&mut self, trouble: Trouble) -> Trouble {
        match trouble {
            Trouble::Residual { trip, .. } => Trouble::Residual {
                trip,
                repeated: self.residual_retries.note(self.now()),
            },
            other => other,
        }
    }

    /// Reads, and lets the stop and the contactors move on.
    async fn step_stop(&mut self, stop: &mut SafeStop) {
        self.hear().await;
        self.see_relays_open();
        self.tell_permissives();
        let now = self.now();
        let inputs = SafeStopInputs::new(
            self.senses.battery_current.input(),
            self.senses.backup_voltage.input(),
        );
        let wants = stop.step(now, inputs);
        self.gates_off();
        if wants.bond_open {
            self.transfer.open_bond(now);
        }
        let inputs = self.contactor_inputs();
        self.contactors.step(now, inputs);
        if let Some(opening) = self.contactors.take_opening() {
            self.record(Event::Opened(opening));
        }
    }

    /// Commands the contacts; a transfer that fails is tried again in the next round.
    async fn command_anyway(&mut self) {
        if let Err(trouble) = self.command().await {
            self.record(Event::Stopping(trouble));
        }
    }

    /// Discharges the link until it may start again.
    async fn discharge(&mut self, trouble: Trouble) {
        self.enter(State::Discharge);
        let mut status = None;
        let mut good_since = None;
        loop {
            let discharging = Self::set(&mut self.ports.discharge, true);
            self.wait().await;
            self.hear().await;
            self.see_relays_open();
            self.command_anyway().await;
            self.gates_off();
            let now = self.now();
            self.window.judge(now, self.senses.grid.input());
            self.tell_permissives();
            let heard = self.discharged.status(now);
            if status.replace(kind(heard)) != Some(kind(heard)) {
                self.record(Event::Discharge(heard));
            }
            let good = discharging.is_ok() && self.is_over(trouble);
            good_since = if good { good_since.or(Some(now)) } else { None };
            let retry = self.settings.retry;
            let rested = |since| now.saturating_since(since) >= retry;
            // asked in every round: who asks too early has to ask again
            if self.may_clear(trouble) && good_since.is_some_and(rested) {
                break;
            }
        }
        if trouble.latch() == Latch::Service {
            self.gate_watch.forget();
        }
        if matches!(trouble, Trouble::Residual { repeated: true, .. }) {
            self.residual_retries.forget();
        }
        // a failure here comes back as trouble of the next start
        let _ = Self::set(&mut self.ports.discharge, false);
        self.residual.reset(self.now());
        self.record(Event::Cleared(trouble));
    }

    /// Whether nothing of what has to hold in every state is wrong any more, hysteresis included.
    fn is_over(&mut self, trouble: Trouble) -> bool {
        let now = self.now();
        let over = match trouble {
            Trouble::CellsHot(_) => {
                let cells = self.senses.cells.get(now, self.settings.cells.max_age);
                cells.is_ok_and(|cells| cells <= self.settings.cells.recovered)
            }
            Trouble::BatterySilent | Trouble::BatteryLeaves => self.is_battery_there(),
            _ => true,
        };
        self.residual.reset(now);
        over && self.guard().is_ok()
    }

    fn may_clear(&mut self, trouble: Trouble) -> bool {
        match trouble.latch() {
            Latch::ClearsItself => true,
            Latch::User => self.ports.operator.take_user_clear(),
            Latch::Service => self.ports.operator.take_service_clear(),
        }
    }

    /// Link, PV input and AC side, and what could charge them: battery, grid, PV. A source is isolated where its voltage stands and
    /// the other side does not follow. Where there is no PV input its place is the link's.
    pub(crate) fn discharge_inputs(&self) -> DischargeInputs<3, 3> {
        let senses = &self.senses;
        let link = senses.link.input();
        let apart = self.settings.isolated_by;
        let battery = DischargeSource {
            voltage: senses.battery_voltage.input(),
            isolated: is_apart(senses.battery_voltage.input(), link, apart),
        };
        let grid = DischargeSource {
            voltage: senses.grid.input(),
            isolated: is_apart(senses.grid.input(), senses.line_probe.input(), apart),
        };
        let pv_voltage = match self.ports.pv {
            Some(_) => senses.pv_voltage.input(),
            None => Ok(Reading::new(Voltage::ZERO, self.now())),
        };
        let pv = DischargeSource {
            voltage: pv_voltage,
            isolated: is_apart(pv_voltage, link, apart),
        };
        let pv_node = self.ports.pv.as_ref().map_or(link, |_| pv_voltage);
        let nodes = [link, pv_node, senses.backup_voltage.input()];
        DischargeInputs::new(nodes, [battery, grid, pv])
    }
}

/// Whether two sides of a contact are seen at different voltages.
fn is_apart(source: Input<Voltage>, other: Input<Voltage>, by: Voltage) -> Input<bool> {
    let (source, other) = (source?, other?);
    let at: Instant = source.at.min(other.at);
    Ok(Reading::new(
        source.value.saturating_sub(other.value) >= by,
        at,
    ))
}

/// Kinds of status, so that only a change of kind is an event.
const fn kind(status: Discharge) -> u8 {
    match status {
        Discharge::Safe => 0,
        Discharge::Waiting { .. } => 1,
        Discharge::Live { .. } => 2,
        _ => 3,
    }
}
