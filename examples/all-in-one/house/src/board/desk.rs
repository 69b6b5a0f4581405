//! What reaches the firmware and leaves it without being measured: time, battery frames, button, journal.

use super::House;
use crate::chronicle::Fact;
use all_in_one_firmware::{Clock, Event, Journal, Operator, hal_power::Instant};
use alloc::rc::Rc;

/// The firmware's view of the desk.
#[derive(Clone)]
pub(crate) struct Desk(pub(crate) Rc<House>);

impl Clock for Desk {
    fn now(&self) -> Instant {
        self.0.world.now()
    }
}

impl Operator for Desk {
    fn take_user_clear(&mut self) -> bool {
        self.0.pressed.take()
    }

    /// Nobody calls service in these scenarios.
    fn take_service_clear(&mut self) -> bool {
        false
    }
}

impl Journal for Desk {
    fn record(&mut self, at: Instant, event: Event) {
        self.0.chronicle.note(at, Fact::Told(event));
    }
}
