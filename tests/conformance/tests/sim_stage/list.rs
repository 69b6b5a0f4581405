//! The suites of `PowerStage`, `CycleLimit` and `FrameSource`, a line for each.

/// Hands the list to a macro.
macro_rules! suites {
    ($each:ident) => {
        $each! {
            bridge: power_stage::suite::<Bench<Bridge, 2>, 2>;
            boost: power_stage::suite::<Bench<Boost, 2>, 2>;
            battery_leg: power_stage::suite::<Bench<BatteryLeg, 1>, 1>;
            bridge_limited: power_stage::limiting::<Bench<Bridge, 2>, 2>;
            boost_limited: power_stage::limiting::<Bench<Boost, 2>, 2>;
            battery_leg_limited: power_stage::limiting::<Bench<BatteryLeg, 1>, 1>;
            samples: frames::suite::<Samples, 4>;
        }
    };
}
pub(crate) use suites;
