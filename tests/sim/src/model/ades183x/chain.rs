//! Parts in a daisy chain behind a bridge, as one chip select sees them.

use super::{
    Ades183x,
    command::{self, Command, Order, Poll, Write},
    pec,
    power::Pulse,
};
use crate::{clock::Clock, device::SpiDevice, model::gate::nanos};
use alloc::{rc::Rc, vec::Vec};
use core::cell::RefCell;

/// How the bridge from SPI to isoSPI wakes, in ns: ready after, idle after (ADBMS6821/ADBMS6822 Rev. B).
const BRIDGE_READY: u64 = 10_000;
const BRIDGE_IDLE: u64 = 5_500_000;

/// Data and seal of a part in a write.
const BLOCK: usize = 8;

/// The bridge from SPI to isoSPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bridge {
    /// Passes on what the host does: each edge of the select line is a wake-up, once the bridge itself is awake. It wakes within
    /// 10 µs of a select and falls idle 5.5 ms after the last.
    Transparent,
    /// Wakes the whole chain by itself, one part after the other, when it is selected while a part is not ready. What the host
    /// sends meanwhile is lost.
    Waking,
}

/// What the bytes of a transfer are.
#[derive(Debug, Clone, Copy)]
enum Phase {
    Command,
    /// The buffer goes out.
    Reply,
    /// The buffer comes in.
    Write(Write),
    /// This many bytes mean nothing yet.
    Poll(Poll, usize),
    /// The parts sleep once they are deselected.
    Reset,
    Nothing,
}

/// A chain of parts, the first one next to the bridge. What nobody sends reads as ones.
pub struct Chain {
    clock: Clock,
    bridge: Bridge,
    parts: Vec<Rc<RefCell<Ades183x>>>,
    /// The link in front of this part is cut.
    cut: Option<usize>,
    /// The part whose supply dips.
    weak: Option<usize>,
    phase: Phase,
    header: [u8; 4],
    taken: usize,
    /// Parts that take the frame.
    hearing: usize,
    buffer: Vec<u8>,
    refused: u64,
    bridge_ready: u64,
    bridge_active: u64,
}

impl Chain {
    /// Creates a chain whose bridge is idle.
    pub fn new(clock: Clock, bridge: Bridge, parts: &[Rc<RefCell<Ades183x>>]) -> Self {
        Self {
            clock,
            bridge,
            parts: parts.to_vec(),
            cut: None,
            weak: None,
            phase: Phase::Command,
            header: [0; 4],
            taken: 0,
            hearing: 0,
            buffer: Vec::new(),
            refused: 0,
            bridge_ready: u64::MAX,
            bridge_active: 0,
        }
    }

    /// Cuts the link in front of a part, counted from 0, or joins all links.
    pub const fn cut(&mut self, part: Option<usize>) {
        self.cut = part;
    }

    /// Lets a dip of the supply, [`Fault::BrownOut`](crate::Fault::BrownOut), meet this part only, counted from 0; else it meets
    /// all.
    pub const fn weaken(&mut self, part: Option<usize>) {
        self.weak = part;
    }

    /// Returns how many commands had a wrong PEC15 or no meaning.
    pub const fn refused(&self) -> u64 {
        self.refused
    }

    /// Parts up to the cut link.
    fn linked(&self) -> impl Iterator<Item = &Rc<RefCell<Ades183x>>> {
        self.parts.iter().take(self.cut.unwrap_or(usize::MAX))
    }

    /// Returns whether the bridge passes a frame that begins now.
    fn bridge_hears(&self) -> bool {
        let now = self.clock.nanos();
        now >= self.bridge_ready && now <= self.bridge_active.saturating_add(BRIDGE_IDLE)
    }

    /// Counts the parts that take a frame that begins now.
    fn count_hearing(&self) -> usize {
        let mut hearing = 0;
        for part in self.linked() {
            let mut part = part.borrow_mut();
            if !part.hears() {
                break;
            }
            hearing += 1;
            if part.breaks_communication() {
                break;
            }
        }
        hearing
    }

    fn pulse(&self, mut at: u64) {
        for part in self.linked() {
            let mut part = part.borrow_mut();
            part.settle_core();
            match part.pulse(at) {
                Pulse::Passes(_) if part.breaks_communication() => return,
                Pulse::Passes(later) => at = later,
                Pulse::Stops => return,
            }
        }
    }

