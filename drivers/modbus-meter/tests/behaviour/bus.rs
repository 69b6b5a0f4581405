//! What can go wrong on the line: each is an error of its kind, never a number, and the next call is right.

use core::time::Duration;

use hal_power_sim::{
    Fault, Injection,
    model::modbus_meter::Open,
    serial::{Format, Parity, SerialError},
};
use modbus_meter::{
    Config, Direction, Line,
    hal_power::{Error as _, ErrorKind},
};

use crate::{
    bench::RESPONSE,
    config,
    driver::{ALL, Error, Half, Rig, power},
    format,
};

/// Bytes of a request, and of a reply with one value.
const REQUEST: u32 = 8;
const REPLY: u32 = 9;

/// Every fault at every byte.
fn faults(bytes: u32) -> Vec<Fault> {
    let mut faults = vec![
        Fault::ReadsZeros,
        Fault::ReadsOnes,
        Fault::Late(Duration::from_millis(1)),
        Fault::Echo,
    ];
    for byte in 0..bytes {
        faults.extend((0..8).map(|bit| Fault::FlippedBit { byte, bit }));
        faults.extend([
            Fault::LostByte { byte },
            Fault::BadParity { byte },
            Fault::BadStop { byte },
            Fault::LetsGo { after: byte },
        ]);
    }
    faults
}

/// No parity, and even.
fn formats() -> [Format; 2] {
    [format(), format().with_parity(Parity::Even)]
}

fn rig(
    which: (hal_power_sim::model::modbus_meter::Kind, Half),
    format: Format,
    config: Config,
) -> Rig {
    let mut rig = Rig::fresh(which, format, Open::new(which.0), config);
    rig.driver.init().unwrap();
    rig
}

#[test]
fn a_request_that_is_spoiled() {
    for (which, format) in ALL
        .into_iter()
        .flat_map(|which| formats().map(|format| (which, format)))
    {
        for fault in faults(REQUEST) {
            let mut rig = rig(which, format, config(format).unwrap());
            let target = rig.bench.bus.target(&rig.bench.host);
            rig.bench.world.inject(Injection::nth(0, fault).at(target));
            let found = rig.driver.power();
            let at = (which, format, fault);
            match fault {
                Fault::Late(_) => assert_eq!(found, Ok(power(which.0)), "{at:?}"),
                Fault::BadParity { .. } if format.parity() == Parity::None => {
                    assert_eq!(found, Ok(power(which.0)), "{at:?}");
                }
                // What was sent stands before the reply.
                Fault::Echo => {
                    assert_eq!(found.unwrap_err().kind(), ErrorKind::Integrity, "{at:?}")
                }
                // Nobody answers what is spoiled.
                _ => {
                    let error = found.unwrap_err();
                    assert!(matches!(error, Error::Silent { .. }), "{error:?} {at:?}");
                    assert_eq!(error.kind(), ErrorKind::Bus, "{at:?}");
                }
            }
            rig.recovers(&at);
            let is_nothing =
                matches!(fault, Fault::BadParity { .. }) && format.parity() == Parity::None;
            let struck = rig.bench.world.faults_struck();
            assert_eq!(struck, u64::from(!is_nothing), "{at:?}");
        }
    }
}

#[test]
fn a_reply_that_is_spoiled() {
    for (which, format) in ALL
        .into_iter()
        .flat_map(|which| formats().map(|format| (which, format)))
    {
        for fault in faults(REPLY) {
            let mut rig = rig(which, format, config(format).unwrap());
            let target = rig.bench.bus.target(rig.bench.meter.port());
            rig.bench.world.inject(Injection::nth(0, fault).at(target));
            let found = rig.driver.power();
            let at = (which, format, fault);
            let right = Ok(power(which.0));
            match (fault, found) {
                // The meter hears itself, which is nothing to it.
                (Fault::Late(_) | Fault::Echo, found) => assert_eq!(found, right, "{at:?}"),
                (Fault::BadParity { .. }, found) if format.parity() == Parity::None => {
                    assert_eq!(found, right, "{at:?}");
                }
                (Fault::ReadsOnes | Fault::LetsGo { after: 0 }, found) => {
                    assert_eq!(found.unwrap_err().kind(), ErrorKind::Bus, "{at:?}");
                }
                (_, found) => {
                    assert_eq!(found.unwrap_err().kind(), ErrorKind::Integrity, "{at:?}");
                }
            }
            rig.recovers(&at);
            let is_nothing =
                matches!(fault, Fault::BadParity { .. }) && format.parity() == Parity::None;
            let struck = rig.bench.world.faults_struck();
            assert_eq!(struck, u64::from(!is_nothing), "{at:?}");
        }
    }
}

/// The UART's own word reaches the caller.
#[test]
fn parity_and_framing_by_their_names() {
    let even = format().with_parity(Parity::Even);
    for which in ALL {
        for (fault, cause) in [
            (Fault::BadParity { byte: 4 }, SerialError::Parity),
            (Fault::BadStop { byte: 4 }, SerialError::Framing),
        ] {
            let mut rig = rig(which, even, config(even).unwrap());
            let target = rig.bench.bus.target(rig.bench.meter.port());
            rig.bench.world.inject(Injection::nth(0, fault).at(target));
            assert_eq!(rig.driver.power(), Err(Error::Port(cause)), "{which:?}");
            rig.recovers(&fault);
        }
    }
}

