//! The bus side: characters to frames, frames to replies.

use super::{
    Gap, Kind, Misbehaviour, Open,
    frame::{self, Frame, Request},
    map::{self, Word},
    physics::{Meter, Shown},
};
use crate::{
    device::SerialDevice,
    model::real,
    serial::{Format, SerialError},
};
use alloc::vec::Vec;
use core::time::Duration;

/// Most bytes of a frame.
const LONGEST: usize = 256;

/// What has come since the last silence.
#[derive(Debug)]
struct Incoming {
    bytes: Vec<u8>,
    /// End of the last character.
    last: u64,
    /// Edge of the character that is under way.
    begun: Option<u64>,
    spoiled: bool,
}

#[derive(Debug)]
pub(super) struct Slave {
    kind: Kind,
    address: u8,
    open: Open,
    format: Format,
    pub(super) meter: Meter,
    incoming: Option<Incoming>,
    reply: Option<(u64, Vec<u8>)>,
    misbehaviour: Option<(Misbehaviour, u32)>,
    frozen: Option<Shown>,
    pub(super) requests: u64,
}

impl Slave {
    pub(super) fn new(at: u64, kind: Kind, address: u8, open: Open) -> Self {
        let energies = open.energies.map(real::joules);
        Self {
            kind,
            address,
            open,
            format: Format::default(),
            meter: Meter::new(at, kind, open.each_phase, energies),
            incoming: None,
            reply: None,
            misbehaviour: None,
            frozen: None,
            requests: 0,
        }
    }

    pub(super) fn misbehave(&mut self, what: Misbehaviour, replies: u32) {
        self.misbehaviour = (replies > 0).then_some((what, replies));
        self.frozen = (what == Misbehaviour::Frozen).then(|| self.meter.shown());
    }

    /// Returns when a silence ends what has come, if no other character begins before.
    fn silent_at(&self) -> Option<u64> {
        let (silence, _) = frame::silences(self.format);
        let incoming = self.incoming.as_ref()?;
        // A character that does not arrive, as its own sender began to talk, ends all the same.
        let end = incoming
            .begun
            .map(|edge| edge + self.format.character_time());
        Some(end.unwrap_or(incoming.last) + silence)
    }

    /// A silence has ended what came.
    fn on_silence(&mut self, at: u64, incoming: &Incoming) {
        if incoming.spoiled {
            return;
        }
        let (address, function, request) = match Frame::parse(&incoming.bytes) {
            Some(Frame::Read(request)) => (request.address, request.function, Some(request)),
            Some(Frame::Other(address, function)) => (address, function, None),
            None => return,
        };
        // To all is address 0, which is nobody's and not answered.
        if address != self.address || address == 0 {
            return;
        }
        self.requests += 1;
        self.meter.settle(at);
        let misbehaviour = self.take_misbehaviour();
        let answer = self.answer(function, request, misbehaviour);
        let mut due = at.saturating_add(nanos(self.open.turnaround));
        let mut reply =
            answer.unwrap_or_else(|exception| frame::exception(self.address, function, exception));
        if let Some(misbehaviour) = misbehaviour {
            reply = misbehaviour.spoil(reply);
        }
        if let Some(Misbehaviour::Slow(by)) = misbehaviour {
            due = due.saturating_add(nanos(by));
        }
        if !reply.is_empty() {
            self.reply = Some((due, reply));
        }
    }

    /// Counts a reply of those in which it misbehaves.
    fn take_misbehaviour(&mut self) -> Option<Misbehaviour> {
        let (what, left) = self.misbehaviour?;
        self.misbehaviour = match left {
            u32::MAX => Some((what, left)),
            left => left.checked_sub(1).map(|left| (what, left)),
        }
        .filter(|(_, left)| *left > 0);
        Some(what)
    }

