//! Data memory: what is to be in it, window by window.

/// Where data memory begins and ends (SLUUBY2B section 13).
const FIRST: u16 = 0x9180;
const LAST: u16 = 0x93FF;

/// Bytes that one reading brings.
pub(crate) const WINDOW: usize = 32;

/// A field of data memory and its value, little-endian, for what [`Config`](crate::Config) has no words for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Setting {
    address: u16,
    bytes: [u8; 4],
    length: u8,
}

impl Setting {
    /// A field of one byte.
    pub const fn one_byte(address: u16, value: u8) -> Self {
        Self::new(address, [value, 0, 0, 0], 1)
    }

    /// A field of two bytes.
    pub const fn two_bytes(address: u16, value: u16) -> Self {
        let [low, high] = value.to_le_bytes();
        Self::new(address, [low, high, 0, 0], 2)
    }

    /// A field of four bytes; of a number of single precision, its bits.
    pub const fn four_bytes(address: u16, value: u32) -> Self {
        Self::new(address, value.to_le_bytes(), 4)
    }

    const fn new(address: u16, bytes: [u8; 4], length: u8) -> Self {
        Self {
            address,
            bytes,
            length,
        }
    }

    pub(crate) const fn address(&self) -> u16 {
        self.address
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes
            .get(..usize::from(self.length))
            .unwrap_or_default()
    }

    /// Address of the last byte.
    pub(crate) const fn last(&self) -> u16 {
        self.address.saturating_add(self.length as u16 - 1)
    }

    pub(crate) const fn is_in_memory(&self) -> bool {
        self.address >= FIRST && self.last() <= LAST
    }

    pub(crate) const fn overlaps(&self, other: &Self) -> bool {
        self.address <= other.last() && other.address <= self.last()
    }
}

/// What 32 bytes of data memory shall hold, where it is anybody's matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    /// Address of the first byte.
    pub(crate) address: u16,
    /// Where the next window may begin.
    pub(crate) end: u16,
    bytes: [u8; WINDOW],
    /// Bytes that have a value.
    owned: u32,
    /// Bytes that belong to the same field as the one before.
    joined: u32,
}

impl Window {
    /// Returns the first window at or behind `from`, of these settings; none behind the last of them.
    pub(crate) fn next(from: u16, settings: impl Iterator<Item = Setting> + Clone) -> Option<Self> {
        let addresses = settings.clone().map(|setting| setting.address);
        let address = addresses.filter(|&address| address >= from).min()?;
        let mut window = Self {
            address,
            end: address.saturating_add(32),
            bytes: [0; WINDOW],
            owned: 0,
            joined: 0,
        };
        settings.for_each(|setting| window.put(&setting));
        Some(window)
    }

    fn put(&mut self, setting: &Setting) {
        let Some(offset) = setting.address.checked_sub(self.address) else {
            return;
        };
        let offset = usize::from(offset);
        let bytes = setting.bytes();
        let Some(place) = self.bytes.get_mut(offset..offset + bytes.len()) else {
            if offset < WINDOW {
                self.end = self.end.min(setting.address);
            }
            return;
        };
        place.copy_from_slice(bytes);
        for index in offset..offset + bytes.len() {
            self.owned |= 1 << index;
            if index != offset {
                self.joined |= 1 << index;
            }
        }
    }

    /// Returns the first byte that `found` has otherwise: its address, what it shall be, and what it is.
    pub(crate) fn difference(&self, found: &[u8; WINDOW]) -> Option<(u16, u8, u8)> {
        let both = (0u16..).zip(self.bytes.iter().zip(found));
        let mut differing = both
            .filter(|&(index, (wanted, found))| self.owned & (1 << index) != 0 && wanted != found);
        let (index, (&wanted, &found)) = differing.next()?;
        Some((self.address.saturating_add(index), wanted, found))
    }

    /// Returns the first run of bytes at or behind `from` that has to be written so that nothing differs: whole fields without a gap
    /// between them. It is an address, the bytes, and where to go on.
    pub(crate) fn run(&self, found: &[u8; WINDOW], from: u32) -> Option<(u16, &[u8], u32)> {
        let start = (self.dirty(found) & u32::MAX.checked_shl(from)?).trailing_zeros();
        let gap = (!self.owned).checked_shr(start)?.trailing_zeros();
        let within = self.dirty(found) >> start & !u32::MAX.checked_shl(gap).unwrap_or(0);
        let length = u32::BITS - within.leading_zeros();
        let bytes = self.bytes.get(start as usize..(start + length) as usize)?;
        let offset = u16::try_from(start).ok()?;
        Some((self.address.saturating_add(offset), bytes, start + length))
    }

    /// Bytes of every field that differs.
    fn dirty(&self, found: &[u8; WINDOW]) -> u32 {
        let mut dirty = 0;
        for (index, (wanted, found)) in self.bytes.iter().zip(found).enumerate() {
            if self.owned & (1 << index) != 0 && wanted != found {
                dirty |= 1 << index;
            }
        }
        // A field has four bytes at most.
        for _ in 0..3 {
            dirty |= dirty << 1 & self.joined | (dirty & self.joined) >> 1;
        }
        dirty
    }
}

#[cfg(test)]
mod tests;
