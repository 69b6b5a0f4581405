//! The application: its parts, and the round that everything waits in.

use crate::{
    BatteryLink as _, BatteryWord, Board, Clock as _, Event, GridView, Journal as _,
    Modulator as _, Permissive, Ports, Proof, Setpoint, Settings, State, Trouble, contact,
    flow::{BatteryRange, Flow, FlowControl, Metered},
    gates::GateWatch,
    retries::Retries,
    rhythm::Rhythm,
    senses::Senses,
    window::GridJudge,
};
use core::time::Duration;
use embedded_hal::digital::{InputPin as _, OutputPin as _};
use embedded_hal_async::delay::DelayNs as _;
use hal_bms::{BatteryLimits, ContactorInputs, ContactorPair, Limits, Wear};
use hal_inverter::{
    Duty, PowerStage as _, RelayChain, StageState, Transfer, TransferFault, TransferInputs,
    TransferSwitch,
};
use hal_power::{
    Contacts, Input, Instant, Path, PathId, Power, Reading, SafeState as _, Sensor as _, Unusable,
    asynch::ContactBank as _,
    check::{DischargeMonitor, Precharge, RelayProof, ResidualCurrentMonitor},
};

/// Path between battery and link.
pub const BATTERY: PathId = PathId(1);
/// Path between inverter and grid, with the neutral bond: what decides whether the DC side is earthed.
pub const GRID: PathId = PathId(2);

/// The stages themselves: nothing moves there, and what their tests show holds until one is reset.
pub const STAGES: PathId = PathId(3);

/// Contacts of the battery.
pub(crate) const BATTERY_CONTACTS: Contacts = Contacts::first(3);

/// What the stages are there for in this round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Nothing: no duty is written.
    Rest,
    /// The battery holds the link, nothing leaves it.
    Hold,
    /// The bridge is on and puts nothing out, while the neutral bond moves.
    Silent,
    /// The bridge feeds the grid or takes from it.
    Connected,
    /// The bridge supplies the backup output.
    Island,
}

/// Everything that the firmware owns.
pub(crate) struct App<B: Board> {
    pub(crate) ports: Ports<B>,
    pub(crate) settings: Settings,
    pub(crate) senses: Senses,
    pub(crate) battery_path: Path,
    pub(crate) grid_path: Path,
    pub(crate) stage_path: Path,
    pub(crate) precharge: Precharge,
    /// The link is being charged, and its check is stepped by who waits for it.
    pub(crate) precharging: bool,
    pub(crate) contactors: ContactorPair<'static>,
    pub(crate) chain: RelayChain,
    pub(crate) island_proof: RelayProof<2>,
    pub(crate) window: GridJudge,
    pub(crate) limits: BatteryLimits,
    /// When the flow last heard the meter.
    metered_at: Instant,
    /// The battery's last word on whether it has to be left.
    pub(crate) leave: Option<bool>,
    /// Since when the battery says nothing.
    silent: Option<Instant>,
    pub(crate) residual: ResidualCurrentMonitor<3>,
    pub(crate) residual_retries: Retries<4>,
    pub(crate) flow: FlowControl,
    pub(crate) gate_watch: GateWatch,
    pub(crate) mode: Mode,
    /// The link is on its way up from the battery's voltage.
    pub(crate) rising: bool,
    /// The test current flows, and is no residual current to trip on.
    pub(crate) testing_residual: bool,
    /// What was measured before this does not count: capacitances to earth were being charged.
    residual_from: Instant,
    /// Levels of all contacts as they were last commanded; `None` after a command that failed.
    levels: Option<Contacts>,
    pub(crate) transfer: TransferSwitch,
    /// What the transfer switch said last.
    transferred: Result<Transfer, TransferFault>,
    pub(crate) discharged: DischargeMonitor<3, 3>,
    /// Which permissives were last told to hold.
    pub(crate) permissives: [bool; Permissive::ALL.len()],
    rhythm: Rhythm,
}

