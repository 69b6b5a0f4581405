//! All of it is in `c/c_ina226.c`.
#![no_std]
#![no_main]

use peers as _;
