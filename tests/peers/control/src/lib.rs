//! One tick of a regulator, in float and in integers, through the traits and by registers: same accesses, same arithmetic.
#![no_std]

pub mod float;
pub mod integer;
pub mod port;
pub mod registers;
#[path = "../../src/report.rs"]
pub mod report;

use core::{cell::UnsafeCell, mem::MaybeUninit};
use registers::*;

/// Duty limit of the port.
pub const HIGHEST: u16 = 4_090;

/// How a tick ended.
#[derive(Clone, Copy)]
pub enum Done {
    Regulated,
    /// No new frame, or none to act on.
    Nothing,
    /// A limit of the control code was passed.
    Limit,
    /// First causes and all.
    Tripped(u32, u32),
}

/// Memory that only the harness hands out.
#[repr(C, align(8))]
pub struct Slot<T>(UnsafeCell<MaybeUninit<T>>);

// SAFETY: one core, no interrupts.
unsafe impl<T> Sync for Slot<T> {}

impl<T> Slot<T> {
    pub const NEW: Self = Self(UnsafeCell::new(MaybeUninit::uninit()));
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}

/// An armed timer before its first frame.
#[inline(always)]
pub fn power_up() {
    write(STATUS, RUNNING);
    write(FRAME, 0);
    for channel in 0..4 {
        write(RESULTS + 4 * channel, 0);
    }
}

/// What hardware does in a period: a new frame of other samples, above each code a bit of something else.
#[inline(always)]
pub fn sample() {
    let number = (read(FRAME) >> 16) + 1;
    write(FRAME, number << 16 | 1);
    let codes = [
        2_030 - 5 * number,
        1_960 - 11 * number,
        2_500 + 60 * number,
        2_200 + 5 * number,
    ];
    for (channel, code) in codes.into_iter().enumerate() {
        write(RESULTS + 4 * channel, code | 1 << 20);
    }
}

/// Reports what a tick left in the registers, and how it ended.
#[inline(always)]
pub fn report(done: Done) {
    for leg in 0..3 {
        report::integer(b'a' + leg as u8, 0, read(COMPARE + 4 * leg) as i32);
    }
    report::integer(b'k', 0, read(CONTROL) as i32);
    let ended = match done {
        Done::Regulated => 0,
        Done::Nothing => 1,
        Done::Limit => 2,
        Done::Tripped(..) => 3,
    };
    report::integer(b'd', 0, ended);
}

/// A case: its state, a tick of it, and what to report of the state besides.
#[macro_export]
macro_rules! tick {
    ($state:ty, $tick:expr, $report:expr) => {
        const _: () = {
            use core::mem::MaybeUninit;

            /// No part on the bus.
            #[unsafe(no_mangle)]
            #[unsafe(link_section = ".harness.text.part")]
            static bench_part: u32 = 0;
            #[unsafe(no_mangle)]
            static bench_state: $crate::Slot<$state> = $crate::Slot::NEW;
            #[unsafe(no_mangle)]
            #[unsafe(link_section = ".harness.bss.out")]
            static bench_out: $crate::Slot<($crate::Done, *const $state)> = $crate::Slot::NEW;

            #[unsafe(no_mangle)]
            extern "C" fn bench_setup(state: &mut MaybeUninit<$state>) {
                state.write(core::hint::black_box(<$state>::new()));
                $crate::power_up();
            }

            /// What is measured.
            #[inline(never)]
            fn bench_measured(state: &mut $state) -> $crate::Done {
                let tick: fn(&mut $state) -> $crate::Done = $tick;
                tick(state)
            }

            #[unsafe(no_mangle)]
            #[unsafe(link_section = ".harness.text.read")]
            extern "C" fn bench_read(
                state: &mut $state,
                out: &mut MaybeUninit<($crate::Done, *const $state)>,
            ) {
                $crate::sample();
                let done = bench_measured(state);
                out.write((done, state));
            }

            #[unsafe(no_mangle)]
            #[unsafe(link_section = ".harness.text.report")]
            extern "C" fn bench_report(out: &($crate::Done, *const $state)) {
                $crate::report(out.0);
                // SAFETY: the harness's own state.
                let sums = unsafe { &*out.1 }.sums();
                let put: fn(u8, i32, _) = $report;
                for (name, sum) in (b'x'..).zip(sums) {
                    put(name, 0, sum);
                }
            }
        };
    };
}
