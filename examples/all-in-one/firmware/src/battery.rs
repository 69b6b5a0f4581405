//! From the battery's word to closed contactors.

use crate::{
    Board, Event, Proof, State, Trouble,
    app::{App, BATTERY},
    contact,
};
use hal_power::{
    Contacts, InsulationProven, Precharged,
    check::{PrechargeFault, PrechargeInputs, Step},
};

impl<B: Board> App<B> {
    /// Waits until the battery's management says that it can be used.
    pub(crate) async fn await_battery(&mut self) -> Result<(), Trouble> {
        self.enter(State::Battery);
        while !self.is_battery_there() {
            self.round().await?;
        }
        Ok(())
    }

    /// Charges the link and closes the contactors of a battery whose net is insulated.
    pub(crate) async fn close_battery(
        &mut self,
        insulation: InsulationProven,
    ) -> Result<(), Trouble> {
        self.enter(State::Precharge);
        self.precharge.start(self.now(), &self.battery_path);
        self.precharging = true;
        let charged = self.charge_link(insulation).await;
        self.precharging = false;
        self.connect_battery(charged?).await
    }

    /// Steps the precharge, which at rest lets its resistor cool.
    pub(crate) fn step_precharge(&mut self) -> Step<Precharged, PrechargeFault> {
        let inputs = PrechargeInputs::new(
            self.senses.battery_voltage.input(),
            self.senses.link.input(),
            self.senses.battery_current.input(),
        );
        self.precharge.step(self.now(), &self.battery_path, inputs)
    }

    /// Charges the link through the resistor. The first contact that closes takes the proof of insulation.
    async fn charge_link(&mut self, insulation: InsulationProven) -> Result<Precharged, Trouble> {
        let mut insulation = Some(insulation);
        loop {
            let wants = self.precharge.contacts();
            if (wants.precharge || wants.other_pole)
                && let Some(proof) = insulation.take()
            {
                let at = proof.proven_at();
                proof.redeem(self.now(), &self.battery_path)?;
                self.used(Proof::Insulation, BATTERY, at);
            }
            self.command().await?;
            self.round().await?;
            match self.step_precharge() {
                Step::Wait => {}
                Step::Done(proof) => {
                    self.record(Event::Proven(Proof::Precharged, BATTERY));
                    return Ok(proof);
                }
                Step::Failed(fault) => {
                    if let Some(contacts) = welded(fault) {
                        self.record(Event::BatteryNotIsolated(contacts));
                    }
                    return Err(Trouble::Precharge(fault));
                }
            }
        }
    }

    /// Closes the main contactors on the proof.
    async fn connect_battery(&mut self, proof: Precharged) -> Result<(), Trouble> {
        let (now, precharged) = (self.now(), proof.proven_at());
        let inputs = self.contactor_inputs();
        self.contactors
            .close(proof, now, &self.battery_path, inputs)?;
        self.used(Proof::Precharged, BATTERY, precharged);
        self.command().await?;
        self.rest_contacts().await?;
        self.precharge.release();
        self.command().await
    }

    /// Lets contacts that were commanded come to rest.
    pub(crate) async fn rest_contacts(&mut self) -> Result<(), Trouble> {
        let rest = self.now().saturating_add(self.settings.contact_rest);
        while self.now() < rest {
            self.round().await?;
        }
        Ok(())
    }
}

/// Contacts of which one is welded, where a fault says so.
fn welded(fault: PrechargeFault) -> Option<Contacts> {
    match fault {
        PrechargeFault::OtherPoleWelded => Some(Contacts::only(contact::BATTERY_NEGATIVE)),
        PrechargeFault::PrechargePoleWelded => {
            Some(Contacts::only(contact::BATTERY_POSITIVE).with(contact::PRECHARGE, true))
        }
        _ => None,
    }
}
