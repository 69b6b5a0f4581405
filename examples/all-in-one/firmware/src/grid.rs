//! With the grid: relay proof, window, connection, running.

use crate::{
    Board, Event, Journal as _, Modulator as _, Monitors, Permissive, Proof, Setpoint, State,
    Trouble,
    app::{App, GRID, Mode},
};
use core::time::Duration;
use hal_inverter::{
    BridgePermit, ChainFault, ChainInputs, ConnectCheck, ConnectInputs, ConnectPaths,
    ConnectPermit, PowerStage as _, Requirement,
};
use hal_power::{
    InsulationProven, Power, Reading, Refused, RelaysProven,
    check::{RelayFault, Step},
};

/// Half of a 50 Hz period. Nothing tells the firmware of zero crossings yet, so it takes any moment for one.
const HALF_PERIOD: Duration = Duration::from_millis(10);

impl<B: Board> App<B> {
    /// Connects to the grid and runs until it is lost; ends with the bridge off and the relays open.
    pub(crate) async fn with_grid(
        &mut self,
        bridge: BridgePermit,
        monitors: &mut Monitors<B>,
    ) -> Result<(), Trouble> {
        let Some(relays) = self.prove_relays().await? else {
            return Ok(());
        };
        let insulation = self.prove_link_insulation(monitors).await?;
        let bridge = self.connect(relays, insulation, bridge).await?;
        self.mode = Mode::Connected;
        self.ports.modulator.set(Setpoint::Feed(Power::ZERO));
        self.arm_bridge(bridge)?;
        self.charge_earth(self.settings.residual_charging);
        self.enter(State::Running);
        while !self.is_grid_lost() {
            self.round().await?;
        }
        self.disconnect().await
    }

    /// Proves each relay against the grid; `None` where there is no grid to prove against.
    async fn prove_relays(&mut self) -> Result<Option<RelaysProven>, Trouble> {
        self.enter(State::RelayProof);
        self.ports.modulator.rearm();
        let now = self.now();
        self.chain.start(now, &self.grid_path);
        loop {
            self.command().await?;
            self.round().await?;
            let inputs = self.chain_inputs();
            match self.chain.step(self.now(), &self.grid_path, &inputs) {
                Step::Wait => {}
                Step::Done(proof) => {
                    self.record(Event::Proven(Proof::Relays, GRID));
                    return Ok(Some(proof));
                }
                Step::Failed(ChainFault::Relays(RelayFault::NoReference)) => return Ok(None),
                Step::Failed(fault) => return Err(Trouble::Relays(fault)),
            }
        }
    }

    /// Waits for every requirement, closes the relays and sees that they have closed; returns what arming the bridge takes.
    async fn connect(
        &mut self,
        relays: RelaysProven,
        insulation: InsulationProven,
        bridge: BridgePermit,
    ) -> Result<BridgePermit, Trouble> {
        let (proven, insulated) = (relays.proven_at(), insulation.proven_at());
        let mut check = ConnectCheck::new(self.settings.max_age);
        check.put_relays(relays);
        check.put_insulation(insulation);
        check.put_bridge(bridge);
        let permit = self.await_requirements(check).await?;
        let (now, grid) = (self.now(), self.senses.grid.input());
        let (_, bridge) =
            self.chain
                .connect(permit, now, &self.grid_path, grid, now, HALF_PERIOD)?;
        self.used(Proof::Relays, GRID, proven);
        self.used(Proof::Insulation, GRID, insulated);
        self.charge_earth(self.settings.contact_rest);
        loop {
            self.round().await?;
            match self.chain.closed(self.now(), &self.chain_inputs()) {
                Step::Wait => {}
                Step::Done(()) => return Ok(bridge),
                Step::Failed(fault) => return Err(Trouble::Relays(ChainFault::Relays(fault))),
            }
        }
    }

    /// Tells what is missing, until nothing is. Proofs that have grown too old meanwhile have to be made again.
    async fn await_requirements(
        &mut self,
        mut check: ConnectCheck,
    ) -> Result<ConnectPermit, Trouble> {
        self.enter(State::GridWindow);
        let mut awaited = [false; Requirement::ALL.len()];
        loop {
            check.step(self.connect_inputs());
            let now = self.now();
            let paths = ConnectPaths {
                grid: &self.grid_path,
                bridge: &self.stage_path,
            };
            let unmet = match check.permit(now, paths) {
                Ok(permit) => return Ok(permit),
                Err(unmet) => unmet,
            };
            if unmet.requirement.is_proof() {
                return Err(Trouble::Refused(Refused::Stale));
            }
            let told = core::mem::replace(&mut awaited, [false; Requirement::ALL.len()]);
            for unmet in check.unmet(now, paths) {
                let index = unmet.requirement as usize;
                if let Some(is_awaited) = awaited.get_mut(index) {
                    *is_awaited = true;
                }
                if told.get(index) == Some(&false) {
                    self.ports.journal.record(now, Event::Awaits(unmet));
                }
            }
            self.round().await?;
        }
    }

    /// The permissives of this round, in which nothing was wrong.
    fn connect_inputs(&self) -> ConnectInputs {
        let now = self.now();
        let holds = |holds| Ok(Reading::new(holds, now));
        let mut inputs = ConnectInputs::unknown();
        inputs.grid = Ok(Reading::new(self.grid_remaining(), now));
        inputs.battery = holds(self.permits(Permissive::BatteryLimits));
        inputs.earth = holds(self.permits(Permissive::ProtectiveEarth));
        inputs.bond_open = holds(self.permits(Permissive::BondOpen));
        inputs.well = holds(true);
        inputs
    }

    /// Bridge off and all relay coils off, at once.
    async fn disconnect(&mut self) -> Result<(), Trouble> {
        self.bridge_off();
        self.chain.open(self.now());
        self.command().await?;
        self.enter(State::GridLost);
        self.rest_contacts().await
    }

    /// Tells how long the relays took to isolate, once that is seen.
    pub(crate) fn see_relays_open(&mut self) {
        match self.chain.opened(self.now(), &self.chain_inputs()) {
            Step::Wait => {}
            Step::Done(taken) => self.record(Event::Isolated(taken)),
            Step::Failed(fault) => self.record(Event::NotIsolated(fault)),
        }
    }

    fn chain_inputs(&self) -> ChainInputs {
        ChainInputs::new(
            self.ports.bridge.state(),
            self.senses.link.input(),
            self.senses.grid.input(),
            self.senses.line_probe.input(),
            self.senses.neutral_probe.input(),
        )
    }
}
