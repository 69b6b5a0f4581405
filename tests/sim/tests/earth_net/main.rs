//! The simulated net against ngspice and against the theory of circuits.

mod reference;

use core::{cell::RefCell, time::Duration};
use hal_power::{ErrorKind, Ratio, Resistance, Voltage, blocking::VoltageSensor as _};
use hal_power_sim::{
    World,
    fake::Failure,
    model::{
        earth_net::{Circuit, EarthNet, Pole, Probe, Spoiled, Switches},
        relay::{Defect, Sheet},
    },
};
use std::rc::Rc;

const RELAY: Sheet = Sheet {
    operate: Duration::ZERO,
    release: Duration::ZERO,
    bounce: Duration::ZERO,
    picks_up: 700,
    holds: 300,
};

fn circuit(nanofarads: [u32; 2]) -> Circuit {
    Circuit {
        switched: [Resistance::from_kilohms(200); 2],
        dividers: [Some(Resistance::from_kilohms(4_000)); 2],
        nanofarads,
        relay: RELAY,
    }
}

fn net(world: &World, nanofarads: [u32; 2], volts: i32) -> Rc<RefCell<EarthNet>> {
    EarthNet::new(
        world.clock(),
        &circuit(nanofarads),
        Voltage::from_volts(volts),
    )
}

fn volts(net: &Rc<RefCell<EarthNet>>, pole: Pole) -> f64 {
    f64::from(net.borrow_mut().voltage(pole).as_microvolts()) / 1e6
}

fn ohms(ohms: f64) -> Option<Resistance> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "far below the end"
    )]
    let ohms = ohms as u64;
    Some(Resistance::from_ohms(ohms))
}

fn close(found: f64, expected: f64, within: f64, what: &str) {
    assert!(
        (found - expected).abs() <= within,
        "{what}: {found} V instead of {expected} V"
    );
}

#[test]
fn settled_voltages_are_those_of_ngspice() {
    let cases = reference::settled();
    assert_eq!(cases.len(), 81);
    for case in cases {
        let world = World::new();
        let net = net(&world, [1_000, 1_000], 0);
        net.borrow_mut().set_voltage(case.voltage);
        net.borrow_mut()
            .set_insulation(Pole::Positive, Some(case.positive));
        net.borrow_mut()
            .set_insulation(Pole::Negative, Some(case.negative));
        let states = [(true, false), (false, true), (false, false), (true, true)];
        for ((positive, negative), [above, below]) in states.into_iter().zip(case.volts) {
            net.borrow_mut().command(Pole::Positive, positive);
            net.borrow_mut().command(Pole::Negative, negative);
            world.clock().advance(Duration::from_secs(100));
            // readings end at whole microvolts
            close(volts(&net, Pole::Positive), above, 1e-6, "positive");
            close(volts(&net, Pole::Negative), below, 1e-6, "negative");
        }
    }
}

#[test]
fn the_course_is_that_of_ngspice() {
    let world = World::new();
    let net = net(&world, [1_000, 470], 400);
    net.borrow_mut().set_insulation(Pole::Positive, ohms(5e6));
    net.borrow_mut().set_insulation(Pole::Negative, ohms(2e6));
    net.borrow_mut()
        .set_middle(Ratio::from_ppm(333_333), ohms(3e6));
    net.borrow_mut().settle();
    let moves = [
        (100, Pole::Positive, true),
        (600, Pole::Positive, false),
        (700, Pole::Negative, true),
    ];
    let mut at = 0;
    let mut go = |to: u64| {
        world.clock().advance(Duration::from_millis(to - at));
        at = to;
    };
    let mut moves = moves.into_iter().peekable();
    let course = reference::course();
    assert_eq!(course.len(), 12);
    for (millis, above, below) in course {
        while let Some((when, pole, closed)) = moves.next_if(|(when, ..)| *when < millis) {
            go(when);
            net.borrow_mut().command(pole, closed);
        }
        go(millis);
        // its own step, seven digits, and a third in ppm
        close(volts(&net, Pole::Positive), above, 2e-3, "positive");
        close(volts(&net, Pole::Negative), below, 2e-3, "negative");
    }
}

