//! The suite of `ContactBank`, a line for each cascade.

/// Hands the list to a macro.
macro_rules! suites {
    ($each:ident) => {
        $each! {
            one_part: Plain<1>;
            two_parts: Plain<2>;
            three_parts: Plain<3>;
            four_parts: Plain<4>;
            one_part_with_a_pin_at_reset: WithReset<1>;
            three_parts_with_a_pin_at_reset: WithReset<3>;
            one_part_with_a_reset_that_only_covers: WithCover<1>;
            three_parts_with_a_reset_that_only_covers: WithCover<3>;
        }
    };
}
pub(crate) use suites;
