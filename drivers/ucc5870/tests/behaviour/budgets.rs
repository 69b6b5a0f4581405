//! What each method costs.

use super::*;

fn poll_of<const N: usize>() -> Vec<u16> {
    let bench = Bench::<N>::new();
    let mut bank = bench.enabled().unwrap_or_else(|_| bench.blocking());
    let mut gates = [GateFaults::all(); N];
    let (trace, said) = traced(&bench, || bank.faults(&mut gates));
    assert_eq!(
        (said, gates),
        (Ok(GateFaults::empty()), [GateFaults::empty(); N])
    );
    assert_eq!(bench.select.borrow().collisions(), 0);
    assert!(
        bench
            .parts
            .iter()
            .all(|part| part.borrow().hasty_frames() == 0)
    );
    frames(&trace)
}

/// A frame asks for one register and brings the one before, so that `k` registers cost `k + 1` frames, whosoever they are.
#[test]
fn a_poll_moves_no_more_than_the_framing_needs() {
    let asked = |address: u16| [0x11A, 0x118, 0x117, 0x119, 0x116].map(|code| address << 12 | code);
    let mut table = "| parts | frames | bits | least |\n| --: | --: | --: | --: |\n".to_owned();
    for (chips, found) in [
        (1, poll_of::<1>()),
        (2, poll_of::<2>()),
        (6, poll_of::<6>()),
    ] {
        let last = [chips << 12 | 0x542];
        let expected: Vec<u16> = (1..=chips).flat_map(asked).chain(last).collect();
        assert_eq!(found, expected);
        let (frames, least) = (found.len(), 5 * usize::from(chips) + 1);
        assert_eq!(frames, least);
        let [bits, least] = [frames, least].map(|frames| 16 * frames);
        table += &format!("| {chips} | {frames} | {bits} | {least} |\n");
    }
    page::holds("power-path.md", "ucc5870 status", &table);
}

#[test]
fn own_fetches_cost_a_frame_for_each_chip_but_the_last() {
    let bench = Bench::<3>::new();
    let mut bank = bench.blocking_by(SETTINGS.with_own_fetches());
    bank.init(&mut bench.inputs.clone()).unwrap();
    enable(&mut bank).unwrap();
    let mut gates = [GateFaults::all(); 3];
    let (trace, said) = traced(&bench, || bank.faults(&mut gates));
    assert_eq!(said, Ok(GateFaults::empty()));
    let found = frames(&trace);
    assert_eq!(found.len(), 3 * 6);
    for (index, frame) in [(5, 0x1542), (11, 0x2542), (17, 0x3542)] {
        assert_eq!(found[index], frame);
    }
}

/// The README's table.
fn budgets<const N: usize>() {
    let bench = Bench::<N>::new();
    let mut inputs = bench.inputs.clone();
    let mut bank = bench.blocking();
    let mut bare = bench.bare();
    let mut gates = [GateFaults::empty(); N];
    let mut stage = IdleStage;
    let judgement = Judgement {
        wait: Duration::from_micros(100),
        passes: PinState::High,
    };
    let cost = |call: &mut dyn FnMut()| traced(&bench, call).0.spi().count();

    let (trace, made) = traced(&bench, || bench.blocking());
    assert_eq!(trace.records(), []);
    drop(made);
    assert_eq!(
        cost(&mut || assert!(bank.init(&mut inputs).is_ok())),
        81 * N + 7
    );
    assert_eq!(
        cost(&mut || assert!(bank.init_addressed().is_ok())),
        79 * N + 6
    );
    assert_eq!(
        cost(&mut || assert!(bank.configure([config(); N]).is_ok())),
        70 * N + 1
    );
    assert_eq!(
        cost(&mut || {
            let tested =
                bank.self_test(N - 1, SelfTest::Desaturation, judgement, &proof(&mut stage));
            assert!(tested.is_ok());
        }),
        5 * N + 19
    );
    assert_eq!(cost(&mut || assert!(enable(&mut bank).is_ok())), 28 * N + 5);
    assert_eq!(
        cost(&mut || assert!(bank.faults(&mut gates).is_ok())),
        5 * N + 1
    );
    assert_eq!(cost(&mut || assert!(bank.verify().is_ok())), 13 * N + 1);
    assert_eq!(
        cost(&mut || assert!(bank.adc(0, AdcInput::Ai1, 0).is_ok())),
        4
    );
    assert_eq!(
        cost(&mut || assert!(bank.read_register(0, Register::Cfg1).is_ok())),
        2
    );
    assert_eq!(
        cost(&mut || assert!(bank.write_register(0, Register::Control2, 0).is_ok())),
        3
    );
    assert_eq!(cost(&mut || assert!(bank.disable().is_ok())), 5 * N + 3);
    assert_eq!(cost(&mut || assert!(clear(&mut bank).is_ok())), 5 * N + 7);
    assert_eq!(
        cost(&mut || {
            assert_eq!(bank.count(), N);
            let _ = (bank.configs(), bank.statuses());
            bank.make_safe();
        }),
        0
    );
    assert_eq!(cost(&mut || assert!(bank.reset_chips().is_ok())), 2);
    bench.pass(bench::RESET_TIME);
    bench.asc_en.set_level(false);
    assert!(bare.init(&mut inputs).is_ok());
    assert_eq!(cost(&mut || assert!(enable(&mut bare).is_ok())), 23 * N + 4);
    let (trace, _) = traced(&bench, || bare.free());
    assert_eq!(trace.records(), []);
}

#[test]
fn every_method_keeps_its_budget() {
    budgets::<1>();
    budgets::<3>();
    budgets::<14>();
}
