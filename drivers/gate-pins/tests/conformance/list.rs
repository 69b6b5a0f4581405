//! The suite of `GateDriver`, a line for each way to wire the gates.

/// Hands the list to a macro.
macro_rules! suites {
    ($each:ident) => {
        $each! {
            one_gate: Bench<Own, 1>;
            a_pin_for_each_of_two_gates: Bench<Own, 2>;
            two_gates_reset_by_a_fall: Bench<Falling, 2>;
            six_gates_together: Bench<Together, 6>;
            six_gates_with_a_flt_each: Bench<Mixed, 6>;
        }
    };
}
pub(crate) use suites;
