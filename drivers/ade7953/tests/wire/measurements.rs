//! Values, each with its look at the flags.

use ade7953::{
    Channel, Conditions, Error, Readings,
    hal_power::{ApparentPower, Current, Frequency, Power, Ratio, ReactivePower, Voltage},
};

use crate::{
    exchange,
    script::{ask, config, exporting, good},
};

#[test]
fn effective_values() {
    exchange! { config();
        rms_voltage() => Ok(volts) if volts.as_millivolts() == 230_000, [
            ask(0x21C, [0x5A, 0x90, 0xD7]),
            good(),
        ];
        rms_current(Channel::A) => Ok(amps) if amps.as_microamps() == 9_999_998, [
            ask(0x21A, [0x1B, 0x90, 0x41]),
            good(),
        ];
        rms_current(Channel::B) => Ok(amps) if amps.as_microamps() == 4_999_999, [
            ask(0x21B, [0x1B, 0x90, 0x41]),
            good(),
        ];
        // nothing is on, and it samples: zero is a value
        rms_current(Channel::B) => Ok(Current::ZERO), [ask(0x21B, [0, 0, 0]), good()];
    }
}

#[test]
fn powers_by_direction() {
    // +1,389,257 of 4,862,401: 5 kW of 17.5 kW
    let positive = [0x15, 0x32, 0xC9];
    let negative = [0xEA, 0xCD, 0x37];
    exchange! { config();
        active_power(Channel::A) => Ok(power) if power == Power::from_milliwatts(-4_999_998), [
            ask(0x212, positive),
            good(),
        ];
        active_power(Channel::B) => Ok(power) if power == Power::from_milliwatts(2_499_999), [
            ask(0x213, negative),
            good(),
        ];
        reactive_power(Channel::A) => Ok(power) if power.as_millivars() == 4_999_998, [
            ask(0x214, negative),
            good(),
        ];
        reactive_power(Channel::B) => Ok(ReactivePower::ZERO), [ask(0x215, [0, 0, 0]), good()];
        apparent_power(Channel::A) => Ok(power) if power.as_millivolt_amps() == 4_999_998, [
            ask(0x210, positive),
            good(),
        ];
        apparent_power(Channel::B) => Err(Error::Implausible { register: 0x211, found: 0xEA_CD37 }), [
            ask(0x211, negative),
            good(),
        ];
    }
    exchange! { exporting();
        active_power(Channel::A) => Ok(power) if power == Power::from_milliwatts(4_999_998), [
            ask(0x212, positive),
            good(),
        ];
        apparent_power(Channel::A) => Ok(power) if power.as_millivolt_amps() == 4_999_998, [
            ask(0x210, positive),
            good(),
        ];
    }
}

#[test]
fn the_end_of_the_scale_is_no_value() {
    exchange! { config();
        rms_voltage() => Err(Error::Saturated { register: 0x21C }), [
            ask(0x21C, [0xFF, 0xFF, 0xFF]),
            good(),
        ];
        // 9,032,007
        rms_voltage() => Err(Error::Saturated { register: 0x21C }), [
            ask(0x21C, [0x89, 0xD1, 0x47]),
            good(),
        ];
        rms_current(Channel::B) => Err(Error::Saturated { register: 0x21B }), [
            ask(0x21B, [0x89, 0xD1, 0x47]),
            good(),
        ];
        active_power(Channel::A) => Err(Error::Saturated { register: 0x212 }), [
            ask(0x212, [0x7F, 0xFF, 0xFF]),
            good(),
        ];
        active_power(Channel::A) => Err(Error::Saturated { register: 0x212 }), [
            ask(0x212, [0x80, 0x00, 0x00]),
            good(),
        ];
        peak_voltage() => Err(Error::Saturated { register: 0x226 }), [
            ask(0x226, [0x7F, 0xFF, 0xFF]),
            good(),
        ];
    }
}

