//! A node's handle.

use super::{
    CanError, controller::Controller, controller::NodeState, frame::SimFrame, medium::Bus,
};
use crate::{device::OutputLine, executor::pend_once, wait::Line};
use alloc::rc::Rc;
use core::cell::RefCell;
use embedded_can::ErrorKind;
use hal_power::Instant;

/// A node of a CAN bus: firmware's controller, or the far end that a test plays. Clones are the same node.
///
/// Mailboxes are sent by priority, those of one identifier in their order, and again until they are acknowledged. Received frames
/// wait in a queue; one that finds it full is lost. Nodes do not receive what they send.
///
/// # Cancellation Safety
///
/// [`send`](Self::send) is pending once before it fills a mailbox and then until the frame is acknowledged: dropped at the first,
/// nothing is sent; dropped later, the frame stays in its mailbox. [`receive`](Self::receive) takes a frame only when it is ready.
#[derive(Clone)]
pub struct CanNode {
    bus: Rc<Bus>,
    index: usize,
}

impl CanNode {
    pub(super) const fn new(bus: Rc<Bus>, index: usize) -> Self {
        Self { bus, index }
    }

    pub(super) const fn index(&self) -> usize {
        self.index
    }

    /// Puts a frame into a mailbox.
    ///
    /// # Errors
    ///
    /// [`CanError::Full`] and [`CanError::BusOff`].
    pub fn try_send(&self, frame: SimFrame) -> Result<(), CanError> {
        self.bus.submit(self.index, frame).map(|_| ())
    }

    /// Takes the oldest received frame and when it had arrived. What was lost before it is in [`overruns`](Self::overruns).
    pub fn try_receive(&self) -> Option<(Instant, SimFrame)> {
        let (at, frame) = self.touch(Controller::take)??;
        Some((Instant::from_micros(at / 1_000), frame))
    }

    /// Sends a frame and waits until it is acknowledged; where all mailboxes are full, waits for one first.
    ///
    /// # Errors
    ///
    /// [`CanError::BusOff`]: the node is off the bus. A frame that had a mailbox keeps it.
    pub async fn send(&self, frame: SimFrame) -> Result<(), CanError> {
        pend_once(false).await;
        let ticket = loop {
            match self.bus.submit(self.index, frame) {
                Ok(ticket) => break ticket,
                Err(CanError::Full) => self.until(Awaited::Room).await,
                Err(error) => return Err(error),
            }
        };
        self.until(Awaited::Sent(ticket)).await;
        let pending = self.touch(|own| own.is_pending(ticket));
        if pending == Some(true) {
            return Err(CanError::BusOff);
        }
        Ok(())
    }

    /// Waits for a frame; returns it and when it had arrived.
    ///
    /// # Errors
    ///
    /// [`CanError::Overrun`] before the frames that were kept.
    pub async fn receive(&self) -> Result<(Instant, SimFrame), CanError> {
        pend_once(false).await;
        loop {
            self.until(Awaited::Received).await;
            if let Some(result) = self.take() {
                return result;
            }
        }
    }

    /// Takes what a receiving call reports next.
    fn take(&self) -> Option<Result<(Instant, SimFrame), CanError>> {
        if self.touch(Controller::take_overrun) == Some(true) {
            return Some(Err(CanError::Overrun));
        }
        self.try_receive().map(Ok)
    }

    /// Returns the number of frames that wait to be sent or are on the wire.
    pub fn pending(&self) -> usize {
        self.touch(|own| own.pending.len()).unwrap_or(0)
    }

    /// Empties all mailboxes but one that is being sent; returns how many frames were given up.
    pub fn abort(&self) -> usize {
        self.bus.abort(self.index)
    }

    /// Returns the state of fault confinement.
    pub fn state(&self) -> NodeState {
        self.touch(|own| own.state()).unwrap_or(NodeState::BusOff)
    }

    /// Returns the transmit error counter.
    pub fn transmit_errors(&self) -> u16 {
        self.touch(|own| own.transmit_errors).unwrap_or(0)
    }

    /// Returns the receive error counter.
    pub fn receive_errors(&self) -> u16 {
        self.touch(|own| own.receive_errors).unwrap_or(0)
    }

    /// Takes the kind of the last error on the wire that this node was told of.
    pub fn take_error(&self) -> Option<ErrorKind> {
        self.touch(|own| own.last_error.take()).flatten()
    }

    /// Returns how many received frames were lost since the start.
    pub fn overruns(&self) -> u64 {
        self.touch(|own| own.overruns).unwrap_or(0)
    }

