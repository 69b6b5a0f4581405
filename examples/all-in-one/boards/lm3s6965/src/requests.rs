//! Readings that the host asks for over UART0, one character each.
//!
//! | asked | answer |
//! |---|---|
//! | `9` | the temperature at 9 bits, read as an LM75 |
//! | `1` | the temperature at 11 bits, read as a PCT2075 |
//! | `s` | the temperature of a sensor that is not there |
//! | `q` | none: the emulation ends |
//!
//! An answer is `reading <m°C>` or `error <kind>: <what the sensor says>`.

use crate::console::Console;
use core::{fmt, time::Duration};
use embedded_hal::{delay::DelayNs as _, i2c::I2c as _};
use hal_power::{Error as _, blocking::TemperatureSensor};
use lm3s6965::{
    delay::Delay,
    i2c::{self, I2c0},
    lm75_sensor::{Error, Lm75Sensor},
    uart::Receiver,
};
use lm75::Lm75;

/// Where the sensor is, and where none is.
const SENSOR: u8 = 0x48;
const NO_SENSOR: u8 = 0x49;

/// An upper bound for every relative at every resolution. It could not be checked against the TMP105's data sheet; QEMU's
/// converts at once.
const CONVERSION: Duration = Duration::from_millis(300);
pub(crate) const FIRST_CONVERSION_NS: u32 = 300_000_000;

/// The TMP105's configuration register, and its resolution in bits 6:5.
const CONFIGURATION: u8 = 1;
const NINE_BITS: u8 = 0b00 << 5;
const ELEVEN_BITS: u8 = 0b10 << 5;

pub(crate) fn serve(
    requests: &mut Receiver,
    console: &mut Console,
    i2c: &mut I2c0,
    mut delay: Delay,
) {
    console.line(format_args!("ready"));
    let mut resolution = None;
    loop {
        let asked = requests.character();
        let wanted = if asked == b'1' {
            ELEVEN_BITS
        } else {
            NINE_BITS
        };
        if matches!(asked, b'9' | b'1') && resolution != Some(wanted) {
            if let Err(cause) = i2c.write(SENSOR, &[CONFIGURATION, wanted]) {
                resolution = None;
                answer(console, Err::<i32, _>(Error::Bus(cause)));
                continue;
            }
            delay.delay_ns(FIRST_CONVERSION_NS);
            resolution = Some(wanted);
        }
        match asked {
            b'9' => read(
                console,
                Lm75Sensor::new(Lm75::new(&mut *i2c, SENSOR), CONVERSION),
            ),
            b'1' => read(
                console,
                Lm75Sensor::new(Lm75::new_pct2075(&mut *i2c, SENSOR), CONVERSION),
            ),
            b's' => read(
                console,
                Lm75Sensor::new(Lm75::new(&mut *i2c, NO_SENSOR), CONVERSION),
            ),
            b'q' => return,
            _ => console.line(format_args!("unknown request {asked:#04x}")),
        }
    }
}

fn read<S>(console: &mut Console, mut sensor: S)
where
    S: TemperatureSensor<Error = Error<i2c::Error>>,
{
    let reading = sensor.temperature();
    answer(console, reading.map(|value| value.as_millicelsius()));
}

fn answer(console: &mut Console, reading: Result<impl fmt::Display, Error<i2c::Error>>) {
    match reading {
        Ok(millicelsius) => console.line(format_args!("reading {millicelsius}")),
        Err(error) => console.line(format_args!("error {:?}: {error}", error.kind())),
    }
}