impl<B: Board> App<B> {
    pub(crate) fn new(ports: Ports<B>, settings: Settings) -> Self {
        let now = ports.clock.now();
        // no window of the residual-current sensor is whole before
        let first = now.saturating_add(ports.residual.latency());
        let grid_contacts = Contacts::first(8) - BATTERY_CONTACTS;
        Self {
            senses: Senses::new(),
            battery_path: Path::new(BATTERY, BATTERY_CONTACTS),
            grid_path: Path::new(GRID, grid_contacts),
            stage_path: Path::new(STAGES, Contacts::NONE),
            precharge: Precharge::new(settings.precharge, settings.precharge_heat),
            precharging: false,
            contactors: ContactorPair::new(
                settings.contactors,
                Wear::new(settings.make_life, settings.wear),
            ),
            chain: RelayChain::new(settings.chain),
            island_proof: RelayProof::new(settings.island_chain),
            window: GridJudge::new(settings.grid, settings.max_age),
            limits: BatteryLimits::new(settings.limit_times),
            metered_at: Instant::ORIGIN,
            leave: None,
            silent: None,
            residual: ResidualCurrentMonitor::new(settings.residual, first),
            residual_retries: Retries::new(settings.residual_retries),
            flow: FlowControl::new(settings.link, settings.profile.rating),
            gate_watch: GateWatch::default(),
            mode: Mode::Rest,
            rising: false,
            testing_residual: false,
            residual_from: now,
            levels: None,
            transfer: TransferSwitch::new(settings.transfer, now),
            transferred: Ok(Transfer::Moving),
            discharged: DischargeMonitor::new(settings.discharge, now),
            permissives: [false; Permissive::ALL.len()],
            rhythm: Rhythm::new(now),
            ports,
            settings,
        }
    }

    pub(crate) fn now(&self) -> Instant {
        self.ports.clock.now()
    }

    pub(crate) fn record(&mut self, event: Event) {
        let now = self.now();
        self.ports.journal.record(now, event);
    }

    pub(crate) fn enter(&mut self, state: State) {
        self.record(Event::Entered(state));
    }

    pub(crate) fn used(&mut self, proof: Proof, path: PathId, proven_at: Instant) {
        self.record(Event::Used(proof, path, proven_at));
    }

    /// One round: waits for its time, reads every sensor, judges, drives the stages and commands the contacts.
    pub(crate) async fn round(&mut self) -> Result<(), Trouble> {
        self.watch().await?;
        self.hear().await;
        self.window.judge(self.now(), self.senses.grid.input());
        self.see_relays_open();
        let watched = self.watch_gates().await;
        let guarded = watched.and_then(|()| self.guard());
        self.tell_permissives();
        guarded?;
        self.drive()?;
        self.command().await
    }

    /// Reads every sensor, and what the battery has sent.
    pub(crate) async fn hear(&mut self) {
        self.senses.sample(&mut self.ports).await;
        while let Some((at, word)) = self.ports.battery_link.take() {
            match word {
                BatteryWord::Limits(frame) => {
                    self.limits.on_frame(at, frame);
                }
                BatteryWord::NoLimits => self.limits.void(),
                BatteryWord::Leave(leave) => self.leave = Some(leave),
            }
        }
        if !self.precharging {
            // at rest it lets the resistor cool, and says nothing
            let _ = self.step_precharge();
        }
        let now = self.now();
        let (backup, bond) = (self.senses.backup_voltage.input(), self.senses.bond.input());
        let inputs = TransferInputs::new(backup, bond);
        self.transferred = self.transfer.step(now, inputs);
        self.discharged.step(now, &self.discharge_inputs());
        self.silent = match self.limits.in_force(now) {
            Limits::SILENT => self.silent.or(Some(now)),
            _ => None,
        };
    }

    /// Waits until the next round is due, and looks at the residual current meanwhile.
    async fn watch(&mut self) -> Result<(), Trouble> {
        let period = self.settings.residual_period;
        let nanos = u32::try_from(period.as_nanos()).unwrap_or(u32::MAX);
        while self.rhythm.left(self.settings.tick, self.now()) > period {
            self.ports.delay.delay_ns(nanos).await;
            self.senses.sample_residual(&mut self.ports).await;
            self.guard_residual()?;
        }
        self.wait().await;
        Ok(())
    }

    /// Waits until the next round is due. Rounds that were missed are left out.
    pub(crate) async fn wait(&mut self) {
        let (ports, tick) = (&mut self.ports, self.settings.tick);
        self.rhythm.next(tick, &ports.clock, &mut ports.delay).await;
    }

    /// Commands all contacts as the components want them, if that has changed.
    pub(crate) async fn command(&mut self) -> Result<(), Trouble> {
        let wanted = self.wanted();
        if self.levels == Some(wanted) {
            return Ok(());
        }
        self.battery_path.command(wanted);
        self.grid_path.command(wanted);
        self.levels = None;
        let commanded = self.ports.contacts.command(wanted).await;
        commanded.map_err(|error| Trouble::Contacts(hal_power::Error::kind(&error)))?;
        self.levels = Some(wanted);
        self.record(Event::Commanded(wanted));
        Ok(())
    }

