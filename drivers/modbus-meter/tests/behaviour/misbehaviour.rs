//! Meters that do not reply as they should: each has its error, none a number, and the next call is right.

use core::time::Duration;

use hal_power_sim::model::modbus_meter::{Kind, Misbehaviour};
use modbus_meter::{
    Flaw,
    hal_power::{Error as _, ErrorKind},
};

use crate::{
    LIVE, config,
    driver::{ALL, Error, Rig, power},
    format,
};

/// Where the driver finds the active power.
const fn register(kind: Kind) -> u16 {
    match kind {
        Kind::Sdm120 => 0x000C,
        Kind::Sdm630 => 0x0034,
        Kind::Ddsu666 => 0x2004,
    }
}

/// Every driver meets it once, in place of a value and in `init`.
fn is_told(what: Misbehaviour, kind: ErrorKind, flaw: impl Fn(Kind) -> Error) {
    for which in ALL {
        let mut rig = Rig::ready(which, config(format()).unwrap());
        rig.bench.meter.misbehave_for(1, what);
        let error = rig.driver.power().unwrap_err();
        assert_eq!(error, flaw(which.0), "{which:?} {what:?}");
        assert_eq!(error.kind(), kind, "{which:?} {what:?}");
        rig.recovers(&what);

        rig.bench.meter.misbehave(what);
        rig.driver.init().unwrap_err();
        rig.bench.meter.behave();
        let refused = rig.driver.power();
        assert_eq!(refused, Err(Error::NotInitialised), "{which:?} {what:?}");
        rig.driver.init().unwrap();
        rig.recovers(&what);
    }
}

fn has_flaw(what: Misbehaviour, flaw: Flaw, kind: ErrorKind) {
    is_told(what, kind, |meter| Error::Reply {
        register: register(meter),
        flaw,
    });
}

#[test]
fn silent() {
    for what in [Misbehaviour::Silent, Misbehaviour::Short(0)] {
        is_told(what, ErrorKind::Bus, |kind| Error::Silent {
            register: register(kind),
        });
    }
}

#[test]
fn short() {
    for bytes in 1..9_u8 {
        let what = Misbehaviour::Short(bytes.into());
        is_told(what, ErrorKind::Integrity, |kind| Error::Truncated {
            register: register(kind),
            received: bytes,
        });
    }
}

#[test]
fn a_wrong_checksum() {
    has_flaw(Misbehaviour::WrongCrc, Flaw::Crc, ErrorKind::Integrity);
}

#[test]
fn another_length() {
    for registers in (0..=20).filter(|registers| *registers != 2) {
        let bytes = u8::try_from(2 * registers).unwrap();
        let what = Misbehaviour::OtherLength(registers);
        has_flaw(what, Flaw::Length(bytes), ErrorKind::Integrity);
    }
    // Longer than there is time for, and than a frame may be.
    for registers in 21..=127 {
        for which in ALL {
            let mut rig = Rig::ready(which, config(format()).unwrap());
            let what = Misbehaviour::OtherLength(registers);
            rig.bench.meter.misbehave_for(1, what);
            let error = rig.driver.power().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Integrity, "{which:?} {error:?}");
            rig.recovers(&what);
        }
    }
}

#[test]
fn another_address() {
    for address in [2, 3, 100, 247] {
        let what = Misbehaviour::WrongAddress(address);
        has_flaw(what, Flaw::Address(address), ErrorKind::WrongDevice);
    }
    // Nobody's: the rest is no frame.
    for address in [0, 248, 255] {
        for which in ALL {
            let mut rig = Rig::ready(which, config(format()).unwrap());
            let what = Misbehaviour::WrongAddress(address);
            rig.bench.meter.misbehave_for(1, what);
            let error = rig.driver.power().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Integrity, "{which:?} {error:?}");
            rig.recovers(&what);
        }
    }
}

#[test]
fn another_function() {
    for function in 1..=6 {
        let what = Misbehaviour::WrongFunction(function);
        for which in ALL {
            let reads = if which.0 == Kind::Ddsu666 { 3 } else { 4 };
            if function == reads {
                continue;
            }
            let mut rig = Rig::ready(which, config(format()).unwrap());
            rig.bench.meter.misbehave_for(1, what);
            let error = rig.driver.power().unwrap_err();
            // Frames of other functions have other lengths.
            assert_eq!(error.kind(), ErrorKind::Integrity, "{which:?} {error:?}");
            if matches!(function, 3 | 4) {
                let (register, flaw) = (register(which.0), Flaw::Function(function));
                assert_eq!(error, Error::Reply { register, flaw }, "{which:?}");
            }
            rig.recovers(&what);
        }
    }
}

#[test]
fn exceptions() {
    for code in 0..=255 {
        let kind = match code {
            1..=3 => ErrorKind::OutOfRange,
            5 | 6 => ErrorKind::NotReady,
            _ => ErrorKind::Fault,
        };
        has_flaw(Misbehaviour::Exception(code), Flaw::Exception(code), kind);
    }
}

#[test]
fn slow_but_in_time() {
    for which in ALL {
        for by in [0, 10, 20, 40] {
            let mut rig = Rig::ready(which, config(format()).unwrap());
            rig.bench
                .meter
                .misbehave(Misbehaviour::Slow(Duration::from_millis(by)));
            rig.recovers(&by);
        }
    }
}

/// Which a meter that is proven says no more than an exception to.
#[test]
fn another_kind_in_its_place() {
    for which in ALL {
        for (other, code) in [
            (Kind::Sdm120, 2),
            (Kind::Sdm630, 2),
            (Kind::Ddsu666, if which.0 == Kind::Ddsu666 { 2 } else { 1 }),
        ] {
            let mut rig = Rig::ready(which, config(format()).unwrap());
            let what = Misbehaviour::OtherKind(other);
            rig.bench.meter.misbehave(what);
            let found = rig.driver.power();
            if other == which.0 || (which.0, other) == (Kind::Sdm120, Kind::Sdm630) {
                // The first phase of an SDM630 stands where an SDM120 has its only one.
                assert_eq!(found, Ok(power(which.0)));
                continue;
            }
            let (register, flaw) = (register(which.0), Flaw::Exception(code));
            assert_eq!(
                found,
                Err(Error::Reply { register, flaw }),
                "{which:?} {other:?}"
            );
            let proof = rig.driver.init().unwrap_err();
            assert_eq!(proof.kind(), ErrorKind::WrongDevice, "{which:?} {other:?}");
            rig.bench.meter.behave();
            rig.driver.init().unwrap();
            rig.recovers(&what);
        }
    }
}

/// Nothing on the line tells a value that is frozen from one that does not change.
#[test]
fn a_frozen_value_is_not_noticed() {
    for which in ALL {
        let mut rig = Rig::ready(which, config(format()).unwrap());
        rig.bench.meter.misbehave(Misbehaviour::Frozen);
        let mut other = LIVE;
        other.phases = [crate::phase(230, 20, 1_000, true); 3];
        rig.bench.meter.set_circuit(other);
        assert_eq!(rig.driver.power(), Ok(power(which.0)), "{which:?}");
        rig.bench.meter.behave();
        assert_ne!(rig.driver.power(), Ok(power(which.0)), "{which:?}");
    }
}
