//! Each suite passes a sound driver and catches each broken one, by the name of the promise that it breaks.

#[path = "../../page.rs"]
mod page;
mod toy;

use hal_conformance::{
    Check, Failure, Passed, cells, contacts, feedback, frames, gate_driver, insulation as earth,
    meter as grid, power_stage, sensor, weld,
};
use toy::{
    bank, gates, grid_meter, insulation, meter, monitor, pair, pin_bank, samples, stage, switches,
};

macro_rules! cases {
    ($toy:ident, $suite:path: $($cases:tt)+) => {
        cases! { $toy, $suite, 5 checks: $($cases)+ }
    };
    ($toy:ident, $suite:path, $least:literal checks: $($test:ident: $flaw:ident => $check:expr;)+) => {
        $(#[test]
        fn $test() {
            let expected: Option<Check> = $check;
            let (_, suite) = CASES.iter().find(|(name, _)| *name == stringify!($test)).unwrap();
            match (suite(), expected) {
                (Ok(passed), None) => assert!(passed.checks().len() >= $least, "{passed}"),
                (Err(Failure { check, detail }), Some(expected)) => {
                    assert_eq!(check, expected, "{detail}");
                }
                (found, expected) => panic!("{found:?} where {expected:?} was expected"),
            }
        })+

        /// The suite over each case.
        pub(crate) const CASES: &[Case] = &[$((stringify!($test), {
            struct This;
            impl $toy::Flawed for This {
                const FLAW: $toy::Flaw = $toy::Flaw::$flaw;
            }
            $suite
        })),+];
    };
}

