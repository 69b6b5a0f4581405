//! The controller that has the bus.

use super::{
    Fault, INFO, Iso165c, Keeps, Kind, REQUEST, RESPONSE, Settings,
    imc::{Imc, Surroundings, bits},
    nanos,
};
use crate::SimFrame;
use alloc::collections::VecDeque;
use embedded_can::{Frame, Id, StandardId};

/// From one IMD_Info to the next, in ns.
const CYCLE: u64 = 1_000_000_000;

/// Code of a request that finds the queue full.
const QUEUE_FULL: u16 = 1001;

/// What a part without supply does not have.
#[derive(Debug)]
pub(super) struct Vifc {
    pub(super) imc: Imc,
    pub(super) lock: u16,
    pub(super) wrong: u8,
    pub(super) measures: bool,
    /// What the relays were told.
    pub(super) told: [bool; 2],
    started_at: u64,
    info_at: u64,
    free_at: u64,
    queue: VecDeque<(u64, [u8; 5])>,
    rejected: u32,
    outbox: VecDeque<SimFrame>,
}

impl Vifc {
    pub(super) fn new(now: u64, part: &Iso165c, settings: Settings) -> Self {
        let started_at = now.saturating_add(nanos(part.open.start));
        Self {
            imc: Imc::new(now, settings, &part.open),
            lock: u16::from(part.open.is_locked),
            wrong: 0,
            measures: part.open.measures,
            told: match part.kind {
                Kind::Iso165c => part.open.closed,
                Kind::Iso165c1 => [false; 2],
            },
            started_at,
            info_at: started_at,
            free_at: 0,
            queue: VecDeque::new(),
            rejected: 0,
            outbox: VecDeque::new(),
        }
    }

    pub(super) fn turn(&mut self, now: u64, part: &Iso165c) {
        while let Some((at, frame)) = part.node.try_receive() {
            let at = at.as_micros().saturating_mul(1_000);
            if at >= self.started_at {
                self.work(at, part);
                self.take(at, &frame, part);
            }
        }
        self.work(now, part);
        self.imc.advance(now, &self.around(part));
        if now >= self.info_at {
            self.info_at += (now - self.info_at) / CYCLE * CYCLE + CYCLE;
            let [a, b] = self.imc.mean.to_le_bytes();
            let [c, d] = self.imc.status.to_le_bytes();
            let [e, f] = self.status(now, part).to_le_bytes();
            if let Some(info) = frame(INFO, &[a, b, c, d, e, f]) {
                // One that finds the mailboxes full is lost.
                let _ = part.node.try_send(info);
            }
        }
    }

    /// Carries out what is due, one after the other.
    fn work(&mut self, now: u64, part: &Iso165c) {
        while self.send(part) {
            let Some((due, data)) = self.due(now, part) else {
                break;
            };
            self.queue.pop_front();
            self.free_at = due;
            self.imc.advance(due, &self.around(part));
            let response = self.carry_out(data, due, part);
            self.imc.advance(due, &self.around(part));
            self.outbox.extend(frame(RESPONSE, &response));
        }
    }

    /// Returns the request that waits longest, once it is its turn.
    fn due(&self, now: u64, part: &Iso165c) -> Option<(u64, [u8; 5])> {
        let &(at, data) = self.queue.front()?;
        let due = at.max(self.free_at).saturating_add(nanos(part.open.answer));
        (due <= now).then_some((due, data))
    }

    /// Queues a request.
    fn take(&mut self, at: u64, request: &SimFrame, part: &Iso165c) {
        let own = StandardId::new(REQUEST).map(Id::Standard);
        let Ok(data) = <[u8; 5]>::try_from(request.data()) else {
            return;
        };
        if Some(request.id()) != own || request.is_remote_frame() {
            return;
        }
        if self.queue.len() < part.open.queue {
            self.queue.push_back((at, data));
            return;
        }
        self.rejected = self.rejected.wrapping_add(1);
        if part.open.told_full != 0 && self.rejected.is_multiple_of(part.open.told_full) {
            let [command, ..] = data;
            self.outbox
                .extend(frame(RESPONSE, &error(QUEUE_FULL, command)));
        }
    }

    /// Sends what waits; returns whether all of it found a mailbox.
    fn send(&mut self, part: &Iso165c) -> bool {
        while let Some(frame) = self.outbox.front() {
            if part.node.try_send(*frame).is_err() {
                return false;
            }
            self.outbox.pop_front();
        }
        true
    }

    pub(super) fn around<'a>(&self, part: &'a Iso165c) -> Surroundings<'a> {
        Surroundings {
            open: &part.open,
            net: &part.net,
            fault: part.fault,
            broken: part.broken,
            coupled: part.kind == Kind::Iso165c1 || self.closed(part).contains(&true),
            measures: self.measures,
        }
    }

    /// Returns which relays are closed.
    pub(super) fn closed(&self, part: &Iso165c) -> [bool; 2] {
        let ([a, b], [c, d]) = (self.told, part.stuck);
        [c.unwrap_or(a), d.unwrap_or(b)]
    }

    /// Resets the IMC.
    pub(super) fn reset(&mut self, at: u64, part: &Iso165c) {
        let settings = match part.open.keeps {
            Keeps::Nothing => part.kind.settings(),
            Keeps::OverReset | Keeps::OverSupply => self.imc.settings,
        };
        self.imc = Imc::new(at, settings, &part.open);
    }

    /// Returns D_VIFC_STATUS.
    pub(super) fn status(&self, now: u64, part: &Iso165c) -> u16 {
        let unheard = matches!(part.fault, Some(Fault::Dead | Fault::Unclear));
        bits(&[(0, !self.measures), (2, unheard)]) | self.imc.shown(now, &part.open)
    }
}

pub(super) fn error(code: u16, command: u8) -> [u8; 5] {
    let [low, high] = code.to_le_bytes();
    [0xFF, low, high, command, 0]
}

fn frame(id: u16, data: &[u8]) -> Option<SimFrame> {
    SimFrame::new(StandardId::new(id)?, data)
}
