//! Flags: limits, C against S, supplies, and those that are forced.

use super::host::*;
use core::time::Duration;
use hal_power::Temperature;
use hal_power_sim::{
    Fault, Injection,
    model::ades183x::{Adc, Open},
};

const MS: Duration = Duration::from_millis(1);
const COMP: u8 = 1 << 5;

fn group_b(under: i16, over: i16) -> [u8; 6] {
    let [a, b] = (under & 0xFFF).to_le_bytes();
    let [c, d] = (over << 4).to_le_bytes();
    [a, b | c, d, 0, 0, 0]
}

fn limits(host: &mut Host) -> u32 {
    let [a, b, c, d, filler, _] = host.first(RDSTATD);
    assert_eq!(filler, 0xFF);
    u32::from_le_bytes([a, b, c, d])
}

#[test]
fn after_sleep_all_faults_stand_and_clrflag_clears_what_is_written() {
    let mut host = Host::new(1);
    assert_eq!(host.first(RDSTATC), [0xFF, 0xFF, 0, 0, 0xFF, 0b1101_1011]);
    host.write_all(CLRFLAG, [0x01, 0x80, 0, 0, 0x10, 0x08]);
    assert_eq!(host.first(RDSTATC), [0xFE, 0x7F, 0, 0, 0xEF, 0b1101_0011]);
    host.write_all(CLRFLAG, [0xFF; 6]);
    assert_eq!(host.first(RDSTATC), [0; 6]);
}

#[test]
fn thresholds_are_signed_and_of_2_4_millivolts() {
    let mut host = Host::new(1);
    // 2.7 V and 3.6 V.
    host.write_all(WRCFGB, group_b(500, 875));
    host.part(0, |part| {
        part.set_cells(&[volts(3_300); 16]);
        part.set_cell(0, volts(2_699));
        part.set_cell(1, volts(2_701));
        part.set_cell(14, volts(3_599));
        part.set_cell(15, volts(3_601));
    });
    host.send(ADCV);
    host.pass(MS);
    assert_eq!(limits(&mut host), 1 | 1 << 31);
    // 0.3 V below, -0.9 V above: all are over.
    host.write_all(CLROVUV, [0xFF; 6]);
    host.write_all(WRCFGB, group_b(-1_000, -500));
    host.send(ADCV);
    host.pass(MS);
    assert_eq!(limits(&mut host), 0xAAAA_AAAA);
}

#[test]
fn reset_thresholds_let_everything_pass() {
    let mut host = Host::new(1);
    host.part(0, |part| {
        part.set_cell(0, volts(-1_900));
        part.set_cell(1, volts(5_500));
    });
    host.send(ADCV);
    host.pass(MS);
    assert_eq!(limits(&mut host), 0);
}

#[test]
fn limits_stay_until_cleared_or_follow_as_the_caller_says() {
    for stay in [true, false] {
        let open = Open {
            limits_stay: stay,
            ..Open::default()
        };
        let mut host = Host::with(1, &open);
        host.part(0, |part| part.set_cells(&[volts(3_300); 16]));
        host.write_all(WRCFGB, group_b(500, 875));
        host.send(ADCV | CONT);
        host.part(0, |part| part.set_cell(2, volts(2_000)));
        host.pass(2 * MS);
        host.part(0, |part| part.set_cell(2, volts(3_300)));
        host.pass(2 * MS);
        assert_eq!(limits(&mut host), if stay { 1 << 4 } else { 0 });
        host.write_all(CLROVUV, [0x10, 0, 0, 0, 0, 0]);
        host.pass(2 * MS);
        assert_eq!(limits(&mut host), 0);
    }
}

fn compared(host: &mut Host) -> (u16, bool) {
    let [low, high, _, _, _, health] = host.first(RDSTATC);
    (u16::from_le_bytes([low, high]), health & COMP != 0)
}

#[test]
fn c_and_s_apart_by_more_than_cth_is_a_fault() {
    for (cth, below, above) in [
        (0, 5_000, 5_250),
        (1, 8_000, 8_250),
        (2, 9_000, 9_150),
        (3, 10_050, 10_200),
        (4, 15_000, 15_150),
        (5, 19_950, 20_100),
        (6, 25_050, 25_200),
        (7, 40_050, 40_200),
    ] {
        let mut host = Host::new(1);
        let mut config = REFON;
        config[0] = 0x80 | cth;
        host.write_all(WRCFGA, config);
        host.part(0, |part| {
            part.set_cells(&[volts(3_300); 16]);
            part.set_offset(Adc::S, 3, hal_power::Voltage::from_microvolts(-below));
            part.set_offset(Adc::C, 9, hal_power::Voltage::from_microvolts(above));
        });
        host.write_all(CLRFLAG, [0xFF; 6]);
        host.send(ADCV | RD | CONT);
        assert_eq!(compared(&mut host), (0, true), "{cth}");
        host.idle(9 * MS);
        assert_eq!(compared(&mut host), (1 << 9, true), "{cth}");
    }
}

