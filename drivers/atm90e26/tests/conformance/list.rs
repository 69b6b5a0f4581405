//! The suites of every trait, for the part and for each of its lines.

/// Hands the list to a macro.
macro_rules! suites {
    ($each:ident) => {
        $each! {
            part_voltage: meter::voltage::<Part>;
            part_frequency: meter::frequency::<Part>;
            part_energy: meter::energy::<Part>;
            turned_part_energy: meter::energy::<Turned>;
            line_l_voltage: meter::voltage::<LineL>;
            line_l_current: meter::current::<LineL>;
            line_l_active_power: meter::active_power::<LineL>;
            line_l_reactive_power: meter::reactive_power::<LineL>;
            line_l_apparent_power: meter::apparent_power::<LineL>;
            line_l_power_factor: meter::power_factor::<LineL>;
            line_l_frequency: meter::frequency::<LineL>;
            line_l_powers: meter::coherence::<LineL>;
            line_n_current: meter::current::<LineN>;
            line_n_active_power: meter::active_power::<LineN>;
            line_n_reactive_power: meter::reactive_power::<LineN>;
            line_n_apparent_power: meter::apparent_power::<LineN>;
            line_n_power_factor: meter::power_factor::<LineN>;
            line_n_powers: meter::coherence::<LineN>;
        }
    };
}
pub(crate) use suites;