#[test]
fn all_of_a_channel_with_one_proof() {
    exchange! { config();
        readings(Channel::B) => Ok(Readings { rms_voltage, rms_current, active_power, reactive_power, apparent_power, .. })
            if rms_voltage == Voltage::from_microvolts(230_000_004)
                && rms_current.as_microamps() == 4_999_999
                && active_power == Power::from_milliwatts(-2_499_999)
                && reactive_power == ReactivePower::ZERO
                && apparent_power == ApparentPower::from_millivolt_amps(2_499_999), [
            ask(0x21C, [0x5A, 0x90, 0xD7]),
            ask(0x21B, [0x1B, 0x90, 0x41]),
            ask(0x213, [0x15, 0x32, 0xC9]),
            ask(0x215, [0, 0, 0]),
            ask(0x211, [0x15, 0x32, 0xC9]),
            good(),
        ];
        readings(Channel::A) => Err(Error::Saturated { register: 0x214 }), [
            ask(0x21C, [0x5A, 0x90, 0xD7]),
            ask(0x21A, [0x1B, 0x90, 0x41]),
            ask(0x212, [0x15, 0x32, 0xC9]),
            ask(0x214, [0x7F, 0xFF, 0xFF]),
            ask(0x210, [0x15, 0x32, 0xC9]),
            good(),
        ];
    }
}

#[test]
fn a_power_factor_has_the_active_powers_sign() {
    exchange! { config();
        // capacitive, imported
        power_factor(Channel::A) => Ok(ratio) if ratio == Ratio::from_percent(-50), [
            ask(0x10A, [0xC0, 0x00]),
            ask(0x201, [0x00, 0x10, 0x00]),
            good(),
        ];
        // inductive, exported
        power_factor(Channel::A) => Ok(ratio) if ratio == Ratio::from_percent(50), [
            ask(0x10A, [0x40, 0x00]),
            ask(0x201, [0x00, 0x04, 0x00]),
            good(),
        ];
        power_factor(Channel::B) => Ok(Ratio::ONE), [
            ask(0x10B, [0x7F, 0xFF]),
            ask(0x201, [0x00, 0x08, 0x00]),
            good(),
        ];
    }
    exchange! { exporting();
        power_factor(Channel::B) => Ok(ratio) if ratio == Ratio::from_percent(-50), [
            ask(0x10B, [0x40, 0x00]),
            ask(0x201, [0x00, 0x08, 0x00]),
            good(),
        ];
        power_factor(Channel::B) => Ok(ratio) if ratio == Ratio::from_percent(50), [
            ask(0x10B, [0x40, 0x00]),
            ask(0x201, [0x00, 0x04, 0x00]),
            good(),
        ];
    }
}

#[test]
fn without_load_there_is_no_power_factor() {
    exchange! { config();
        power_factor(Channel::A) => Err(Error::NoLoad { register: 0x10A }), [
            ask(0x10A, [0x7F, 0xFF]),
            ask(0x201, [0x02, 0x00, 0x00]),
            good(),
        ];
        power_factor(Channel::A) => Err(Error::NoLoad { register: 0x10A }), [
            ask(0x10A, [0x00, 0x00]),
            ask(0x201, [0x01, 0x00, 0x00]),
            good(),
        ];
        power_factor(Channel::B) => Err(Error::NoLoad { register: 0x10B }), [
            ask(0x10B, [0x00, 0x00]),
            ask(0x201, [0x08, 0x00, 0x00]),
            good(),
        ];
        // no reactive load leaves it right, and A's conditions are not B's
        power_factor(Channel::B) => Ok(_), [
            ask(0x10B, [0x40, 0x00]),
            ask(0x201, [0x27, 0x00, 0x00]),
            good(),
        ];
        conditions() => Ok(found) if found == Conditions::ACTIVE_A_NO_LOAD | Conditions::REACTIVE_B_NEGATIVE, [
            ask(0x201, [0x01, 0x22, 0x00]),
            good(),
        ];
    }
}