    fn wanted(&self) -> Contacts {
        let (precharge, main) = (self.precharge.contacts(), self.contactors.wants().closed);
        let grid = self.chain.wants(self.now()) | self.island_proof.wants();
        grid.with(contact::PRECHARGE, precharge.precharge)
            .with(contact::BATTERY_POSITIVE, main)
            .with(contact::BATTERY_NEGATIVE, main || precharge.other_pole)
            .with(contact::NEUTRAL_BOND, self.transfer.wants_bond())
    }

    /// Judges what has to hold in every state.
    pub(crate) fn guard(&mut self) -> Result<(), Trouble> {
        let now = self.now();
        let age = self.settings.max_age;
        let battery = self
            .senses
            .battery_voltage
            .get(now, age)
            .map_err(Trouble::BatterySensor);
        let current = self
            .senses
            .battery_current
            .get(now, age)
            .map_err(Trouble::BatterySensor);
        battery.and(current)?;
        let cells = self
            .senses
            .cells
            .get(now, self.settings.cells.max_age)
            .map_err(Trouble::CellSensor)?;
        if cells > self.settings.cells.highest {
            return Err(Trouble::CellsHot(cells));
        }
        self.guard_residual()?;
        if !(self.wanted() & BATTERY_CONTACTS).is_empty() {
            self.heed_battery()?;
        }
        let link = self
            .senses
            .link
            .get(now, age)
            .map_err(Trouble::LinkSensor)?;
        let (lowest, highest) = self.settings.link_range;
        let has_risen = self.mode != Mode::Rest && !self.rising;
        if link > highest || (has_risen && link < lowest) {
            return Err(Trouble::LinkVoltage(link));
        }
        self.transferred.map_err(Trouble::Transfer)?;
        if self.mode == Mode::Connected {
            let earth = self.senses.earth.get(now, age);
            let earth = earth.map_err(Trouble::EarthSensor)?;
            if earth > self.settings.earth_lost {
                return Err(Trouble::EarthLost(earth));
            }
        }
        self.untripped()
    }

    /// Judges what flows to earth, unless the sensor is being tested.
    fn guard_residual(&mut self) -> Result<(), Trouble> {
        if self.testing_residual {
            return Ok(());
        }
        let (now, residual) = (self.now(), self.senses.residual.input());
        if residual.is_ok_and(|reading| reading.at < self.residual_from) {
            self.residual.reset(now);
            return Ok(());
        }
        let judged = self.residual.step(now, residual);
        judged.map_err(|trip| Trouble::Residual {
            trip,
            repeated: false,
        })
    }

    /// Contacts move, or the bridge starts, and what charges the capacitances to earth for a time is no residual current to trip on.
    pub(crate) fn charge_earth(&mut self, time: Duration) {
        self.residual_from = self.now().saturating_add(time);
    }

    /// What the battery's management demands. Silence has voided its limits already; it is given time for the current to fall.
    pub(crate) fn heed_battery(&self) -> Result<(), Trouble> {
        let now = self.now();
        if self.leave == Some(true) {
            return Err(Trouble::BatteryLeaves);
        }
        let patience = self.settings.battery_silent;
        let silent = |since| now.saturating_since(since) >= patience;
        if self.silent.is_some_and(silent) {
            return Err(Trouble::BatterySilent);
        }
        Ok(())
    }

    /// Whether the battery says that it can be used.
    pub(crate) fn is_battery_there(&self) -> bool {
        self.silent.is_none() && self.leave == Some(false)
    }

    /// No stage that is in use may have been tripped by hardware.
    fn untripped(&self) -> Result<(), Trouble> {
        if self.mode == Mode::Rest {
            return Ok(());
        }
        let boost = self.ports.pv.as_ref().map(|pv| pv.boost.state());
        let states = [
            Some(self.ports.battery_leg.state()),
            Some(self.ports.bridge.state()),
            boost,
        ];
        for state in states.into_iter().flatten() {
            if let StageState::Tripped(trip) = state {
                return Err(Trouble::Tripped(trip));
            }
        }
        Ok(())
    }

