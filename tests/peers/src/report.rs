//! Values of an answer, for the host to compare.

use core::{
    future::Future,
    mem::size_of_val,
    pin::pin,
    task::{Context, Poll, Waker},
};

unsafe extern "C" {
    fn harness_put(name: u8, form: u8, exponent: i32, low: u32, high: u32);
}

/// Reports an integer in units of a power of ten.
#[inline(always)]
pub fn integer(name: u8, exponent: i32, value: i32) {
    let value = i64::from(value);
    // SAFETY: plain numbers.
    unsafe { harness_put(name, b'i', exponent, value as u32, (value >> 32) as u32) }
}

/// Reports a float in units of a power of ten.
#[inline(always)]
pub fn float(name: u8, exponent: i32, value: f64) {
    let bits = value.to_bits();
    // SAFETY: plain numbers.
    unsafe { harness_put(name, b'f', exponent, bits as u32, (bits >> 32) as u32) }
}

/// Polls until the future is ready, and notes its size.
#[inline(always)]
pub fn wait<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

/// Size of the future that a method makes of `state`.
#[inline(always)]
pub fn future_size<S, F: Future>(state: &mut S, make: impl FnOnce(&mut S) -> F) -> usize {
    size_of_val(&make(state))
}
