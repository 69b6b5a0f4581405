//! PWM, DCC, and what ends them.

use super::host::*;
use core::time::Duration;
use hal_power::Instant;
use hal_power_sim::model::ades183x::{Extended, Open};

const MS: Duration = Duration::from_millis(1);

/// Group B with reset thresholds, a timer byte and switches.
fn group_b(timer: u8, switches: u16) -> [u8; 6] {
    let [low, high] = switches.to_le_bytes();
    [0x00, 0xF8, 0x7F, timer, low, high]
}

fn cells(host: &Host) -> u16 {
    host.part(0, |part| part.discharge().cells)
}

fn discharged(host: &Host, cell: usize) -> Duration {
    host.part(0, |part| part.discharged(cell))
}

fn about(time: Duration, expected: Duration) -> bool {
    time.abs_diff(expected) < 2 * MS
}

#[test]
fn switches_are_on_all_the_time_and_duties_in_fifteenths() {
    let mut host = Host::new(1);
    host.write_all(WRCFGB, group_b(0, 1 << 15 | 1 << 2));
    host.write_all(WRPWMA, [0x01, 0x50, 0, 0, 0, 0]);
    host.write_all(WRPWMB, [0, 0x0F, 0, 0, 0, 0]);
    let discharge = host.part(0, |part| part.discharge());
    assert_eq!(discharge.cells, 1 | 1 << 2 | 1 << 3 | 1 << 14 | 1 << 15);
    assert_eq!((discharge.duties[0], discharge.duties[2]), (1, 15));
    assert_eq!((discharge.duties[3], discharge.duties[14]), (5, 15));
    host.pass(1_500 * MS);
    assert!(about(discharged(&host, 0), 100 * MS));
    assert!(about(discharged(&host, 2), 1_500 * MS));
    assert!(about(discharged(&host, 3), 500 * MS));
    assert_eq!(discharged(&host, 1), Duration::ZERO);
}

#[test]
fn silence_ends_it_and_the_part_says_when() {
    let mut host = Host::new(1);
    host.write_all(WRCFGB, group_b(0, 0xFFFF));
    let until = host.part(0, |part| part.discharge().until).unwrap();
    let left = until.as_micros() - host.world.now().as_micros();
    assert!((1_999_000..=2_000_000).contains(&left), "{left}");
    host.pass(Duration::from_mins(10));
    assert_eq!(cells(&host), 0);
    assert!(about(discharged(&host, 7), Duration::from_secs(2)));
    assert_eq!(host.part(0, |part| part.discharge().until), None::<Instant>);
}

#[test]
fn the_timer_goes_on_with_duties_while_the_host_is_silent() {
    let mut host = Host::new(1);
    host.write_all(WRPWMA, [0x0F, 0, 0, 0, 0, 0]);
    host.write_all(WRCFGB, group_b(3, 1 << 4));
    assert_eq!(cells(&host), 1 | 1 << 4);
    host.pass(Duration::from_mins(1));
    assert_eq!(cells(&host), 1);
    host.wake();
    let [_, _, _, timer, ..] = host.first(RDCFGB);
    assert_eq!(timer, 2);
    // It heard a command: the switch is back.
    assert_eq!(cells(&host), 1 | 1 << 4);
    host.pass(Duration::from_mins(3));
    assert_eq!(cells(&host), 0);
    assert!(about(discharged(&host, 0), Duration::from_mins(3)));
    host.wake();
    assert_eq!(host.first(RDCFGB), RESET_B);
}

#[test]
fn what_acts_while_the_host_is_silent_is_the_callers_choice() {
    for (extended, expected) in [(Extended::Pwm, 1), (Extended::Dcc, 2), (Extended::Both, 3)] {
        let open = Open {
            extended,
            ..Open::default()
        };
        let mut host = Host::with(1, &open);
        host.write_all(WRPWMA, [0x0F, 0, 0, 0, 0, 0]);
        host.write_all(WRCFGB, group_b(1, 2));
        host.pass(Duration::from_secs(30));
        assert_eq!(cells(&host), expected);
    }
}

