//! Each suite passes a sound driver and catches each broken one, by the name of the promise that it breaks.

mod toy;

use hal_conformance::{Check, contacts, feedback, gate_driver, sensor};
use toy::{bank, gates, meter, pin_bank, switches};

macro_rules! cases {
    ($toy:ident, $suite:path: $($test:ident: $flaw:ident => $check:expr;)+) => {
        $(#[test]
        fn $test() {
            struct This;
            impl $toy::Flawed for This {
                const FLAW: $toy::Flaw = $toy::Flaw::$flaw;
            }
            let found = $suite().map_err(|failure| (failure.check, failure.detail));
            let expected: Option<Check> = $check;
            match (found, expected) {
                (Ok(passed), None) => assert!(passed.checks().len() >= 5, "{passed}"),
                (Err((check, detail)), Some(expected)) => assert_eq!(check, expected, "{detail}"),
                (found, expected) => panic!("{found:?} where {expected:?} was expected"),
            }
        })+
    };
}

mod sensors {
    use super::*;

    cases! {
        meter, sensor::suite::<meter::Bench<This>>:
        a_sound_driver_passes: None => None;
        zero_on_error: ZeroOnError => Some(Check::FaultReported);
        a_kind_that_says_nothing: KindOther => Some(Check::FaultReported);
        written_before_identified: WritesBeforeIdentity => Some(Check::IdentityFirst);
        anybody_is_the_part: TrustsAnybody => Some(Check::IdentityFirst);
        a_reset_goes_unnoticed: TrustsReset => Some(Check::ResetNoticed);
        negative_values_are_large: Unsigned => Some(Check::Range);
        the_end_of_the_scale_is_a_value: Clips => Some(Check::Saturation);
        one_error_is_for_ever: StaysPoisoned => Some(Check::Recovery);
        values_before_init: ReadsBeforeInit => Some(Check::Uninitialised);
        older_than_it_says: ClaimsNoLatency => Some(Check::Latency);
        async_reads_twice: AsyncReadsTwice => Some(Check::SameBits);
        a_pointer_survives_a_drop: CachesPointerEarly => Some(Check::Cancellation);
    }
}

mod banks {
    use super::*;

    cases! {
        bank, contacts::suite::<bank::Bench<This>>:
        a_sound_driver_passes: None => None;
        contacts_in_the_wrong_order: Mirrored => Some(Check::Levels);
        two_transfers: WritesTwice => Some(Check::Levels);
        high_contacts_are_dropped: DropsHighContacts => Some(Check::BeyondCount);
        errors_are_swallowed: SwallowsErrors => Some(Check::FaultReported);
        only_changes_are_sent: SendsOnlyChanges => Some(Check::Recovery);
        async_writes_twice: AsyncWritesTwice => Some(Check::SameBits);
        a_dropped_command_counts: RemembersCancelled => Some(Check::Cancellation);
    }
}

mod banks_on_pins {
    use super::*;

    cases! {
        pin_bank, contacts::suite::<pin_bank::Bench<This>>:
        a_sound_driver_passes: None => None;
        pins_move_before_a_level_is_refused: MovesFirst => Some(Check::BeyondCount);
        errors_of_pins_are_swallowed: SwallowsErrors => Some(Check::FaultReported);
        errors_of_one_pin_are_swallowed: SwallowsLast => Some(Check::FaultReported);
        only_changes_are_sent: SendsOnlyChanges => Some(Check::Recovery);
        only_changes_are_sent_after_success: CachesAfterSuccess => Some(Check::ResetNoticed);
    }
}

mod mirrors {
    use super::*;

    cases! {
        switches, feedback::suite::<switches::Bench<This>>:
        a_sound_driver_passes: None => None;
        where_it_was_told_is_where_it_is: BelievesCommands => Some(Check::Defects);
        what_is_seen_at_once_is_known: KnowsAtOnce => Some(Check::Travel);
        nothing_is_ever_known: NeverKnows => Some(Check::Known);
        open_is_closed: Inverted => Some(Check::Known);
        what_moves_is_known: IgnoresMotion => Some(Check::Unsteady);
        async_believes_commands: AsyncBelieves => Some(Check::SamePositions);
    }
}

mod gate_drivers {
    use super::*;

    cases! {
        gates, gate_driver::suite::<gates::Bench<This>>:
        a_sound_driver_passes: None => None;
        init_drives: DrivesAtInit => Some(Check::Undriven);
        enabled_without_init: EnablesUninitialised => Some(Check::Undriven);
        cleared_is_enabled: ClearEnables => Some(Check::Undriven);
        never_on: NeverEnables => Some(Check::Follows);
        any_length_will_do: AnyLength => Some(Check::SliceLength);
        length_is_found_late: FindsLengthLate => Some(Check::SliceLength);
        configuration_is_not_read_back: IgnoresReadBack => Some(Check::ReadBack);
        gates_in_the_wrong_order: Mirrored => Some(Check::FaultShown);
        low_is_high: WrongFlag => Some(Check::FaultShown);
        a_union_of_the_first_gate: ForgetsUnion => Some(Check::FaultShown);
        reported_once: ReportsOnce => Some(Check::Latched);
        cleared_by_reading: ReadClears => Some(Check::StaysOff);
        cleared_by_enabling: EnableClears => Some(Check::EnableRefused);
        refused_and_cleared: RefusesAndClears => Some(Check::EnableRefused);
        enabled_on_old_news: TrustsLastReading => Some(Check::EnableRefused);
        the_part_tries_again: TrustsPart => Some(Check::NoRetry);
        cleared_while_it_persists: ClearsPresent => Some(Check::Persists);
        never_cleared: NeverClears => Some(Check::Cleared);
        errors_are_no_faults: SwallowsErrors => Some(Check::FaultReported);
        a_kind_that_says_nothing: KindOther => Some(Check::FaultReported);
        errors_of_the_pin_are_swallowed: SwallowsPinErrors => Some(Check::FaultReported);
        damage_is_believed: IgnoresChecksum => Some(Check::DamagedReply);
        on_in_doubt: StaysOn => Some(Check::Doubt);
        doubt_is_forgotten: ForgetsDoubt => Some(Check::Doubt);
        one_error_is_for_ever: StaysPoisoned => Some(Check::Recovery);
        a_reset_goes_unnoticed: TrustsReset => Some(Check::ResetNoticed);
        enabled_after_a_reset: EnablesReset => Some(Check::ResetNoticed);
        async_reads_twice: AsyncReadsTwice => Some(Check::SameBits);
        initialised_too_early: ReadyEarly => Some(Check::Cancellation);
    }
}
