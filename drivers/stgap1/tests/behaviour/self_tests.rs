//! What parts find when they test themselves.

use crate::{
    bench::{Bench, config},
    idle::disarmed,
};
use hal_inverter::{GateFaults, blocking::GateDriver as _};
use hal_power::Voltage;
use hal_power_sim::{model::stgap1::Defects, trace::Record};
use stgap1::{Error, SelfTest, Verdict};

const TESTS: [(SelfTest, Defects); 5] = [
    (SelfTest::GateOn, DEFECTS[0]),
    (SelfTest::GateOff, DEFECTS[1]),
    (SelfTest::Desaturation, DEFECTS[2]),
    (SelfTest::Sense, DEFECTS[3]),
    (SelfTest::SenseResistor, DEFECTS[4]),
];

const SOUND: Defects = Defects {
    gate_on: false,
    gate_off: false,
    desat: false,
    sense: false,
    sense_resistor: false,
};

const DEFECTS: [Defects; 5] = [
    Defects {
        gate_on: true,
        ..SOUND
    },
    Defects {
        gate_off: true,
        ..SOUND
    },
    Defects {
        desat: true,
        ..SOUND
    },
    Defects {
        sense: true,
        ..SOUND
    },
    Defects {
        sense_resistor: true,
        ..SOUND
    },
];

#[test]
fn each_test_finds_its_own_defect_and_leaves_nothing_behind() {
    let bench = Bench::<3>::new();
    let mut gates = bench.blocking([config().unwrap(); 3]).unwrap();
    gates.init().unwrap();
    for broken in [None, Some(0), Some(1), Some(2)] {
        for (index, (test, _)) in TESTS.into_iter().enumerate() {
            for (other, (_, defect)) in TESTS.into_iter().enumerate() {
                for device in 0..3 {
                    let has = if broken == Some(device) {
                        defect
                    } else {
                        SOUND
                    };
                    bench.at(device, |part| part.set_defects(has));
                }
                let verdicts = disarmed(|proof| gates.self_test(proof, test)).unwrap();
                let expected = [0, 1, 2].map(|device| {
                    if broken == Some(device) && index == other {
                        Verdict::Failed
                    } else {
                        Verdict::Passed
                    }
                });
                assert_eq!(verdicts, Ok(expected), "{test:?} with {defect:?}");
                let mut each = [GateFaults::empty(); 3];
                assert_eq!(gates.faults(&mut each), Ok(GateFaults::empty()));
            }
        }
    }
    assert!(!bench.shutdown.level());
    disarmed(|proof| gates.enable(proof)).unwrap().unwrap();
}

#[test]
fn sd_is_high_for_the_test_alone() {
    let bench = Bench::<1>::new();
    let mut gates = bench.blocking([config().unwrap()]).unwrap();
    gates.init().unwrap();
    bench.world.start_trace();
    disarmed(|proof| gates.self_test(proof, SelfTest::Sense))
        .unwrap()
        .unwrap();
    let trace = bench.world.take_trace();
    let mut levels = Vec::new();
    let mut windows = 0;
    for record in trace.records() {
        match record {
            Record::Pin(edge) => levels.push((edge.high, windows)),
            Record::Spi(_) => windows += 1,
            Record::I2c(_) | Record::Can(_) | Record::Serial(_) => {}
        }
    }
    // up after a status, down after TEST1 was cleared
    assert_eq!((levels, windows), (vec![(true, 4), (false, 12)], 25));
}

#[test]
fn a_test_that_would_erase_a_fault_is_refused() {
    let bench = Bench::<2>::new();
    let mut gates = bench.blocking([config().unwrap(); 2]).unwrap();
    gates.init().unwrap();
    bench.at(1, |part| part.set_vh(Voltage::from_volts(11)));
    let faults = GateFaults::UNDERVOLTAGE_POSITIVE;
    let refused = disarmed(|proof| gates.self_test(proof, SelfTest::Sense)).unwrap();
    assert_eq!(refused, Err(Error::Faults { device: 1, faults }));
    let mut each = [GateFaults::empty(); 2];
    assert_eq!(gates.faults(&mut each), Ok(faults));
}
