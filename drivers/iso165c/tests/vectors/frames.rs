//! Frames, and what they say.

use super::*;

fn decoded(frame: &SimFrame) -> Result<Option<Answer>, FrameError> {
    codec::decode(&Identifiers::default(), frame)
}

fn said(data: [u8; 5]) -> Answer {
    decoded(&response(data)).unwrap().unwrap()
}

#[test]
fn information_is_little_endian_and_keeps_every_bit() {
    let Some(Answer::Info(own)) = decoded(&info([0x02, 0x01, 0x2A, 0x80, 0x17, 0xB1])).unwrap()
    else {
        panic!("information");
    };
    assert_eq!(own.resistance, kilohms(0x0102));
    assert_eq!(own.imc.bits(), 0x802A);
    assert!(own.imc.contains(
        ImcStatus::CHASSIS_FAULT | ImcStatus::CALIBRATION | ImcStatus::INSULATION_WARNING
    ));
    assert_eq!(own.vifc.bits(), 0xB117);
    let named = VifcStatus::DEACTIVATED | VifcStatus::NOT_ALIVE | VifcStatus::OUTDATED;
    let tests = VifcStatus::OVERALL_NOT_EXECUTED | VifcStatus::PARAMETERS_NOT_EXECUTED;
    assert_eq!((named | tests).bits(), 0x3105);
    assert!(own.vifc.contains(named | tests));
}

#[test]
fn responses_say_what_the_manual_says() {
    let Answer::Resistance(sample) = said([0x35, 0x50, 0xC3, 1, 200]) else {
        panic!("resistance");
    };
    assert_eq!(
        (sample.resistance, sample.bias),
        (kilohms(50_000), Bias::Negative)
    );
    assert_eq!(sample.count, 200);
    let Answer::Status(status) = said([0x37, 0x04, 0x00, 0x02, 0x50]) else {
        panic!("status");
    };
    assert_eq!(status.imc, ImcStatus::SYSTEM_FAILURE);
    let found = ImcStatusExt::HARDWARE | ImcStatusExt::VOLTAGE_1 | ImcStatusExt::MANUFACTURER;
    assert_eq!(status.ext, found);
    let volts = |item, volts| Answer::Voltage(item, Voltage::from_volts(volts));
    let version = |version| Answer::Version(version, [3, 4]);
    let relay = |relay, state| Answer::Relay(relay, state);
    for (data, expected) in [
        ([0x00, 9, 9, 9, 9], Answer::Taken(Item::Ping, 0x0909)),
        ([0x21, 2, 0, 0, 0], Answer::Taken(Item::SelfTest, 2)),
        (
            [0x28, 0x64, 0, 0, 0],
            Answer::Taken(Item::SetErrorThreshold, 100),
        ),
        (
            [0x29, 0x2C, 1, 0, 0],
            Answer::Taken(Item::SetWarningThreshold, 300),
        ),
        ([0x2B, 10, 0, 0, 0], Answer::Taken(Item::SetMeanFactor, 10)),
        ([0xC8, 0, 0, 0, 0], Answer::Taken(Item::Reset, 0)),
        ([0xCA, 0, 0, 0, 0], Answer::Taken(Item::Unlock, 0)),
        ([0xCA, 1, 0, 0, 0], Answer::Taken(Item::Lock, 1)),
        ([0xCB, 1, 0, 0, 0], Answer::Taken(Item::Measurement, 1)),
        (
            [0xD2, 1, 0, 1, 0],
            Answer::Taken(Item::SetRelay(Relay::Positive), 1),
        ),
        (
            [0x32, 55, 0, 0, 0],
            Answer::Setting(Item::ErrorThreshold, 55),
        ),
        (
            [0x39, 0x90, 1, 0, 0],
            Answer::Setting(Item::WarningThreshold, 400),
        ),
        ([0x3C, 3, 0, 0, 0], Answer::Setting(Item::MeanFactor, 3)),
        ([0x36, 0x58, 2, 0, 0], volts(Item::Voltage1, 600)),
        ([0x3A, 0x01, 1, 0, 0], volts(Item::Voltage2, 257)),
        ([0x33, 3, 0, 3, 4], version(Version::ImcFirmwareHash)),
        ([0xDE, 1, 0, 3, 4], version(Version::VifcFirmware)),
        ([0x5A, 1, 2, 0, 0], Answer::TestCount(0x0201)),
        ([0x3D, 60, 0, 66, 0], Answer::Manufacturer(60, 66)),
        ([0xDC, 0, 1, 0, 0], Answer::VifcStatus(VifcStatus::OUTDATED)),
        (
            [0xDD, 0, 0, 1, 0],
            relay(Relay::Negative, RelayState::Closed),
        ),
        (
            [0xDD, 1, 0, 100, 0],
            relay(Relay::Positive, RelayState::Unknown),
        ),
        ([0xE0, 2, 0, 0, 0], Answer::LockState(LockState::Blocked)),
        ([0xE0, 100, 0, 0, 0], Answer::LockState(LockState::Unknown)),
        ([0xE2, 1, 0, 0, 0], Answer::Alive(Alive::Error)),
        ([0xE2, 2, 0, 0, 0], Answer::Alive(Alive::Performance)),
        (
            [0xFF, 0xE9, 0x03, 0x28, 0],
            Answer::Rejected {
                code: ErrorCode::QUEUE_FULL,
                byte: 0x28,
            },
        ),
    ] {
        assert_eq!(said(data), expected);
    }
    for (byte, bias) in [(0, Bias::Unknown), (2, Bias::Positive), (3, Bias::Other(3))] {
        let Answer::Resistance(sample) = said([0x35, 0, 0, byte, 0]) else {
            panic!("resistance");
        };
        assert_eq!(sample.bias, bias);
    }
}

