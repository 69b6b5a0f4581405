//! A timer with three compare registers and four converters: memory that the harness does not use, accessed as registers are.

/// Timer: control.
pub const CONTROL: usize = 0x2000_2A00;
/// Timer: what it is doing.
pub const STATUS: usize = 0x2000_2A04;
/// Timer: causes of a trip, the first in the upper half.
pub const CAUSES: usize = 0x2000_2A08;
/// Timer: outputs.
pub const OUTPUTS: usize = 0x2000_2A0C;
/// Timer: compare registers of the three legs.
pub const COMPARE: usize = 0x2000_2A10;
/// Converters: number of the period in the upper half, flags below.
pub const FRAME: usize = 0x2000_2A40;
/// Converters: four results.
pub const RESULTS: usize = 0x2000_2A44;

/// Of the control register.
pub const ENABLE: u32 = 1 << 0;
/// Of the control register: no reload.
pub const HOLD: u32 = 1 << 1;
/// Of the status register: outputs are enabled.
pub const RUNNING: u32 = 1 << 15;
/// Of the status register: a trip is latched.
pub const TRIPPED: u32 = 1 << 7;

#[inline(always)]
pub fn read(address: usize) -> u32 {
    // SAFETY: one of the words above.
    unsafe { core::ptr::read_volatile(address as *const u32) }
}

#[inline(always)]
pub fn write(address: usize, value: u32) {
    // SAFETY: one of the words above.
    unsafe { core::ptr::write_volatile(address as *mut u32, value) }
}
