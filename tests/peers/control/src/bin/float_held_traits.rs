//! `float` control code through the traits, duties held and released.
#![no_std]
#![no_main]

use control::{float, port, report};

control::tick!(
    float::State,
    |state| float::traits::<true>(state, &port::Frames, &mut port::Stage),
    report::single
);
