//! Insulation: of the battery's own net before its contactors close, of everything behind the link before the grid.

use crate::{
    Board, Event, InsulationMonitor, Monitors, Proof, State, Trouble,
    app::{App, BATTERY, GRID},
    beside::beside,
};
use core::pin::pin;
use hal_power::{
    ErrorKind, Input, Insulation, InsulationProven, Path, PathId, Reading, Voltage, answered,
    check::{InsulationCheck, InsulationConfig, InsulationFault, InsulationInputs, Step},
};

/// Rounds in which a monitor has to be off its net.
const RELEASE: u8 = 10;

/// A DC net that a monitor of its own measures by the net's own voltage.
#[derive(Debug, Clone, Copy)]
enum Net {
    /// The battery, before the contactors.
    Battery,
    /// Link, PV and battery, all in one.
    Link,
}

impl Net {
    const fn path(self) -> PathId {
        match self {
            Self::Battery => BATTERY,
            Self::Link => GRID,
        }
    }
}

type Found = Result<InsulationProven, InsulationFault>;

impl<B: Board> App<B> {
    /// Proves the battery's net, by the battery's voltage. The contacts that join it to the link count as what could earth it.
    pub(crate) async fn prove_battery_insulation(
        &mut self,
        monitors: &mut Monitors<B>,
    ) -> Result<InsulationProven, Trouble> {
        let Monitors { battery, link } = monitors;
        self.prove_insulation(Net::Battery, battery, link).await
    }

    /// Proves the net of link, PV and battery, by the link's voltage, while nothing earths it.
    pub(crate) async fn prove_link_insulation(
        &mut self,
        monitors: &mut Monitors<B>,
    ) -> Result<InsulationProven, Trouble> {
        let Monitors { battery, link } = monitors;
        self.prove_insulation(Net::Link, link, battery).await
    }

    /// Takes both monitors off their nets, where a measurement that was given up has left one. What cannot be taken off is found by
    /// the next proof.
    pub(crate) async fn release_monitors(&mut self, monitors: &mut Monitors<B>) {
        let Monitors { battery, link } = monitors;
        if battery.is_released() && link.is_released() {
            return;
        }
        let mut releasing = pin!(async {
            let (one, other) = (battery.release().await, link.release().await);
            (one.is_ok(), other.is_ok())
        });
        let mut released = None;
        for _ in 0..RELEASE {
            let round = async {
                self.wait().await;
                self.hear().await;
            };
            beside(round, releasing.as_mut(), &mut released).await;
            if released.is_some() {
                return;
            }
        }
    }

    /// Takes the other monitor off, and measures as often as it takes and is allowed.
    async fn prove_insulation(
        &mut self,
        net: Net,
        monitor: &mut impl InsulationMonitor,
        other: &mut impl InsulationMonitor,
    ) -> Result<InsulationProven, Trouble> {
        self.enter(State::Insulation);
        self.take_off(other).await?;
        let mut left = self.settings.insulation_tries;
        loop {
            left = left.saturating_sub(1);
            let fault = match self.measure(net, monitor, other).await? {
                Ok(proof) => {
                    self.record(Event::Proven(Proof::Insulation, net.path()));
                    return Ok(proof);
                }
                Err(fault) => fault,
            };
            if left == 0 || !matches!(fault, InsulationFault::Inconclusive(_)) {
                return Err(Trouble::Insulation(fault));
            }
        }
    }

    /// Takes a monitor off its net and lets its switches rest. Whether it is off is in what the check is told.
    async fn take_off(&mut self, monitor: &mut impl InsulationMonitor) -> Result<(), Trouble> {
        if monitor.is_released() {
            return Ok(());
        }
        {
            let mut releasing = pin!(monitor.release());
            let mut released = None;
            for _ in 0..RELEASE {
                beside(self.round(), releasing.as_mut(), &mut released).await?;
                if released.is_some() {
                    break;
                }
            }
        }
        self.rest_contacts().await
    }

    /// One run of the check, while rounds go on.
    async fn measure(
        &mut self,
        net: Net,
        monitor: &mut impl InsulationMonitor,
        other: &impl InsulationMonitor,
    ) -> Result<Found, Trouble> {
        let mut check = InsulationCheck::new(self.insulation_config(net));
        check.start(self.now(), self.insulation_path(net));
        let latency = monitor.latency();
        let waits = Err(ErrorKind::NotReady);
        loop {
            // what counts begins after the check was told what came before
            self.round().await?;
            if let Some(found) = self.step_insulation(net, &mut check, waits, other) {
                return Ok(found);
            }
            self.round().await?;
            let before = self.now();
            let mut measuring = pin!(monitor.insulation());
            let mut answer = None;
            let mut measures = true;
            while measures {
                beside(self.round(), measuring.as_mut(), &mut answer).await?;
                measures = answer.is_none();
                let insulation = match answer.take() {
                    Some(answer) => answered(answer, before, latency),
                    None => waits,
                };
                if let Some(found) = self.step_insulation(net, &mut check, insulation, other) {
                    return Ok(found);
                }
            }
        }
    }

    fn step_insulation(
        &self,
        net: Net,
        check: &mut InsulationCheck,
        insulation: Input<Insulation>,
        other: &impl InsulationMonitor,
    ) -> Option<Found> {
        let now = self.now();
        let alone = Ok(Reading::new(other.is_released(), now));
        let inputs = InsulationInputs::new(insulation, self.insulation_voltage(net), alone);
        match check.step(now, self.insulation_path(net), inputs) {
            Step::Wait => None,
            Step::Done(proof) => Some(Ok(proof)),
            Step::Failed(fault) => Some(Err(fault)),
        }
    }

    const fn insulation_config(&self, net: Net) -> InsulationConfig {
        match net {
            Net::Battery => self.settings.battery_insulation,
            Net::Link => self.settings.link_insulation,
        }
    }

    const fn insulation_path(&self, net: Net) -> &Path {
        match net {
            Net::Battery => &self.battery_path,
            Net::Link => &self.grid_path,
        }
    }

    fn insulation_voltage(&self, net: Net) -> Input<Voltage> {
        match net {
            Net::Battery => self.senses.battery_voltage.input(),
            Net::Link => self.senses.link.input(),
        }
    }
}