#[test]
fn requests_are_five_bytes_and_only_orders_carry_a_value() {
    let request = |item| {
        let made = codec::request::<SimFrame>(&Identifiers::default(), item, 0x0102)?;
        assert_eq!(made.id(), Id::Standard(StandardId::new(0x22).unwrap()));
        Some(<[u8; 5]>::try_from(made.data()).unwrap())
    };
    for (item, expected) in [
        (Item::Ping, [0x00, 0, 0, 0, 0]),
        (Item::SelfTest, [0x21, 2, 1, 0, 0]),
        (Item::Reset, [0xC8, 0, 0, 0, 0]),
        (Item::Unlock, [0xCA, 0, 0, 0, 0]),
        (Item::Lock, [0xCA, 1, 0, 0xFF, 0xFF]),
        (Item::Measurement, [0xCB, 2, 1, 0, 0]),
        (Item::SetErrorThreshold, [0x28, 2, 1, 0, 0]),
        (Item::SetWarningThreshold, [0x29, 2, 1, 0, 0]),
        (Item::SetMeanFactor, [0x2B, 2, 1, 0, 0]),
        (Item::SetRelay(Relay::Negative), [0xD2, 0, 0, 2, 1]),
        (Item::SetRelay(Relay::Positive), [0xD2, 1, 0, 2, 1]),
        (Item::Status, [0x37, 0, 0, 0, 0]),
        (Item::Resistance, [0x35, 0, 0, 0, 0]),
        (Item::ErrorThreshold, [0x32, 0, 0, 0, 0]),
        (Item::WarningThreshold, [0x39, 0, 0, 0, 0]),
        (Item::MeanFactor, [0x3C, 0, 0, 0, 0]),
        (Item::Voltage1, [0x36, 0, 0, 0, 0]),
        (Item::Voltage2, [0x3A, 0, 0, 0, 0]),
        (Item::Version(Version::ImcFirmwareId), [0x33, 2, 0, 0, 0]),
        (Item::Version(Version::VifcFirmware), [0xDE, 1, 0, 0, 0]),
        (Item::TestCount, [0x5A, 0, 0, 0, 0]),
        (Item::Manufacturer(60), [0x3D, 60, 0, 0, 0]),
        (Item::VifcStatus, [0xDC, 0, 0, 0, 0]),
        (Item::Relay(Relay::Positive), [0xDD, 1, 0, 0, 0]),
        (Item::Alive, [0xE2, 0, 0, 0, 0]),
        (Item::LockState, [0xE0, 0, 0, 0, 0]),
    ] {
        assert_eq!(request(item), Some(expected), "{item}");
    }
    assert_eq!(request(Item::Info), None);
}

