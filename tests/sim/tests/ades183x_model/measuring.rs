//! C, S, averages, filter and the auxiliary converters.

use super::host::*;
use core::time::Duration;
use hal_power::Temperature;
use hal_power_sim::model::ades183x::Open;

const MS: Duration = Duration::from_millis(1);
const CLEARED: i16 = i16::MIN;

fn charged(host: &Host, millivolts: i32) {
    host.each(|_, part| part.set_cells(&[volts(millivolts); 16]));
}

#[test]
fn no_register_has_a_result_before_its_first_conversion() {
    let mut host = Host::new(1);
    for command in [RDCVA, RDACA, RDSVA, RDFCA] {
        assert_eq!(host.words(command), [CLEARED; 3]);
    }
    assert_eq!(host.words(RDSTATA)[..2], [CLEARED, 0x7FFF]);
    assert_eq!(host.words(RDSTATB), [0x7FFF; 3]);
    assert_eq!(host.words(RDAUXD)[1..], [CLEARED; 2]);
    host.send(CLRAUX);
    assert_eq!(host.words(RDSTATB), [CLEARED; 3]);
}

#[test]
fn a_single_conversion_takes_a_millisecond_and_ends() {
    let mut host = Host::new(1);
    charged(&host, 3_300);
    host.send(ADCV);
    host.pass(Duration::from_micros(900));
    assert_eq!(host.words(RDCVA), [CLEARED; 3]);
    host.pass(Duration::from_micros(100));
    assert_eq!(host.words(RDCVA), [code(3_300); 3]);
    assert_eq!(code(3_300), 12_000);
    assert_eq!(host.words(RDSVA), [CLEARED; 3]);
    charged(&host, 3_400);
    host.pass(10 * MS);
    host.wake();
    assert_eq!(host.words(RDCVA), [12_000; 3]);
}

#[test]
fn from_standby_the_reference_takes_five_milliseconds_more() {
    let mut host = Host::new(1);
    host.write_all(WRCFGA, [0x01, 0, 0, 0xFF, 0x03, 0]);
    charged(&host, 3_300);
    host.send(ADCV);
    for _ in 0..5 {
        assert_eq!(host.words(RDCVA), [CLEARED; 3]);
        host.pass(Duration::from_micros(1_100));
    }
    host.pass(Duration::from_micros(400));
    assert_eq!(host.words(RDCVA), [12_000; 3]);
}

#[test]
fn continuous_conversions_follow_the_cells() {
    let mut host = Host::new(1);
    host.send(ADCV | CONT);
    for millivolts in [3_300, 3_450, 2_000, -1_000, 5_400] {
        charged(&host, millivolts);
        host.pass(Duration::from_micros(1_500));
        assert_eq!(host.words(RDCVA), [code(millivolts); 3]);
    }
    charged(&host, 7_000);
    host.pass(2 * MS);
    assert_eq!(host.words(RDCVA), [code(5_500); 3]);
    host.send(ADCV);
    host.pass(MS);
    assert!(host.is_done(PLCADC));
    charged(&host, 3_000);
    host.pass(3 * MS);
    assert_eq!(host.words(RDCVA), [code(5_500); 3]);
}

#[test]
fn an_average_is_of_eight() {
    let mut host = Host::new(1);
    charged(&host, 3_300);
    host.send(ADCV | CONT);
    host.pass(Duration::from_micros(2_500));
    charged(&host, 3_340);
    assert_eq!(host.words(RDACA), [CLEARED; 3]);
    host.pass(Duration::from_micros(5_450));
    // Two of 3.3 V, six of 3.34 V.
    assert_eq!(host.words(RDACA), [code(3_330); 3]);
    host.wake();
    host.pass(4 * MS);
    host.wake();
    host.pass(4 * MS);
    assert_eq!(host.words(RDACA), [code(3_340); 3]);
}

#[test]
fn the_filter_follows_slowly_unless_it_is_off_or_reset() {
    let mut host = Host::new(1);
    let mut slow = REFON;
    slow[5] = 5;
    host.write_all(WRCFGA, slow);
    charged(&host, 3_000);
    host.send(ADCV | CONT | RSTF);
    host.pass(2 * MS);
    assert_eq!(host.words(RDFCA), [code(3_000); 3]);
    charged(&host, 3_300);
    host.pass(MS);
    let [first, ..] = host.words(RDFCA);
    assert!(
        (code(3_000) + 50..code(3_000) + 80).contains(&first),
        "{first}"
    );
    host.idle(Duration::from_millis(900));
    assert_eq!(host.words(RDFCA), [code(3_300); 3]);
    charged(&host, 3_600);
    host.write_all(WRCFGA, REFON);
    host.pass(2 * MS);
    assert_eq!(host.words(RDFCA), [code(3_600); 3]);
}

#[test]
fn the_counter_of_conversions_counts_and_starts_anew_with_adcv() {
    let mut host = Host::new(1);
    let count = |host: &mut Host| {
        let [_, _, high, low, ..] = host.first(RDSTATC);
        (u16::from(high & 0x1F) << 6 | u16::from(low >> 2), low & 3)
    };
    host.send(ADCV | CONT);
    host.pass(Duration::from_micros(3_600));
    assert_eq!(count(&mut host), (3, 2));
    host.pass(Duration::from_micros(1_900));
    host.send(ADCV | CONT);
    host.pass(Duration::from_micros(100));
    assert_eq!(count(&mut host), (0, 0));
}

