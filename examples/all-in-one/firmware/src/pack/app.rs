//! The controller: its parts, and its round.

use super::{
    Event, InverterLink as _, Journal as _, PackBoard, Ports, Report, Settings, Trouble, scan::Scan,
};
use crate::{Clock as _, Operator as _, flow::part_of, rhythm::Rhythm};
use core::convert::Infallible;
use embedded_hal::digital::OutputPin as _;
use hal_bms::{
    Balancer, CellFault, CellGuard, CellInputs, CellSet, CellString as _, CellVerdict, LimitFrame,
    asynch::{CellProtection as _, CellTemperatures as _, SafetyMonitor as _},
};
use hal_power::{
    Current, Instant, Latest, Ratio,
    asynch::LatchStore as _,
    fault::{FaultId, LatchClass},
};

/// Everything that the controller owns.
pub(super) struct Pack<B: PackBoard> {
    pub(super) ports: Ports<B>,
    pub(super) settings: Settings,
    pub(super) scan: Scan,
    guard: CellGuard,
    pub(super) balancer: Balancer,
    /// The string's current.
    pub(super) current: Latest<Current>,
    /// Cells that the monitors were last told to discharge.
    pub(super) balanced: CellSet,
    pub(super) wires_tested: Option<Instant>,
    /// All modules are there.
    pub(super) assembled: bool,
    /// The monitors apply the limits that they were told.
    pub(super) protected: bool,
    verdict: CellVerdict,
    /// What is latched for good is kept.
    kept: bool,
    /// Why the battery has to be left, and since when.
    trouble: Option<(Trouble, Instant)>,
    /// Shares that were last recorded.
    told: (Ratio, Ratio),
    released: bool,
    rhythm: Rhythm,
}

/// Who has asked to clear something since the last round.
#[derive(Debug, Clone, Copy)]
struct Asked {
    user: bool,
    service: bool,
}

/// Runs a battery for ever.
pub async fn run<B: PackBoard>(ports: Ports<B>, settings: Settings) -> Infallible {
    let mut pack = Pack::new(ports, settings);
    pack.remember().await;
    loop {
        pack.round().await;
    }
}

impl<B: PackBoard> Pack<B> {
    fn new(ports: Ports<B>, settings: Settings) -> Self {
        let now = ports.clock.now();
        let monitors = &ports.monitors;
        Self {
            scan: Scan::new(monitors.cell_count(), monitors.temperature_count()),
            guard: CellGuard::new(settings.guard, now),
            balancer: Balancer::new(settings.balancer),
            current: Latest::new(),
            balanced: CellSet::NONE,
            wires_tested: None,
            assembled: false,
            protected: false,
            verdict: CellVerdict::IDLE,
            kept: false,
            trouble: None,
            told: (Ratio::ZERO, Ratio::ZERO),
            released: false,
            rhythm: Rhythm::new(now),
            ports,
            settings,
        }
    }

    pub(super) fn now(&self) -> Instant {
        self.ports.clock.now()
    }

    pub(super) fn record(&mut self, event: Event) {
        let now = self.now();
        self.ports.journal.record(now, event);
    }

    /// What was latched for good before the start is latched still; so is what cannot be read.
    async fn remember(&mut self) {
        let mut latched = [FaultId(0); 1];
        let before = self.ports.latches.load(&mut latched).await;
        if !matches!(before, Ok((0, _))) {
            self.leave(Trouble::Before);
        }
    }

    /// One round: waits for its time, reads the cells, judges, tells the inverter, balances.
    async fn round(&mut self) {
        self.wait().await;
        self.step_modules();
        self.protect().await;
        self.scan().await;
        self.measure().await;
        self.test_wires().await;
        self.judge().await;
        self.tell();
        self.balance().await;
    }

    /// Waits until the next round is due: sooner where a limit is near.
    async fn wait(&mut self) {
        let (verdict, near) = (&self.verdict, self.settings.near);
        let is_near = verdict.charge < near || verdict.discharge < near;
        let period = if is_near {
            self.settings.scan_near
        } else {
            self.settings.scan
        };
        let ports = &mut self.ports;
        self.rhythm
            .next(period, &ports.clock, &mut ports.delay)
            .await;
    }

    /// Tells the monitors their limits, at the start and after one of them has reset.
    async fn protect(&mut self) {
        if self.protected {
            return;
        }
        let wanted = self.settings.protection;
        if let Ok(applied) = self.ports.monitors.protect_cells(&wanted).await {
            self.protected = true;
            self.record(Event::Protects(applied));
        }
    }

