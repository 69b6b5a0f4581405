//! `integer` control code by registers, duties held and released.
#![no_std]
#![no_main]

use control::{integer, report};

control::tick!(
    integer::State,
    |state| integer::raw::<true>(state),
    report::integer
);
