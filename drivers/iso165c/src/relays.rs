//! What only a part with relays has.

use hal_power::Reading;

use crate::{ImcStatus, Iso165C, Item, Refused, Relay, RelayState, Scenario, WithRelays};

impl Iso165C<WithRelays> {
    /// Opens a relay. There is no insulation from now on.
    pub fn open(&mut self, relay: Relay) {
        self.move_relay(relay, RelayState::Open);
    }

    /// Closes a relay: the part is coupled to the net where both are.
    pub fn close(&mut self, relay: Relay) {
        self.move_relay(relay, RelayState::Closed);
    }

    fn move_relay(&mut self, relay: Relay, to: RelayState) {
        self.orders.move_relay(relay, to);
        self.heard.forget(Item::Relay(relay));
        self.schedule.ask(Item::SetRelay(relay));
    }

    /// Returns where a relay is, and when it was asked for; `None` from when it is to move until the part has told.
    #[must_use]
    pub const fn relay(&self, relay: Relay) -> Option<Reading<RelayState>> {
        let [negative, positive] = self.heard.relays;
        match relay {
            Relay::Negative => negative,
            Relay::Positive => positive,
        }
    }

    /// Has the part test itself. That it runs, and what it finds, is in [`info`](Self::info) and [`status`](Self::status).
    ///
    /// # Errors
    ///
    /// [`Refused`]; nothing is sent. A relay that moves, or is to move, before the order is sent ends it: see
    /// [`take_failure`](Self::take_failure).
    pub fn self_test(&mut self, scenario: Scenario) -> Result<(), Refused> {
        let info = self.info().ok_or(Refused::NotReady)?.value;
        if info
            .imc
            .intersects(ImcStatus::SELF_TEST | ImcStatus::CALIBRATION)
        {
            return Err(Refused::NotReady);
        }
        if !self.heard.are_relays(RelayState::Open) {
            return Err(Refused::Relays);
        }
        self.orders.scenario = scenario;
        self.schedule.ask(Item::SelfTest);
        Ok(())
    }
}
