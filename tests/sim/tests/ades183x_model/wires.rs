//! Open wires, at cells and GPIOs.

use super::host::*;
use core::time::Duration;
use hal_power::Resistance;
use hal_power_sim::model::ades183x::Open;

const EVEN: u16 = 1;
const ODD: u16 = 2;
const ALL: u16 = 3;

/// All sixteen cells in mV, by C or S, after a single conversion.
fn measure(host: &mut Host, start: u16) -> Vec<i32> {
    host.send(start);
    host.idle(Duration::from_millis(10));
    let groups = if start & ADCV == ADCV {
        [0x004, 0x006, 0x008, 0x00A, 0x009, 0x00B]
    } else {
        [0x003, 0x005, 0x007, 0x00D, 0x00E, 0x00F]
    };
    let mut cells: Vec<_> = groups
        .into_iter()
        .flat_map(|group| host.words(group))
        .collect();
    cells.truncate(16);
    cells
        .iter()
        .map(|code| (i32::from(*code) * 150 + 1_500_000) / 1_000)
        .collect()
}

fn with_cells() -> Host {
    let host = Host::new(1);
    host.part(0, |part| part.set_cells(&[volts(3_000); 16]));
    host
}

#[test]
fn a_switch_lowers_a_connected_cell_by_its_divider() {
    let mut host = with_cells();
    for start in [ADCV, ADSV] {
        let even = measure(&mut host, start | EVEN);
        let odd = measure(&mut host, start | ODD);
        let all = measure(&mut host, start | ALL);
        for cell in 0..16 {
            // Cell 1 is odd.
            let is_odd = cell % 2 == 0;
            let expected = |on: bool| if on { 2_700 } else { 3_000 };
            assert_eq!(even[cell], expected(!is_odd));
            assert_eq!(odd[cell], expected(is_odd));
            assert_eq!(all[cell], 2_700);
        }
        assert_eq!(measure(&mut host, start), [3_000; 16]);
    }
}

#[test]
fn an_open_wire_shows_at_the_cells_on_both_sides() {
    for tap in 0..=16 {
        let mut host = with_cells();
        host.part(0, |part| {
            part.set_cells(&[volts(2_400); 16]);
            part.set_wire(tap, true);
        });
        assert_eq!(measure(&mut host, ADSV), [2_400; 16]);
        let even = measure(&mut host, ADSV | EVEN);
        let odd = measure(&mut host, ADSV | ODD);
        for cell in 0..16_usize {
            let (own, other) = if cell % 2 == 0 {
                (&odd, &even)
            } else {
                (&even, &odd)
            };
            let is_beside = cell == tap || cell + 1 == tap;
            let neighbour_exists = (1..16).contains(&tap);
            assert_eq!(own[cell], if is_beside { 0 } else { 2_160 }, "{tap} {cell}");
            let expected = if is_beside && neighbour_exists {
                4_800
            } else {
                2_400
            };
            assert_eq!(other[cell], expected, "{tap} {cell}");
        }
        host.part(0, |part| part.set_wire(tap, false));
        assert_eq!(measure(&mut host, ADSV | EVEN)[0], 2_400);
        assert_eq!(measure(&mut host, ADSV | ODD)[0], 2_160);
    }
}

#[test]
fn redundancy_opens_the_switches() {
    let mut host = with_cells();
    assert_eq!(measure(&mut host, ADCV | RD | ALL), [3_000; 16]);
}

#[test]
fn a_wire_that_is_not_there_is_none() {
    let mut host = with_cells();
    host.part(0, |part| {
        part.set_wire(17, true);
        part.set_wire(99, true);
        part.set_cell(16, volts(1));
        part.set_gpio(10, volts(1));
        part.set_gpio_wire(40, true);
    });
    assert_eq!(measure(&mut host, ADSV | ALL), [2_700; 16]);
}

#[test]
fn a_pull_moves_a_gpio_by_its_source_and_an_open_one_altogether() {
    let open = Open {
        pull: Resistance::from_kilohms(90),
        pull_up: volts(4_500),
        ..Open::default()
    };
    let mut host = Host::with(1, &open);
    host.part(0, |part| {
        for gpio in 0..3 {
            part.set_gpio(gpio, volts(1_500));
            part.set_gpio_resistance(gpio, Resistance::from_kilohms(10));
        }
        part.set_gpio_wire(1, true);
    });
    let up = ADAX | 1 << 8 | 1 << 7;
    let down = ADAX | 1 << 8;
    for (start, connected, open) in [(ADAX, 1_500, 1_500), (up, 1_800, 4_500), (down, 1_350, 0)] {
        host.send(start);
        host.idle(Duration::from_millis(20));
        assert_eq!(host.words(RDAUXA), [connected, open, connected].map(code));
    }
}
