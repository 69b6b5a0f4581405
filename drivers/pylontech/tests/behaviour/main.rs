//! Both sides on a simulated bus that loses and repeats frames, is jammed and is left.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod hv;
mod lv;

use core::time::Duration;

use embedded_can::{Frame, StandardId};
use hal_bms::{BatteryLimits, LimitFrame, LimitTimes};
use hal_power::{Current, Instant, Voltage};
use hal_power_sim::{CanNode, SimFrame, World};

const PERIOD: Duration = Duration::from_secs(1);
const LIFE: Duration = Duration::from_secs(3);
const SILENCE: Duration = Duration::from_secs(4);
/// How often the firmware on either side looks.
const TICK: Duration = Duration::from_millis(1);

/// A session's place on the bus: its node, and a frame that found no mailbox.
struct Port {
    node: CanNode,
    held: Option<SimFrame>,
}

impl Port {
    const fn new(node: CanNode) -> Self {
        Self { node, held: None }
    }

    /// Sends what is due until no mailbox is left. A frame that the bus does not take waits.
    fn send(&mut self, mut poll: impl FnMut() -> Option<SimFrame>) {
        while let Some(frame) = self.held.take().or_else(&mut poll) {
            if self.node.try_send(frame).is_err() {
                self.held = Some(frame);
                break;
            }
        }
    }

    fn received(&self) -> impl Iterator<Item = SimFrame> {
        core::iter::from_fn(|| self.node.try_receive()).map(|(_, frame)| frame)
    }
}

fn limits() -> BatteryLimits {
    let times = LimitTimes::new(SILENCE, Duration::from_secs(1), SILENCE * 2);
    BatteryLimits::new(times.unwrap())
}

fn amps(charge: i32) -> LimitFrame {
    LimitFrame {
        charge: Current::from_amps(charge),
        discharge: Current::from_amps(30),
        charge_voltage: Voltage::from_volts(53),
        discharge_voltage: Voltage::from_volts(45),
    }
}

fn later(world: &World, by: Duration) -> Instant {
    world.now().saturating_add(by)
}

/// A frame that wins against every other.
fn loudest() -> SimFrame {
    SimFrame::new(StandardId::ZERO, &[0xFF; 8]).unwrap()
}