    /// Writes the duties of this round.
    fn drive(&mut self) -> Result<(), Trouble> {
        let flow = match self.mode {
            Mode::Rest => return Ok(()),
            mode => self.decide(mode).map_err(Trouble::BatterySensor)?,
        };
        let battery = self.flow.signed_duty(flow.battery);
        self.ports
            .battery_leg
            .update(|leg| leg.set_duty::<0>(battery));
        self.ports.modulator.set(match self.mode {
            Mode::Connected => Setpoint::Feed(flow.bridge),
            Mode::Rest | Mode::Hold | Mode::Island => Setpoint::Form,
            Mode::Silent => Setpoint::Rest,
        });
        if let Some(pv) = &mut self.ports.pv {
            let duty = Duty::from_ratio(flow.boost, crate::PERIOD);
            pv.boost.update(|boost| {
                boost.set_duty::<0>(duty);
                boost.set_duty::<1>(duty);
            });
        }
        Ok(())
    }

    /// Decides where power flows. A meter or PV sensor that says nothing is taken to see nothing: the battery then idles, and
    /// the link's own voltage holds the balance.
    fn decide(&mut self, mode: Mode) -> Result<Flow, Unusable> {
        let (now, age) = (self.now(), self.settings.max_age);
        let link = self.senses.link.get(now, age)?;
        let voltage = self.senses.battery_voltage.get(now, age)?;
        let limits = self.limits.in_force(now);
        let range = BatteryRange::new(limits.charge, limits.discharge, voltage);
        let seen = |slot: &hal_power::Latest<Power>| slot.get(now, age).unwrap_or(Power::ZERO);
        let metered = self.metered();
        let pv = seen(&self.senses.pv_power);
        Ok(match mode {
            Mode::Rest => Flow::default(),
            Mode::Hold | Mode::Silent => self.flow.islanded(Power::ZERO, pv, link, range),
            Mode::Connected => self.flow.connected(metered, pv, link, range),
            Mode::Island => self
                .flow
                .islanded(seen(&self.senses.backup_power), pv, link, range),
        })
    }

    /// What the meter says that the flow has not heard yet.
    fn metered(&mut self) -> Metered {
        let now = self.now();
        let fresh = self.senses.meter.input().ok();
        let fresh = fresh.filter(|reading| reading.fresh(now, self.settings.meter_age).is_ok());
        let Some(reading) = fresh else {
            return Metered::Silent;
        };
        if core::mem::replace(&mut self.metered_at, reading.at) == reading.at {
            return Metered::Same;
        }
        Metered::New(reading.value)
    }

    /// Turns the bridge off; the others go on holding the link.
    pub(crate) fn bridge_off(&mut self) {
        self.ports.modulator.set(Setpoint::Rest);
        self.ports.bridge.make_safe();
        self.mode = Mode::Hold;
    }

    /// Turns every gate off, without a bus.
    pub(crate) fn gates_off(&mut self) {
        self.mode = Mode::Rest;
        self.rising = false;
        self.ports.modulator.set(Setpoint::Rest);
        self.ports.bridge.make_safe();
        self.ports.battery_leg.make_safe();
        if let Some(pv) = &mut self.ports.pv {
            pv.boost.make_safe();
        }
    }

    /// Time until the grid may be connected to: on a board with frames their protection says so, elsewhere the meter.
    pub(crate) fn grid_remaining(&self) -> Duration {
        match self.ports.modulator.grid() {
            Some(GridView::Granted) => Duration::ZERO,
            Some(GridView::Waiting(remaining)) => remaining.min(self.settings.grid.reconnect),
            Some(GridView::Left) => self.settings.grid.reconnect,
            None => self.window.remaining(self.now()),
        }
    }

    /// Whether the grid may be connected to.
    pub(crate) fn is_grid_granted(&self) -> bool {
        self.grid_remaining().is_zero()
    }

    /// Whether the grid has to be left, or was.
    pub(crate) fn is_grid_lost(&self) -> bool {
        match self.ports.modulator.grid() {
            Some(view) => view == GridView::Left,
            None => self.window.is_lost(self.now()),
        }
    }

    pub(crate) fn contactor_inputs(&self) -> ContactorInputs {
        ContactorInputs::new(
            self.senses.battery_voltage.input(),
            self.senses.link.input(),
            self.senses.battery_current.input(),
        )
    }

    /// Whether all gates are seen off, read now.
    pub(crate) fn gates_seen_off(&mut self) -> Input<bool> {
        let now = self.now();
        match self.ports.gates_off.is_high() {
            Ok(off) => Ok(Reading::new(off, now)),
            Err(_) => Err(hal_power::ErrorKind::Bus),
        }
    }

    pub(crate) fn set(pin: &mut B::Output, high: bool) -> Result<(), Trouble> {
        pin.set_state(high.into()).map_err(|_| Trouble::Pin)
    }
}
