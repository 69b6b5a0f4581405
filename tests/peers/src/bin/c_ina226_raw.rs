//! All of it is in `c/c_ina226_raw.c`.
#![no_std]
#![no_main]

use peers as _;
