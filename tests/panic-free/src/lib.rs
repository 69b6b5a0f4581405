//! What a firmware is made of that calls every public method of a driver and does nothing else.
//!
//! Buses and results pass through functions that the linker cannot see into, so nothing is optimised away. The blocking half has
//! a panic handler that calls a function which nobody defines: a firmware that links cannot panic. In the async half the
//! function is there, since the compiler's check for a future that is polled after its end leads to it, and who else does is for
//! the reader of the relocations to find.
#![no_std]

pub mod hidden;
pub mod stage;
pub mod wire;

/// Defines functions of the half that is built.
#[cfg(not(feature = "asynch"))]
#[macro_export]
macro_rules! half {
    ($(fn $name:ident($($argument:ident: $type:ty),*) $body:block)+) => {
        $(fn $name($($argument: $type),*) $body)+
    };
}

/// Defines functions of the half that is built.
#[cfg(feature = "asynch")]
#[macro_export]
macro_rules! half {
    ($(fn $name:ident($($argument:ident: $type:ty),*) $body:block)+) => {
        $(async fn $name($($argument: $type),*) $body)+
    };
}

/// Calls a function of the half that is built, and shows its result.
#[cfg(not(feature = "asynch"))]
#[macro_export]
macro_rules! call {
    ($call:expr) => {
        $crate::hidden::show(&$call)
    };
}

/// Calls a function of the half that is built, and shows its result.
#[cfg(feature = "asynch")]
#[macro_export]
macro_rules! call {
    ($call:expr) => {
        $crate::hidden::show(&$call.await)
    };
}

/// Makes the entry: runs `$main` of the half that is built, once.
#[cfg(not(feature = "asynch"))]
#[macro_export]
macro_rules! entry {
    ($main:ident) => {
        /// Entry of the firmware.
        #[unsafe(no_mangle)]
        pub extern "C" fn _start() {
            $main();
        }
    };
}

/// Makes the entry: runs `$main` of the half that is built, once.
#[cfg(feature = "asynch")]
#[macro_export]
macro_rules! entry {
    ($main:ident) => {
        /// Entry of the firmware.
        #[unsafe(no_mangle)]
        pub extern "C" fn _start() {
            let mut future = core::pin::pin!($main());
            let mut context = core::task::Context::from_waker(core::task::Waker::noop());
            while core::future::Future::poll(future.as_mut(), &mut context).is_pending() {}
        }
    };
}
