//! A fault of the bus at every transfer of every public method, in both halves.

use std::{fmt::Debug, time::Duration};

use hal_power::{Error as _, ErrorKind, Temperature};
use hal_power_sim::{Fault, Injection, World};
use tmp11x::{Config, Error, Limits, Tmp116Word, Word, hal_power, part::Part};

use crate::rig::{self, Rig, celsius};

const WARM: Temperature = celsius(40);
const LIMITS: Limits = Limits::new(celsius(0), celsius(60));
/// A result more than once.
const SPAN: Duration = Duration::from_secs(3);

fn config<P: Part>() -> Config<P> {
    Config::new().with_limits(LIMITS)
}

/// The error comes back with its kind, the next call is right. A dip of the supply gives the right answer or an error too.
fn every_transfer<D, T: Debug, E: Debug>(
    name: &str,
    ready: impl Fn() -> Rig<D>,
    call: impl Fn(&mut D, &World) -> Result<T, Error<E>>,
    is_right: impl Fn(&T) -> bool,
) {
    let mut rig = ready();
    rig.world.start_trace();
    let answer = call(&mut rig.driver, &rig.world);
    assert!(answer.as_ref().is_ok_and(&is_right), "{name}: {answer:?}");
    let transfers = u32::try_from(rig.world.take_trace().transfers()).unwrap();
    for &fault in Fault::I2C {
        let is_reported = fault.i2c_error().is_some();
        if !is_reported && fault != Fault::BrownOut {
            continue;
        }
        for transfer in 0..transfers {
            let mut rig = ready();
            rig.world.inject(Injection::nth(transfer, fault));
            let answer = call(&mut rig.driver, &rig.world);
            let has_struck = rig.world.faults_struck() > 0;
            rig.world.clear_faults();
            let context = format!("{name}, {fault:?} at transfer {transfer}: {answer:?}");
            if is_reported && has_struck {
                assert!(matches!(answer, Err(Error::Bus { .. })), "{context}");
                assert!(
                    answer.is_err_and(|error| error.kind() == ErrorKind::Bus),
                    "{context}"
                );
                // programming that was begun ends
                rig.wait(Duration::from_millis(20));
                let next = call(&mut rig.driver, &rig.world);
                assert!(next.as_ref().is_ok_and(&is_right), "{context}, {next:?}");
                assert!(
                    !rig.part().is_unlocked() || name.ends_with("register"),
                    "{context}"
                );
            } else {
                assert!(answer.as_ref().map_or(true, &is_right), "{context}");
            }
        }
    }
}

/// Each method in a live driver, on both halves.
macro_rules! faults {
    ($part:ident: $($method:ident($($argument:expr),* $(; $delay:ident)?) => $right:expr;)+) => {{
        let blocking = || {
            let mut rig = rig::blocking::$part();
            rig.set(WARM);
            rig.driver.init(&config()).unwrap();
            rig.wait(SPAN);
            assert!(rig.driver.ready().unwrap());
            rig
        };
        let asynch = || {
            let mut rig = rig::asynch::$part();
            rig.set(WARM);
            rig.world.block_on(rig.driver.init(&config())).unwrap().unwrap();
            rig.wait(SPAN);
            assert!(rig.world.block_on(rig.driver.ready()).unwrap().unwrap());
            rig
        };
        $(
            every_transfer(
                concat!(stringify!($part), " blocking ", stringify!($method)),
                blocking,
                |driver, _world| {
                    $(let mut $delay = _world.delay();)?
                    driver.$method($($argument,)* $(&mut $delay)?)
                },
                $right,
            );
            every_transfer(
                concat!(stringify!($part), " async ", stringify!($method)),
                asynch,
                |driver, world| {
                    $(let mut $delay = world.delay();)?
                    world.block_on(driver.$method($($argument,)* $(&mut $delay)?)).unwrap()
                },
                $right,
            );
        )+
    }};
}

macro_rules! common_faults {
    ($part:ident: $($more:tt)*) => {
        faults! { $part:
            init(&config()) => |()| true;
            start() => |()| true;
            shut_down() => |()| true;
            ready() => |&is_ready| is_ready;
            verify() => |()| true;
            take_alerts() => |_| true;
            set_limits(LIMITS) => |&applied| applied == LIMITS;
            temperature() => |&temperature| temperature == WARM;
            program_power_up(; delay) => |()| true;
            write_register(0x05, 0) => |()| true;
            $($more)*
        }
    };
}

#[test]
fn tmp116() {
    common_faults! { tmp116:
        read_register(0x0F) => |&found| found == 0x1116;
        word(Tmp116Word::Four) => |&word| word == 0;
        program_word(Tmp116Word::Four, 0xBEEF; delay) => |()| true;
    }
}

#[test]
fn tmp117() {
    common_faults! { tmp117:
        read_register(0x0F) => |&found| found == 0x0117;
        reset() => |()| true;
        word(Word::Three) => |&word| word == 0x1173;
        unique_id() => |&id| id == [0x1171, 0x1172, 0x1173];
        program_word(Word::Three, 0xBEEF; delay) => |()| true;
    }
}

#[test]
fn an_offset_is_proven_or_the_reading_is_an_error() {
    let config = Config::new().with_offset(celsius(-2));
    for transfer in 0..2 {
        let mut rig = rig::blocking::tmp117();
        rig.set(celsius(42));
        rig.driver.init(&config).unwrap();
        rig.settle();
        assert_eq!(rig.driver.temperature(), Ok(WARM));
        rig.world.inject(Injection::nth(transfer, Fault::BrownOut));
        let answer = rig.driver.temperature().map_err(|error| error.kind());
        assert!(matches!(
            answer,
            Err(ErrorKind::ConfigurationLost | ErrorKind::NotReady)
        ));
    }
}
