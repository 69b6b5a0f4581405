//! The suites of every trait of every meter, a line for each.

/// Hands the list to a macro.
macro_rules! suites {
    ($each:ident) => {
        $each! {
            sdm120_voltage: hal_conformance::meter::voltage::<crate::grid::Grid<crate::meters::Sdm120>>, ();
            sdm120_current: hal_conformance::meter::current::<crate::grid::Grid<crate::meters::Sdm120>>, ();
            sdm120_active_power: hal_conformance::meter::active_power::<crate::grid::Grid<crate::meters::Sdm120>>, ();
            sdm120_reactive_power: hal_conformance::meter::reactive_power::<crate::grid::Grid<crate::meters::Sdm120>>, ();
            sdm120_apparent_power: hal_conformance::meter::apparent_power::<crate::grid::Grid<crate::meters::Sdm120>>, ();
            sdm120_power_factor: hal_conformance::meter::power_factor::<crate::grid::Grid<crate::meters::Sdm120>>, ();
            sdm120_frequency: hal_conformance::meter::frequency::<crate::grid::Grid<crate::meters::Sdm120>>, ();
            sdm120_energy: hal_conformance::meter::energy::<crate::grid::Grid<crate::meters::Sdm120>>, ();
            sdm630_active_power: hal_conformance::meter::active_power::<crate::grid::Grid<crate::meters::Sdm630>>, ();
            sdm630_reactive_power: hal_conformance::meter::reactive_power::<crate::grid::Grid<crate::meters::Sdm630>>, ();
            sdm630_apparent_power: hal_conformance::meter::apparent_power::<crate::grid::Grid<crate::meters::Sdm630>>, ();
            sdm630_power_factor: hal_conformance::meter::power_factor::<crate::grid::Grid<crate::meters::Sdm630>>, ();
            sdm630_frequency: hal_conformance::meter::frequency::<crate::grid::Grid<crate::meters::Sdm630>>, ();
            sdm630_energy: hal_conformance::meter::energy::<crate::grid::Grid<crate::meters::Sdm630>>, ();
            sdm630_phase_voltage: hal_conformance::meter::voltage::<crate::grid::Grid<crate::phase::Second>>, ();
            sdm630_phase_current: hal_conformance::meter::current::<crate::grid::Grid<crate::phase::Second>>, ();
            sdm630_phase_active_power: hal_conformance::meter::active_power::<crate::grid::Grid<crate::phase::Second>>, ();
            sdm630_phase_reactive_power: hal_conformance::meter::reactive_power::<crate::grid::Grid<crate::phase::Second>>, ();
            sdm630_phase_apparent_power: hal_conformance::meter::apparent_power::<crate::grid::Grid<crate::phase::Second>>, ();
            sdm630_phase_power_factor: hal_conformance::meter::power_factor::<crate::grid::Grid<crate::phase::Second>>, ();
            sdm630_phase_frequency: hal_conformance::meter::frequency::<crate::grid::Grid<crate::phase::Second>>, ();
            sdm630_phase_energy: hal_conformance::meter::energy::<crate::grid::Grid<crate::phase::Second>>, ();
            ddsu666_voltage: hal_conformance::meter::voltage::<crate::grid::Grid<crate::meters::Ddsu666>>, ();
            ddsu666_current: hal_conformance::meter::current::<crate::grid::Grid<crate::meters::Ddsu666>>, ();
            ddsu666_active_power: hal_conformance::meter::active_power::<crate::grid::Grid<crate::meters::Ddsu666>>, ();
            ddsu666_reactive_power: hal_conformance::meter::reactive_power::<crate::grid::Grid<crate::meters::Ddsu666>>, ();
            ddsu666_power_factor: hal_conformance::meter::power_factor::<crate::grid::Grid<crate::meters::Ddsu666>>, ();
            ddsu666_frequency: hal_conformance::meter::frequency::<crate::grid::Grid<crate::meters::Ddsu666>>, ();
            ddsu666_energy: hal_conformance::meter::energy::<crate::grid::Grid<crate::meters::Ddsu666>>, ();
        }
    };
}
pub(crate) use suites;
