//! The suite of `GateDriver`, a line for each bank.

/// Hands the list to a macro.
macro_rules! suites {
    ($each:ident) => {
        $each! {
            one_gate: Bare<1>;
            two_gates_with_pins_at_asc: WithAsc<2>;
        }
    };
}
pub(crate) use suites;
