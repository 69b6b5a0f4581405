//! Nothing: what all others are compared with.
#![no_std]
#![no_main]

peers::case!(226, (), (), || (), |()| (), |()| ());
