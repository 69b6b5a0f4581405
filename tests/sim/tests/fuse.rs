//! Pins that fail on demand.

use embedded_hal::digital::{InputPin as _, OutputPin as _, StatefulOutputPin as _};
use hal_power_sim::{Fuse, World, fuse::Blown};

#[test]
fn one_access_of_all_pins_fails_and_does_not_reach_its_pin() {
    let world = World::new();
    let fuse = Fuse::new();
    let wires = [world.pin(false), world.pin(false)];
    let [mut one, mut other] = wires.clone().map(|wire| fuse.pin(wire));
    assert_eq!(one.set_high(), Ok(()));
    fuse.blow_at(2);
    assert_eq!(other.set_high(), Ok(()));
    assert_eq!(one.is_high(), Ok(true));
    assert!(!fuse.has_blown());
    assert_eq!(one.set_low(), Err(Blown));
    assert!(fuse.has_blown() && wires[0].level());
    assert_eq!(one.set_low(), Ok(()));
    assert_eq!(other.is_set_high(), Ok(true));
    assert_eq!(fuse.accesses(), 6);
}

#[test]
fn every_kind_of_access_can_fail() {
    let world = World::new();
    let fuse = Fuse::new();
    let mut pin = fuse.pin(world.pin(true));
    let mut blown = |nth| {
        fuse.blow_at(nth);
        [
            pin.set_high().is_err(),
            pin.set_low().is_err(),
            pin.is_set_high().is_err(),
            pin.is_set_low().is_err(),
            pin.is_high().is_err(),
            pin.is_low().is_err(),
        ]
    };
    for nth in 0..6 {
        let mut expected = [false; 6];
        expected[nth as usize] = true;
        assert_eq!(blown(nth), expected);
    }
    assert_eq!(blown(6), [false; 6]);
    assert!(!fuse.has_blown());
}
