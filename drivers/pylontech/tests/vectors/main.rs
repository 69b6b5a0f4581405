//! Bytes from captures of real batteries and from other implementations, named in `docs/parts/PYLON_CAN.md`.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod hv;
mod lv;

use embedded_can::{ExtendedId, Frame, StandardId};
use hal_power::{Current, Instant, Ratio, Temperature, Voltage};
use hal_power_sim::SimFrame;

const NOW: Instant = Instant::from_micros(7_000_000);

fn standard(id: u16, data: &[u8]) -> SimFrame {
    SimFrame::new(StandardId::new(id).unwrap(), data).unwrap()
}

fn extended(id: u32, data: &[u8]) -> SimFrame {
    SimFrame::new(ExtendedId::new(id).unwrap(), data).unwrap()
}

const fn decivolts(value: i32) -> Voltage {
    Voltage::from_millivolts(value * 100)
}

const fn deciamps(value: i32) -> Current {
    Current::from_milliamps(value * 100)
}

const fn decicelsius(value: i32) -> Temperature {
    Temperature::from_millicelsius(value * 100)
}

const fn percent(value: i32) -> Ratio {
    Ratio::from_percent(value)
}
