//! When it counts.

use super::*;

#[test]
fn nothing_counts_before_the_start_up_has_passed() {
    let good = pwm(10_000, 500_000);
    // Supply was told of.
    let mut session = ready(config());
    let until = at(17_500);
    let early = Err(NoReading::StartUp { until });
    assert_eq!(told(&mut session, 1, Signal::Low), early);
    let estimate = Err(NoReading::SpeedStart(Estimate::Good));
    assert_eq!(told(&mut session, 100, pwm(30_000, 50_000)), estimate);
    assert_eq!(told(&mut session, 2_100, good), early);
    assert_eq!(told(&mut session, 17_499, good), early);
    assert!(told(&mut session, 17_500, good).is_ok());
    // It was not: the first sight counts.
    let mut unseen = Session::new(config());
    let until = at(40_000);
    assert_eq!(unseen.report(), None);
    let early = Err(NoReading::StartUp { until });
    assert_eq!(told(&mut unseen, 22_500, good), early);
    assert!(told(&mut unseen, 40_000, good).is_ok());
    assert_eq!(NoReading::StartUp { until }.kind(), ErrorKind::NotReady);
}

#[test]
fn a_low_signal_is_awaited_only_so_long_and_a_high_one_never() {
    let mut session = ready(config());
    assert_eq!(
        told(&mut session, 1, Signal::High),
        Err(NoReading::StuckHigh)
    );
    let mut session = ready(config());
    assert!(matches!(
        told(&mut session, 17_499, Signal::Low),
        Err(NoReading::StartUp { .. })
    ));
    assert_eq!(
        told(&mut session, 17_500, Signal::Low),
        Err(NoReading::StuckLow)
    );
    let mut session = ready(config());
    assert!(told(&mut session, 100, pwm(30_000, 50_000)).is_err());
    let gone = told(&mut session, 1_000, Signal::Low);
    assert_eq!(gone, Err(NoReading::StuckLow), "it had shown something");
}

#[test]
fn a_part_that_starts_again_is_not_trusted() {
    let good = pwm(10_000, 500_000);
    for interruption in [Signal::Low, Signal::High, pwm(30_000, 50_000)] {
        let mut session = ready(config());
        assert!(told(&mut session, 20_000, good).is_ok());
        assert!(told(&mut session, 21_000, interruption).is_err());
        let starting = told(&mut session, 22_000, good);
        assert!(matches!(starting, Err(NoReading::StartUp { .. })));
        assert!(told(&mut session, 38_499, good).is_err());
        assert!(told(&mut session, 39_500, good).is_ok());
    }
    // Again before the first start-up was over.
    let mut session = ready(config());
    assert!(told(&mut session, 100, pwm(30_000, 50_000)).is_err());
    assert!(told(&mut session, 3_000, good).is_err());
    assert!(told(&mut session, 10_000, pwm(30_000, 50_000)).is_err());
    let until = at(27_500);
    let starting = Err(NoReading::StartUp { until });
    assert_eq!(told(&mut session, 17_600, good), starting);
}

#[test]
fn nothing_counts_for_a_time_after_a_fault() {
    let good = pwm(10_000, 500_000);
    for fault in [40_000, 50_000] {
        let mut session = ready(config());
        assert!(told(&mut session, 20_000, good).is_ok());
        assert!(told(&mut session, 21_000, pwm(fault, 500_000)).is_err());
        assert!(told(&mut session, 22_000, pwm(fault, 500_000)).is_err());
        let until = at(47_000);
        let early = Err(NoReading::Recovery { until });
        assert_eq!(told(&mut session, 22_100, good), early);
        assert_eq!(told(&mut session, 46_999, good), early);
        assert!(told(&mut session, 47_000, good).is_ok());
        assert_eq!(NoReading::Recovery { until }.kind(), ErrorKind::NotReady);
    }
    let mut restarted = ready(config());
    restarted.had_fault(at(10_000));
    let until = at(35_000);
    let early = Err(NoReading::Recovery { until });
    assert_eq!(told(&mut restarted, 20_000, good), early);
    assert!(told(&mut restarted, 35_000, good).is_ok());
}

#[test]
fn the_last_report_is_kept_with_its_time_until_the_signal_is_gone() {
    let mut session = ready(config());
    assert!(told(&mut session, 100, pwm(30_000, 925_000)).is_err());
    let report = session.report().unwrap();
    assert_eq!(report.value, Report::SpeedStart(Estimate::Bad));
    assert_eq!(report.at, at(100));
    assert!(told(&mut session, 200, pwm(35_000, 925_000)).is_err());
    assert_eq!(session.report(), Some(report));
    assert!(told(&mut session, 300, Signal::High).is_err());
    assert_eq!(session.report(), None);
}
