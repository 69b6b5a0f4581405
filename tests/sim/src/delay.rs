//! Delays in virtual time.

use crate::world::Shared;
use alloc::rc::Rc;
use embedded_hal::delay::DelayNs;

/// Blocking and async delay. Takes exactly the time that was asked for.
#[derive(Clone)]
pub struct SimDelay(pub(crate) Rc<Shared>);

impl DelayNs for SimDelay {
    fn delay_ns(&mut self, ns: u32) {
        self.0.clock.advance_nanos(u64::from(ns));
    }
}

impl embedded_hal_async::delay::DelayNs for SimDelay {
    async fn delay_ns(&mut self, ns: u32) {
        let end = self.0.clock.nanos().saturating_add(u64::from(ns));
        self.0.waits.until(&self.0.clock, end).await;
    }
}
