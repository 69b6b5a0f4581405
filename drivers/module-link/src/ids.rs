//! Identifiers of the link.

use crate::ConfigError;
use embedded_can::{ExtendedId, Id, StandardId};

/// The identifiers of one link: a block of 32 from a base on. The lowest has the highest priority on the bus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkIds {
    base: Id,
}

#[cfg(feature = "defmt")]
impl defmt::Format for LinkIds {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "LinkIds({=u32:#x})", raw(self.base));
    }
}

impl LinkIds {
    /// Identifiers of a link.
    pub const COUNT: u8 = 32;

    /// Takes the first identifier. What else is on the bus must not use any of the block: see [`contains`](Self::contains).
    ///
    /// # Errors
    ///
    /// [`ConfigError::Base`] where the block would end beyond the largest identifier.
    pub fn new(base: impl Into<Id>) -> Result<Self, ConfigError> {
        let ids = Self { base: base.into() };
        match ids.at(Self::COUNT - 1) {
            Some(_) => Ok(ids),
            None => Err(ConfigError::Base),
        }
    }

    /// Returns whether an identifier belongs to this link.
    pub fn contains(&self, id: Id) -> bool {
        self.offset(id).is_some()
    }

    /// Returns the identifier at `offset` in the block.
    pub(crate) fn at(&self, offset: u8) -> Option<Id> {
        match self.base {
            Id::Standard(base) => {
                StandardId::new(base.as_raw().checked_add(u16::from(offset))?).map(Id::Standard)
            }
            Id::Extended(base) => {
                ExtendedId::new(base.as_raw().checked_add(u32::from(offset))?).map(Id::Extended)
            }
        }
    }

    /// Returns where in the block an identifier is.
    pub(crate) fn offset(&self, id: Id) -> Option<u8> {
        let alike = matches!(
            (self.base, id),
            (Id::Standard(_), Id::Standard(_)) | (Id::Extended(_), Id::Extended(_))
        );
        let offset = raw(id).checked_sub(raw(self.base)).filter(|_| alike)?;
        u8::try_from(offset).ok().filter(|own| *own < Self::COUNT)
    }
}

fn raw(id: Id) -> u32 {
    match id {
        Id::Standard(id) => u32::from(id.as_raw()),
        Id::Extended(id) => id.as_raw(),
    }
}
