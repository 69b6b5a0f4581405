//! `float` control code by registers, duties held and released.
#![no_std]
#![no_main]

use control::{float, report};

control::tick!(
    float::State,
    |state| float::raw::<true>(state),
    report::single
);
