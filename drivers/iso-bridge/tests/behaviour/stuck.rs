//! Switches that do not move.
#![expect(clippy::panic, reason = "helpers of tests fail like tests")]

use crate::rig::{Board, POLES, Rig, kilohms, steady};
use hal_power_sim::model::relay::Defect;
use iso_bridge::{Error, Sensors};

/// Positive and negative pole, in kΩ.
const INSULATION: [(u64, u64); 16] = [
    (1, 1),
    (3, 3),
    (10, 10),
    (30, 30),
    (100, 100),
    (300, 300),
    (1_000, 1_000),
    (10_000, 10_000),
    (1, 10_000),
    (10_000, 1),
    (30, 10_000),
    (10_000, 30),
    (100, 10_000),
    (10_000, 100),
    (1_000, 10_000),
    (10_000, 1_000),
];

/// Every switch stuck in each way, at each insulation. What is not implausible is no better than the truth.
fn each(sensors: Sensors, noticed_from: u64) {
    for pole in POLES {
        for defect in [Defect::Welded, Defect::StuckOpen] {
            for (positive, negative) in INSULATION {
                let rig = Rig::new(&Board::new(sensors), steady(), 350);
                rig.net.borrow_mut().set_defect(pole, Some(defect));
                rig.insulate(Some(kilohms(positive)), Some(kilohms(negative)));
                let found = rig.measure();
                let what =
                    format!("{pole:?} {defect:?} at {positive} and {negative} kΩ: {found:?}");
                match found {
                    Err(Error::Implausible) => {}
                    Err(Error::Inconclusive(_)) => {
                        assert!(positive.min(negative) < noticed_from, "{what}")
                    }
                    Err(_) => panic!("{what}"),
                    Ok(found) => {
                        assert!(positive.min(negative) < noticed_from, "{what}");
                        let truth =
                            kilohms(positive * negative).as_microohms() / (positive + negative);
                        assert!(found.total.lowest().as_microohms() <= truth, "{what}");
                    }
                }
            }
        }
    }
}

#[test]
fn are_implausible_to_two_sensors() {
    each(Sensors::Both, 3);
}

#[test]
fn are_implausible_to_one_sensor() {
    each(Sensors::Positive, 50);
    each(Sensors::Negative, 50);
}

#[test]
fn a_resistor_that_is_not_what_it_was_is_implausible() {
    for sensors in [Sensors::Both, Sensors::Positive, Sensors::Negative] {
        let mut board = Board::new(sensors);
        let config = steady();
        board.switched = [kilohms(200), kilohms(260)];
        let rig = Rig::new(&board, config, 350);
        rig.insulate(Some(kilohms(500)), Some(kilohms(500)));
        assert_eq!(rig.measure(), Err(Error::Implausible), "{sensors:?}");
    }
}
