//! What a bank does when something is wrong with a gate or its chip.

use super::*;

#[test]
fn a_chip_that_lost_its_address_or_its_gate_side_is_named() {
    for lost in 0..3 {
        for (dip, expected) in [(true, None), (false, Some(Mode::Addressing))] {
            let bench = Bench::<3>::new();
            let mut bank = bench.enabled().unwrap();
            bench.set_input(lost, true);
            if dip {
                bench.part(lost).unwrap().brown_out();
            } else {
                bench.part(lost).unwrap().set_vcc2(Voltage::from_volts(0));
                bench.pass(SETTLE);
                bench.part(lost).unwrap().set_vcc2(Voltage::from_volts(18));
            }
            bench.pass(SETTLE);
            let mut gates = [GateFaults::empty(); 3];
            let error = match expected {
                None => Error::Silent { chip: lost },
                Some(found) => Error::Mode {
                    chip: lost,
                    expected: Mode::Active,
                    found,
                },
            };
            assert_eq!(bank.faults(&mut gates), Err(error));
            assert_eq!(error.kind(), ErrorKind::ConfigurationLost);
            assert!(bench.asc_en.level() && !bench.asc.level(), "off");
            assert_eq!(bank.faults(&mut gates), Err(Error::NotInitialised));
            bench.set_input(lost, false);
            bench.pass(bench::RESET_TIME);
            bank.init(&mut bench.inputs.clone()).unwrap();
            enable(&mut bank).unwrap();
            assert_eq!(bank.faults(&mut gates), Ok(GateFaults::empty()));
        }
    }
}

#[test]
fn a_supply_that_dips_is_a_fault_until_cleared() {
    let bench = Bench::<2>::new();
    let mut bank = bench.enabled().unwrap();
    for (gate, fault) in [
        (0, GateFaults::UNDERVOLTAGE_LOGIC),
        (1, GateFaults::UNDERVOLTAGE_POSITIVE),
        (0, GateFaults::OVERVOLTAGE_NEGATIVE),
    ] {
        bench.set_input(gate, true);
        bench.pass(SETTLE);
        assert!(bench.is_on(gate));
        assert!(bench.raise(gate, fault));
        bench.pass(SETTLE);
        assert!(!bench.is_on(gate));
        let mut gates = [GateFaults::empty(); 2];
        assert_eq!(bank.faults(&mut gates), Ok(fault));
        let refused = Error::Fault {
            chip: gate,
            faults: fault,
        };
        bench.set_input(gate, false);
        bench.pass(SETTLE);
        assert_eq!(clear(&mut bank), Err(refused), "it persists");
        bench.healthy(gate);
        bench.pass(SETTLE);
        assert_eq!(enable(&mut bank), Err(refused), "it is latched");
        clear(&mut bank).unwrap();
        enable(&mut bank).unwrap();
        assert_eq!(bank.faults(&mut gates), Ok(GateFaults::empty()));
    }
}

#[test]
fn desaturation_is_not_retried_and_outlives_init() {
    let bench = Bench::<2>::new();
    let mut bank = bench.enabled().unwrap();
    bench.set_input(1, true);
    bench.raise(1, GateFaults::DESATURATION);
    bench.pass(SETTLE);
    assert!(!bench.is_on(1), "the part's own turn-off");
    bench.healthy(1);
    let desaturated = Error::Fault {
        chip: 1,
        faults: GateFaults::DESATURATION,
    };
    let mut gates = [GateFaults::empty(); 2];
    assert_eq!(bank.faults(&mut gates), Ok(GateFaults::DESATURATION));
    assert_eq!(gates, [GateFaults::empty(), GateFaults::DESATURATION]);
    assert!(bench.asc_en.level());
    assert_eq!(bench.part(0).unwrap().mode(), ModelMode::Configuration2);
    for on in [false, true, false, true, false] {
        for gate in 0..2 {
            bench.set_input(gate, on);
        }
        bench.pass(Duration::from_millis(20));
        assert!(!bench.is_on(0) && !bench.is_on(1));
        assert_eq!(bank.faults(&mut gates), Ok(GateFaults::DESATURATION));
    }
    assert_eq!(enable(&mut bank), Err(desaturated));
    bank.init_addressed().unwrap();
    assert_eq!(
        enable(&mut bank),
        Err(desaturated),
        "init clears nothing that was seen"
    );
    clear(&mut bank).unwrap();
    enable(&mut bank).unwrap();
    assert_eq!(bank.faults(&mut gates), Ok(GateFaults::empty()));
}

