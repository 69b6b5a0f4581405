//! The precharge resistor, from one try to the next.

use crate::{
    plant::MS,
    rig::{Rig, precharge},
};
use core::time::Duration;
use hal_bms::hal_power::{
    Energy, Temperature, Voltage,
    check::{Precharge, PrechargeFault},
};

/// Precharges, opens, and empties the link; then the firmware starts anew.
fn charges(rig: &mut Rig, remembers: bool) -> Result<(), PrechargeFault> {
    let (ended, _) = rig.close();
    rig.run(MS * 100);
    if ended.is_ok() {
        rig.open();
    }
    rig.circuit().set_link(Voltage::ZERO);
    let heat = if remembers {
        rig.precharge.heat()
    } else {
        Energy::ZERO
    };
    rig.precharge = Precharge::new(precharge(), heat);
    ended
}

#[test]
fn a_third_try_is_refused_while_the_resistor_is_hot() {
    let mut rig = Rig::new();
    assert_eq!(charges(&mut rig, true), Ok(()));
    assert_eq!(charges(&mut rig, true), Ok(()));
    // two charges of 70 J, and no room for a third in 150 J
    for _ in 0..3 {
        assert_eq!(charges(&mut rig, true), Err(PrechargeFault::Hot));
        assert!(rig.precharge.heat() >= rig.circuit().resistor_heat());
    }
    // from 141 J to 79 J at 286 s
    rig.run(Duration::from_secs(120));
    assert_eq!(charges(&mut rig, true), Err(PrechargeFault::Hot));
    rig.run(Duration::from_secs(80));
    assert_eq!(charges(&mut rig, true), Ok(()));
    assert!(rig.circuit().resistor_temperature() < Temperature::from_celsius(100));
}

#[test]
fn a_restart_that_forgets_the_heat_burns_the_resistor() {
    let mut rig = Rig::new();
    for _ in 0..3 {
        assert_eq!(charges(&mut rig, false), Ok(()));
    }
    // 260 J are the end of it, in the midst of the fourth
    assert_eq!(charges(&mut rig, false), Err(PrechargeFault::Timeout));
    assert!(rig.circuit().is_resistor_open());
    assert_eq!(charges(&mut rig, false), Err(PrechargeFault::Open));
}

#[test]
fn no_less_heat_is_counted_than_the_resistor_holds_and_not_much_more() {
    let mut rig = Rig::new();
    assert_eq!(charges(&mut rig, true), Ok(()));
    for _ in 0..300 {
        let (counted, held) = (rig.precharge.heat(), rig.circuit().resistor_heat());
        assert!(counted >= held, "{counted} {held}");
        assert!(
            counted <= held.saturating_add(Energy::from_joules(6)),
            "{counted} {held}"
        );
        rig.run(MS * 1_000);
    }
}
