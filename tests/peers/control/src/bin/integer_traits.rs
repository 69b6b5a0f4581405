//! `integer` control code through the traits, each duty for itself.
#![no_std]
#![no_main]

use control::{integer, port, report};

control::tick!(
    integer::State,
    |state| integer::traits::<false>(state, &port::Frames, &mut port::Stage),
    report::integer
);
