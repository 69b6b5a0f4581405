//! Pins on virtual wires, and outputs of parts read as pins.
//!
//! Waiting looks at the line between the polls of all tasks and at every time at which the part says it might change. A pulse
//! that comes and goes within one bus transfer or one blocking delay is not seen.

use crate::{
    device::OutputLine,
    trace::{PinEdge, Record},
    wait::Line,
    world::Shared,
};
use alloc::rc::Rc;
use core::{cell::RefCell, convert::Infallible};
use embedded_hal::digital::{ErrorType, InputPin, OutputPin, StatefulOutputPin};
use embedded_hal_async::digital::Wait;

/// A wire that changes only when a pin drives it.
struct Wire(bool);

impl OutputLine for Wire {
    fn is_high(&mut self) -> bool {
        self.0
    }

    fn next_change(&mut self) -> Option<u64> {
        None
    }
}

/// Handle on a wire. Clones are the same wire: firmware drives one, the test or a model reads the other, or the reverse.
#[derive(Clone)]
pub struct Pin {
    shared: Rc<Shared>,
    number: u8,
    wire: Rc<RefCell<Wire>>,
}

impl Pin {
    pub(crate) fn new(shared: Rc<Shared>, number: u8, high: bool) -> Self {
        Self {
            shared,
            number,
            wire: Rc::new(RefCell::new(Wire(high))),
        }
    }

    /// Returns whether the wire is high.
    pub fn level(&self) -> bool {
        self.wire.borrow().0
    }

    /// Drives the wire.
    pub fn set_level(&self, high: bool) {
        let changed = self.wire.replace(Wire(high)).0 != high;
        if changed {
            self.shared.record(Record::Pin(PinEdge {
                at: self.shared.clock.nanos(),
                pin: self.number,
                high,
            }));
        }
    }

    fn as_line(&self) -> SimLine {
        SimLine::new(self.shared.clone(), self.wire.clone())
    }
}

impl ErrorType for Pin {
    type Error = Infallible;
}

impl InputPin for Pin {
    fn is_high(&mut self) -> Result<bool, Infallible> {
        Ok(self.level())
    }

    fn is_low(&mut self) -> Result<bool, Infallible> {
        Ok(!self.level())
    }
}

impl OutputPin for Pin {
    fn set_low(&mut self) -> Result<(), Infallible> {
        self.set_level(false);
        Ok(())
    }

    fn set_high(&mut self) -> Result<(), Infallible> {
        self.set_level(true);
        Ok(())
    }
}

impl StatefulOutputPin for Pin {
    fn is_set_high(&mut self) -> Result<bool, Infallible> {
        Ok(self.level())
    }

    fn is_set_low(&mut self) -> Result<bool, Infallible> {
        Ok(!self.level())
    }
}

impl Wait for Pin {
    async fn wait_for_high(&mut self) -> Result<(), Infallible> {
        self.as_line().wait_for_high().await
    }

    async fn wait_for_low(&mut self) -> Result<(), Infallible> {
        self.as_line().wait_for_low().await
    }

    async fn wait_for_rising_edge(&mut self) -> Result<(), Infallible> {
        self.as_line().wait_for_rising_edge().await
    }

    async fn wait_for_falling_edge(&mut self) -> Result<(), Infallible> {
        self.as_line().wait_for_falling_edge().await
    }

    async fn wait_for_any_edge(&mut self) -> Result<(), Infallible> {
        self.as_line().wait_for_any_edge().await
    }
}

/// A part's output line as an input pin. Clones read the same line.
#[derive(Clone)]
pub struct SimLine {
    shared: Rc<Shared>,
    line: Line,
}

impl SimLine {
    pub(crate) fn new(shared: Rc<Shared>, line: Line) -> Self {
        Self { shared, line }
    }

    async fn wait(&self, done: impl FnMut(bool) -> bool) {
        self.shared.waits.line(&self.line, done).await;
    }
}

impl ErrorType for SimLine {
    type Error = Infallible;
}

impl InputPin for SimLine {
    fn is_high(&mut self) -> Result<bool, Infallible> {
        Ok(self.line.borrow_mut().is_high())
    }

    fn is_low(&mut self) -> Result<bool, Infallible> {
        Ok(!self.line.borrow_mut().is_high())
    }
}

impl Wait for SimLine {
    async fn wait_for_high(&mut self) -> Result<(), Infallible> {
        self.wait(|high| high).await;
        Ok(())
    }

    async fn wait_for_low(&mut self) -> Result<(), Infallible> {
        self.wait(|high| !high).await;
        Ok(())
    }

    async fn wait_for_rising_edge(&mut self) -> Result<(), Infallible> {
        let mut before = true;
        self.wait(|high| !core::mem::replace(&mut before, high) && high)
            .await;
        Ok(())
    }

    async fn wait_for_falling_edge(&mut self) -> Result<(), Infallible> {
        let mut before = false;
        self.wait(|high| core::mem::replace(&mut before, high) && !high)
            .await;
        Ok(())
    }

    async fn wait_for_any_edge(&mut self) -> Result<(), Infallible> {
        let mut before = None;
        self.wait(|high| before.replace(high).is_some_and(|was| was != high))
            .await;
        Ok(())
    }
}
