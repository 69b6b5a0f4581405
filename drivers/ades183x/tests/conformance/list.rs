//! The suites of a string of cells, a line for each and each chain.

/// Hands the list to a macro.
macro_rules! suites {
    ($each:ident) => {
        $each! {
            cells_of_one_part: suite of Plain;
            cells_of_parts_that_are_not_full: suite of Short;
            cells_of_parts_that_differ_in_what_is_open: suite of Stubborn;
            cells_of_three_parts: suite of Long;
            temperatures_of_one_part: temperatures of Plain;
            temperatures_of_parts_that_are_not_full: temperatures of Short;
            balancing_of_one_part: balancing of Plain;
            balancing_of_parts_that_differ_in_what_is_open: balancing of Stubborn;
            wires_of_one_part: open_wires of Plain;
            wires_of_parts_that_are_not_full: open_wires of Short;
            limits_of_one_part: protection of Plain;
            limits_of_parts_that_are_not_full: protection of Short;
            findings_of_one_part: safety of Plain;
            findings_of_parts_that_differ_in_what_is_open: safety of Stubborn;
        }
    };
}
pub(crate) use suites;
