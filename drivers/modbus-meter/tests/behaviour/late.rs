//! Replies that come late, and requests that are repeated.

use core::time::Duration;

use hal_power_sim::model::modbus_meter::Misbehaviour;
use modbus_meter::hal_power::{Error as _, ErrorKind};

use crate::{
    config,
    driver::{ALL, Error, Rig, power},
    format,
};

/// From in time to twice too late: the answer, or that there is none, and never that of another question. Frequency and power have
/// frames of the same length.
#[test]
fn a_late_reply_is_never_the_next_one() {
    for which in ALL {
        let (mut right, mut silent) = (0, 0);
        for by in 0..100 {
            let mut rig = Rig::ready(which, config(format()).unwrap());
            let what = Misbehaviour::Slow(Duration::from_millis(by));
            rig.bench.meter.misbehave_for(1, what);
            match rig.driver.power() {
                Ok(found) => {
                    assert_eq!(found, power(which.0), "{which:?} {by}");
                    right += 1;
                }
                Err(error) => {
                    let is_late = matches!(error, Error::Silent { .. } | Error::Truncated { .. });
                    assert!(is_late, "{which:?} {by} {error:?}");
                    silent += 1;
                }
            }
            rig.recovers(&what);
        }
        assert!(right >= 40 && silent >= 30, "{which:?} {right} {silent}");
    }
}

/// Something small comes first, while the next call waits for what is owed: that is not what it waits for.
#[test]
fn what_comes_before_a_late_reply_is_not_that_reply() {
    for which in ALL {
        let mut late = 0;
        for by in (60..100).step_by(3) {
            for noise in (60..120).step_by(4) {
                let mut rig = Rig::ready(which, config(format()).unwrap());
                let what = Misbehaviour::Slow(Duration::from_millis(by));
                rig.bench.meter.misbehave_for(1, what);
                rig.bench.talk(Duration::from_millis(noise), &[0x01]);
                match rig.driver.power() {
                    Ok(found) => assert_eq!(found, power(which.0), "{which:?} {by} {noise}"),
                    Err(_) => late += 1,
                }
                rig.recovers(&(what, noise));
            }
        }
        assert!(late > 100, "{which:?} {late}");
    }
}

/// The same where the request is repeated meanwhile: then there is always an answer.
#[test]
fn a_late_reply_is_never_that_of_the_repeated_request() {
    for which in ALL {
        for by in (0..100).step_by(3) {
            let config = config(format()).unwrap().with_retries(1);
            let mut rig = Rig::ready(which, config);
            let what = Misbehaviour::Slow(Duration::from_millis(by));
            rig.bench.meter.misbehave_for(1, what);
            rig.recovers(&what);
        }
    }
}

#[test]
fn what_passes_is_asked_again() {
    let passing = [
        (Misbehaviour::Silent, ErrorKind::Bus),
        (Misbehaviour::Short(5), ErrorKind::Integrity),
        (Misbehaviour::WrongCrc, ErrorKind::Integrity),
        (Misbehaviour::OtherLength(3), ErrorKind::Integrity),
        // On a line with several meters, another one's that came late.
        (Misbehaviour::WrongAddress(9), ErrorKind::WrongDevice),
    ];
    for which in ALL {
        for (what, kind) in passing {
            for (retries, times) in [(0, 1), (1, 1), (2, 2), (2, 3), (3, 7)] {
                let config = config(format()).unwrap().with_retries(retries);
                let mut rig = Rig::ready(which, config);
                let before = rig.bench.meter.requests();
                rig.bench.meter.misbehave_for(times, what);
                let found = rig.driver.power().map_err(|error| error.kind());
                let asked = rig.bench.meter.requests() - before;
                let retries = u32::from(retries);
                let at = (which, what, retries, times);
                if times <= retries {
                    assert_eq!(found, Ok(power(which.0)), "{at:?}");
                    assert_eq!(asked, u64::from(times) + 1, "{at:?}");
                } else {
                    assert_eq!(found, Err(kind), "{at:?}");
                    assert_eq!(asked, u64::from(retries) + 1, "{at:?}");
                }
                rig.bench.meter.behave();
                rig.recovers(&at);
            }
        }
    }
}

#[test]
fn a_refusal_is_not_asked_again() {
    for which in ALL {
        let config = config(format()).unwrap().with_retries(5);
        let mut rig = Rig::ready(which, config);
        let before = rig.bench.meter.requests();
        rig.bench.meter.misbehave(Misbehaviour::Exception(2));
        assert_eq!(
            rig.driver.power().unwrap_err().kind(),
            ErrorKind::OutOfRange
        );
        assert_eq!(rig.bench.meter.requests() - before, 1);
        rig.bench.meter.behave();
        rig.recovers(&which);
    }
}

/// A new driver does not know what the last one left on the line.
#[test]
fn a_new_driver_waits_for_what_may_still_come() {
    for which in ALL {
        for by in (30..=100).step_by(7) {
            let mut rig = Rig::ready(which, config(format()).unwrap());
            let what = Misbehaviour::Slow(Duration::from_millis(by));
            rig.bench.meter.misbehave_for(1, what);
            let _ = rig.driver.power();
            let config = config(format()).unwrap();
            rig.driver = crate::driver::driver(&rig.bench, which, config);
            rig.driver.init().unwrap();
            rig.recovers(&what);
        }
    }
}
