//! The suites of every trait of a meter, a line for each.

/// Hands the list to a macro.
macro_rules! suites {
    ($each:ident) => {
        $each! {
            voltage: meter::voltage::<Bench>;
            current: meter::current::<Bench>;
            active_power: meter::active_power::<Bench>;
            reactive_power: meter::reactive_power::<Bench>;
            apparent_power: meter::apparent_power::<Bench>;
            power_factor: meter::power_factor::<Bench>;
            frequency: meter::frequency::<Bench>;
            energy: meter::energy::<Bench>;
            powers: meter::coherence::<Bench>;
        }
    };
}
pub(crate) use suites;
