//! What each method sends, and how long it waits.

use super::idle::disarmed;
use super::rig::{ANY, Levels, Pauses, Window, bus, config, run};
use super::words::{INIT, INIT_PAUSES, PROBE, PROBE_BACK_2, STATUS, joined, proven};
use hal_inverter::{GateFaults, asynch::GateDriver as _, blocking::GateDriver as _};
use stgap1::{Config, Pins, Register, SelfTest, Status, Verdict, asynch, blocking};

#[test]
fn new_and_free_move_nothing() {
    let sd = Levels::default();
    let pins = || Pins::new().with_shutdown(sd.clone());
    let configs = [Config::unprotected(); 12];
    let gates = blocking::Stgap1::new(bus(&[]), Pauses::default(), pins(), configs).unwrap();
    assert_eq!(gates.configs(), &configs);
    let (mut spi, delay, _) = gates.free();
    spi.done();
    assert_eq!(delay, Pauses::default());
    let gates = asynch::Stgap1::new(bus(&[]), Pauses::default(), pins(), configs).unwrap();
    let (mut spi, delay, _) = gates.free();
    spi.done();
    assert_eq!(delay, Pauses::default());
    assert_eq!(sd.take(), []);
}

#[test]
fn init_proves_configures_and_reads_back_with_sd_low() {
    let configs = [config().unwrap()];
    let sd = Levels::default();
    let pins = || Pins::new().with_shutdown(sd.clone());
    let mut gates = blocking::Stgap1::new(bus(INIT), Pauses::default(), pins(), configs).unwrap();
    assert_eq!(gates.init(), Ok(()));
    let (mut spi, delay, _) = gates.free();
    spi.done();
    assert_eq!(delay.0, INIT_PAUSES);
    assert_eq!(sd.take(), [false]);

    let mut gates = asynch::Stgap1::new(bus(INIT), Pauses::default(), pins(), configs).unwrap();
    assert_eq!(run(gates.init()), Some(Ok(())));
    let (mut spi, delay, _) = gates.free();
    spi.done();
    assert_eq!(delay.0, INIT_PAUSES);
    assert_eq!(sd.take(), [false]);
}

#[test]
fn enabling_raises_sd_after_a_clean_status_and_make_safe_lowers_it() {
    use hal_power::SafeState as _;
    let windows = joined(&[INIT, STATUS, proven()]);
    let configs = [config().unwrap()];
    let sd = Levels::default();
    let pins = || Pins::new().with_shutdown(sd.clone());
    let mut gates =
        blocking::Stgap1::new(bus(&windows), Pauses::default(), pins(), configs).unwrap();
    gates.init().unwrap();
    assert_eq!(disarmed(|proof| gates.enable(proof)).unwrap(), Ok(()));
    gates.make_safe();
    gates.free().0.done();
    assert_eq!(sd.take(), [false, false, true, false]);

    let mut gates = asynch::Stgap1::new(bus(&windows), Pauses::default(), pins(), configs).unwrap();
    run(gates.init()).unwrap().unwrap();
    let enabled = disarmed(|proof| run(gates.enable(proof))).unwrap();
    assert_eq!(enabled, Some(Ok(())));
    gates.make_safe();
    gates.free().0.done();
    assert_eq!(sd.take(), [false, false, true, false]);
}