#[test]
fn a_frequency_needs_crossings_of_zero() {
    exchange! { config();
        frequency() => Ok(frequency) if frequency == Frequency::from_hertz(50), [
            ask(0x10E, [0x11, 0x7A]),
            good(),
        ];
        // between two crossings, before the timeout
        frequency() => Ok(_), [ask(0x10E, [0x11, 0x7A]), ask(0x22E, [0x02, 0x00, 0x00])];
        // timeout: the register keeps the last period
        frequency() => Err(Error::NoZeroCrossing { register: 0x10E }), [
            ask(0x10E, [0x11, 0x7A]),
            ask(0x22E, [0x02, 0x40, 0x00]),
        ];
        frequency() => Err(Error::NoZeroCrossing { register: 0x10E }), [
            ask(0x10E, [0x11, 0x7A]),
            ask(0x22E, [0x02, 0x00, 0x00]),
        ];
        // which of both came last cannot be told
        frequency() => Err(Error::NoZeroCrossing { register: 0x10E }), [
            ask(0x10E, [0x11, 0x7A]),
            ask(0x22E, [0x02, 0xC0, 0x00]),
        ];
        frequency() => Ok(_), [ask(0x10E, [0x0E, 0x90]), good()];
        frequency() => Err(Error::Saturated { register: 0x10E }), [ask(0x10E, [0xFF, 0xFF]), good()];
        frequency() => Err(Error::NotReady), [ask(0x10E, [0x00, 0x00]), good()];
    }
}

#[test]
fn a_delay_needs_crossings_of_both() {
    let crossing = || ask(0x22E, [0x02, 0x90, 0x00]);
    exchange! { config();
        phase_delay(Channel::A) => Ok(delay) if delay.code() == -100, [
            ask(0x10C, [0xFF, 0x9C]),
            crossing(),
        ];
        phase_delay(Channel::A) => Err(Error::NoZeroCrossing { register: 0x10C }), [
            ask(0x10C, [0xFF, 0x9C]),
            ask(0x22E, [0x02, 0x88, 0x00]),
        ];
        phase_delay(Channel::B) => Err(Error::NoZeroCrossing { register: 0x10D }), [
            ask(0x10D, [0x00, 0x64]),
            crossing(),
            ask(0x231, [0x00, 0x00, 0x00]),
        ];
        phase_delay(Channel::B) => Ok(delay) if delay.code() == 100, [
            ask(0x10D, [0x00, 0x64]),
            crossing(),
            ask(0x231, [0x00, 0x10, 0x00]),
        ];
        phase_delay(Channel::B) => Err(Error::NoZeroCrossing { register: 0x10D }), [
            ask(0x10D, [0x00, 0x64]),
            crossing(),
            ask(0x231, [0x00, 0x08, 0x00]),
        ];
    }
}

#[test]
fn a_peak_is_read_before_it_is_taken() {
    // 4,271,429 of 6,500,000: 325 V of 495 V
    exchange! { config();
        peak_voltage() => Ok(peak) if peak.as_volts() == 325, [
            ask(0x226, [0x41, 0x2D, 0x45]),
            good(),
        ];
        take_peak_voltage() => Ok(peak) if peak.as_volts() == 325, [
            ask(0x226, [0x40, 0x00, 0x00]),
            good(),
            ask(0x227, [0x41, 0x2D, 0x45]),
        ];
        take_peak_current(Channel::A) => Ok(Current::ZERO), [
            ask(0x228, [0, 0, 0]),
            good(),
            ask(0x229, [0, 0, 0]),
        ];
        take_peak_current(Channel::B) => Ok(peak) if peak.as_milliamps() == 35_355, [
            ask(0x22A, [0x63, 0x2E, 0xA0]),
            good(),
            ask(0x22B, [0x63, 0x2E, 0xA0]),
        ];
        peak_current(Channel::B) => Ok(Current::ZERO), [ask(0x22A, [0, 0, 0]), good()];
    }
}
