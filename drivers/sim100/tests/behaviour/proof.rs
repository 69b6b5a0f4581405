//! The check of `hal-power` on the session.

use hal_power::{
    Contacts, Error as _, Path, PathId, Ratio, Reading, Resistance, Voltage,
    check::{
        InsulationCheck, InsulationConfig, InsulationFault, InsulationInputs, InsulationMeter, Step,
    },
};

use super::{ESTIMATE, Rig, SECOND, config, kilohms, open};

const LIMIT: Resistance = Resistance::from_kilohms(200);

/// Runs the check to its end; whether the net is proven to be insulated.
fn proven(rig: &mut Rig) -> Result<(), InsulationFault> {
    let config = InsulationConfig::new(
        LIMIT,
        InsulationMeter::OwnSource,
        Contacts::only(1),
        SECOND,
        SECOND,
    )
    .unwrap()
    .with_agreement(2, Ratio::from_percent(5))
    .with_meter_age(ESTIMATE * 3)
    .with_timeout(SECOND * 60);
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

#[test]
fn a_net_without_a_fault_is_proven_to_have_none() {
    let mut rig = Rig::new(open(), config());
    assert_eq!(proven(&mut rig), Ok(()), "from power-up");
    let begun = rig.now();
    assert_eq!(proven(&mut rig), Ok(()));
    // Two estimates that are wholly of after the check began.
    assert!(rig.now().saturating_since(begun) > ESTIMATE * 2);
}

#[test]
fn a_fault_and_a_part_that_falls_silent_are_not() {
    let mut rig = Rig::ready();
    rig.part.set_net(kilohms(150, 2_000));
    let fault = proven(&mut rig).unwrap_err();
    assert!(matches!(fault, InsulationFault::Low(low) if low.total < LIMIT));
    rig.part.set_supply(false);
    let fault = proven(&mut rig).unwrap_err();
    assert!(matches!(fault, InsulationFault::Input(_)), "{fault:?}");
}
