//! The suite of tests of contacts, a line for each of the components.

/// Hands the list to a macro.
macro_rules! suites {
    ($each:ident) => {
        $each! {
            a_weld_test_of_contactors: Contactors;
            a_relay_proof: Relays<Proof>;
            a_relay_chain: Relays<Chain>;
        }
    };
}
pub(crate) use suites;
