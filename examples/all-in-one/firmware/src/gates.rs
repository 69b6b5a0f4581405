//! The drivers of the gates: brought back while nothing is armed, and watched while something is.

use crate::{Board, Ports, Stage, Trouble, app::App};
use hal_inverter::{
    Disarmed, GateFaults, PowerStage as _, StageState, TripCauses, asynch::GateDriver,
};
use hal_power::Error as _;

/// Most gates of one stage.
const GATES: usize = 32;

/// Rounds between two looks while nothing has tripped.
const EVERY: u8 = 10;

/// What the drivers of the gates have told.
#[derive(Debug, Default)]
pub(crate) struct GateWatch {
    /// Rounds since the last look.
    rounds: u8,
    /// What was read last stops nothing.
    well: bool,
    /// A short circuit was seen since the last time that somebody looked at the hardware.
    shorted: bool,
}

impl GateWatch {
    /// Somebody has looked at the hardware.
    pub(crate) const fn forget(&mut self) {
        self.shorted = false;
    }

    /// Whether nothing that was read last stops a gate.
    pub(crate) const fn is_well(&self) -> bool {
        self.well
    }

    fn is_due(&mut self, tripped: bool) -> bool {
        self.rounds = self.rounds.saturating_add(1);
        let due = tripped || self.rounds >= EVERY;
        if due {
            self.rounds = 0;
        }
        due
    }

    fn judge(&mut self, stage: Stage, faults: GateFaults) -> Result<(), Trouble> {
        let faults = faults.stopping();
        self.well = faults.is_empty();
        if self.well {
            return Ok(());
        }
        let short = faults.intersects(GateFaults::DESATURATION | GateFaults::SHORT_CIRCUIT);
        let repeated = short && self.shorted;
        self.shorted |= short;
        Err(Trouble::Gates {
            stage,
            faults,
            repeated,
        })
    }
}

impl<B: Board> App<B> {
    /// Clears what the drivers of the gates have latched and lets the gates follow, with every stage disarmed.
    pub(crate) async fn ready_gates(&mut self) -> Result<(), Trouble> {
        let Ports {
            bridge,
            bridge_gates,
            battery_leg,
            battery_leg_gates,
            pv,
            ..
        } = &mut self.ports;
        ready(Stage::Bridge, bridge_gates, &bridge.disarmed()?).await?;
        ready(
            Stage::BatteryLeg,
            battery_leg_gates,
            &battery_leg.disarmed()?,
        )
        .await?;
        if let Some(pv) = pv {
            ready(Stage::Boost, &mut pv.gates, &pv.boost.disarmed()?).await?;
        }
        Ok(())
    }

    /// Asks the drivers of the gates now and then, and at once where one of them has tripped the stages.
    pub(crate) async fn watch_gates(&mut self) -> Result<(), Trouble> {
        let tripped = match self.ports.bridge.state() {
            StageState::Tripped(trip) => trip.all.contains(TripCauses::GATE_DRIVER),
            StageState::Armed | StageState::Disarmed => false,
        };
        if !self.gate_watch.is_due(tripped) {
            return Ok(());
        }
        self.gate_watch.well = false;
        let faults = told(Stage::Bridge, &mut self.ports.bridge_gates).await?;
        self.gate_watch.judge(Stage::Bridge, faults)?;
        let faults = told(Stage::BatteryLeg, &mut self.ports.battery_leg_gates).await?;
        self.gate_watch.judge(Stage::BatteryLeg, faults)?;
        if let Some(pv) = &mut self.ports.pv {
            let faults = told(Stage::Boost, &mut pv.gates).await?;
            self.gate_watch.judge(Stage::Boost, faults)?;
        }
        Ok(())
    }
}

async fn ready<G: GateDriver>(
    stage: Stage,
    gates: &mut G,
    disarmed: &Disarmed<'_>,
) -> Result<(), Trouble> {
    let cleared = gates.clear_faults(disarmed).await;
    cleared.map_err(|error| Trouble::GateDriver(stage, error.kind()))?;
    let enabled = gates.enable(disarmed).await;
    enabled.map_err(|error| Trouble::GateDriver(stage, error.kind()))
}

async fn told<G: GateDriver>(stage: Stage, gates: &mut G) -> Result<GateFaults, Trouble> {
    let mut each = [GateFaults::empty(); GATES];
    let each = each.get_mut(..gates.count()).unwrap_or_default();
    let faults = gates.faults(each).await;
    faults.map_err(|error| Trouble::GateDriver(stage, error.kind()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_circuit_is_the_user_s_once_and_service_s_the_second_time() {
        let mut watch = GateWatch::default();
        let short = GateFaults::DESATURATION;
        let latch = |watch: &mut GateWatch, faults| {
            let judged = watch.judge(Stage::Bridge, faults);
            judged.map_err(|trouble| trouble.latch())
        };
        assert_eq!(latch(&mut watch, GateFaults::THERMAL_WARNING), Ok(()));
        let user = Err(crate::Latch::User);
        assert_eq!(latch(&mut watch, GateFaults::UNDERVOLTAGE_POSITIVE), user);
        assert_eq!(latch(&mut watch, short), user);
        assert_eq!(latch(&mut watch, GateFaults::UNDERVOLTAGE_POSITIVE), user);
        assert_eq!(latch(&mut watch, short), Err(crate::Latch::Service));
        watch.forget();
        assert_eq!(latch(&mut watch, short), user);
    }

    #[test]
    fn a_trip_is_asked_about_at_once() {
        let mut watch = GateWatch::default();
        assert!(watch.is_due(true));
        assert_eq!((1..=20).filter(|_| watch.is_due(false)).count(), 2);
    }
}
