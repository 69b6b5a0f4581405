//! Without the grid: relays proven open from the inverter's side, then the backup output.

use crate::{
    Board, Event, Modulator as _, Proof, State, Trouble,
    app::{App, GRID, Mode},
};
use hal_inverter::{BridgePermit, Transfer};
use hal_power::{
    RelaysProven,
    check::{RelayInputs, Step},
};

impl<B: Board> App<B> {
    /// Supplies the backup output until the grid has been back for the reconnect time; ends with the bridge off, the output
    /// dead and its neutral bond seen open.
    pub(crate) async fn without_grid(&mut self, bridge: BridgePermit) -> Result<(), Trouble> {
        self.arm_bridge(bridge)?;
        let relays = self.prove_islanded().await?;
        let (now, at) = (self.now(), relays.proven_at());
        self.transfer.leave_grid(relays, now, &self.grid_path)?;
        self.used(Proof::Relays, GRID, at);
        self.charge_earth(self.settings.contact_rest);
        // the voltage of the proof goes, the bond moves, and the output is supplied from nothing upwards
        self.mode = Mode::Silent;
        self.transferred_to(Transfer::Island).await?;
        self.mode = Mode::Island;
        self.enter(State::Island);
        while !self.is_grid_granted() {
            self.round().await?;
        }
        self.bridge_off();
        self.transfer.leave_island(self.now());
        self.transferred_to(Transfer::Grid).await
    }

    /// Waits until the output has moved. What keeps it from that is trouble by itself.
    async fn transferred_to(&mut self, side: Transfer) -> Result<(), Trouble> {
        while self.transfer.state() != side {
            self.round().await?;
        }
        Ok(())
    }

    /// Proves each relay open against the bridge's own voltage. A line that conducts takes the grid's line along, which is then
    /// seen against the inverter's neutral; a neutral that conducts takes the grid's neutral along, which the line is seen against.
    async fn prove_islanded(&mut self) -> Result<RelaysProven, Trouble> {
        self.ports.modulator.rearm();
        let now = self.now();
        self.island_proof.start(now, &self.grid_path);
        loop {
            self.command().await?;
            self.round().await?;
            let probes = [
                self.senses.neutral_probe.input(),
                self.senses.line_probe.input(),
            ];
            let inputs = RelayInputs::with_reference(self.senses.backup_voltage.input(), probes);
            match self.island_proof.step(self.now(), &self.grid_path, &inputs) {
                Step::Wait => {}
                Step::Done(proof) => {
                    self.record(Event::Proven(Proof::Relays, GRID));
                    return Ok(proof);
                }
                Step::Failed(fault) => return Err(Trouble::IslandRelays(fault)),
            }
        }
    }
}