#[test]
fn the_long_range_counts_sixteen_minutes() {
    let mut host = Host::new(1);
    host.write_all(WRPWMA, [0x0F, 0, 0, 0, 0, 0]);
    host.write_all(WRCFGB, group_b(0x40 | 2, 0));
    host.pass(Duration::from_mins(15));
    host.wake();
    assert_eq!(host.first(RDCFGB)[3], 0x40 | 2);
    host.pass(Duration::from_mins(2));
    host.wake();
    assert_eq!(host.first(RDCFGB)[3], 0x40 | 1);
    host.pass(Duration::from_mins(16));
    assert!(about(discharged(&host, 0), Duration::from_mins(32)));
}

#[test]
fn the_timer_ends_discharge_while_the_host_speaks_if_the_caller_says_so() {
    for ends in [true, false] {
        let open = Open {
            timer_ends_discharge: ends,
            ..Open::default()
        };
        let mut host = Host::with(1, &open);
        host.write_all(WRCFGB, group_b(1, 1));
        host.idle(Duration::from_secs(59));
        assert_eq!(cells(&host), 1);
        host.idle(Duration::from_secs(2));
        assert_eq!(cells(&host), u16::from(!ends));
    }
}

#[test]
fn mute_stops_all_and_unmute_lets_it_go_on() {
    let mut host = Host::new(1);
    host.write_all(WRCFGB, group_b(0, 1));
    host.write_all(WRPWMA, [0xF0, 0, 0, 0, 0, 0]);
    assert_eq!(cells(&host), 3);
    host.send(MUTE);
    assert_eq!(cells(&host), 0);
    assert_eq!(host.first(RDCFGA)[5], 1 << 4);
    host.send(UNMUTE);
    assert_eq!(cells(&host), 3);
    let mut muted = REFON;
    muted[5] = 1 << 4;
    host.write_all(WRCFGA, muted);
    assert_eq!(cells(&host), 0);
}

#[test]
fn duties_pause_for_s_but_switches_do_not() {
    let mut host = Host::new(1);
    host.write_all(WRCFGB, group_b(0, 1));
    host.write_all(WRPWMA, [0xF0, 0, 0, 0, 0, 0]);
    host.send(ADSV);
    assert_eq!(cells(&host), 1);
    host.pass(8 * MS);
    assert_eq!(cells(&host), 3);
    host.wake();
    host.send(ADSV | DCP);
    assert_eq!(cells(&host), 3);
    host.idle(9 * MS);
    host.send(ADCV);
    assert_eq!(cells(&host), 3);
    // Continuous S keeps them off.
    host.send(ADCV | RD | CONT);
    host.idle(Duration::from_secs(10));
    assert_eq!(cells(&host), 1);
}

#[test]
fn a_cell_reads_less_while_it_is_discharged() {
    let mut host = Host::new(1);
    host.part(0, |part| {
        part.set_cells(&[volts(3_300); 16]);
        part.set_discharge_drop(volts(30));
    });
    host.write_all(WRCFGB, group_b(0, 1));
    host.send(ADCV | CONT);
    host.pass(2 * MS);
    assert_eq!(host.words(RDCVA), [code(3_270), 12_000, 12_000]);
    host.send(MUTE);
    host.pass(2 * MS);
    assert_eq!(host.words(RDCVA), [12_000; 3]);
}

#[test]
fn soft_reset_ends_discharge_at_once() {
    let mut host = Host::new(1);
    host.write_all(WRCFGB, group_b(60, 0xFFFF));
    host.write_all(WRPWMA, [0xFF; 6]);
    host.send(SRST);
    assert_eq!(cells(&host), 0);
    // The edge that ended the command woke nobody.
    host.pass(10 * MS);
    assert!(!host.part(0, |part| part.is_awake()));
}
