//! The controller's side.

use crate::{
    ConfigError, LinkFault, LinkIds, LinkTimes, Serial,
    codec::{self, Message, POSITIONS},
    offer::{Offer, Properties},
};
use core::time::Duration;
use embedded_can::Frame;
use hal_bms::{Module, ModuleStack, Stack, StackConfig, StackFault};
use hal_power::{Instant, Voltage, check::Step};

#[derive(Debug, Clone, Copy)]
enum Phase {
    Rest,
    /// Everyone is told to forget.
    Resetting,
    /// Nobody may have a position.
    Listening,
    /// The line to this position has just been raised.
    Enabling {
        position: u8,
    },
    /// Who is at this position?
    Asking {
        position: u8,
        offer: Option<Offer>,
    },
    /// This module has this position.
    Confirming {
        position: u8,
        serial: Serial,
    },
    /// All have their positions.
    Watching,
}

/// Session of the stack's controller: gives positions in stacking order, and watches the modules from then on.
///
/// Pass received frames to [`on_frame`](Self::on_frame); send what [`poll`](Self::poll) gives until it gives nothing, drive the line
/// to the first module by [`enable_out`](Self::enable_out), and [`step`](Self::step) in every tick.
#[derive(Debug)]
pub struct MasterLink<const MOST: usize> {
    ids: LinkIds,
    times: LinkTimes,
    stack: ModuleStack<MOST>,
    round: u8,
    phase: Phase,
    /// When the phase moves on by itself.
    due: Instant,
    /// Commands that may still be sent in this phase.
    tries: u8,
    outbox: Option<Message>,
    fault: Option<LinkFault>,
}

impl<const MOST: usize> MasterLink<MOST> {
    /// Creates a session at rest.
    ///
    /// # Errors
    ///
    /// [`ConfigError::TooMany`] where the stack has no room for the modules, or the link no positions; [`ConfigError::Silence`]
    /// where a module would count as vanished between two heartbeats; [`ConfigError::Assembly`] where even an enumeration without
    /// a loss takes too long.
    pub fn new(ids: LinkIds, times: LinkTimes, stack: StackConfig) -> Result<Self, ConfigError> {
        // One position more is asked for, so that a surplus module is found.
        if stack.count() >= POSITIONS {
            return Err(ConfigError::TooMany);
        }
        if stack.silence() <= times.beat {
            return Err(ConfigError::Silence);
        }
        if stack.assembly() < times.enumeration(stack.count()) {
            return Err(ConfigError::Assembly);
        }
        Ok(Self {
            ids,
            times,
            stack: ModuleStack::new(stack).map_err(|_| ConfigError::TooMany)?,
            round: 0,
            phase: Phase::Rest,
            due: Instant::ORIGIN,
            tries: 0,
            outbox: None,
            fault: None,
        })
    }

    /// Begins an enumeration, whatever went before; the line goes low. `round` differs from the one before, also over a restart
    /// of the controller: answers of another round do not count.
    pub fn start(&mut self, now: Instant, round: u8) {
        self.stack.start(now);
        self.round = round;
        self.outbox = None;
        self.fault = None;
        self.enter(Phase::Resetting, now, Duration::ZERO);
    }

    /// Gives the link up: the line goes low, which takes all modules their positions.
    pub const fn release(&mut self) {
        self.phase = Phase::Rest;
        self.outbox = None;
        self.stack.release();
    }

    /// Returns the level for the line to the first module.
    pub const fn enable_out(&self) -> bool {
        match self.phase {
            Phase::Rest | Phase::Resetting | Phase::Listening => false,
            Phase::Enabling { .. }
            | Phase::Asking { .. }
            | Phase::Confirming { .. }
            | Phase::Watching => true,
        }
    }

    /// Returns the stack, with the voltages that were heard last, while it is whole.
    pub fn stack(&self) -> Option<Stack<MOST>> {
        self.stack.stack()
    }

    /// Returns the modules that have a position so far, from 0 up.
    pub fn announced(&self) -> impl Iterator<Item = &Module> {
        self.stack.announced()
    }

    /// Takes a frame that arrived at `now`; frames of other protocols, and answers to other questions, are passed over.
    pub fn on_frame(&mut self, now: Instant, frame: &impl Frame) {
        let Some(message) = codec::decode(&self.ids, frame) else {
            return;
        };
        match (message, self.phase) {
            (_, Phase::Rest) => {}
            (Message::Reset { .. } | Message::Assign { .. } | Message::Confirm { .. }, _) => {
                self.fail(LinkFault::OtherMaster);
            }
            (
                Message::Identity {
                    round,
                    position,
                    serial,
                },
                _,
            ) if round == self.round => self.on_identity(position, serial),
            (
                Message::Properties {
                    tag,
                    kind,
                    cells,
                    voltage,
                    capacity,
                },
                Phase::Asking {
                    position,
                    offer: Some(offer),
                },
            ) if tag == offer.serial.tag() => {
                let properties = Some(Properties {
                    kind,
                    cells,
                    voltage,
                    capacity,
                });
                let offer = Some(Offer {
                    properties,
                    ..offer
                });
                self.phase = Phase::Asking { position, offer };
            }
            // What was on its way when everyone was reset.
            (Message::Heartbeat { .. }, Phase::Resetting) => {}
            (
                Message::Heartbeat {
                    position, serial, ..
                },
                Phase::Listening,
            ) => self.fail(LinkFault::KeptPosition { position, serial }),
            (
                Message::Heartbeat {
                    position,
                    serial,
                    voltage,
                },
                _,
            ) => self.on_heartbeat(now, position, serial, voltage),
            (Message::Identity { .. } | Message::Properties { .. }, _) => {}
        }
    }

