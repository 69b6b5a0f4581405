//! The LM3S6965's I2C and SSI behind embedded-hal, what else a board needs of the part, and a sensor of `hal-power` over the `lm75`
//! driver.
//!
//! Register facts are of the LM3S6965 data sheet; where QEMU's model does something else it says so beside the code.

#![no_std]

pub mod delay;
pub mod i2c;
pub mod lm75_sensor;
pub mod pins;
pub mod registers;
pub mod ssi;
pub mod uart;
