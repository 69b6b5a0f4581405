//! The wires: what happens on them up to a point in time.
//!
//! Nothing runs by itself. Whoever touches the bus first lets happen what has happened meanwhile; an attempt begins only once
//! time has moved past its first bit, so that all who want to send at one instant meet in the arbitration.

use super::{CanError, controller::Controller, flight::Flight, frame::SimFrame};
use crate::{clock::Watcher, count::Counters, fault::Target, world::Shared};
use alloc::{rc::Rc, vec::Vec};
use core::cell::{Cell, RefCell};

/// Bits between frames.
pub(super) const INTERMISSION: u64 = 3;

/// Recessive bits at the end of every frame and error delimiter, without the intermission.
pub(super) const RUN_OUT: u64 = 8;

/// One piece of wire.
#[derive(Debug, Default)]
pub(super) struct Segment {
    pub(super) flight: Option<Flight>,
    /// When the next frame may begin.
    pub(super) free: u64,
}

#[derive(Debug)]
pub(super) struct Medium {
    pub(super) nodes: Vec<Controller>,
    /// The bus, and one for each node that may be cut off.
    pub(super) segments: Vec<Segment>,
}

impl Medium {
    /// Returns the ticket of the frame that a node has on the wire.
    fn under_way(&self, node: usize) -> Option<u64> {
        let mut flights = self.segments.iter().filter_map(|own| own.flight.as_ref());
        flights.find_map(|flight| flight.ticket_of(node))
    }
}

/// What the handles on one bus share.
pub(super) struct Bus {
    pub(super) number: u8,
    /// In ns.
    pub(super) bit_time: Cell<u64>,
    pub(super) counters: Counters,
    pub(super) shared: Rc<Shared>,
    /// When something happens next.
    pub(super) due: Cell<u64>,
    pub(super) medium: RefCell<Medium>,
}

impl Watcher for Bus {
    fn look(&self) {
        self.settle(true);
    }

    fn catch_up(&self) {
        self.settle(false);
    }
}

impl Bus {
    pub(super) fn new(shared: Rc<Shared>, number: u8) -> Self {
        Self {
            number,
            bit_time: Cell::new(2_000),
            counters: Counters::default(),
            shared,
            due: Cell::new(u64::MAX),
            medium: RefCell::new(Medium {
                nodes: Vec::new(),
                segments: alloc::vec![Segment::default()],
            }),
        }
    }

    pub(super) fn now(&self) -> u64 {
        self.shared.clock.nanos()
    }

    pub(super) fn target(&self, node: usize) -> Target {
        Target::Can {
            bus: self.number,
            node: u8::try_from(node).unwrap_or(u8::MAX),
        }
    }

    pub(super) fn add(&self) -> usize {
        self.settle(false);
        let medium = &mut *self.medium.borrow_mut();
        medium.nodes.push(Controller::new());
        medium.segments.push(Segment::default());
        medium.nodes.len() - 1
    }

    /// Lets happen what has happened, then reads or changes a node.
    pub(super) fn node<T>(
        &self,
        node: usize,
        touch: impl FnOnce(&mut Controller) -> T,
    ) -> Option<T> {
        self.settle(false);
        let touched = self.medium.borrow_mut().nodes.get_mut(node).map(touch);
        self.due.set(0);
        touched
    }

    pub(super) fn submit(&self, node: usize, frame: SimFrame) -> Result<u64, CanError> {
        let at = self.now();
        let submitted = self.node(node, |own| own.submit(at, frame));
        submitted.unwrap_or(Err(CanError::BusOff))
    }

    /// Gives all waiting frames up, except one that is on the wire; returns how many.
    pub(super) fn abort(&self, node: usize) -> usize {
        self.settle(false);
        let medium = &mut *self.medium.borrow_mut();
        let under_way = medium.under_way(node);
        let Some(own) = medium.nodes.get_mut(node) else {
            return 0;
        };
        let before = own.pending.len();
        own.pending
            .retain(|pending| under_way == Some(pending.ticket));
        before - own.pending.len()
    }

    /// Gives up the waiting frame with the least priority for `frame`, where that has a higher one.
    pub(super) fn displace(&self, node: usize, frame: SimFrame) -> Result<SimFrame, CanError> {
        self.settle(false);
        let at = self.now();
        let medium = &mut *self.medium.borrow_mut();
        let under_way = medium.under_way(node);
        let own = medium.nodes.get_mut(node).ok_or(CanError::BusOff)?;
        let least = own
            .pending
            .iter()
            .filter(|pending| under_way != Some(pending.ticket))
            .filter(|pending| pending.frame.priority() > frame.priority())
            .max_by_key(|pending| (pending.frame.priority(), pending.ticket))
            .copied()
            .ok_or(CanError::Full)?;
        own.pending.retain(|pending| pending.ticket != least.ticket);
        own.submit(at, frame)?;
        self.due.set(0);
        Ok(least.frame)
    }

    /// Cuts a node's wire, or mends it.
    pub(super) fn connect(&self, node: usize, connected: bool) {
        self.settle(false);
        let now = self.now();
        let bit_time = self.bit_time.get();
        let Medium { nodes, segments } = &mut *self.medium.borrow_mut();
        let target = if connected { 0 } else { node + 1 };
        let Some(own) = nodes.get_mut(node).filter(|own| own.segment != target) else {
            return;
        };
        let left = core::mem::replace(&mut own.segment, target);
        // A node joins after eleven recessive bits.
        own.ready = own.ready.max(now + 11 * bit_time);
        if let Some(recovery) = &mut own.recovery {
            recovery.run = Some(now);
        }
        if let Some(segment) = segments.get_mut(left)
            && let Some(flight) = &mut segment.flight
        {
            let gone = now.saturating_sub(flight.start) / bit_time.max(1);
            if flight.is_sent_by(node) {
                flight.sender_leaves(node, gone, nodes);
            } else {
                flight.receiver_leaves(node, gone, nodes);
            }
        }
        if !connected && let Some(segment) = segments.get_mut(target) {
            *segment = Segment::default();
        }
        self.due.set(0);
    }

    pub(super) fn recover(&self, node: usize) {
        self.settle(false);
        let (now, bit_time) = (self.now(), self.bit_time.get());
        let Medium { nodes, segments } = &mut *self.medium.borrow_mut();
        if let Some(own) = nodes.get_mut(node) {
            let segment = segments.get(own.segment);
            let busy = segment.is_some_and(|segment| segment.flight.is_some());
            let free = segment.map_or(0, |segment| segment.free);
            let since = free.saturating_sub((RUN_OUT + INTERMISSION) * bit_time);
            own.recover((!busy).then_some(now.max(since)));
        }
        self.due.set(0);
    }

    /// Returns when something might next happen to a node; `None` where nothing under way could.
    pub(super) fn next_change(&self, node: usize) -> Option<u64> {
        self.settle(false);
        let (now, bit_time) = (self.now(), self.bit_time.get());
        let Medium { nodes, segments } = &*self.medium.borrow();
        let own = nodes.get(node)?;
        let back = own.returns(bit_time);
        let segment = segments.get(own.segment)?;
        let event = match &segment.flight {
            Some(flight) if flight.is_futile(nodes) => None,
            Some(flight) => Some(flight.end(bit_time)),
            // Who takes part is known once its first bit has begun.
            None => {
                let start = nodes.iter().filter(|other| other.segment == own.segment);
                let start = start.filter_map(Controller::wants).min()?;
                Some(start.max(segment.free).max(now) + bit_time)
            }
        };
        event.into_iter().chain(back).min()
    }
}
