//! What the programs share: a heap, a voice, and an end with an exit code.
#![no_std]

use core::{mem::MaybeUninit, panic::PanicInfo, ptr::addr_of_mut};
use cortex_m_semihosting::{debug, hprintln};
use embedded_alloc::LlffHeap;

/// Bytes of the heap.
const SIZE: usize = 7 << 19;

#[global_allocator]
static HEAP: LlffHeap = LlffHeap::empty();

/// Gives the program its heap. To be called once, first.
pub fn begin() {
    static mut MEMORY: [MaybeUninit<u8>; SIZE] = [MaybeUninit::uninit(); SIZE];
    // SAFETY: called once, before anything allocates, and nobody else names the memory
    unsafe { HEAP.init(addr_of_mut!(MEMORY) as usize, SIZE) }
}

/// Ends the program: exit code 0 where nothing failed, else 1.
pub fn end(failed: usize) -> ! {
    let status = if failed == 0 {
        debug::EXIT_SUCCESS
    } else {
        debug::EXIT_FAILURE
    };
    loop {
        debug::exit(status);
    }
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    hprintln!("{}", info);
    end(1)
}
