//! All of it is in `c/c_tmp117.c`.
#![no_std]
#![no_main]

use peers as _;
