//! What an inverter has heard of one battery.

use hal_bms::{BatteryLimits, LimitFrame};
use hal_power::{Instant, Reading, Temperature, Voltage};

use super::{
    Address, Equipment, Extremes, InverterConfig, Message, Permissions, Status, Summary, Versions,
    limits,
};
use crate::{
    Field, FrameError, Limits, NoLimits, Raw,
    limits::{allowed, apply},
    raw::Slots,
};

/// What was heard of one battery.
///
/// Each frame has its own time, in the [`Reading`] that it is returned with; how old it may be is for the caller to say. A frame
/// that was not heard is `None`, which is no healthy state.
#[derive(Debug, Clone)]
pub struct Pack {
    address: Address,
    config: InverterConfig,
    slots: Slots<{ Message::ALL.len() }>,
}

impl Pack {
    pub(super) const fn new(address: Address, config: InverterConfig) -> Self {
        Self {
            address,
            config,
            slots: Slots::new(),
        }
    }

    /// Returns its address.
    #[must_use]
    pub const fn address(&self) -> Address {
        self.address
    }

    /// Returns what the battery allows, as of the older one of 4220 and 4280. A current that 4280 does not allow is zero.
    ///
    /// # Errors
    ///
    /// [`NoLimits`] where the frames do not make limits.
    pub fn limits(&self) -> Result<Reading<LimitFrame>, NoLimits> {
        let missing = |message: Message| NoLimits::Missing(message.id(self.address));
        let Reading { value, at } = self.limits_frame().ok_or(missing(Message::Limits))?;
        let whole = Reading::new(value.whole(self.config.discharge_voltage)?, at);
        let permissions = self.permissions().ok_or(missing(Message::Permissions))?;
        let charge = permissions.value.charge.is_allowed();
        let discharge = permissions.value.discharge.is_allowed();
        Ok(allowed(whole, charge, discharge, permissions.at))
    }

    /// Hands on what the battery allows, or voids what it allowed. To be called after every frame.
    pub fn apply(&self, limits: &mut BatteryLimits) {
        apply(self.limits(), limits);
    }

    /// Returns 4210.
    #[must_use]
    pub fn summary(&self) -> Option<Reading<Summary>> {
        let format = self.config.format;
        self.decoded(Message::Summary, |id, raw| Summary::decode(id, raw, format))
    }

    /// Returns 4220.
    #[must_use]
    pub fn limits_frame(&self) -> Option<Reading<Limits>> {
        let format = self.config.format;
        self.decoded(Message::Limits, |id, raw| limits::decode(id, raw, format))
    }

    /// Returns 4230.
    #[must_use]
    pub fn cell_voltages(&self) -> Option<Reading<Extremes<Voltage>>> {
        let format = self.config.format;
        self.decoded(Message::CellVoltages, |id, raw| {
            Extremes::decode_cells(id, raw, format)
        })
    }

    /// Returns 4240.
    #[must_use]
    pub fn cell_temperatures(&self) -> Option<Reading<Extremes<Temperature>>> {
        self.temperatures(Message::CellTemperatures, Field::CellTemperature)
    }

    /// Returns 4250.
    #[must_use]
    pub fn status(&self) -> Option<Reading<Status>> {
        self.decoded(Message::Status, |_, raw| Ok(Status::decode(raw)))
    }

    /// Returns 4260.
    #[must_use]
    pub fn module_voltages(&self) -> Option<Reading<Extremes<Voltage>>> {
        self.decoded(Message::ModuleVoltages, Extremes::decode_modules)
    }

    /// Returns 4270.
    #[must_use]
    pub fn module_temperatures(&self) -> Option<Reading<Extremes<Temperature>>> {
        self.temperatures(Message::ModuleTemperatures, Field::ModuleTemperature)
    }

    /// Returns 4280.
    #[must_use]
    pub fn permissions(&self) -> Option<Reading<Permissions>> {
        self.decoded(Message::Permissions, |_, raw| Ok(Permissions::decode(raw)))
    }

    /// Returns 7310.
    #[must_use]
    pub fn versions(&self) -> Option<Reading<Versions>> {
        self.decoded(Message::Versions, |_, raw| Ok(Versions::decode(raw)))
    }

    /// Returns 7320.
    #[must_use]
    pub fn equipment(&self) -> Option<Reading<Equipment>> {
        self.decoded(Message::Equipment, Equipment::decode)
    }

    /// Returns the bytes of any frame, which is all there is of 4290, 7330 and 7340.
    #[must_use]
    pub fn raw(&self, message: Message) -> Option<Reading<Raw>> {
        self.slots.get(message.slot())
    }

    /// Keeps a frame, or forgets the one before where this one is contradictory.
    pub(super) fn take(
        &mut self,
        now: Instant,
        message: Message,
        raw: Raw,
    ) -> Result<(), FrameError> {
        let judged = self.judge(message, &raw);
        let content = judged.is_ok().then(|| Reading::new(raw, now));
        self.slots.put(message.slot(), content);
        judged
    }

    fn judge(&self, message: Message, raw: &Raw) -> Result<(), FrameError> {
        let (id, format) = (message.id(self.address), self.config.format);
        let celsius = |field| Extremes::decode_celsius(id, raw, field, format).map(drop);
        match message {
            Message::Summary => Summary::decode(id, raw, format).map(drop),
            Message::Limits => limits::decode(id, raw, format).map(drop),
            Message::CellVoltages => Extremes::decode_cells(id, raw, format).map(drop),
            Message::CellTemperatures => celsius(Field::CellTemperature),
            Message::ModuleVoltages => Extremes::decode_modules(id, raw).map(drop),
            Message::ModuleTemperatures => celsius(Field::ModuleTemperature),
            Message::Equipment => Equipment::decode(id, raw).map(drop),
            Message::Status
            | Message::Permissions
            | Message::FaultExtension
            | Message::Versions
            | Message::NameStart
            | Message::NameEnd => Ok(()),
        }
    }

    fn temperatures(
        &self,
        message: Message,
        field: Field,
    ) -> Option<Reading<Extremes<Temperature>>> {
        let format = self.config.format;
        self.decoded(message, |id, raw| {
            Extremes::decode_celsius(id, raw, field, format)
        })
    }

    fn decoded<T>(
        &self,
        message: Message,
        decode: impl FnOnce(u32, &Raw) -> Result<T, FrameError>,
    ) -> Option<Reading<T>> {
        let Reading { value, at } = self.raw(message)?;
        let decoded = decode(message.id(self.address), &value).ok()?;
        Some(Reading::new(decoded, at))
    }
}