#[test]
fn desaturation_that_nobody_read_outlives_the_controller() {
    let bench = Bench::<1>::new();
    bench.enabled().unwrap();
    bench.set_input(0, true);
    bench.raise(0, GateFaults::DESATURATION);
    bench.pass(SETTLE);
    bench.healthy(0);
    bench.set_input(0, false);
    let mut bank = bench.blocking();
    bank.init(&mut bench.inputs.clone()).unwrap();
    let error = Error::Fault {
        chip: 0,
        faults: GateFaults::DESATURATION,
    };
    assert_eq!(enable(&mut bank), Err(error));
    clear(&mut bank).unwrap();
    enable(&mut bank).unwrap();
}

#[test]
fn a_warning_is_kept_and_keeps_no_gate_off() {
    let bench = Bench::<2>::new();
    let mut bank = bench.enabled().unwrap();
    bench.set_input(0, true);
    bench.raise(0, GateFaults::THERMAL_WARNING);
    bench.pass(SETTLE);
    let mut gates = [GateFaults::empty(); 2];
    assert_eq!(bank.faults(&mut gates), Ok(GateFaults::THERMAL_WARNING));
    bench.healthy(0);
    bench.pass(SETTLE);
    assert_eq!(bank.faults(&mut gates), Ok(GateFaults::THERMAL_WARNING));
    assert!(bench.is_on(0));
    bench.set_input(0, false);
    bench.pass(SETTLE);
    enable(&mut bank).unwrap();
    clear(&mut bank).unwrap();
    assert_eq!(bank.faults(&mut gates), Ok(GateFaults::empty()));
}

#[test]
fn off_needs_no_bus_and_lasts_until_enable() {
    let bench = Bench::<3>::new();
    let mut bank = bench.enabled().unwrap();
    for gate in 0..3 {
        bench.set_input(gate, true);
    }
    bench.pass(SETTLE);
    bench.asc.set_level(true); // where another has left it
    let (trace, ()) = traced(&bench, || bank.make_safe());
    let [Record::Pin(asc), Record::Pin(asc_en)] = trace.records() else {
        panic!("{trace}");
    };
    assert!(
        !asc.high && asc_en.high,
        "ASC has its level before it counts"
    );
    bench.pass(Duration::from_nanos(100));
    for gate in 0..3 {
        assert!(!bench.is_on(gate));
    }
    let mut gates = [GateFaults::empty(); 3];
    bench.pass(SETTLE);
    assert_eq!(
        bank.faults(&mut gates),
        Ok(GateFaults::empty()),
        "still to be read"
    );
    for gate in 0..3 {
        assert!(!bench.is_on(gate));
        bench.set_input(gate, false);
    }
    enable(&mut bank).unwrap();
    bench.set_input(1, true);
    bench.pass(SETTLE);
    assert!(bench.is_on(1));
}

#[test]
fn an_asc_en_that_another_pulls_is_noticed() {
    let bench = Bench::<2>::new();
    let mut bank = bench.enabled().unwrap();
    bench.asc_en.set_level(true);
    let mut gates = [GateFaults::empty(); 2];
    let found = bank.faults(&mut gates);
    assert!(
        matches!(found, Err(Error::Pins { chip: 0, .. })),
        "{found:?}"
    );
    bank.init(&mut bench.inputs.clone()).unwrap();
    enable(&mut bank).unwrap();
}

#[test]
fn desaturation_that_was_seen_outlives_the_chips_memory() {
    let bench = Bench::<1>::new();
    let mut bank = bench.enabled().unwrap();
    bench.set_input(0, true);
    bench.raise(0, GateFaults::DESATURATION);
    bench.pass(SETTLE);
    let mut gates = [GateFaults::empty()];
    assert_eq!(bank.faults(&mut gates), Ok(GateFaults::DESATURATION));
    bench.healthy(0);
    bench.set_input(0, false);
    bench.part(0).unwrap().brown_out();
    bench.pass(bench::RESET_TIME);
    assert_eq!(bank.faults(&mut gates), Err(Error::Silent { chip: 0 }));
    bank.init(&mut bench.inputs.clone()).unwrap();
    let error = Error::Fault {
        chip: 0,
        faults: GateFaults::DESATURATION,
    };
    assert_eq!(enable(&mut bank), Err(error));
    clear(&mut bank).unwrap();
    enable(&mut bank).unwrap();
}
