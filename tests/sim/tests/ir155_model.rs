//! The IR155 of the simulator against its sheet.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use core::time::Duration;
use hal_power::{Resistance, Voltage};
use hal_power_sim::{
    World,
    device::OutputLine,
    model::ir155::{Ir155, Open, Short},
};

const OPEN: Open = Open {
    undervoltage: Voltage::from_volts(100),
    response: Resistance::from_kilohms(100),
    speed_start: Duration::from_secs(2),
    first_result: Duration::from_millis(17_500),
    before_result: 60_000,
    follows: Duration::from_secs(3),
};

fn part(world: &World) -> Ir155 {
    let mut part = Ir155::new(world.clock(), OPEN);
    part.set_supply(true);
    part
}

fn wait(world: &World, millis: u64) {
    world.clock().advance(Duration::from_millis(millis));
}

/// Frequency in mHz and duty in ppm of the second period that begins from now on: the first may have begun as something else.
fn shown(world: &World, part: &mut Ir155) -> (u64, u64) {
    let mut edge = |high: bool| loop {
        let next = part.next_change().unwrap();
        let now = world.clock().nanos();
        world.clock().advance(Duration::from_nanos(next - now));
        if part.is_high() == high {
            break next;
        }
    };
    edge(true);
    let (rise, fall, next) = (edge(true), edge(false), edge(true));
    let period = next - rise;
    (
        1_000_000_000_000 / period,
        ((fall - rise) * 1_000_000 + period / 2) / period,
    )
}

#[test]
fn speed_start_then_what_was_before_the_first_result_then_the_value() {
    let world = World::new();
    let mut part = part(&world);
    part.set_insulation(Some(Resistance::from_kilohms(1_200)));
    assert_eq!(shown(&world, &mut part), (30_000, 75_000));
    wait(&world, 2_000);
    assert_eq!(shown(&world, &mut part), (10_000, 60_000));
    assert!(!part.ok());
    wait(&world, 15_500);
    assert_eq!(shown(&world, &mut part), (10_000, 500_000));
    assert!(part.ok());
}

#[test]
fn duties_are_those_of_the_sheet() {
    let world = World::new();
    let mut part = part(&world);
    wait(&world, 20_000);
    // Measured were 95, 81, 70 and 55 % at 1, 220, 470 and 1000 kΩ.
    let kilohms = [
        (0, 950_000),
        (1, 949_250),
        (220, 810_563),
        (470, 696_706),
        (1_000, 540_909),
        (1_200, 500_000),
        (20_400, 100_000),
    ];
    for (kilohms, duty) in kilohms {
        part.set_insulation(Some(Resistance::from_kilohms(kilohms)));
        wait(&world, 3_000);
        assert_eq!(shown(&world, &mut part), (10_000, duty), "{kilohms} kΩ");
    }
    part.set_insulation(None);
    wait(&world, 3_000);
    assert_eq!(shown(&world, &mut part), (10_000, 50_000));
}

#[test]
fn a_change_of_the_net_is_seen_when_it_has_been_followed() {
    let world = World::new();
    let mut part = part(&world);
    wait(&world, 20_000);
    assert!(part.ok());
    part.set_insulation(Some(Resistance::ZERO));
    wait(&world, 2_500);
    assert_eq!(shown(&world, &mut part), (10_000, 50_000));
    assert!(part.ok());
    wait(&world, 500);
    assert_eq!(shown(&world, &mut part), (10_000, 950_000));
    assert!(!part.ok());
}

#[test]
fn states_are_frequencies_and_the_worst_goes_first() {
    let world = World::new();
    let mut part = part(&world);
    wait(&world, 20_000);
    part.set_voltage(Voltage::from_volts(99));
    assert_eq!(shown(&world, &mut part), (20_000, 50_000));
    part.set_earthed(false);
    assert_eq!(shown(&world, &mut part), (50_000, 500_000));
    assert!(!part.ok());
    part.set_broken(true);
    assert_eq!(shown(&world, &mut part), (40_000, 500_000));
    part.set_broken(false);
    part.set_earthed(true);
    part.set_voltage(Voltage::from_volts(100));
    assert_eq!(shown(&world, &mut part), (10_000, 50_000));
}

#[test]
fn a_bad_speed_start_is_not_a_resistance() {
    let world = World::new();
    let mut part = part(&world);
    part.set_insulation(Some(Resistance::from_kilohms(99)));
    assert_eq!(shown(&world, &mut part), (30_000, 925_000));
}

#[test]
fn without_supply_it_is_low_and_shorted_it_is_what_it_is_shorted_to() {
    let world = World::new();
    let mut part = part(&world);
    wait(&world, 20_000);
    part.set_short(Some(Short::Supply));
    for _ in 0..30 {
        wait(&world, 7);
        assert!(part.is_high());
    }
    part.set_short(Some(Short::Ground));
    for _ in 0..30 {
        wait(&world, 7);
        assert!(!part.is_high());
    }
    part.set_short(None);
    assert_eq!(shown(&world, &mut part), (10_000, 50_000));
    part.set_supply(false);
    assert_eq!(part.next_change(), None);
    wait(&world, 1);
    assert!(!part.is_high() && !part.ok());
    part.set_supply(true);
    assert_eq!(shown(&world, &mut part), (30_000, 75_000));
}
