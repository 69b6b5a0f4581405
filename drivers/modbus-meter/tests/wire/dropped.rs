//! Calls that are dropped.

use core::pin::pin;
use std::task::Poll;

use hal_inverter::asynch::{CurrentMeter as _, VoltageMeter as _};
use hal_power::Current;
use modbus_meter::{hal_inverter, hal_power};

use crate::{
    config,
    line::{Line, reply},
    sdm,
};

#[test]
fn a_reply_to_a_dropped_call_is_never_taken_for_the_next() {
    // Dropped every 100 µs of a call: before the request, while the reply is awaited, within it.
    for polls in 0..400 {
        let voltage = reply(&[0x01, 0x04, 0x04, 0x43, 0x66, 0x80, 0x00]);
        let current = reply(&[0x01, 0x04, 0x04, 0x40, 0x20, 0x00, 0x00]);
        let line = Line::new(sdm().into_iter().chain([voltage]).collect());
        let mut meter =
            modbus_meter::asynch::Sdm120::new(line.port(), line.delay_async(), config().unwrap());
        line.block_on(meter.init()).unwrap();
        let is_done = {
            let mut call = pin!(meter.rms_voltage());
            (0..polls).any(|_| {
                line.pass(100);
                line.poll(call.as_mut()) != Poll::Pending
            })
        };
        line.answer(current);
        let found = line.block_on(meter.rms_current());
        assert_eq!(
            found,
            Ok(Current::from_milliamps(2_500)),
            "after {polls} polls, {is_done}"
        );
    }
}
