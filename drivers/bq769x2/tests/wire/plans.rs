//! Configurations, and what they are in data memory.

use core::time::Duration;

use bq769x2::{
    Config, ConfigError, Pin, Plan, Protections, Thermistor,
    hal_bms::{CellLimits, CellSet, Limit},
    hal_power::{Current, Resistance, Voltage},
    part,
};

pub(crate) fn limits(over: i32, under: i32) -> CellLimits {
    let limit = |millivolts| {
        let delay = Duration::from_millis(100);
        Limit::new(Voltage::from_millivolts(millivolts), delay)
    };
    CellLimits::new(limit(over), limit(under))
}

fn protections() -> Protections {
    let short = Limit::new(Current::from_amps(200), Duration::from_micros(100));
    Protections::new(limits(3_650, 2_500), short)
}

/// Inputs 1 to 4, and 10: 500 µΩ, a thermistor at TS1.
pub(crate) fn five_cells() -> Result<Plan<part::Bq76942>, ConfigError> {
    let cells = CellSet::from_iter([0, 1, 2, 3, 9]);
    let shunt = Resistance::from_microohms(500);
    Config::new(cells, shunt, Current::from_amps(150), protections())
        .with_thermistor(Pin::Ts1, Thermistor::NTC_10K)
        .plan()
}

/// All inputs: 500 µΩ, thermistors at TS1 and TS3.
pub(crate) fn sixteen_cells() -> Result<Plan<part::Bq76952>, ConfigError> {
    let shunt = Resistance::from_microohms(500);
    Config::new(
        CellSet::first(16),
        shunt,
        Current::from_amps(150),
        protections(),
    )
    .with_device_number(0x7695)
    .with_thermistor(Pin::Ts1, Thermistor::NTC_10K)
    .with_thermistor(Pin::Ts3, Thermistor::NTC_10K)
    .plan()
}

/// Places of data memory that the driver reads, 32 bytes each, and what shall be there.
pub(crate) type Image = [(u16, [u8; 32]); 6];

/// By hand: 15.1368 and 4514685 in single precision, SLEEP off, CUV, COV and SCD on, 50 and 72 × 50.6 mV, (28 + 2) × 3.3 ms, 100 mV,
/// 6 × 15 µs; TS1, 10 mA and 10 mV, cells; 5 s; 20 s. Between them 0xEE, which is nobody's.
pub(crate) fn image(mask: u16, ts3: u8) -> Image {
    let mut image = [0x91A8, 0x9234, 0x9261, 0x9286, 0x92FD, 0x9335].map(|at| (at, [0xEE; 32]));
    let mut put = |address: u16, bytes: &[u8]| {
        for (at, byte) in (address..).zip(bytes) {
            let window = image.iter_mut().rev().find(|(start, _)| *start <= at);
            let place = window.and_then(|(start, window)| window.get_mut(usize::from(at - *start)));
            if let Some(place) = place {
                *place = *byte;
            }
        }
    };
    put(0x91A8, &[0x55, 0x30, 0x72, 0x41, 0x4D, 0xC7, 0x89, 0x4A]);
    put(0x9234, &[0x82, 0x28]);
    put(0x9261, &[0x8C, 0x00, 0x00]);
    put(0x926D, &[0x00, 0xF8]);
    put(0x9275, &[50, 28, 0, 72, 28, 0]);
    put(0x9286, &[5, 7]);
    put(0x92FD, &[0x07, 0xEE, ts3]);
    put(0x9303, &[0x06]);
    put(0x9304, &mask.to_le_bytes());
    put(0x9314, &[5]);
    put(0x9335, &[0x00, 0xEE, 0xEE, 0xEE, 20]);
    image
}

/// Bits 0 to 3 and 9.
pub(crate) fn image_of_five() -> Image {
    image(0x020F, 0xEE)
}

pub(crate) fn image_of_sixteen() -> Image {
    image(0xFFFF, 0x07)
}

/// What the manual says a checksum is.
pub(crate) fn checksum(number: u16, data: &[u8]) -> u8 {
    let sum: u32 = number
        .to_le_bytes()
        .iter()
        .chain(data)
        .map(|&byte| u32::from(byte))
        .sum();
    let [low, ..] = sum.to_le_bytes();
    !low
}
