use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn limits() -> BatteryLimits {
    BatteryLimits::new(LimitTimes::new(SECOND * 2, SECOND, SECOND * 5).unwrap())
}

fn frame() -> LimitFrame {
    LimitFrame {
        charge: Current::from_amps(25),
        discharge: Current::from_amps(30),
        charge_voltage: Voltage::from_volts(448),
        discharge_voltage: Voltage::from_volts(358),
    }
}

fn at(seconds: u64) -> Instant {
    Instant::from_micros(seconds * 1_000_000)
}

#[test]
fn unheard_means_no_current_and_no_voltages() {
    assert_eq!(limits().in_force(at(0)), Limits::SILENT);
}

#[test]
fn silence_voids_voltages_instead_of_zeroing_them() {
    let mut limits = limits();
    assert!(limits.on_frame(at(10), frame()));
    let heard = limits.in_force(at(12));
    assert_eq!(
        (heard.charge, heard.discharge),
        (frame().charge, frame().discharge)
    );
    assert_eq!(
        heard.voltages,
        Some((frame().discharge_voltage, frame().charge_voltage))
    );
    assert_eq!(
        limits.in_force(Instant::from_micros(12_000_001)),
        Limits::SILENT
    );
    assert_eq!(
        limits.in_force(at(9)),
        Limits::SILENT,
        "a frame from the future"
    );
}

#[test]
fn a_frame_that_makes_no_sense_is_not_taken() {
    let mut limits = limits();
    let crossed = LimitFrame {
        charge_voltage: Voltage::from_volts(300),
        ..frame()
    };
    let zero = LimitFrame {
        discharge_voltage: Voltage::ZERO,
        ..frame()
    };
    assert!(!limits.on_frame(at(1), crossed));
    assert!(!limits.on_frame(at(1), zero));
    assert_eq!(limits.in_force(at(1)), Limits::SILENT);
    assert!(limits.on_frame(
        at(2),
        LimitFrame {
            charge: Current::from_amps(-1),
            ..frame()
        }
    ));
    assert_eq!(limits.in_force(at(2)).charge, Current::ZERO);
}

#[test]
fn what_is_void_is_silent_at_once() {
    let mut limits = limits();
    assert!(limits.on_frame(at(1), frame()));
    limits.void();
    assert_eq!(limits.in_force(at(1)), Limits::SILENT);
    assert!(limits.on_frame(at(2), frame()));
    assert_eq!(limits.in_force(at(2)).charge, frame().charge);
}

#[test]
fn the_battery_must_not_open_under_current() {
    assert_eq!(
        LimitTimes::new(SECOND * 4, SECOND, SECOND * 5),
        Err(LimitTimesError::TooLate)
    );
    assert!(LimitTimes::new(SECOND * 4, SECOND / 2, SECOND * 5).is_ok());
    assert!(LimitTimes::new(Duration::MAX, SECOND, SECOND * 5).is_err());
}
