//! What happens on the wires by itself.

use super::{
    controller::Controller,
    flight::Flight,
    medium::{Bus, INTERMISSION, Medium, RUN_OUT, Segment},
};
use crate::trace::Record;
use alloc::vec::Vec;
use embedded_can::{ErrorKind, Frame};

/// Bits that a passive node waits after it has sent.
const SUSPENSION: u64 = 8;

impl Bus {
    /// Lets everything happen up to now; with `past`, also what begins at this instant.
    pub(super) fn settle(&self, past: bool) {
        let now = self.now();
        if now < self.due.get() {
            return;
        }
        let Medium { nodes, segments } = &mut *self.medium.borrow_mut();
        let mut due = u64::MAX;
        for (index, segment) in segments.iter_mut().enumerate() {
            due = due.min(self.settle_segment((index, segment), nodes, now, past));
        }
        self.due.set(due);
    }

    /// Returns when the segment must be looked at again.
    fn settle_segment(
        &self,
        (index, segment): (usize, &mut Segment),
        nodes: &mut [Controller],
        now: u64,
        past: bool,
    ) -> u64 {
        let bit_time = self.bit_time.get();
        loop {
            if let Some(flight) = &segment.flight {
                let end = flight.end(bit_time);
                if end > now {
                    return end;
                }
                let Some(flight) = segment.flight.take() else {
                    return u64::MAX;
                };
                segment.free = end + INTERMISSION * bit_time;
                self.land(&flight, end, nodes);
                if flight.is_futile(nodes) {
                    self.skip(&flight, segment, nodes, now);
                }
                let run = end.saturating_sub(RUN_OUT * bit_time);
                members(nodes, index).for_each(|own| own.run_begins(run));
                continue;
            }
            let wants = members(nodes, index).filter_map(|own| own.wants()).min();
            let start = wants.map(|at| at.max(segment.free));
            let back = members(nodes, index)
                .filter_map(|own| own.returns(bit_time))
                .min();
            if let Some(back) = back
                && back <= start.unwrap_or(u64::MAX)
            {
                if back > now {
                    return back;
                }
                let returned = |own: &&mut Controller| own.returns(bit_time) == Some(back);
                members(nodes, index)
                    .filter(returned)
                    .for_each(|own| own.returned(back));
                continue;
            }
            let Some(start) = start else {
                return u64::MAX;
            };
            if start > now || (start == now && !past) {
                return start;
            }
            segment.flight = self.depart(index, start, nodes);
            if segment.flight.is_none() {
                return u64::MAX;
            }
        }
    }

    /// Begins an attempt.
    fn depart(&self, segment: usize, start: u64, nodes: &mut [Controller]) -> Option<Flight> {
        let bit_time = self.bit_time.get();
        members(nodes, segment).for_each(|own| own.run_ends(start, bit_time));
        let all = nodes.iter().enumerate();
        let offers: Vec<_> = all
            .filter(|(_, own)| own.segment == segment)
            .filter_map(|(node, own)| {
                own.offer(start)
                    .map(|offer| (node, offer.ticket, offer.frame))
            })
            .collect();
        let winner = offers.iter().min_by_key(|(_, _, frame)| frame.priority())?;
        let fault = if self.shared.watched.get() {
            self.shared.next_fault(self.target(winner.0))
        } else {
            None
        };
        Flight::plan(start, &offers, nodes, segment, fault)
    }

    /// Ends an attempt: counters, mailboxes and queues change.
    fn land(&self, flight: &Flight, end: u64, nodes: &mut [Controller]) {
        let bit_time = self.bit_time.get();
        let bytes = u64::try_from(flight.frame.data().len()).unwrap_or(0);
        self.counters.transfer();
        self.counters.moved(flight.bits, bytes);
        if flight.struck {
            self.shared.struck();
        }
        if self.shared.is_traced() {
            self.shared
                .record(Record::Can(flight.record(self.number, bit_time)));
        }
        let later = end + (INTERMISSION + SUSPENSION) * bit_time;
        for sender in flight.senders.iter().chain(&flight.beaten) {
            let Some(own) = nodes.get_mut(sender.node) else {
                continue;
            };
            let passive = own.is_passive();
            match (flight.spoiled, flight.is_beaten(sender.node)) {
                (_, true) => own.send_failed(ErrorKind::Bit, true),
                (Some(spoiled), false) => {
                    let missed = spoiled.kind == ErrorKind::Acknowledge;
                    own.send_failed(spoiled.kind, !(missed && passive));
                }
                (None, false) => own.sent(sender.ticket),
            }
            if own.is_passive() {
                own.ready = own.ready.max(later);
            }
        }
        for &receiver in &flight.receivers {
            let Some(own) = nodes.get_mut(receiver) else {
                continue;
            };
            if flight.arrives {
                own.deliver(end, flight.frame);
            }
            match flight.spoiled {
                Some(spoiled) if !flight.arrives && own.takes_part() => {
                    own.receive_failed(spoiled.kind);
                }
                _ => {}
            }
        }
    }

    /// Passes over attempts that change nothing, where nobody looks: those of a passive node that nobody acknowledges.
    fn skip(&self, flight: &Flight, segment: &mut Segment, nodes: &mut [Controller], now: u64) {
        let bit_time = self.bit_time.get();
        let period = (flight.bits + INTERMISSION + SUSPENSION) * bit_time;
        let mut rivals = nodes.iter().filter(|own| own.segment == flight.segment);
        let alone = rivals.clone().all(|own| own.recovery.is_none())
            && rivals.by_ref().filter(|own| own.wants().is_some()).count() == 1;
        let Some(own) = nodes.get_mut(flight.origin).filter(|_| alone) else {
            return;
        };
        let begins = own.ready.max(segment.free);
        let constant = own
            .pending
            .iter()
            .chain(&own.babble)
            .all(|pending| pending.at <= begins);
        if self.shared.watched.get() || !constant {
            return;
        }
        let times = now.saturating_sub(begins) / period.max(1);
        let bytes = u64::try_from(flight.frame.data().len()).unwrap_or(0);
        self.counters.repeated(times, flight.bits, bytes);
        segment.free += times * period;
        own.ready += times * period;
    }
}

/// Nodes on one segment.
fn members(nodes: &mut [Controller], segment: usize) -> impl Iterator<Item = &mut Controller> {
    nodes.iter_mut().filter(move |own| own.segment == segment)
}
