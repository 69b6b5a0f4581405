//! `float` control code by registers, each duty for itself.
#![no_std]
#![no_main]

use control::{float, report};

control::tick!(
    float::State,
    |state| float::raw::<false>(state),
    report::single
);
