//! The class suites, a line for each trait and part.

/// Hands the list to a macro.
macro_rules! suites {
    ($each:ident) => {
        $each! {
            ina226_voltage: Ina226, Voltage;
            ina226_current: Ina226, Current;
            ina226_power: Ina226, Power;
            ina226_fitted_current: Ina226Fitted, Current;
            ina226_fitted_power: Ina226Fitted, Power;
            ina228_voltage: Ina228, Voltage;
            ina228_current: Ina228, Current;
            ina228_power: Ina228, Power;
            ina228_temperature: Ina228, Temperature;
            ina228_fitted_current: Ina228Fitted, Current;
            ina228_fitted_power: Ina228Fitted, Power;
            ina228_fine_current: Ina228Fine, Current;
            ina228_fine_power: Ina228Fine, Power;
            ina229_voltage: Ina229, Voltage;
            ina229_current: Ina229, Current;
            ina229_power: Ina229, Power;
            ina229_temperature: Ina229, Temperature;
            ina237_voltage: Ina237, Voltage;
            ina237_current: Ina237, Current;
            ina237_power: Ina237, Power;
            ina237_temperature: Ina237, Temperature;
            ina238_voltage: Ina238, Voltage;
            ina238_current: Ina238, Current;
            ina238_power: Ina238, Power;
            ina238_temperature: Ina238, Temperature;
            ina239_voltage: Ina239, Voltage;
            ina239_current: Ina239, Current;
            ina239_power: Ina239, Power;
            ina239_temperature: Ina239, Temperature;
        }
    };
}
pub(crate) use suites;
