extern crate std;

#[expect(dead_code, reason = "for the tests to come")]
mod bench;
mod meter;
