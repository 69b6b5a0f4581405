//! Whatever comes, nothing panics, and a number comes of a sound frame and of nothing else.

use hal_inverter::blocking::VoltageMeter as _;
use hal_power::Voltage;
use modbus_meter::{Flaw, Function, Query, codec::fixed, hal_inverter, hal_power};
use proptest::prelude::*;

use crate::{
    config,
    line::{Line, raw, with_crc},
    sdm,
};

const QUERY: Query = Query {
    address: 1,
    function: Function::Input,
    register: 0,
    count: 2,
};

/// What a meter reads as the voltage when these bytes come.
fn voltage(bytes: &[u8]) -> Option<Voltage> {
    let line = Line::new(sdm().into_iter().chain([raw(bytes)]).collect());
    let config = config().ok()?;
    let mut meter = modbus_meter::blocking::Sdm120::new(line.port(), line.delay(), config);
    meter.init().ok()?;
    let blocking = meter.rms_voltage();

    let line = Line::new(sdm().into_iter().chain([raw(bytes)]).collect());
    let mut meter = modbus_meter::asynch::Sdm120::new(line.port(), line.delay_async(), config);
    line.block_on(meter.init()).ok()?;
    let asynch = line.block_on(hal_inverter::asynch::VoltageMeter::rms_voltage(&mut meter));
    assert_eq!(blocking, asynch);
    blocking.ok()
}

/// A frame with a right CRC, whatever is in it, as it could be and as it could not.
fn sound() -> impl Strategy<Value = Vec<u8>> {
    let begin = (
        0..4_u8,
        prop_oneof![Just(4), Just(3), Just(0x84), any::<u8>()],
    );
    let rest = prop::collection::vec(prop_oneof![Just(4), any::<u8>()], 1..12);
    (begin, rest).prop_map(|((address, function), rest)| {
        with_crc(&[&[address, function], rest.as_slice()].concat())
    })
}

proptest! {
    #[test]
    fn any_bytes(bytes in prop_oneof![prop::collection::vec(any::<u8>(), 0..300), sound()]) {
        if let Some(found) = voltage(&bytes) {
            // What no reply begins with was dropped.
            let begin = bytes.iter().position(|byte| (1..248).contains(byte)).unwrap();
            let frame = &bytes[begin..begin + 9];
            prop_assert_eq!(&frame[..3], &[1, 4, 4]);
            prop_assert_eq!(with_crc(&frame[..7]), frame);
            let bits = u32::from_be_bytes(frame[3..7].try_into().unwrap());
            prop_assert_eq!(Some(i64::from(found.as_microvolts())), fixed(bits, 1_000_000));
        }
    }

    #[test]
    fn up_to_three_flipped_bits(
        value in 0.0_f32..2_000.0,
        flips in prop::collection::btree_set(0..72_usize, 1..=3),
    ) {
        let mut bytes = with_crc(&[&[1, 4, 4][..], &value.to_be_bytes()].concat());
        prop_assert!(voltage(&bytes).is_some());
        for flip in flips {
            bytes[flip / 8] ^= 1 << (flip % 8);
        }
        prop_assert_eq!(voltage(&bytes), None);
    }

    #[test]
    fn any_frame(bytes in prop_oneof![prop::collection::vec(any::<u8>(), 0..300), sound()]) {
        match QUERY.registers(&bytes) {
            Ok(registers) => {
                prop_assert_eq!(&bytes[..3], &[1, 4, 4]);
                prop_assert_eq!(with_crc(&bytes[..7]), bytes.clone());
                prop_assert_eq!(registers, &bytes[3..7]);
            }
            Err(Flaw::Exception(code)) => prop_assert_eq!(with_crc(&[1, 0x84, code]), bytes),
            Err(Flaw::Crc) => {
                prop_assert_ne!(with_crc(&bytes[..bytes.len() - 2]), bytes);
            }
            Err(_) => {}
        }
    }

    #[test]
    fn a_single_as_in_doubles(bits in any::<u32>(), factor in 0..=1_000_000_u32) {
        // Exact: 24 bits by 20.
        let exact = f64::from(f32::from_bits(bits)) * f64::from(factor);
        let found = fixed(bits, factor);
        if exact.is_nan() || exact.abs() >= 9.223_372_036_854_775e18 {
            prop_assert_eq!(found, None);
        } else {
            prop_assert_eq!(found.map(|found| format!("{found}")), Some(format!("{:.0}", exact.round() + 0.0)));
        }
    }

    #[test]
    fn any_request(address: u8, register: u16, count: u8, is_input: bool) {
        let function = if is_input { Function::Input } else { Function::Holding };
        let query = Query { address, function, register, count };
        let expected = (1..=125).contains(&count).then(|| {
            let [high, low] = register.to_be_bytes();
            with_crc(&[address, if is_input { 4 } else { 3 }, high, low, 0, count])
        });
        prop_assert_eq!(query.request().map(|request| request.to_vec()), expected);
    }
}