    /// Returns the reply, or an exception code.
    fn answer(
        &self,
        function: u8,
        request: Option<Request>,
        misbehaviour: Option<Misbehaviour>,
    ) -> Result<Vec<u8>, u8> {
        let (mut kind, mut measures) = (self.kind, self.open.function);
        match misbehaviour {
            Some(Misbehaviour::Exception(code)) => return Err(code),
            Some(Misbehaviour::OtherKind(other)) => {
                (kind, measures) = (other, map::function(other))
            }
            _ => {}
        }
        let request = request.ok_or(frame::ILLEGAL_FUNCTION)?;
        if function != measures && function != 3 {
            return Err(frame::ILLEGAL_FUNCTION);
        }
        if let Some(Misbehaviour::OtherLength(registers)) = misbehaviour {
            let registers = (0..registers).map(|at| request.register.wrapping_add(at));
            let words = registers.map(|at| self.word(kind, function == measures, function, at));
            let words = words.map(|word| word.map_or(0, Word::value));
            return Ok(frame::reply(self.address, function, words));
        }
        let words = self.read(kind, function == measures, request)?;
        let words = words.into_iter().map(|word| word.map_or(0, Word::value));
        Ok(frame::reply(self.address, function, words))
    }

    /// Returns the registers that are asked for, or an exception code.
    fn read(&self, kind: Kind, measures: bool, request: Request) -> Result<Vec<Option<Word>>, u8> {
        let Request {
            register, count, ..
        } = request;
        if count == 0 || count > frame::MOST {
            return Err(frame::ILLEGAL_VALUE);
        }
        if count > self.open.most_registers {
            return Err(self.open.too_many);
        }
        let last = register.checked_add(count - 1);
        let last = last.ok_or(frame::ILLEGAL_ADDRESS)?;
        let word = |at| self.word(kind, measures, request.function, at);
        let words: Vec<_> = (register..=last).map(word).collect();
        let split = matches!(words.first(), Some(Some(Word::Low(_))))
            || matches!(words.last(), Some(Some(Word::High(_))));
        let illegal = match self.open.gap {
            Gap::Zero => false,
            Gap::Between => words.iter().all(Option::is_none),
            Gap::Illegal => words.iter().any(Option::is_none),
        };
        if illegal || (split && !self.open.splits) {
            return Err(frame::ILLEGAL_ADDRESS);
        }
        Ok(words)
    }

    fn word(&self, kind: Kind, measures: bool, function: u8, register: u16) -> Option<Word> {
        let shown = self.frozen.unwrap_or_else(|| self.meter.shown());
        let measured = measures
            .then(|| map::measured(kind, register, &shown))
            .flatten();
        let mut plate = self.open.plate;
        // A code is that of its kind.
        plate.code = plate.code.filter(|_| kind == self.kind);
        let setting = || map::setting(kind, register, self.address, plate);
        measured.or_else(|| (function == 3).then(setting).flatten())
    }
}

impl SerialDevice for Slave {
    fn set_format(&mut self, format: Format) {
        self.format = format;
        self.incoming = None;
    }

    fn begin(&mut self, at: u64) {
        let (_, pause) = frame::silences(self.format);
        let incoming = self.incoming.get_or_insert_with(|| Incoming {
            bytes: Vec::new(),
            last: at,
            begun: None,
            spoiled: false,
        });
        incoming.spoiled |= self.open.strict && at.saturating_sub(incoming.last) > pause;
        incoming.begun = Some(at);
    }

    fn receive(&mut self, at: u64, character: Result<u8, SerialError>) {
        let Some(incoming) = &mut self.incoming else {
            return;
        };
        incoming.spoiled |= incoming.bytes.len() >= LONGEST;
        match character {
            Ok(byte) if !incoming.spoiled => incoming.bytes.push(byte),
            Ok(_) => {}
            Err(_) => incoming.spoiled = true,
        }
        incoming.last = at;
        incoming.begun = None;
    }

    fn next_change(&mut self) -> Option<u64> {
        let due = self.reply.as_ref().map(|(due, _)| *due);
        self.silent_at().into_iter().chain(due).min()
    }

    fn act(&mut self, at: u64) -> Vec<u8> {
        if self.silent_at().is_some_and(|silent| silent <= at)
            && let Some(incoming) = self.incoming.take()
        {
            self.on_silence(at, &incoming);
        }
        let reply = self.reply.take_if(|(due, _)| *due <= at);
        reply.map_or_else(Vec::new, |(_, bytes)| bytes)
    }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