    fn on_identity(&mut self, at: u8, serial: Serial) {
        let taken = match self.phase {
            Phase::Asking {
                position,
                offer: None,
            } if position == at => {
                let offer = Some(Offer::new(serial));
                self.phase = Phase::Asking { position, offer };
                return;
            }
            Phase::Asking {
                position,
                offer: Some(Offer { serial, .. }),
            }
            | Phase::Confirming { position, serial }
                if position == at =>
            {
                serial
            }
            _ => return,
        };
        if taken != serial {
            let serials = [taken, serial].map(Serial::as_number);
            let position = at;
            self.fail(StackFault::Duplicate { position, serials }.into());
        }
    }

    fn on_heartbeat(&mut self, now: Instant, at: u8, from: Serial, voltage: Option<Voltage>) {
        let voltage = voltage.unwrap_or(Voltage::ZERO);
        self.stack.on_heartbeat(now, at, from.as_number(), voltage);
        match self.phase {
            Phase::Confirming { position, serial } if (position, serial) == (at, from) => {
                let position = position + 1;
                self.enter(Phase::Enabling { position }, now, self.times.answer);
            }
            _ => {}
        }
    }

    /// Returns the next frame to send; `None` when there is nothing to say now.
    pub fn poll<F: Frame>(&mut self, now: Instant) -> Option<F> {
        self.advance(now);
        let message = self.outbox.take()?;
        codec::encode(&self.ids, &message)
    }

    /// Judges what is known by now: `Done` once when all modules have their positions and are the stack that is expected; a fault
    /// when they are not, or not any more. A fault ends the session, until it is started anew.
    pub fn step(&mut self, now: Instant) -> Step<Stack<MOST>, LinkFault> {
        self.advance(now);
        if let Some(fault) = self.fault.take() {
            self.release();
            return Step::Failed(fault);
        }
        match self.stack.step(now) {
            Step::Wait => Step::Wait,
            Step::Done(stack) => Step::Done(stack),
            Step::Failed(fault) => {
                self.release();
                Step::Failed(fault.into())
            }
        }
    }

    /// Keeps the first fault for the next step, and says nothing more.
    fn fail(&mut self, fault: LinkFault) {
        self.fault = self.fault.or(Some(fault));
        self.release();
    }

    fn enter(&mut self, phase: Phase, now: Instant, wait: Duration) {
        self.phase = phase;
        self.due = now.saturating_add(wait);
        self.tries = self.times.tries;
    }

    /// Sends a command, if it may be sent once more.
    fn send(&mut self, now: Instant, message: Message) -> bool {
        let Some(left) = self.tries.checked_sub(1) else {
            return false;
        };
        self.tries = left;
        self.outbox = Some(message);
        self.due = now.saturating_add(self.times.answer);
        true
    }

    fn advance(&mut self, now: Instant) {
        if now < self.due {
            return;
        }
        let (round, answer) = (self.round, self.times.answer);
        match self.phase {
            Phase::Rest | Phase::Watching => {}
            Phase::Resetting => {
                if !self.send(now, Message::Reset { round }) {
                    self.enter(Phase::Listening, now, self.times.quiet());
                }
            }
            Phase::Listening => self.enter(Phase::Enabling { position: 0 }, now, answer),
            Phase::Enabling { position } => {
                let offer = None;
                self.enter(Phase::Asking { position, offer }, now, Duration::ZERO);
                self.send(now, Message::Assign { round, position });
            }
            Phase::Asking { position, offer } => self.asked(now, position, offer),
            Phase::Confirming { position, serial } => {
                let confirm = Message::Confirm {
                    round,
                    position,
                    serial,
                };
                if !self.send(now, confirm) {
                    self.fail(LinkFault::Unconfirmed { position, serial });
                }
            }
        }
    }

    /// The time for an answer is over: who else is there would have answered too.
    fn asked(&mut self, now: Instant, position: u8, offer: Option<Offer>) {
        let round = self.round;
        let module = offer.and_then(|own| own.module(position));
        if let (Some(Offer { serial, .. }), Some(module)) = (offer, module) {
            self.stack.on_module(now, module);
            let confirm = Message::Confirm {
                round,
                position,
                serial,
            };
            self.enter(Phase::Confirming { position, serial }, now, Duration::ZERO);
            self.send(now, confirm);
        } else if !self.send(now, Message::Assign { round, position }) {
            match offer {
                Some(Offer { serial, .. }) => {
                    self.fail(LinkFault::Incomplete { position, serial });
                }
                None => {
                    self.stack.close();
                    self.phase = Phase::Watching;
                }
            }
        }
    }
}
