//! The class suites, a line for each trait, channel and bus.

/// Hands the list to a macro.
macro_rules! suites {
    ($each:ident) => {
        $each! {
            i2c_voltage: meter::voltage::<A<I2c>>;
            i2c_current: meter::current::<A<I2c>>;
            i2c_current_of_b: meter::current::<B<I2c>>;
            i2c_active_power: meter::active_power::<A<I2c>>;
            i2c_active_power_of_b: meter::active_power::<B<I2c>>;
            i2c_reactive_power: meter::reactive_power::<A<I2c>>;
            i2c_reactive_power_of_b: meter::reactive_power::<B<I2c>>;
            i2c_apparent_power: meter::apparent_power::<A<I2c>>;
            i2c_apparent_power_of_b: meter::apparent_power::<B<I2c>>;
            i2c_power_factor: meter::power_factor::<A<I2c>>;
            i2c_power_factor_of_b: meter::power_factor::<B<I2c>>;
            i2c_frequency: meter::frequency::<A<I2c>>;
            i2c_energy: meter::energy::<A<I2c>>;
            i2c_energy_of_b: meter::energy::<B<I2c>>;
            i2c_powers: meter::coherence::<A<I2c>>;
            i2c_powers_of_b: meter::coherence::<B<I2c>>;
            spi_voltage: meter::voltage::<A<Spi>>;
            spi_current: meter::current::<A<Spi>>;
            spi_current_of_b: meter::current::<B<Spi>>;
            spi_active_power: meter::active_power::<A<Spi>>;
            spi_active_power_of_b: meter::active_power::<B<Spi>>;
            spi_reactive_power: meter::reactive_power::<A<Spi>>;
            spi_reactive_power_of_b: meter::reactive_power::<B<Spi>>;
            spi_apparent_power: meter::apparent_power::<A<Spi>>;
            spi_apparent_power_of_b: meter::apparent_power::<B<Spi>>;
            spi_power_factor: meter::power_factor::<A<Spi>>;
            spi_power_factor_of_b: meter::power_factor::<B<Spi>>;
            spi_frequency: meter::frequency::<A<Spi>>;
            spi_energy: meter::energy::<A<Spi>>;
            spi_energy_of_b: meter::energy::<B<Spi>>;
            spi_powers: meter::coherence::<A<Spi>>;
            spi_powers_of_b: meter::coherence::<B<Spi>>;
        }
    };
}
pub(crate) use suites;
