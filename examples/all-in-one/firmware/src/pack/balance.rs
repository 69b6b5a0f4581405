//! Makes the cells alike, while the battery rests.

use super::{Event, PackBoard, app::Pack};
use hal_bms::{BalancerInputs, asynch::Balancing as _};

impl<B: PackBoard> Pack<B> {
    /// Lets the balancer decide, and tells the monitors where that is due. A transfer that fails is tried again in the next round;
    /// until then the monitors end by themselves.
    pub(super) async fn balance(&mut self) {
        if !self.assembled {
            return;
        }
        let now = self.now();
        if self.is_left() {
            self.balancer.stop(now);
        }
        let scan = &self.scan;
        let inputs = BalancerInputs::new(scan.cells(), scan.temperatures(), self.current.input());
        let wants = self.balancer.step(now, inputs);
        if let Some(outcome) = self.balancer.take_outcome() {
            self.record(Event::BalancingEnds(outcome));
        }
        if wants.tell && self.ports.monitors.balance(wants.cells).await.is_ok() {
            self.balancer.sent(now, wants.cells);
            if core::mem::replace(&mut self.balanced, wants.cells) != wants.cells {
                self.record(Event::Balances(wants.cells));
            }
        }
    }
}
