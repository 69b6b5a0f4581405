//! Life that makes take, as the pair counts it and as the contacts have it.

use crate::{
    plant::{CIRCUIT, MS},
    rig::{Rig, contactors, precharge},
};
use hal_bms::hal_power::{Current, Energy, Power, Ratio, Voltage, check::WeldVerdict};
use hal_power_sim::model::{contactor::Contactor, dc_link::Place};

/// A load that precharge takes for explained leaves the link this far below; the contacts may make on more.
fn loaded(milliamps: i32) -> Rig {
    let explained = precharge()
        .with_auxiliary_load(Current::from_milliamps(milliamps + 20))
        .with_heat_limit(Energy::MAX, Power::ZERO);
    let mut circuit = CIRCUIT;
    circuit.precharge.body.per_kelvin = Energy::from_joules(100_000);
    // what the load leaves is there until the contacts have closed
    let pair =
        contactors(Voltage::from_volts(80)).with_difference(Voltage::from_volts(20), MS * 40);
    let rig = Rig::with(circuit, explained, pair);
    rig.circuit()
        .set_auxiliary(Current::from_milliamps(milliamps));
    rig
}

fn closes_and_opens(rig: &mut Rig) {
    rig.connect(0);
    rig.open();
    rig.circuit().set_link(Voltage::ZERO);
}

/// What the pair counts, and what has been taken of the positive contact.
fn used(rig: &Rig) -> (u32, Ratio) {
    let counted = rig.pair.wear().parts_per_billion();
    (
        counted,
        rig.contactor(Place::Positive, Contactor::life_used),
    )
}

#[test]
fn a_make_counts_by_the_voltage_across() {
    // 5, 35, 45 and 75 V of 400: 50,000 makes at 90 %, 50 at 80 %
    for (milliamps, ppm) in [(100, 20), (700, 20), (900, 20_000), (1_500, 20_000)] {
        let mut rig = loaded(milliamps);
        for makes in 1..=3 {
            closes_and_opens(&mut rig);
            let counted = u32::try_from(ppm * makes * 1_000).unwrap();
            assert_eq!(
                used(&rig),
                (counted, Ratio::from_ppm(ppm * makes)),
                "{milliamps} mA"
            );
        }
    }
}

#[test]
fn a_pair_that_is_used_up_is_about_to_weld() {
    let mut rig = loaded(1_500);
    for _ in 0..49 {
        closes_and_opens(&mut rig);
        assert!(!rig.pair.wear().is_used_up());
        assert!(!rig.contactor(Place::Positive, Contactor::is_welded));
    }
    rig.connect(0);
    assert!(rig.pair.wear().is_used_up());
    assert_eq!(rig.weld_test(Place::Positive).0, WeldVerdict::Welded);
}
