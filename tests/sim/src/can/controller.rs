//! A controller: its mailboxes, its receive queue, and the fault confinement of ISO 11898-1:2015, 12.1.

use super::{CanError, frame::SimFrame};
use alloc::{collections::VecDeque, vec::Vec};
use embedded_can::ErrorKind;

/// Recessive sequences of 11 bits that a node awaits before it comes back from bus-off.
const RECOVERY: u64 = 128;

/// How far a node trusts itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NodeState {
    /// Marks errors with dominant flags.
    ErrorActive,
    /// A counter is above 127: marks errors with recessive flags, and waits eight bits longer after it has sent.
    ErrorPassive,
    /// The transmit counter went above 255: takes no part.
    BusOff,
}

/// A frame that waits to be sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pending {
    pub(super) ticket: u64,
    pub(super) at: u64,
    pub(super) frame: SimFrame,
}

/// A way back from bus-off.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recovery {
    /// Sequences still to be seen.
    pub(super) left: u64,
    /// Where the present run of recessive bits began; `None` while a frame is on the bus.
    pub(super) run: Option<u64>,
}

#[derive(Debug)]
pub(super) struct Controller {
    /// 0 is the bus; a node whose wire is cut is alone on a segment of its own.
    pub(super) segment: usize,
    pub(super) silent: bool,
    pub(super) transmit_errors: u16,
    pub(super) receive_errors: u16,
    pub(super) off: bool,
    pub(super) recovery: Option<Recovery>,
    pub(super) last_error: Option<ErrorKind>,
    /// When it may send again.
    pub(super) ready: u64,
    pub(super) mailboxes: usize,
    pub(super) pending: Vec<Pending>,
    pub(super) babble: Option<Pending>,
    next_ticket: u64,
    pub(super) depth: usize,
    received: VecDeque<(u64, SimFrame)>,
    pub(super) overruns: u64,
    overrun: bool,
}

impl Controller {
    pub(super) const fn new() -> Self {
        Self {
            segment: 0,
            silent: false,
            transmit_errors: 0,
            receive_errors: 0,
            off: false,
            recovery: None,
            last_error: None,
            ready: 0,
            mailboxes: 3,
            pending: Vec::new(),
            babble: None,
            next_ticket: 0,
            depth: 32,
            received: VecDeque::new(),
            overruns: 0,
            overrun: false,
        }
    }

    pub(super) const fn state(&self) -> NodeState {
        if self.off {
            NodeState::BusOff
        } else if self.is_passive() {
            NodeState::ErrorPassive
        } else {
            NodeState::ErrorActive
        }
    }

    pub(super) const fn is_passive(&self) -> bool {
        self.transmit_errors > 127 || self.receive_errors > 127
    }

    /// Returns whether it acknowledges, and flags what it sees go wrong.
    pub(super) const fn takes_part(&self) -> bool {
        !self.off && !self.silent
    }

    /// Puts a frame into a mailbox; returns its ticket.
    pub(super) fn submit(&mut self, at: u64, frame: SimFrame) -> Result<u64, CanError> {
        if self.off {
            return Err(CanError::BusOff);
        }
        if self.pending.len() >= self.mailboxes {
            return Err(CanError::Full);
        }
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        self.pending.push(Pending { ticket, at, frame });
        Ok(ticket)
    }

    pub(super) fn is_pending(&self, ticket: u64) -> bool {
        self.pending.iter().any(|pending| pending.ticket == ticket)
    }

    /// Sets what is sent without an end, from `at` on.
    pub(super) fn set_babble(&mut self, at: u64, frame: Option<SimFrame>) {
        self.babble = frame.map(|frame| Pending {
            ticket: u64::MAX,
            at,
            frame,
        });
    }

    /// Returns when it would send next, if it has anything to.
    pub(super) fn wants(&self) -> Option<u64> {
        if !self.takes_part() {
            return None;
        }
        let waiting = self.pending.iter().chain(&self.babble);
        let earliest = waiting.map(|pending| pending.at).min()?;
        Some(earliest.max(self.ready))
    }

    /// Returns what it would send at `at`: the mailbox with the highest priority, the oldest of those.
    pub(super) fn offer(&self, at: u64) -> Option<Pending> {
        if !self.takes_part() || self.ready > at {
            return None;
        }
        let waiting = self.pending.iter().chain(&self.babble);
        waiting
            .filter(|pending| pending.at <= at)
            .min_by_key(|pending| (pending.frame.priority(), pending.ticket))
            .copied()
    }

    /// A frame of its own was acknowledged.
    pub(super) fn sent(&mut self, ticket: u64) {
        self.pending.retain(|pending| pending.ticket != ticket);
        self.transmit_errors = self.transmit_errors.saturating_sub(1);
    }

    /// A frame of its own was spoiled; `counts` unless a passive node missed its acknowledge.
    pub(super) fn send_failed(&mut self, kind: ErrorKind, counts: bool) {
        self.last_error = Some(kind);
        if counts {
            self.transmit_errors += 8;
        }
        if self.transmit_errors > 255 {
            self.off = true;
        }
    }

    /// A frame arrived, whole.
    pub(super) fn deliver(&mut self, at: u64, frame: SimFrame) {
        self.receive_errors = self.receive_errors.saturating_sub(1).min(127);
        if self.received.len() >= self.depth {
            self.overruns += 1;
            self.overrun = true;
        } else {
            self.received.push_back((at, frame));
        }
    }

    /// A frame of another node was spoiled.
    pub(super) fn receive_failed(&mut self, kind: ErrorKind) {
        self.last_error = Some(kind);
        self.receive_errors = self.receive_errors.saturating_add(1).min(255);
    }

    pub(super) fn has_received(&self) -> bool {
        self.overrun || !self.received.is_empty()
    }

    pub(super) fn take_overrun(&mut self) -> bool {
        core::mem::take(&mut self.overrun)
    }

    pub(super) fn take(&mut self) -> Option<(u64, SimFrame)> {
        self.received.pop_front()
    }

    /// Begins the way back, where it is off.
    pub(super) fn recover(&mut self, run: Option<u64>) {
        if self.off && self.recovery.is_none() {
            let left = RECOVERY;
            self.recovery = Some(Recovery { left, run });
        }
    }

    /// Returns when it will be back if no frame comes between.
    pub(super) fn returns(&self, bit_time: u64) -> Option<u64> {
        let Recovery { left, run } = self.recovery?;
        Some(run?.saturating_add(left.saturating_mul(11 * bit_time)))
    }

    /// A frame begins: the run of recessive bits is over.
    pub(super) fn run_ends(&mut self, at: u64, bit_time: u64) {
        if let Some(recovery) = &mut self.recovery
            && let Some(run) = recovery.run.take()
        {
            let seen = at.saturating_sub(run) / (11 * bit_time).max(1);
            recovery.left = recovery.left.saturating_sub(seen).max(1);
        }
    }

    /// A frame has ended: recessive bits run since `at`.
    pub(super) const fn run_begins(&mut self, at: u64) {
        if let Some(recovery) = &mut self.recovery {
            recovery.run = Some(at);
        }
    }

    /// Is back, as after a reset.
    pub(super) const fn returned(&mut self, at: u64) {
        self.off = false;
        self.recovery = None;
        self.transmit_errors = 0;
        self.receive_errors = 0;
        self.ready = at;
    }
}
