//! Values of an answer, for the host to compare.

use core::{
    ffi::c_char,
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

unsafe extern "C" {
    fn harness_figure(name: *const c_char, figure: u32);
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

/// Reports a float of 32 bits in units of a power of ten; to widen it is left to the host.
#[inline(always)]
pub fn single(name: u8, exponent: i32, value: f32) {
    // SAFETY: plain numbers.
    unsafe { harness_put(name, b's', exponent, value.to_bits(), 0) }
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

/// Reports the size of the future that a method makes of a state.
#[inline(always)]
pub fn future_of<'s, S: 's, F: Future + 's>(_: impl FnOnce(&'s mut S) -> F) {
    // SAFETY: a name that ends with 0.
    unsafe { harness_figure(c"future".as_ptr(), size_of::<F>() as u32) }
}
