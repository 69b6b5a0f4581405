//! Where registers are, and the only access to them.
#![expect(
    unsafe_code,
    reason = "memory-mapped registers are read and written through raw addresses"
)]

/// The registers of one peripheral, 32 bits each.
///
/// A block is made from this module's constants alone, so every address in use is one of them plus an offset of the same
/// peripheral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    base: usize,
    length: usize,
}

impl Block {
    /// System control: clock gates.
    pub(crate) const SYSTEM: Self = Self::at(0x400F_E000);
    /// GPIO port A, whose pins 2 to 5 are SSI0.
    pub(crate) const PORT_A: Self = Self::at(0x4000_4000);
    /// GPIO port B, whose pins 2 and 3 are I2C0.
    pub(crate) const PORT_B: Self = Self::at(0x4000_5000);
    /// GPIO port D, whose pin 0 selects the memory card.
    pub(crate) const PORT_D: Self = Self::at(0x4000_7000);
    /// SSI0, an Arm PL022.
    pub(crate) const SSI0: Self = Self::at(0x4000_8000);
    /// UART0, an Arm PL011.
    pub(crate) const UART0: Self = Self::at(0x4000_C000);
    /// Master half of I2C0.
    pub(crate) const I2C0: Self = Self::at(0x4002_0000);
    /// SysTick and what else the core has there.
    pub(crate) const CORE: Self = Self::at(0xE000_E000);

    const fn at(base: usize) -> Self {
        Self {
            base,
            length: 0x1000,
        }
    }

    /// Reads the register at an offset. On a host, where the unit tests run, there is none, and it reads zero.
    #[must_use]
    pub(crate) fn read(self, offset: usize) -> u32 {
        if cfg!(not(target_os = "none")) {
            return 0;
        }
        let address = self.address(offset);
        // SAFETY: on this part, a register: always mapped, aligned, and never memory that Rust knows of.
        unsafe { core::ptr::with_exposed_provenance::<u32>(address).read_volatile() }
    }

    /// Writes the register at an offset. On a host nothing is written.
    pub(crate) fn write(self, offset: usize, value: u32) {
        if cfg!(not(target_os = "none")) {
            return;
        }
        let address = self.address(offset);
        // SAFETY: as in `read`; no register used here makes the hardware touch memory.
        unsafe { core::ptr::with_exposed_provenance_mut::<u32>(address).write_volatile(value) }
    }

    /// Sets bits of a register and leaves the others.
    pub(crate) fn set(self, offset: usize, bits: u32) {
        self.write(offset, self.read(offset) | bits);
    }

    /// Clears bits of a register and leaves the others.
    pub(crate) fn clear(self, offset: usize, bits: u32) {
        self.write(offset, self.read(offset) & !bits);
    }

    /// An offset is wrapped into the peripheral's page and to a whole word: what comes out is always a register's place.
    const fn address(self, offset: usize) -> usize {
        self.base + (offset & (self.length - 4))
    }
}
