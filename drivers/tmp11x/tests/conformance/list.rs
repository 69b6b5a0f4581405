//! The class suites, a line for each part.

/// Hands the list to a macro.
macro_rules! suites {
    ($each:ident) => {
        $each! {
            tmp116_temperature: Tmp116;
            tmp117_temperature: Tmp117;
            tmp117_slow_temperature: Tmp117Slow;
            tmp117_offset_temperature: Tmp117Offset;
            tmp119_temperature: Tmp119;
        }
    };
}
pub(crate) use suites;
