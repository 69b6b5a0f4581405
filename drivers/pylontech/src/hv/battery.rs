//! A battery's side.

use embedded_can::Frame;
use hal_bms::LimitFrame;
use hal_power::{Instant, Reading, Temperature, Voltage};

use super::{
    BatteryConfig, Extremes, Message, Permissions, Request, Status, Summary, limits,
    message::{REQUEST, extended, identifier},
};
use crate::{
    Field, FrameError, Raw, ValueError,
    limits::Steps,
    pending::Pending,
    raw::{self, Slots},
};

/// A battery that answers an inverter.
///
/// Only what was set is sent, each for as long as its life lasts: nothing stands in for what is not known.
#[derive(Debug, Clone)]
pub struct Battery {
    config: BatteryConfig,
    slots: Slots<{ Message::ALL.len() }>,
    set: Judged,
    sent: Judged,
    pending: Pending,
    heard: Option<Instant>,
}

/// What may be sent unasked where it forbids more than before.
#[derive(Debug, Clone, Copy, Default)]
struct Judged {
    limits: Option<Steps>,
    permissions: Option<Permissions>,
}

impl Battery {
    /// Creates a battery that has nothing to tell yet.
    #[must_use]
    pub fn new(config: BatteryConfig) -> Self {
        Self {
            config,
            slots: Slots::new(),
            set: Judged::default(),
            sent: Judged::default(),
            pending: Pending::default(),
            heard: None,
        }
    }

    /// Sets what 4210 says.
    ///
    /// # Errors
    ///
    /// [`ValueError::OutOfRange`] where a value does not fit. The frame is then not sent.
    pub fn set_summary(&mut self, now: Instant, summary: Summary) -> Result<(), ValueError> {
        self.put(now, Message::Summary, summary.encode(self.config.format))
    }

    /// Sets what 4220 says, rounded to the safe side: currents and charge voltage down, the discharge voltage up. Negative
    /// currents are zero, and those that do not fit the largest that do.
    ///
    /// # Errors
    ///
    /// [`ValueError`] where the discharge voltage is not positive, or the charge voltage not above it. The frame is then not sent.
    pub fn set_limits(&mut self, now: Instant, limits: LimitFrame) -> Result<(), ValueError> {
        let format = self.config.format;
        let steps = Steps::new(&limits, format.most_charge(), format.most_discharge());
        let raw = steps.and_then(|steps| {
            limits::encode(steps, format).ok_or(ValueError::OutOfRange(Field::ChargeCurrent))
        });
        self.set.limits = steps.ok().filter(|_| raw.is_ok());
        self.put(now, Message::Limits, raw)?;
        let (set, sent) = (self.set.limits, self.sent.limits);
        let is_tighter = set
            .zip(sent)
            .is_some_and(|(set, sent)| set.is_tighter_than(sent));
        self.hasten(Message::Limits, is_tighter);
        Ok(())
    }

    /// Sets what 4230 says.
    ///
    /// # Errors
    ///
    /// [`ValueError`] where a value does not fit, or the highest is below the lowest. The frame is then not sent.
    pub fn set_cell_voltages(
        &mut self,
        now: Instant,
        cells: Extremes<Voltage>,
    ) -> Result<(), ValueError> {
        let raw = cells.encode_cells(self.config.format);
        self.put(now, Message::CellVoltages, raw)
    }

    /// Sets what 4240 says.
    ///
    /// # Errors
    ///
    /// As [`set_cell_voltages`](Self::set_cell_voltages).
    pub fn set_cell_temperatures(
        &mut self,
        now: Instant,
        cells: Extremes<Temperature>,
    ) -> Result<(), ValueError> {
        let raw = cells.encode_celsius(Field::CellTemperature, self.config.format);
        self.put(now, Message::CellTemperatures, raw)
    }

    /// Sets what 4250 says.
    pub fn set_status(&mut self, now: Instant, status: Status) {
        self.fill(now, Message::Status, status.encode());
    }

    /// Sets what 4260 says.
    ///
    /// # Errors
    ///
    /// As [`set_cell_voltages`](Self::set_cell_voltages).
    pub fn set_module_voltages(
        &mut self,
        now: Instant,
        modules: Extremes<Voltage>,
    ) -> Result<(), ValueError> {
        self.put(now, Message::ModuleVoltages, modules.encode_modules())
    }

