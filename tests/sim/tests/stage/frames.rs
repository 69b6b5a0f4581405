use super::*;
use hal_inverter::{Calibration, FrameFlags, FrameSource as _};
use hal_power::{Current, Voltage};
use hal_power_sim::stage::{Channel, Sampling, SimFrames};

/// 12 bits, ±80 A; 12 bits, 600 V.
const CHANNELS: [Channel; 2] = [
    Channel::current(0, 4_095, 2_048, Current::from_amps(160)),
    Channel::voltage(0, 4_095, 0, Voltage::from_volts(600)),
];

fn frames(lab: &Lab) -> SimFrames<2> {
    let nanos = Duration::from_nanos;
    let sampling = Sampling::new(nanos(800), nanos(300), nanos(1_200));
    let frames = lab.stage.timer().frames(sampling, CHANNELS);
    frames.set_voltage(1, Voltage::from_volts(300));
    frames
}

#[test]
fn a_frame_holds_the_truth_of_the_middle_of_its_period() {
    let mut lab = Lab::armed(sheet());
    let frames = frames(&lab);
    frames.set_current(0, Current::from_amps(-25));
    frames.set_voltage(1, Voltage::from_volts(400));
    lab.write(500, 500);
    lab.pass(26_000);
    frames.set_current(0, Current::from_amps(50));
    assert_eq!(
        frames.status().flags,
        FrameFlags::empty(),
        "nothing is converted yet"
    );
    lab.pass(200);
    let (status, period) = (frames.status(), lab.now() / PERIOD);
    assert!(status.is_sound());
    assert_eq!(u64::from(status.sequence), period);
    let current =
        const { Calibration::<Current>::new(0, 4_095, 2_048, Current::from_amps(160)).unwrap() };
    let voltage =
        const { Calibration::<Voltage>::new(0, 4_095, 0, Voltage::from_volts(600)).unwrap() };
    let amps = current.apply(frames.code::<0>()).as_microamps();
    assert!((amps + 25_000_000).abs() <= 20_000, "{amps}");
    let volts = voltage.apply(frames.code::<1>()).as_microvolts();
    assert!((volts - 400_000_000).abs() <= 75_000, "{volts}");
    lab.pass(PERIOD);
    let next = frames.status();
    assert_eq!(next.sequence, status.sequence + 1);
    assert!(frames.code::<0>() > 3_000, "the new truth");
    assert!(!next.flags.contains(FrameFlags::OVERRUN));
}

#[test]
fn a_sample_beside_an_edge_is_marked_plausible_and_wrong() {
    let mut lab = Lab::armed(sheet());
    let frames = frames(&lab);
    frames.set_current(0, Current::ZERO);
    frames.set_voltage(1, Voltage::from_volts(300));
    // edges 1.3 us and 0.8 us after dead time before the sample; then within it; after it within the aperture
    for (duty, sound) in [
        (60, true),
        (52, true),
        (51, false),
        (40, false),
        (5, false),
        (0, true),
    ] {
        lab.run(2, duty, 500);
        let status = frames.status();
        assert_eq!(status.is_sound(), sound, "{duty}: {status:?}");
        assert!(!status.flags.contains(FrameFlags::SATURATED));
        assert_eq!(frames.code::<0>() == 2_048, sound, "{duty}");
        assert!((1..4_095).contains(&frames.code::<0>()));
        assert_eq!((frames.code::<1>() - 2_048).abs() < 2, sound, "{duty}");
    }
}

#[test]
fn an_edge_in_the_aperture_spoils_the_sample() {
    let mut lab = Lab::armed(sheet());
    let frames = frames(&lab);
    lab.run(2, 500, 500);
    lab.pass(25_200);
    lab.line.pull(hal_inverter::TripCauses::EXTERNAL);
    lab.pass(2_000);
    assert!(
        !frames.status().is_sound(),
        "100 ns later the gates went off, 300 ns after the trigger"
    );
    lab.pass(PERIOD);
    assert!(frames.status().is_sound(), "nothing moves any more");
}

#[test]
fn a_late_trigger_is_marked() {
    let mut lab = Lab::armed(sheet());
    let frames = frames(&lab);
    lab.run(2, 500, 500);
    assert!(frames.status().is_sound());
    frames.set_late(Duration::from_micros(5));
    lab.run(1, 500, 500);
    assert!(!frames.status().is_sound());
    assert_ne!(frames.code::<0>(), 2_048);
}

#[test]
fn both_ends_of_a_converter_are_saturated() {
    let mut lab = Lab::armed(sheet());
    let frames = frames(&lab);
    for (amps, code) in [(79, None), (81, Some(4_095)), (-81, Some(0)), (0, None)] {
        frames.set_current(0, Current::from_amps(amps));
        frames.set_voltage(1, Voltage::from_volts(300));
        lab.run(1, 500, 500);
        let status = frames.status();
        assert_eq!(
            status.flags.contains(FrameFlags::SATURATED),
            code.is_some(),
            "{amps} A"
        );
        assert!(status.flags.contains(FrameFlags::IN_WINDOW));
        assert!(
            code.is_none_or(|code| frames.code::<0>() == code),
            "{amps} A"
        );
    }
}

#[test]
fn frames_that_nobody_read_are_told_of_and_a_stopped_carrier_gives_none() {
    let mut lab = Lab::armed(sheet());
    let frames = frames(&lab);
    lab.run(1, 500, 500);
    let first = frames.status();
    lab.run(3, 500, 500);
    let second = frames.status();
    assert_eq!(second.sequence, first.sequence + 3);
    assert!(second.flags.contains(FrameFlags::OVERRUN) && second.is_sound());
    assert_eq!(frames.status(), second, "the same frame");
    lab.stage.timer().set_clock_failed(true);
    lab.pass(10 * PERIOD);
    assert_eq!(frames.status(), second, "the same frame");
}
