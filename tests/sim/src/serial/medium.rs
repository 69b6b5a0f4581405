//! The bus: what happens on it up to a point in time.
//!
//! Nothing runs by itself. Whoever touches the bus first lets happen what has happened meanwhile, one event after the other: a
//! character arrives, a port has sent all it had, a part does what it wanted to do.

use super::{
    Format,
    uart::{Arrival, Uart},
    wire::Wire,
};
use crate::{clock::Watcher, count::Counters, device::SerialDevice, fault::Target, world::Shared};
use alloc::{rc::Rc, vec::Vec};
use core::cell::{Cell, RefCell};

/// A part and the port through which it talks.
pub(super) struct Part {
    port: usize,
    device: Rc<RefCell<dyn SerialDevice>>,
    /// When it was last asked to act.
    acted: Option<u64>,
    /// Edge of the last character of which it knows.
    begun: Option<u64>,
}

impl Part {
    /// Returns when it acts next: not in the past, and not twice at one time.
    fn next(&self, settled: u64) -> Option<u64> {
        let next = self.device.borrow_mut().next_change()?;
        Some(next.max(settled).max(self.acted.map_or(0, |at| at + 1)))
    }
}

#[derive(Default)]
pub(super) struct Medium {
    pub(super) uarts: Vec<Uart>,
    parts: Vec<Part>,
    pub(super) wire: Wire,
    /// Up to when everything has happened.
    settled: u64,
}

impl Medium {
    pub(super) fn line_changed(&mut self) {
        self.uarts.iter_mut().for_each(Uart::line_changed);
    }

    /// Returns what arrives next, and where.
    fn next_arrival(&mut self) -> Option<(usize, Arrival)> {
        let Self { uarts, wire, .. } = self;
        let arrivals = uarts.iter_mut().enumerate();
        arrivals
            .filter_map(|(port, uart)| Some((port, uart.next_arrival(port, wire)?)))
            .min_by_key(|(_, arrival)| arrival.at)
    }

    /// Returns when the next character begins of which a part does not know, and for whom.
    fn next_begin(&mut self) -> Option<(u64, usize)> {
        let Self {
            uarts, parts, wire, ..
        } = self;
        let begins = parts.iter().enumerate().filter_map(|(index, part)| {
            let arrival = uarts.get_mut(part.port)?.next_arrival(part.port, wire)?;
            (part.begun != Some(arrival.edge)).then_some((arrival.edge, index))
        });
        begins.min()
    }
}

/// What happens next. What happens at one time is in this order.
#[derive(Clone, Copy)]
enum Event {
    Arrives(usize, Arrival),
    HasSent(usize),
    Acts(usize),
    Begins(usize),
}

/// What the handles on one bus share.
pub(super) struct Bus {
    pub(super) number: u8,
    pub(super) format: Cell<Format>,
    pub(super) counters: Counters,
    pub(super) shared: Rc<Shared>,
    pub(super) medium: RefCell<Medium>,
}

impl Watcher for Bus {
    fn look(&self) {
        self.settle();
    }

    fn catch_up(&self) {
        self.settle();
    }
}

impl Bus {
    pub(super) fn new(shared: Rc<Shared>, number: u8) -> Self {
        Self {
            number,
            format: Cell::new(Format::default()),
            counters: Counters::default(),
            shared,
            medium: RefCell::default(),
        }
    }

    pub(super) fn now(&self) -> u64 {
        self.shared.clock.nanos()
    }

    pub(super) fn target(&self, port: usize) -> Target {
        Target::Serial {
            bus: self.number,
            port: u8::try_from(port).unwrap_or(u8::MAX),
        }
    }

    pub(super) fn add(&self) -> usize {
        self.settle();
        let uart = Uart::new(self.now(), self.format.get());
        let uarts = &mut self.medium.borrow_mut().uarts;
        uarts.push(uart);
        uarts.len() - 1
    }

    pub(super) fn attach(&self, device: Rc<RefCell<dyn SerialDevice>>) -> usize {
        let port = self.add();
        device.borrow_mut().set_format(self.format.get());
        self.medium.borrow_mut().parts.push(Part {
            port,
            device,
            acted: None,
            begun: None,
        });
        port
    }

