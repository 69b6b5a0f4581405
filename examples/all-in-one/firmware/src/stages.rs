//! The power stages: their trips proven, then armed.

use crate::{
    Board, Event, Proof, State, Trouble,
    app::{App, Mode, STAGES},
};
use hal_inverter::{BatteryLegPermit, BoostPermit, BridgePermit, PowerStage as _, StageState};
use hal_power::{
    Reading, ResidualCurrentProven, TripProven,
    check::{ResidualCurrentCheck, ResidualCurrentInputs, Step, TripInputs, TripProof},
};

/// Proofs that each stage's trip works, from one forcing of all.
pub(crate) struct Trips {
    bridge: TripProven,
    battery_leg: TripProven,
    boost: Option<TripProven>,
}

/// A stage by its role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Towards the AC side.
    Bridge,
    /// Between battery and link.
    BatteryLeg,
    /// Between PV and link.
    Boost,
}

impl Stage {
    const ALL: [Self; 3] = [Self::Bridge, Self::BatteryLeg, Self::Boost];
}

impl<B: Board> App<B> {
    /// Checks trips and residual-current sensor with every gate off, and its driver ready.
    pub(crate) async fn self_test(&mut self) -> Result<(Trips, ResidualCurrentProven), Trouble> {
        self.enter(State::SelfTest);
        self.gates_off();
        self.ready_gates().await?;
        let trips = self.prove_trips().await?;
        let residual = self.prove_residual().await?;
        Ok((trips, residual))
    }

    /// Arms all stages but the bridge and lets the battery lift the link to its voltage; returns what is left for the bridge.
    pub(crate) async fn raise_link(
        &mut self,
        trips: Trips,
        residual: ResidualCurrentProven,
    ) -> Result<BridgePermit, Trouble> {
        let now = self.now();
        let at = trips.battery_leg.proven_at();
        let permit = BatteryLegPermit::new(trips.battery_leg);
        self.ports.battery_leg.arm(permit, now, &self.stage_path)?;
        self.used(Proof::Trip, STAGES, at);
        if let (Some(pv), Some(trip)) = (&mut self.ports.pv, trips.boost) {
            pv.boost
                .arm(BoostPermit::new(trip), now, &self.stage_path)?;
            self.used(Proof::Trip, STAGES, at);
        }
        self.mode = Mode::Hold;
        self.rising = true;
        let near = self
            .settings
            .link
            .target
            .saturating_sub(self.settings.link.curtail);
        let until = now.saturating_add(self.settings.link_rise);
        loop {
            self.round().await?;
            let link = self.senses.link.get(self.now(), self.settings.max_age);
            if link.map_err(Trouble::LinkSensor)? >= near {
                self.rising = false;
                return Ok(BridgePermit::new(trips.bridge, residual));
            }
            if self.now() > until {
                return Err(Trouble::LinkSlow);
            }
        }
    }

    /// Arms the bridge.
    pub(crate) fn arm_bridge(&mut self, permit: BridgePermit) -> Result<(), Trouble> {
        let (tripped, tested) = (permit.trip().proven_at(), permit.residual().proven_at());
        let now = self.now();
        self.ports.bridge.arm(permit, now, &self.stage_path)?;
        self.used(Proof::Trip, STAGES, tripped);
        self.used(Proof::ResidualCurrent, STAGES, tested);
        Ok(())
    }

    /// Forces the hardware trip and sees every stage latch it, with the gates off.
    async fn prove_trips(&mut self) -> Result<Trips, Trouble> {
        for stage in Stage::ALL {
            self.clear_trip(stage)?;
        }
        let now = self.now();
        let mut checks = Stage::ALL.map(|_| TripProof::new(self.settings.trip));
        for check in &mut checks {
            check.start(now, &self.stage_path);
        }
        let proofs = self.step_trips(&mut checks).await;
        Self::set(&mut self.ports.force_trip, false)?;
        let [bridge, battery_leg, boost] = proofs?;
        self.record(Event::Proven(Proof::Trip, STAGES));
        Ok(Trips {
            bridge,
            battery_leg,
            boost: self.ports.pv.is_some().then_some(boost),
        })
    }

    async fn step_trips(
        &mut self,
        checks: &mut [TripProof; 3],
    ) -> Result<[TripProven; 3], Trouble> {
        let mut proofs = [None, None, None];
        loop {
            let force = checks.iter().any(TripProof::force);
            Self::set(&mut self.ports.force_trip, force)?;
            if checks.iter().all(TripProof::clear) {
                for stage in Stage::ALL {
                    self.clear_trip(stage)?;
                }
            }
            self.round().await?;
            let now = self.now();
            let gates_off = self.gates_seen_off();
            for ((check, stage), proof) in checks.iter_mut().zip(Stage::ALL).zip(&mut proofs) {
                let tripped = matches!(self.state_of(stage), StageState::Tripped(_));
                let inputs = TripInputs::new(Ok(Reading::new(tripped, now)), gates_off);
                match check.step(now, &self.stage_path, inputs) {
                    Step::Wait => {}
                    Step::Done(done) => *proof = Some(done),
                    Step::Failed(fault) => return Err(Trouble::TripPath(fault)),
                }
            }
            match proofs {
                [Some(bridge), Some(battery_leg), Some(boost)] => {
                    return Ok([bridge, battery_leg, boost]);
                }
                waiting => proofs = waiting,
            }
        }
    }

    /// Of a stage that is not fitted, the boost of an AC-coupled model, the bridge's state is told: they share one trip.
    fn state_of(&self, stage: Stage) -> StageState {
        match (stage, &self.ports.pv) {
            (Stage::BatteryLeg, _) => self.ports.battery_leg.state(),
            (Stage::Boost, Some(pv)) => pv.boost.state(),
            (Stage::Bridge | Stage::Boost, _) => self.ports.bridge.state(),
        }
    }

    fn clear_trip(&mut self, stage: Stage) -> Result<(), Trouble> {
        if !matches!(self.state_of(stage), StageState::Tripped(_)) {
            return Ok(());
        }
        match (stage, &mut self.ports.pv) {
            (Stage::BatteryLeg, _) => self.ports.battery_leg.clear_trip()?,
            (Stage::Boost, Some(pv)) => pv.boost.clear_trip()?,
            (Stage::Bridge | Stage::Boost, _) => self.ports.bridge.clear_trip()?,
        }
        Ok(())
    }

    /// Sends the test current through the residual-current sensor.
    async fn prove_residual(&mut self) -> Result<ResidualCurrentProven, Trouble> {
        self.testing_residual = true;
        let proof = self.step_residual().await;
        Self::set(&mut self.ports.residual_test, false)?;
        self.testing_residual = false;
        self.residual.reset(self.now());
        let proof = proof?;
        self.record(Event::Proven(Proof::ResidualCurrent, STAGES));
        Ok(proof)
    }

    async fn step_residual(&mut self) -> Result<ResidualCurrentProven, Trouble> {
        let mut check = ResidualCurrentCheck::new(self.settings.residual_test);
        check.start(self.now(), &self.stage_path);
        loop {
            Self::set(&mut self.ports.residual_test, check.inject())?;
            self.round().await?;
            let residual = self.senses.residual.input();
            let direct = residual.map(|reading| reading.map(|residual| residual.direct));
            let inputs = ResidualCurrentInputs::new(direct);
            match check.step(self.now(), &self.stage_path, inputs) {
                Step::Wait => {}
                Step::Done(proof) => return Ok(proof),
                Step::Failed(fault) => return Err(Trouble::ResidualSensor(fault)),
            }
        }
    }
}
