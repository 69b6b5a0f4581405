use super::*;

const TARGET: Voltage = Voltage::from_volts(420);

fn control() -> FlowControl {
    let link = LinkControl {
        target: TARGET,
        per_volt: Power::from_watts(20),
        curtail: Voltage::from_volts(10),
    };
    FlowControl::new(link, Power::from_watts(5_000))
}

fn range() -> BatteryRange {
    BatteryRange::new(
        Current::from_amps(5),
        Current::from_amps(10),
        Voltage::from_volts(400),
    )
}

#[test]
fn export_charges_and_import_discharges_up_to_the_limits() {
    let mut control = control();
    let flow = control.connected(
        Metered::New(Power::from_watts(400)),
        Power::ZERO,
        TARGET,
        range(),
    );
    assert_eq!(
        (flow.battery, flow.bridge),
        (Power::from_watts(-100), Power::from_watts(-100))
    );
    for _ in 0..100 {
        let _ = control.connected(
            Metered::New(Power::from_watts(4_000)),
            Power::ZERO,
            TARGET,
            range(),
        );
    }
    let flow = control.connected(Metered::New(Power::ZERO), Power::ZERO, TARGET, range());
    assert_eq!(flow.battery, Power::from_watts(-2_000), "5 A at 400 V");
    for _ in 0..100 {
        let _ = control.connected(
            Metered::New(Power::from_watts(-4_000)),
            Power::ZERO,
            TARGET,
            range(),
        );
    }
    let flow = control.connected(Metered::New(Power::ZERO), Power::ZERO, TARGET, range());
    assert_eq!(flow.battery, Power::from_watts(4_000), "10 A at 400 V");
}

#[test]
fn what_the_meter_said_once_counts_once_and_a_silent_one_idles_the_battery() {
    let mut control = control();
    let mut battery = |meter| {
        let flow = control.connected(meter, Power::ZERO, TARGET, range());
        flow.battery.as_watts()
    };
    assert_eq!(battery(Metered::New(Power::from_watts(-400))), 100);
    assert_eq!(battery(Metered::Same), 100);
    assert_eq!(battery(Metered::New(Power::from_watts(-400))), 200);
    assert_eq!(battery(Metered::Silent), 0);
    assert_eq!(battery(Metered::Same), 0);
}

#[test]
fn the_bridge_takes_what_the_link_has_too_much_of_and_never_more_than_its_rating() {
    let mut control = control();
    let high = Voltage::from_volts(425);
    let flow = control.connected(
        Metered::New(Power::ZERO),
        Power::from_watts(1_000),
        high,
        range(),
    );
    assert_eq!(flow.bridge, Power::from_watts(1_100));
    let flow = control.connected(
        Metered::New(Power::ZERO),
        Power::from_watts(9_000),
        high,
        range(),
    );
    assert_eq!(flow.bridge, Power::from_watts(5_000));
}

#[test]
fn the_battery_holds_the_link_of_an_island() {
    let mut control = control();
    let low = Voltage::from_volts(415);
    let (load, pv) = (Power::from_watts(2_000), Power::from_watts(500));
    let flow = control.islanded(load, pv, low, range());
    assert_eq!(flow.battery, Power::from_watts(1_600));
    assert_eq!(flow.bridge, Power::ZERO);
}

#[test]
fn supply_is_held_back_above_the_band() {
    let control = control();
    let admitted = |volts| control.admitted(Voltage::from_volts(volts));
    assert_eq!(
        [0, 420, 430, 435, 440, 900].map(admitted),
        [100, 100, 100, 50, 0, 0].map(Ratio::from_percent)
    );
}

#[test]
fn a_battery_that_discharges_is_held_back_where_the_bridge_cannot_deliver() {
    let mut control = control();
    let mut battery = |watts, volts| {
        let meter = Power::from_watts(watts);
        let link = Voltage::from_volts(volts);
        control
            .connected(Metered::New(meter), Power::ZERO, link, range())
            .battery
            .as_watts()
    };
    assert_eq!(battery(-8_000, 420), 2_000);
    assert_eq!(battery(0, 435), 1_000);
    assert_eq!(battery(0, 440), 0);
    assert_eq!(battery(0, 420), 2_000, "and is back when the link is");
    assert_eq!(battery(16_000, 440), -2_000, "charging helps, and goes on");
}

#[test]
fn half_the_period_is_nothing() {
    let control = control();
    let duty = |watts| control.signed_duty(Power::from_watts(watts)).ticks();
    assert_eq!(
        [-9_000, -5_000, 0, 2_500, 5_000].map(duty),
        [0, 0, 5_000, 7_500, 10_000]
    );
}
