//! The module's side.

use crate::{
    ConfigError, LinkIds, LinkTimes, Serial,
    codec::{self, Message},
};
use embedded_can::Frame;
use hal_power::{Charge, Instant, Voltage};

/// What a module is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Identity {
    serial: Serial,
    kind: u16,
    cells: u8,
    capacity: Charge,
}

impl Identity {
    /// Takes the serial number, the maker's type code, the cells in series and the rated capacity, which is sent in steps of
    /// 0.1 Ah.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Identity`] for no cells, or a capacity outside of 0.1 Ah to 6553.5 Ah.
    pub fn new(
        serial: Serial,
        kind: u16,
        cells: u8,
        capacity: Charge,
    ) -> Result<Self, ConfigError> {
        match codec::capacity_code(capacity) {
            Some(1..) if cells > 0 => Ok(Self {
                serial,
                kind,
                cells,
                capacity,
            }),
            _ => Err(ConfigError::Identity),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    None,
    Offered { round: u8, position: u8 },
    Taken { round: u8, position: u8 },
}

/// Session of a module: answers when it is its turn, and then shows that it is alive.
///
/// Pass received frames to [`on_frame`](Self::on_frame) and the level of the enable line, debounced, to
/// [`set_enable_in`](Self::set_enable_in); send what [`poll`](Self::poll) gives until it gives nothing, and drive the line to the
/// next module by [`enable_out`](Self::enable_out).
#[derive(Debug)]
pub struct ModuleLink {
    ids: LinkIds,
    times: LinkTimes,
    identity: Identity,
    voltage: Option<Voltage>,
    enabled: bool,
    place: Place,
    tell_identity: bool,
    tell_properties: bool,
    next_beat: Instant,
}

impl ModuleLink {
    /// Creates a module without a position, not enabled, whose voltage is not known.
    pub const fn new(ids: LinkIds, times: LinkTimes, identity: Identity) -> Self {
        Self {
            ids,
            times,
            identity,
            voltage: None,
            enabled: false,
            place: Place::None,
            tell_identity: false,
            tell_properties: false,
            next_beat: Instant::ORIGIN,
        }
    }

    /// Sets the voltage across the module as measured; `None` when it is not known.
    pub const fn set_voltage(&mut self, voltage: Option<Voltage>) {
        self.voltage = voltage;
    }

    /// Takes the level of the line from the module before, or from the controller. A module that is not enabled has no position.
    pub const fn set_enable_in(&mut self, enabled: bool) {
        self.enabled = enabled;
        if !enabled {
            self.forget();
        }
    }

    /// Returns the level for the line to the next module: high while this one has its position.
    pub const fn enable_out(&self) -> bool {
        matches!(self.place, Place::Taken { .. })
    }

    /// Returns the position that was confirmed.
    pub const fn position(&self) -> Option<u8> {
        match self.place {
            Place::Taken { position, .. } => Some(position),
            Place::None | Place::Offered { .. } => None,
        }
    }

    /// Takes a frame that arrived at `now`; frames of other protocols are passed over.
    pub fn on_frame(&mut self, now: Instant, frame: &impl Frame) {
        match codec::decode(&self.ids, frame) {
            Some(Message::Reset { .. }) => self.forget(),
            Some(Message::Assign { round, position })
                if self.enabled && self.position().is_none() =>
            {
                self.place = Place::Offered { round, position };
                self.tell_identity = true;
                self.tell_properties = true;
            }
            Some(Message::Confirm {
                round,
                position,
                serial,
            }) => self.confirmed(now, round, position, serial),
            _ => {}
        }
    }

    fn confirmed(&mut self, now: Instant, round: u8, position: u8, serial: Serial) {
        let here = Place::Taken { round, position };
        let offered = self.place == Place::Offered { round, position };
        if serial == self.identity.serial && (offered || self.place == here) {
            self.place = here;
            self.next_beat = now;
        } else if offered {
            // Another module has it: wait for a turn of one's own.
            self.forget();
        }
    }

    const fn forget(&mut self) {
        self.place = Place::None;
        self.tell_identity = false;
        self.tell_properties = false;
    }

    /// Returns the next frame to send; `None` when there is nothing to say now.
    pub fn poll<F: Frame>(&mut self, now: Instant) -> Option<F> {
        let Identity {
            serial,
            kind,
            cells,
            capacity,
        } = self.identity;
        let voltage = self.voltage;
        let message = match self.place {
            Place::Offered { round, position } if core::mem::take(&mut self.tell_identity) => {
                Message::Identity {
                    round,
                    position,
                    serial,
                }
            }
            Place::Offered { .. } if core::mem::take(&mut self.tell_properties) => {
                Message::Properties {
                    tag: serial.tag(),
                    kind,
                    cells,
                    voltage,
                    capacity,
                }
            }
            Place::Taken { position, .. } if now >= self.next_beat => {
                self.next_beat = now.saturating_add(self.times.beat);
                Message::Heartbeat {
                    position,
                    serial,
                    voltage,
                }
            }
            _ => return None,
        };
        codec::encode(&self.ids, &message)
    }
}
