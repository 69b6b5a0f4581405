//! What `init` proves, and what it does not take for a part.

use std::time::Duration;

use atm90e26::{
    Block, Config, Error, Forward, Functions, MeasurementCalibration, MeteringCalibration,
    blocking::Atm90e26, hal_power,
};
use embedded_hal::spi::MODE_3;
use hal_power::{Error as _, ErrorKind, Voltage};
use hal_power_sim::{Fault, Injection, model::atm90e26::Open};

use crate::{
    rig::{self, METERING, PERIOD, config},
    tampered::{Tamper, Tampered},
};

/// Frames of `init` without a sag threshold.
const FRAMES: u32 = 58;
const WRITES: [std::ops::Range<u32>; 3] = [0..2, 4..29, 53..55];

fn near_230(voltage: Voltage) -> bool {
    voltage.abs_diff(Voltage::from_volts(230)) <= Voltage::from_millivolts(10)
}

#[test]
fn nobody_and_another_part_are_no_part() {
    for fault in [Fault::ReadsZeros, Fault::ReadsOnes] {
        let mut rig = rig::blocking::new(Open::default());
        rig.world.inject(Injection::from(0, fault));
        let answer = rig.driver.init(&config(Forward::Export));
        let kind = answer.map_err(|error| error.kind());
        assert_eq!(kind, Err(ErrorKind::WrongDevice), "{fault:?}");
        let refused = rig.driver.voltage();
        assert_eq!(refused, Err(Error::NotInitialised));
    }
    // Zeros repeat functions that are all off.
    let mut rig = rig::blocking::new(Open::default());
    let config = config(Forward::Export).with_functions(Functions::empty());
    rig.part().unplug();
    let answer = rig.driver.init(&config);
    assert!(
        matches!(answer, Err(Error::WrongDevice { register: 0x20, .. })),
        "{answer:?}"
    );
    rig.part().plug_in();
    rig.driver.init(&config).unwrap();
}

#[test]
fn whatever_idles_and_whatever_is_locked_the_part_is_found() {
    for (idle, locks, period) in [(0x00, false, 500), (0xFF, true, 500), (0xA5, true, 0)] {
        let open = Open {
            idle,
            locks,
            unlisted: 0xA5A5,
            period: Duration::from_millis(period),
            ..Open::default()
        };
        let mut rig = rig::blocking::live(open, &config(Forward::Export));
        assert!(near_230(rig.driver.voltage().unwrap()));
        rig.driver.verify().unwrap();
    }
}

#[test]
fn a_reset_that_takes_longer_is_the_callers_to_say() {
    let open = Open {
        reset_time: Duration::from_millis(200),
        ..Open::default()
    };
    let mut rig = rig::blocking::new(open);
    rig.volts(230);
    let config = config(Forward::Export);
    let answer = rig.driver.init(&config).map_err(|error| error.kind());
    assert_eq!(answer, Err(ErrorKind::WrongDevice));
    rig.driver
        .init(&config.with_reset_time(Duration::from_millis(200)))
        .unwrap();
    assert!(near_230(rig.driver.voltage().unwrap()));
}

#[test]
fn a_part_that_runs_is_taken_over() {
    let mut rig = rig::blocking::live(Open::default(), &config(Forward::Export));
    rig.driver.init(&config(Forward::Import)).unwrap();
    assert!(near_230(rig.driver.voltage().unwrap()));
}

#[test]
fn the_part_holds_what_was_asked_for() {
    let metering = MeteringCalibration {
        pl_constant: 0x1234_5678,
        l_gain: 0x9ABC,
        l_phi: 0x8123,
        n_gain: 0x0F0F,
        n_phi: 0x0321,
        p_start: 0x1111,
        p_no_load: 0x2222,
        q_start: 0x3333,
        q_no_load: 0x4444,
        ..METERING
    };
    let measurement = MeasurementCalibration {
        u_offset: 1,
        i_offset_l: 2,
        i_offset_n: 3,
        p_offset_l: 4,
        q_offset_l: 5,
        p_offset_n: 6,
        q_offset_n: 7,
        ..MeasurementCalibration::new(0x8001, 0x8002, 0x8003)
    };
    let config = Config::new(metering, measurement, 1, Forward::Export, PERIOD);
    let rig = rig::blocking::live(Open::default(), &config);
    let written = metering.words().into_iter().chain(measurement.words());
    for (register, word) in (0x21..=0x2B).chain(0x31..=0x3A).zip(written) {
        assert_eq!(rig.part().register(register), word, "{register:#04x}");
    }
    assert_eq!(rig.part().register(0x20), 0x8765);
    assert_eq!(rig.part().register(0x30), 0x8765);
    assert_eq!(rig.part().register(0x01) & 0xF000, 0);
}