    /// One edge of the select line.
    fn edge(&mut self, selects: bool) {
        let now = self.clock.nanos();
        let idle =
            self.bridge_ready == u64::MAX || now > self.bridge_active.saturating_add(BRIDGE_IDLE);
        if idle && selects {
            self.bridge_ready = now.saturating_add(BRIDGE_READY);
        }
        self.bridge_active = now;
        if self.bridge == Bridge::Waking {
            if selects && self.hearing < self.parts.len() {
                self.wake_all(now);
            } else {
                self.pulse(now);
            }
        } else if now >= self.bridge_ready {
            self.pulse(now);
        }
    }

    fn wake_all(&self, now: u64) {
        let mut at = now;
        for part in &self.parts {
            self.pulse(at);
            at = at.saturating_add(nanos(part.borrow().wake()));
        }
    }

    fn command(&mut self) -> Phase {
        let [first, second, high, low] = self.header;
        let command = command::decode(u16::from_be_bytes([first, second]));
        let is_right = pec::pec15([first, second]).to_be_bytes() == [high, low];
        let Some(command) = command.filter(|_| is_right) else {
            self.refused += 1;
            return Phase::Nothing;
        };
        self.buffer.clear();
        for part in self.parts.iter().take(self.hearing) {
            part.borrow_mut().take(command, &mut self.buffer);
        }
        match command {
            Command::Read(_) => Phase::Reply,
            Command::Write(write) => Phase::Write(write),
            Command::Order(Order::SoftReset) => Phase::Reset,
            Command::Order(order) => match order.poll() {
                // The answer is good after two clocks for each part.
                Some(poll) => Phase::Poll(poll, (2 * self.hearing).div_ceil(8)),
                None => Phase::Nothing,
            },
        }
    }

    /// Sends each part its block: the last one to the nearest.
    fn write(&self, write: Write) {
        let (blocks, rest) = self.buffer.as_chunks::<BLOCK>();
        if !rest.is_empty() {
            return;
        }
        for (part, block) in self
            .parts
            .iter()
            .take(self.hearing)
            .zip(blocks.iter().rev())
        {
            part.borrow_mut().write(write, *block);
        }
    }

    fn poll(&self, poll: Poll) -> u8 {
        let mut parts = self.parts.iter().take(self.hearing);
        if parts.any(|part| part.borrow_mut().converts(poll)) {
            0x00
        } else {
            0xFF
        }
    }
}

impl SpiDevice for Chain {
    fn select(&mut self) {
        self.hearing = if self.bridge_hears() {
            self.count_hearing()
        } else {
            0
        };
        self.phase = Phase::Command;
        self.taken = 0;
        self.edge(true);
    }

    fn exchange(&mut self, byte: u8) -> u8 {
        match self.phase {
            Phase::Command => {
                if let Some(slot) = self.header.get_mut(self.taken) {
                    *slot = byte;
                }
                self.taken += 1;
                if self.taken == self.header.len() {
                    self.taken = 0;
                    self.phase = self.command();
                }
                0xFF
            }
            Phase::Reply => {
                let sent = self.buffer.get(self.taken).copied().unwrap_or(0xFF);
                self.taken += 1;
                sent
            }
            Phase::Write(_) => {
                self.buffer.push(byte);
                0xFF
            }
            Phase::Poll(_, 0) if self.hearing == 0 => 0xFF,
            Phase::Poll(poll, 0) => self.poll(poll),
            Phase::Poll(poll, silent) => {
                self.phase = Phase::Poll(poll, silent - 1);
                0x00
            }
            Phase::Reset | Phase::Nothing => 0xFF,
        }
    }

    fn deselect(&mut self) {
        if let Phase::Write(write) = self.phase {
            self.write(write);
        }
        self.edge(false);
        if matches!(self.phase, Phase::Reset) {
            for part in self.parts.iter().take(self.hearing) {
                part.borrow_mut().soft_reset();
            }
        }
        self.phase = Phase::Command;
    }

    fn brown_out(&mut self) {
        for (index, part) in self.parts.iter().enumerate() {
            if self.weak.is_none_or(|weak| weak == index) {
                part.borrow_mut().brown_out();
            }
        }
    }
}
