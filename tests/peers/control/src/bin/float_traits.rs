//! `float` control code through the traits, each duty for itself.
#![no_std]
#![no_main]

use control::{float, port, report};

control::tick!(
    float::State,
    |state| float::traits::<false>(state, &port::Frames, &mut port::Stage),
    report::single
);