#[test]
fn frames_of_another_length_are_errors_and_never_a_number() {
    for length in 0..=8_usize {
        let data = [0x35, 1, 0, 0, 0, 0, 0, 0];
        let data = data.get(..length).unwrap();
        for (id, good) in [(0x37, 6), (0x23, 5)] {
            let found = decoded(&frame(id, data));
            if length == good {
                assert!(matches!(found, Ok(Some(_))));
            } else {
                assert_eq!(found, Err(FrameError::Length { length }));
            }
        }
    }
}

#[test]
fn what_means_nothing_is_an_error() {
    let far = |item| Err(FrameError::OutOfRange { item });
    assert_eq!(decoded(&info([0x51, 0xC3, 0, 0, 0, 0])), far(Item::Info));
    assert_eq!(
        decoded(&response([0x35, 0xFF, 0xFF, 0, 0])),
        far(Item::Resistance)
    );
    assert_eq!(
        decoded(&response([0x36, 0x59, 2, 0, 0])),
        far(Item::Voltage1)
    );
    assert_eq!(
        decoded(&response([0x3A, 0xFF, 0xFF, 0, 0])),
        far(Item::Voltage2)
    );
    for (data, word) in [
        ([0xCA, 2, 0, 0, 0], 2),
        ([0xCA, 100, 0, 0, 0], 100),
        ([0xD2, 2, 0, 0, 0], 2),
        ([0xDD, 0, 0, 2, 0], 2),
        ([0xDD, 100, 0, 0, 0], 100),
        ([0xE0, 3, 0, 0, 0], 3),
        ([0xE2, 0, 1, 0, 0], 256),
        ([0x33, 4, 0, 0, 0], 4),
        ([0xDE, 2, 0, 0, 0], 2),
        ([0x3D, 0, 1, 0, 0], 256),
        ([0x3D, 0, 0, 0, 1], 256),
    ] {
        let byte = data[0];
        assert_eq!(
            decoded(&response(data)),
            Err(FrameError::Value { byte, word })
        );
    }
}

#[test]
fn what_is_not_the_parts_is_passed_over() {
    let data = [0x35, 0, 0, 0, 0];
    for other in [
        frame(0x22, &data),
        frame(0x36, &data),
        SimFrame::new(ExtendedId::new(0x23).unwrap(), &data).unwrap(),
        SimFrame::new_remote(StandardId::new(0x23).unwrap(), 5).unwrap(),
        // Temperature, which the manual does not have.
        response([0xE1, 0, 0, 0, 0]),
    ] {
        assert_eq!(decoded(&other), Ok(None));
    }
}

#[test]
fn figures_that_make_no_session_are_refused() {
    let settings = |error, warning, mean| Settings::new(kilohms(error), kilohms(warning), mean);
    for (error, warning) in [(29, 300), (1_001, 2_000), (100, 39), (100, 2_001)] {
        assert_eq!(settings(error, warning, 3), Err(ConfigError::Threshold));
    }
    let odd = Resistance::from_microohms(100_000_000_001);
    assert_eq!(
        Settings::new(odd, kilohms(300), 3),
        Err(ConfigError::Threshold)
    );
    for mean in [0, 21] {
        assert_eq!(settings(100, 300, mean), Err(ConfigError::MeanFactor));
    }
    assert!(settings(30, 40, 1).is_ok() && settings(1_000, 2_000, 20).is_ok());
    let zero = Duration::ZERO;
    for times in [
        Times::new(zero, MS, 1, MS, MS),
        Times::new(MS, zero, 1, MS, MS),
        Times::new(MS, MS, 0, MS, MS),
        Times::new(MS, MS, 1, zero, MS),
        Times::new(MS, MS, 1, MS, zero),
    ] {
        assert_eq!(times, Err(ConfigError::Zero));
    }
    for ceiling in [0, 50_001] {
        let found = config().with_ceiling(kilohms(ceiling));
        assert_eq!(found, Err(ConfigError::Ceiling));
    }
    let id = |raw| StandardId::new(raw).unwrap();
    for [a, b, c] in [[1, 1, 2], [1, 2, 1], [1, 2, 2]] {
        let found = Identifiers::new(id(a), id(b), id(c));
        assert_eq!(found, Err(ConfigError::Identifiers));
    }
}
