//! Bits of each value: I2C bit times with START, acknowledgements and STOP, and SPI clocks.

use ade7953::Channel;

use crate::{
    exchange,
    script::{self, Step, ask, config, exporting, good, proof, tell},
};

/// Runs a method over the bytes that are allowed, and counts them.
macro_rules! budget {
    ($method:ident($($argument:expr),*), $i2c:literal, $spi:literal, [$($step:expr),* $(,)?]) => {{
        let steps: Vec<Step> = [$($step),*].concat();
        let bits: usize = steps.iter().map(Step::i2c_bits).sum();
        let clocks: usize = steps.iter().map(Step::spi_clocks).sum();
        assert_eq!((bits, clocks), ($i2c, $spi), stringify!($method));
        exchange! { config(); $method($($argument),*) => Ok(_), [steps]; }
    }};
}

const CODE: [u8; 3] = [0x01, 0x00, 0x00];

#[test]
fn bits_of_one_register() {
    let bits = |steps: Vec<Step>| (steps[0].i2c_bits(), steps[0].spi_clocks());
    assert_eq!(bits(ask(0x702, [0])), (48, 32));
    assert_eq!(bits(ask(0x10E, [0; 2])), (57, 40));
    assert_eq!(bits(ask(0x21C, [0; 3])), (66, 48));
    assert_eq!(bits(ask(0x37F, [0; 4])), (75, 56));
    assert_eq!(bits(tell(0x0FE, [0])), (38, 32));
    assert_eq!(bits(tell(0x120, [0; 2])), (47, 40));
    assert_eq!(bits(tell(0x280, [0; 3])), (56, 48));
}

#[test]
fn bits_of_init() {
    let warm = script::warm(&config());
    let bits: usize = warm.iter().map(Step::i2c_bits).sum();
    let clocks: usize = warm.iter().map(Step::spi_clocks).sum();
    assert_eq!((bits, clocks), (1032, 784));
    assert_eq!(warm.len(), script::warm(&exporting()).len());
}

#[test]
fn bits_of_a_value() {
    use Channel::{A, B};
    budget!(rms_voltage(), 132, 96, [ask(0x21C, CODE), good()]);
    budget!(rms_current(A), 132, 96, [ask(0x21A, CODE), good()]);
    budget!(rms_current(B), 132, 96, [ask(0x21B, CODE), good()]);
    budget!(active_power(A), 132, 96, [ask(0x212, CODE), good()]);
    budget!(reactive_power(B), 132, 96, [ask(0x215, CODE), good()]);
    budget!(apparent_power(A), 132, 96, [ask(0x210, CODE), good()]);
    budget!(frequency(), 123, 88, [ask(0x10E, [0x11, 0x7A]), good()]);
    budget!(
        power_factor(A),
        189,
        136,
        [ask(0x10A, [0x40, 0x00]), ask(0x201, [0, 0, 0]), good(),]
    );
    budget!(phase_delay(A), 123, 88, [ask(0x10C, [0, 1]), good()]);
    budget!(
        phase_delay(B),
        189,
        136,
        [ask(0x10D, [0, 1]), good(), ask(0x231, [0x00, 0x10, 0x00]),]
    );
    budget!(conditions(), 132, 96, [ask(0x201, [0, 0, 0]), good()]);
    budget!(
        readings(A),
        396,
        288,
        [
            ask(0x21C, CODE),
            ask(0x21A, CODE),
            ask(0x212, CODE),
            ask(0x214, CODE),
            ask(0x210, CODE),
            good(),
        ]
    );
}

#[test]
fn bits_of_energies_and_peaks() {
    use Channel::{A, B};
    budget!(active_energy(A), 132, 96, [ask(0x21E, CODE), good()]);
    budget!(
        active_energy(B),
        198,
        144,
        [ask(0x21F, CODE), good(), ask(0x231, [0, 0, 0])]
    );
    budget!(reactive_energy(A), 132, 96, [ask(0x220, CODE), good()]);
    budget!(apparent_energy(A), 132, 96, [ask(0x222, CODE), good()]);
    budget!(
        clear_energy(A),
        264,
        192,
        [ask(0x21E, CODE), ask(0x220, CODE), ask(0x222, CODE), good(),]
    );
    budget!(
        clear_energy(B),
        330,
        240,
        [
            ask(0x21F, CODE),
            ask(0x221, CODE),
            ask(0x223, CODE),
            good(),
            ask(0x231, [0, 0, 0]),
        ]
    );
    budget!(peak_voltage(), 132, 96, [ask(0x226, CODE), good()]);
    budget!(
        take_peak_voltage(),
        198,
        144,
        [ask(0x226, CODE), good(), ask(0x227, CODE)]
    );
    budget!(
        take_peak_current(B),
        198,
        144,
        [ask(0x22A, CODE), good(), ask(0x22B, CODE)]
    );
}

#[test]
fn bits_of_events_and_checks() {
    budget!(
        events(),
        132,
        96,
        [ask(0x22D, [2, 0, 0]), ask(0x230, [0, 0, 0])]
    );
    budget!(take_events(), 132, 96, [good(), ask(0x231, [0, 0, 0])]);
    budget!(check(), 198, 144, [proof(), good()]);
    budget!(version(), 48, 32, [ask(0x702, [0x02])]);
}
