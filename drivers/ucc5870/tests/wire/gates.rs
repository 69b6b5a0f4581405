//! The bank as gate drivers.

use super::*;

#[test]
fn faults_cost_five_frames_and_one() {
    in_both!(
        status(CONFIGURED),
        |bank, _proof| {
            let mut gates = [GateFaults::all()];
            assert_eq!(bank.faults(&mut gates), Ok(GateFaults::empty()));
            assert_eq!(gates, [GateFaults::empty()]);
        },
        {
            let mut gates = [GateFaults::all()];
            assert_eq!(run(bank.faults(&mut gates)), Some(Ok(GateFaults::empty())));
            assert_eq!(gates, [GateFaults::empty()]);
        }
    );
}

#[test]
fn what_is_new_is_read_again_and_desaturation_ends_the_active_mode() {
    let desaturated = [0x0000, 0x0001, 0x4004, 0x0401, 0x80C0];
    let after = [0x0000, 0x0000, 0x4000, 0x0001, 0x0080];
    let script = [
        enabling(),
        status(desaturated),
        status(desaturated),
        vec![(0xF00A, 0xFFFF), (0xF222, 0xFFFF)],
        status(after),
    ]
    .concat();
    let fault = GateFaults::DESATURATION;
    in_both!(
        script,
        |bank, proof| {
            bank.enable(&proof).unwrap();
            let mut gates = [GateFaults::empty()];
            assert_eq!(bank.faults(&mut gates), Ok(fault));
            // Kept, though the part shows it no more, and not retried.
            assert_eq!(bank.faults(&mut gates), Ok(fault));
            assert_eq!(gates, [fault]);
        },
        {
            run(bank.enable(&proof)).unwrap().unwrap();
            let mut gates = [GateFaults::empty()];
            assert_eq!(run(bank.faults(&mut gates)), Some(Ok(fault)));
            assert_eq!(run(bank.faults(&mut gates)), Some(Ok(fault)));
            assert_eq!(gates, [fault]);
        }
    );
}

#[test]
fn a_fault_that_the_second_and_third_reading_do_not_show_was_none() {
    let flipped = [0x0000, 0x0100, 0x4004, 0x0001, 0x00C0];
    let script = [enabling(), status(flipped), status(ACTIVE), status(ACTIVE)].concat();
    in_both!(
        script,
        |bank, proof| {
            bank.enable(&proof).unwrap();
            let mut gates = [GateFaults::empty()];
            assert_eq!(bank.faults(&mut gates), Ok(GateFaults::empty()));
        },
        {
            run(bank.enable(&proof)).unwrap().unwrap();
            let mut gates = [GateFaults::empty()];
            assert_eq!(run(bank.faults(&mut gates)), Some(Ok(GateFaults::empty())));
        }
    );
}

#[test]
fn a_fault_that_is_signalled_without_a_name_is_told() {
    let unnamed = [0x0000, 0x0000, 0x4004, 0x0401, 0x00C0];
    let script = [enabling(), status(unnamed), status(unnamed)].concat();
    in_both!(
        script,
        |bank, proof| {
            bank.enable(&proof).unwrap();
            let mut gates = [GateFaults::empty()];
            assert_eq!(bank.faults(&mut gates), Ok(UNNAMED_FAULT));
        },
        {
            run(bank.enable(&proof)).unwrap().unwrap();
            let mut gates = [GateFaults::empty()];
            assert_eq!(run(bank.faults(&mut gates)), Some(Ok(UNNAMED_FAULT)));
        }
    );
}

#[test]
fn a_chip_that_never_says_the_same_is_unsteady() {
    let one = |bit: u16| status([0x0000, 1 << bit, 0x4004, 0x0001, 0x00C0]);
    let script = [enabling(), one(0), one(1), one(2), one(7), one(8)].concat();
    let error: Failure = Error::Unsteady {
        chip: 0,
        register: Register::Status5,
    };
    in_both!(
        script,
        |bank, proof| {
            bank.enable(&proof).unwrap();
            let mut gates = [GateFaults::empty()];
            assert_eq!(bank.faults(&mut gates), Err(error));
            assert_eq!(bank.faults(&mut gates), Err(Error::NotInitialised));
        },
        {
            run(bank.enable(&proof)).unwrap().unwrap();
            let mut gates = [GateFaults::empty()];
            assert_eq!(run(bank.faults(&mut gates)), Some(Err(error)));
        }
    );
}

#[test]
fn clearing_is_the_bit_set_and_taken_back() {
    let script = [
        vec![
            (0xF00A, 0xFFFF),
            (0xF222, 0xFFFF),
            (0xFC1C, 0xFFFF),
            (0xFB00, 0xFFFF),
            (0xFA80, 0xFFFF),
            (0xFA00, 0xFFFF),
        ],
        status(CONFIGURED),
    ]
    .concat();
    in_both!(
        script,
        |bank, proof| {
            assert_eq!(bank.clear_faults(&proof), Ok(()));
        },
        {
            assert_eq!(run(bank.clear_faults(&proof)), Some(Ok(())));
        }
    );
}

#[test]
fn disabling_leads_to_configuration() {
    let script = [
        enabling(),
        vec![(0xF00A, 0xFFFF), (0xF222, 0xFFFF)],
        status(CONFIGURED),
        vec![(0xF00A, 0xFFFF), (0xF708, 0xFFFF)],
    ]
    .concat();
    in_both!(
        script,
        |bank, proof| {
            bank.enable(&proof).unwrap();
            assert_eq!(bank.disable(), Ok(()));
            assert_eq!(bank.reset_chips(), Ok(()));
            assert_eq!(bank.disable(), Err(Error::NotInitialised));
        },
        {
            run(bank.enable(&proof)).unwrap().unwrap();
            assert_eq!(run(bank.disable()), Some(Ok(())));
            assert_eq!(run(bank.reset_chips()), Some(Ok(())));
            assert_eq!(run(bank.disable()), Some(Err(Error::NotInitialised)));
        }
    );
}

#[test]
fn an_input_that_is_high_though_the_stage_is_disarmed_refuses() {
    for bit in [0x8000, 0x4000] {
        let high = [0x0000, 0x0000, 0x4000, 0x0001, 0x0080 | bit];
        let error: Failure = Error::Pins {
            chip: 0,
            found: 0x0080 | bit,
        };
        in_both!(
            status(high),
            |bank, proof| {
                assert_eq!(bank.enable(&proof), Err(error));
                assert_eq!(bank.enable(&proof), Err(Error::NotInitialised));
            },
            {
                assert_eq!(run(bank.enable(&proof)), Some(Err(error)));
            }
        );
    }
}
