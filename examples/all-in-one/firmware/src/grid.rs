//! With the grid: relay proof, window, connection, running.

use crate::{
    Board, Event, Modulator as _, Proof, Setpoint, State, Trouble,
    app::{App, GRID, Mode},
    stages::BridgeProofs,
};
use core::time::Duration;
use hal_inverter::{ChainFault, ChainInputs, ConnectPermit, PowerStage as _};
use hal_power::{
    InsulationProven, Power, RelaysProven,
    check::{RelayFault, Step},
};

/// Half of a 50 Hz period. Nothing tells the firmware of zero crossings yet, so it takes any moment for one.
const HALF_PERIOD: Duration = Duration::from_millis(10);

impl<B: Board> App<B> {
    /// Connects to the grid and runs until it is lost; ends with the bridge off and the relays open.
    pub(crate) async fn with_grid(&mut self, bridge: BridgeProofs) -> Result<(), Trouble> {
        let Some(relays) = self.prove_relays().await? else {
            return Ok(());
        };
        let insulation = self.prove_insulation().await?;
        self.enter(State::GridWindow);
        while !self.is_grid_granted() {
            self.round().await?;
        }
        self.connect(relays, insulation).await?;
        self.mode = Mode::Connected;
        self.ports.modulator.set(Setpoint::Feed(Power::ZERO));
        self.arm_bridge(bridge)?;
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

    /// Closes the relays and sees that they have closed.
    async fn connect(
        &mut self,
        relays: RelaysProven,
        insulation: InsulationProven,
    ) -> Result<(), Trouble> {
        let (proven, insulated) = (relays.proven_at(), insulation.proven_at());
        let permit = ConnectPermit::new(relays, insulation);
        let (now, grid) = (self.now(), self.senses.grid.input());
        self.chain
            .connect(permit, now, &self.grid_path, grid, now, HALF_PERIOD)?;
        self.used(Proof::Relays, GRID, proven);
        self.used(Proof::Insulation, GRID, insulated);
        loop {
            self.round().await?;
            match self.chain.closed(self.now(), &self.chain_inputs()) {
                Step::Wait => {}
                Step::Done(()) => return Ok(()),
                Step::Failed(fault) => return Err(Trouble::Relays(ChainFault::Relays(fault))),
            }
        }
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
