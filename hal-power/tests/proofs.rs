//! What must not compile: a proof that was not earned, or is used twice.

#[test]
fn proofs_cannot_be_forged_copied_or_used_twice() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/must_not_compile/*.rs");
}