#[test]
fn s_takes_eight_milliseconds_and_pll_shows_it() {
    let mut host = Host::new(5);
    charged(&host, 3_300);
    host.send(ADSV);
    assert!(!host.is_done(0x71D));
    assert!(host.is_done(PLCADC));
    host.pass(4 * MS);
    host.wake();
    assert!(!host.is_done(0x718));
    host.pass(2 * MS);
    host.wake();
    assert!(host.is_done(0x71D));
    assert_eq!(host.words(RDSVA), [12_000; 3]);
    assert_eq!(host.words(RDCVA), [CLEARED; 3]);
}

#[test]
fn snap_freezes_results_and_status() {
    let mut host = Host::new(1);
    charged(&host, 3_300);
    host.send(ADCV | CONT);
    host.pass(2 * MS);
    host.send(SNAP);
    charged(&host, 3_000);
    host.pass(2 * MS);
    assert_eq!(host.words(RDCVA), [12_000; 3]);
    assert_eq!(host.first(RDCFGA)[5], 1 << 5);
    let before = host.first(RDSTATC);
    host.pass(2 * MS);
    assert_eq!(host.first(RDSTATC), before);
    host.send(UNSNAP);
    assert_eq!(host.words(RDCVA), [10_000; 3]);
}

#[test]
fn clrcell_clears_what_the_next_conversion_fills() {
    let mut host = Host::new(1);
    charged(&host, 3_300);
    host.send(ADCV);
    host.pass(MS);
    host.send(CLRCELL);
    assert_eq!(host.words(RDCVA), [CLEARED; 3]);
    host.send(ADCV);
    host.pass(MS);
    assert_eq!(host.words(RDCVA), [12_000; 3]);
}

#[test]
fn adax_of_all_takes_eighteen_milliseconds() {
    let open = Open {
        gpio_reset: 0x8000,
        ..Open::default()
    };
    let mut host = Host::with(1, &open);
    charged(&host, 3_300);
    host.part(0, |part| {
        for n in 0..10 {
            part.set_gpio(n, volts(1_500 + 150 * i32::try_from(n).unwrap()));
        }
        part.set_die_temperature(Temperature::from_millicelsius(27_000));
        part.set_supplies(volts(5_000), volts(3_100));
        part.set_reference(volts(3_001), volts(2_999));
    });
    host.send(ADAX);
    host.idle(16 * MS);
    assert_eq!(host.words(RDAUXA), [CLEARED; 3]);
    host.idle(3 * MS);
    assert_eq!(host.words(RDAUXA), [0, 1_000, 2_000]);
    assert_eq!(host.words(RDAUXD)[0], 9_000);
    // S1N at V-; 52.8 V over 25.
    assert_eq!(host.words(RDAUXD)[1..], [code(0), code(52_800 / 25)]);
    // 300 K at 7.5 mV each.
    assert_eq!(host.words(RDSTATA)[..2], [code(3_001), code(2_250)]);
    assert_eq!(host.words(RDSTATB), [code(3_100), code(5_000), code(2_999)]);
    assert_eq!(host.words(RDRAXA), [CLEARED; 3]);
}

#[test]
fn adax_of_one_takes_a_millisecond_and_its_soak() {
    let mut host = Host::new(1);
    host.part(0, |part| part.set_gpio(1, volts(3_000)));
    host.send(ADAX | 2);
    host.pass(MS);
    assert_eq!(host.words(RDAUXA), [CLEARED, 10_000, CLEARED]);
    // SOAKON, 2^(6+5) clocks: 1.024 ms.
    host.write_all(WRCFGA, [0x81, 0, 0x80 | 5 << 3, 0xFF, 0x03, 0]);
    host.part(0, |part| part.set_gpio(1, volts(1_500)));
    host.send(ADAX | 2);
    host.pass(Duration::from_micros(1_900));
    assert_eq!(host.words(RDAUXA)[1], 10_000);
    host.pass(Duration::from_micros(200));
    assert_eq!(host.words(RDAUXA)[1], 0);
    host.send(ADAX | 1 << 6 | 3);
    host.pass(3 * MS);
    assert_eq!(host.words(RDSTATA)[1], code(298 * 15 / 2));
}

#[test]
fn adax2_converts_again_for_itself() {
    let mut host = Host::new(1);
    host.part(0, |part| part.set_gpio(0, volts(3_000)));
    host.send(ADAX2 | 1);
    host.idle(8 * MS);
    assert_eq!(host.words(RDRAXA), [10_000, CLEARED, CLEARED]);
    assert_eq!(host.words(RDAUXA), [CLEARED; 3]);
}

#[test]
fn gpios_show_their_levels() {
    let mut host = Host::new(1);
    host.part(0, |part| {
        part.set_gpio(1, volts(3_000));
        part.set_gpio(8, volts(3_000));
    });
    assert_eq!(host.first(RDSTATE), [0, 0, 0, 0, 0x02, 0x11]);
}
