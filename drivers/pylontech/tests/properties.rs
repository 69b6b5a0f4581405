//! Any value and any bytes: what is sent is read within its steps and never looser, and noise is never a number out of range.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use core::time::Duration;

use hal_bms::LimitFrame;
use hal_power::{Charge, Current, Instant, Ratio, Temperature, Voltage};
use hal_power_sim::SimFrame;
use proptest::prelude::*;
use pylontech::{
    DischargeSign,
    embedded_can::{ExtendedId, Frame, Id, StandardId},
    hv::{self, Address, ByteOrder, CurrentCode, Extremes, Format, Permission, Permissions},
    lv::{self, LimitsLength, RequestFrame, Requests},
};

const SECOND: Duration = Duration::from_secs(1);
const NOW: Instant = Instant::from_micros(5_000_000);
/// One step of 0.1 V in µV, and of 0.1 A in µA.
const TENTH: i32 = 100_000;

fn sign() -> impl Strategy<Value = DischargeSign> {
    prop_oneof![Just(DischargeSign::Positive), Just(DischargeSign::Negative)]
}

fn format() -> impl Strategy<Value = Format> {
    let order = prop_oneof![Just(ByteOrder::Little), Just(ByteOrder::Big)];
    let code = prop_oneof![
        Just(CurrentCode::Signed),
        any::<u16>().prop_map(CurrentCode::Offset),
        Just(CurrentCode::Offset(30_000)),
    ];
    (order, code, sign()).prop_map(|(order, code, sign)| Format::new(order, code, sign))
}

fn limits() -> impl Strategy<Value = LimitFrame> {
    let current = || any::<i32>().prop_map(Current::from_microamps);
    let voltage = || (-1_000..1_000_000_i32).prop_map(Voltage::from_millivolts);
    (current(), current(), voltage(), voltage()).prop_map(
        |(charge, discharge, charge_voltage, discharge_voltage)| LimitFrame {
            charge,
            discharge,
            charge_voltage,
            discharge_voltage,
        },
    )
}

/// Asserts that `found` allows nothing that `given` does not, and no more than a step less.
fn is_no_looser(given: LimitFrame, found: LimitFrame) {
    for (given, found) in [
        (given.charge, found.charge),
        (given.discharge, found.discharge),
    ] {
        let most = given.as_microamps().max(0);
        assert!(found.as_microamps() <= most, "{found} of {given}");
        assert!(found >= Current::ZERO);
    }
    let (charge, discharge) = (
        given.charge_voltage.as_microvolts() - found.charge_voltage.as_microvolts(),
        found.discharge_voltage.as_microvolts() - given.discharge_voltage.as_microvolts(),
    );
    assert!((0..TENTH).contains(&charge) && (0..TENTH).contains(&discharge));
}

/// Asserts that a current limit lost less than a step, where nothing stands in its way.
fn is_within_a_step(given: Current, found: Current) {
    let lost = given.as_microamps().max(0) - found.as_microamps();
    assert!((0..TENTH).contains(&lost), "{found} of {given}");
}

fn lv_inverter(sign: DischargeSign) -> lv::Inverter {
    let config = lv::InverterConfig::new(SECOND, sign, RequestFrame::LeftOut).unwrap();
    lv::Inverter::new(config)
}

fn address() -> Address {
    Address::new(9).unwrap()
}

fn hv_battery(format: Format) -> hv::Battery {
    hv::Battery::new(hv::BatteryConfig::new(format, address(), SECOND).unwrap())
}

/// Lets a battery answer an inverter.
fn told(battery: &mut hv::Battery, format: Format) -> hv::Inverter<1> {
    let config = hv::InverterConfig::new(format, SECOND).unwrap();
    let mut inverter = hv::Inverter::new(config, [address()]).unwrap();
    let request: SimFrame = inverter.poll(NOW).unwrap();
    battery.on_frame(NOW, &request).unwrap();
    while let Some(frame) = battery.poll::<SimFrame>(NOW) {
        inverter.on_frame(NOW, &frame).unwrap();
    }
    inverter
}

fn identifiers() -> impl Strategy<Value = Id> {
    prop_oneof![
        (0x350..0x360_u16).prop_map(|id| StandardId::new(id).unwrap().into()),
        (0x300..0x310_u16).prop_map(|id| StandardId::new(id).unwrap().into()),
        (0x4200..0x4300_u32).prop_map(|id| ExtendedId::new(id).unwrap().into()),
        (0x7300..0x7350_u32).prop_map(|id| ExtendedId::new(id).unwrap().into()),
    ]
}

