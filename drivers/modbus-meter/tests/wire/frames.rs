//! Requests byte by byte, and what their replies mean.

use hal_power::{ApparentPower, Current, Energy, Frequency, Power, Ratio, ReactivePower, Voltage};
use modbus_meter::{Function, Phase, Query, hal_inverter, hal_power};

use crate::{
    ask, config, ddsu,
    line::{reply, with_crc},
    sdm, sdm630,
};
use hal_inverter::MeteredEnergy;

const HOLDING: Function = Function::Holding;

#[test]
fn the_sheets_requests() {
    let query = |function, register| Query {
        address: 1,
        function,
        register,
        count: 2,
    };
    for (query, bytes) in [
        (
            query(Function::Input, 0x0000),
            [0x01, 0x04, 0x00, 0x00, 0x00, 0x02, 0x71, 0xCB],
        ),
        (
            query(Function::Input, 0x000C),
            [0x01, 0x04, 0x00, 0x0C, 0x00, 0x02, 0xB1, 0xC8],
        ),
        (
            query(HOLDING, 0x2000),
            [0x01, 0x03, 0x20, 0x00, 0x00, 0x02, 0xCF, 0xCB],
        ),
    ] {
        assert_eq!(query.request(), Some(bytes));
        assert_eq!(with_crc(&bytes[..6]), bytes);
    }
}

#[test]
fn an_sdm120() {
    // 230.5 V
    let (voltage, sent) = ask!(Sdm120(config().unwrap()), after sdm(),
        [reply(&[0x01, 0x04, 0x04, 0x43, 0x66, 0x80, 0x00])], rms_voltage());
    assert_eq!(voltage, Ok(Voltage::from_millivolts(230_500)));
    assert_eq!(sent, [[0x01, 0x04, 0x00, 0x00, 0x00, 0x02, 0x71, 0xCB]]);

    // 2.5 A
    let (current, sent) = ask!(Sdm120(config().unwrap()), after sdm(),
        [reply(&[0x01, 0x04, 0x04, 0x40, 0x20, 0x00, 0x00])], rms_current());
    assert_eq!(current, Ok(Current::from_milliamps(2_500)));
    assert_eq!(sent, [with_crc(&[0x01, 0x04, 0x00, 0x06, 0x00, 0x02])]);

    // 1000 W from the grid
    let (power, sent) = ask!(Sdm120(config().unwrap()), after sdm(),
        [reply(&[0x01, 0x04, 0x04, 0x44, 0x7A, 0x00, 0x00])], active_power());
    assert_eq!(power, Ok(Power::from_watts(-1_000)));
    assert_eq!(sent, [[0x01, 0x04, 0x00, 0x0C, 0x00, 0x02, 0xB1, 0xC8]]);

    // 100 VA
    let (power, sent) = ask!(Sdm120(config().unwrap()), after sdm(),
        [reply(&[0x01, 0x04, 0x04, 0x42, 0xC8, 0x00, 0x00])], apparent_power());
    assert_eq!(power, Ok(ApparentPower::from_volt_amps(100)));
    assert_eq!(sent, [with_crc(&[0x01, 0x04, 0x00, 0x12, 0x00, 0x02])]);

    // 100 var
    let (power, sent) = ask!(Sdm120(config().unwrap()), after sdm(),
        [reply(&[0x01, 0x04, 0x04, 0x42, 0xC8, 0x00, 0x00])], reactive_power());
    assert_eq!(power, Ok(ReactivePower::from_vars(-100)));
    assert_eq!(sent, [with_crc(&[0x01, 0x04, 0x00, 0x18, 0x00, 0x02])]);

    // 60 Hz
    let (frequency, sent) = ask!(Sdm120(config().unwrap()), after sdm(),
        [reply(&[0x01, 0x04, 0x04, 0x42, 0x70, 0x00, 0x00])], frequency());
    assert_eq!(frequency, Ok(Frequency::from_hertz(60)));
    assert_eq!(sent, [with_crc(&[0x01, 0x04, 0x00, 0x46, 0x00, 0x02])]);

    // 1.5 kWh, 0.25 kWh
    let (energy, sent) = ask!(Sdm120(config().unwrap()), after sdm(),
        [reply(&[0x01, 0x04, 0x08, 0x3F, 0xC0, 0, 0, 0x3E, 0x80, 0, 0])], active_energy());
    let (import, export) = (Energy::from_watt_hours(1_500), Energy::from_watt_hours(250));
    assert_eq!(energy, Ok(MeteredEnergy::new(import, export)));
    assert_eq!(sent, [with_crc(&[0x01, 0x04, 0x00, 0x48, 0x00, 0x04])]);
}

