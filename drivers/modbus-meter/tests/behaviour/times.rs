//! How long a driver waits, and from when on: the last stop bit of its request, not the write that put it into a buffer.

use core::time::Duration;

use hal_power_sim::{
    model::modbus_meter::{Misbehaviour, Open},
    serial::{Format, Parity, StopBits},
};
use modbus_meter::hal_power::{Error as _, ErrorKind};

use crate::{
    bench::RESPONSE,
    config,
    driver::{ALL, Error, Rig, power},
};

/// Request and reply with one value.
const CHARACTERS: u64 = 8 + 9;

fn formats() -> [Format; 5] {
    [
        Format::new(1_200).with_parity(Parity::Even),
        Format::new(2_400),
        Format::new(9_600).with_stop_bits(StopBits::Two),
        Format::new(19_200).with_parity(Parity::Odd),
        Format::new(115_200),
    ]
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap()
}

fn rig(
    which: (
        hal_power_sim::model::modbus_meter::Kind,
        crate::driver::Half,
    ),
    format: Format,
    open: Open,
    depth: usize,
) -> Rig {
    let rig = Rig::fresh(which, format, open, config(format).unwrap());
    rig.bench.host.set_transmit_depth(depth);
    rig
}

/// A character as the driver counts it: eleven bits, in whole µs.
fn character(format: Format) -> u64 {
    11_000_000_u64.div_ceil(u64::from(format.baud())) * 1_000
}

#[test]
fn silence_is_told_after_the_response_time() {
    for (which, format) in ALL
        .into_iter()
        .flat_map(|which| formats().map(|format| (which, format)))
    {
        for depth in [1, 3, 8, 16] {
            let mut rig = rig(which, format, Open::new(which.0), depth);
            rig.driver.init().unwrap();
            rig.bench.meter.misbehave(Misbehaviour::Silent);
            rig.bench.world.start_trace();
            let error = rig.driver.power().unwrap_err();
            let end = rig.bench.world.clock().nanos();
            let trace = rig.bench.world.take_trace();
            let request = trace.serial().last().unwrap();
            let at = (which, format, depth);
            assert!(matches!(error, Error::Silent { .. }), "{at:?}");
            let last_stop_bit = request.start + request.bits() * format.bit_time();
            let waited = end - last_stop_bit;
            let least = nanos(RESPONSE) + CHARACTERS * character(format);
            let most = least + character(format);
            assert!((least..=most).contains(&waited), "{at:?} {waited} {least}");
        }
    }
}

/// A reply that begins as late as it may.
#[test]
fn the_whole_response_time_is_the_meter_s() {
    for (which, format) in ALL
        .into_iter()
        .flat_map(|which| formats().map(|format| (which, format)))
    {
        for depth in [1, 16] {
            // The meter waits for the end of the silence, and so much more.
            let silence = if format.baud() > 19_200 {
                1_750_000
            } else {
                format.character_time() * 7 / 2
            };
            let last = Open {
                turnaround: Duration::from_nanos(nanos(RESPONSE) - silence),
                ..Open::new(which.0)
            };
            let mut rig = rig(which, format, last, depth);
            rig.driver.init().unwrap();
            rig.recovers(&(format, depth));
            // And one that is later than all that is granted for the bytes.
            let by = Duration::from_nanos(CHARACTERS * character(format));
            let what = Misbehaviour::Slow(by);
            rig.bench.meter.misbehave_for(1, what);
            let kind = rig.driver.power().unwrap_err().kind();
            assert_eq!(kind, ErrorKind::Bus, "{which:?} {format} {depth}");
            rig.recovers(&(format, depth));
        }
    }
}

#[test]
fn requests_are_kept_apart() {
    for (which, format) in ALL
        .into_iter()
        .flat_map(|which| formats().map(|format| (which, format)))
    {
        let mut rig = rig(which, format, Open::new(which.0), 16);
        rig.driver.init().unwrap();
        rig.bench.world.start_trace();
        for _ in 0..5 {
            assert_eq!(rig.driver.power(), Ok(power(which.0)));
        }
        let trace = rig.bench.world.take_trace();
        let sent: Vec<_> = trace.serial().collect();
        assert_eq!(sent.len(), 10);
        for pair in sent.windows(2) {
            let [first, second] = pair else { continue };
            let rest = second.start - (first.start + first.bits() * format.bit_time());
            let least = if format.baud() > 19_200 {
                1_750_000
            } else {
                format.character_time() * 7 / 2
            };
            assert!(rest >= least, "{which:?} {format} {rest} {least}");
            // Of eleven bits, and a look later.
            let most = (5_250_000 + 1).max(character(format) * 9 / 2) + 5_000_000;
            assert!(rest <= most, "{which:?} {format} {rest} {most}");
        }
    }
}