    async fn judge(&mut self) {
        let now = self.now();
        let inputs = inputs(&self.scan);
        let verdict = self.guard.step(now, inputs);
        self.verdict = verdict;
        match (verdict.fault, self.trouble) {
            (Some(fault), Some((Trouble::Cells(known), _))) if fault == known => {}
            (Some(_), Some((Trouble::Before, _))) | (None, _) => {}
            (Some(fault), _) => self.leave(Trouble::Cells(fault)),
        }
        self.watch_inverter(now);
        // asked in every round: who asks too early has to ask again
        let asked = Asked {
            user: self.ports.operator.take_user_clear(),
            service: self.ports.operator.take_service_clear(),
        };
        if let Some((trouble, _)) = self.trouble {
            self.keep(trouble).await;
            if self.may_clear(trouble, asked) {
                self.clear(trouble).await;
            }
        }
        let allowed = self.allowed();
        let told = self.told;
        if differs(allowed.0, told.0) || differs(allowed.1, told.1) {
            self.told = allowed;
            self.record(Event::Allows(allowed.0, allowed.1));
        }
    }

    /// Shares of the nominal currents: none while the battery has to be left.
    fn allowed(&mut self) -> (Ratio, Ratio) {
        if self.is_left() {
            self.verdict.charge = Ratio::ZERO;
            self.verdict.discharge = Ratio::ZERO;
        }
        (self.verdict.charge, self.verdict.discharge)
    }

    /// Whether the battery has to be left, or is not complete yet.
    pub(super) const fn is_left(&self) -> bool {
        self.trouble.is_some() || !self.assembled
    }

    pub(super) fn leave(&mut self, trouble: Trouble) {
        let now = self.now();
        let since = self.trouble.map_or(now, |(_, since)| since);
        self.trouble = Some((trouble, since));
        self.record(Event::Leave(trouble));
    }

    /// An inverter that was heard and is silent now has no hold on the battery.
    fn watch_inverter(&mut self, now: Instant) {
        let is_silent = self.ports.link.heard().is_some() && !self.is_heard(now);
        if is_silent && self.trouble.is_none() {
            self.leave(Trouble::InverterSilent);
        }
    }

    /// Keeps what is latched for good where it survives a loss of power.
    async fn keep(&mut self, trouble: Trouble) {
        if !self.kept && trouble.latch() == LatchClass::Permanent && trouble != Trouble::Before {
            let latched = [Trouble::OVERCHARGED];
            // one that failed is tried again in the next round
            self.kept = self.ports.latches.store(&latched, 0).await.is_ok();
        }
    }

    /// Whether whoever has to has asked to clear it.
    fn may_clear(&self, trouble: Trouble, asked: Asked) -> bool {
        match trouble.latch() {
            LatchClass::ClearsItself { .. } => true,
            LatchClass::User => asked.user,
            LatchClass::Service => asked.service,
            LatchClass::Permanent => false,
        }
    }

    /// Clears what is over. What the monitors have latched is cleared in them first, and read again.
    async fn clear(&mut self, trouble: Trouble) {
        let now = self.now();
        if let Trouble::Cells(CellFault::Status(_)) = trouble {
            // what persists is reported again
            let _ = self.ports.monitors.clear_safety().await;
            self.scan().await;
            let now = self.now();
            let _ = self.guard.step(now, inputs(&self.scan));
        }
        let is_over = match trouble {
            Trouble::InverterSilent => self.is_heard(now),
            _ => self.guard.is_recovered(),
        };
        if is_over && self.guard.clear() {
            self.trouble = None;
            self.record(Event::Cleared(trouble));
        }
    }

    /// Whether the inverter was heard lately.
    fn is_heard(&mut self, now: Instant) -> bool {
        let patience = self.settings.inverter_silent;
        let heard = self.ports.link.heard();
        heard.is_some_and(|at| now.saturating_since(at) <= patience)
    }

    /// Tells the inverter, and supplies the contactors' coils as long as it is given to act.
    fn tell(&mut self) {
        let now = self.now();
        let (charge, discharge) = self.settings.currents;
        let report = Report {
            limits: LimitFrame {
                charge: share(charge, self.verdict.charge),
                discharge: share(discharge, self.verdict.discharge),
                charge_voltage: self.settings.cut_off.1,
                discharge_voltage: self.settings.cut_off.0,
            },
            leave: self.is_left(),
            current: self.current.get(now, self.settings.max_age).ok(),
            voltage: self.scan.voltage(),
            hottest: self.scan.hottest(),
        };
        self.ports.link.tell(now, &report);
        let patience = self.settings.opens_after;
        let given = |since| now.saturating_since(since) < patience;
        let release = self.trouble.is_none_or(|(_, since)| given(since));
        let set = self.ports.release.set_state(release.into());
        if set.is_ok() && release != self.released {
            self.released = release;
            self.record(Event::Releases(release));
        }
    }
}

/// Whether a share is news: it begins, ends, or has moved by a tenth.
fn differs(now: Ratio, told: Ratio) -> bool {
    let ends = |share| share == Ratio::ZERO || share == Ratio::ONE;
    let moved = now.abs_diff(told) >= Ratio::from_percent(10);
    now != told && (ends(now) || ends(told) || moved)
}

/// What the guard is told.
fn inputs(scan: &Scan) -> CellInputs<'_> {
    let inputs = CellInputs::new(scan.cells(), scan.temperatures(), scan.status());
    inputs.with_open_wires(scan.wires)
}

fn share(current: Current, share: Ratio) -> Current {
    Current::from_microamps(part_of(current.as_microamps(), share))
}