/// A reply with these registers set, the others zero.
fn block(function: u8, first: u16, count: u8, values: &[(u16, f32)]) -> crate::line::Reply {
    let mut bytes = vec![1, function, 2 * count];
    for register in (first..first + u16::from(count)).step_by(2) {
        let value = values.iter().find(|(at, _)| *at == register);
        bytes.extend(value.map_or(0.0, |(_, value)| *value).to_be_bytes());
    }
    reply(&bytes)
}

#[test]
fn a_power_factor_comes_with_its_sign() {
    // What sign the register has says nothing.
    for (power, register, factor) in [
        (1_000.0, 0.5, -500_000),
        (1_000.0, -0.5, -500_000),
        (-1_000.0, 0.5, 500_000),
        (-1_000.0, -0.5, 500_000),
        (0.0, 0.5, 500_000),
    ] {
        let (found, sent) = ask!(Sdm120(config().unwrap()), after sdm(),
            [block(4, 0x000C, 20, &[(0x000C, power), (0x001E, register)])], power_factor());
        assert_eq!(found, Ok(Ratio::from_ppm(factor)), "{power} {register}");
        assert_eq!(sent, [with_crc(&[0x01, 0x04, 0x00, 0x0C, 0x00, 0x14])]);
    }
}

#[test]
fn an_sdm630() {
    for (phase, offset) in [(Phase::L1, 0_u8), (Phase::L2, 2), (Phase::L3, 4)] {
        let value = [reply(&[0x01, 0x04, 0x04, 0x42, 0xC8, 0x00, 0x00])];
        macro_rules! at {
            ($register:literal, $method:ident, $value:expr) => {{
                let (found, sent) = ask!(Sdm630(config().unwrap()), after sdm630(), value.clone(),
                    phase(phase).$method());
                assert_eq!(found, Ok($value));
                assert_eq!(sent, [with_crc(&[0x01, 0x04, 0x00, $register + offset, 0x00, 0x02])]);
            }};
        }
        at!(0x00, rms_voltage, Voltage::from_volts(100));
        at!(0x06, rms_current, Current::from_amps(100));
        at!(0x0C, active_power, Power::from_watts(-100));
        at!(0x12, apparent_power, ApparentPower::from_volt_amps(100));
        at!(0x18, reactive_power, ReactivePower::from_vars(-100));

        let (energy, sent) = ask!(Sdm630(config().unwrap()), after sdm630(),
            [block(4, 0x015A + u16::from(offset), 8,
                &[(0x015A + u16::from(offset), 1.0), (0x0160 + u16::from(offset), 2.0)])],
            phase(phase).active_energy());
        let (import, export) = (
            Energy::from_watt_hours(1_000),
            Energy::from_watt_hours(2_000),
        );
        assert_eq!(energy, Ok(MeteredEnergy::new(import, export)));
        assert_eq!(
            sent,
            [with_crc(&[0x01, 0x04, 0x01, 0x5A + offset, 0x00, 0x08])]
        );

        let (factor, sent) = ask!(Sdm630(config().unwrap()), after sdm630(),
            [block(4, 0x000C + u16::from(offset), 20,
                &[(0x000C + u16::from(offset), -5.0), (0x001E + u16::from(offset), 0.75)])],
            phase(phase).power_factor());
        assert_eq!(factor, Ok(Ratio::from_permille(750)));
        assert_eq!(
            sent,
            [with_crc(&[0x01, 0x04, 0x00, 0x0C + offset, 0x00, 0x14])]
        );

        let (frequency, sent) = ask!(Sdm630(config().unwrap()), after sdm630(),
            [reply(&[0x01, 0x04, 0x04, 0x42, 0x48, 0x00, 0x00])], phase(phase).frequency());
        assert_eq!(frequency, Ok(Frequency::from_hertz(50)));
        assert_eq!(sent, [with_crc(&[0x01, 0x04, 0x00, 0x46, 0x00, 0x02])]);
    }
}