#[test]
fn it_does_not_matter_in_which_steps_time_passes() {
    let bouncing = Sheet {
        operate: Duration::from_micros(3_300),
        release: Duration::from_micros(2_100),
        bounce: Duration::from_millis(4),
        ..RELAY
    };
    let run = |step: u64| {
        let world = World::new();
        let circuit = Circuit {
            relay: bouncing,
            ..circuit([200, 300])
        };
        let net = EarthNet::new(world.clock(), &circuit, Voltage::from_volts(400));
        net.borrow_mut().set_drift(Voltage::from_volts(-7));
        net.borrow_mut().command(Pole::Positive, true);
        for _ in 0..60_000 / step {
            world.clock().advance(Duration::from_micros(step));
            let _ = net.borrow_mut().voltage(Pole::Positive);
        }
        volts(&net, Pole::Positive)
    };
    let whole = run(60_000);
    for step in [100, 250, 1_000] {
        close(run(step), whole, 2e-6, "in steps");
    }
}

#[test]
fn a_step_and_a_drift_divide_over_the_capacitors() {
    let world = World::new();
    let circuit = Circuit {
        dividers: [None; 2],
        ..circuit([300, 100])
    };
    let net = EarthNet::new(world.clock(), &circuit, Voltage::from_volts(400));
    assert_eq!(
        net.borrow_mut().voltage(Pole::Positive),
        Voltage::from_volts(200)
    );
    // a quarter of what the net gains is at the larger capacitor
    net.borrow_mut().set_voltage(Voltage::from_volts(440));
    close(volts(&net, Pole::Positive), 210.0, 1e-6, "after a step");
    net.borrow_mut().set_drift(Voltage::from_volts(4));
    world.clock().advance(Duration::from_secs(10));
    close(volts(&net, Pole::Positive), 220.0, 1e-6, "after a drift");
    close(volts(&net, Pole::Negative), -260.0, 1e-6, "after a drift");
}

#[test]
fn a_path_in_mid_string_is_one_at_each_pole() {
    let world = World::new();
    let (one, other) = (net(&world, [0, 0], 500), net(&world, [0, 0], 500));
    one.borrow_mut()
        .set_middle(Ratio::from_percent(20), ohms(100e3));
    other
        .borrow_mut()
        .set_insulation(Pole::Positive, ohms(500e3));
    other
        .borrow_mut()
        .set_insulation(Pole::Negative, ohms(125e3));
    for closed in [false, true] {
        for net in [&one, &other] {
            net.borrow_mut().command(Pole::Positive, closed);
        }
        let expected = volts(&other, Pole::Positive);
        close(volts(&one, Pole::Positive), expected, 1e-6, "mid-string");
    }
}

#[test]
fn switches_weld_stick_and_fail() {
    use hal_power::{Contacts, blocking::ContactBank as _};
    let world = World::new();
    let net = net(&world, [0, 0], 400);
    let mut bank = Switches::new(&net);
    bank.command(Contacts::only(0)).unwrap();
    assert_eq!(bank.closed(), Contacts::only(0));
    net.borrow_mut()
        .set_defect(Pole::Positive, Some(Defect::Welded));
    net.borrow_mut()
        .set_defect(Pole::Negative, Some(Defect::StuckOpen));
    bank.command(Contacts::only(1)).unwrap();
    assert_eq!(bank.closed(), Contacts::only(0));
    bank.fail_after(1, Failure::Before(ErrorKind::Bus));
    bank.command(Contacts::NONE).unwrap();
    assert_eq!(bank.command(Contacts::only(0)), Err(ErrorKind::Bus));
    assert_eq!(bank.commands().last(), Some(&Contacts::NONE));
    assert_eq!(bank.command(Contacts::only(2)), Err(ErrorKind::OutOfRange));
}

#[test]
fn probes_are_off_by_what_they_are_told() {
    let world = World::new();
    let net = net(&world, [0, 0], 400);
    let spoiled = Spoiled {
        gain: Ratio::from_percent(1),
        offset: Voltage::from_millivolts(-500),
        noise: Voltage::from_millivolts(20),
    };
    let mut probe = Probe::new(&net, Pole::Negative, spoiled, 7);
    let readings: Vec<_> = (0..200).map(|_| probe.voltage().unwrap()).collect();
    let (least, most) = (
        readings.iter().min().unwrap(),
        readings.iter().max().unwrap(),
    );
    assert!(
        *least >= Voltage::from_millivolts(-202_520) && *most <= Voltage::from_millivolts(-202_480)
    );
    assert!(most.saturating_sub(*least) > Voltage::from_millivolts(30));
    probe.fail_after(1, ErrorKind::Saturated);
    assert!(probe.voltage().is_ok());
    assert_eq!(probe.voltage(), Err(ErrorKind::Saturated));
}
