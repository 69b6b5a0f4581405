//! The check of `hal-power` on the driver.

use hal_power::{
    Contacts, Path, PathId, Ratio, Reading, answered,
    check::{
        InsulationCheck, InsulationConfig, InsulationFault, InsulationInputs, InsulationMeter, Step,
    },
};

use super::*;

const LIMIT: Resistance = Resistance::from_kilohms(500);

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
    .with_agreement(3, Ratio::from_percent(5))
    .with_meter_age(RESPONSE + SECOND)
    .with_timeout(SECOND * 30);
    let mut path = Path::new(PathId(1), Contacts::first(2));
    path.command(Contacts::only(0));
    let mut check = InsulationCheck::new(config);
    check.start(rig.bench.borrow().world.now(), &path);
    loop {
        rig.bench.borrow_mut().wait(Duration::from_millis(50));
        let now = rig.bench.borrow().world.now();
        let answer = rig.meter.insulation();
        let inputs = InsulationInputs::new(
            answered(answer, now, rig.meter.latency()),
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
    let mut rig = Rig::new(config().with_ceiling(CEILING).unwrap());
    assert_eq!(proven(&mut rig), Ok(()), "from power-on");
    rig.part(|part| part.set_insulation(Some(Resistance::from_kilohms(800))));
    rig.turns(SECOND * 5);
    assert_eq!(proven(&mut rig), Ok(()));
}

#[test]
fn a_fault_and_a_broken_monitor_are_not() {
    let mut rig = Rig::started();
    rig.part(|part| part.set_insulation(Some(Resistance::from_kilohms(400))));
    rig.turns(SECOND * 5);
    let fault = proven(&mut rig).unwrap_err();
    assert!(matches!(fault, InsulationFault::Low(low) if low.total < LIMIT));
    rig.part(|part| part.set_insulation(None));
    rig.turns(SECOND * 5);
    rig.part(|part| part.set_broken(true));
    let fault = proven(&mut rig).unwrap_err();
    assert!(matches!(fault, InsulationFault::Input(_)), "{fault:?}");
}