#[test]
fn the_sums_of_an_sdm630() {
    let value = [reply(&[0x01, 0x04, 0x04, 0x42, 0xC8, 0x00, 0x00])];
    let (power, sent) =
        ask!(Sdm630(config().unwrap()), after sdm630(), value.clone(), active_power());
    assert_eq!(power, Ok(Power::from_watts(-100)));
    assert_eq!(sent, [with_crc(&[0x01, 0x04, 0x00, 0x34, 0x00, 0x02])]);
    let (power, sent) =
        ask!(Sdm630(config().unwrap()), after sdm630(), value.clone(), apparent_power());
    assert_eq!(power, Ok(ApparentPower::from_volt_amps(100)));
    assert_eq!(sent, [with_crc(&[0x01, 0x04, 0x00, 0x38, 0x00, 0x02])]);
    let (power, sent) = ask!(Sdm630(config().unwrap()), after sdm630(), value, reactive_power());
    assert_eq!(power, Ok(ReactivePower::from_vars(-100)));
    assert_eq!(sent, [with_crc(&[0x01, 0x04, 0x00, 0x3C, 0x00, 0x02])]);
    let (factor, sent) = ask!(Sdm630(config().unwrap()), after sdm630(),
        [block(4, 0x0034, 12, &[(0x0034, 5.0), (0x003E, 0.75)])], power_factor());
    assert_eq!(factor, Ok(Ratio::from_permille(-750)));
    assert_eq!(sent, [with_crc(&[0x01, 0x04, 0x00, 0x34, 0x00, 0x0C])]);
}

#[test]
fn a_ddsu666_counts_in_kilowatts() {
    // 1.5 kW and kvar from the grid
    let value = || [reply(&[0x01, 0x03, 0x04, 0x3F, 0xC0, 0x00, 0x00])];
    let (power, sent) =
        ask!(Ddsu666(config().unwrap(), HOLDING), after ddsu(), value(), active_power());
    assert_eq!(power, Ok(Power::from_watts(-1_500)));
    assert_eq!(sent, [with_crc(&[0x01, 0x03, 0x20, 0x04, 0x00, 0x02])]);
    let (power, sent) =
        ask!(Ddsu666(config().unwrap(), HOLDING), after ddsu(), value(), reactive_power());
    assert_eq!(power, Ok(ReactivePower::from_vars(-1_500)));
    assert_eq!(sent, [with_crc(&[0x01, 0x03, 0x20, 0x06, 0x00, 0x02])]);
    let (voltage, sent) =
        ask!(Ddsu666(config().unwrap(), HOLDING), after ddsu(), value(), rms_voltage());
    assert_eq!(voltage, Ok(Voltage::from_millivolts(1_500)));
    assert_eq!(sent, [[0x01, 0x03, 0x20, 0x00, 0x00, 0x02, 0xCF, 0xCB]]);
    let (current, sent) =
        ask!(Ddsu666(config().unwrap(), HOLDING), after ddsu(), value(), rms_current());
    assert_eq!(current, Ok(Current::from_milliamps(1_500)));
    assert_eq!(sent, [with_crc(&[0x01, 0x03, 0x20, 0x02, 0x00, 0x02])]);
    let (factor, sent) = ask!(Ddsu666(config().unwrap(), HOLDING), after ddsu(),
        [block(3, 0x2004, 8, &[(0x2004, -0.5), (0x200A, 0.75)])], power_factor());
    assert_eq!(factor, Ok(Ratio::from_permille(750)));
    assert_eq!(sent, [with_crc(&[0x01, 0x03, 0x20, 0x04, 0x00, 0x08])]);
    // Two blocks, since nobody knows what is between.
    let (energy, sent) = ask!(Ddsu666(config().unwrap(), HOLDING), after ddsu(),
        [block(3, 0x4000, 2, &[(0x4000, 3.0)]), block(3, 0x400A, 2, &[(0x400A, 4.0)])],
        active_energy());
    let (import, export) = (
        Energy::from_watt_hours(3_000),
        Energy::from_watt_hours(4_000),
    );
    assert_eq!(energy, Ok(MeteredEnergy::new(import, export)));
    assert_eq!(
        sent,
        [
            with_crc(&[0x01, 0x03, 0x40, 0x00, 0x00, 0x02]),
            with_crc(&[0x01, 0x03, 0x40, 0x0A, 0x00, 0x02]),
        ]
    );
}