proptest! {
    #[test]
    fn low_voltage_limits_are_read_no_looser_than_they_were_set(
        given in limits(), sign in sign(),
    ) {
        let config = lv::BatteryConfig::new(SECOND, SECOND, LimitsLength::Eight, sign).unwrap();
        let mut battery = lv::Battery::new(config);
        let accepted = battery.set_limits(NOW, given).is_ok();
        let sent = battery.poll::<SimFrame>(NOW);
        prop_assert_eq!(accepted, sent.is_some());
        if let Some(frame) = sent {
            let mut inverter = lv_inverter(sign);
            inverter.on_frame(NOW, &frame).unwrap();
            let found = inverter.limits().unwrap().value;
            is_no_looser(given, found);
            is_within_a_step(given.charge, found.charge);
            is_within_a_step(given.discharge, found.discharge);
        }
    }

    #[test]
    fn low_voltage_measurements_are_the_nearest_step_or_none(
        voltage: i32, current: i32, celsius: i32, charge: i32, health: i32,
    ) {
        let config = lv::BatteryConfig::new(SECOND, SECOND, LimitsLength::Six, DischargeSign::Positive);
        let mut battery = lv::Battery::new(config.unwrap());
        let given = lv::Measurement::new(
            Voltage::from_microvolts(voltage),
            Current::from_microamps(current),
            Temperature::from_millicelsius(celsius),
        );
        let state = lv::State::new(Ratio::from_ppm(charge), Ratio::from_ppm(health));
        battery.set_state(NOW, state);
        let accepted = battery.set_measurement(NOW, given).is_ok();
        let mut inverter = lv_inverter(DischargeSign::Positive);
        while let Some(frame) = battery.poll::<SimFrame>(NOW) {
            inverter.on_frame(NOW, &frame).unwrap();
        }
        if let Some(found) = inverter.measurement() {
            prop_assert!(accepted);
            let found = found.value;
            prop_assert!(found.voltage.abs_diff(given.voltage).as_microvolts() <= 5_000);
            prop_assert!(found.current.abs_diff(given.current).as_microamps() <= TENTH / 2);
            prop_assert!(found.temperature.abs_diff(given.temperature).as_millicelsius() <= 50);
        }
        let found = inverter.state().unwrap().value;
        for (given, found) in [(state.charge, found.charge), (state.health, found.health)] {
            let lost = given.as_ppm().clamp(0, 1_000_000) - found.as_ppm();
            prop_assert!((0..10_000).contains(&lost), "{} of {}", found, given);
        }
    }

    #[test]
    fn high_voltage_limits_are_read_no_looser_than_they_were_set(
        given in limits(), format in format(),
    ) {
        let mut battery = hv_battery(format);
        let accepted = battery.set_limits(NOW, given).is_ok();
        let allowed = Permissions::new(Permission::Allowed, Permission::Allowed);
        battery.set_permissions(NOW, allowed);
        let inverter = told(&mut battery, format);
        let found = inverter.pack(address()).unwrap().limits();
        prop_assert_eq!(accepted, found.is_ok());
        if let Ok(found) = found {
            is_no_looser(given, found.value);
        }
    }

    #[test]
    fn usual_high_voltage_formats_hold_usual_limits(
        charge in 0..300_000_i32, discharge in 0..300_000_i32, sign in sign(), is_big: bool,
    ) {
        let order = if is_big { ByteOrder::Big } else { ByteOrder::Little };
        let given = LimitFrame {
            charge: Current::from_milliamps(charge),
            discharge: Current::from_milliamps(discharge),
            charge_voltage: Voltage::from_volts(426),
            discharge_voltage: Voltage::from_volts(336),
        };
        for code in [CurrentCode::Signed, CurrentCode::Offset(30_000)] {
            let format = Format::new(order, code, sign);
            let mut battery = hv_battery(format);
            battery.set_limits(NOW, given).unwrap();
            let inverter = told(&mut battery, format);
            let found = inverter.pack(address()).unwrap().limits_frame().unwrap().value;
            is_within_a_step(given.charge, found.charge);
            is_within_a_step(given.discharge, found.discharge);
        }
    }

    #[test]
    fn high_voltage_measurements_are_the_nearest_step_or_none(
        format in format(), voltage: i32, current: i32, celsius: i32, ratio: i32,
        highest: i32, lowest: i32, at: [u16; 2],
    ) {
        let mut battery = hv_battery(format);
        let summary = hv::Summary::new(
            Voltage::from_microvolts(voltage),
            Current::from_microamps(current),
            Temperature::from_millicelsius(celsius),
            Ratio::from_ppm(ratio),
            Ratio::from_ppm(ratio),
        );
        let volts = Voltage::from_microvolts;
        let cells = Extremes::new(volts(highest), volts(lowest), at[0], at[1]);
        let kelvins = Temperature::from_millicelsius;
        let warm = Extremes::new(kelvins(highest), kelvins(lowest), at[0], at[1]);
        let is_accepted = battery.set_summary(NOW, summary).is_ok();
        let _ = battery.set_cell_voltages(NOW, cells);
        let _ = battery.set_module_voltages(NOW, cells);
        let _ = battery.set_cell_temperatures(NOW, warm);
        let _ = battery.set_module_temperatures(NOW, warm);
        let inverter = told(&mut battery, format);
        let pack = inverter.pack(address()).unwrap();
        prop_assert_eq!(pack.summary().is_some(), is_accepted);
        if let Some(found) = pack.summary() {
            let found = found.value;
            prop_assert!(found.voltage.abs_diff(summary.voltage).as_microvolts() <= TENTH / 2);
            prop_assert!(found.current.abs_diff(summary.current).as_microamps() <= TENTH / 2);
            prop_assert!(found.temperature.abs_diff(summary.temperature).as_millicelsius() <= 50);
        }
        for found in [pack.cell_voltages(), pack.module_voltages()].into_iter().flatten() {
            let found = found.value;
            prop_assert!(found.highest.abs_diff(cells.highest).as_microvolts() <= 500);
            prop_assert!(found.lowest.abs_diff(cells.lowest).as_microvolts() <= 500);
            prop_assert_eq!([found.highest_at, found.lowest_at], at);
        }
        for found in [pack.cell_temperatures(), pack.module_temperatures()].into_iter().flatten() {
            let found = found.value;
            prop_assert!(found.highest.abs_diff(warm.highest).as_millicelsius() <= 50);
            prop_assert!(found.lowest.abs_diff(warm.lowest).as_millicelsius() <= 50);
        }
    }

    #[test]
    fn noise_is_never_a_low_voltage_number_out_of_range(
        frames in prop::collection::vec((identifiers(), prop::collection::vec(any::<u8>(), 0..=8)), 1..40),
        sign in sign(),
    ) {
        let mut inverter = lv_inverter(sign);
        let config = lv::BatteryConfig::new(SECOND, SECOND, LimitsLength::Six, sign).unwrap();
        let mut battery = lv::Battery::new(config);
        for (id, data) in frames {
            let frame = SimFrame::new(id, &data).unwrap();
            let _ = inverter.on_frame(NOW, &frame);
            let _ = battery.on_frame(NOW, &frame);
            prop_assert_eq!(battery.poll::<SimFrame>(NOW), None);
            if let Some(found) = inverter.state() {
                for ratio in [found.value.charge, found.value.health] {
                    prop_assert!((Ratio::from_ppm(0)..=Ratio::ONE).contains(&ratio));
                }
            }
            if let Ok(found) = inverter.limits() {
                prop_assert!(found.value.charge >= Current::ZERO);
                prop_assert!(found.value.discharge >= Current::ZERO);
                prop_assert!(found.value.discharge_voltage > Voltage::ZERO);
                prop_assert!(found.value.charge_voltage > found.value.discharge_voltage);
            }
            if let Some(found) = inverter.requests()
                && !found.value.contains(Requests::CHARGE_ENABLE)
                && let Ok(limits) = inverter.limits()
            {
                prop_assert_eq!(limits.value.charge, Current::ZERO);
            }
            let _ = (inverter.measurement(), inverter.alarms());
        }
    }

    #[test]
    fn noise_is_never_a_high_voltage_number_out_of_range(
        frames in prop::collection::vec((identifiers(), prop::collection::vec(any::<u8>(), 0..=8)), 1..40),
        format in format(),
    ) {
        let config = hv::InverterConfig::new(format, SECOND).unwrap();
        let mut inverter = hv::Inverter::new(config, [address()]).unwrap();
        let mut battery = hv_battery(format);
        for (id, data) in frames {
            // half of it to the one battery there is
            let id = match id {
                Id::Extended(id) if id.as_raw() & 8 != 0 => {
                    Id::Extended(ExtendedId::new(id.as_raw() & !0xF | 9).unwrap())
                }
                other => other,
            };
            let frame = SimFrame::new(id, &data).unwrap();
            let _ = inverter.on_frame(NOW, &frame);
            let _ = battery.on_frame(NOW, &frame);
            prop_assert_eq!(battery.poll::<SimFrame>(NOW), None);
            let pack = inverter.pack(address()).unwrap();
            if let Some(found) = pack.summary() {
                for ratio in [found.value.charge, found.value.health] {
                    prop_assert!((Ratio::from_ppm(0)..=Ratio::ONE).contains(&ratio));
                }
                prop_assert!(found.value.voltage >= Voltage::ZERO);
                prop_assert!(found.value.temperature >= Temperature::from_celsius(-100));
            }
            if let Ok(found) = pack.limits() {
                prop_assert!(found.value.charge >= Current::ZERO);
                prop_assert!(found.value.discharge >= Current::ZERO);
                prop_assert!(found.value.discharge_voltage > Voltage::ZERO);
                prop_assert!(found.value.charge_voltage > found.value.discharge_voltage);
            }
            for found in [pack.cell_voltages(), pack.module_voltages()].into_iter().flatten() {
                prop_assert!(found.value.highest >= found.value.lowest);
                prop_assert!(found.value.lowest >= Voltage::ZERO);
            }
            for found in [pack.cell_temperatures(), pack.module_temperatures()].into_iter().flatten() {
                prop_assert!(found.value.highest >= found.value.lowest);
            }
            if let Some(found) = pack.equipment() {
                prop_assert!(found.value.capacity >= Charge::ZERO);
            }
            let _ = (pack.status(), pack.permissions(), pack.versions());
        }
    }
}
