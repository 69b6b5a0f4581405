//! The suite of `ContactBank`, a line for each chain.

/// Hands the list to a macro.
macro_rules! suites {
    ($each:ident) => {
        $each! {
            one_part: Bare<1>;
            three_parts: Bare<3>;
            one_part_with_a_pin_at_enable: WithEnable<1>;
            three_parts_with_a_pin_at_enable: WithEnable<3>;
        }
    };
}
pub(crate) use suites;
