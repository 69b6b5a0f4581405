//! `integer` control code through the traits, duties held and released.
#![no_std]
#![no_main]

use control::{integer, port, report};

control::tick!(
    integer::State,
    |state| integer::traits::<true>(state, &port::Frames, &mut port::Stage),
    report::integer
);
