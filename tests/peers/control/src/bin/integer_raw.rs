//! `integer` control code by registers, each duty for itself.
#![no_std]
#![no_main]

use control::{integer, report};

control::tick!(
    integer::State,
    |state| integer::raw::<false>(state),
    report::integer
);
