//! One attempt to send: who takes part, what becomes of it, and how long it takes.

use super::{
    controller::Controller,
    frame::{SimFrame, TAIL, Wire},
};
use crate::{
    fault::Fault,
    trace::{CanTransfer, Spoiled},
};
use alloc::vec::Vec;
use embedded_can::ErrorKind;

/// Who sends what, and which of its mailboxes that empties.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sender {
    pub(super) node: usize,
    pub(super) ticket: u64,
}

/// Recessive bits of an error delimiter.
pub(crate) const DELIMITER: u64 = 8;

/// An attempt to send, from its first bit on.
#[derive(Debug)]
pub(super) struct Flight {
    pub(super) start: u64,
    pub(super) frame: SimFrame,
    /// Number of the node that sends it; the lowest where several send the same.
    pub(super) origin: usize,
    pub(super) segment: usize,
    /// Those who win the arbitration with the same bits.
    pub(super) senders: Vec<Sender>,
    /// Passive nodes that met another frame with their identifier: only they notice.
    pub(super) beaten: Vec<Sender>,
    /// Everyone else who is on this segment and on the bus.
    pub(super) receivers: Vec<usize>,
    pub(super) spoiled: Option<Spoiled>,
    /// Whether the receivers get it. Not even a spoiled frame need be lost, nor a good one arrive.
    pub(super) arrives: bool,
    /// Whether a fault made a difference.
    pub(super) struck: bool,
    /// Bit times from start of frame to end of frame or of the error delimiter.
    pub(super) bits: u64,
}

impl Flight {
    /// Decides what becomes of an attempt.
    pub(super) fn plan(
        start: u64,
        offers: &[(usize, u64, SimFrame)],
        nodes: &[Controller],
        segment: usize,
        fault: Option<Fault>,
    ) -> Option<Self> {
        let least = offers.iter().map(|(_, _, frame)| frame.priority()).min()?;
        let mut rivals: Vec<_> = offers
            .iter()
            .filter(|(_, _, frame)| frame.priority() == least)
            .map(|&(node, ticket, frame)| (Sender { node, ticket }, frame, Wire::new(&frame)))
            .collect();
        let is_passive = |node: usize| nodes.get(node).is_some_and(Controller::is_passive);

        // Frames with one identifier and different bits: whoever sends recessive against dominant finds a bit error.
        let mut beaten = Vec::new();
        let mut collision = None;
        while let Some(at) = first_difference(&rivals) {
            let loses = |wire: &Wire| wire.levels.get(at) == Some(&true);
            let active = |(sender, _, wire): &(Sender, SimFrame, Wire)| {
                loses(wire) && !is_passive(sender.node)
            };
            if rivals.iter().any(active) {
                collision = Some(at);
                // What is on the wire is the dominant sender's.
                rivals.sort_by_key(|(_, _, wire)| loses(wire));
                break;
            }
            let lost = rivals.iter().filter(|(_, _, wire)| loses(wire));
            beaten.extend(lost.map(|(sender, _, _)| *sender));
            rivals.retain(|(_, _, wire)| !loses(wire));
        }

        let (_, frame, wire) = rivals.first()?;
        let (frame, wire) = (*frame, wire.clone());
        let senders: Vec<_> = rivals.iter().map(|(sender, _, _)| *sender).collect();
        let taken = |node: usize| {
            let mut all = senders.iter().chain(&beaten);
            all.any(|sender| sender.node == node)
        };
        let on = |(_, node): &(usize, &Controller)| node.segment == segment && !node.off;
        let receivers = nodes.iter().enumerate().filter(on).map(|(node, _)| node);
        let mut flight = Self {
            start,
            frame,
            segment,
            origin: senders.first().map_or(0, |sender| sender.node),
            receivers: receivers.filter(|node| !taken(*node)).collect(),
            senders,
            beaten,
            spoiled: None,
            arrives: true,
            struck: false,
            bits: 0,
        };
        flight.judge(&wire, nodes, collision, fault);
        Some(flight)
    }

    /// Finds out whether anything spoils it: what comes first on the wire does.
    fn judge(
        &mut self,
        wire: &Wire,
        nodes: &[Controller],
        collision: Option<usize>,
        fault: Option<Fault>,
    ) {
        let last = wire.levels.len() - 1;
        let flipped = match fault {
            Some(Fault::FlippedBit { byte, bit }) => wire.data_bit(&self.frame, byte, bit),
            _ => None,
        };
        let heard = self.acknowledges(nodes);
        let (kind, at, inverted) = match (collision, flipped) {
            (Some(at), flipped) if flipped.is_none_or(|flipped| at < flipped) => {
                (ErrorKind::Bit, at, false)
            }
            (_, Some(at)) => {
                self.struck = true;
                (ErrorKind::Bit, at, true)
            }
            _ if !heard => (ErrorKind::Acknowledge, wire.slot(), false),
            _ if fault == Some(Fault::RepeatedFrame) => {
                self.struck = true;
                (ErrorKind::Form, last, true)
            }
            _ => {
                self.struck = fault == Some(Fault::LostFrame);
                self.arrives = !self.struck;
                self.bits = count(wire.levels.len());
                return;
            }
        };
        // Receivers take a frame one bit before the sender knows that it was good.
        self.arrives = at == last;
        self.spoil(wire, nodes, (kind, at, inverted));
    }

