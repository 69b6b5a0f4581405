//! What the cases share: a bus that the harness models, a place for the state, and the report.
#![no_std]

pub mod bus;
pub mod report;

use core::{cell::UnsafeCell, mem::MaybeUninit};

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

/// A case: its part, how its state is made, what is read, how the answer is reported.
#[macro_export]
macro_rules! case {
    ($part:literal, $state:ty, $answer:ty, $setup:expr, $read:expr, $report:expr $(, future $future:expr)?) => {
        const _: () = {
            use core::mem::MaybeUninit;

            #[unsafe(no_mangle)]
            #[unsafe(link_section = ".harness.text.part")]
            static bench_part: u32 = $part;
            #[unsafe(no_mangle)]
            static bench_state: $crate::Slot<$state> = $crate::Slot::NEW;
            #[unsafe(no_mangle)]
            #[unsafe(link_section = ".harness.bss.out")]
            static bench_out: $crate::Slot<$answer> = $crate::Slot::NEW;

            #[unsafe(no_mangle)]
            extern "C" fn bench_setup(state: &mut MaybeUninit<$state>) {
                let setup: fn() -> $state = $setup;
                state.write(core::hint::black_box(setup()));
            }

            /// What is measured, called as a user calls it: the answer is returned.
            #[inline(never)]
            fn bench_measured(state: &mut $state) -> $answer {
                let read: fn(&mut $state) -> $answer = $read;
                read(state)
            }

            #[unsafe(no_mangle)]
            #[unsafe(link_section = ".harness.text.read")]
            extern "C" fn bench_read(state: &mut $state, out: &mut MaybeUninit<$answer>) {
                out.write(bench_measured(state));
            }

            #[unsafe(no_mangle)]
            #[unsafe(link_section = ".harness.text.report")]
            extern "C" fn bench_report(out: &$answer) {
                $($crate::report::future_of($future);)?
                let report: fn(&$answer) = $report;
                report(out);
            }
        };
    };
}