#[test]
fn the_last_device_comes_first_both_ways() {
    let first = config().unwrap();
    // CFG1 80, all else 0.
    let second = Config::unprotected();
    let back: &[u16] = &[0x00F3, 0x00F3];
    let windows: Vec<Window<'_>> = vec![
        (PROBE, PROBE_BACK_2),
        (&[0xAC41; 2], &[ANY; 2]),
        (&[0xA26B; 2], &[ANY; 2]),
        (&[0xA26B; 2], &[ANY; 2]),
        (&[0x000C; 2], &[ANY; 2]),
        (&[0xD032; 2], &[ANY; 2]),
        (&[0x2ADA; 2], &[ANY; 2]),
        (&[0x8CA1; 2], &[ANY; 2]),
        (&[0x80EB, 0x8BDA], &[ANY; 2]),
        (&[0x9DD6; 2], &[ANY; 2]),
        (&[0x0020, 0x0D03], &[ANY; 2]),
        (&[0x9EDF; 2], &[ANY; 2]),
        (&[0x001F, 0x6236], &[ANY; 2]),
        (&[0x9FD8; 2], &[ANY; 2]),
        (&[0x000A, 0x1668], &[ANY; 2]),
        (&[0x99CA; 2], &[ANY; 2]),
        (&[0x0074, 0x0666], &[ANY; 2]),
        (&[0x859E; 2], &[ANY; 2]),
        (&[0x00DF, 0x08E7], &[ANY; 2]),
        (&[0x8697; 2], &[ANY; 2]),
        (&[0x00E0, 0x00E0], &[ANY; 2]),
        (&[0x91F2; 2], &[ANY; 2]),
        (&[0x00DC, 0x00DC], &[ANY; 2]),
        (&[0x3AAA; 2], &[ANY; 2]),
        (&[0xAA53; 2], &[ANY; 2]),
        (&[0xD032; 2], back),
        (&[0xAC41; 2], &[ANY; 2]),
        (&[0xBD36; 2], &[0x807A, 0x8B4B]),
        (&[0xBE3F; 2], &[0x00F3, 0x0DD0]),
        (&[0xBF38; 2], &[0x00F3, 0x62DA]),
        (&[0xB92A; 2], &[0x00F3, 0x1691]),
        (&[0xA57E; 2], &[0x00F3, 0x06E1]),
        (&[0xA677; 2], &[0x00F3, 0x08CB]),
        (&[0xB112; 2], back),
        (&[0xA26B; 2], back),
        (&[0xA162; 2], back),
        (&[0xAA53; 2], back),
        (&[0x000C; 2], back),
        // a status: the second device has TSD, the first is near it
        (&[0xA26B; 2], &[ANY; 2]),
        (&[0xA162; 2], &[0x02FD, 0x01F4]),
        (&[0xAA53; 2], back),
        (&[0x000C; 2], back),
    ];
    let pins = Pins::new();
    let delay = Pauses::default;
    let mut gates = blocking::Stgap1::new(bus(&windows), delay(), pins, [first, second]).unwrap();
    gates.init().unwrap();
    let mut each = [GateFaults::empty(); 2];
    let expected = [GateFaults::THERMAL_WARNING, GateFaults::THERMAL_SHUTDOWN];
    assert_eq!(gates.faults(&mut each), Ok(expected[0] | expected[1]));
    assert_eq!(each, expected);
    gates.free().0.done();

    let mut gates = asynch::Stgap1::new(bus(&windows), delay(), pins, [first, second]).unwrap();
    run(gates.init()).unwrap().unwrap();
    let statuses = run(gates.status()).unwrap().unwrap();
    assert_eq!(statuses, [Status::new(0x01, 0, 0), Status::new(0x02, 0, 0)]);
    gates.free().0.done();
}

