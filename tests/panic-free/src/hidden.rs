//! What the optimiser cannot see into.

use core::panic::PanicInfo;

core::arch::global_asm!(
    ".section .text.hidden",
    ".thumb_func",
    ".global hidden_transfer",
    "hidden_transfer:",
    "bx lr",
    ".thumb_func",
    ".global hidden_look",
    "hidden_look:",
    "bx lr",
    ".thumb_func",
    ".global hidden_number",
    "hidden_number:",
    "bx lr",
);

#[cfg(feature = "asynch")]
core::arch::global_asm!(
    ".section .text.reached",
    ".thumb_func",
    ".global a_panic_is_linked",
    "a_panic_is_linked:",
    "b a_panic_is_linked",
);

unsafe extern "C" {
    safe fn hidden_transfer(bytes: *mut u8, length: usize) -> u32;
    safe fn hidden_look(at: *const u8);
    safe fn hidden_number() -> u32;
    safe fn a_panic_is_linked() -> !;
}

/// Moves bytes either way; returns whether that failed.
pub fn transfer(bytes: *mut u8, length: usize) -> bool {
    hidden_transfer(bytes, length) != 0
}

/// Shows a value to somebody.
pub fn show<T>(value: &T) {
    hidden_look(core::ptr::from_ref(value).cast());
}

/// A number that nobody knows.
pub fn number() -> u32 {
    hidden_number()
}

/// A number that nobody knows, with a sign.
pub fn signed() -> i32 {
    hidden_number().cast_signed()
}

#[panic_handler]
fn panic(_info: &PanicInfo<'_>) -> ! {
    a_panic_is_linked()
}