#[test]
fn a_redundant_single_shot_takes_eight_milliseconds() {
    let mut host = Host::new(1);
    host.part(0, |part| {
        part.set_cells(&[volts(3_300); 16]);
        part.set_offset(Adc::S, 0, volts(20));
    });
    host.write_all(CLRFLAG, [0xFF; 6]);
    host.send(ADCV | RD);
    host.idle(6 * MS);
    assert_eq!(compared(&mut host), (0, true));
    host.idle(3 * MS);
    assert_eq!(compared(&mut host), (1, false));
    assert_eq!(host.words(RDCVA)[0], 12_000);
    assert_eq!(host.words(RDSVA)[0], code(3_320));
}

#[test]
fn without_comparison_nothing_is_compared() {
    let mut host = Host::new(1);
    host.part(0, |part| part.set_offset(Adc::S, 0, volts(100)));
    host.write_all(CLRFLAG, [0xFF; 6]);
    host.send(ADCV | CONT);
    host.send(ADSV);
    host.idle(20 * MS);
    assert_eq!(compared(&mut host), (0, false));
    // Continuous S falls in with C.
    host.send(ADSV | CONT);
    host.idle(20 * MS);
    assert_eq!(compared(&mut host), (1, true));
}

#[test]
fn cells_that_move_are_no_difference_between_c_and_s() {
    let mut host = Host::new(1);
    host.write_all(CLRFLAG, [0xFF; 6]);
    host.part(0, |part| part.set_cells(&[volts(3_300); 16]));
    host.send(ADCV | RD | CONT);
    for step in 0..100 {
        host.pass(Duration::from_micros(2_700));
        host.part(0, |part| part.set_cells(&[volts(3_000 + 10 * step); 16]));
        host.read(RDCVA);
    }
    assert_eq!(compared(&mut host), (0, true));
}

#[test]
fn supplies_beyond_their_range_are_faults_once_something_converts() {
    let mut host = Host::new(1);
    let supply = |host: &mut Host| host.first(RDSTATC)[4];
    host.write_all(CLRFLAG, [0xFF; 6]);
    host.part(0, |part| part.set_supplies(volts(4_400), volts(3_700)));
    assert_eq!(supply(&mut host), 0);
    host.send(ADCV);
    host.pass(MS);
    assert_eq!(supply(&mut host), 1 << 6 | 1 << 5);
    host.write_all(CLRFLAG, [0xFF; 6]);
    host.part(0, |part| part.set_supplies(volts(5_600), volts(2_600)));
    host.send(ADCV);
    host.pass(MS);
    assert_eq!(supply(&mut host), 1 << 7 | 1 << 4);
}

#[test]
fn flag_d_forces_what_it_names() {
    for (flag_d, supply, health) in [
        (0x04, 0b0101_0000, 0),
        (0x0C, 0b1010_0000, 0b1100_0000),
        (0x01, 0, 0b0000_0001),
        (0x02, 0, 0b0000_0001),
        (0x10, 0, 0b0000_0100),
        (0x20, 0b0000_1010, 0),
        (0x40, 0b0000_0101, 0),
        (0x80, 0, 0b0000_0010),
        (0x00, 0, 0),
    ] {
        let mut host = Host::new(1);
        host.write_all(CLRFLAG, [0xFF; 6]);
        let mut config = REFON;
        config[1] = flag_d;
        host.write_all(WRCFGA, config);
        host.send(ADCV);
        host.pass(MS);
        assert_eq!(host.first(RDSTATC)[4..], [supply, health], "{flag_d:02X}");
        let expected = match flag_d {
            0x01 => 90,
            0x02 => 40,
            _ => 62,
        };
        assert_eq!(host.first(RDSTATD)[5], expected);
    }
}

#[test]
fn the_spoiled_read_sets_spiflt() {
    let mut host = Host::new(1);
    host.write_all(CLRFLAG, [0xFF; 6]);
    host.first(0x072);
    assert_eq!(host.first(RDSTATC)[5], 1 << 4);
}

#[test]
fn heat_is_flagged_and_stops_discharge() {
    let mut host = Host::new(1);
    host.write_all(WRCFGB, [0x00, 0xF8, 0x7F, 0, 0x01, 0]);
    assert_eq!(host.part(0, |part| part.discharge().cells), 1);
    host.part(0, |part| {
        part.set_die_temperature(Temperature::from_celsius(151))
    });
    assert_eq!(host.part(0, |part| part.discharge().cells), 0);
    assert_eq!(host.first(RDSTATC)[5] & 1 << 2, 1 << 2);
}

#[test]
fn a_dip_meets_one_part_alone() {
    let mut host = Host::new(3);
    host.write_all(WRPWMA, [0x33; 6]);
    host.write_all(CLRFLAG, [0xFF; 6]);
    host.chain.borrow_mut().weaken(Some(1));
    host.world
        .inject(Injection::nth(0, Fault::BrownOut).at(host.target));
    assert_eq!(
        host.read(RDPWMA),
        [([0x33; 6], 2), ([0; 6], 0), ([0x33; 6], 2)]
    );
    let asleep: Vec<_> = host
        .read(RDSTATC)
        .iter()
        .map(|(data, _)| data[5] & 1 << 3 != 0)
        .collect();
    assert_eq!(asleep, [false, true, false]);
    assert_eq!(host.world.faults_struck(), 1);
}