    /// Lets happen what has happened, then reads or changes a port.
    pub(super) fn port<T>(&self, port: usize, touch: impl FnOnce(&mut Uart) -> T) -> Option<T> {
        self.settle();
        self.medium.borrow_mut().uarts.get_mut(port).map(touch)
    }

    pub(super) fn set_format(&self, format: Format) {
        self.settle();
        self.format.set(format);
        let ports = self.medium.borrow().uarts.len();
        (0..ports).for_each(|port| self.set_port_format(port, format));
    }

    pub(super) fn set_port_format(&self, port: usize, format: Format) {
        self.settle();
        let now = self.now();
        let medium = &mut *self.medium.borrow_mut();
        if let Some(uart) = medium.uarts.get_mut(port) {
            uart.set_format(now, format);
        }
        let parts = medium.parts.iter().filter(|part| part.port == port);
        parts.for_each(|part| part.device.borrow_mut().set_format(format));
    }

    pub(super) fn send(&self, port: usize, bytes: &[u8]) {
        self.settle();
        let medium = &mut *self.medium.borrow_mut();
        self.transmit(medium, port, self.now(), bytes);
    }

    pub(super) fn hold(&self, level: Option<bool>) {
        self.settle();
        let medium = &mut *self.medium.borrow_mut();
        medium.wire.hold(self.now(), level);
        medium.line_changed();
    }

    /// Brings about, one after the other, what is due by now.
    pub(super) fn settle(&self) {
        let now = self.now();
        let medium = &mut *self.medium.borrow_mut();
        while let Some((at, event)) = next(medium).filter(|(at, _)| *at <= now) {
            medium.settled = medium.settled.max(at);
            self.bring_about(medium, at, event);
        }
        medium.settled = now;
        let Medium { uarts, wire, .. } = medium;
        let uarts = uarts.iter_mut().enumerate();
        let needed = uarts.map(|(port, uart)| uart.needs(port, wire, now)).min();
        wire.forget(needed.unwrap_or(now));
    }

    fn bring_about(&self, medium: &mut Medium, at: u64, event: Event) {
        match event {
            Event::Arrives(port, arrival) => {
                let mut parts = medium.parts.iter();
                let part = parts.find(|part| part.port == port);
                if let Some(part) = part {
                    part.device.borrow_mut().receive(at, arrival.character);
                }
                let kept = part.is_none();
                if let Some(uart) = medium.uarts.get_mut(port) {
                    uart.arrived(&arrival);
                    if kept {
                        uart.keep(&arrival);
                    }
                }
            }
            Event::HasSent(port) => {
                let uart = medium.uarts.get_mut(port);
                if let Some(burst) = uart.and_then(|uart| uart.burst.take()) {
                    self.sent(port, burst);
                }
            }
            Event::Acts(index) => {
                let Some(part) = medium.parts.get_mut(index) else {
                    return;
                };
                part.acted = Some(at);
                let port = part.port;
                let bytes = part.device.borrow_mut().act(at);
                self.transmit(medium, port, at, &bytes);
            }
            Event::Begins(index) => {
                if let Some(part) = medium.parts.get_mut(index) {
                    part.begun = Some(at);
                    part.device.borrow_mut().begin(at);
                }
            }
        }
    }

    /// Returns when a character may next arrive somewhere, or a part act; `None` where nothing under way could.
    pub(super) fn next_change(&self) -> Option<u64> {
        self.settle();
        let medium = &mut *self.medium.borrow_mut();
        next(medium).map(|(at, _)| at)
    }
}

/// Returns the earliest event.
fn next(medium: &mut Medium) -> Option<(u64, Event)> {
    let arrival = medium.next_arrival();
    let arrival = arrival.map(|(port, arrival)| (arrival.at, Event::Arrives(port, arrival)));
    let begins = medium.next_begin();
    let begins = begins.map(|(edge, part)| (edge, Event::Begins(part)));
    let uarts = medium.uarts.iter().enumerate();
    let sent =
        uarts.filter_map(|(port, uart)| Some((uart.burst.as_ref()?.end, Event::HasSent(port))));
    let settled = medium.settled;
    let parts = medium.parts.iter().enumerate();
    let acts = parts.filter_map(|(index, part)| Some((part.next(settled)?, Event::Acts(index))));
    let events = arrival.into_iter().chain(sent).chain(acts);
    let events = events.chain(begins);
    events.min_by_key(|(at, _)| *at)
}