#[test]
fn snapshots_are_one_frame() {
    let registers = [
        (0x00, 230.0),
        (0x06, 5.0),
        (0x0C, -1_000.0),
        (0x12, 1_150.0),
        (0x18, 500.0),
        (0x1E, 0.875),
        (0x46, 50.0),
        (0x48, 1.0),
        (0x4A, 2.0),
    ];
    let (found, sent) = ask!(Sdm120(config().unwrap()), after sdm(),
        [block(4, 0, 76, &registers)], snapshot());
    let found = found.unwrap();
    assert_eq!(sent, [with_crc(&[0x01, 0x04, 0x00, 0x00, 0x00, 0x4C])]);
    assert_eq!(found.voltage, Voltage::from_volts(230));
    assert_eq!(found.current, Current::from_amps(5));
    assert_eq!(found.active, Power::from_watts(1_000));
    assert_eq!(found.apparent, ApparentPower::from_volt_amps(1_150));
    assert_eq!(found.reactive, ReactivePower::from_vars(-500));
    assert_eq!(found.power_factor, Ratio::from_permille(875));
    assert_eq!(found.frequency, Frequency::from_hertz(50));
    assert_eq!(found.energy.exported, Energy::from_watt_hours(2_000));

    let registers = [
        (0x2000, 230.0),
        (0x2002, 5.0),
        (0x2004, 1.0),
        (0x2006, -0.5),
        (0x200A, 0.875),
        (0x200E, 50.0),
    ];
    let (found, sent) = ask!(Ddsu666(config().unwrap(), HOLDING), after ddsu(),
        [block(3, 0x2000, 16, &registers)], snapshot());
    let found = found.unwrap();
    assert_eq!(sent, [with_crc(&[0x01, 0x03, 0x20, 0x00, 0x00, 0x10])]);
    assert_eq!(found.voltage, Voltage::from_volts(230));
    assert_eq!(found.current, Current::from_amps(5));
    assert_eq!(found.active, Power::from_watts(-1_000));
    assert_eq!(found.reactive, ReactivePower::from_vars(500));
    assert_eq!(found.power_factor, Ratio::from_permille(-875));
    assert_eq!(found.frequency, Frequency::from_hertz(50));

    let each: Vec<(u16, f32)> = (0..38).map(|n| (2 * n, f32::from(n))).collect();
    let replaced = |at: u16| {
        if (0x1E..0x24).contains(&at) || at == 0x3E {
            0.5
        } else {
            f32::from(at / 2)
        }
    };
    let each: Vec<(u16, f32)> = each.iter().map(|(at, _)| (*at, replaced(*at))).collect();
    let (found, sent) =
        ask!(Sdm630(config().unwrap()), after sdm630(), [block(4, 0, 76, &each)], snapshot());
    let found = found.unwrap();
    assert_eq!(sent, [with_crc(&[0x01, 0x04, 0x00, 0x00, 0x00, 0x4C])]);
    for (phase, n) in found.phases.iter().zip(0..) {
        assert_eq!(phase.voltage, Voltage::from_volts(n));
        assert_eq!(phase.current, Current::from_amps(3 + n));
        assert_eq!(phase.active, Power::from_watts(-6 - n));
        assert_eq!(phase.apparent, ApparentPower::from_volt_amps(9 + n));
        assert_eq!(phase.reactive, ReactivePower::from_vars(-12 - n));
        assert_eq!(phase.power_factor, Ratio::from_permille(-500));
    }
    assert_eq!(found.active, Power::from_watts(-0x1A));
    assert_eq!(found.apparent, ApparentPower::from_volt_amps(0x1C));
    assert_eq!(found.reactive, ReactivePower::from_vars(-0x1E));
    assert_eq!(found.power_factor, Ratio::from_permille(-500));
    assert_eq!(found.frequency, Frequency::from_hertz(0x23));
    assert_eq!(found.energy.imported, Energy::from_watt_hours(0x24 * 1_000));
}

#[test]
fn registers_as_they_are() {
    let mut words = [0; 3];
    let line =
        crate::line::Line::new([reply(&[1, 3, 6, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC])].into());
    let mut meter =
        modbus_meter::blocking::Sdm120::new(line.port(), line.delay(), config().unwrap());
    meter.read_registers(HOLDING, 0x0012, &mut words).unwrap();
    assert_eq!(words, [0x1234, 0x5678, 0x9ABC]);
    assert_eq!(
        line.sent(),
        [with_crc(&[0x01, 0x03, 0x00, 0x12, 0x00, 0x03])]
    );
    for count in [0, 81, 300] {
        let refused = meter.read_registers(HOLDING, 0, &mut vec![0; count]);
        assert_eq!(refused, Err(modbus_meter::Error::Count(count)));
    }
    assert_eq!(line.sent().len(), 1, "nothing was sent");
}
