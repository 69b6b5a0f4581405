//! What reaches the firmware and leaves it without being measured: time, battery frames, button, journal.

use super::House;
use crate::chronicle::Fact;
use all_in_one_firmware::{
    Clock, Event, Journal, LimitSource, Operator,
    hal_bms::LimitFrame,
    hal_power::{Current, Instant, Voltage},
};
use alloc::rc::Rc;

/// Charge and discharge current that the battery allows in mid-range: half a 50 Ah cell's capacity in an hour.
const ALLOWED: Current = Current::from_amps(25);
/// Cut-off voltages: 128 cells of 2.5 V and of 3.65 V.
const CUT_OFF: (Voltage, Voltage) = (Voltage::from_volts(320), Voltage::from_millivolts(467_200));
/// Charge state below which nothing is let out, and above which nothing is let in.
const USABLE: (f64, f64) = (0.05, 0.97);
/// Cell temperature in °C above which nothing is let in (LibreSolar, LFP).
const NO_CHARGE_ABOVE: f64 = 45.0;

/// The frame that the battery's management would send now.
pub(super) fn frame(house: &House) -> LimitFrame {
    let plant = house.plant.borrow();
    let battery = &plant.battery;
    let allow = |allowed| if allowed { ALLOWED } else { Current::ZERO };
    LimitFrame {
        charge: allow(battery.charge() < USABLE.1 && battery.hottest() < NO_CHARGE_ABOVE),
        discharge: allow(battery.charge() > USABLE.0),
        charge_voltage: CUT_OFF.1,
        discharge_voltage: CUT_OFF.0,
    }
}

/// The firmware's view of the desk.
#[derive(Clone)]
pub(crate) struct Desk(pub(crate) Rc<House>);

impl Clock for Desk {
    fn now(&self) -> Instant {
        self.0.world.now()
    }
}

impl LimitSource for Desk {
    fn take(&mut self) -> Option<(Instant, LimitFrame)> {
        self.0.frame.take()
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