    /// Sets what 4270 says.
    ///
    /// # Errors
    ///
    /// As [`set_cell_voltages`](Self::set_cell_voltages).
    pub fn set_module_temperatures(
        &mut self,
        now: Instant,
        modules: Extremes<Temperature>,
    ) -> Result<(), ValueError> {
        let raw = modules.encode_celsius(Field::ModuleTemperature, self.config.format);
        self.put(now, Message::ModuleTemperatures, raw)
    }

    /// Sets what 4280 says. What is not allowed beyond doubt is marked as forbidden.
    pub fn set_permissions(&mut self, now: Instant, permissions: Permissions) {
        self.set.permissions = Some(permissions);
        self.fill(now, Message::Permissions, permissions.encode());
        let sent = self.sent.permissions;
        let is_tighter = sent.is_some_and(|sent| permissions.is_tighter_than(sent));
        self.hasten(Message::Permissions, is_tighter);
    }

    /// Sets what 4290 says.
    pub fn set_fault_extension(&mut self, now: Instant, bytes: [u8; 8]) {
        self.fill(now, Message::FaultExtension, Raw::first(8, bytes));
    }

    /// Takes a frame from the bus, and returns what it asks for; `None` for every other frame and for requests that no source
    /// explains, which are ignored.
    ///
    /// # Errors
    ///
    /// [`FrameError::Length`] for a request that has not eight bytes.
    pub fn on_frame<F: Frame>(
        &mut self,
        now: Instant,
        frame: &F,
    ) -> Result<Option<Request>, FrameError> {
        if extended(frame) != Some(REQUEST) {
            return Ok(None);
        }
        let [first, ..] = Raw::of(REQUEST, frame.data(), &[8])?.padded();
        self.heard = Some(now);
        let request = Request::of(first);
        if let Some(request) = request {
            self.pending.add_each(request.answers());
        }
        Ok(request)
    }

    /// Returns when the inverter was heard last.
    #[must_use]
    pub const fn heard(&self) -> Option<Instant> {
        self.heard
    }

    /// Returns the next frame of an answer, to be called after every frame from the bus until there is none: `None` too where
    /// `F` cannot be made.
    pub fn poll<F: Frame>(&mut self, now: Instant) -> Option<F> {
        while let Some(slot) = self.pending.take() {
            let message = *Message::ALL.get(slot)?;
            if let Some(raw) = self.said(now, message) {
                self.note(message);
                return raw::frame(identifier(message.id(self.config.address)), raw);
            }
        }
        None
    }

    /// Returns whether [`poll`](Self::poll) has something to send.
    #[must_use]
    pub const fn is_due(&self) -> bool {
        !self.pending.is_empty()
    }

    fn fill(&mut self, now: Instant, message: Message, raw: Raw) {
        let content = Some(Reading::new(raw, now));
        self.slots.put(message.slot(), content);
    }

    fn put(
        &mut self,
        now: Instant,
        message: Message,
        raw: Result<Raw, ValueError>,
    ) -> Result<(), ValueError> {
        let content = raw.ok().map(|raw| Reading::new(raw, now));
        self.slots.put(message.slot(), content);
        raw.map(drop)
    }

    /// Lets a message go without a request.
    fn hasten(&mut self, message: Message, is_urgent: bool) {
        if is_urgent && self.config.is_unasked {
            self.pending.add(message.slot());
        }
    }

    /// Returns what there is to say.
    fn said(&self, now: Instant, message: Message) -> Option<Raw> {
        match message {
            Message::Versions => self.config.versions,
            Message::Equipment => self.config.equipment,
            Message::NameStart => self.config.name.map(|[start, _]| start),
            Message::NameEnd => self.config.name.map(|[_, end]| end),
            _ => self
                .slots
                .get(message.slot())
                .filter(|content| raw::lives(now, content.at, self.config.life))
                .map(|content| content.value),
        }
    }

    fn note(&mut self, message: Message) {
        match message {
            Message::Limits => self.sent.limits = self.set.limits,
            Message::Permissions => self.sent.permissions = self.set.permissions,
            _ => {}
        }
    }
}
