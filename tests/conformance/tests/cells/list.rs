//! The suites of every trait of `hal-bms`, a line for each.

/// Hands the list to a macro.
macro_rules! suites {
    ($each:ident) => {
        $each! {
            voltages: cells::suite::<One>;
            voltages_of_two_in_series: cells::suite::<Two>;
            temperatures: cells::temperatures::<One>;
            temperatures_of_two_in_series: cells::temperatures::<Two>;
            balancing: cells::balancing::<One>;
            balancing_without_neighbours: cells::balancing::<Strict>;
            balancing_of_two_in_series: cells::balancing::<Two>;
            open_wires: cells::open_wires::<One>;
            open_wires_of_two_in_series: cells::open_wires::<Two>;
            protection: cells::protection::<One>;
            protection_of_two_in_series: cells::protection::<Two>;
            safety: cells::safety::<One>;
            safety_of_two_in_series: cells::safety::<Two>;
        }
    };
}
pub(crate) use suites;