    /// Ends it with an error after bit `at`, by the flags of ISO 11898-1:2015, 10.6.
    fn spoil(
        &mut self,
        wire: &Wire,
        nodes: &[Controller],
        (kind, at, inverted): (ErrorKind, usize, bool),
    ) {
        let is_active = |node: usize| {
            let node = nodes.get(node);
            node.is_some_and(|node| node.takes_part() && !node.is_passive())
        };
        let active = self.senders.iter().any(|sender| is_active(sender.node));
        let others = self.receivers.iter().any(|&node| is_active(node));
        let seen = wire.levels.get(..at).unwrap_or_default();
        let level = wire.levels.get(at).copied().unwrap_or(true) != inverted;
        let before = seen.iter().rev().take_while(|own| **own == level).count();
        // Bits equal to those of the sender's flag that came just before it.
        let run = if level == active {
            0
        } else {
            (before + 1).min(6)
        };
        // The others notice by the sixth equal bit, and then send a flag of their own. In the end of frame they need not wait.
        let six_more = if kind == ErrorKind::Acknowledge || at + 1 == wire.levels.len() {
            0
        } else {
            6 - run
        };
        let (recessive, dominant) = match (active, others) {
            (true, true) => (0, 6 + six_more),
            (true, false) => (0, 6),
            (false, true) if kind != ErrorKind::Acknowledge => (six_more, 6),
            (false, _) => (6, 0),
        };
        let bits = at + 1;
        self.bits = count(bits + recessive + dominant) + DELIMITER;
        self.spoiled = Some(Spoiled {
            kind,
            bits: narrow(bits),
            inverted,
            recessive: narrow(recessive),
            dominant: narrow(dominant),
        });
    }

    /// The sender's wire breaks after `gone` bit times: what is left on the bus stays recessive until a receiver flags it.
    pub(super) fn sender_leaves(&mut self, node: usize, gone: u64, nodes: &[Controller]) {
        self.senders.retain(|sender| sender.node != node);
        self.beaten.retain(|sender| sender.node != node);
        let wire = Wire::new(&self.frame);
        let at = usize::try_from(gone).unwrap_or(usize::MAX);
        let broken = self
            .spoiled
            .as_ref()
            .map_or(wire.levels.len() - TAIL, |own| usize::from(own.bits));
        if self.senders.is_empty() && at < broken {
            self.arrives = false;
            let dominant = wire.levels.get(at) == Some(&false);
            self.spoil(&wire, nodes, (ErrorKind::Stuff, at, dominant));
        }
    }

    /// A receiver's wire breaks after `gone` bit times.
    pub(super) fn receiver_leaves(&mut self, node: usize, gone: u64, nodes: &[Controller]) {
        self.receivers.retain(|own| *own != node);
        let wire = Wire::new(&self.frame);
        let slot = wire.slot();
        if gone <= count(slot) && self.spoiled.is_none() && !self.acknowledges(nodes) {
            self.arrives = false;
            self.spoil(&wire, nodes, (ErrorKind::Acknowledge, slot, false));
        }
    }

    /// Returns when it ends, without the intermission.
    pub(super) const fn end(&self, bit_time: u64) -> u64 {
        self.start + self.bits * bit_time
    }

    pub(super) fn is_beaten(&self, node: usize) -> bool {
        self.beaten.iter().any(|sender| sender.node == node)
    }

    pub(super) fn is_sent_by(&self, node: usize) -> bool {
        let mut all = self.senders.iter().chain(&self.beaten);
        all.any(|sender| sender.node == node)
    }

    /// Returns which frame of a node is on the wire.
    pub(super) fn ticket_of(&self, node: usize) -> Option<u64> {
        let mut senders = self.senders.iter();
        senders
            .find(|sender| sender.node == node)
            .map(|sender| sender.ticket)
    }

    fn acknowledges(&self, nodes: &[Controller]) -> bool {
        let node = |node: &usize| nodes.get(*node);
        let mut receivers = self.receivers.iter().filter_map(node);
        receivers.any(Controller::takes_part)
    }

    /// Returns whether it fails, and leaves everything as it was: a passive node with nobody to acknowledge.
    pub(super) fn is_futile(&self, nodes: &[Controller]) -> bool {
        let passive = |sender: &Sender| {
            let node = nodes.get(sender.node);
            node.is_some_and(Controller::is_passive)
        };
        let missed = |spoiled: &Spoiled| spoiled.kind == ErrorKind::Acknowledge;
        self.spoiled.as_ref().is_some_and(missed) && self.senders.iter().all(passive)
    }

    /// Returns what the trace keeps of it.
    pub(super) fn record(&self, bus: u8, bit_time: u64) -> CanTransfer {
        CanTransfer {
            bus,
            node: narrow(self.origin),
            start: self.start,
            bit_time,
            frame: self.frame,
            spoiled: self.spoiled,
        }
    }
}

/// Returns the first place where the frames of rivals differ.
fn first_difference(rivals: &[(Sender, SimFrame, Wire)]) -> Option<usize> {
    let (_, _, first) = rivals.first()?;
    let differs = |wire: &Wire| {
        let pairs = first.levels.iter().zip(&wire.levels);
        pairs.clone().position(|(one, other)| one != other)
    };
    let others = rivals.iter().skip(1);
    others.filter_map(|(_, _, wire)| differs(wire)).min()
}

fn count(bits: usize) -> u64 {
    u64::try_from(bits).unwrap_or(u64::MAX)
}

fn narrow(bits: usize) -> u8 {
    u8::try_from(bits).unwrap_or(u8::MAX)
}
