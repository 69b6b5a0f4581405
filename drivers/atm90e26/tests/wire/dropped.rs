//! Futures that are dropped where they are pending: before a frame has moved, or after it.

use std::{
    pin::pin,
    task::{Context, Waker},
};

use atm90e26::{Forward, asynch::Atm90e26, hal_inverter::MeteredEnergy, hal_power::Energy};

use crate::{
    COUNTS, RUNS,
    bus::{Ask, Bus, Frame, Waits},
    config, confirmed, initialised,
};

fn counted(forward: u16, reverse: u16) -> Vec<Frame> {
    let [forward, reverse] = [confirmed(0x40, forward), confirmed(0x41, reverse)];
    [
        vec![RUNS],
        forward.to_vec(),
        vec![RUNS],
        reverse.to_vec(),
        vec![COUNTS],
    ]
    .concat()
}

fn left(content: u16) -> Vec<Frame> {
    vec![Ask(0x06, content), Ask(0x06, content)]
}

#[test]
fn energy_that_is_dropped_anywhere_is_not_lost() {
    let sound = counted(64, 32);
    for polls in 1..=14 {
        let moved = sound[..polls / 2].to_vec();
        // Pending before the reading, LastData is CalStart's; afterwards, what the register held.
        let asked = match polls {
            3 | 9 => left(0x8765),
            4..=6 => left(64),
            // Then the checksum is read, with all counted.
            10..=12 => left(32),
            _ => vec![],
        };
        let taken = (
            if polls >= 4 { 64 } else { 0 },
            if polls >= 10 { 32 } else { 0 },
        );
        let bus = Bus::new(&[initialised(), moved, asked, counted(32, 64)].concat());
        let mut meter = Atm90e26::new(bus.clone(), Waits::default());
        let world = hal_power_sim::World::new();
        world
            .block_on(meter.init(&config(Forward::Export)))
            .unwrap()
            .unwrap();
        {
            let mut energy = pin!(meter.active_energy());
            let mut context = Context::from_waker(Waker::noop());
            for _ in 0..polls {
                assert!(energy.as_mut().poll(&mut context).is_pending(), "{polls}");
            }
        }
        let energy = world.block_on(meter.active_energy()).unwrap().unwrap();
        let [imported, exported] =
            [taken.1 + 64, taken.0 + 32].map(|tenths| Energy::from_watt_hours(tenths / 32));
        assert_eq!(energy, MeteredEnergy::new(imported, exported), "{polls}");
        bus.done();
    }
}

#[test]
fn an_init_that_is_dropped_has_not_passed() {
    let sound = initialised();
    for polls in (1..2 * sound.len()).step_by(7) {
        let bus = Bus::new(&[sound[..polls / 2].to_vec(), initialised()].concat());
        let mut meter = Atm90e26::new(bus.clone(), Waits::default());
        {
            let config = config(Forward::Export);
            let mut init = pin!(meter.init(&config));
            let mut context = Context::from_waker(Waker::noop());
            for _ in 0..polls {
                assert!(init.as_mut().poll(&mut context).is_pending(), "{polls}");
            }
        }
        let world = hal_power_sim::World::new();
        let refused = world.block_on(meter.voltage()).unwrap();
        assert_eq!(refused, Err(atm90e26::Error::NotInitialised));
        world
            .block_on(meter.init(&config(Forward::Export)))
            .unwrap()
            .unwrap();
        bus.done();
    }
}
