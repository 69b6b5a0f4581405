//! The check of `hal-power` on the session.

use hal_power::{
    Contacts, Error as _, Path, PathId, Ratio, Reading, Resistance, Voltage,
    check::{
        InsulationCheck, InsulationConfig, InsulationFault, InsulationInputs, InsulationMeter, Step,
    },
};
use iso165c::{WithRelays, WithoutRelays};

use super::{PULSE, Part, Rig, SECOND, VALUE, config, config_of, kilohms, open};

const LIMIT: Resistance = Resistance::from_kilohms(200);

/// Runs the check to its end; whether the net is proven to be insulated.
fn proven<V: Part>(rig: &mut Rig<V>) -> Result<(), InsulationFault> {
    let config = InsulationConfig::new(
        LIMIT,
        InsulationMeter::OwnSource,
        Contacts::only(1),
        SECOND,
        SECOND,
    )
    .unwrap()
    .with_agreement(2, Ratio::from_percent(5))
    .with_meter_age((VALUE + rig.mean) * 2)
    .with_timeout(SECOND * 200);
    let mut path = Path::new(PathId(1), Contacts::first(2));
    path.command(Contacts::only(0));
    let mut check = InsulationCheck::new(config);
    check.start(rig.now(), &path);
    loop {
        rig.turn();
        let now = rig.now();
        let inputs = InsulationInputs::new(
            rig.session.insulation().map_err(|why| why.kind()),
            Ok(Reading::new(Voltage::from_volts(400), now)),
            Ok(Reading::new(true, now)),
        );
        match check.step(now, &path, inputs) {
            Step::Wait => {}
            Step::Done(_) => return Ok(()),
            Step::Failed(fault) => return Err(fault),
        }
    }
}

/// From power-up to proof, and once more.
fn is_proven<V: Part>(rig: &mut Rig<V>) {
    assert_eq!(proven(rig), Ok(()), "from power-up");
    let begun = rig.now();
    assert_eq!(proven(rig), Ok(()));
    // Two means that are wholly of after the check began.
    assert!(rig.now().saturating_since(begun) > rig.mean + PULSE);
}

#[test]
fn a_net_without_a_fault_is_proven_to_have_none() {
    is_proven(&mut Rig::<WithRelays>::coupled(open(), config()));
    is_proven(&mut Rig::<WithoutRelays>::new(open(), config()));
}

#[test]
fn a_fault_on_either_pole_is_refused_from_power_up() {
    for (negative, positive) in [(150, 5_000), (5_000, 150)] {
        let mut rig = Rig::<WithRelays>::coupled(open(), config());
        rig.set_net(kilohms(negative, positive));
        let fault = proven(&mut rig).unwrap_err();
        assert!(
            matches!(fault, InsulationFault::Low(low) if low.total < LIMIT),
            "{fault:?}"
        );
    }
}

#[test]
fn a_fault_that_has_just_come_is_not_lost_in_the_mean() {
    // Of 20 values, each moves the mean less than the check lets two readings differ.
    let mut rig = Rig::<WithoutRelays>::new(open(), config_of(20));
    rig.mean = PULSE * 20;
    is_proven(&mut rig);
    rig.set_net(kilohms(150, 5_000));
    let fault = proven(&mut rig).unwrap_err();
    assert!(
        matches!(fault, InsulationFault::Low(low) if low.total < LIMIT),
        "{fault:?}"
    );
}

#[test]
fn a_part_that_falls_silent_and_one_that_is_not_coupled_prove_nothing() {
    let mut rig = Rig::ready();
    rig.part.set_supply(false);
    let fault = proven(&mut rig).unwrap_err();
    assert!(!matches!(fault, InsulationFault::Low(_)), "{fault:?}");
    let fault = proven(&mut Rig::<WithRelays>::new(open(), config())).unwrap_err();
    assert!(!matches!(fault, InsulationFault::Low(_)), "{fault:?}");
}
