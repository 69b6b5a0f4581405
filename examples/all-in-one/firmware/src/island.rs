//! Without the grid: relays proven open from the inverter's side, then the backup output.

use crate::{
    Board, Event, Modulator as _, Proof, State, Trouble,
    app::{App, GRID, Mode},
    stages::BridgeProofs,
};
use hal_power::{
    RelaysProven,
    check::{RelayInputs, Step},
};

impl<B: Board> App<B> {
    /// Supplies the backup output until the grid has been back for the reconnect time; ends with the bridge off, the output
    /// dead and its neutral bond open.
    pub(crate) async fn without_grid(&mut self, bridge: BridgeProofs) -> Result<(), Trouble> {
        self.arm_bridge(bridge)?;
        let relays = self.prove_islanded().await?;
        let (now, at) = (self.now(), relays.proven_at());
        relays.redeem(now, &self.grid_path)?;
        self.used(Proof::Relays, GRID, at);
        self.bond = true;
        self.command().await?;
        self.rest_contacts().await?;
        self.mode = Mode::Island;
        self.enter(State::Island);
        while !self.is_grid_granted() {
            self.round().await?;
        }
        self.release_backup().await
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

    /// Turns the backup output off; the bond opens when it is dead.
    async fn release_backup(&mut self) -> Result<(), Trouble> {
        self.bridge_off();
        let until = self.now().saturating_add(self.settings.backup_dies);
        loop {
            self.round().await?;
            let backup = self
                .senses
                .backup_voltage
                .get(self.now(), self.settings.max_age);
            if backup.is_ok_and(|voltage| voltage < self.settings.backup_dead) {
                break;
            }
            if self.now() > until {
                return Err(Trouble::BackupAlive);
            }
        }
        self.bond = false;
        self.command().await?;
        self.rest_contacts().await
    }
}