/// Whichever bit of whichever write arrives wrong: `init` tells, or the part is as it should be.
#[test]
fn a_write_that_arrives_wrong_is_never_a_configuration() {
    let config = config(Forward::Export);
    let sound = rig::blocking::live(Open::default(), &config);
    let held = |rig: &rig::Rig<rig::blocking::Driver>| -> Vec<u16> {
        let registers = [0x02, 0x20, 0x30]
            .into_iter()
            .chain(0x21..=0x2C)
            .chain(0x31..=0x3B);
        registers
            .map(|register| rig.part().register(register))
            .collect()
    };
    let right = held(&sound);
    let mut told = 0;
    for frame in WRITES.into_iter().flatten() {
        for bit in 0..24 {
            let rig = rig::blocking::new(Open::default());
            rig.volts(230);
            let bus = rig.world.spi();
            bus.attach(0, &rig.shared);
            let spi = Tampered::new(bus.device(0, MODE_3), rig.shared.clone());
            spi.next().set(Some((frame, Tamper::Flip(bit))));
            let mut driver = Atm90e26::new(spi, rig.world.delay());
            let answer = driver.init(&config);
            let context = format!("bit {bit} of frame {frame}: {answer:?}");
            if answer.is_ok() {
                assert_eq!(held(&rig), right, "{context}");
                assert_eq!(rig.part().register(0x01) & 0xF000, 0, "{context}");
                assert!(driver.voltage().is_ok_and(near_230), "{context}");
            } else {
                told += 1;
                assert_eq!(driver.voltage(), Err(Error::NotInitialised), "{context}");
            }
            driver.init(&config).unwrap();
        }
    }
    assert!(told > 500, "{told}");
}

#[test]
fn a_dip_at_any_frame_of_init_is_told_or_the_next_call_tells() {
    let config = config(Forward::Export);
    // On a board of the reset's calibration, what a reset leaves is the configuration.
    let board_of_reset = {
        let measurement = MeasurementCalibration::new(0x6720, 0x7A13, 0x7530);
        Config::new(METERING, measurement, 1_000, Forward::Export, PERIOD)
    };
    for config in [config, board_of_reset] {
        for reset_time in [0, 5] {
            let open = Open {
                reset_time: Duration::from_millis(reset_time),
                ..Open::default()
            };
            for frame in 0..FRAMES {
                let mut rig = rig::blocking::new(open);
                rig.volts(230);
                rig.world.inject(Injection::nth(frame, Fault::BrownOut));
                let answer = rig.driver.init(&config);
                assert_eq!(rig.world.faults_struck(), 1);
                let context = format!("{reset_time} ms, frame {frame}: {answer:?}");
                if answer.is_ok() {
                    let runs = [0x20, 0x30].map(|register| rig.part().register(register));
                    match rig.driver.voltage() {
                        Ok(voltage) => {
                            assert!(runs == [0x8765; 2] && voltage > Voltage::ZERO, "{context}")
                        }
                        Err(error) => {
                            assert_eq!(error.kind(), ErrorKind::ConfigurationLost, "{context}");
                        }
                    }
                } else {
                    assert_eq!(
                        rig.driver.voltage(),
                        Err(Error::NotInitialised),
                        "{context}"
                    );
                }
                rig.settle();
                rig.driver.init(&config).unwrap();
                rig.driver.voltage().unwrap();
            }
        }
    }
}

/// The checksum that is written arrives wrong, and nothing else: only the part can tell.
#[test]
fn the_parts_own_refusal_is_heard() {
    for (frame, block) in [(16, Block::Metering), (28, Block::Measurement)] {
        let rig = rig::blocking::new(Open::default());
        let bus = rig.world.spi();
        bus.attach(0, &rig.shared);
        let spi = Tampered::new(bus.device(0, MODE_3), rig.shared.clone());
        spi.next().set(Some((frame, Tamper::Flip(0))));
        let mut driver = Atm90e26::new(spi, rig.world.delay());
        let answer = driver.init(&config(Forward::Export));
        assert!(
            matches!(answer, Err(Error::Rejected { block: of, .. }) if of == block),
            "{answer:?}"
        );
    }
}