    /// Asks for the way back from bus-off: the node is active again after 128 sequences of 11 recessive bits, and sends what still
    /// waits. Elsewhere nothing happens.
    pub fn recover(&self) {
        self.bus.recover(self.index);
    }

    /// Sets how many received frames are kept; 32 unless told.
    pub fn set_receive_depth(&self, frames: usize) {
        self.touch(|own| own.depth = frames);
    }

    /// Sets how many frames may wait to be sent; 3 unless told.
    pub fn set_mailboxes(&self, frames: usize) {
        self.touch(|own| own.mailboxes = frames);
    }

    /// Makes the node listen only: it acknowledges nothing, flags nothing, and sends nothing.
    pub fn set_silent(&self, silent: bool) {
        self.touch(|own| own.silent = silent);
    }

    /// Breaks the node's wire, or mends it. A node that is cut off hears only itself.
    pub fn set_connected(&self, connected: bool) {
        self.bus.connect(self.index, connected);
    }

    /// Lets the node send a frame without an end and as fast as the bus takes it, whatever its mailboxes hold; `None` ends it.
    pub fn babble(&self, frame: Option<SimFrame>) {
        let at = self.bus.now();
        self.touch(|own| own.set_babble(at, frame));
    }

    fn touch<T>(&self, touch: impl FnOnce(&mut Controller) -> T) -> Option<T> {
        self.bus.node(self.index, touch)
    }

    async fn until(&self, awaited: Awaited) {
        let node = self.clone();
        let line: Line = Rc::new(RefCell::new(Event { node, awaited }));
        let waits = &self.bus.shared.waits;
        waits.line(&line, |happened| happened).await;
    }
}

/// What a task waits for.
#[derive(Debug, Clone, Copy)]
enum Awaited {
    /// A mailbox is free, or the node is off the bus.
    Room,
    /// A frame has left its mailbox, or the node is off the bus.
    Sent(u64),
    /// There is something to receive.
    Received,
}

/// An event as a line: high once it has happened.
struct Event {
    node: CanNode,
    awaited: Awaited,
}

impl OutputLine for Event {
    fn is_high(&mut self) -> bool {
        let awaited = self.awaited;
        let happened = self.node.touch(|own| match awaited {
            Awaited::Room => own.off || own.pending.len() < own.mailboxes,
            Awaited::Sent(ticket) => own.off || !own.is_pending(ticket),
            Awaited::Received => own.has_received(),
        });
        happened.unwrap_or(true)
    }

    fn next_change(&mut self) -> Option<u64> {
        self.node.bus.next_change(self.node.index)
    }
}

impl CanNode {
    /// Lets time pass until `ask` has an answer.
    fn block<T>(
        &self,
        mut ask: impl FnMut() -> Option<Result<T, CanError>>,
    ) -> Result<T, CanError> {
        loop {
            if let Some(answer) = ask() {
                return answer;
            }
            let next = self.bus.next_change(self.index);
            let next = next.ok_or(CanError::Silence)?;
            self.bus.shared.clock.advance_to(next);
        }
    }
}

impl embedded_can::blocking::Can for CanNode {
    type Frame = SimFrame;
    type Error = CanError;

    /// Puts the frame into a mailbox, and waits for one where all are full.
    fn transmit(&mut self, frame: &SimFrame) -> Result<(), CanError> {
        self.block(|| match self.try_send(*frame) {
            Err(CanError::Full) => None,
            result => Some(result),
        })
    }

    fn receive(&mut self) -> Result<SimFrame, CanError> {
        self.block(|| self.take().map(|taken| taken.map(|(_, frame)| frame)))
    }
}

impl embedded_can::nb::Can for CanNode {
    type Frame = SimFrame;
    type Error = CanError;

    fn transmit(&mut self, frame: &SimFrame) -> nb::Result<Option<SimFrame>, CanError> {
        let result = match self.try_send(*frame) {
            Err(CanError::Full) => self.bus.displace(self.index, *frame).map(Some),
            result => result.map(|()| None),
        };
        result.map_err(|error| match error {
            CanError::Full => nb::Error::WouldBlock,
            error => nb::Error::Other(error),
        })
    }

    fn receive(&mut self) -> nb::Result<SimFrame, CanError> {
        match self.take() {
            Some(taken) => taken.map(|(_, frame)| frame).map_err(nb::Error::Other),
            None => Err(nb::Error::WouldBlock),
        }
    }
}
