//! A fault at each transfer.

use ade7953::{Channel, Error, blocking, hal_power::Error as _};
use embedded_hal_mock::eh1::delay::NoopDelay;

use crate::{
    exchange,
    script::{self, Step, ask, config, good, i2c, lose, proof},
};

#[test]
fn a_reading_that_failed_may_be_repeated() {
    exchange! { config();
        rms_voltage() => Err(Error::Bus { register: 0x21C, .. }), [lose(0x21C, 3)];
        rms_voltage() => Ok(_), [ask(0x21C, [0x5A, 0x90, 0xC7]), good()];
        rms_voltage() => Err(Error::Bus { register: 0x22E, .. }), [
            ask(0x21C, [0x5A, 0x90, 0xC7]),
            lose(0x22E, 3),
        ];
        // the flag of a reset may be gone: the checksum and register 0x120 tell
        rms_voltage() => Err(Error::Bus { register: 0x37F, .. }), [lose(0x37F, 4)];
        rms_voltage() => Err(Error::Bus { register: 0x120, .. }), [
            ask(0x37F, script::CHECKSUM),
            lose(0x120, 2),
        ];
        rms_voltage() => Ok(_), [proof(), ask(0x21C, [0x5A, 0x90, 0xC7]), good()];
    }
    exchange! { config();
        rms_voltage() => Err(Error::Bus { register: 0x22E, .. }), [
            ask(0x21C, [0x5A, 0x90, 0xC7]),
            lose(0x22E, 3),
        ];
        rms_voltage() => Err(Error::ConfigurationLost { register: 0x37F, found: 0xFFFF_FFFF }), [
            ask(0x37F, [0xFF; 4]),
        ];
    }
    exchange! { config();
        rms_voltage() => Err(Error::Bus { register: 0x22E, .. }), [
            ask(0x21C, [0x5A, 0x90, 0xC7]),
            lose(0x22E, 3),
        ];
        rms_voltage() => Err(Error::ConfigurationLost { register: 0x120, found: 0 }), [
            ask(0x37F, script::CHECKSUM),
            ask(0x120, [0, 0]),
        ];
    }
}

#[test]
fn a_peak_outlives_a_lost_answer() {
    exchange! { config();
        take_peak_voltage() => Err(Error::Bus { register: 0x227, .. }), [
            ask(0x226, [0x41, 0x2D, 0x45]),
            good(),
            lose(0x227, 3),
        ];
        // the part has begun anew
        peak_voltage() => Ok(peak) if peak.as_volts() == 325, [ask(0x226, [0, 0, 1]), good()];
        take_peak_voltage() => Ok(peak) if peak.as_volts() == 325, [
            ask(0x226, [0, 0, 1]),
            good(),
            ask(0x227, [0, 0, 1]),
        ];
        peak_voltage() => Ok(peak) if peak.as_volts() == 0, [ask(0x226, [0, 0, 1]), good()];
    }
}

#[test]
fn raw_reading_of_flags_is_a_lost_answer() {
    let flags: ade7953::Register<ade7953::Bits24> = ade7953::Register::new(0x22E).unwrap();
    let wide: ade7953::Register<ade7953::Bits32> = ade7953::Register::new(0x32E).unwrap();
    exchange! { config();
        read_register(flags) => Ok(0x12_0000), [ask(0x22E, [0x12, 0x00, 0x00])];
        rms_voltage() => Ok(_), [proof(), ask(0x21C, [0x5A, 0x90, 0xC7]), good()];
        read_register(wide) => Ok(0x12_0000), [ask(0x32E, [0x00, 0x12, 0x00, 0x00])];
        rms_voltage() => Err(Error::ConfigurationLost { register: 0x37F, found: 1 }), [
            ask(0x37F, [0, 0, 0, 1]),
        ];
    }
}

#[test]
fn init_fails_at_each_transfer_and_passes_the_next_time() {
    let warm = script::warm(&config());
    for at in 0..warm.len() {
        let (before, rest) = warm.split_at(at);
        let failing = match &rest[0] {
            // a part in reset does not answer
            Step::Ask(0x22D, _) => continue,
            Step::Ask(register, data) => Step::Lose(*register, data.len()),
            Step::Tell(register, data) => Step::Refuse(*register, data.clone()),
            other => other.clone(),
        };
        let steps = [before, &[failing], &warm].concat();
        let mut mock = i2c::mock(&steps);
        let mut meter = blocking::Ade7953::new(i2c::blocking(mock.clone()), NoopDelay);
        let failed = meter.init(&config()).unwrap_err();
        assert_eq!(failed.kind(), ade7953::hal_power::ErrorKind::Bus);
        assert_eq!(meter.rms_current(Channel::A), Err(Error::NotInitialised));
        meter.init(&config()).unwrap();
        mock.done();
    }
}
