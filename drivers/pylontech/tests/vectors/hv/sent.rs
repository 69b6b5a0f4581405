//! What is sent, and what is not.

use hal_bms::LimitFrame;
use hal_power::{Charge, Current, Temperature, Voltage};
use hal_power_sim::SimFrame;
use pylontech::{
    ConfigError, DischargeSign, Field, ValueError,
    hv::{
        Address, BatteryConfig, ByteOrder, CurrentCode, Equipment, Format, Inverter,
        InverterConfig, Summary,
    },
};

use super::{
    super::{NOW, deciamps, decicelsius, decivolts, extended, percent},
    REAL, SECOND, address, answer, battery, limits, millivolts,
};

#[test]
fn what_does_not_fit_ends_on_the_safe_side_or_is_refused() {
    let narrow = Format::new(
        ByteOrder::Little,
        CurrentCode::Offset(1_000),
        DischargeSign::Negative,
    );
    let mut battery = battery(narrow);
    let wide = LimitFrame {
        charge: Current::MAX,
        discharge: Current::MAX,
        ..limits(4_000, 3_000, 0, 0)
    };
    battery.set_limits(NOW, wide).unwrap();
    let [c0, c1] = (1_000_u16 + 21_474).to_le_bytes();
    let expected = extended(0x4220, &[0xA0, 0x0F, 0xB8, 0x0B, c0, c1, 0x00, 0x00]);
    assert_eq!(answer(&mut battery, 0), [expected]);

    let summary = |voltage, current, temperature| {
        Summary::new(voltage, current, temperature, percent(1), percent(1))
    };
    for (summary, field) in [
        (
            summary(decivolts(-1), Current::ZERO, Temperature::ZERO),
            Field::Voltage,
        ),
        (
            summary(Voltage::ZERO, deciamps(1_001), Temperature::ZERO),
            Field::Current,
        ),
        (
            summary(Voltage::ZERO, Current::ZERO, decicelsius(-1_001)),
            Field::Temperature,
        ),
    ] {
        let error = Err(ValueError::OutOfRange(field));
        assert_eq!(battery.set_summary(NOW, summary), error);
    }
    let crossed = Err(ValueError::Crossed(Field::CellVoltage));
    assert_eq!(
        battery.set_cell_voltages(NOW, millivolts(1, 2, [0, 0])),
        crossed
    );
    let beyond = Err(ValueError::OutOfRange(Field::ModuleVoltage));
    assert_eq!(
        battery.set_module_voltages(NOW, millivolts(65_536, 1, [0, 0])),
        beyond
    );
    let config = BatteryConfig::new(REAL, address(0), SECOND).unwrap();
    let large = Equipment::new(0, 0, 0, Voltage::ZERO, Charge::from_amp_hours(65_536));
    assert_eq!(
        config.with_equipment(large),
        Err(ValueError::OutOfRange(Field::Capacity))
    );
}

#[test]
fn the_inverter_asks_for_data_and_for_equipment() {
    let config = InverterConfig::new(REAL, SECOND)
        .and_then(|config| config.with_equipment_requests(SECOND * 3));
    let mut inverter = Inverter::new(config.unwrap(), [address(1)]).unwrap();
    let data = extended(0x4200, &[0; 8]);
    let equipment = extended(0x4200, &[2, 0, 0, 0, 0, 0, 0, 0]);
    let mut asked = Vec::new();
    for seconds in 0..5 {
        let now = NOW.saturating_add(SECOND * seconds);
        asked.extend(core::iter::from_fn(|| inverter.poll::<SimFrame>(now)));
        assert_eq!(
            inverter.due(),
            now.saturating_add(SECOND)
                .min(NOW.saturating_add(SECOND * (seconds / 3 * 3 + 3)))
        );
    }
    assert_eq!(asked, [data, equipment, data, data, data, equipment, data]);
}

#[test]
fn addresses_are_few_and_each_is_there_once() {
    assert_eq!(Address::new(16), None);
    let config = InverterConfig::new(REAL, SECOND).unwrap();
    let twice = Inverter::new(config, [address(3), address(1), address(3)]);
    assert_eq!(twice.unwrap_err(), ConfigError::Address);
    assert_eq!(Inverter::new(config, []).unwrap_err(), ConfigError::Address);
    let all: [Address; 16] = core::array::from_fn(|n| address(u8::try_from(n).unwrap()));
    let inverter = Inverter::new(config, all).unwrap();
    assert_eq!(inverter.packs().count(), 16);
    assert!(inverter.pack(address(15)).is_some());
}
