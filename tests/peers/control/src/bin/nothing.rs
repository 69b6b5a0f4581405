//! Nothing: what all others are compared with.
#![no_std]
#![no_main]

use control::{Done, report};

struct State;

impl State {
    const fn new() -> Self {
        Self
    }

    fn sums(&self) -> [i32; 3] {
        [0; 3]
    }
}

control::tick!(State, |_| Done::Nothing, report::integer);
