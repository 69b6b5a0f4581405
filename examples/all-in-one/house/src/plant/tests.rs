use super::*;
use proptest::prelude::*;

const NIGHT: Outside = Outside {
    house: 500.0,
    backup: 200.0,
    ..Outside::QUIET
};

fn plant() -> Plant {
    Plant::new(Some(Array::for_rating(5_000.0)), Battery::new(4, 0.5, 20.0))
}

fn steps(plant: &mut Plant, seconds: f64, outside: &Outside, orders: &Orders) {
    let mut left = seconds;
    while left > 0.0 {
        plant.step(0.01, outside, orders);
        left -= 0.01;
    }
}

fn closed() -> Orders {
    let paths = Paths {
        battery: true,
        line: true,
        neutral: true,
        ..Paths::default()
    };
    Orders {
        paths,
        ..Orders::default()
    }
}

#[test]
fn below_the_peak_of_the_grid_the_bridge_conducts_with_every_gate_off() {
    let mut plant = plant();
    let paths = Paths {
        line: true,
        neutral: true,
        ..Paths::default()
    };
    let orders = Orders {
        paths,
        ..Orders::default()
    };
    steps(&mut plant, 1.0, &NIGHT, &orders);
    assert!(
        (plant.link.voltage - 230.0 * 1.414).abs() < 3.0,
        "{}",
        plant.link.voltage
    );
}

#[test]
fn by_day_the_pv_lifts_the_link_through_its_diode() {
    let mut plant = plant();
    let day = Outside {
        sun: 800.0,
        ..NIGHT
    };
    steps(&mut plant, 2.0, &day, &Orders::default());
    assert!(plant.link.voltage > 250.0, "{}", plant.link.voltage);
    assert_eq!(
        plant.pv.power > 0.0,
        plant.pv.voltage < plant.array.as_ref().unwrap().open_voltage()
    );
}

#[test]
fn a_cell_that_is_heated_grows_hot_and_cools() {
    let mut plant = plant();
    let hot = Outside {
        heater: 100.0,
        ..NIGHT
    };
    steps(&mut plant, 450.0, &hot, &Orders::default());
    let peak = plant.battery.hottest();
    assert!((45.0..60.0).contains(&peak), "{peak}");
    steps(&mut plant, 600.0, &NIGHT, &Orders::default());
    assert!(plant.battery.hottest() < peak - 5.0);
}

#[test]
fn a_ledger_that_misses_something_has_a_gap() {
    let mut plant = plant();
    let orders = Orders {
        leg: Some(2_000.0),
        bridge: Some(1_900.0),
        ..closed()
    };
    steps(&mut plant, 60.0, &NIGHT, &orders);
    assert!(plant.ledger.gap() < 0.001, "{:?}", plant.ledger);
    plant.ledger.losses *= 0.5;
    assert!(plant.ledger.gap() > 0.005);
}

proptest! {
    #[test]
    fn the_balance_closes_whatever_is_ordered(
        orders in prop::collection::vec(
            (
                prop::option::of(-4_000.0..4_000.0),
                prop::option::of(-4_000.0..4_000.0),
                prop::option::of(0.0..1.0),
                any::<[bool; 6]>(),
                prop_oneof![Just(0.0), 0.0..1_000.0],
            ),
            1..20,
        ),
    ) {
        let mut plant = plant();
        plant.link.voltage = 450.0;
        plant.ledger = Ledger::new(plant.battery.energy() + plant.link.energy());
        for (bridge, leg, boost, [battery, precharge, line, neutral, bond, discharge], sun) in orders {
            // what an ordered power would draw from an empty link is not to be had: the link has to live
            let alive = plant.link.voltage > 360.0;
            let orders = Orders {
                bridge: bridge.filter(|_| alive),
                leg: leg.filter(|_| alive),
                boost,
                paths: Paths { precharge, battery, line, neutral, bond },
                discharge,
                ..Orders::default()
            };
            steps(&mut plant, 0.05, &Outside { sun, ..NIGHT }, &orders);
            prop_assert!(plant.link.voltage.is_finite());
        }
        let ledger = plant.ledger;
        let inward = ledger.pv + ledger.imported + ledger.drawn();
        let outward = ledger.exported + ledger.house + ledger.backup + ledger.losses;
        prop_assert!((inward - outward).abs() < 0.02 * inward.abs() + 1.0, "{ledger:?}");
    }
}