#[test]
fn a_line_that_is_held() {
    for which in ALL {
        for (level, kind) in [(false, ErrorKind::Integrity), (true, ErrorKind::Bus)] {
            let mut rig = Rig::ready(which, config(format()).unwrap());
            rig.bench.bus.hold(Some(level));
            for _ in 0..3 {
                let error = rig.driver.power().unwrap_err();
                assert_eq!(error.kind(), kind, "{which:?} {level} {error:?}");
            }
            rig.driver.init().unwrap_err();
            rig.bench.bus.hold(None);
            rig.driver.init().unwrap();
            rig.recovers(&level);
        }
    }
}

/// From each ms of a call on.
#[test]
fn another_that_talks_meanwhile() {
    for which in ALL {
        for said in [&[0x00; 3][..], &[0x55], &[0x01, 0x04, 0x04], &[0xFF; 2]] {
            let mut struck = 0;
            for from in 0..40 {
                let mut rig = Rig::ready(which, config(format()).unwrap());
                let over = Duration::from_millis(from + 4);
                let begin = rig.bench.world.now();
                rig.bench.talk(Duration::from_millis(from), said);
                match rig.driver.power() {
                    Ok(found) => assert_eq!(found, power(which.0), "{which:?} {from} {said:?}"),
                    Err(error) => {
                        let kind = error.kind();
                        let told = matches!(kind, ErrorKind::Bus | ErrorKind::Integrity);
                        assert!(told, "{which:?} {from} {said:?} {error:?}");
                        struck += 1;
                    }
                }
                // Not the next call too.
                let passed = rig.bench.world.now().saturating_since(begin);
                rig.bench.pass(over.saturating_sub(passed));
                rig.recovers(&(from, said));
            }
            assert!(struck > 5, "{which:?} {said:?} {struck}");
        }
    }
}

/// As a logger saw it: 00 from the transceiver 20 ms after the request, and then the answer.
#[test]
fn a_transceiver_that_turns_around() {
    for which in ALL {
        let slow = Open {
            turnaround: Duration::from_millis(35),
            ..Open::new(which.0)
        };
        for said in [&[0x00][..], &[0xFF], &[0x00, 0xFF, 0x00]] {
            let mut rig = Rig::fresh(which, format(), slow, config(format()).unwrap());
            rig.bench
                .talk_after_requests(Duration::from_millis(20), said);
            rig.driver.init().unwrap();
            rig.recovers(&said);
        }
    }
}

fn echoing() -> Config {
    let line = Line::new(9_600, RESPONSE).unwrap().with_echo();
    Config::new(line, 1, 80, Direction::ImportPositive, Duration::ZERO).unwrap()
}

#[test]
fn a_transceiver_that_hears_itself() {
    for which in ALL {
        let rig = || Rig::fresh(which, format(), Open::new(which.0), echoing());
        let mut heard = rig();
        heard.bench.host.set_echo(true);
        heard.driver.init().unwrap();
        heard.recovers(&which);
        // A request that is spoiled is heard so.
        for fault in [
            Fault::LostByte { byte: 3 },
            Fault::FlippedBit { byte: 7, bit: 0 },
            Fault::FlippedBit { byte: 0, bit: 7 },
        ] {
            let target = heard.bench.bus.target(&heard.bench.host);
            heard
                .bench
                .world
                .inject(Injection::nth(0, fault).at(target));
            let error = heard.driver.power().unwrap_err();
            assert_eq!(error, Error::Echo, "{which:?} {fault:?}");
            assert_eq!(error.kind(), ErrorKind::Integrity);
            heard.recovers(&fault);
        }
        // And one that should and does not.
        let mut deaf = rig();
        assert_eq!(deaf.driver.init(), Err(Error::Echo), "{which:?}");
        deaf.bench.host.set_echo(true);
        deaf.driver.init().unwrap();
        deaf.recovers(&which);
        // Not told of it, the driver takes its own request for a reply that is none.
        let mut unaware = Rig::ready(which, config(format()).unwrap());
        unaware.bench.host.set_echo(true);
        let error = unaware.driver.power().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Integrity, "{which:?} {error:?}");
        unaware.bench.host.set_echo(false);
        unaware.recovers(&which);
    }
}

#[test]
fn another_baud_rate() {
    for which in ALL {
        for baud in [2_400, 4_800, 19_200] {
            let mut rig = Rig::ready(which, config(format()).unwrap());
            rig.bench.host.set_format(Format::new(baud));
            let kind = rig.driver.power().unwrap_err().kind();
            assert!(
                matches!(kind, ErrorKind::Bus | ErrorKind::Integrity),
                "{baud} {kind:?}"
            );
            rig.bench.host.set_format(format());
            rig.recovers(&baud);
        }
    }
}

#[test]
fn what_was_said_before_is_thrown_away() {
    for which in ALL {
        for bytes in [1, 9, 16, 200, 300] {
            let mut rig = Rig::ready(which, config(format()).unwrap());
            let other = rig.bench.bus.port();
            // A sound reply of another value, over and over; the port's buffer overflows.
            let reply = [0x01, 0x04, 0x04, 0x42, 0xC8, 0x00, 0x00, 0x6E, 0x4E];
            let said: Vec<u8> = reply.into_iter().cycle().take(bytes).collect();
            rig.bench.host.set_receive_depth(64);
            other.send(&said);
            rig.bench.pass(Duration::from_secs(1));
            rig.recovers(&bytes);
        }
        // One that has no end.
        let mut rig = Rig::ready(which, config(format()).unwrap());
        let other = rig.bench.bus.port();
        other.send(&[0x55; 4_000]);
        let error = rig.driver.power().unwrap_err();
        assert_eq!(
            (error, error.kind()),
            (Error::Busy, ErrorKind::Bus),
            "{which:?}"
        );
        rig.bench.pass(Duration::from_secs(5));
        rig.recovers(&which);
    }
}
