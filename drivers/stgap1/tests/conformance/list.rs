//! The suite of `GateDriver`, a line for each chain.

/// Hands the list to a macro.
macro_rules! suites {
    ($each:ident) => {
        $each! {
            one_part: Plain<1>;
            two_parts: Plain<2>;
            three_parts: Plain<3>;
            parts_that_send_no_crc_after_power_up: Silent<2>;
            parts_that_ignore_hasty_windows: Hasty<2>;
            parts_that_repeat_themselves_in_hasty_windows: Stale<2>;
            parts_that_shut_down_before_they_warn: Hot<2>;
        }
    };
}
pub(crate) use suites;