#[test]
fn the_sheets_examples_of_writes_go_out_as_they_stand() {
    let before: &[Window<'_>] = &[
        (&[0xAC41], &[ANY]),
        (&[0xA26B], &[ANY]),
        (&[0xA26B], &[ANY]),
        (&[0x000C], &[ANY]),
        (&[0x2ADA], &[ANY]),
    ];
    let after: &[Window<'_>] = &[(&[0x3AAA], &[ANY])];
    let cfg1: &[Window<'_>] = &[(&[0x8CA1], &[ANY]), (&[0x2082], &[ANY])];
    let cfg5: &[Window<'_>] = &[(&[0x99CA], &[ANY]), (&[0x0666], &[ANY])];
    let windows = joined(&[
        before,
        cfg1,
        after,
        &[(&[0xAC41], &[ANY]), (&[0x000C], &[0x2013])],
        before,
        cfg5,
        after,
        // what stands outside of the mask is not compared
        &[(&[0xB92A], &[ANY]), (&[0x000C], &[0xF63F])],
        &[(&[0xBE3F], &[ANY]), (&[0x000C], &[0x62DA])],
    ]);
    let configs = [Config::unprotected()];
    let mut gates =
        blocking::Stgap1::new(bus(&windows), Pauses::default(), Pins::new(), configs).unwrap();
    assert_eq!(gates.write_register(Register::CFG1, [0x20]), Ok(()));
    assert_eq!(gates.write_register(Register::CFG5, [0x06]), Ok(()));
    assert_eq!(gates.read_register(Register::CFG3), Ok([0x62]));
    let (mut spi, delay, _) = gates.free();
    spi.done();
    assert_eq!(
        delay.0,
        [
            1, 1, 1, 1, 22, 1, 1, 5, 1, 1, 1, 1, 1, 1, 22, 1, 1, 5, 30, 1, 30
        ]
    );

    let mut gates =
        asynch::Stgap1::new(bus(&windows), Pauses::default(), Pins::new(), configs).unwrap();
    assert_eq!(
        run(gates.write_register(Register::CFG1, [0x20])),
        Some(Ok(()))
    );
    assert_eq!(
        run(gates.write_register(Register::CFG5, [0x06])),
        Some(Ok(()))
    );
    assert_eq!(run(gates.read_register(Register::CFG3)), Some(Ok([0x62])));
    gates.free().0.done();
}

#[test]
fn clearing_reads_first_and_compares_everything_afterwards() {
    let desaturated: &[Window<'_>] = &[
        (&[0xA26B], &[ANY]),
        (&[0xA162], &[0x2013]),
        (&[0xAA53], &[0x00F3]),
        (&[0x000C], &[0x00F3]),
    ];
    let reset: &[Window<'_>] = &[(&[0xD032], &[ANY])];
    let windows = joined(&[
        INIT,
        STATUS,
        proven(),
        desaturated,
        STATUS,
        reset,
        proven(),
        STATUS,
        proven(),
    ]);
    let configs = [config().unwrap()];
    let sd = Levels::default();
    let pins = || Pins::new().with_shutdown(sd.clone());
    let levels = [false, false, true, false, false, false, true];

    let mut gates =
        blocking::Stgap1::new(bus(&windows), Pauses::default(), pins(), configs).unwrap();
    gates.init().unwrap();
    disarmed(|proof| gates.enable(proof)).unwrap().unwrap();
    let mut each = [GateFaults::empty()];
    assert_eq!(gates.faults(&mut each), Ok(GateFaults::DESATURATION));
    assert_eq!(each, [GateFaults::DESATURATION]);
    let cleared = disarmed(|proof| gates.clear_faults(proof)).unwrap();
    assert_eq!(cleared, Ok(()));
    assert_eq!(disarmed(|proof| gates.enable(proof)).unwrap(), Ok(()));
    gates.free().0.done();
    assert_eq!(sd.take(), levels);

    let mut gates = asynch::Stgap1::new(bus(&windows), Pauses::default(), pins(), configs).unwrap();
    run(gates.init()).unwrap().unwrap();
    disarmed(|proof| run(gates.enable(proof)).unwrap().unwrap()).unwrap();
    let faults = run(gates.faults(&mut each));
    assert_eq!(faults, Some(Ok(GateFaults::DESATURATION)));
    let cleared = disarmed(|proof| run(gates.clear_faults(proof))).unwrap();
    assert_eq!(cleared, Some(Ok(())));
    let enabled = disarmed(|proof| run(gates.enable(proof))).unwrap();
    assert_eq!(enabled, Some(Ok(())));
    gates.free().0.done();
    assert_eq!(sd.take(), levels);
}

#[test]
fn a_self_test_runs_with_sd_high_and_is_taken_back() {
    let tests: [(SelfTest, [u16; 3], Verdict); 4] = [
        (SelfTest::GateOff, [0x10AC, 0x1083, 0x00F3], Verdict::Passed),
        (SelfTest::GateOff, [0x10AC, 0x1083, 0x2013], Verdict::Failed),
        (
            SelfTest::Desaturation,
            [0x04C0, 0x04EF, 0x2013],
            Verdict::Passed,
        ),
        (SelfTest::GateOn, [0x08E4, 0x08CB, 0x02FD], Verdict::Failed),
    ];
    for (test, [data, read, status1], verdict) in tests {
        let words = [[data], [read], [status1]];
        let run_of: &[Window<'_>] = &[
            (&[0x91F2], &[ANY]),
            (&words[0], &[ANY]),
            (&[0xB112], &[ANY]),
            (&[0xA26B], &words[1]),
            (&[0xA162], &words[2]),
            (&[0xAA53], &[0x00F3]),
            (&[0x91F2], &[0x00F3]),
            (&[0x00DC], &[ANY]),
            (&[0xD032], &[ANY]),
        ];
        let windows = joined(&[INIT, STATUS, run_of, proven()]);
        let configs = [config().unwrap()];
        let sd = Levels::default();
        let pins = || Pins::new().with_shutdown(sd.clone());
        let mut gates =
            blocking::Stgap1::new(bus(&windows), Pauses::default(), pins(), configs).unwrap();
        gates.init().unwrap();
        let tested = disarmed(|proof| gates.self_test(proof, test)).unwrap();
        assert_eq!(tested, Ok([verdict]), "{test:?}");
        let (mut spi, delay, _) = gates.free();
        spi.done();
        let expected = [1, 1, 1, 1, 1, 1, 870, 30, 1, 1, 1, 1, 1, 50, 1];
        assert_eq!(delay.0[INIT_PAUSES.len()..][..15], expected);
        assert_eq!(sd.take(), [false, false, true, false]);

        let mut gates =
            asynch::Stgap1::new(bus(&windows), Pauses::default(), pins(), configs).unwrap();
        run(gates.init()).unwrap().unwrap();
        let tested = disarmed(|proof| run(gates.self_test(proof, test))).unwrap();
        assert_eq!(tested, Some(Ok([verdict])), "{test:?}");
        gates.free().0.done();
        assert_eq!(sd.take(), [false, false, true, false]);
    }
}

#[test]
fn sleep_and_global_reset_look_for_a_desaturation_first() {
    let before: &[Window<'_>] = &[
        (&[0xAC41], &[ANY]),
        (&[0xA26B], &[0x8B4B]),
        (&[0xA26B], &[0x00F3]),
        (&[0x000C], &[0x00F3]),
    ];
    let windows = joined(&[
        before,
        &[
            (&[0x2ADA], &[ANY]),
            (&[0xEA94], &[ANY]),
            (&[0x3AAA], &[ANY]),
        ],
        before,
        &[(&[0xF5C9], &[ANY])],
    ]);
    let sd = Levels::default();
    let pins = || Pins::new().with_shutdown(sd.clone());
    let configs = [config().unwrap()];
    let mut gates =
        blocking::Stgap1::new(bus(&windows), Pauses::default(), pins(), configs).unwrap();
    assert_eq!(gates.global_reset(), Ok(()));
    assert_eq!(gates.sleep(), Ok(()));
    let (mut spi, delay, _) = gates.free();
    spi.done();
    assert_eq!(delay.0, [1, 1, 1, 1, 22, 50, 5, 1, 1, 1, 1]);
    assert_eq!(sd.take(), [false, false]);

    let mut gates = asynch::Stgap1::new(bus(&windows), Pauses::default(), pins(), configs).unwrap();
    assert_eq!(run(gates.global_reset()), Some(Ok(())));
    assert_eq!(run(gates.sleep()), Some(Ok(())));
    gates.free().0.done();
}