/// What is wrong, and the suite that finds it.
type Case = (&'static str, fn() -> Result<Passed, Failure>);

/// The suites of `docs/power-path.md`.
const POWER_PATH: [(&str, &[Case]); 4] = [
    ("gate_driver::suite", gate_drivers::CASES),
    ("power_stage::suite", stages::CASES),
    ("power_stage::limiting", limited_stages::CASES),
    ("frames::suite", frame_sources::CASES),
];

#[test]
fn the_page_tells_what_the_suites_of_the_power_path_say() {
    let mut told = String::new();
    for (suite, cases) in POWER_PATH {
        told += &format!(
            "### `{suite}`\n\n| what is wrong | check | the suite's words |\n| --- | --- | --- |\n"
        );
        for (case, suite) in cases {
            let case = case.replace('_', " ");
            told += &match suite() {
                Ok(passed) => format!("| nothing: {case} | | {passed} |\n"),
                Err(Failure { check, detail }) => {
                    let words = detail.replace('|', "\\|");
                    let (first, more) = match words.split_once('\n') {
                        Some((first, _)) => (first, " …"),
                        None => (words.as_str(), ""),
                    };
                    format!("| {case} | {check} | {first}{more} |\n")
                }
            };
        }
        told += "\n";
    }
    page::holds("power-path.md", "negative cases", &told);
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

mod stages {
    use super::*;

    cases! {
        stage, power_stage::suite::<stage::Bench<This>, 2>:
        a_sound_port_passes: None => None;
        a_trip_input_that_does_nothing: IgnoresTripInput => Some(Check::TripProof);
        a_trip_that_cannot_be_forced: IgnoresForce => Some(Check::TripProof);
        armed_while_forced: ArmsWhileForced => Some(Check::TripProof);
        a_trip_that_waits_for_the_reload: TripsAtReload => Some(Check::TripAtOnce);
        a_trip_of_one_stage_only: TripsAlone => Some(Check::TripAtOnce);
        no_dead_time: NoDeadTime => Some(Check::DeadTime);
        nothing_is_held: HoldsNothing => Some(Check::OneReload);
        one_leg_after_the_other: LegsInTurn => Some(Check::OneReload);
        one_leg_for_the_other: SwapsLegs => Some(Check::Duty);
        a_duty_drives_while_tripped: DrivesWhileTripped => Some(Check::TripHolds);
        a_trip_that_clears_itself: ForgetsTrip => Some(Check::TripHolds);
        armed_from_a_stale_duty: ArmsFromStaleDuty => Some(Check::NeutralStart);
        a_stop_that_waits_for_the_owner: StopWaitsForOwner => Some(Check::StopHandle);
        a_stop_that_waits_for_a_lock: StopWaitsForRelease => Some(Check::StopHandle);
        cleared_while_the_cause_persists: ClearsWithCause => Some(Check::ClearTrip);
        never_cleared: NeverClears => Some(Check::ClearTrip);
        the_first_cause_is_lost: TellsLastCause => Some(Check::Causes);
        a_duty_is_never_stale: NeverStale => Some(Check::StaleDuty);
        a_duty_arms: DutyEnables => Some(Check::DisarmedDuty);
        overlaps_are_not_counted: CountsNoOverlap => Some(Check::Overlap);
        off_at_the_reload: SafeAtReload => Some(Check::MakeSafe);
        off_clears_a_trip: SafeClears => Some(Check::MakeSafe);
    }
}

mod limited_stages {
    use super::*;

    cases! {
        stage, power_stage::limiting::<stage::Bench<This>, 2>, 2 checks:
        a_sound_port_passes: None => None;
        nothing_is_limited: LimitsNothing => Some(Check::Limited);
        limiting_is_not_counted: CountsNoLimiting => Some(Check::Limited);
        limiting_is_a_trip: LimitingTrips => Some(Check::Limited);
        limiting_goes_on_for_ever: NeverEscalates => Some(Check::Escalation);
    }
}

mod frame_sources {
    use super::*;

    cases! {
        samples, frames::suite::<samples::Bench<This>, 2>, 4 checks:
        a_sound_source_passes: None => None;
        never_beside_the_window: NeverBeside => Some(Check::Window);
        never_at_an_end: NeverSaturated => Some(Check::Saturation);
        numbers_come_again: RepeatsNumbers => Some(Check::Sequence);
        lost_frames_are_not_told_of: HidesLoss => Some(Check::Sequence);
        other_bits_of_the_register: KeepsOtherBits => Some(Check::Range);
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
        a_dropped_clear_leaves_gates_on: ClearPulses => Some(Check::Cancellation);
    }
}

mod welds {
    use super::*;

    cases! {
        pair, weld::suite::<pair::Bench<This>>:
        a_sound_test_passes: None => None;
        nothing_is_ever_found: DoubtsAlways => Some(Check::Isolates);
        a_weld_passes_for_a_contact_that_opens: PassesWelds => Some(Check::Welds);
        a_contact_that_is_stuck_open_passes: PassesStuckOpen => Some(Check::StuckOpen);
        the_partner_is_named: NamesPartner => Some(Check::Named);
        both_are_named: NamesBoth => Some(Check::Named);
        two_contacts_step_at_once: SwapsContacts => Some(Check::OneAtATime);
        what_is_left_on_the_load_is_a_weld: NeverDischarges => Some(Check::Residual);
        the_slowest_is_not_waited_for: DoesNotWait => Some(Check::Slow);
        bounce_is_motion: IgnoresBounce => Some(Check::Bounce);
        the_source_is_as_it_was_at_first: RemembersSource => Some(Check::Drift);
        silence_is_no_voltage: SilenceIsZero => Some(Check::Unusable);
        a_stale_reading_makes_a_verdict: IgnoresAge => Some(Check::Unusable);
        both_close_without_a_source: ClosesBlindly => Some(Check::StaysApart);
        a_source_that_is_gone_is_a_contact_s_fault: BlamesTheContact => Some(Check::StaysApart);
        both_close_onto_a_weld: ClosesOntoWelds => Some(Check::StaysApart);
    }
}

mod cell_voltages {
    use super::*;

    cases! {
        monitor, cells::suite::<monitor::Bench<This>>, 14 checks:
        a_sound_driver_passes: None => None;
        two_cells_are_swapped: SwapsCells => Some(Check::Order);
        a_little_too_much: Offset => Some(Check::Range);
        older_than_it_says: ClaimsNoLatency => Some(Check::Latency);
        any_length_will_do: AnyLength => Some(Check::SliceLength);
        length_is_found_late: FindsLengthLate => Some(Check::SliceLength);
        codes_are_voltages: TakesCodes => Some(Check::NoValue);
        the_end_of_the_scale_is_a_value: Clips => Some(Check::Saturation);
        values_before_init: ReadsBeforeInit => Some(Check::Uninitialised);
        zero_on_error: ZeroOnError => Some(Check::FaultReported);
        a_kind_that_says_nothing: KindOther => Some(Check::FaultReported);
        damage_is_believed: IgnoresChecksum => Some(Check::DamagedReply);
        late_is_an_error: Impatient => Some(Check::LateReply);
        one_error_is_for_ever: StaysPoisoned => Some(Check::Recovery);
        a_reset_goes_unnoticed: TrustsReset => Some(Check::ResetNoticed);
        async_reads_twice: AsyncReadsTwice => Some(Check::SameBits);
        a_pointer_survives_a_drop: CachesPointerEarly => Some(Check::Cancellation);
    }
}

mod monitors_in_series {
    use super::*;

    cases! {
        monitor, cells::suite::<monitor::Two<This>>, 14 checks:
        sound_drivers_pass: None => None;
        two_cells_are_swapped: SwapsCells => Some(Check::Order);
        a_reset_goes_unnoticed: TrustsReset => Some(Check::ResetNoticed);
        zero_on_error: ZeroOnError => Some(Check::FaultReported);
    }
}

mod temperatures {
    use super::*;

    cases! {
        monitor, cells::temperatures::<monitor::Bench<This>>, 12 checks:
        a_sound_driver_passes: None => None;
        two_sensors_are_swapped: SwapsSensors => Some(Check::Order);
        a_little_too_much: Offset => Some(Check::Range);
        any_length_will_do: AnyLength => Some(Check::SliceLength);
        open_is_a_temperature: TakesCodes => Some(Check::NoValue);
        zero_on_error: ZeroOnError => Some(Check::FaultReported);
        damage_is_believed: IgnoresChecksum => Some(Check::DamagedReply);
        a_reset_goes_unnoticed: TrustsReset => Some(Check::ResetNoticed);
    }
}

mod balancers {
    use super::*;

    cases! {
        monitor, cells::balancing::<monitor::Bench<This>>, 12 checks:
        a_sound_driver_passes: None => None;
        the_highest_cell_is_left_out: DropsHighest => Some(Check::Discharges);
        one_cell_more: AddsNeighbour => Some(Check::Discharges);
        those_before_go_on: KeepsOthers => Some(Check::Discharges);
        neighbours_are_taken: AcceptsNeighbours => Some(Check::Neighbours);
        cells_end_before_neighbours_are_refused: MovesBeforeRefusing => Some(Check::Neighbours);
        cells_that_are_not_there_are_taken: AcceptsAnyCell => Some(Check::BeyondCount);
        it_never_ends: StopsTimer => Some(Check::EndsByItself);
        it_ends_only_in_silence: ReadsFeedTimer => Some(Check::EndsByItself);
        what_was_asked_for_is_told: TellsAsked => Some(Check::EndsByItself);
        discharged_after_a_reset: TrustsReset => Some(Check::ResetNoticed);
        a_reset_is_noticed_late: NoticesLate => Some(Check::ResetNoticed);
        a_kind_that_says_nothing: KindOther => Some(Check::FaultReported);
    }
}

mod balancers_in_series {
    use super::*;

    cases! {
        monitor, cells::balancing::<monitor::Two<This>>, 12 checks:
        sound_drivers_pass: None => None;
        the_highest_cell_is_left_out: DropsHighest => Some(Check::Discharges);
        it_never_ends: StopsTimer => Some(Check::EndsByItself);
    }
}

mod open_wires {
    use super::*;

    cases! {
        monitor, cells::open_wires::<monitor::Bench<This>>, 9 checks:
        a_sound_driver_passes: None => None;
        wires_at_the_ends_are_forgotten: ForgetsEnds => Some(Check::Wires);
        one_of_two_is_forgotten: OneWireOnly => Some(Check::Wires);
        damage_is_believed: IgnoresChecksum => Some(Check::DamagedReply);
    }
}

mod open_wires_in_series {
    use super::*;

    cases! {
        monitor, cells::open_wires::<monitor::Two<This>>, 9 checks:
        sound_drivers_pass: None => None;
        wires_at_the_ends_are_forgotten: ForgetsEnds => Some(Check::Wires);
    }
}

mod protections {
    use super::*;

    cases! {
        monitor, cells::protection::<monitor::Bench<This>>, 9 checks:
        a_sound_driver_passes: None => None;
        rounded_to_the_looser_step: RoundsLoose => Some(Check::Applied);
        one_step_of_delay_more: LongerDelay => Some(Check::Applied);
        what_was_asked_for_is_told: TellsAsked => Some(Check::Applied);
        the_nearest_that_it_can_keep: ClampsLoose => Some(Check::BeyondRange);
        changed_and_refused: ChangesFirst => Some(Check::BeyondRange);
        set_before_init: ReadsBeforeInit => Some(Check::Uninitialised);
        set_after_a_reset: TrustsReset => Some(Check::ResetNoticed);
    }
}

mod protections_in_series {
    use super::*;

    cases! {
        monitor, cells::protection::<monitor::Two<This>>, 9 checks:
        sound_drivers_pass: None => None;
        rounded_to_the_looser_step: RoundsLoose => Some(Check::Applied);
    }
}

mod safety {
    use super::*;

    cases! {
        monitor, cells::safety::<monitor::Bench<This>>, 12 checks:
        a_sound_driver_passes: None => None;
        nothing_is_ever_found: FindsNothing => Some(Check::FaultShown);
        one_for_the_other: WrongFlag => Some(Check::FaultShown);
        cleared_by_reading: ReadClears => Some(Check::Latched);
        cleared_while_it_persists: ClearsPresent => Some(Check::Persists);
        never_cleared: NeverClears => Some(Check::Cleared);
        healthy_on_error: ZeroOnError => Some(Check::FaultReported);
        damage_is_believed: IgnoresChecksum => Some(Check::DamagedReply);
        healthy_before_init: ReadsBeforeInit => Some(Check::Uninitialised);
        healthy_after_a_reset: TrustsReset => Some(Check::ResetNoticed);
        a_reset_is_noticed_late: NoticesLate => Some(Check::ResetNoticed);
        one_error_is_for_ever: StaysPoisoned => Some(Check::Recovery);
    }
}

mod safety_in_series {
    use super::*;

    cases! {
        monitor, cells::safety::<monitor::Two<This>>, 12 checks:
        sound_drivers_pass: None => None;
        cleared_by_reading: ReadClears => Some(Check::Latched);
        healthy_after_a_reset: TrustsReset => Some(Check::ResetNoticed);
    }
}

mod voltage_meters {
    use super::*;

    cases! {
        grid_meter, grid::voltage::<grid_meter::Bench<This>>, 14 checks:
        a_sound_driver_passes: None => None;
        the_end_of_the_scale_is_a_value: Clips => Some(Check::Saturation);
        what_stands_still_is_a_value: AcceptsFrozen => Some(Check::Frozen);
        older_than_it_says: ClaimsNoLatency => Some(Check::Latency);
        a_reset_goes_unnoticed: TrustsReset => Some(Check::ResetNoticed);
        a_reset_is_another_fault: NeverTellsReset => Some(Check::ResetNoticed);
    }
}

mod current_meters {
    use super::*;

    cases! {
        grid_meter, grid::current::<grid_meter::Bench<This>>, 14 checks:
        a_sound_driver_passes: None => None;
        negative_while_importing: SignedCurrent => Some(Check::Sign);
        the_end_of_the_scale_is_a_value: Clips => Some(Check::Saturation);
        zero_on_error: ZeroOnError => Some(Check::FaultReported);
    }
}

mod active_power_meters {
    use super::*;

    cases! {
        grid_meter, grid::active_power::<grid_meter::Bench<This>>, 14 checks:
        a_sound_driver_passes: None => None;
        positive_while_importing: FlipsSign => Some(Check::Sign);
        never_negative: DropsSign => Some(Check::Sign);
        kilowatts_for_watts: WrongUnit => Some(Check::Range);
        a_little_too_much: Offset => Some(Check::Range);
        the_end_of_the_scale_is_a_value: Clips => Some(Check::Saturation);
        older_than_it_says: ClaimsNoLatency => Some(Check::Latency);
        what_stands_still_is_a_value: AcceptsFrozen => Some(Check::Frozen);
        anybody_is_the_part: TrustsAnybody => Some(Check::IdentityFirst);
        written_before_identified: WritesBeforeIdentity => Some(Check::IdentityFirst);
        values_before_init: ReadsBeforeInit => Some(Check::Uninitialised);
        zero_on_error: ZeroOnError => Some(Check::FaultReported);
        a_kind_that_says_nothing: KindOther => Some(Check::FaultReported);
        damage_is_believed: IgnoresChecksum => Some(Check::DamagedReply);
        late_is_an_error: Impatient => Some(Check::LateReply);
        one_error_is_for_ever: StaysPoisoned => Some(Check::Recovery);
        a_reset_goes_unnoticed: TrustsReset => Some(Check::ResetNoticed);
        async_reads_twice: AsyncReadsTwice => Some(Check::SameBits);
        a_pointer_survives_a_drop: CachesPointerEarly => Some(Check::Cancellation);
    }
}

mod reactive_power_meters {
    use super::*;

    cases! {
        grid_meter, grid::reactive_power::<grid_meter::Bench<This>>, 14 checks:
        a_sound_driver_passes: None => None;
        leads_for_lags: LeadsForLags => Some(Check::Sign);
        never_negative: DropsSign => Some(Check::Sign);
        kilovars_for_vars: WrongUnit => Some(Check::Range);
    }
}

mod apparent_power_meters {
    use super::*;

    cases! {
        grid_meter, grid::apparent_power::<grid_meter::Bench<This>>, 14 checks:
        a_sound_driver_passes: None => None;
        negative: FlipsSign => Some(Check::Sign);
        that_of_active_power: ApparentIsActive => Some(Check::Range);
        a_sum_that_is_no_root: AddsPowers => Some(Check::Range);
    }
}

mod powers_together {
    use super::*;

    cases! {
        grid_meter, grid::coherence::<grid_meter::Bench<This>>, 1 checks:
        a_sound_driver_passes: None => None;
        that_of_active_power: ApparentIsActive => Some(Check::Coherent);
        a_sum_that_is_no_root: AddsPowers => Some(Check::Coherent);
        an_apparent_power_below_zero: FlipsSign => Some(Check::Coherent);
    }
}

mod power_factors {
    use super::*;

    cases! {
        grid_meter, grid::power_factor::<grid_meter::Bench<This>>, 14 checks:
        a_sound_driver_passes: None => None;
        a_complement_is_taken_for_a_number: FactorUnsigned => Some(Check::Unity);
        without_the_sign_of_active_power: DropsSign => Some(Check::Sign);
        with_the_other_sign: FlipsSign => Some(Check::Sign);
    }
}

mod frequency_meters {
    use super::*;

    cases! {
        grid_meter, grid::frequency::<grid_meter::Bench<This>>, 13 checks:
        a_sound_driver_passes: None => None;
        zero_on_error: ZeroOnError => Some(Check::FaultReported);
        what_stands_still_is_a_value: AcceptsFrozen => Some(Check::Frozen);
    }
}

mod energy_meters {
    use super::*;

    cases! {
        grid_meter, grid::energy::<grid_meter::Bench<This>>, 14 checks:
        a_sound_driver_passes: None => None;
        one_direction_for_the_other: SwapsDirections => Some(Check::Directions);
        what_comes_back_is_taken_off: Nets => Some(Check::Directions);
        watt_hours_for_kilowatt_hours: WrongUnit => Some(Check::Range);
        the_rest_is_lost_by_reading: LosesRests => Some(Check::NothingLost);
        counted_again_by_reading: CountsTwice => Some(Check::NothingLost);
        lost_by_a_reading_that_fails: TakesBeforeTold => Some(Check::NothingLost);
        sums_go_back: WrapsEarly => Some(Check::Monotonic);
        what_stands_still_is_a_value: AcceptsFrozen => Some(Check::Frozen);
        anybody_is_the_part: TrustsAnybody => Some(Check::IdentityFirst);
        zero_on_error: ZeroOnError => Some(Check::FaultReported);
        damage_is_believed: IgnoresChecksum => Some(Check::DamagedReply);
        sums_are_forgotten_with_a_reset: ForgetsSums => Some(Check::Recovery);
        a_reset_goes_unnoticed: TrustsReset => Some(Check::ResetNoticed);
        async_reads_twice: AsyncReadsTwice => Some(Check::SameBits);
        a_pointer_survives_a_drop: CachesPointerEarly => Some(Check::Cancellation);
    }
}

mod insulation_meters {
    use super::*;

    cases! {
        insulation, earth::suite::<insulation::Bench<This>>, 11 checks:
        a_sound_driver_passes: None => None;
        better_than_the_truth: Doubles => Some(Check::NeverBetter);
        half_of_the_truth: Halves => Some(Check::Range);
        blind_to_one_pole: SeesOnePole => Some(Check::NeverBetter);
        at_the_other_pole: TurnsAround => Some(Check::Place);
        the_end_of_the_scale_is_a_value: NumbersOverRange => Some(Check::OverRange);
        zero_for_no_path: ZeroOverRange => Some(Check::OverRange);
        older_than_it_says: ClaimsNoLatency => Some(Check::Latency);
        values_while_it_starts_up: TrustsStartUp => Some(Check::StartUp);
        starting_up_is_a_fault: StartUpIsFault => Some(Check::StartUp);
        faults_are_hidden: HidesFaults => Some(Check::FaultShown);
        a_fault_is_a_matter_of_time: FaultIsNotReady => Some(Check::FaultShown);
        values_right_after_a_fault: TrustsAfterFault => Some(Check::AfterFault);
        one_fault_is_for_ever: StaysBroken => Some(Check::Recovery);
        silence_is_good: SilenceIsSound => Some(Check::Silence);
        silence_is_as_before: SilenceIsLast => Some(Check::Silence);
        async_says_something_else: AsyncRounds => Some(Check::SameBits);
        a_dropped_measurement_is_left_at_the_net: LeavesSwitch => Some(Check::Cancellation);
    }
}
